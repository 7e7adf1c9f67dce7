package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/store/storetest"
)

func openDir(tb testing.TB, name string) *store.Dir {
	tb.Helper()
	d, err := store.OpenDir(name, store.DirConfig{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Error(err)
		}
	})
	return d
}

func TestMemory(t *testing.T) {
	storetest.TestStore(t, func(*testing.T) store.Store { return store.NewMemory(store.MemoryConfig{}) })
}

func TestDir(t *testing.T) {
	storetest.TestStore(t, func(t *testing.T) store.Store { return openDir(t, t.TempDir()) })
}

func BenchmarkMemory(b *testing.B) {
	storetest.BenchmarkStore(b, func(*testing.B) store.Store { return store.NewMemory(store.MemoryConfig{}) })
}

func BenchmarkDir(b *testing.B) {
	storetest.BenchmarkStore(b, func(b *testing.B) store.Store { return openDir(b, b.TempDir()) })
}

func TestValidKey(t *testing.T) {
	long := strings.Repeat("a", store.MaxSegmentBytes)
	valid := []string{"a", "pages/1.png", "task_01H/result.json", "a.b-c_d", "übung.pdf", "u\u0308", "文書",
		"a..b", "_", "0", "com", "com10", "CONSOLE", "a/CONT", long,
		strings.Repeat("a/", store.MaxSegments-1) + "a", long + "/" + long}
	invalid := []string{"", "/", "/a", "a/", "a//b", ".", "..", "../x", "./a", "a/./b", "a/../a", ".hidden", "a/.b",
		"-rf", "a/-b", "a.", "a./b", "a b", "a\tb", "a\nb", "a\x00b", "a\x7fb", `a\b`, "C:x", "a|b", "a?b", "a*b",
		"$(id)", "`id`", "~root/x", "%2e%2e/x", "a+b", "a!b", "a\u202eb", "a\u200db", "\uff41\uff0e\uff0e\uff0fx",
		"x\ud7ff", "\xff", "a\xc3", "CON", "con", "nul.txt", "a/AUX.tar.gz", "COM1", "lpt9.x", "COM¹",
		long + "a", strings.Repeat("a/", store.MaxSegments) + "a", long + "/" + long + "/" + long}
	for _, k := range valid {
		if !store.ValidKey(k) {
			t.Errorf("ValidKey(%q) = false", k)
		}
	}
	for _, k := range invalid {
		if store.ValidKey(k) {
			t.Errorf("ValidKey(%q) = true", k)
		}
	}
}

func put(t *testing.T, s store.Store, key, data string) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, strings.NewReader(data), store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
}

func TestMemoryBound(t *testing.T) {
	m := store.NewMemory(store.MemoryConfig{MaxBytes: 10})
	put(t, m, "a", "12345")
	put(t, m, "b", "12345")
	if _, err := m.Put(t.Context(), "c", strings.NewReader("1"), store.PutOptions{}); !errors.Is(err, store.ErrFull) {
		t.Errorf("Put over the bound: %v", err)
	}
	put(t, m, "a", "1234") // replacing frees what was there
	put(t, m, "c", "1")
	if err := m.Delete(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	put(t, m, "d", "12345")
	endless := strings.NewReader(strings.Repeat("x", 1<<20))
	if _, err := m.Put(t.Context(), "e", endless, store.PutOptions{}); !errors.Is(err, store.ErrFull) {
		t.Errorf("Put of 1 MiB: %v", err)
	}
	if read := 1<<20 - endless.Len(); read > 4096 {
		t.Errorf("%d bytes were read before ErrFull", read)
	}
}

// TestMemoryBoundOfManyPuts has many Puts under way at once: together they hold
// no more than one may.
func TestMemoryBoundOfManyPuts(t *testing.T) {
	m := store.NewMemory(store.MemoryConfig{MaxBytes: 100})
	half := make(chan struct{})
	read, errs := make(chan int, 10), make(chan error, 10)
	for i := range 10 {
		r := io.MultiReader(strings.NewReader(strings.Repeat("x", 30)), readFunc(func([]byte) (int, error) {
			read <- i
			<-half
			return 0, io.EOF
		}))
		go func() {
			_, err := m.Put(t.Context(), fmt.Sprint("k", i), r, store.PutOptions{})
			errs <- err
		}()
	}
	for range 7 { // the others have their 30 bytes and wait
		if err := <-errs; !errors.Is(err, store.ErrFull) {
			t.Errorf("Put beside 90 bytes of others: %v", err)
		}
	}
	var winner int
	for range 3 {
		winner = <-read
	}
	close(half)
	for range 3 {
		if err := <-errs; err != nil {
			t.Errorf("Put: %v", err)
		}
	}
	put(t, m, fmt.Sprint("k", winner), "there is room again")
}

// readFunc is a reader made of a function.
type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// files returns the files below dir with their modes.
func files(t *testing.T, dir string) map[string]fs.FileMode {
	t.Helper()
	found := map[string]fs.FileMode{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		fi, err := e.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		found[filepath.ToSlash(rel)] = fi.Mode()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestDirFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "deep", "store")
	d := openDir(t, name)
	put(t, d, "tasks/T1/Übung.pdf", "x")
	got := files(t, name)
	mode, ok := got["tasks~/!t1~/%c3%9cbung.pdf"]
	if !ok || len(got) != 1 {
		t.Fatalf("files: %v", got)
	}
	if runtime.GOOS != "windows" && mode != 0o600 {
		t.Errorf("mode %v", mode)
	}
	if err := d.Delete(t.Context(), "tasks/T1/Übung.pdf"); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(name)
	if err != nil || len(entries) != 1 || entries[0].Name() != ".tmp" {
		t.Errorf("after Delete: %v, %v", entries, err)
	}
}

// A process that was killed in a Put leaves a temporary file; readers never
// see it, and it goes away when it is old.
func TestDirCrash(t *testing.T) {
	name := t.TempDir()
	d := openDir(t, name)
	put(t, d, "a", "old")
	for _, f := range []string{"new", "left"} {
		if err := os.WriteFile(filepath.Join(name, ".tmp", f), []byte("par"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(filepath.Join(name, ".tmp", "left"), old, old); err != nil {
		t.Fatal(err)
	}
	d2 := openDir(t, name)
	infos, err := d2.List(t.Context(), "")
	if err != nil || len(infos) != 1 || infos[0].Key != "a" {
		t.Errorf("List = %v, %v", infos, err)
	}
	got := files(t, name)
	if _, ok := got[".tmp/left"]; ok {
		t.Error("the old temporary file is still there")
	}
	if _, ok := got[".tmp/new"]; !ok {
		t.Error("the temporary file of a running Put is gone")
	}
}

func TestDirCorrupt(t *testing.T) {
	for what, damage := range map[string]func(b []byte) []byte{
		"empty":          func([]byte) []byte { return nil },
		"cut":            func(b []byte) []byte { return b[:len(b)-3] },
		"bytes missing":  func(b []byte) []byte { return b[2:] },
		"foreign":        func([]byte) []byte { return []byte(strings.Repeat("foreign", 20)) },
		"length lies":    func(b []byte) []byte { b[len(b)-12] = 0xff; return b },
		"footer garbled": func(b []byte) []byte { b[len(b)-20] = 0; return b },
	} {
		t.Run(what, func(t *testing.T) {
			name := t.TempDir()
			d := openDir(t, name)
			put(t, d, "a", "some bytes")
			put(t, d, "b", "other")
			file := filepath.Join(name, "a")
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, damage(b), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Open(t.Context(), "a"); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("Open: %v", err)
			}
			if _, err := d.Stat(t.Context(), "a"); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("Stat: %v", err)
			}
			infos, err := d.List(t.Context(), "")
			if !errors.Is(err, store.ErrCorrupt) || len(infos) != 1 {
				t.Errorf("List: %v, %v", infos, err)
			}
			put(t, d, "a", "mended")
			if got, err := store.Bytes(t.Context(), d, "a", 0); err != nil || string(got) != "mended" {
				t.Errorf("after a new Put: %q, %v", got, err)
			}
		})
	}
}

func TestDirMovedFile(t *testing.T) {
	name := t.TempDir()
	d := openDir(t, name)
	put(t, d, "a", "of a")
	if err := os.Rename(filepath.Join(name, "a"), filepath.Join(name, "b")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Open(t.Context(), "b"); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("Open of another key's file: %v", err)
	}
}

func TestDirSymlink(t *testing.T) {
	outside := t.TempDir()
	name := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(name, "out~")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	d := openDir(t, name)
	if _, err := d.Put(t.Context(), "out/x", strings.NewReader("x"), store.PutOptions{}); err == nil {
		t.Error("Put through a link that leaves the directory succeeded")
	}
	if got := files(t, outside); len(got) != 0 {
		t.Errorf("written outside: %v", got)
	}
}

func TestBytesLimit(t *testing.T) {
	m := store.NewMemory(store.MemoryConfig{})
	put(t, m, "a", "12345")
	if _, err := store.Bytes(t.Context(), m, "a", 4); !errors.Is(err, store.ErrFull) {
		t.Errorf("Bytes over the limit: %v", err)
	}
}

func ExampleDir() {
	name, err := os.MkdirTemp("", "store")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(name)
	s, err := store.OpenDir(name, store.DirConfig{})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	ctx := context.Background()
	if _, err := s.Put(ctx, "task-1/text.txt", strings.NewReader("Hello"), store.PutOptions{MediaType: "text/plain"}); err != nil {
		panic(err)
	}
	info, err := s.Stat(ctx, "task-1/text.txt")
	fmt.Println(info.Size, info.MediaType, err)
	// Output: 5 text/plain <nil>
}
