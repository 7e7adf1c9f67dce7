//go:build (linux || darwin) && (amd64 || arm64)

package tesseract

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"runtime"
	"strings"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/tess"
)

// client is one instance of the library's API. It serves one goroutine at a
// time.
type client struct {
	lib  *library
	api  uintptr
	key  string // the languages it was made for
	data []byte // the model, where it was given as bytes
}

const engineLSTM = 1 // OEM_LSTM_ONLY

// newClient loads the models of languages (Tesseract's names, joined by +) from
// dir, from the library's own folder where dir is empty, or from data.
func (l *library) newClient(languages, dir string, data []byte, variables map[string]string) (*client, error) {
	c := &client{lib: l, api: l.create(), key: languages, data: data}
	if c.api == 0 {
		return nil, errors.New("tesseract: out of memory")
	}
	l.setVariable(c.api, "debug_file", "/dev/null") // errors are told by results
	engine := int32(engineLSTM)
	if languages == osd {
		engine = 0 // its model is one of the legacy engine
	}
	var rc int32
	if data != nil {
		rc = l.init5(c.api, &data[0], int32(len(data)), cBytes(distinct(languages, data)), engine, 0, 0, 0, 0, 0, false)
	} else {
		var path *byte
		if dir != "" {
			path = cBytes(dir)
		}
		rc = l.init2(c.api, path, cBytes(languages), engine)
	}
	if rc != 0 {
		l.delete(c.api)
		return nil, fmt.Errorf("tesseract: %w: %q cannot be loaded", ocr.ErrLanguage, languages)
	}
	for k, v := range variables {
		if !l.setVariable(c.api, k, v) {
			c.Close()
			return nil, fmt.Errorf("tesseract: %w: no variable %q, or not with the value %q", ocr.ErrNotConfigured, k, v)
		}
	}
	return c, nil
}

// distinct names a model given as bytes. The library keeps the word lists of
// models for the life of the process, by name: two models of the same name would
// share those of the first.
func distinct(name string, data []byte) string {
	sum := sha256.Sum256(data)
	return name + nameMark + hex.EncodeToString(sum[:8])
}

const nameMark = "."

// Close ends the instance.
func (c *client) Close() {
	c.lib.end(c.api)
	c.lib.delete(c.api)
}

// load hands the pixels over; the library copies them.
func (c *client) load(g *image.Gray, dpi float64) {
	r := g.Rect
	c.lib.setImage(c.api, &g.Pix[g.PixOffset(r.Min.X, r.Min.Y)], int32(r.Dx()), int32(r.Dy()), 1, int32(g.Stride))
	c.lib.setDPI(c.api, int32(min(max(dpi, 70), 2400))) // the range that the library believes
}

// read recognises the loaded image, or the part r of it.
func (c *client) read(ctx context.Context, mode pageMode, r image.Rectangle, chars bool) ([]tess.Line, error) {
	runtime.LockOSThread() // OpenMP's setting is the thread's
	defer runtime.UnlockOSThread()
	if c.lib.setLevels != nil {
		c.lib.setLevels(0)
	}
	c.lib.setMode(c.api, int32(mode))
	if !r.Empty() {
		c.lib.setRect(c.api, int32(r.Min.X), int32(r.Min.Y), int32(r.Dx()), int32(r.Dy()))
	}
	rc := int32(0)
	c.lib.monitor(ctx, func(m uintptr) { rc = c.lib.recognize(c.api, m) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if rc != 0 {
		return nil, nil // an image that has nothing to find lines in
	}
	it := c.lib.iterator(c.api)
	if it == 0 {
		return nil, nil
	}
	defer c.lib.itDelete(it)
	return c.lines(it, chars), nil
}

// orient runs orientation and script detection on the loaded image.
func (c *client) orient() (o ocr.Orientation, ok bool) {
	var degrees int32
	var conf, scriptConf float32
	var script uintptr // of the library, not to be freed
	if !c.lib.orientation(c.api, &degrees, &conf, &script, &scriptConf) {
		return ocr.Orientation{}, false
	}
	// The library's confidence is a difference of log likelihoods; 15 is
	// certain for it (the command line rotates from 2 on).
	return ocr.Orientation{
		Rotation:   int(360-degrees) % 360,
		Confidence: min(1, max(0, float64(conf)/15)),
	}, true
}

// Forget lets the image and the results go.
func (c *client) Forget() { c.lib.clear(c.api) }

// Levels of the iterators (PageIteratorLevel).
const (
	levelLine   = 2
	levelWord   = 3
	levelSymbol = 4

	topToBottom = 2 // a WritingDirection
)

// lines walks over the results.
func (c *client) lines(it uintptr, chars bool) []tess.Line {
	var out []tess.Line
	l, page := c.lib, c.lib.itPage(it)
	level := int32(levelWord)
	if chars {
		level = levelSymbol
	}
	for {
		if l.pageAt(page, levelLine) {
			line := tess.Line{Box: c.box(page, levelLine)}
			line.Baseline = c.baseline(page)
			out = append(out, line)
		}
		if len(out) > 0 {
			line := &out[len(out)-1]
			if l.pageAt(page, levelWord) {
				line.Words = append(line.Words, c.word(it, page))
			}
			if n := len(line.Words); chars && n > 0 {
				line.Words[n-1].Chars = append(line.Words[n-1].Chars, c.symbol(it, page))
			}
		}
		if !l.itNext(it, level) {
			return out
		}
	}
}

func (c *client) box(page uintptr, level int32) image.Rectangle {
	var x0, y0, x1, y1 int32
	if !c.lib.pageBox(page, level, &x0, &y0, &x1, &y1) {
		return image.Rectangle{}
	}
	return image.Rect(int(x0), int(y0), int(x1), int(y1))
}

func (c *client) baseline(page uintptr) [2]image.Point {
	var x0, y0, x1, y1 int32
	if !c.lib.pageBase(page, levelLine, &x0, &y0, &x1, &y1) {
		return [2]image.Point{}
	}
	return [2]image.Point{{X: int(x0), Y: int(y0)}, {X: int(x1), Y: int(y1)}}
}

func (c *client) word(it, page uintptr) tess.Word {
	var orientation, direction, order int32
	var deskew float32
	c.lib.pageTurn(page, &orientation, &direction, &order, &deskew)
	language, _, _ := strings.Cut(c.lib.itLang(it), nameMark)
	w := tess.Word{
		Text:     c.lib.take(c.lib.itText(it, levelWord)),
		Box:      c.box(page, levelWord),
		Conf:     float64(c.lib.itConf(it, levelWord)) / 100,
		Language: language,
		Turn:     int(orientation) * 90,
	}
	if direction == topToBottom && orientation == 0 {
		w.Turn = 90
	}
	return w
}

func (c *client) symbol(it, page uintptr) tess.Char {
	return tess.Char{
		Text: c.lib.take(c.lib.itText(it, levelSymbol)),
		Box:  c.box(page, levelSymbol),
		Conf: float64(c.lib.itConf(it, levelSymbol)) / 100,
	}
}

// folder is where the client's models come from.
func (c *client) folder() string { return c.lib.datapath(c.api) }

// Key is the languages that the client was made for.
func (c *client) Key() string { return c.key }

func (l *library) name() string { return l.version() }
