package task_test

import (
	"image"
	"testing"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/task"
)

// TestScannedStructure checks that lines drawn on a scan reach the layout.
func TestScannedStructure(t *testing.T) {
	img := blank(1200, 900).(*image.Gray)
	for x := 150; x < 1050; x++ {
		for y := range 4 {
			img.Pix[(600+y)*img.Stride+x] = 0
		}
	}
	m := newManager(t, task.Config{OCR: &fakeOCR{text: "some words above a line"}})
	doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("page.png", encoded(t, img, imageops.PNG))})
	if err != nil {
		t.Fatal(err)
	}
	r := doc.Pages[0].Rulings
	if len(r) != 1 || !r[0].Horizontal() {
		t.Fatalf("rulings %+v, want one that lies", r)
	}
	if b := r[0].Box; b.X0 < 105 || b.X0 > 112 || b.Y0 < 428 || b.Y1 > 438 {
		t.Errorf("the ruling is at %+v", b) // drawn at 150..1050 x 600..604 pixels, 100 dpi
	}
}
