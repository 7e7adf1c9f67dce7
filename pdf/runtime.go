package pdf

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/docket-go/docket/pdf/internal/pdfium"
	"github.com/docket-go/docket/pdf/internal/sysfont"
)

// RuntimeConfig configures a Runtime. The zero value is useful.
type RuntimeConfig struct {
	// CacheDir keeps the compiled renderer (16 MiB) between processes, which
	// brings the first use from two seconds down to a tenth. Default: docket
	// below os.UserCacheDir. Where it cannot be written, the Runtime compiles
	// at each start. Whoever can write there can run code in this process.
	CacheDir     string
	NoCache      bool  // keep nothing on disk
	MaxInstances int   // pages that are worked on at the same time; default GOMAXPROCS
	MemoryLimit  int64 // bytes that one of them may use; default 400 MiB
	// PageTime is how much CPU time, about, a call may take to read or draw one
	// page before it fails with ErrTooLarge, whatever its context allows: a
	// file of a kilobyte can ask for hours. Default 20 s, negative = no limit.
	PageTime time.Duration
	// FontFolders are where fonts are looked for that a file names and does not
	// hold, in them and below. Nothing is read before a file asks for one, and
	// what the sandbox gets to see is the bytes of that font. Default: the
	// folders in which the system keeps its fonts.
	FontFolders []string
	// NoSystemFonts leaves such text to the fonts that are built in, which are
	// Latin. Then pages look the same on all machines.
	NoSystemFonts bool
}

// A Runtime holds the renderer that Documents share: PDFium in a WebAssembly
// sandbox that sees neither files nor network. It is safe for concurrent use.
type Runtime struct {
	rt *pdfium.Runtime
}

// NewRuntime makes a Runtime. The first one on a machine takes about two
// seconds of CPU time, later ones a tenth of a second.
func NewRuntime(ctx context.Context, c RuntimeConfig) (*Runtime, error) {
	if c.MaxInstances < 0 || c.MemoryLimit < 0 {
		return nil, errors.New("pdf: RuntimeConfig: negative number")
	}
	dir := c.CacheDir
	if dir == "" {
		if base, err := os.UserCacheDir(); err == nil {
			dir = filepath.Join(base, "docket")
		}
	}
	if c.NoCache {
		dir = ""
	}
	cfg := pdfium.Config{CacheDir: dir, MaxInstances: c.MaxInstances, MemoryLimit: c.MemoryLimit, Work: c.PageTime}
	if !c.NoSystemFonts {
		folders := c.FontFolders
		if folders == nil {
			folders = sysfont.Folders()
		}
		cfg.Fonts = sysfont.New(folders)
	}
	rt, err := pdfium.New(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return &Runtime{rt}, nil
}

// Close waits for running calls and frees the renderer. Documents of the
// Runtime fail with ErrClosed from then on. Closing twice is harmless.
func (r *Runtime) Close() error { return r.rt.Close() }

// RenderPage implements Renderer. Documents draw their pages without it, and
// keep the file open in between.
func (r *Runtime) RenderPage(ctx context.Context, q RenderRequest) (image.Image, error) {
	if q.Size.X < 1 || q.Size.Y < 1 {
		return nil, fmt.Errorf("pdf: cannot render to %v pixels", q.Size)
	}
	d, err := Open(ctx, q.File, OpenOptions{Password: q.Password, Runtime: r, Limits: Limits{Bytes: -1, Pages: -1, Pixels: -1}})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	var img image.Image
	err = d.page(ctx, q.Page, func(p *pdfium.Page) error {
		img, err = drawBands(p, q.Size, q.Gray, q.Annotations)
		return err
	})
	return img, err
}

// defaultRuntime is the Runtime of Documents that name none.
var defaultRuntime = sync.OnceValues(func() (*Runtime, error) {
	return NewRuntime(context.Background(), RuntimeConfig{})
})
