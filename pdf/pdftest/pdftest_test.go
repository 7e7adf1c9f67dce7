package pdftest_test

import (
	"context"
	"image"
	"testing"

	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/pdf/pdftest"
)

func TestRuntime(t *testing.T) {
	rt, err := pdf.NewRuntime(t.Context(), pdf.RuntimeConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	pdftest.TestRenderer(t, func(*testing.T) pdf.Renderer { return rt })
}

// flat paints every page in one grey.
type flat struct{}

func (flat) RenderPage(_ context.Context, q pdf.RenderRequest) (image.Image, error) {
	img := image.NewGray(image.Rectangle{Max: q.Size})
	for i := range img.Pix {
		img.Pix[i] = 77
	}
	return img, nil
}

// TestForeignRenderer opens a document with a renderer of the host.
func TestForeignRenderer(t *testing.T) {
	d, err := pdf.Open(t.Context(), pdftest.File(pdftest.Page{}), pdf.OpenOptions{Renderer: flat{}})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	img, err := d.Render(t.Context(), 1, pdf.RenderOptions{DPI: 72, Gray: true})
	if err != nil {
		t.Fatal(err)
	}
	if g, ok := img.(*image.Gray); !ok || g.Rect != image.Rect(0, 0, 200, 100) || g.Pix[0] != 77 {
		t.Errorf("%T of %v: not the host's image", img, img.Bounds())
	}
}
