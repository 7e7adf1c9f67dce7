package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// SplitOptions say where Split cuts. One of Every, Ranges, OutlineLevel and
// MaxBytes may be given; none means single pages.
type SplitOptions struct {
	WriteOptions
	Every        int      // pages a part; the last may have fewer
	Ranges       []string // one part each, see ParsePages; they may overlap or leave pages out
	OutlineLevel int      // a part begins at each bookmark of this depth or above, 1 = top
	MaxBytes     int64    // as many pages a part as fit; a page larger than that is a part by itself
}

// A SplitPart is one of the files that Split writes.
type SplitPart struct {
	Index int    // from 0
	Pages []int  // of the document, 1-based
	Title string // of the bookmark that the part begins with, where parts follow the outline
}

// Split writes parts of d as files of their own, as ExtractPages does. create
// is called for each part in order and returns where it goes; Split closes it.
// When create or a part fails, Split ends with that error.
func Split(ctx context.Context, d *Document, o SplitOptions, create func(SplitPart) (io.WriteCloser, error)) error {
	s, err := d.graph(ctx)
	if err != nil {
		return err
	}
	dests := &destinations{s: s}
	parts, err := splitParts(ctx, s, dests, o)
	if err != nil {
		return wrapGraph(err)
	}
	for _, p := range parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		w, err := create(p)
		if err != nil {
			return err
		}
		err = extract(ctx, w, s, dests, p.Pages, o.WriteOptions)
		if err := errors.Join(wrapGraph(err), w.Close()); err != nil {
			return fmt.Errorf("part %d: %w", p.Index+1, err)
		}
	}
	return nil
}

func splitParts(ctx context.Context, s *cos.Source, dests *destinations, o SplitOptions) ([]SplitPart, error) {
	given := 0
	for _, b := range []bool{o.Every != 0, o.Ranges != nil, o.OutlineLevel != 0, o.MaxBytes != 0} {
		if b {
			given++
		}
	}
	if given > 1 || o.Every < 0 || o.OutlineLevel < 0 || o.MaxBytes < 0 {
		return nil, fmt.Errorf("%w: one of Every, Ranges, OutlineLevel and MaxBytes must be given, and positive", ErrPageRange)
	}
	count := len(s.Pages)
	switch {
	case o.Ranges != nil:
		return splitRanges(o.Ranges, count)
	case o.OutlineLevel > 0:
		return splitOutline(s, dests, o.OutlineLevel), nil
	case o.MaxBytes > 0:
		return splitSize(ctx, s, dests, o)
	}
	every := max(o.Every, 1)
	var parts []SplitPart
	for from := 1; from <= count; from += every {
		parts = append(parts, SplitPart{Index: len(parts), Pages: span(from, min(from+every-1, count))})
	}
	return parts, nil
}

// span returns the pages first to last.
func span(first, last int) []int {
	out := make([]int, 0, last-first+1)
	for n := first; n <= last; n++ {
		out = append(out, n)
	}
	return out
}

func splitRanges(ranges []string, count int) ([]SplitPart, error) {
	var parts []SplitPart
	for _, r := range ranges {
		pages, err := ParsePages(r, count)
		if err != nil {
			return nil, err
		}
		if err := checkPages(pages, count); err != nil {
			return nil, fmt.Errorf("range %q: %w", r, err)
		}
		parts = append(parts, SplitPart{Index: len(parts), Pages: pages})
	}
	return parts, nil
}

// splitOutline begins a part at each page that a bookmark of depth level or
// above leads to; what comes before the first is a part without title.
func splitOutline(s *cos.Source, dests *destinations, level int) []SplitPart {
	numbers := map[types.Integer]int{}
	for i, p := range s.Pages {
		if _, ok := numbers[p.Ref.ObjectNumber]; !ok && p.Ref.ObjectNumber != 0 {
			numbers[p.Ref.ObjectNumber] = i + 1
		}
	}
	titles := map[int]string{}
	seen := map[types.Integer]bool{}
	var visit func(o types.Object, depth int)
	visit = func(o types.Object, depth int) {
		for len(seen) < maxOutline {
			r, ok := o.(types.IndirectRef)
			if !ok || seen[r.ObjectNumber] {
				return
			}
			seen[r.ObjectNumber] = true
			d, ok := s.Dict(r)
			if !ok {
				return
			}
			if dest := dests.target(d); dest != nil {
				if page, ok := dest[0].(types.IndirectRef); ok {
					if n := numbers[page.ObjectNumber]; n > 0 {
						if _, ok := titles[n]; !ok {
							b, _ := s.String(d["Title"])
							titles[n] = cos.DecodeText(b)
						}
					}
				}
			}
			if depth < min(level, maxOutlineDepth) {
				visit(d["First"], depth+1)
			}
			o = d["Next"]
		}
	}
	outlines, _ := s.Dict(s.Root["Outlines"])
	visit(outlines["First"], 1)
	var parts []SplitPart
	for n := 1; n <= len(s.Pages); n++ {
		title, ok := titles[n]
		if ok || n == 1 {
			parts = append(parts, SplitPart{Index: len(parts), Title: title})
		}
		p := &parts[len(parts)-1]
		p.Pages = append(p.Pages, n)
	}
	return parts
}

// splitSize fills parts page by page. How large a part becomes is found out by
// writing it to nowhere.
func splitSize(ctx context.Context, s *cos.Source, dests *destinations, o SplitOptions) ([]SplitPart, error) {
	var parts []SplitPart
	for from := 1; from <= len(s.Pages); {
		last, err := fill(ctx, s, dests, from, o)
		if err != nil {
			return nil, err
		}
		parts = append(parts, SplitPart{Index: len(parts), Pages: span(from, last)})
		from = last + 1
	}
	return parts, nil
}

// fill returns the last page of a part that begins with from.
func fill(ctx context.Context, s *cos.Source, dests *destinations, from int, o SplitOptions) (int, error) {
	a, err := newAssembly(io.Discard, o.WriteOptions)
	if err != nil {
		return 0, err
	}
	f := a.begin(s, dests)
	last := from
	for ; last <= len(s.Pages); last++ {
		f.reserve(last - 1)
		if err := f.add(ctx, last-1); err != nil {
			return 0, err
		}
		if a.w.Size() > o.MaxBytes {
			break
		}
	}
	for last = max(last-1, from); last > from; last-- { // with what stands at the end of a file
		var n counter
		if err := extract(ctx, &n, s, dests, span(from, last), o.WriteOptions); err != nil {
			return 0, err
		}
		if int64(n) <= o.MaxBytes {
			break
		}
	}
	return last, nil
}

// A counter is a writer that only counts.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
