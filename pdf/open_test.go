package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

func TestOpenErrors(t *testing.T) {
	good := file(testPage{content: "BT /F1 12 Tf 50 200 Td (Hello) Tj ET"}, testPage{})
	tests := []struct {
		name string
		data []byte
		o    pdf.OpenOptions
		want error
	}{
		{"empty", nil, pdf.OpenOptions{}, pdf.ErrCorrupt},
		{"text", []byte("no PDF at all"), pdf.OpenOptions{}, pdf.ErrCorrupt},
		{"zeros", make([]byte, 100_000), pdf.OpenOptions{}, pdf.ErrCorrupt},
		{"head alone", good[:60], pdf.OpenOptions{}, pdf.ErrCorrupt},
		{"bytes", good, pdf.OpenOptions{Limits: pdf.Limits{Bytes: 100}}, pdf.ErrTooLarge},
		{"pages", good, pdf.OpenOptions{Limits: pdf.Limits{Pages: 1}}, pdf.ErrTooLarge},
		{"no password", encrypted("user", "owner"), pdf.OpenOptions{}, pdf.ErrEncrypted},
		{"wrong password", encrypted("user", "owner"), pdf.OpenOptions{Password: "no"}, pdf.ErrEncrypted},
		{"sound", good, pdf.OpenOptions{}, nil},
		{"no limits", good, pdf.OpenOptions{Limits: pdf.Limits{Bytes: -1, Pages: -1, Pixels: -1}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := pdf.Open(t.Context(), tt.data, tt.o)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Open: %v, want %v", err, tt.want)
			}
			if err == nil {
				if d.PageCount() != 2 {
					t.Errorf("%d pages, want 2", d.PageCount())
				}
				d.Close()
			}
		})
	}
}

func TestOpenPassword(t *testing.T) {
	for _, password := range []string{"user", "owner"} {
		d, err := pdf.Open(t.Context(), encrypted("user", "owner"), pdf.OpenOptions{Password: password})
		if err != nil {
			t.Fatalf("%s password: %v", password, err)
		}
		in, err := d.Input(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(in); got != "Secret" {
			t.Errorf("%s password: text %q, want Secret", password, got)
		}
		d.Close()
	}
}

func TestOpenReaderAndFile(t *testing.T) {
	data := file(testPage{})
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := pdf.OpenFile(t.Context(), path, pdf.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if !bytes.Equal(d.Bytes(), data) {
		t.Error("Bytes differs from the file")
	}
	if _, err := pdf.OpenFile(t.Context(), path+".no", pdf.OpenOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	_, err = pdf.OpenReader(t.Context(), bytes.NewReader(data), pdf.OpenOptions{Limits: pdf.Limits{Bytes: 10}})
	if !errors.Is(err, pdf.ErrTooLarge) {
		t.Errorf("reader beyond the limit: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pdf.OpenReader(ctx, bytes.NewReader(data), pdf.OpenOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func TestInfo(t *testing.T) {
	b := &builder{}
	info := b.add("<< /Title <FEFF00DC0062006500720020D83DDE00> /Author (An Author) /Producer (P) /CreationDate (D:20240229123456+01'30') /ModDate (yesterday) >>")
	root := b.catalog("", testPage{})
	b.trailer = "/Info " + info
	got := open(t, b.bytes(root)).Info()
	want := layout.Info{
		Title: "Über 😀", Author: "An Author", Producer: "P",
		Created: time.Date(2024, 2, 29, 12, 34, 56, 0, time.FixedZone("", 5400)),
		Custom:  map[string]string{"ModDate": "yesterday"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
}

func TestParseDate(t *testing.T) {
	tests := []struct {
		in   string
		want string // RFC 3339, empty = not parsed
	}{
		{"D:20240102030405Z", "2024-01-02T03:04:05Z"},
		{"D:20240102030405Z00'00'", "2024-01-02T03:04:05Z"},
		{"D:20240102030405-08'00'", "2024-01-02T03:04:05-08:00"},
		{"D:20240102030405+0530", "2024-01-02T03:04:05+05:30"},
		{"D:20240102030405+05", "2024-01-02T03:04:05+05:00"},
		{"D:202401020304", "2024-01-02T03:04:00Z"},
		{"20240102", "2024-01-02T00:00:00Z"},
		{" D:2024 ", "2024-01-01T00:00:00Z"},
		{"D:20240132", ""}, {"", ""}, {"D:", ""}, {"D:20240102030405+99'00'", ""},
		{"D:20240102030405 UTC", ""}, {"D:202", ""},
	}
	for _, tt := range tests {
		got, ok := pdf.ParseDate(tt.in)
		text := ""
		if ok {
			text = got.Format(time.RFC3339)
		}
		if text != tt.want {
			t.Errorf("ParseDate(%q) = %q, want %q", tt.in, text, tt.want)
		}
	}
}

func TestPageNumbers(t *testing.T) {
	d := open(t, file(testPage{}))
	for _, n := range []int{-1, 0, 2} {
		if _, err := d.Page(n); !errors.Is(err, pdf.ErrPage) {
			t.Errorf("Page(%d): %v", n, err)
		}
		if _, err := d.Input(t.Context(), n); !errors.Is(err, pdf.ErrPage) {
			t.Errorf("Input(%d): %v", n, err)
		}
	}
	d.Close()
	if _, err := d.Render(t.Context(), 1, pdf.RenderOptions{}); !errors.Is(err, pdf.ErrClosed) {
		t.Errorf("Render after Close: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

// endless is a page that takes minutes: a large pattern of patterns.
func endless() []byte {
	return file(testPage{content: strings.Repeat("0 0 400 300 re 1 0 0 rg f 0.1 w 0 0 m 400 300 l 10 290 300 20 400 0 c b*\n", 300_000)})
}

func TestCancel(t *testing.T) {
	pdf.SkipInterpreted(t)
	d := open(t, endless())
	for name, call := range map[string]func(context.Context) error{
		"Render": func(ctx context.Context) error {
			_, err := d.Render(ctx, 1, pdf.RenderOptions{DPI: 300})
			return err
		},
		"Input": func(ctx context.Context) error {
			_, err := d.Input(ctx, 1)
			return err
		},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		start := time.Now()
		err := call(ctx)
		cancel()
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s returned %v after its context's end", name, took-50*time.Millisecond)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want deadline exceeded", name, err)
		}
	}
	if p, err := d.Page(1); err != nil || p.Size.W != 400 {
		t.Errorf("after the end of a context: %v, %v", p, err)
	}
}

func TestRuntime(t *testing.T) {
	pdf.SkipInterpreted(t)
	rt, err := pdf.NewRuntime(t.Context(), pdf.RuntimeConfig{CacheDir: "/dev/null/no", MaxInstances: 2})
	if err != nil {
		t.Fatalf("unusable cache folder: %v", err)
	}
	data := file(testPage{content: "BT /F1 12 Tf 50 200 Td (Hello) Tj ET"})
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			d, err := pdf.Open(t.Context(), data, pdf.OpenOptions{Runtime: rt})
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			for range 5 {
				if in, err := d.Input(t.Context(), 1); err != nil || texts(in) != "Hello" {
					t.Errorf("Input: %v, %v", in, err)
				}
			}
		})
	}
	wg.Wait()
	d, err := pdf.Open(t.Context(), data, pdf.OpenOptions{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := rt.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Input(t.Context(), 1); !errors.Is(err, pdf.ErrClosed) {
		t.Errorf("Input after Runtime.Close: %v", err)
	}
	if _, err := pdf.NewRuntime(t.Context(), pdf.RuntimeConfig{MaxInstances: -1}); err == nil {
		t.Error("negative MaxInstances was taken")
	}
}

// FuzzOpen feeds damaged files; every call must end with a result or a typed
// error.
func FuzzOpen(f *testing.F) {
	f.Add(file(testPage{content: "BT /F1 12 Tf 50 200 Td (Hello) Tj ET 0 0 10 10 re f"}))
	f.Add(encrypted("", "owner"))
	f.Add([]byte("%PDF-1.4\ntrailer << /Root 1 0 R >>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		d, err := pdf.Open(ctx, data, pdf.OpenOptions{})
		if err != nil {
			checkTyped(t, err)
			return
		}
		defer d.Close()
		if d.PageCount() == 0 {
			return
		}
		if _, err := d.Input(ctx, 1); err != nil {
			checkTyped(t, err)
		}
		if _, err := d.Render(ctx, 1, pdf.RenderOptions{DPI: 20, Gray: true, MaxPixels: 1e6}); err != nil {
			checkTyped(t, err)
		}
	})
}

func checkTyped(t *testing.T, err error) {
	for _, target := range []error{pdf.ErrCorrupt, pdf.ErrEncrypted, pdf.ErrTooLarge, pdf.ErrUnsupported} {
		if errors.Is(err, target) {
			return
		}
	}
	t.Errorf("error of no type: %v", err)
}

func texts(in *layout.PageInput) string {
	var s []string
	for _, w := range in.Words {
		s = append(s, w.Text)
	}
	return strings.Join(s, " ")
}
