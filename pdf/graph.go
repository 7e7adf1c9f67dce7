package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/docket-go/docket/pdf/internal/cos"
)

// graph parses d for writing. What the parser refuses, or where it finds other
// pages than the renderer does, the renderer writes anew first: as the whole
// document, else its pages imported into an empty one.
func (d *Document) graph(ctx context.Context) (*cos.Source, error) {
	d.mu.Lock()
	closed := d.closed
	d.mu.Unlock()
	if closed {
		return nil, ErrClosed
	}
	if s := d.takeParsed(); s != nil {
		return s, nil
	}
	limits := cos.Limits{Pages: d.limits.Pages}
	given, err := cos.Read(ctx, d.file(), d.password, limits)
	if err == nil && len(given.Pages) == d.count {
		return given, nil
	}
	if errors.Is(err, cos.ErrUnsupported) {
		if plain, _ := unprotect(d.file(), d.password); plain != nil {
			if s, err := cos.Read(ctx, mend(plain, false), "", limits); err == nil && len(s.Pages) == d.count {
				return s, nil
			}
		}
		return nil, wrapGraph(err)
	}
	for i, save := range []func(io.Writer) error{
		func(w io.Writer) error { return d.rewrite(ctx, w) },
		func(w io.Writer) error { return d.rewritePages(ctx, w, numbers(d.count)) },
	} {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var b bytes.Buffer
		if save(&b) != nil {
			continue
		}
		password := d.password
		if i == 1 { // an imported page has left its encryption behind
			password = ""
		}
		if s, err := cos.Read(ctx, b.Bytes(), password, limits); err == nil && len(s.Pages) == d.count {
			return s, nil
		}
	}
	if err != nil {
		return nil, wrapGraph(err)
	}
	given.AddEmpty(d.count - len(given.Pages)) // the renderer counts pages that are not there
	return given, nil
}

// numbers returns 1 to n.
func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i + 1
	}
	return out
}

// wrapGraph turns errors of package cos into those of this package.
func wrapGraph(err error) error {
	for _, m := range [][2]error{
		{cos.ErrEncrypted, ErrEncrypted}, {cos.ErrCorrupt, ErrCorrupt},
		{cos.ErrTooLarge, ErrTooLarge}, {cos.ErrUnsupported, ErrUnsupported},
	} {
		if errors.Is(err, m[0]) && !errors.Is(err, m[1]) {
			return fmt.Errorf("%w: %w", m[1], err)
		}
	}
	return err
}
