// Package embedded is the OCR engine that needs nothing but the program: a text
// detector (PP-OCRv4) and Tesseract's LSTM line recogniser, both in pure Go, with
// the detector's network and the English model embedded. Models of further
// languages are embedded where a program imports their packages (deudata,
// fradata, itadata, nlddata, pordata and spadata, or all of them by european);
// any other is read from Tesseract's traineddata files.
//
//	e, err := embedded.New(embedded.Config{Models: european.Models()})
//	...
//	page, err := e.Recognize(ctx, ocr.Image{Pix: img, DPI: 300}, ocr.Options{})
//
// Text that colour alone tells from its ground is read, too.
//
// An Engine is safe for concurrent use; a call runs on the caller's goroutine
// alone. It reads pages that lie on a side or upside down. Handwriting is not
// read.
package embedded

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded/traineddata"
	"github.com/docket-go/docket/ocr/internal/dbnet"
	"github.com/docket-go/docket/ocr/internal/lstm"
)

// Version of the engine; it changes when results may change.
const Version = "8"

// A Model is a language model inside the program. The packages that hold one are
// listed above.
type Model = traineddata.Model

// Config says which languages an engine knows. The zero value reads English.
type Config struct {
	// Models are language models inside the program beside the English one, such
	// as deudata.Model() or european.Models(). Of two of one language the later
	// counts.
	Models []Model
	// Tessdata holds further models, LANG.traineddata files of tessdata_fast or
	// tessdata_best. They win over Models and over the English one, unless they
	// are the files that those were made of. Default: TessdataDir.
	Tessdata fs.FS
	// TessdataDir is a folder with such files. Default: none.
	TessdataDir string
	// Languages are read where a call names none: BCP 47 or Tesseract's names.
	// Default: English first, and then the languages that the text turns out to
	// be in, where there are models of them.
	Languages []string
	// Words are read more easily than others that no dictionary has: names,
	// products and the like, written as they are printed.
	Words []string
	// Allow holds the only characters that may be read, beside the space;
	// empty allows all. Deny holds such as may not be read.
	Allow, Deny string
	// MaxPixels is the largest image that is taken. Default:
	// ocr.DefaultMaxPixels.
	MaxPixels int
}

// An Engine is the embedded engine. It implements ocr.Engine.
type Engine struct {
	ocr.Engine // the composed one
	models     *models
	words      vocabulary
	auto       bool // choose the language where a call names none
	maxPixels  int
}

// New makes an engine. It fails where a model is damaged, a folder is missing,
// or a language of the Config has no model (ocr.ErrLanguage).
func New(c Config) (*Engine, error) {
	files := c.Tessdata
	if files == nil && c.TessdataDir != "" {
		if _, err := os.Stat(c.TessdataDir); err != nil {
			return nil, fmt.Errorf("embedded: %w: %w", ocr.ErrNotConfigured, err)
		}
		files = os.DirFS(c.TessdataDir)
	}
	d, err := dbnet.New()
	if err != nil {
		return nil, fmt.Errorf("embedded: %w", err)
	}
	m, err := newModels(files, c.Models, c.Languages, c.tune)
	if err != nil {
		return nil, err
	}
	found := &detector{net: d, models: m}
	o := ocr.ComposeOptions{
		Info:      ocr.Info{Name: "docket", Version: Version, Models: append([]string{dbnet.Version}, m.versions()...)},
		MaxPixels: c.MaxPixels,
		Orienter:  &orienter{detector: found, models: m},
		Close:     func() error { d.Trim(); return nil },
	}
	return &Engine{ocr.Compose(found, &reader{models: m}, o), m, newVocabulary(), len(c.Languages) == 0, cmp.Or(c.MaxPixels, ocr.DefaultMaxPixels)}, nil
}

// tune makes a recogniser do what c says.
func (c Config) tune(r *lstm.Recognizer) {
	r.SetWords(c.Words)
	r.Options.Allow, r.Options.Deny = c.Allow, c.Deny
}

// Recognize reads in; see ocr.Engine.
func (e *Engine) Recognize(ctx context.Context, in ocr.Image, o ocr.Options) (*ocr.Page, error) {
	if in.Pix != nil && !in.Pix.Bounds().Empty() {
		if err := in.Check(e.maxPixels); err != nil {
			return nil, err
		}
		in.Pix = readable(in) // once, for all steps
	}
	m := &memo{languages: o.Languages}
	p, err := e.Engine.Recognize(withMemo(ctx, m), in, o)
	if err != nil {
		return nil, err
	}
	if e.auto && len(o.Languages) == 0 {
		if err := e.chooseLanguage(ctx, m, p, o); err != nil {
			return nil, err
		}
	} else {
		p.Language = e.words.guess(p.Lines)
	}
	markBold(p.Lines, m.strokes)
	pointOutDoubt(p)
	return p, nil
}
