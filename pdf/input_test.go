package pdf_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

func input(t *testing.T, p testPage) *layout.PageInput {
	t.Helper()
	in, err := open(t, file(p)).Input(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// TestGeometry looks for the word of a page that is cropped and turned.
func TestGeometry(t *testing.T) {
	// The word's origin is 30 right of and 40 above the lower left corner of
	// the visible part, which is 300 x 200.
	const crop = "/MediaBox [0 0 400 300] /CropBox [50 60 350 260]"
	const content = "BT /F1 10 Tf 80 100 Td (Word) Tj ET"
	for _, tt := range []struct {
		rotate    int
		size      layout.Size
		x, y      float64 // of the origin of the word
		direction int
	}{
		{0, layout.Size{W: 300, H: 200}, 30, 160, 0},
		{90, layout.Size{W: 200, H: 300}, 40, 30, 90},
		{180, layout.Size{W: 300, H: 200}, 270, 40, 180},
		{270, layout.Size{W: 200, H: 300}, 160, 270, 270},
		{-90, layout.Size{W: 200, H: 300}, 160, 270, 270},
	} {
		t.Run(fmt.Sprint(tt.rotate), func(t *testing.T) {
			d := open(t, file(testPage{content: content, entries: fmt.Sprintf("%s /Rotate %d", crop, tt.rotate)}))
			info, err := d.Page(1)
			if err != nil {
				t.Fatal(err)
			}
			if info.Size != tt.size || info.Rotation != (tt.rotate+360)%360 || info.CropBox != (pdf.Box{X0: 50, Y0: 60, X1: 350, Y1: 260}) {
				t.Errorf("page %+v", info)
			}
			in, err := d.Input(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			if in.Size != tt.size || len(in.Words) != 1 {
				t.Fatalf("size %v, words %v", in.Size, in.Words)
			}
			w := in.Words[0]
			near := layout.Point{X: tt.x, Y: tt.y}
			if !w.Box.Inset(-0.5).Contains(near) || w.Box.Inset(3).Contains(near) || w.Direction != tt.direction {
				t.Errorf("box %v, direction %d: want (%v, %v) at its border, direction %d", w.Box, w.Direction, tt.x, tt.y, tt.direction)
			}
			if long := max(w.Box.Width(), w.Box.Height()); long < 20 || long > 30 {
				t.Errorf("word is %v long", long)
			}
		})
	}
}

func TestWords(t *testing.T) {
	in := input(t, testPage{content: `
BT /F1 12 Tf 50 250 Td (Plain words) Tj ET
BT 1 0 0 rg /F2 9 Tf 50 220 Td (Red) Tj ET
BT 0 g 3 Tr /F1 12 Tf 50 190 Td (Hidden) Tj ET
BT 0 Tr /F3 12 Tf 50 160 Td <00010002> Tj ET
BT /F1 12 Tf 500 130 Td (Outside) Tj ET
BT /F1 12 Tf 0 1 -1 0 200 100 Tm (Upwards) Tj ET`})
	type word struct {
		Text      string
		Font      layout.Font
		Invisible bool
		Direction int
	}
	var got []word
	for _, w := range in.Words {
		got = append(got, word{w.Text, w.Font, w.Invisible, w.Direction})
		if w.Confidence != 1 {
			t.Errorf("%s: confidence %v", w.Text, w.Confidence)
		}
	}
	helvetica := layout.Font{Name: "Helvetica", Size: 12}
	want := []word{
		{Text: "Plain", Font: helvetica},
		{Text: "words", Font: helvetica},
		{Text: "Red", Font: layout.Font{Name: "Times-BoldItalic", Size: 9, Bold: true, Italic: true, Color: "#ff0000"}},
		{Text: "Hidden", Font: helvetica, Invisible: true},
		{Text: "😀fi", Font: helvetica},
		{Text: "Outside", Font: helvetica, Invisible: true},
		{Text: "Upwards", Font: helvetica, Direction: 270},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	if b := in.Words[0].Baseline; math.Abs(b-50) > 0.1 {
		t.Errorf("baseline %v, want 50", b)
	}
}

// TestHyphen keeps the two halves of a word that is broken at a line's end.
func TestHyphen(t *testing.T) {
	in := input(t, testPage{content: "BT /F1 12 Tf 14 TL 50 250 Td (A long exam-) Tj T* (ple here) Tj ET"})
	if got := texts(in); got != "A long exam- ple here" {
		t.Errorf("text %q", got)
	}
}

// TestWordBreaks looks at where words end although the file has no space, and
// where they do not.
func TestWordBreaks(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"superscript", "BT /F1 12 Tf 50 250 Td (proof) Tj 4 Ts /F1 7 Tf (3) Tj ET", "proof+3"},
		{"spaced-out letters", "BT /F1 12 Tf 2 Tc 50 250 Td (TITLE) Tj ET", "TITLE"},
		{"leader", "BT /F1 12 Tf 50 250 Td [(End) -300 (.) -300 (.) -300 (7)] TJ ET", "End . . 7"},
		{"capitals spaced out one by one", "BT /F1 12 Tf 50 250 Td [(T) -120 (I) -120 (T) -120 (L) -120 (E)] TJ ( two) Tj ET", "TITLE two"},
		{"printed twice to look bold", "BT /F1 12 Tf 50 250 Td (Remarkable) Tj 0.3 0 Td (Remarkable) Tj 100 0 Td (next) Tj ET", "Remarkable next"},
		{"shadow", "BT /F1 12 Tf 50 250 Td (Shadow) Tj 1 -1 Td (Shadow) Tj ET", "Shadow"},
		{"same word on the next line", "BT /F1 12 Tf 50 250 Td (Again) Tj 0 -14 Td (Again) Tj ET", "Again Again"},
		{"accent over a letter", "BT /F1 12 Tf 50 250 Td (na) Tj 13.3 0 Td (\\250) Tj 0.3 0 Td (i) Tj 2.7 0 Td (ve) Tj ET", "naïve"},
		{"accent after its letter", "BT /F1 12 Tf 50 250 Td [(u) 444 (\\250) -111 (ber)] TJ ET", "über"},
		{"drawn back", "BT /F1 12 Tf 50 250 Td (Old) Tj -8 0 Td (New) Tj ET", "Old New"},
		{"another font right behind", "BT /F1 12 Tf 50 250 Td (f) Tj 3.4 0 Td /F2 12 Tf (x) Tj ET", "fx"},
		{"kerning", "BT /F1 12 Tf 50 250 Td [(T) 80 (o) -20 (p)] TJ ET", "Top"},
		{"columns", "BT /F1 12 Tf 50 250 Td (Left) Tj 200 0 Td (Right) Tj ET", "Left Right"},
	}
	for _, tt := range tests {
		in := input(t, testPage{content: tt.content})
		got := ""
		for i, w := range in.Words {
			switch {
			case w.Joined:
				got += "+"
			case i > 0:
				got += " "
			}
			got += w.Text
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestContent(t *testing.T) {
	b := &builder{}
	img := b.stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x80")
	form := b.stream("/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Matrix [1 0 0 1 200 0]", "2 w 10 50 m 90 50 l S")
	link := b.add("<< /Type /Annot /Subtype /Link /Rect [10 10 60 30] /A << /S /URI /URI (https://example.com/a) >> >>")
	inner := b.add("<< /Type /Annot /Subtype /Link /Rect [70 10 90 30] /Dest [1 /Fit] >>")
	root := b.catalog("", testPage{
		content: `1 w 100 200 m 300 200 l S
0.5 g 20 100 60 0.5 re f
1 0 0 rg 20 120 100 50 re f
1 g 0 0 400 300 re f
q 80 0 0 40 300 250 cm /I Do Q
/X Do
0 g 10 10 m 50 60 l S`,
		entries: fmt.Sprintf("/Annots [%s %s]", link, inner),
		xobject: fmt.Sprintf("/I %s /X %s", img, form),
	}, testPage{})
	in, err := open(t, b.bytes(root)).Input(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	want := &layout.PageInput{
		Rulings: []layout.Ruling{
			{Box: layout.Rect{X0: 100, Y0: 99.5, X1: 300, Y1: 100.5}, Width: 1},
			{Box: layout.Rect{X0: 20, Y0: 199.5, X1: 80, Y1: 200}, Width: 0.5},
			{Box: layout.Rect{X0: 210, Y0: 249, X1: 290, Y1: 251}, Width: 2},
		},
		Fills:  []layout.Fill{{Box: layout.Rect{X0: 20, Y0: 130, X1: 120, Y1: 180}, Color: "#ff0000"}},
		Images: []layout.Image{{Box: layout.Rect{X0: 300, Y0: 10, X1: 380, Y1: 50}}},
		Links: []layout.Link{
			{Box: layout.Rect{X0: 10, Y0: 270, X1: 60, Y1: 290}, URI: "https://example.com/a"},
			{Box: layout.Rect{X0: 70, Y0: 270, X1: 90, Y1: 290}, Page: 2},
		},
	}
	got := &layout.PageInput{Rulings: in.Rulings, Fills: in.Fills, Images: in.Images, Links: in.Links}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 0.01)); diff != "" {
		t.Errorf("content (-want +got):\n%s", diff)
	}
}

// TestFlatten reads the text of a form field twice, and renders in between: the
// file itself must not change.
func TestFlatten(t *testing.T) {
	b := &builder{}
	look := b.stream("/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
		"/Tx BMC BT /F1 12 Tf 2 5 Td (Filled) Tj ET EMC")
	field := b.add("<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Filled) /Rect [50 200 150 220] /F 4 /AP << /N %s >> >>", look)
	root := b.catalog(fmt.Sprintf("/AcroForm << /Fields [%s] >>", field), testPage{content: "BT /F1 12 Tf 50 250 Td (Name) Tj ET", entries: fmt.Sprintf("/Annots [%s]", field)})
	d := open(t, b.bytes(root))
	for range 2 {
		in, err := d.Input(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(in); got != "Name Filled" {
			t.Errorf("text %q", got)
		}
		if dark(t, d, pdf.RenderOptions{DPI: 72, Gray: true}, 52, 80, 90, 100) == 0 {
			t.Error("the field was not drawn")
		}
		if n := dark(t, d, pdf.RenderOptions{DPI: 72, Gray: true, NoAnnotations: true}, 52, 80, 90, 100); n != 0 {
			t.Errorf("%d dark pixels where the field was left out", n)
		}
	}
}

func TestFields(t *testing.T) {
	b := &builder{}
	on := b.stream("/Type /XObject /Subtype /Form /BBox [0 0 10 10]", "0 0 10 10 re f")
	text := b.add("<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /TU (Your name) /V (Ann) /Rect [50 200 150 220] /F 4 >>")
	check := b.add("<< /Type /Annot /Subtype /Widget /FT /Btn /T (agree) /V /Yes /AS /Yes /Rect [50 150 60 160] /F 4 /AP << /N << /Yes %s >> >> >>", on)
	combo := b.add("<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (pet) /V (Dog) /Opt [(Cat) (Dog)] /Rect [50 100 150 120] /F 4 >>")
	all := strings.Join([]string{text, check, combo}, " ")
	root := b.catalog("/AcroForm << /Fields ["+all+"] >>", testPage{entries: "/Annots [" + all + "]"})
	in, err := open(t, b.bytes(root)).Input(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []layout.Field{
		{Box: layout.Rect{X0: 50, Y0: 80, X1: 150, Y1: 100}, Name: "name", Label: "Your name", Kind: "text", Value: "Ann"},
		{Box: layout.Rect{X0: 50, Y0: 140, X1: 60, Y1: 150}, Name: "agree", Kind: "checkbox", Value: "Yes", Checked: true},
		{Box: layout.Rect{X0: 50, Y0: 180, X1: 150, Y1: 200}, Name: "pet", Kind: "combobox", Value: "Dog", Options: []string{"Cat", "Dog"}},
	}
	if diff := cmp.Diff(want, in.Fields, cmpopts.EquateApprox(0, 0.01), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestTags(t *testing.T) {
	b := &builder{}
	page := testPage{
		content: "/H1 << /MCID 0 >> BDC BT /F1 14 Tf 50 250 Td (A title) Tj ET EMC /TD << /MCID 1 >> BDC BT /F1 10 Tf 50 200 Td (cell) Tj ET EMC /Artifact BMC BT /F1 8 Tf 50 20 Td (7) Tj ET EMC",
		entries: "/StructParents 0",
	}
	const pageRef = "8 0 R" // fonts are 1 to 6, its content is 7
	tree := "13 0 R"
	root := b.catalog("/MarkInfo << /Marked true >> /StructTreeRoot "+tree, page)
	h1 := b.add("<< /Type /StructElem /S /Headline /P %s /Pg %s /K 0 >>", tree, pageRef)
	td := b.add("<< /Type /StructElem /S /TD /P %s /Pg %s /K [1] /A << /O /Table /ColSpan 2 >> >>", tree, pageRef)
	if got := b.add("<< /Type /StructTreeRoot /K [%s %s] /RoleMap << /Headline /H1 >> /ParentTree << /Nums [0 [%s %s]] >> >>", h1, td, h1, td); got != tree {
		t.Fatalf("the tree is object %s", got)
	}
	in, err := open(t, b.bytes(root)).Input(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if in.Tags == nil {
		t.Fatal("no tags")
	}
	want := &layout.Tag{Type: "Document", Children: []layout.Tag{
		{Type: "H1", Words: []int{0, 1}},
		{Type: "TD", Words: []int{2}, ColSpan: 2},
	}}
	if diff := cmp.Diff(want, in.Tags, cmpopts.IgnoreFields(layout.Tag{}, "Box")); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
	if box := in.Tags.Children[1].Box; box != in.Words[2].Box {
		t.Errorf("box of the cell %v, of its word %v", box, in.Words[2].Box)
	}
}

// TestMissingFont warns of text that built-in fonts cannot draw.
func TestMissingFont(t *testing.T) {
	in := input(t, testPage{content: "BT /F3 12 Tf 50 160 Td <0003> Tj ET"})
	if len(in.Warnings) != 1 || !strings.Contains(in.Warnings[0], "Helvetica") {
		t.Errorf("warnings %q", in.Warnings)
	}
	if in := input(t, testPage{content: "BT /F1 12 Tf 50 160 Td (Latin) Tj ET"}); len(in.Warnings) != 0 {
		t.Errorf("warnings %q", in.Warnings)
	}
}

func TestKind(t *testing.T) {
	noise := "q 400 0 0 300 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x10\x80\xf0\x40 EI Q\n"
	text := "BT /F1 10 Tf 12 TL 20 280 Td (This is a page of text that anybody can read) Tj T* (with a second line of it) Tj ET\n"
	tests := []struct {
		name    string
		content string
		want    pdf.PageKind
	}{
		{"nothing", "", pdf.KindEmpty},
		{"white box", "1 g 0 0 400 300 re f", pdf.KindEmpty},
		{"text", text, pdf.KindText},
		{"picture", noise, pdf.KindImage},
		{"outlines", "0 g 10 10 m 20 40 l 30 10 l f", pdf.KindImage},
		{"stamp on a picture", noise + "BT /F1 8 Tf 10 10 Td (Page 1) Tj ET", pdf.KindMixed},
		{"lines at the rim of a picture", noise + "BT /F1 10 Tf 12 TL 10 286 Td (Sent from one office to another at nine in the morning) Tj 0 -276 Td (and printed on the day after that) Tj ET", pdf.KindMixed},
		{"watermark on a picture", noise + "q 1 Tr BT /F1 70 Tf 0.8 0.6 -0.6 0.8 110 40 Tm (DRAFT) Tj ET Q", pdf.KindMixed},
		{"text on a picture", noise + text + strings.ReplaceAll(text, "280", "220") + strings.ReplaceAll(text, "280", "160") + strings.ReplaceAll(text, "280", "100") + strings.ReplaceAll(text, "280", "40"), pdf.KindText},
		{"a hidden word", noise + "3 Tr BT /F1 10 Tf 20 280 Td (Scanned) Tj ET", pdf.KindImage},
		{"hidden layer", noise + "3 Tr " + text, pdf.KindText},
		{"garbled", "BT /F3 10 Tf 20 280 Td <" + strings.Repeat("0007", 50) + "> Tj ET", pdf.KindImage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := open(t, file(testPage{content: tt.content})).Classify(t.Context(), 1)
			if err != nil || c.Kind != tt.want {
				t.Errorf("%+v, %v: want %s", c, err, tt.want)
			}
		})
	}
}

// TestAnalysedWords reads pages whose text only PDFium's own analysis reads
// right: it is replaced, written downwards, or from right to left.
func TestAnalysedWords(t *testing.T) {
	replaced := input(t, testPage{content: `/Span << /ActualText (whole) >> BDC BT /F1 12 Tf 50 250 Td (pieces) Tj ET EMC
BT /F1 12 Tf 150 250 Td (plain) Tj ET`})
	if got := texts(replaced); got != "whole plain" {
		t.Errorf("replaced text: %q", got)
	}
	b := &builder{}
	cid := b.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>")
	cmap := b.stream("", "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <7E26> <0002> <66F8> endbfchar endcmap")
	font := b.add("<< /Type /Font /Subtype /Type0 /BaseFont /Helvetica /Encoding /Identity-V /DescendantFonts [%s] /ToUnicode %s >>", cid, cmap)
	content := b.stream("", "BT /F1 12 Tf 200 200 Td <00010002> Tj ET")
	page := b.add("<< /Type /Page /Parent %d 0 R /Contents %s /Resources << /Font << /F1 %s >> >> %s >>", len(b.objects)+2, content, font, testMediaBox)
	pages := b.add("<< /Type /Pages /Count 1 /Kids [%s] >>", page)
	down, err := open(t, b.bytes(b.add("<< /Type /Catalog /Pages %s >>", pages))).Input(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(texts(down), " ", ""); got != "縦書" {
		t.Errorf("text written downwards: %q", got)
	}
	first := down.Words[0].Box
	for _, w := range down.Words[1:] {
		first = first.Union(w.Box)
	}
	if first.Height() < 20 {
		t.Errorf("text written downwards fills %v", first)
	}
}
