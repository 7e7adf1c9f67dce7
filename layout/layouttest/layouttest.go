// Package layouttest checks models that are put behind the seams of package
// layout. A test of a model needs one call:
//
//	func TestModel(t *testing.T) { layouttest.TestDetector(t, open) }
package layouttest

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"reflect"
	"testing"
	"time"

	"github.com/docket-go/docket/layout"
)

// Page returns a page with a heading, a paragraph and a ruled table, as input
// and as an image at 100 dpi, on which words are grey bars.
func Page() layout.ModelInput {
	in := &layout.PageInput{Number: 1, Size: layout.Size{W: 360, H: 360}, Source: layout.SourceNative}
	img := image.NewGray(image.Rect(0, 0, 500, 500))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	fill := func(r layout.Rect, v uint8) {
		x0, y0, x1, y1 := r.Pixels(100)
		draw.Draw(img, image.Rect(x0, y0, max(x1, x0+1), max(y1, y0+1)), image.NewUniform(color.Gray{Y: v}), image.Point{}, draw.Src)
	}
	word := func(x, y, size float64, text string) {
		b := layout.Rect{X0: x, Y0: y - 0.7*size, X1: x + float64(len(text))*size/2, Y1: y + 0.2*size}
		in.Words = append(in.Words, layout.Word{Text: text, Box: b, Baseline: y, Confidence: 1, Font: layout.Font{Size: size}})
		fill(b, 90)
	}
	word(40, 50, 18, "Heading")
	for i, w := range []string{"some", "words", "of", "plain", "text"} {
		word(40+45*float64(i), 80, 10, w)
	}
	for r := range 3 {
		for c := range 3 {
			word(50+80*float64(c), 134+20*float64(r), 10, "cell")
		}
	}
	for i := range 4 {
		at := 120 + 20*float64(i)
		in.Rulings = append(in.Rulings, layout.Ruling{Box: layout.Rect{X0: 40, Y0: at, X1: 280, Y1: at + 0.5}, Width: 0.5},
			layout.Ruling{Box: layout.Rect{X0: 40 + 80*float64(i), Y0: 120, X1: 40.5 + 80*float64(i), Y1: 180}, Width: 0.5})
	}
	for _, r := range in.Rulings {
		fill(r.Box, 0)
	}
	return layout.ModelInput{Page: in, Image: img, DPI: 100}
}

// Table is where the table of Page stands.
var Table = layout.Rect{X0: 40, Y0: 120, X1: 280.5, Y1: 180.5}

func blank() layout.ModelInput {
	img := image.NewGray(image.Rect(0, 0, 100, 100))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	return layout.ModelInput{Page: &layout.PageInput{Number: 1, Size: layout.Size{W: 72, H: 72}}, Image: img, DPI: 100}
}

// canceled runs f with a context that has ended and checks that it says so soon.
func canceled(t *testing.T, f func(context.Context) error) {
	t.Run("canceled", func(t *testing.T) {
		t.Log("a model must return within a second of the end of its context, with an error matching the context's")
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		start := time.Now()
		if err := f(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want one matching context.Canceled", err)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// unchanged checks that f leaves its input as it is.
func unchanged(t *testing.T, f func(layout.ModelInput) error) {
	t.Run("unchanged", func(t *testing.T) {
		t.Log("a model must not change the words, the boxes or the pixels that it is given")
		in, want := Page(), Page()
		if err := f(in); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(in, want) {
			t.Error("the input was changed")
		}
	})
}

// TestDetector checks what every layout.Detector must do.
func TestDetector(t *testing.T, open func(t *testing.T) layout.Detector) {
	d := open(t)
	t.Run("blank", func(t *testing.T) {
		t.Log("a page without anything is a page without regions, not an error")
		if _, err := d.Detect(t.Context(), blank()); err != nil {
			t.Error(err)
		}
	})
	t.Run("range", func(t *testing.T) {
		t.Log("boxes must be in points of the page, borders in order; confidence must be 0 to 1; roles must be named")
		in := Page()
		found, err := d.Detect(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		page := layout.Rect{X1: in.Page.Size.W, Y1: in.Page.Size.H}.Inset(-1)
		for _, x := range found {
			if x.Box.IsEmpty() || x.Box.Intersect(page) != x.Box {
				t.Errorf("%s at %v lies not on the page", x.Role, x.Box)
			}
			if !(x.Confidence >= 0 && x.Confidence <= 1) {
				t.Errorf("%s has confidence %v", x.Role, x.Confidence)
			}
			if x.Role == "" {
				t.Errorf("region at %v has no role", x.Box)
			}
		}
	})
	t.Run("no image", func(t *testing.T) {
		t.Log("a host may have no image; a model that needs one finds nothing or says so in an error, it does not panic")
		in := Page()
		in.Image = nil
		if _, err := d.Detect(t.Context(), in); err != nil {
			t.Logf("without an image: %v", err)
		}
	})
	canceled(t, func(ctx context.Context) error { _, err := d.Detect(ctx, Page()); return err })
	unchanged(t, func(in layout.ModelInput) error { _, err := d.Detect(t.Context(), in); return err })
}

// TestTableModel checks what every layout.TableModel must do.
func TestTableModel(t *testing.T, open func(t *testing.T) layout.TableModel) {
	m := open(t)
	t.Run("grid", func(t *testing.T) {
		t.Log("cells must lie in the grid, none on another, with boxes within the table")
		got, err := m.Structure(t.Context(), Page(), Table)
		if err != nil {
			t.Fatal(err)
		}
		if got == nil {
			t.Fatal("no table and no error")
		}
		taken := map[[2]int]bool{}
		for _, c := range got.Cells {
			for r := c.Row; r < c.Row+max(c.RowSpan, 1); r++ {
				for k := c.Col; k < c.Col+max(c.ColSpan, 1); k++ {
					if r < 0 || k < 0 || r >= got.Rows || k >= got.Cols || taken[[2]int{r, k}] {
						t.Errorf("cell %d,%d leaves the grid or lies on another", c.Row, c.Col)
					}
					taken[[2]int{r, k}] = true
				}
			}
			if c.Box.Intersect(Table.Inset(-3)) != c.Box {
				t.Errorf("cell %d,%d at %v leaves the table", c.Row, c.Col, c.Box)
			}
		}
	})
	t.Run("nothing there", func(t *testing.T) {
		t.Log("a box without anything is a table of no rows, not an error")
		if _, err := m.Structure(t.Context(), blank(), layout.Rect{X0: 10, Y0: 10, X1: 60, Y1: 60}); err != nil {
			t.Error(err)
		}
	})
	canceled(t, func(ctx context.Context) error { _, err := m.Structure(ctx, Page(), Table); return err })
	unchanged(t, func(in layout.ModelInput) error { _, err := m.Structure(t.Context(), in, Table); return err })
}
