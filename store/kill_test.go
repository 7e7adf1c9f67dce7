package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/store"
)

// childDir tells the process of TestDirKill where to write.
const childDir = "DOCKET_STORE_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		fmt.Fprintln(os.Stderr, "child:", writeOn(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeOn puts, replaces and deletes until it is killed.
func writeOn(dir string) error {
	d, err := store.OpenDir(dir, store.DirConfig{})
	if err != nil {
		return err
	}
	ctx := context.Background()
	for i := 0; ; i++ {
		key := fmt.Sprintf("d%d/k%d", i%3, i%7)
		if i%5 == 4 {
			if err := d.Delete(ctx, key); err != nil {
				return err
			}
			continue
		}
		r := strings.NewReader(strings.Repeat(fmt.Sprintf("%08d ", i), 1+rand.IntN(20_000)))
		if _, err := d.Put(ctx, key, r, store.PutOptions{}); err != nil {
			return err
		}
	}
}

// TestDirKill kills a process in the middle of its writing, again and again:
// every artifact that is there is whole, and what it left half is never seen.
func TestDirKill(t *testing.T) {
	dir := t.TempDir()
	for range 12 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20*time.Millisecond + rand.N(150*time.Millisecond))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	d := openDir(t, dir)
	if corrupt, err := store.Verify(t.Context(), d, ""); err != nil || len(corrupt) > 0 {
		t.Errorf("corrupt: %v, %v", corrupt, err)
	}
	infos, err := d.List(t.Context(), "")
	if err != nil {
		t.Error(err)
	}
	for _, i := range infos {
		b, err := store.Bytes(t.Context(), d, i.Key, 0)
		if err != nil || len(b)%9 != 0 || strings.Count(string(b), string(b[:9])) != len(b)/9 {
			t.Errorf("%s: %d bytes, %v", i.Key, len(b), err)
		}
	}
	t.Logf("%d artifacts", len(infos))
}
