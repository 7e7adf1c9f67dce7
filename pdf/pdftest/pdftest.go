// Package pdftest holds the conformance suite for a pdf.Renderer of one's own.
//
//	func TestMyRenderer(t *testing.T) {
//		pdftest.TestRenderer(t, func(t *testing.T) pdf.Renderer { return New() })
//	}
package pdftest

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docket-go/docket/pdf"
)

// A renderCase is one thing that a renderer must do.
type renderCase struct {
	name, explanation string
	run               func(t *testing.T, r pdf.Renderer)
}

// TestRenderer tests that the renderers that open returns keep to the contract
// of pdf.Renderer.
func TestRenderer(t *testing.T, open func(t *testing.T) pdf.Renderer) {
	for _, c := range renderCases {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Log(c.explanation)
				}
			}()
			c.run(t, open(t))
		})
	}
}

var renderCases = []renderCase{
	{"size and type", "A renderer returns the size and type of image that it is asked for.", testSize},
	{"place and colour", "A page is drawn on white, upright, in its colours.", testPlace},
	{"rotation", "Rotate turns the page clockwise.", testRotation},
	{"crop", "What lies outside the CropBox is not shown; the rest fills the image.", testCrop},
	{"text", "Text in a standard font is drawn although the font is not embedded.", testText},
	{"page", "The page that is asked for is drawn, in any order; an empty one is white.", testPages},
	{"annotations", "Annotations are drawn when they are asked for, and only then.", testAnnotations},
	{"password", "User and owner password open a file; without one the error matches ErrEncrypted.", testPassword},
	{"file", "The file is not kept: its bytes may change after a call.", testFile},
	{"errors", "Errors match those of package pdf.", testErrors},
	{"cancel", "A call returns within a second of the end of its context.", testCancel},
	{"concurrent", "Calls may run at the same time, and leave the file alone.", testConcurrent},
}

// quarters has a red top left and a blue bottom right quarter.
const quarters = "1 0 0 rg 0 50 100 50 re f 0 0 1 rg 100 0 100 50 re f"

func draw(t *testing.T, r pdf.Renderer, file []byte, size image.Point, gray bool) image.Image {
	t.Helper()
	img, err := r.RenderPage(t.Context(), pdf.RenderRequest{File: file, Page: 1, Size: size, Gray: gray, Annotations: true})
	if err != nil {
		t.Fatalf("RenderPage: %v", err)
	}
	return img
}

// look names the colour at a place given in hundredths of the image.
func look(img image.Image, x, y int) string {
	b := img.Bounds()
	c := color.NRGBAModel.Convert(img.At(b.Min.X+x*b.Dx()/100, b.Min.Y+y*b.Dy()/100)).(color.NRGBA)
	switch {
	case c.R > 200 && c.G > 200 && c.B > 200:
		return "white"
	case c.R > 200 && c.G < 60 && c.B < 60:
		return "red"
	case c.R < 60 && c.G < 60 && c.B > 200:
		return "blue"
	}
	return fmt.Sprint(c)
}

func testSize(t *testing.T, r pdf.Renderer) {
	file := File(Page{Content: quarters})
	for _, size := range []image.Point{{200, 100}, {1, 1}, {333, 77}, {1000, 500}} {
		for _, gray := range []bool{false, true} {
			img := draw(t, r, file, size, gray)
			if img.Bounds().Size() != size {
				t.Errorf("asked for %v, got %v", size, img.Bounds())
			}
			_, isGray := img.(*image.Gray)
			_, isColor := img.(*image.NRGBA)
			if isGray != gray || isColor == gray {
				t.Errorf("gray %v: got %T", gray, img)
			}
		}
	}
}

func testPlace(t *testing.T, r pdf.Renderer) {
	img := draw(t, r, File(Page{Content: quarters}), image.Pt(400, 200), false)
	for _, c := range []struct {
		x, y int
		want string
	}{{25, 25, "red"}, {75, 75, "blue"}, {75, 25, "white"}, {25, 75, "white"}} {
		if got := look(img, c.x, c.y); got != c.want {
			t.Errorf("at %d%%, %d%%: %s, want %s", c.x, c.y, got, c.want)
		}
	}
}

func testRotation(t *testing.T, r pdf.Renderer) {
	for _, c := range []struct {
		rotate             int
		redX, redY, bX, bY int
	}{{90, 75, 25, 25, 75}, {180, 75, 75, 25, 25}, {270, 25, 75, 75, 25}} {
		size := image.Pt(400, 200)
		if c.rotate != 180 {
			size = image.Pt(200, 400)
		}
		img := draw(t, r, File(Page{Content: quarters, Entries: fmt.Sprintf("/Rotate %d", c.rotate)}), size, false)
		if red, blue := look(img, c.redX, c.redY), look(img, c.bX, c.bY); red != "red" || blue != "blue" {
			t.Errorf("Rotate %d: %s where red belongs, %s where blue does", c.rotate, red, blue)
		}
	}
}

func testCrop(t *testing.T, r pdf.Renderer) {
	img := draw(t, r, File(Page{Content: quarters, Entries: "/CropBox [0 50 100 100]"}), image.Pt(200, 100), false)
	for _, p := range []image.Point{{2, 2}, {97, 2}, {2, 97}, {97, 97}} {
		if got := look(img, p.X, p.Y); got != "red" {
			t.Errorf("at %v%%: %s, want red", p, got)
		}
	}
}

func testText(t *testing.T, r pdf.Renderer) {
	img := draw(t, r, File(Page{Content: "BT /F1 60 Tf 20 30 Td (Text) Tj ET"}), image.Pt(400, 200), true).(*image.Gray)
	dark := 0
	for _, v := range img.Pix {
		if v < 128 {
			dark++
		}
	}
	if share := float64(dark) / float64(len(img.Pix)); share < 0.03 || share > 0.4 {
		t.Errorf("%.1f %% of the pixels are dark", 100*share)
	}
}

func testErrors(t *testing.T, r pdf.Renderer) {
	good := File(Page{})
	for _, c := range []struct {
		name string
		q    pdf.RenderRequest
		want error
	}{
		{"garbage", pdf.RenderRequest{File: []byte("no PDF"), Page: 1, Size: image.Pt(10, 10)}, pdf.ErrCorrupt},
		{"empty", pdf.RenderRequest{Page: 1, Size: image.Pt(10, 10)}, pdf.ErrCorrupt},
		{"page 0", pdf.RenderRequest{File: good, Page: 0, Size: image.Pt(10, 10)}, pdf.ErrPage},
		{"page 2 of 1", pdf.RenderRequest{File: good, Page: 2, Size: image.Pt(10, 10)}, pdf.ErrPage},
	} {
		if _, err := r.RenderPage(t.Context(), c.q); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func testCancel(t *testing.T, r pdf.Renderer) {
	file := File(Page{Content: strings.Repeat("0.1 w 0 0 m 200 100 l 10 90 100 20 200 0 c b*\n", 300_000)})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := r.RenderPage(ctx, pdf.RenderRequest{File: file, Page: 1, Size: image.Pt(2000, 1000)})
	if took := time.Since(start); took > 1050*time.Millisecond {
		t.Errorf("returned after %v", took)
	}
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want deadline exceeded", err)
	}
}

func testConcurrent(t *testing.T, r pdf.Renderer) {
	file := File(Page{Content: quarters})
	before := slices.Clone(file)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				img, err := r.RenderPage(t.Context(), pdf.RenderRequest{File: file, Page: 1, Size: image.Pt(200, 100)})
				if err != nil {
					t.Error(err)
				} else if got := look(img, 25, 25); got != "red" {
					t.Errorf("%s, want red", got)
				}
			}
		})
	}
	wg.Wait()
	if !slices.Equal(file, before) {
		t.Error("the file was changed")
	}
}
