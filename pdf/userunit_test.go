package pdf

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
)

// unitPages are pages of every rotation with every kind of box and unit, each
// with one word and one filled box at a known place of user space.
func unitPages() []testPage {
	var out []testPage
	for _, rotate := range []int{0, 90, 180, 270} {
		for _, crop := range [][]float64{nil, {20, 40, 280, 360}} {
			for _, unit := range []float64{0, 0.5, 2, 3.75} {
				out = append(out, testPage{
					media: []float64{-10, 15, 300, 400}, crop: crop, rotate: rotate, unit: unit,
					content: "0.2 g 60 100 90 40 re f BT /F1 20 Tf 70 200 Td (Mark) Tj ET",
				})
			}
		}
	}
	return out
}

// shown maps a rectangle of user space to the page as shown.
func shown(f cos.Frame, x0, y0, x1, y1 float64) layout.Rect {
	w, h := f.Size()
	// The map from the page is affine: three points give its inverse.
	ox, oy := f.User(0, 0)
	ax, ay := f.User(w, 0)
	bx, by := f.User(0, h)
	at := func(x, y float64) (float64, float64) {
		x, y = x-ox, y-oy
		a, b, c, d := ax-ox, bx-ox, ay-oy, by-oy
		det := a*d - b*c
		return (x*d - b*y) / det * w, (a*y - x*c) / det * h
	}
	px, py := at(x0, y0)
	qx, qy := at(x1, y1)
	return layout.Rect{X0: min(px, qx), Y0: min(py, qy), X1: max(px, qx), Y1: max(py, qy)}
}

// TestUserUnit reads pages of every rotation, box and unit: sizes, words,
// boxes and pixels are in points of the page as shown.
func TestUserUnit(t *testing.T) {
	ctx := context.Background()
	pages := unitPages()
	src := makePDF(t, pages...)
	s, err := cos.Read(ctx, src, "", cos.Limits{})
	check(t, err)
	d := open(t, src)
	for i, p := range pages {
		name := fmt.Sprintf("rotate %d crop %v unit %g", p.rotate, p.crop, p.unit)
		f := s.Frame(s.Pages[i])
		w, h := f.Size()
		info, err := d.Page(i + 1)
		check(t, err)
		if math.Abs(info.Size.W-w) > 0.01 || math.Abs(info.Size.H-h) > 0.01 || info.UserUnit != f.UserUnit {
			t.Errorf("%s: page is %v with unit %g, want %g x %g", name, info.Size, info.UserUnit, w, h)
		}
		in, err := d.Input(ctx, i+1)
		check(t, err)
		if in.Size != info.Size {
			t.Errorf("%s: input is of %v", name, in.Size)
		}
		if len(in.Words) != 1 || in.Words[0].Text != "Mark" || len(in.Fills) != 1 {
			t.Fatalf("%s: %d words, %d fills", name, len(in.Words), len(in.Fills))
		}
		if want := shown(f, 60, 100, 150, 140); want.IoU(in.Fills[0].Box) < 0.99 {
			t.Errorf("%s: box at %.1f, want %.1f", name, in.Fills[0].Box, want)
		}
		word := in.Words[0]
		// Ascent and descent are the reader's; the middle of the x-height lies in the word.
		if c := shown(f, 75, 204, 76, 205); word.Box.Intersect(c).Area() < 0.99*c.Area() || math.Abs(word.Font.Size-20*f.UserUnit) > 0.1 {
			t.Errorf("%s: word at %.1f of size %g, want it around %.1f", name, word.Box, word.Font.Size, c)
		}
		img, err := d.Render(ctx, i+1, RenderOptions{DPI: 36, Gray: true})
		check(t, err)
		if b := img.Bounds(); math.Abs(float64(b.Dx())-w/2) > 1 || math.Abs(float64(b.Dy())-h/2) > 1 {
			t.Errorf("%s: %v pixels at 36 dpi for %g x %g points", name, b.Max, w, h)
		}
		box := in.Fills[0].Box
		if v, _, _, _ := img.At(int((box.X0+box.X1)/4), int((box.Y0+box.Y1)/4)).RGBA(); v>>8 > 80 {
			t.Errorf("%s: the filled box is not drawn at %.0f", name, box)
		}
		if _, dpi, _, err := d.PageImage(ctx, i+1, RenderOptions{DPI: 48}); err != nil || dpi != 48 {
			t.Errorf("%s: page image of %g dpi, %v", name, dpi, err)
		}
	}
}

// TestUserUnitSearchable writes layers on such pages, by the sizes that the
// package itself tells, and reads them back with three readers.
func TestUserUnitSearchable(t *testing.T) {
	SkipInterpreted(t)
	ctx := context.Background()
	list := unitPages()
	for i := range list {
		list[i].content = "" // all words are those of the layer
	}
	src := makePDF(t, list...)
	d := open(t, src)
	rng := rand.New(rand.NewPCG(5, 6))
	pages := make([]layout.Page, len(list))
	for i := range pages {
		info, err := d.Page(i + 1)
		check(t, err)
		pages[i] = wordPage(i+1, info.Size, rng)
		pages[i].Words = pages[i].Words[:min(len(pages[i].Words), 120)]
		for k := range pages[i].Words { // our reader takes ligatures apart, MuPDF joined emoji
			w := &pages[i].Words[k]
			w.Text = strings.NewReplacer("ﬁ", "f", "👩‍👩‍👧", "👧").Replace(w.Text)
		}
	}
	var out bytes.Buffer
	check(t, WriteSearchable(ctx, &out, d, pages, SearchableOptions{}))
	qpdfCheck(t, out.Bytes())
	got := open(t, out.Bytes())
	var poppler, mupdf [][]layout.Word
	if _, err := exec.LookPath("pdftotext"); err == nil {
		poppler = popplerWords(t, out.Bytes())
	}
	if _, err := exec.LookPath("mutool"); err == nil {
		mupdf = mutoolWords(t, out.Bytes())
	}
	for i, p := range pages {
		info, err := d.Page(i + 1)
		check(t, err)
		in, err := got.Input(ctx, i+1)
		check(t, err)
		name := fmt.Sprintf("page %d, unit %g", i+1, info.UserUnit)
		comparePlaces(t, name+", own reader", p.Words, in.Words, 1)
		if poppler != nil { // knows no UserUnit
			comparePlaces(t, name+", pdftotext", p.Words, poppler[i], info.UserUnit)
		}
		if mupdf != nil {
			comparePlaces(t, name+", mutool", p.Words, mupdf[i], 1)
		}
	}
}

// mutoolWords reads the words of a file with MuPDF.
func mutoolWords(t *testing.T, file []byte) [][]layout.Word {
	t.Helper()
	out, err := exec.Command("mutool", "draw", "-q", "-F", "stext", tempFile(t, file)).Output()
	check(t, err)
	var pages [][]layout.Word
	var word layout.Word
	end := func() {
		if word.Text != "" {
			pages[len(pages)-1] = append(pages[len(pages)-1], word)
		}
		word = layout.Word{}
	}
	for dec := xml.NewDecoder(bytes.NewReader(out)); ; {
		tok, err := dec.Token()
		if err == io.EOF {
			return pages
		}
		check(t, err)
		switch e := tok.(type) {
		case xml.StartElement:
			attr := map[string]string{}
			for _, a := range e.Attr {
				attr[a.Name.Local] = a.Value
			}
			switch e.Name.Local {
			case "page":
				pages = append(pages, nil)
			case "char":
				if strings.TrimSpace(attr["c"]) == "" {
					end()
					continue
				}
				var q [8]float64
				_, err := fmt.Sscan(attr["quad"], &q[0], &q[1], &q[2], &q[3], &q[4], &q[5], &q[6], &q[7])
				check(t, err)
				box := layout.Rect{
					X0: min(q[0], q[2], q[4], q[6]), Y0: min(q[1], q[3], q[5], q[7]),
					X1: max(q[0], q[2], q[4], q[6]), Y1: max(q[1], q[3], q[5], q[7]),
				}
				if word.Text != "" {
					box = box.Union(word.Box)
				}
				word.Text, word.Box = word.Text+attr["c"], box
			}
		case xml.EndElement:
			if e.Name.Local == "line" || e.Name.Local == "page" {
				end()
			}
		}
	}
}
