// Package ocr defines the seams between the pipeline and OCR engines.
package ocr

import (
	"context"
	"errors"
	"image"

	"github.com/docket-go/docket/layout"
)

// Errors that callers branch on. Engines wrap them with detail.
var (
	// ErrLanguage means that the engine has no data for a requested language.
	// Trying again does not help.
	ErrLanguage = errors.New("ocr: language not available")
	// ErrNotConfigured means that the engine lacks something on this machine,
	// such as a shared library; the text says what and how to get it.
	ErrNotConfigured = errors.New("ocr: engine not configured")
	// ErrImage means that the image cannot be read: nil, empty or too large.
	ErrImage = errors.New("ocr: unusable image")
	// ErrClosed means that the engine was closed.
	ErrClosed = errors.New("ocr: engine closed")
)

// An Engine reads the text on a page image.
//
// Implementations must be safe for concurrent use, must not start threads of
// their own that outlive a call (callers run pages in parallel), and must pass
// ocrtest.TestEngine.
type Engine interface {
	// Info names the engine and its data. It is constant.
	Info() Info
	// Capabilities says what the engine can do. It is constant.
	Capabilities() Capabilities
	// Recognize reads in. It neither keeps nor changes in.Pix. A page without
	// text is a Page without lines, not an error. It returns within a second of
	// the end of ctx with an error matching ctx's. Failures match ErrLanguage,
	// ErrNotConfigured, ErrImage or ErrClosed where these apply; every other
	// error may be tried again.
	Recognize(ctx context.Context, in Image, o Options) (*Page, error)
	// Close releases what the engine holds, after running calls have ended.
	// Later calls of Recognize fail with ErrClosed. Closing twice is harmless.
	Close() error
}

// A Detector finds the lines of text on a page image. It must be safe for
// concurrent use.
type Detector interface {
	// Detect returns the text regions of in, in no particular order.
	Detect(ctx context.Context, in Image, o Options) ([]Region, error)
}

// A LineRecognizer reads lines. It must be safe for concurrent use.
type LineRecognizer interface {
	// RecognizeLines reads one line per region, in the order of regions. A
	// region that holds no text yields a Line without words.
	RecognizeLines(ctx context.Context, in Image, regions []Region, o Options) ([]Line, error)
	// Languages lists what can be read, BCP 47.
	Languages() []string
}

// An Orienter finds out how a page image must be turned to be upright.
type Orienter interface {
	Orientation(ctx context.Context, in Image) (Orientation, error)
}

// An Image is decoded pixels and their resolution.
type Image struct {
	Pix image.Image // *image.Gray is read without conversion
	DPI float64     // pixels per inch; 0 = unknown, taken as 300
}

// An Orientation is how an image must be turned to be upright.
type Orientation struct {
	Rotation   int     // clockwise degrees: 0, 90, 180, 270
	Skew       float64 // degrees that remain after Rotation, clockwise positive
	Confidence float64 // 0 to 1
}

// A Region is one line of text, or a piece of one, on an image.
type Region struct {
	Quad  Quad    // in pixels of the image
	Score float64 // 0 to 1
}

// A Quad holds four corners in pixels of the image that was given to the
// engine, clockwise from the top left in reading direction. Pixel (0,0) is the
// top left pixel of the image, whatever its Bounds().Min. Quads exist between
// the parts of an engine only: a Page speaks in points.
type Quad [4][2]float64

// A Layout tells an engine what it looks at.
type Layout string

// The layouts.
const (
	LayoutAuto   Layout = ""       // a page: find the lines
	LayoutBlock  Layout = "block"  // one column of text (Tesseract's PSM 6)
	LayoutLine   Layout = "line"   // the image is a single line (PSM 7)
	LayoutSparse Layout = "sparse" // scattered pieces of text (PSM 11)
)

// Options tune one Recognize call. The zero value reads a page in the
// engine's default languages.
type Options struct {
	Languages []string          // BCP 47 or Tesseract's names; empty = the engine's default
	Layout    Layout            // default LayoutAuto
	Regions   []image.Rectangle // read only these parts, in pixels from the image's top left; empty = all
	Upright   bool              // the image is upright: do not look for its orientation
	Chars     bool              // fill Word.Chars where the engine can
	// Progress, where set, is called with the lines read so far and in all.
	// It must be fast and safe for concurrent use.
	Progress func(done, total int) `json:"-"`
}

// Info names an engine; it goes into hOCR and PDF metadata and cache keys.
type Info struct {
	Name    string
	Version string
	Models  []string // name and version or digest of each data file
}

// What the end of a context interrupts.
const (
	CancelImmediate = "immediate"
	CancelLine      = "line"
	CancelPage      = "page"
)

// Capabilities says what an engine can do.
type Capabilities struct {
	Languages      []string // BCP 47
	Words          bool     // boxes a word
	Chars          bool     // boxes a character on request
	Quads          bool     // boxes of rotated text
	Baselines      bool
	Orientation    bool // reads pages that lie on a side or upside down
	Handwriting    bool
	MaxConcurrency int    // useful parallel calls, 0 = any number
	Cancel         string // what the end of ctx interrupts: one of the Cancel constants
	External       string // what must be on the machine; empty = nothing
}

// A Page is what an engine read: points (1/72 inch) of the upright page, that
// is the image after Orientation.Rotation was applied; origin top left.
type Page struct {
	Size        layout.Size // of the upright page
	DPI         float64     // of the image
	Orientation Orientation
	Lines       []Line // in the engine's order; Analyze finds the reading order
	Language    string // BCP 47, main language, empty = unknown
	Warnings    []string
}

// A Line is one line of text.
type Line struct {
	Quad       layout.Quad // in points of the upright page
	Baseline   [2]layout.Point
	Confidence float64 // 0 to 1
	Words      []layout.Word
}

// Input turns p into the raw material of layout.Analyze.
func (p *Page) Input(number int) layout.PageInput {
	in := layout.PageInput{
		Number: number, Size: p.Size, Source: layout.SourceOCR, DPI: p.DPI,
		Language: p.Language, Warnings: p.Warnings,
	}
	for _, l := range p.Lines {
		r := layout.Range{Start: len(in.Words)}
		in.Words = append(in.Words, l.Words...)
		r.End = len(in.Words)
		if r.Len() > 0 {
			in.Lines = append(in.Lines, r)
		}
	}
	if p.Orientation.Rotation != 0 {
		src := p.Size
		if p.Orientation.Rotation%180 != 0 {
			src.W, src.H = src.H, src.W
		}
		in.Origin = layout.Origin{
			Size: src, Rotation: p.Orientation.Rotation,
			Matrix: layout.Rotation(p.Orientation.Rotation, p.Size),
		}
	}
	return in
}
