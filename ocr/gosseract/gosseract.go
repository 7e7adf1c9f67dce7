// Package gosseract is the OCR engine of github.com/otiai10/gosseract, which
// calls libtesseract through cgo. It is built with
//
//	go build -tags gosseract
//
// on a machine that has the library's headers (apt install libtesseract-dev
// libleptonica-dev) and a C++ compiler; without the tag New returns
// ocr.ErrNotConfigured. ocr/tesseract drives the same library without cgo and
// does more: orientation, characters, baselines, lines of a detector, models
// from bytes, and cancelling inside a page.
//
// What is to be known of gosseract is taken care of here: instances are
// initialised one at a time, because that redirects the standard error of the
// process; languages are looked for before, because messages of the library
// would run over a buffer then; the page segmentation mode is set as a
// variable, because the method's is lost; images are decoded in Go and handed
// over as pixels; OpenMP is kept from starting threads; and instances are made
// anew after Config.PagesPerClient pages, because they grow.
package gosseract

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/langname"
)

// Config says where the models are. The zero value takes the system's.
type Config struct {
	// TessdataDir is the folder of traineddata files. Default: $TESSDATA_PREFIX,
	// or where Debian, Alpine and Homebrew put them.
	TessdataDir string
	// Languages are read where a call names none: BCP 47 or Tesseract's names.
	// Default: English.
	Languages []string
	// Variables are set on every instance.
	Variables map[string]string
	// MaxConcurrency bounds the instances of the library. Default: GOMAXPROCS.
	MaxConcurrency int
	// PagesPerClient is the number of pages after which an instance is made
	// anew. Default: 200.
	PagesPerClient int
	// MaxPixels is the largest image that is taken. Default:
	// ocr.DefaultMaxPixels.
	MaxPixels int
}

// withDefaults fills in what is not set and finds the folder.
func (c Config) withDefaults() (Config, error) {
	c.MaxConcurrency = cmp.Or(max(c.MaxConcurrency, 0), runtime.GOMAXPROCS(0))
	c.PagesPerClient = cmp.Or(max(c.PagesPerClient, 0), 200)
	c.MaxPixels = cmp.Or(c.MaxPixels, ocr.DefaultMaxPixels)
	c.Variables = maps.Clone(c.Variables)
	if len(c.Languages) == 0 {
		c.Languages = []string{"eng"}
	}
	dirs := []string{c.TessdataDir}
	if c.TessdataDir == "" {
		dirs = []string{
			os.Getenv("TESSDATA_PREFIX"), "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata",
			"/opt/homebrew/share/tessdata", "/usr/local/share/tessdata",
		}
	}
	for _, d := range dirs {
		if m, _ := filepath.Glob(filepath.Join(d, "*.traineddata")); d != "" && len(m) > 0 { // the pattern is well-formed
			c.TessdataDir = d
			return c, nil
		}
	}
	return c, fmt.Errorf("gosseract: %w: no traineddata files in %s (apt install tesseract-ocr-eng)", ocr.ErrNotConfigured, strings.Join(dirs, ", "))
}

// installed lists the models of the folder by Tesseract's names, sorted.
func (c Config) installed() []string {
	var out []string
	for _, pattern := range []string{"*.traineddata", "script/*.traineddata"} {
		names, _ := fs.Glob(os.DirFS(c.TessdataDir), pattern) // the pattern is well-formed
		for _, n := range names {
			if n = strings.TrimSuffix(n, ".traineddata"); n != "osd" && n != "equ" {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return out
}

// models finds the models of languages and joins their names by +.
func (c Config) models(installed, languages []string) (string, error) {
	if len(languages) == 0 {
		languages = c.Languages
	}
	var names []string
	for _, l := range languages {
		for part := range strings.SplitSeq(l, "+") {
			candidates := langname.Models(part)
			i := slices.IndexFunc(candidates, func(n string) bool { return slices.Contains(installed, n) })
			if i < 0 {
				return "", fmt.Errorf("gosseract: %w: %q (available: %s)", ocr.ErrLanguage, part, strings.Join(installed, ", "))
			}
			if !slices.Contains(names, candidates[i]) {
				names = append(names, candidates[i])
			}
		}
	}
	return strings.Join(names, "+"), nil
}
