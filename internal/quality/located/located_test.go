package located

import (
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
)

const doc = `<!DOCTYPE html><html><head><title></title><meta name="x" content="y"/></head><body><doc>
<page width="200.0" height="100.0">
<word xMin="10" yMin="10" xMax="50" yMax="20">Total&amp;Co</word>
<word xMin="60" yMin="10" xMax="90" yMax="20">12,50</word>
<word xMin="95" yMin="10" xMax="99" yMax="20">–</word>
</page></doc></body></html>`

func TestScore(t *testing.T) {
	pages, err := ReadBBox(strings.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 1 || len(pages[0].Words) != 2 || pages[0].Words[0].Text != "Total&Co" {
		t.Fatalf("read %+v, want one page with two words that have letters or digits", pages)
	}
	got := Page{Size: layout.Size{W: 400, H: 200}} // the same page at twice the size
	got.Add("Total&Co", layout.Rect{X0: 20, Y0: 20, X1: 100, Y1: 40})
	got.Add("12,50", layout.Rect{X0: 220, Y0: 20, X1: 280, Y1: 40}) // far off
	var s Score
	missed := s.Add(pages[0], got)
	if len(missed) != 1 || missed[0].Text != "12,50" {
		t.Errorf("missed %v, want the word that stands elsewhere", missed)
	}
	if s.Recall() != .5 || s.Precision() != .5 || s.HorizontalIoU() != 1 {
		t.Errorf("recall %v, precision %v, IoU %v; want .5, .5, 1", s.Recall(), s.Precision(), s.HorizontalIoU())
	}
}
