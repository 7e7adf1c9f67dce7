// Package tesseract is the OCR engine of the system's libtesseract 5, called
// without cgo: the library is looked for when New is called, and a program
// builds and runs on machines that lack it. It is Tesseract as it is, with its
// own page layout analysis; ocr/embedded reads more on most pages and needs
// nothing. Languages are the traineddata files that are installed, or such as
// Config gives.
//
//	e, err := tesseract.New(tesseract.Config{})
//	if errors.Is(err, ocr.ErrNotConfigured) { … } // the text says what to install
//
// An Engine is an ocr.Engine, an ocr.LineRecognizer (lines that another detector
// has found: ocr.Compose) and an ocr.Orienter (where osd.traineddata is
// installed).
//
// The library runs on the caller's thread alone: its OpenMP threads are turned
// off, in the environment of the C library (OMP_THREAD_LIMIT) and for each call.
//
// On Linux a program that imports this package is linked dynamically against
// the C library of GNU; for musl (Alpine) build it there with cgo, or use
// ocr/gosseract. The package works on Linux and macOS on amd64 and arm64;
// elsewhere New returns ocr.ErrNotConfigured.
package tesseract

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/langname"
	"github.com/docket-go/docket/ocr/internal/tess"
)

const installHint = "install it: apt install tesseract-ocr (Debian, Ubuntu; tesseract-ocr-LANG for languages), " +
	"apk add tesseract-ocr tesseract-ocr-data-eng (Alpine), brew install tesseract (macOS)"

// osd is the model of orientation and script detection.
const osd = "osd"

// Config says where library and models are. The zero value takes the system's.
type Config struct {
	// Library is the file of libtesseract. Default: the system's.
	Library string
	// TessdataDir is a folder of traineddata files. Default: the library's own
	// (TESSDATA_PREFIX, or where its package puts them).
	TessdataDir string
	// Traineddata holds models by Tesseract's name, instead of a folder. The
	// library reads one such model at a time: calls can name one language.
	Traineddata map[string][]byte
	// Languages are read where a call names none: BCP 47 or Tesseract's names.
	// Default: English, or else the first of Traineddata.
	Languages []string
	// RawLines reads single lines as they are (page segmentation mode 13), not
	// as the library finds them in the image (7). Lines that are cut well are
	// read faster so, others worse.
	RawLines bool
	// Variables are set on every instance, such as tessedit_char_whitelist.
	Variables map[string]string
	// MaxConcurrency bounds the instances of the library that read, and those
	// that find out how a page lies, some 20 MB each with a fast model. Default:
	// GOMAXPROCS.
	MaxConcurrency int
	// MaxPixels is the largest image that is taken. Default:
	// ocr.DefaultMaxPixels.
	MaxPixels int
}

// An Engine is libtesseract. It is safe for concurrent use.
type Engine struct {
	config    Config
	lib       *library
	pool      *tess.Pool[*client]
	orienters *tess.Pool[*client] // of osd
	folder    string
	languages []string // Tesseract's names, sorted
}

// New loads the library and the models of the default languages. The error
// matches ocr.ErrNotConfigured where the library is missing, ocr.ErrLanguage
// where a model is.
func New(c Config) (*Engine, error) {
	c.MaxConcurrency = cmp.Or(max(c.MaxConcurrency, 0), runtime.GOMAXPROCS(0))
	c.MaxPixels = cmp.Or(c.MaxPixels, ocr.DefaultMaxPixels)
	c.Variables = maps.Clone(c.Variables)
	if c.TessdataDir != "" {
		if _, err := os.Stat(c.TessdataDir); err != nil {
			return nil, fmt.Errorf("tesseract: %w: %w", ocr.ErrNotConfigured, err)
		}
	}
	lib, err := openLibrary(c.Library)
	if err != nil {
		return nil, err
	}
	e := &Engine{config: c, lib: lib, folder: c.TessdataDir}
	e.pool = tess.NewPool(c.MaxConcurrency, e.open)
	e.orienters = tess.NewPool(c.MaxConcurrency, e.open)
	if c.Traineddata != nil {
		e.languages = slices.Sorted(maps.Keys(c.Traineddata))
	} else if err := e.look(); err != nil {
		return nil, err
	}
	if len(c.Languages) == 0 {
		e.config.Languages = []string{"eng"}
		if len(e.languages) > 0 && !slices.Contains(e.languages, "eng") {
			e.config.Languages = e.languages[:1]
		}
	}
	key, err := e.models(e.config.Languages)
	if err != nil {
		return nil, err
	}
	cl, err := e.open(key) // whether it can be loaded shows here, not in a call
	if err != nil {
		return nil, err
	}
	e.pool.Add(cl)
	return e, nil
}

// look lists the models of the folder. The library tells its own folder only
// after it has loaded a model from it.
func (e *Engine) look() error {
	if e.folder == "" {
		first := "eng"
		if len(e.config.Languages) > 0 {
			first = langname.Models(e.config.Languages[0])[0]
		}
		cl, err := e.lib.newClient(first, "", nil, nil)
		if err != nil {
			return fmt.Errorf("%w; %s", err, installHint)
		}
		e.folder = cl.folder()
		cl.Close()
	}
	root := os.DirFS(e.folder)
	for _, pattern := range []string{"*.traineddata", "script/*.traineddata"} {
		names, err := fs.Glob(root, pattern)
		if err != nil {
			return fmt.Errorf("tesseract: %w", err)
		}
		for _, n := range names {
			e.languages = append(e.languages, strings.TrimSuffix(n, ".traineddata"))
		}
	}
	slices.Sort(e.languages)
	return nil
}

// open makes an instance for languages joined by +.
func (e *Engine) open(key string) (*client, error) {
	if e.config.Traineddata != nil {
		data := e.config.Traineddata[key]
		if len(data) == 0 {
			return nil, fmt.Errorf("tesseract: %w: the model %q is empty", ocr.ErrLanguage, key)
		}
		return e.lib.newClient(key, "", data, e.config.Variables)
	}
	vars := e.config.Variables
	if key == osd {
		vars = nil
	}
	return e.lib.newClient(key, e.folder, nil, vars)
}

// models finds the models of languages and joins their names by +.
func (e *Engine) models(languages []string) (string, error) {
	if len(languages) == 0 {
		languages = e.config.Languages
	}
	var names []string
	for _, l := range languages {
		for part := range strings.SplitSeq(l, "+") {
			i := slices.IndexFunc(langname.Models(part), func(n string) bool { return e.has(n) })
			if i < 0 {
				return "", fmt.Errorf("tesseract: %w: %q (available: %s)", ocr.ErrLanguage, part, strings.Join(e.languages, ", "))
			}
			if n := langname.Models(part)[i]; !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	if e.config.Traineddata != nil && len(names) > 1 {
		return "", fmt.Errorf("tesseract: %w: %q together, the library reads one model given as bytes", ocr.ErrLanguage, names)
	}
	return strings.Join(names, "+"), nil
}

func (e *Engine) has(name string) bool {
	return name != osd && name != "equ" && slices.Contains(e.languages, name)
}

// canOrient reports whether orientation detection has its model.
func (e *Engine) canOrient() bool {
	return e.config.Traineddata == nil && slices.Contains(e.languages, osd)
}

// Info names the library's version and the folder's models.
func (e *Engine) Info() ocr.Info {
	key, _ := e.models(nil) // checked by New
	return ocr.Info{Name: "tesseract", Version: e.lib.name(), Models: []string{filepath.Base(e.folder) + " " + key}}
}

// Languages lists what can be read, BCP 47.
func (e *Engine) Languages() []string {
	var out []string
	for _, n := range e.languages {
		if e.has(n) {
			out = append(out, langname.Tag(n))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Capabilities says what the engine can do on this machine.
func (e *Engine) Capabilities() ocr.Capabilities {
	return ocr.Capabilities{
		Languages: e.Languages(), Words: true, Chars: true, Baselines: true, Orientation: e.canOrient(),
		MaxConcurrency: e.config.MaxConcurrency, Cancel: ocr.CancelImmediate,
		External: "libtesseract 5 with traineddata files",
	}
}

// Close waits for running calls and ends the instances.
func (e *Engine) Close() error {
	e.pool.Close()
	e.orienters.Close()
	return nil
}

// Orientation tells how an image must be turned, with the model osd. It
// matches ocr.ErrNotConfigured where the model is missing. The skew is not
// told. An image with too little text has the confidence 0.
func (e *Engine) Orientation(ctx context.Context, in ocr.Image) (ocr.Orientation, error) {
	if !e.canOrient() {
		return ocr.Orientation{}, fmt.Errorf("tesseract: %w: osd.traineddata is missing (apt install tesseract-ocr-osd)", ocr.ErrNotConfigured)
	}
	if err := errors.Join(ctx.Err(), in.Check(e.config.MaxPixels)); err != nil {
		return ocr.Orientation{}, err
	}
	return e.orientation(ctx, in.Gray(), in.DPI)
}

func (e *Engine) orientation(ctx context.Context, g *image.Gray, dpi float64) (ocr.Orientation, error) {
	return tess.With(ctx, e.orienters, osd, func(c *client) (ocr.Orientation, error) {
		c.load(g, dpi)
		o, _ := c.orient()
		return o, nil
	})
}
