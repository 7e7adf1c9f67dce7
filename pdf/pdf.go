package pdf

import (
	"context"
	"errors"
	"image"

	"github.com/docket-go/docket/layout"
)

// Errors that callers branch on. They are wrapped with detail.
var (
	// ErrEncrypted means that the file needs a password, or another one.
	ErrEncrypted = errors.New("pdf: password required")
	// ErrCorrupt means that the file is not a PDF or damaged beyond repair.
	ErrCorrupt = errors.New("pdf: corrupt file")
	// ErrTooLarge means that the file, its page count or an image of a page
	// exceeds Limits.
	ErrTooLarge = errors.New("pdf: too large")
	// ErrUnsupported means that the file is sound but needs something that the
	// package does not have, such as an unknown encryption handler.
	ErrUnsupported = errors.New("pdf: unsupported")
	// ErrPage means that there is no page of that number.
	ErrPage = errors.New("pdf: no such page")
	// ErrClosed means that the Document or Runtime was closed.
	ErrClosed = errors.New("pdf: closed")
)

// Limits bound what a file may ask for. A zero field means its default, a
// negative one no limit.
type Limits struct {
	Bytes  int64 // size of the file; default 256 MiB
	Pages  int   // number of pages; default 10,000
	Pixels int64 // width times height of a page image; default 100 million
}

// The defaults of Limits.
const (
	DefaultMaxBytes  = 256 << 20
	DefaultMaxPages  = 10_000
	DefaultMaxPixels = 100_000_000
)

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = DefaultMaxBytes
	}
	if l.Pages == 0 {
		l.Pages = DefaultMaxPages
	}
	if l.Pixels == 0 {
		l.Pixels = DefaultMaxPixels
	}
	return l
}

// OpenOptions tune Open. The zero value opens files without password.
type OpenOptions struct {
	Password string   // user or owner password
	Limits   Limits   // zero = defaults
	Runtime  *Runtime // nil = one shared by the process, made at first use
	Renderer Renderer // draws pages; nil = the Runtime

	// Lazy leaves the Runtime alone until a page is read or drawn, where the
	// file is sound. It saves starting it, a tenth of a second or more of a
	// process that only splits, merges or saves files.
	Lazy bool
}

// A RenderRequest says what a Renderer draws.
type RenderRequest struct {
	File        []byte      // the whole PDF; it must not be changed or kept
	Password    string      // user or owner password, if any
	Page        int         // 1-based
	Size        image.Point // of the image in pixels; the page fills it
	Gray        bool        // *image.Gray is wanted, else *image.NRGBA
	Annotations bool        // draw annotations and form fields
}

// A Renderer draws pages. Runtime is one; a host may bring another. It must be
// safe for concurrent use and pass pdftest.TestRenderer.
type Renderer interface {
	// RenderPage draws a page on white, cropped and turned as it is shown, into
	// an image of exactly the size and the type that r names. It returns within
	// a second of the end of ctx with an error that matches ctx's. Other
	// errors match ErrEncrypted, ErrCorrupt, ErrTooLarge, ErrUnsupported or
	// ErrPage.
	RenderPage(ctx context.Context, r RenderRequest) (image.Image, error)
}

// A Box is a rectangle in the user space of a page: y growing upwards, origin
// where the file put it, a unit being UserUnit points.
type Box struct {
	X0, Y0, X1, Y1 float64
}

// Width returns the horizontal extent of b.
func (b Box) Width() float64 { return b.X1 - b.X0 }

// Height returns the vertical extent of b.
func (b Box) Height() float64 { return b.Y1 - b.Y0 }

// PageInfo is what a file says of one page.
type PageInfo struct {
	Number   int         // 1-based
	Label    string      // the page label, such as iv; empty = none
	Size     layout.Size // in points, of the page as shown: cropped, turned by Rotation, UserUnit applied
	Rotation int         // clockwise degrees by which the page is turned to be shown: 0, 90, 180, 270
	MediaBox Box
	CropBox  Box     // the visible part: CropBox cut to MediaBox
	UserUnit float64 // points a unit of user space; 1 unless the file says otherwise
}

// A PageKind says how the content of a page is to be read.
type PageKind string

// The kinds of pages.
const (
	KindText  PageKind = "text"  // a usable text layer tells all there is to read
	KindImage PageKind = "image" // a picture of a page: there is no usable text, or only one hidden under the picture that is broken
	KindMixed PageKind = "mixed" // usable text, and pictures large enough to hold more
	KindEmpty PageKind = "empty" // nothing to read
)

// RenderOptions tune Render. The zero value renders in colour at 150 dpi.
type RenderOptions struct {
	DPI  float64 // default 150, unless Width or Height is given
	Gray bool    // *image.Gray instead of *image.NRGBA; twice as fast on pages of text

	// Width and Height bound the image in pixels: the page is scaled down,
	// never up, from what DPI gives (300 where DPI is 0), its aspect kept, so that it fits. 0 = free.
	Width, Height int

	MaxPixels     int64 // 0 = Limits.Pixels of the Document
	NoAnnotations bool  // leave out annotations and form fields
}
