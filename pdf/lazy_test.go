package pdf

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/layout"
)

// TestLazy opens files without the renderer: operations do without it, pages
// start it, and all that is known of a file is the same.
func TestLazy(t *testing.T) {
	SkipInterpreted(t)
	ctx := context.Background()
	var tagged, locked bytes.Buffer
	info := &layout.Info{Title: "Über", Producer: "P", Custom: map[string]string{"Cost centre": "4711"}}
	check(t, Save(ctx, &tagged, open(t, book(t, "p", 3)), SaveOptions{WriteOptions: WriteOptions{Info: info}}))
	check(t, Save(ctx, &locked, open(t, tagged.Bytes()), SaveOptions{WriteOptions: WriteOptions{Encryption: &Encryption{UserPassword: "pw"}}}))
	for name, c := range map[string]struct {
		data     []byte
		password string
	}{"plain": {tagged.Bytes(), ""}, "encrypted": {locked.Bytes(), "pw"}, "units": {makePDF(t, oddPages()...), ""}} {
		eager, err := Open(ctx, c.data, OpenOptions{Password: c.password})
		check(t, err)
		d, err := Open(ctx, c.data, OpenOptions{Password: c.password, Lazy: true})
		check(t, err)
		if d.PageCount() != eager.PageCount() {
			t.Errorf("%s: %d pages, not %d", name, d.PageCount(), eager.PageCount())
		}
		if diff := cmp.Diff(eager.Info(), d.Info()); diff != "" {
			t.Errorf("%s: info (-eager +lazy):\n%s", name, diff)
		}
		for range 2 { // what Open parsed serves once
			var out bytes.Buffer
			check(t, ExtractPages(ctx, &out, d, []int{2}, WriteOptions{}))
			if got := open(t, out.Bytes()).PageCount(); got != 1 {
				t.Errorf("%s: extract has %d pages", name, got)
			}
		}
		if d.rt != nil {
			t.Errorf("%s: an operation has started the renderer", name)
		}
		for n := range d.PageCount() {
			want, err := eager.Page(n + 1)
			check(t, err)
			if got, err := d.Page(n + 1); err != nil || got != want {
				t.Errorf("%s: page %+v, %v, want %+v", name, got, err, want)
			}
		}
		check(t, d.Close())
		if err := ExtractPages(ctx, io.Discard, d, []int{1}, WriteOptions{}); !errors.Is(err, ErrClosed) {
			t.Errorf("%s: after Close: %v", name, err)
		}
		check(t, eager.Close())
	}
}

// TestLazyErrors opens files without the renderer that cannot be opened, and one
// that is to be mended first.
func TestLazyErrors(t *testing.T) {
	ctx := context.Background()
	var locked bytes.Buffer
	check(t, Save(ctx, &locked, open(t, book(t, "p", 3)), SaveOptions{WriteOptions: WriteOptions{Encryption: &Encryption{UserPassword: "pw"}}}))
	lazy := OpenOptions{Lazy: true}
	if _, err := Open(ctx, locked.Bytes(), lazy); !errors.Is(err, ErrEncrypted) {
		t.Errorf("without password: %v", err)
	}
	if _, err := Open(ctx, []byte("no PDF"), lazy); !errors.Is(err, ErrCorrupt) {
		t.Errorf("no PDF: %v", err)
	}
	if _, err := Open(ctx, book(t, "p", 3), OpenOptions{Lazy: true, Limits: Limits{Pages: 2}}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many pages: %v", err)
	}
	wrong := bytes.Replace(book(t, "q", 2), []byte("startxref"), []byte("startxxxx"), 1)
	d, err := Open(ctx, wrong, lazy) // to be mended
	check(t, err)
	if text := strings.Join(pageTexts(t, d), " "); !strings.Contains(text, "q2") {
		t.Errorf("mended file: %q", text)
	}
	check(t, d.Close())
}
