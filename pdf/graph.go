package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// graph parses d for writing. What the parser refuses, or where it finds other
// pages than the renderer does, the renderer writes anew first: as the whole
// document, else its pages imported into an empty one.
func (d *Document) graph(ctx context.Context) (*cos.Source, error) {
	limits := cos.Limits{Pages: d.limits.Pages}
	s, err := cos.Read(ctx, d.data, d.password, limits)
	if err == nil && len(s.Pages) == d.count {
		return s, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, cos.ErrUnsupported) {
		return nil, wrapGraph(err)
	}
	first := err
	for _, save := range []func(*pdfium.Instance, *bytes.Buffer) error{
		func(in *pdfium.Instance, b *bytes.Buffer) error { return in.Save(b, true) },
		func(in *pdfium.Instance, b *bytes.Buffer) error { return in.SavePages(b, allPages(d.count)) },
	} {
		var b bytes.Buffer
		if err := d.use(ctx, func(in *pdfium.Instance) error { return save(in, &b) }); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			continue
		}
		if s, err := cos.Read(ctx, b.Bytes(), "", limits); err == nil && len(s.Pages) == d.count {
			return s, nil
		}
	}
	if first == nil {
		first = fmt.Errorf("%w: %d pages, but %d in its page tree", ErrCorrupt, d.count, len(s.Pages))
	}
	return nil, wrapGraph(first)
}

func allPages(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
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
