//go:build cgo && gosseract

package gosseract

/*
// The functions of OpenMP and of the C library, found where they are: OpenMP may
// not be linked.
#cgo LDFLAGS: -ldl
#define _GNU_SOURCE
#include <dlfcn.h>

static void one_level(void) {
	void (*set)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_max_active_levels");
	if (set) set(0);
}
*/
import "C"

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"github.com/otiai10/gosseract/v2"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/langname"
	"github.com/docket-go/docket/ocr/internal/tess"
)

// An Engine is gosseract. It is safe for concurrent use.
type Engine struct {
	config    Config
	installed []string
	version   string
	pool      *tess.Pool[*client]
}

// New makes an engine and loads the default languages. The error matches
// ocr.ErrNotConfigured where there are no models, ocr.ErrLanguage where one is
// missing.
func New(c Config) (*Engine, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	e := &Engine{config: c, installed: c.installed(), version: gosseract.Version()}
	e.pool = tess.NewPool(c.MaxConcurrency, e.open)
	key, err := c.models(e.installed, nil)
	if err != nil {
		return nil, err
	}
	cl, err := e.open(key)
	if err != nil {
		return nil, err
	}
	if _, err := cl.read(image.NewGray(image.Rect(0, 0, 32, 32)), ocr.DefaultDPI, 6); err != nil {
		cl.Close()
		return nil, fmt.Errorf("gosseract: %w: %q: %w", ocr.ErrLanguage, key, err)
	}
	e.pool.Add(cl)
	return e, nil
}

// client is a gosseract client that is made anew from time to time.
type client struct {
	config Config
	key    string
	c      *gosseract.Client
	pages  int
}

func (e *Engine) open(key string) (*client, error) {
	cl := &client{config: e.config, key: key}
	return cl, cl.renew()
}

func (c *client) renew() error {
	c.Close()
	c.pages = 0
	n := gosseract.NewClient()
	vars := map[gosseract.SettableVariable]string{gosseract.DEBUG_FILE: "/dev/null"}
	for k, v := range c.config.Variables {
		vars[gosseract.SettableVariable(k)] = v
	}
	n.Variables = vars // set by the first recognition
	if err := n.SetTessdataPrefix(c.config.TessdataDir); err != nil {
		return fmt.Errorf("gosseract: %w", err)
	}
	if err := n.SetLanguage(c.key); err != nil {
		return fmt.Errorf("gosseract: %w", err)
	}
	c.c = n
	return nil
}

// Key is the languages that the client was made for.
func (c *client) Key() string { return c.key }

// Forget makes a client anew that has read its share of pages.
func (c *client) Forget() {
	if c.pages >= c.config.PagesPerClient {
		c.Close()
	}
}

// Close ends the client.
func (c *client) Close() {
	if c.c != nil {
		c.c.Close() // returns nil always
		c.c = nil
	}
}

// initialising serialises the first recognition of clients: it replaces the
// standard error of the process and puts it back.
var initialising sync.Mutex

// read recognises an image with a page segmentation mode.
func (c *client) read(g *image.Gray, dpi float64, mode int) ([]gosseract.BoundingBox, error) {
	if c.c == nil {
		if err := c.renew(); err != nil {
			return nil, err
		}
	}
	runtime.LockOSThread() // OpenMP's setting is the thread's
	defer runtime.UnlockOSThread()
	C.one_level()
	for k, v := range map[gosseract.SettableVariable]string{
		"tessedit_pageseg_mode": strconv.Itoa(mode),
		"user_defined_dpi":      strconv.Itoa(int(min(max(dpi, 70), 2400))),
	} {
		if err := c.c.SetVariable(k, v); err != nil {
			return nil, fmt.Errorf("gosseract: %w", err)
		}
	}
	if err := c.c.SetImageFromBytes(pgm(g)); err != nil {
		return nil, fmt.Errorf("gosseract: %w", err)
	}
	if c.pages == 0 {
		initialising.Lock()
		defer initialising.Unlock()
	}
	c.pages++
	out, err := c.c.GetBoundingBoxesVerbose()
	if err != nil {
		return nil, fmt.Errorf("gosseract: %w", err)
	}
	return out, nil
}

// pgm writes pixels in the plainest of file formats.
func pgm(g *image.Gray) []byte {
	var b bytes.Buffer
	w, h := g.Rect.Dx(), g.Rect.Dy()
	fmt.Fprintf(&b, "P5\n%d %d\n255\n", w, h)
	for y := range h {
		o := g.PixOffset(g.Rect.Min.X, g.Rect.Min.Y+y)
		b.Write(g.Pix[o : o+w])
	}
	return b.Bytes()
}

// minSide is the side of an image, in pixels, below which no text can stand in
// it.
const minSide = 5

// modes are the page segmentation modes of layouts.
var modes = map[ocr.Layout]int{ocr.LayoutBlock: 6, ocr.LayoutLine: 7, ocr.LayoutSparse: 11}

// Recognize reads in; see ocr.Engine.
func (e *Engine) Recognize(ctx context.Context, in ocr.Image, o ocr.Options) (*ocr.Page, error) {
	if e.pool.Closed() {
		return nil, ocr.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := in.Check(e.config.MaxPixels); err != nil {
		return nil, err
	}
	key, err := e.config.models(e.installed, o.Languages)
	if err != nil {
		return nil, err
	}
	if in.DPI <= 0 {
		in.DPI = ocr.DefaultDPI
	}
	g := in.Gray()
	size := g.Rect.Size()
	lines, err := tess.With(ctx, e.pool, key, func(c *client) ([]tess.Line, error) {
		return c.regions(ctx, g, in.DPI, o)
	})
	if err != nil {
		return nil, err
	}
	p := &ocr.Page{DPI: in.DPI, Size: layout.Size{W: float64(size.X) * 72 / in.DPI, H: float64(size.Y) * 72 / in.DPI}}
	tess.Fill(p, lines, key, false)
	if o.Progress != nil {
		o.Progress(len(p.Lines), len(p.Lines))
	}
	return p, nil
}

// regions reads the parts that are asked for.
func (c *client) regions(ctx context.Context, g *image.Gray, dpi float64, o ocr.Options) ([]tess.Line, error) {
	whole := image.Rectangle{Max: g.Rect.Size()}
	regions := o.Regions
	if len(regions) == 0 {
		regions = []image.Rectangle{whole}
	}
	mode, ok := modes[o.Layout]
	if !ok {
		mode = 3
	}
	var out []tess.Line
	for _, r := range regions {
		if r = r.Intersect(whole); min(r.Dx(), r.Dy()) < minSide {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := g.SubImage(r.Add(g.Rect.Min)).(*image.Gray)
		boxes, err := c.read(part, dpi, mode)
		if err != nil {
			return nil, err
		}
		language := c.key
		if i := slices.Index([]byte(language), '+'); i >= 0 {
			language = "" // gosseract does not tell which
		}
		out = append(out, lines(boxes, r.Min, language)...)
	}
	return out, nil
}

// lines groups words by block, paragraph and line.
func lines(boxes []gosseract.BoundingBox, at image.Point, language string) []tess.Line {
	var out []tess.Line
	var last [3]int
	for _, b := range boxes {
		k := [3]int{b.BlockNum, b.ParNum, b.LineNum}
		box := b.Box.Add(at)
		if len(out) == 0 || k != last {
			out = append(out, tess.Line{Box: box})
			last = k
		}
		l := &out[len(out)-1]
		l.Box = l.Box.Union(box)
		l.Words = append(l.Words, tess.Word{Text: b.Word, Box: box, Conf: b.Confidence / 100, Language: language})
	}
	return out
}

// Info names the library's version and the folder's models.
func (e *Engine) Info() ocr.Info {
	key, _ := e.config.models(e.installed, nil) // checked by New
	return ocr.Info{Name: "gosseract", Version: e.version, Models: []string{"tessdata " + key}}
}

// Capabilities says what the engine can do on this machine.
func (e *Engine) Capabilities() ocr.Capabilities {
	var languages []string
	for _, n := range e.installed {
		languages = append(languages, langname.Tag(n))
	}
	slices.Sort(languages)
	return ocr.Capabilities{
		Languages: slices.Compact(languages), Words: true, MaxConcurrency: e.config.MaxConcurrency,
		Cancel: ocr.CancelPage, External: "libtesseract 5 with traineddata files",
	}
}

// Close waits for running calls and ends the instances.
func (e *Engine) Close() error {
	e.pool.Close()
	return nil
}
