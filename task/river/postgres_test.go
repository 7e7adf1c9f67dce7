//go:build linux

package river_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// databaseURL is an existing server to be used, in place of one of our own.
const databaseURL = "DOCKET_TEST_DATABASE"

// startPostgres starts a server of its own: own data folder, own port on
// loopback, no disk sync. stop ends it. It returns no url where PostgreSQL is
// not installed.
func startPostgres() (url string, stop func(), err error) {
	if url := os.Getenv(databaseURL); url != "" {
		return url, func() {}, nil
	}
	bin := postgresBin()
	if bin == "" {
		return "", func() {}, nil
	}
	dir, err := os.MkdirTemp("", "docket-pg-")
	if err != nil {
		return "", nil, err
	}
	cred, err := unprivileged(dir)
	if err != nil {
		return "", nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "docket", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
	initdb.SysProcAttr, initdb.Dir = cred, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	var log bytes.Buffer
	server := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", port, "-k", dir, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", "-c", "fsync=off")
	server.SysProcAttr, server.Dir, server.Stderr = cred, dir, &log
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = server.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = server.Wait()
		_ = os.RemoveAll(dir)
	}
	url = "postgres://docket@127.0.0.1:" + port + "/postgres"
	for range 200 {
		pool, err := pgxpool.New(context.Background(), url)
		if err == nil {
			err = pool.Ping(context.Background())
			pool.Close()
		}
		if err == nil {
			return url, stop, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	return "", nil, fmt.Errorf("postgres does not answer: %s", log.String())
}

// postgresBin finds the folder of the newest server.
func postgresBin() string {
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.Sort(found)
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(found[len(found)-1])
}

// unprivileged gives dir to a user that is not root, as whom PostgreSQL does
// not run.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT, Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// connect returns a pool on the server of the tests.
func connect(tb testing.TB) *pgxpool.Pool {
	tb.Helper()
	if serverURL == "" {
		tb.Skip("PostgreSQL is not installed (no initdb found), and " + databaseURL + " is not set")
	}
	pool, err := pgxpool.New(context.Background(), serverURL+"?pool_max_conns=20")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	return pool
}
