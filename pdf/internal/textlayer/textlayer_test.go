package textlayer

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/google/go-cmp/cmp"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/image/font/sfnt"
)

func TestTrueType(t *testing.T) {
	f, err := sfnt.Parse(trueType())
	if err != nil {
		t.Fatal(err)
	}
	if f.NumGlyphs() != 3 || f.UnitsPerEm() != 1000 {
		t.Errorf("%d glyphs, %d units", f.NumGlyphs(), f.UnitsPerEm())
	}
	var b sfnt.Buffer
	for glyph, want := range []int{glyphWidth, glyphWidth, spaceWidth} {
		got, err := f.GlyphAdvance(&b, sfnt.GlyphIndex(glyph), 1000<<6, 0)
		if err != nil || got.Round() != want {
			t.Errorf("glyph %d: %v, %v, want %d", glyph, got, err, want)
		}
	}
	if checksum(trueType()) != 0xb1b0afba {
		t.Errorf("checksum of the file %#x", checksum(trueType()))
	}
}

func TestVisual(t *testing.T) {
	for _, c := range []struct{ logical, want string }{
		{"שלום", "םולש"},
		{"ה-15", "15-ה"},
		{"12.50₪", "12.50₪"},
		{"מס'2026", "2026'סמ"},
		{"رقم1٬234", "1٬234مقر"},
	} {
		var clusters []string
		for _, r := range c.logical {
			clusters = append(clusters, string(r))
		}
		got := strings.Join(visual(clusters), "")
		if c.logical == "12.50₪" { // without a letter it is not right-to-left at all
			if rightToLeft(c.logical) {
				t.Errorf("%q is no right-to-left word", c.logical)
			}
			continue
		}
		if !rightToLeft(c.logical) {
			t.Errorf("%q is right-to-left", c.logical)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: %s", c.logical, d)
		}
	}
}

// TestCodes gives every cluster its own code, and survives running out of
// them.
func TestCodes(t *testing.T) {
	f := NewFont(types.IndirectRef{ObjectNumber: 1})
	a := f.encode("éa\u0301b👩‍👩‍👧\u0000\u00a0é", false)
	want := []uint16{2, 3, 4, 5, 6, 5, 6, 7, spaceCode, 2}
	if d := cmp.Diff(want, a); d != "" {
		t.Error(d)
	}
	if m := string(f.toUnicode()); !strings.Contains(m, "<0003><00610301>") || !strings.Contains(m, "<0005><D83DDC69>") {
		t.Errorf("clusters are not mapped: %s", m)
	}
	if n := len(f.encode("שָׁ", true)); n != 3 {
		t.Errorf("a letter with two points has %d codes, want one each", n)
	}
	for r := rune(0x4e00); r < 0x4e00+70_000; r++ {
		f.code(string(r))
	}
	if !f.Full() || len(f.clusters) > 0xffff {
		t.Errorf("full %v with %d codes", f.Full(), len(f.clusters))
	}
}

func TestWords(t *testing.T) {
	p := layout.Page{
		Words: []layout.Word{
			{Text: "b", Box: layout.Rect{X0: 20, Y0: 0, X1: 30, Y1: 10}, Joined: true},
			{Text: "hidden", Box: layout.Rect{X0: 1, Y0: 1, X1: 2, Y1: 2}, Invisible: true},
			{Text: "down", Box: layout.Rect{X0: 50, Y0: 10, X1: 60, Y1: 90}, Direction: 90},
			{Text: "a", Box: layout.Rect{X0: 0, Y0: 0, X1: 10, Y1: 10}},
		},
		Lines: []layout.Line{{Words: layout.Range{Start: 3, End: 9}}, {Words: layout.Range{Start: 0, End: 2}}},
	}
	got := Words(&p, func(x, y float64) (float64, float64) { return x, 100 - y })
	var texts []string
	for _, w := range got {
		texts = append(texts, fmt.Sprintf("%s %v %v %v", w.Text, w.First, w.Joined, w.Quad[3]))
	}
	want := []string{"a true false {0 90}", "b true false {20 90}", "down true false {50 90}"}
	if d := cmp.Diff(want, texts); d != "" {
		t.Error(d)
	}
	if g, ok := place(&got[2]); !ok || g.sin != -1 || g.width != 80 || g.height != 10 {
		t.Errorf("word that is read downwards: %+v", g)
	}
}

// TestContentIsSound puts words without extent, of huge extent and of odd text
// into a layer; the content must stay one text object.
func TestContentIsSound(t *testing.T) {
	var buf bytes.Buffer
	w := cos.NewWriter(&buf)
	f := NewFont(w.Alloc())
	quad := func(x, y, width, height float64) [4]XY {
		return [4]XY{{x, y + height}, {x + width, y + height}, {x + width, y}, {x, y}}
	}
	nan := 0.0
	nan /= nan
	c := f.Content([]Word{
		{Text: "", Quad: quad(0, 0, 5, 5)}, {Text: "a", Quad: quad(0, 0, 0, 5)}, {Text: "b", Quad: quad(0, 0, 5, nan)},
		{Text: "c", Quad: quad(nan, 0, 5, 5)}, {Text: "d", Quad: quad(0, 0, 1e300, 5)}, {Text: "ok", Quad: quad(1, 2, 10, 5)},
	}, "F")
	if n := bytes.Count(c, []byte("Tj")); n != 1 || bytes.Contains(c, []byte("NaN")) || bytes.Contains(c, []byte("Inf")) {
		t.Errorf("%d strings in %q", n, c)
	}
	if err := f.Write(w); err != nil {
		t.Fatal(err)
	}
	if _, err := cos.Read(context.Background(), buf.Bytes(), "", cos.Limits{}); err == nil {
		t.Error("an unfinished file was read")
	}
}
