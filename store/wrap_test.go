package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/store/storetest"
)

func secret(id string) store.Secret {
	sum := sha256.Sum256([]byte("secret " + id))
	return store.Secret{ID: id, Bytes: sum[:]}
}

func memory() *store.Memory { return store.NewMemory(store.MemoryConfig{}) }

func encrypted(t *testing.T, s store.Store, ids ...string) *store.Encrypted {
	t.Helper()
	var secrets []store.Secret
	for _, id := range ids {
		secrets = append(secrets, secret(id))
	}
	e, err := store.NewEncrypted(s, secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWrappers(t *testing.T) {
	for name, open := range map[string]func(*testing.T) store.Store{
		"Encrypted": func(t *testing.T) store.Store { return encrypted(t, memory(), "a") },
		"Encrypted Dir": func(t *testing.T) store.Store {
			return encrypted(t, openDir(t, t.TempDir()), "a")
		},
		"Checked": func(*testing.T) store.Store { return store.Checked(memory()) },
		"Quota": func(t *testing.T) store.Store {
			q, err := store.NewQuota(t.Context(), memory(), 1<<30)
			if err != nil {
				t.Fatal(err)
			}
			return q
		},
	} {
		t.Run(name, func(t *testing.T) { storetest.TestStore(t, open) })
	}
}

// Sub adds to keys, so that the longest and deepest do not fit; what fits works
// and stays apart.
func TestSub(t *testing.T) {
	m := memory()
	put(t, m, "a", "outside")
	put(t, m, "tenant-2/a", "of another")
	s, err := store.Sub(m, "tenant")
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "a", "inside")
	put(t, s, "b/c", "deep")
	infos, err := s.List(t.Context(), "")
	if err != nil || len(infos) != 2 || infos[0].Key != "a" || infos[1].Key != "b/c" {
		t.Errorf("List = %+v, %v", infos, err)
	}
	if got, err := store.Bytes(t.Context(), m, "tenant/b/c", 0); err != nil || string(got) != "deep" {
		t.Errorf("%q, %v", got, err)
	}
	if i, err := s.Stat(t.Context(), "a"); err != nil || i.Key != "a" || i.Size != 6 {
		t.Errorf("Stat = %+v, %v", i, err)
	}
	if _, err := s.Put(t.Context(), "../a", strings.NewReader("x"), store.PutOptions{}); !errors.Is(err, store.ErrKey) {
		t.Errorf("Put out of the prefix: %v", err)
	}
	if err := s.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Bytes(t.Context(), m, "a", 0); err != nil || string(got) != "outside" {
		t.Errorf("%q, %v", got, err)
	}
	for _, p := range []string{"", "/", "a/", "../x"} {
		if _, err := store.Sub(m, p); !errors.Is(err, store.ErrKey) {
			t.Errorf("Sub(%q): %v", p, err)
		}
	}
}

func TestQuota(t *testing.T) {
	m := memory()
	put(t, m, "old", "12345")
	q, err := store.NewQuota(t.Context(), m, 20)
	if err != nil {
		t.Fatal(err)
	}
	put(t, q, "a", "1234567890")
	put(t, q, "a", "12345") // beside the old one there is just room
	if q.Used() != 10 {
		t.Errorf("%d bytes used", q.Used())
	}
	for range 2 {
		if _, err := q.Put(t.Context(), "b", strings.NewReader("12345678901"), store.PutOptions{}); !errors.Is(err, store.ErrFull) {
			t.Errorf("Put over the quota: %v", err)
		}
	}
	if q.Used() != 10 {
		t.Errorf("%d bytes used after a Put that failed", q.Used())
	}
	if err := q.Delete(t.Context(), "old"); err != nil {
		t.Fatal(err)
	}
	if err := q.Delete(t.Context(), "nothing"); err != nil {
		t.Fatal(err)
	}
	put(t, q, "b", "123456789012345")
	if q.Used() != 20 {
		t.Errorf("%d bytes used", q.Used())
	}
	if _, err := store.NewQuota(t.Context(), m, 0); err == nil {
		t.Error("a quota of nothing is accepted")
	}
}

// raw changes what lies in a memory store below a wrapper.
func raw(t *testing.T, s store.Store, key string, change func([]byte) []byte) {
	t.Helper()
	b, err := store.Bytes(t.Context(), s, key, 0)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, key, string(change(bytes.Clone(b))))
}

func TestEncryptedHides(t *testing.T) {
	m := memory()
	e := encrypted(t, m, "a")
	text := strings.Repeat("a secret text ", 20_000)
	put(t, e, "x", text)
	put(t, e, "y", text)
	x, _ := store.Bytes(t.Context(), m, "x", 0)
	y, _ := store.Bytes(t.Context(), m, "y", 0)
	if bytes.Contains(x, []byte("secret text")) || bytes.Equal(x[100:200], y[100:200]) {
		t.Error("the bytes below are not encrypted, or alike for alike artifacts")
	}
}

func TestEncryptedTampering(t *testing.T) {
	text := strings.Repeat("0123456789abcdef", 3*4096+5) // three pieces and a bit
	for name, change := range map[string]func([]byte) []byte{
		"a bit of the first piece": func(b []byte) []byte { b[100] ^= 1; return b },
		"a bit of the last piece":  func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"a bit of the salt":        func(b []byte) []byte { b[40] ^= 1; return b },
		"the magic":                func(b []byte) []byte { b[0] ^= 1; return b },
		"cut by a byte":            func(b []byte) []byte { return b[:len(b)-1] },
		"cut at a piece":           func(b []byte) []byte { return b[:64+3*(64<<10+16)] },
		"cut to the head":          func(b []byte) []byte { return b[:64] },
		"cut where a piece ends, forged sum": func(b []byte) []byte {
			return append(b[:64+2*(64<<10+16)], make([]byte, 32+16)...)
		},
		"forged as empty": func(b []byte) []byte { return append(b[:64], make([]byte, 32+16)...) },
		"empty":           func([]byte) []byte { return nil },
		"pieces exchanged": func(b []byte) []byte {
			const n = 64<<10 + 16
			return slices.Concat(b[:64], b[64+n:64+2*n], b[64:64+n], b[64+2*n:])
		},
		"not encrypted": func([]byte) []byte { return []byte(strings.Repeat("plain", 100)) },
	} {
		t.Run(name, func(t *testing.T) {
			m := memory()
			e := encrypted(t, m, "a")
			put(t, e, "x", text)
			put(t, e, "good", "good")
			raw(t, m, "x", change)
			if got, err := store.Bytes(t.Context(), e, "x", 0); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
			if got, err := store.Bytes(t.Context(), e, "good", 0); err != nil || string(got) != "good" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	m := memory()
	e := encrypted(t, m, "a")
	put(t, e, "x", text)
	sealed, err := store.Bytes(t.Context(), m, "x", 0)
	if err != nil {
		t.Fatal(err)
	}
	put(t, m, "moved", string(sealed))
	if _, err := e.Stat(t.Context(), "moved"); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("an artifact moved to another key: %v", err)
	}
}

func TestEncryptedRotate(t *testing.T) {
	m := memory()
	old := encrypted(t, m, "old")
	for _, k := range []string{"a", "b/c", "b/d"} {
		if _, err := old.Put(t.Context(), k, strings.NewReader("of "+k), store.PutOptions{MediaType: "text/plain"}); err != nil {
			t.Fatal(err)
		}
	}
	both := encrypted(t, m, "new", "old")
	put(t, both, "e", "of e")
	if n, err := both.Rotate(t.Context(), ""); n != 3 || err != nil {
		t.Errorf("Rotate = %d, %v", n, err)
	}
	if n, err := both.Rotate(t.Context(), ""); n != 0 || err != nil {
		t.Errorf("second Rotate = %d, %v", n, err)
	}
	only := encrypted(t, m, "new")
	for _, k := range []string{"a", "b/c", "b/d", "e"} {
		if got, err := store.Bytes(t.Context(), only, k, 0); err != nil || string(got) != "of "+k {
			t.Errorf("%s: %q, %v", k, got, err)
		}
	}
	if i, err := only.Stat(t.Context(), "a"); err != nil || i.MediaType != "text/plain" {
		t.Errorf("%+v, %v", i, err)
	}
	if _, err := old.Open(t.Context(), "a"); !errors.Is(err, store.ErrSecret) {
		t.Errorf("the old secret alone: %v", err)
	}
}

func TestEncryptedConfig(t *testing.T) {
	long := secret(strings.Repeat("x", 24))
	for _, secrets := range [][]store.Secret{{}, {{ID: "a"}}, {{Bytes: make([]byte, 32)}}, {long}, {secret("a"), secret("a")}} {
		if _, err := store.NewEncrypted(memory(), secrets...); err == nil {
			t.Errorf("%v is accepted", secrets)
		}
	}
}

func TestVerify(t *testing.T) {
	name := t.TempDir()
	d := openDir(t, name)
	for _, k := range []string{"a", "b", "c/d"} {
		put(t, d, k, strings.Repeat(k, 1000))
	}
	if corrupt, err := store.Verify(t.Context(), d, ""); err != nil || corrupt != nil {
		t.Errorf("Verify = %v, %v", corrupt, err)
	}
	file := filepath.Join(name, "b")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b[500] ^= 4
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if corrupt, err := store.Verify(t.Context(), d, ""); err != nil || !slices.Equal(corrupt, []string{"b"}) {
		t.Errorf("Verify = %v, %v", corrupt, err)
	}
	r, err := store.Checked(d).Open(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadAll(r); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("reading a changed artifact: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Verify(ctx, d, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("Verify on an ended context: %v", err)
	}
}
