// Package storetest checks that a store.Store keeps its contract.
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/docket-go/docket/store"
)

// TestStore runs the conformance suite. open returns a new, empty store that
// no other call returned; it registers with t what has to be cleaned up.
func TestStore(t *testing.T, open func(t *testing.T) store.Store) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			t.Cleanup(func() {
				if t.Failed() {
					t.Log("a store is expected to satisfy: " + c.expect)
				}
			})
			c.run(t, open(t))
		})
	}
}

var cases = []struct {
	name   string
	expect string
	run    func(*testing.T, store.Store)
}{
	{"RoundTrip", "Open and Stat return what was Put: bytes of any length, size, media type, SHA-256, time", roundTrip},
	{"Replace", "a second Put replaces bytes and media type; an open reader goes on with the old bytes", replace},
	{"IfAbsent", "Put with IfAbsent fails with ErrExists where the key is taken and changes nothing", ifAbsent},
	{"IfAbsentRace", "of many concurrent Puts with IfAbsent on one key exactly one succeeds", ifAbsentRace},
	{"Absent", "Open and Stat of a missing key match fs.ErrNotExist; Delete of it is no error", absent},
	{"Delete", "after Delete a key is gone, its neighbours stay, an open reader goes on", deletes},
	{"List", "List yields exactly the keys with the prefix, in byte order, with full Infos", list},
	{"InvalidKeys", "every method fails with ErrKey on a key that ValidKey refuses", invalidKeys},
	{"OddKeys", "every valid key is a name of its own: case, Unicode forms, a key that is also a directory of others", oddKeys},
	{"FailingReader", "a Put whose reader fails returns that error and changes nothing", failingReader},
	{"Canceled", "a Put whose context ends returns its cause and changes nothing; no method works on an ended context", canceled},
	{"ReadAt", "readers seek and read at any place, also concurrently, and report io.EOF at the end", readAt},
	{"Concurrent", "readers never see a mixture while writers, deleters and listers work on the same keys", concurrent},
}

func put(t *testing.T, s store.Store, key, data string) store.Info {
	t.Helper()
	info, err := s.Put(t.Context(), key, strings.NewReader(data), store.PutOptions{})
	if err != nil {
		t.Fatalf("Put(%q): %v", key, err)
	}
	return info
}

func wantData(t *testing.T, s store.Store, key, want string) {
	t.Helper()
	got, err := store.Bytes(t.Context(), s, key, 0)
	if err != nil || string(got) != want {
		t.Errorf("%q holds %.40q, %v; want %.40q", key, got, err, want)
	}
}

func wantAbsent(t *testing.T, s store.Store, key string) {
	t.Helper()
	if _, err := s.Stat(t.Context(), key); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Stat(%q) = %v, want fs.ErrNotExist", key, err)
	}
	if r, err := s.Open(t.Context(), key); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open(%q) = %v, %v, want fs.ErrNotExist", key, r, err)
	}
}

func roundTrip(t *testing.T, s store.Store) {
	for _, n := range []int{0, 1, 1000, 64<<10 - 1, 64 << 10, 1 << 20, 3<<20 + 7} {
		data := make([]byte, n)
		if _, err := rand.Read(data); err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprintf("size/%d.bin", n)
		before := time.Now().Add(-5 * time.Second)
		sum := sha256.Sum256(data)
		want := store.Info{Key: key, Size: int64(n), MediaType: "image/png; x=\"ü\"", SHA256: hex.EncodeToString(sum[:])}
		r := iotest.HalfReader(bytes.NewReader(data))
		put, err := s.Put(t.Context(), key, r, store.PutOptions{MediaType: want.MediaType})
		if err != nil {
			t.Fatal(err)
		}
		stat, err := s.Stat(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		for from, got := range map[string]store.Info{"Put": put, "Stat": stat} {
			if got.Modified.Before(before) || got.Modified.After(time.Now().Add(5*time.Second)) {
				t.Errorf("%s: modified %v", from, got.Modified)
			}
			got.Modified = time.Time{}
			if got != want {
				t.Errorf("%s = %+v, want %+v", from, got, want)
			}
		}
		if got, err := store.Bytes(t.Context(), s, key, 0); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes: other bytes came back, %v", n, err)
		}
	}
}

func replace(t *testing.T, s store.Store) {
	first := strings.Repeat("first ", 50_000)
	put(t, s, "a", first)
	r, err := s.Open(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := s.Put(t.Context(), "a", strings.NewReader("second"), store.PutOptions{MediaType: "text/plain"}); err != nil {
		t.Fatal(err)
	}
	wantData(t, s, "a", "second")
	if i, err := s.Stat(t.Context(), "a"); err != nil || i.Size != 6 || i.MediaType != "text/plain" {
		t.Errorf("Stat = %+v, %v", i, err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != first {
		t.Errorf("the reader opened before the Put read %d bytes, %v", len(got), err)
	}
}

func ifAbsent(t *testing.T, s store.Store) {
	once := store.PutOptions{IfAbsent: true}
	if _, err := s.Put(t.Context(), "dir/a", strings.NewReader("1"), once); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "dir/a", strings.NewReader("2"), once); !errors.Is(err, store.ErrExists) {
		t.Errorf("second Put: %v, want ErrExists", err)
	}
	wantData(t, s, "dir/a", "1")
	if err := s.Delete(t.Context(), "dir/a"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "dir/a", strings.NewReader("3"), once); err != nil {
		t.Errorf("Put after Delete: %v", err)
	}
	wantData(t, s, "dir/a", "3")
}

func ifAbsentRace(t *testing.T, s store.Store) {
	for round := range 8 {
		key := fmt.Sprintf("race/%d/x", round)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = s.Put(t.Context(), key, strings.NewReader(fmt.Sprint(i)), store.PutOptions{IfAbsent: true})
			})
		}
		wg.Wait()
		winner := -1
		for i, err := range errs {
			switch {
			case err == nil && winner < 0:
				winner = i
			case err == nil:
				t.Errorf("%s: Puts %d and %d both succeeded", key, winner, i)
			case !errors.Is(err, store.ErrExists):
				t.Errorf("%s: %v", key, err)
			}
		}
		wantData(t, s, key, fmt.Sprint(winner))
	}
}

func absent(t *testing.T, s store.Store) {
	wantAbsent(t, s, "nothing")
	wantAbsent(t, s, "no/such/thing")
	put(t, s, "a/b/c", "x")
	for _, k := range []string{"a", "a/b", "a/b/c/d", "a/b/C"} {
		wantAbsent(t, s, k)
	}
	for _, k := range []string{"nothing", "a", "a/b", "a/b/c/d"} {
		if err := s.Delete(t.Context(), k); err != nil {
			t.Errorf("Delete(%q): %v", k, err)
		}
	}
	wantData(t, s, "a/b/c", "x")
}

func deletes(t *testing.T, s store.Store) {
	for _, k := range []string{"t/1/a", "t/1/b", "t/2/a", "t/10/a"} {
		put(t, s, k, k)
	}
	r, err := s.Open(t.Context(), "t/1/a")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, k := range []string{"t/1/a", "t/2/a", "t/2/a"} {
		if err := s.Delete(t.Context(), k); err != nil {
			t.Fatal(err)
		}
		wantAbsent(t, s, k)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "t/1/a" {
		t.Errorf("the reader opened before the Delete read %q, %v", got, err)
	}
	wantData(t, s, "t/1/b", "t/1/b")
	wantData(t, s, "t/10/a", "t/10/a")
	put(t, s, "t/2/a", "again")
	wantData(t, s, "t/2/a", "again")
}

func list(t *testing.T, s store.Store) {
	keys := []string{"b", "a", "a/x", "a/y/z", "a-1", "a.b", "ab/c", "a/Y", "ü/1", "t/10", "t/9"}
	for _, k := range keys {
		put(t, s, k, k)
	}
	for _, prefix := range []string{"", "a", "a/", "a/y", "a/y/", "t/1", "ü", "ü/", "zzz", "a/x/", "../", "a//", "A"} {
		var want []string
		for _, k := range keys {
			if strings.HasPrefix(k, prefix) {
				want = append(want, k)
			}
		}
		slices.Sort(want)
		infos, err := s.List(t.Context(), prefix)
		if err != nil {
			t.Errorf("List(%q): %v", prefix, err)
		}
		var got []string
		for _, i := range infos {
			got = append(got, i.Key)
			stat, err := s.Stat(t.Context(), i.Key)
			if err != nil || !stat.Modified.Equal(i.Modified) {
				t.Errorf("List(%q): %+v, Stat says %+v, %v", prefix, i, stat, err)
			}
			i.Modified, stat.Modified = time.Time{}, time.Time{}
			if stat != i {
				t.Errorf("List(%q): %+v, Stat says %+v", prefix, i, stat)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("List(%q) = %q, want %q", prefix, got, want)
		}
	}
}

func invalidKeys(t *testing.T, s store.Store) {
	ctx := t.Context()
	for _, k := range []string{"", ".", "..", "../x", "a/../../x", "/etc/passwd", "a//b", "a/", "./a", "a\x00b",
		`a\..\b`, `C:\x`, ".hidden", "-rf", "CON", "aux.txt", "a\nb", "a\u202eb", "a:b", "a*b", "a.", "a b",
		"\xff", strings.Repeat("a", store.MaxSegmentBytes+1), strings.Repeat("a/", store.MaxSegments) + "a"} {
		if _, err := s.Put(ctx, k, strings.NewReader("x"), store.PutOptions{}); !errors.Is(err, store.ErrKey) {
			t.Errorf("Put(%q) = %v, want ErrKey", k, err)
		}
		if _, err := s.Open(ctx, k); !errors.Is(err, store.ErrKey) {
			t.Errorf("Open(%q) = %v, want ErrKey", k, err)
		}
		if _, err := s.Stat(ctx, k); !errors.Is(err, store.ErrKey) {
			t.Errorf("Stat(%q) = %v, want ErrKey", k, err)
		}
		if err := s.Delete(ctx, k); !errors.Is(err, store.ErrKey) {
			t.Errorf("Delete(%q) = %v, want ErrKey", k, err)
		}
	}
	if infos, err := s.List(ctx, ""); err != nil || len(infos) != 0 {
		t.Errorf("List = %v, %v; want an empty store", infos, err)
	}
}

func oddKeys(t *testing.T, s store.Store) {
	keys := []string{"a", "A", "a/b", "a/B", "A/b", "a.b-c_d", "übung.pdf", "u\u0308bung.pdf", "Übung.pdf",
		"文書/1.png", "_", "a~", "thumb", "task_01H/result.json", "console.txt", "com10",
		strings.Repeat("x", store.MaxSegmentBytes), strings.Repeat("é", store.MaxSegmentBytes/2),
		strings.Repeat("X", store.MaxSegmentBytes), strings.Repeat("a/", store.MaxSegments-1) + "a"}
	keys = slices.DeleteFunc(keys, func(k string) bool { return !store.ValidKey(k) })
	for _, k := range keys {
		put(t, s, k, k)
	}
	for _, k := range keys {
		wantData(t, s, k, k)
	}
	if infos, err := s.List(t.Context(), ""); err != nil || len(infos) != len(keys) {
		t.Errorf("List yields %d keys, %v; want %d", len(infos), err, len(keys))
	}
}

func failingReader(t *testing.T, s store.Store) {
	put(t, s, "a", "old")
	boom := errors.New("boom")
	for _, k := range []string{"a", "new/b"} {
		r := io.MultiReader(strings.NewReader(strings.Repeat("x", 100_000)), iotest.ErrReader(boom))
		if _, err := s.Put(t.Context(), k, r, store.PutOptions{}); !errors.Is(err, boom) {
			t.Errorf("Put(%q) = %v, want the reader's error", k, err)
		}
	}
	wantData(t, s, "a", "old")
	wantAbsent(t, s, "new/b")
	if infos, err := s.List(t.Context(), ""); err != nil || len(infos) != 1 {
		t.Errorf("List = %v, %v; want only %q", infos, err, "a")
	}
}

// readFunc is a reader made of a function.
type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func canceled(t *testing.T, s store.Store) {
	put(t, s, "a", "old")
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	n := 0
	endless := readFunc(func(p []byte) (int, error) {
		if n++; n == 5 {
			cancel(why)
		}
		return len(p), nil
	})
	if _, err := s.Put(ctx, "a", endless, store.PutOptions{}); !errors.Is(err, why) {
		t.Errorf("Put = %v, want the cause of the cancellation", err)
	}
	wantData(t, s, "a", "old")
	errs := map[string]error{}
	_, errs["Put"] = s.Put(ctx, "a", strings.NewReader("new"), store.PutOptions{})
	_, errs["Open"] = s.Open(ctx, "a")
	_, errs["Stat"] = s.Stat(ctx, "a")
	_, errs["List"] = s.List(ctx, "")
	errs["Delete"] = s.Delete(ctx, "a")
	for op, err := range errs {
		if !errors.Is(err, why) {
			t.Errorf("%s on an ended context = %v, want its cause", op, err)
		}
	}
	wantData(t, s, "a", "old")
}

func readAt(t *testing.T, s store.Store) {
	data := make([]byte, 200_000)
	if _, err := rand.Read(data); err != nil {
		t.Fatal(err)
	}
	put(t, s, "a", string(data))
	r, err := s.Open(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := iotest.TestReader(r, data); err != nil {
		t.Error(err)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			p := make([]byte, 1000)
			for off := i * 20_000; off < i*20_000+10_000; off += 1000 {
				if _, err := r.ReadAt(p, int64(off)); err != nil || !bytes.Equal(p, data[off:off+1000]) {
					t.Errorf("ReadAt(%d): other bytes, %v", off, err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := r.ReadAt(make([]byte, 10), int64(len(data))-4); n != 4 || err != io.EOF {
		t.Errorf("ReadAt over the end = %d, %v; want 4, EOF", n, err)
	}
}

func concurrent(t *testing.T, s store.Store) {
	const rounds, size = 40, 50_000
	keys := []string{"c/1/x", "c/1/y", "c/2/x"}
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			for i := range rounds {
				k := keys[(w+i)%len(keys)]
				data := bytes.Repeat([]byte{byte('a' + (w+i)%26)}, size+w)
				if _, err := s.Put(t.Context(), k, bytes.NewReader(data), store.PutOptions{}); err != nil {
					t.Errorf("Put: %v", err)
				}
			}
		})
		wg.Go(func() {
			for i := range rounds {
				got, err := store.Bytes(t.Context(), s, keys[(w+i)%len(keys)], 0)
				if errors.Is(err, fs.ErrNotExist) {
					continue
				}
				if err != nil || len(got) < size || len(bytes.Trim(got, string(got[:1]))) != 0 {
					t.Errorf("a reader saw a mixture: %d bytes, %v", len(got), err)
				}
			}
		})
	}
	wg.Go(func() {
		for i := range rounds {
			if err := s.Delete(t.Context(), keys[i%len(keys)]); err != nil {
				t.Errorf("Delete: %v", err)
			}
		}
	})
	wg.Go(func() {
		for range rounds {
			if _, err := s.List(t.Context(), "c/"); err != nil {
				t.Errorf("List: %v", err)
			}
		}
	})
	wg.Wait()
}
