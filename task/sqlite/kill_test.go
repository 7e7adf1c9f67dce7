package sqlite_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task/sqlite"
	"github.com/docket-go/docket/task/tasktest"
)

var cycles = flag.Int("cycles", 15, "how often TestKill kills the process")

// Variables of the environment by which TestKill's processes know what they are.
const (
	childDir   = "DOCKET_KILL_DIR"
	childDrain = "DOCKET_KILL_DRAIN"
	childHolds = "DOCKET_HOLDS" // a file to be kept open
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir, os.Getenv(childDrain) != ""); err != nil {
			os.Stderr.WriteString("child: " + err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	if name := os.Getenv(childHolds); name != "" {
		if _, err := sqlite.Open(name); err != nil {
			os.Stderr.WriteString("child: " + err.Error() + "\n")
			os.Exit(1)
		}
		os.Stdout.WriteString("open\n")
		select {} // until it is killed
	}
	flag.Parse()
	os.Exit(m.Run())
}

// TestLockedByProcess has another process hold the file: it cannot be opened
// until that process is dead, however it dies.
func TestLockedByProcess(t *testing.T) {
	name := filepath.Join(t.TempDir(), "tasks.db")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childHolds+"="+name)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(name); !errors.Is(err, sqlite.ErrLocked) {
		t.Errorf("while another process has it: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed, as wanted
	if err := open(t, name).Close(); err != nil {
		t.Error(err)
	}
}

func child(dir string, drain bool) error {
	b, err := sqlite.Open(filepath.Join(dir, "tasks.db"))
	if err != nil {
		return err
	}
	s, err := store.OpenDir(filepath.Join(dir, "store"), store.DirConfig{})
	if err != nil {
		return err
	}
	return tasktest.KillChild(context.Background(), dir, b, s, drain)
}

// TestKill kills processes at random moments:
//
//	go test ./task/sqlite -run TestKill -v -cycles 1000
func TestKill(t *testing.T) {
	dir := t.TempDir()
	k := tasktest.KillTest{Dir: dir, Cycles: *cycles, Start: func(drain bool) *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir)
		if drain {
			cmd.Env = append(cmd.Env, childDrain+"=1")
		}
		return cmd
	}}
	t.Log(k.Run(t))
}
