package cloud_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"
	_ "gocloud.dev/blob/s3blob"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/store/cloud"
	"github.com/docket-go/docket/store/storetest"
)

// s3URL names an empty bucket of a server of one's own to be used, in place of
// the one in this process; s3Files says that it keeps objects as files:
//
//	DOCKET_TEST_S3_FILES=1 DOCKET_TEST_S3='s3://bucket?endpoint=http://127.0.0.1:7070&use_path_style=true&region=us-east-1' go test .
const (
	s3URL   = "DOCKET_TEST_S3"
	s3Files = "DOCKET_TEST_S3_FILES"
)

var serve = sync.OnceValues(func() (url string, err error) {
	if url := os.Getenv(s3URL); url != "" {
		return url, nil
	}
	backend := s3mem.New()
	if err := backend.CreateBucket("docket"); err != nil {
		return "", err
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server()) // until the process ends
	for k, v := range map[string]string{"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"} {
		if err := os.Setenv(k, v); err != nil {
			return "", err
		}
	}
	return "s3://docket?region=us-east-1&use_path_style=true&endpoint=" + srv.URL, nil
})

func opened(tb testing.TB, s *cloud.Store, err error) *cloud.Store {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// openS3 returns a Store with a prefix of its own on the server, small enough
// a buffer for temporary files to be used.
func openS3(tb testing.TB) *cloud.Store {
	tb.Helper()
	url, err := serve()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := cloud.Open(context.Background(), url, cloud.Config{Prefix: fmt.Sprintf("t%016x", rand.Uint64()), Buffer: 100 << 10, Files: os.Getenv(s3Files) != ""})
	return opened(tb, s, err)
}

func openMem(tb testing.TB, c cloud.Config) (*cloud.Store, *blob.Bucket) {
	tb.Helper()
	b := memblob.OpenBucket(nil)
	s, err := cloud.New(b, c)
	return opened(tb, s, err), b
}

func TestS3(t *testing.T) {
	storetest.TestStore(t, func(t *testing.T) store.Store { return openS3(t) })
}

func TestMem(t *testing.T) {
	for name, c := range map[string]cloud.Config{"Buffered": {}, "Spooled": {Buffer: 1, Prefix: "some/prefix", Parallel: 1}, "Files": {Files: true, Prefix: "p"}} {
		t.Run(name, func(t *testing.T) {
			storetest.TestStore(t, func(t *testing.T) store.Store {
				s, _ := openMem(t, c)
				return s
			})
		})
	}
}

func BenchmarkS3(b *testing.B) {
	storetest.BenchmarkStore(b, func(b *testing.B) store.Store { return openS3(b) })
}

// large is longer than what is read to get to a place far ahead.
var large = sync.OnceValue(func() []byte {
	data := make([]byte, 12<<20+5)
	r := rand.NewChaCha8([32]byte{})
	_, _ = r.Read(data) // never fails
	return data
})

// TestFar reads an artifact at its end first, replaces it, and goes on: with
// the bytes it had when it was opened.
func TestFar(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) *cloud.Store{
		"S3": func(t *testing.T) *cloud.Store { return openS3(t) },
		"Mem": func(t *testing.T) *cloud.Store {
			s, _ := openMem(t, cloud.Config{})
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, data := open(t), large()
			if _, err := s.Put(t.Context(), "a", bytes.NewReader(data), store.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			r, err := s.Open(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			check := func(from, to int) {
				t.Helper()
				p := make([]byte, to-from)
				if _, err := r.ReadAt(p, int64(from)); err != nil || !bytes.Equal(p, data[from:to]) {
					t.Errorf("ReadAt(%d:%d): other bytes, %v", from, to, err)
				}
			}
			check(len(data)-100, len(data))
			check(10<<20, 10<<20+1000)
			check(10<<20+500, 10<<20+2000)
			check(0, 10)
			if _, err := s.Put(t.Context(), "a", strings.NewReader("other"), store.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			check(8<<20, 8<<20+1000) // no range of the new one
			if err := s.Delete(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, data) {
				t.Errorf("read %d bytes, %v", len(got), err)
			}
		})
	}
}

// TestEncrypted reads only the ends of long artifacts to describe them.
func TestEncrypted(t *testing.T) {
	s, _ := openMem(t, cloud.Config{})
	e, err := store.NewEncrypted(s, store.Secret{ID: "a", Bytes: bytes.Repeat([]byte{1}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	put, err := e.Put(t.Context(), "a", bytes.NewReader(large()), store.PutOptions{MediaType: "image/png"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := e.List(t.Context(), "")
	if err != nil || len(l) != 1 || l[0].SHA256 != put.SHA256 || l[0].Size != int64(len(large())) || l[0].MediaType != "image/png" {
		t.Errorf("List = %+v, %v; want %+v", l, err, put)
	}
	if got, err := store.Bytes(t.Context(), store.Checked(e), "a", 0); err != nil || !bytes.Equal(got, large()) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestForeign(t *testing.T) {
	s, b := openMem(t, cloud.Config{Prefix: "p"})
	for k, v := range map[string]string{"p/a.txt": "of a tool", "p/not a key": "x", "elsewhere": "x", "p2/x": "x"} {
		if err := b.WriteAll(t.Context(), k, []byte(v), &blob.WriterOptions{ContentType: "text/plain"}); err != nil {
			t.Fatal(err)
		}
	}
	l, err := s.List(t.Context(), "")
	if err != nil || len(l) != 1 || l[0].Key != "a.txt" || l[0].MediaType != "text/plain" || l[0].Size != 9 {
		t.Errorf("List = %+v, %v", l, err)
	}
	files, _ := openMem(t, cloud.Config{Files: true})
	if _, err := files.Put(t.Context(), "a/b/c", strings.NewReader("x"), store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if l, err := files.List(t.Context(), "a/b"); err != nil || len(l) != 1 || l[0].Key != "a/b/c" {
		t.Errorf("List = %+v, %v", l, err)
	}
	if got, err := store.Bytes(t.Context(), s, "a.txt", 0); err != nil || string(got) != "of a tool" {
		t.Errorf("%q, %v", got, err)
	}
	for _, k := range []string{"p/a.txt", "p2/x"} {
		if _, err := s.Stat(t.Context(), k); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Stat(%q): %v", k, err)
		}
	}
}

func TestObject(t *testing.T) {
	s, b := openMem(t, cloud.Config{Prefix: "p"})
	if _, err := s.Put(t.Context(), "a/b.png", strings.NewReader("bytes"), store.PutOptions{MediaType: "image/png"}); err != nil {
		t.Fatal(err)
	}
	got, err := b.ReadAll(t.Context(), "p/a/b.png")
	if err != nil || string(got) != "bytes" {
		t.Errorf("the object holds %q, %v", got, err)
	}
	if a, err := b.Attributes(t.Context(), "p/a/b.png"); err != nil || a.ContentType != "image/png" {
		t.Errorf("content type %q, %v", a.ContentType, err)
	}
}

func TestErrors(t *testing.T) {
	if _, err := cloud.Open(t.Context(), "unknown://bucket", cloud.Config{}); err == nil {
		t.Error("a service that is not imported was opened")
	}
	if _, err := cloud.Open(t.Context(), "mem://", cloud.Config{Prefix: "../x"}); !errors.Is(err, store.ErrKey) {
		t.Errorf("prefix ../x: %v", err)
	}
	s, _ := openMem(t, cloud.Config{})
	if _, err := s.Put(t.Context(), "a", strings.NewReader(""), store.PutOptions{MediaType: strings.Repeat("x", 2000)}); err == nil {
		t.Error("a media type of 2000 bytes was taken")
	}
}

// TestTempFiles looks that nothing is left of long artifacts.
func TestTempFiles(t *testing.T) {
	dir := t.TempDir()
	s, _ := openMem(t, cloud.Config{TempDir: dir, Buffer: 10})
	if _, err := s.Put(t.Context(), "a", strings.NewReader("longer than the buffer"), store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	r, err := s.Open(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := r.ReadAt(make([]byte, 5), 0); err == nil {
		t.Error("a closed reader reads")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

func Example() {
	ctx := context.Background()
	s, err := cloud.Open(ctx, "mem://", cloud.Config{Prefix: "docket"}) // or s3://bucket?region=eu-central-1
	if err != nil {
		panic(err)
	}
	defer s.Close()
	if _, err := s.Put(ctx, "task-1/text.txt", strings.NewReader("Hello"), store.PutOptions{MediaType: "text/plain"}); err != nil {
		panic(err)
	}
	_, err = s.Put(ctx, "task-1/text.txt", strings.NewReader("again"), store.PutOptions{IfAbsent: true})
	fmt.Println(errors.Is(err, store.ErrExists))
	info, err := s.Stat(ctx, "task-1/text.txt")
	fmt.Println(info.Size, info.MediaType, err)
	// Output:
	// true
	// 5 text/plain <nil>
}

// TestErrorCodes has the service refuse with a request number that s3blob takes
// for the status 301.
func TestErrorCodes(t *testing.T) {
	status := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Amz-Request-Id", "X3016")
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			code := map[int]string{412: "PreconditionFailed", 403: "AccessDenied", 404: "NoSuchKey"}[status]
			fmt.Fprintf(w, "<Error><Code>%s</Code></Error>", code)
		}
	}))
	defer srv.Close()
	if _, err := serve(); err != nil { // for its credentials
		t.Fatal(err)
	}
	s, err := cloud.Open(t.Context(), "s3://b?region=us-east-1&use_path_style=true&endpoint="+srv.URL, cloud.Config{})
	opened(t, s, err)
	for code, absent := range map[int]bool{403: false, 404: true} {
		status = code
		if _, err := s.Open(t.Context(), "a"); err == nil || errors.Is(err, fs.ErrNotExist) != absent {
			t.Errorf("status %d: %v", code, err)
		}
	}
	status = 412
	if _, err := s.Put(t.Context(), "a", strings.NewReader("x"), store.PutOptions{}); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Put: %v", err)
	}
}
