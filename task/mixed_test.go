package task_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scene"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/pdf/pdftest"
	"github.com/docket-go/docket/task"
)

// drawn is the part of a content stream that draws img into box, in points
// from the bottom left.
func drawn(t *testing.T, img *image.Gray, box layout.Rect) string {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	for y := range img.Rect.Dy() {
		if _, err := z.Write(img.Pix[y*img.Stride:][:img.Rect.Dx()]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("q %g 0 0 %g %g %g cm BI /W %d /H %d /CS /G /BPC 8 /F /Fl ID %s EI Q\n",
		box.Width(), box.Height(), box.X0, box.Y0, img.Rect.Dx(), img.Rect.Dy(), b.String())
}

// A mixedPage has text of its own and a picture of text.
type mixedPage struct {
	name    string
	content string
	size    string
	own     []string // words of the page's own
}

func mixedPages(t *testing.T, gray *image.Gray) []mixedPage {
	t.Helper()
	const (
		stamp = "BT /F1 9 Tf 200 8 Td (Batesnumber 000417) Tj ET\n"
		draft = "q 0.85 G 1 Tr BT /F1 120 Tf 0.7071 0.7071 -0.7071 0.7071 100 80 Tm (DRAFT) Tj ET Q\n"
		lines = "BT /F1 7 Tf 20 494 Td (Faxheader sent from the branch office on the tenth of March at nine to the number that it was meant for page 3) Tj ET\n" +
			"BT /F1 7 Tf 20 14 Td (This copy was licensed to the library of the town and must not be given to anybody else than its readers) Tj ET\n" +
			"BT /F1 7 Tf 20 5 Td (Downloadedfrom the archive on the second of May under the terms of use that are found on its pages) Tj ET\n"
	)
	var prose strings.Builder
	for i := range 8 {
		fmt.Fprintf(&prose, "BT /F1 11 Tf 60 %d Td (Nativeline%d runs across the page as the program that made it wrote it) Tj ET\n", 690-14*i, i)
	}
	return []mixedPage{
		{"stamp on a scan", drawn(t, gray, layout.Rect{X1: 432, Y1: 504}) + stamp, "432 504", []string{"Batesnumber"}},
		{"stamp on a scan that lies on its side", drawn(t, imageops.Rotate(gray, 90).(*image.Gray), layout.Rect{X1: 504, Y1: 432}) + stamp, "504 432", []string{"Batesnumber"}},
		{"stamp on a scan upside down", drawn(t, imageops.Rotate(gray, 180).(*image.Gray), layout.Rect{X1: 432, Y1: 504}) + stamp, "432 504", []string{"Batesnumber"}},
		{"stamp on a scan on the other side", drawn(t, imageops.Rotate(gray, 270).(*image.Gray), layout.Rect{X1: 504, Y1: 432}) + stamp, "504 432", []string{"Batesnumber"}},
		{"lines at the rim of a scan upside down", drawn(t, imageops.Rotate(gray, 180).(*image.Gray), layout.Rect{X1: 432, Y1: 504}) + lines, "432 504", []string{"Faxheader", "Downloadedfrom"}},
		{"watermark over a scan", drawn(t, gray, layout.Rect{X1: 432, Y1: 504}) + draft, "432 504", nil},
		{"text above a picture of text", drawn(t, gray, layout.Rect{X0: 80, Y0: 60, X1: 512, Y1: 564}) + prose.String(), "595 760", []string{"Nativeline0", "Nativeline7"}},
	}
}

// TestMixedPages reads pages that have text of their own beside and over
// pictures of text: each word is there once, and the page is upright.
func TestMixedPages(t *testing.T) {
	if testing.Short() {
		t.Skip("seven pages are read with the embedded engine")
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	m := newManager(t, task.Config{OCR: engine})
	scan := scene.NewPage(7, 6, 7, 200)
	gray := imageops.ToGray(scan.Image)
	for _, c := range mixedPages(t, gray) {
		t.Run(c.name, func(t *testing.T) {
			file := pdftest.File(pdftest.Page{Content: c.content, Entries: "/MediaBox [0 0 " + c.size + "]"})
			doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("mixed.pdf", file)})
			if err != nil {
				t.Fatal(err)
			}
			p := doc.Pages[0]
			if p.Source != layout.SourceMixed {
				t.Errorf("source %q, want mixed", p.Source)
			}
			count := map[string]int{}
			for _, w := range p.Words {
				count[w.Text]++
			}
			for _, w := range c.own {
				if count[w] != 1 {
					t.Errorf("%d times %q, want it once", count[w], w)
				}
			}
			found, all := 0, 0
			for _, w := range strings.Fields(strings.Join(scan.Text, " ")) {
				all++
				if count[w] > 0 {
					count[w]--
					found++
				}
			}
			t.Logf("%d of %d words of the picture, %d words, origin %v", found, all, len(p.Words), p.Origin.Rotation)
			if 100*found < 95*all {
				t.Errorf("%d of %d words of the picture were read: %s", found, all, doc.Text())
			}
		})
	}
}
