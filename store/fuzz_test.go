package store_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/store"
)

func FuzzValidKey(f *testing.F) {
	for _, s := range []string{"a/b", "../x", "übung.pdf", "CON", "a//b"} {
		f.Add(s)
	}
	name := f.TempDir()
	d, err := store.OpenDir(name, store.DirConfig{NoSync: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { d.Close() })
	f.Fuzz(func(t *testing.T, key string) {
		_, err := d.Put(t.Context(), key, strings.NewReader(key), store.PutOptions{})
		if !store.ValidKey(key) {
			if !errors.Is(err, store.ErrKey) {
				t.Fatalf("Put(%q) = %v", key, err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, err := store.Bytes(t.Context(), d, key, 0); err != nil || string(got) != key {
			t.Fatalf("%q: %q, %v", key, got, err)
		}
		if err := d.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzDirFile puts any bytes where an artifact should lie: they are refused as
// corrupt, or read as what their footer says.
func FuzzDirFile(f *testing.F) {
	name := f.TempDir()
	d, err := store.OpenDir(name, store.DirConfig{NoSync: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { d.Close() })
	file := filepath.Join(name, "a")
	for _, text := range []string{"", "some bytes"} {
		if _, err := d.Put(f.Context(), "a", strings.NewReader(text), store.PutOptions{MediaType: "text/plain"}); err != nil {
			f.Fatal(err)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("\xff\xff\xff\xff\ndocket1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := d.Stat(t.Context(), "a")
		if err != nil && !errors.Is(err, store.ErrCorrupt) {
			t.Fatalf("Stat: %v", err)
		}
		got, openErr := store.Bytes(t.Context(), d, "a", 0)
		if (openErr == nil) != (err == nil && info.Key == "a") || openErr == nil && int64(len(got)) != info.Size {
			t.Fatalf("Stat %+v, %v; Open %d bytes, %v", info, err, len(got), openErr)
		}
		if _, err := d.List(t.Context(), ""); err != nil && !errors.Is(err, store.ErrCorrupt) {
			t.Fatalf("List: %v", err)
		}
	})
}

// FuzzEncrypted changes a sealed artifact: it opens as what it was, or not.
func FuzzEncrypted(f *testing.F) {
	m := memory()
	e, err := store.NewEncrypted(m, secret("a"))
	if err != nil {
		f.Fatal(err)
	}
	if _, err := e.Put(f.Context(), "a", strings.NewReader("some bytes"), store.PutOptions{}); err != nil {
		f.Fatal(err)
	}
	sealed, err := store.Bytes(f.Context(), m, "a", 0)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte("docketE1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := m.Put(t.Context(), "a", strings.NewReader(string(b)), store.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		r, err := e.Open(t.Context(), "a")
		if err == nil {
			var got []byte
			if got, err = io.ReadAll(r); err == nil && string(got) != "some bytes" {
				t.Fatalf("opened as %q", got)
			}
			r.Close()
		}
		if err != nil && !errors.Is(err, store.ErrCorrupt) && !errors.Is(err, store.ErrSecret) {
			t.Fatalf("%v", err)
		}
	})
}
