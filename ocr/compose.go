package ocr

import (
	"cmp"
	"context"
	"image"
	"slices"
	"sync"

	"github.com/docket-go/docket/layout"
)

// ComposeOptions name and tune a composed engine. The zero value works.
type ComposeOptions struct {
	Info         Info
	Capabilities Capabilities // Languages, Quads, Orientation and Cancel are filled in
	Orienter     Orienter     // finds out how the image lies; default: it is upright
	MaxPixels    int          // larger images are refused with ErrImage; default 100,000,000
	// Close is called once, when the engine is closed and no call is running.
	Close func() error
}

// DefaultMaxPixels is the largest page image that engines take by default.
const DefaultMaxPixels = 100_000_000

// DefaultDPI is taken where an Image does not tell its resolution.
const DefaultDPI = 300

// Compose makes an engine of a detector and a line recogniser: it turns the
// image upright, has the lines found and read, and returns them from top to
// bottom. Parallel calls are as many as the caller makes; one call is one
// thread.
func Compose(d Detector, r LineRecognizer, o ComposeOptions) Engine {
	if o.MaxPixels == 0 {
		o.MaxPixels = DefaultMaxPixels
	}
	c := &o.Capabilities
	c.Languages, c.Quads, c.Words = r.Languages(), true, true
	c.Orientation = o.Orienter != nil
	c.Cancel = cmp.Or(c.Cancel, CancelLine)
	return &composed{detector: d, recognizer: r, o: o}
}

type composed struct {
	detector   Detector
	recognizer LineRecognizer
	o          ComposeOptions
	running    sync.RWMutex // held for reading by calls
	closed     bool
}

func (e *composed) Info() Info                 { return e.o.Info }
func (e *composed) Capabilities() Capabilities { return e.o.Capabilities }

func (e *composed) Close() error {
	e.running.Lock()
	defer e.running.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	if e.o.Close != nil {
		return e.o.Close()
	}
	return nil
}

func (e *composed) Recognize(ctx context.Context, in Image, o Options) (*Page, error) {
	e.running.RLock()
	defer e.running.RUnlock()
	if e.closed {
		return nil, ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := in.Check(e.o.MaxPixels); err != nil {
		return nil, err
	}
	if in.DPI <= 0 {
		in.DPI = DefaultDPI
	}
	up, page, err := e.upright(ctx, in, o)
	if err != nil {
		return nil, err
	}
	regions, err := e.detect(ctx, up, o, page.Orientation.Rotation, in.Pix.Bounds().Size())
	if err != nil {
		return nil, err
	}
	if page.Lines, err = e.read(ctx, up, regions, o); err != nil {
		return nil, err
	}
	return page, nil
}

// upright turns the image so that its text stands upright.
func (e *composed) upright(ctx context.Context, in Image, o Options) (Image, *Page, error) {
	p := &Page{DPI: in.DPI}
	if e.o.Orienter != nil && !o.Upright && o.Layout != LayoutLine {
		var err error
		if p.Orientation, err = e.o.Orienter.Orientation(ctx, in); err != nil {
			return in, nil, err
		}
	}
	in.Pix = Turn(in.Pix, p.Orientation.Rotation)
	size := in.Pix.Bounds().Size()
	p.Size = layout.Size{W: float64(size.X) * 72 / in.DPI, H: float64(size.Y) * 72 / in.DPI}
	return in, p, nil
}

// detect finds the lines of the parts that are asked for.
func (e *composed) detect(ctx context.Context, in Image, o Options, rotation int, given image.Point) ([]Region, error) {
	size := in.Pix.Bounds().Size()
	parts := []image.Rectangle{image.Rect(0, 0, size.X, size.Y)}
	if len(o.Regions) > 0 {
		parts = parts[:0]
		for _, r := range o.Regions {
			r = TurnRect(r.Intersect(image.Rectangle{Max: given}), given, rotation)
			if !r.Empty() {
				parts = append(parts, r)
			}
		}
	}
	var all []Region
	for _, part := range parts {
		if o.Layout == LayoutLine {
			all = append(all, Region{Quad: RectQuad(part), Score: 1})
			continue
		}
		sub := in
		sub.Pix = Crop(in.Pix, part)
		found, err := e.detector.Detect(ctx, sub, o)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			for k := range r.Quad {
				r.Quad[k][0] += float64(part.Min.X)
				r.Quad[k][1] += float64(part.Min.Y)
			}
			all = append(all, r)
		}
	}
	sortRegions(all)
	return all, nil
}

// readAtOnce is how many lines are read between two reports of progress.
const readAtOnce = 8

func (e *composed) read(ctx context.Context, in Image, regions []Region, o Options) ([]Line, error) {
	var out []Line
	for done := 0; done < len(regions); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		some := regions[done:min(done+readAtOnce, len(regions))]
		lines, err := e.recognizer.RecognizeLines(ctx, in, some, o)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if len(l.Words) > 0 {
				out = append(out, l)
			}
		}
		done += len(some)
		if o.Progress != nil {
			o.Progress(done, len(regions))
		}
	}
	return out, nil
}

// sortRegions puts regions from top to bottom; those that stand side by side,
// from left to right.
func sortRegions(rs []Region) {
	mid := func(r Region) float64 { return (r.Quad[0][1] + r.Quad[1][1] + r.Quad[2][1] + r.Quad[3][1]) / 4 }
	slices.SortStableFunc(rs, func(a, b Region) int { return cmp.Compare(mid(a), mid(b)) })
	for i := 0; i < len(rs); {
		j := i + 1
		for j < len(rs) && mid(rs[j])-mid(rs[i]) < 0.5*min(rs[i].Quad.Height(), rs[j].Quad.Height()) {
			j++
		}
		slices.SortStableFunc(rs[i:j], func(a, b Region) int { return cmp.Compare(a.Quad[0][0], b.Quad[0][0]) })
		i = j
	}
}
