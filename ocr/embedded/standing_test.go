package embedded

import (
	"image"
	"image/draw"
	"slices"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// Pieces that stand one above the other make a strip; what lies, and what
// stands far off or in another column do not belong to it.
func TestStrips(t *testing.T) {
	stand := func(x, y, w, h int) ocr.Region { // text from bottom to top
		q := ocr.RectQuad(image.Rect(x, y, x+w, y+h))
		return ocr.Region{Quad: ocr.Quad{q[3], q[0], q[1], q[2]}}
	}
	found := []ocr.Region{
		stand(50, 400, 20, 60), stand(52, 520, 19, 40), stand(48, 900, 20, 80),
		stand(300, 410, 20, 30), // in another column
		{Quad: ocr.RectQuad(image.Rect(50, 700, 250, 720))},
	}
	got := strips(found)
	var areas []image.Rectangle
	for _, s := range got {
		areas = append(areas, s.area)
	}
	want := []image.Rectangle{image.Rect(50, 400, 71, 560), image.Rect(48, 900, 68, 980), image.Rect(300, 410, 320, 440)}
	if !slices.Equal(areas, want) {
		t.Errorf("strips at %v, want %v", areas, want)
	}
}

// A note in small print that stands in the margin is read as a line.
func TestStandingNote(t *testing.T) {
	page := ocrtest.Page{Width: 595, Height: 842, DPI: 300}
	page.Pieces = ocrtest.Column(80, 100, 11, 18,
		"The goods remain our property until they are paid in full.",
		"Please transfer the amount within fourteen days.",
		"Thank you for your order, which we enjoyed to carry out.",
		"Our terms of delivery can be found on the other side.")
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	note := ocrtest.Page{Width: 260, Height: 14, DPI: 300, Rotation: 270,
		Pieces: ocrtest.Column(5, 9, 6, 8, "Registered office London, company number 4711, example of a note in the margin")}
	small, _, err := note.Render()
	if err != nil {
		t.Fatal(err)
	}
	size := small.Pix.Bounds().Size()
	g := img.Gray()
	draw.Draw(g, image.Rectangle{Max: size}.Add(image.Pt(100, 1500)), small.Pix, small.Pix.Bounds().Min, draw.Src)
	e, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	p, err := e.Recognize(t.Context(), ocr.Image{Pix: g, DPI: 300}, ocr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := page.Text() + note.Text()
	if s := ocrtest.Compare(want, ocrtest.Text(p), false); s.Recall() < 0.97 {
		t.Errorf("word recall %.3f; read:\n%s", s.Recall(), ocrtest.Text(p))
	}
	for _, l := range p.Lines {
		if l.Words[0].Direction != 0 && len(l.Words) < 10 {
			t.Errorf("a piece of the note was read as %q", l.Words[0].Text)
		}
	}
}
