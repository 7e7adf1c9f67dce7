package dbnet

import (
	"testing"

	"github.com/docket-go/docket/ocr/ocrtest"
)

// Tiles cover an input without gap, each with room beside what is kept of it,
// and are all of one size that the network takes.
func TestSpans(t *testing.T) {
	for length := grain; length <= 20_000; length += grain {
		at := 0
		all := spans(length)
		for i, s := range all {
			if s.from != at || s.to <= s.from || s.n%grain != 0 || s.n > whole || s.n != all[0].n {
				t.Fatalf("%d: tile %d is %+v", length, i, s)
			}
			if s.at < 0 || s.at+s.n > length {
				t.Fatalf("%d: tile %d is %+v, out of the input", length, i, s)
			}
			if i > 0 && s.from-s.at < overlap/2 || i < len(all)-1 && s.at+s.n-s.to < overlap/2-1 {
				t.Fatalf("%d: tile %d is %+v, with too little room", length, i, s)
			}
			at = s.to
		}
		if at != length {
			t.Fatalf("%d: tiles end at %d", length, at)
		}
	}
}

// Lines that reach over several tiles are found whole.
func TestDetectTiled(t *testing.T) {
	d, err := New()
	if err != nil {
		t.Fatal(err)
	}
	p := ocrtest.Letter()
	p.Width, p.Height, p.DPI = 2100, 120, 72
	p.Pieces = nil
	long := "Lines that reach from one end of a very long strip of paper to the other are found whole, although the network looks at parts of it; none is cut where two parts meet, and none is found twice."
	for y := 40.0; y < 110; y += 30 {
		p.Pieces = append(p.Pieces, ocrtest.Piece{X: 30, Y: y, Text: long, Size: 20})
	}
	img, _, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	boxes, err := d.Detect(t.Context(), img.Gray(), Params{})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range boxes {
		if w, _ := b.Size(); w < 1600 {
			t.Errorf("box %v is %.0f pixels long", b.Quad, w)
		}
	}
	if len(boxes) != len(p.Pieces) {
		t.Errorf("%d boxes for %d lines", len(boxes), len(p.Pieces))
	}
}
