package layout_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/docket-go/docket/layout"
)

// word is a word of 10 point type at x, with its baseline at y.
func word(x, y float64, text string) layout.Word {
	return layout.Word{
		Text: text, Box: layout.Rect{X0: x, Y0: y - 7, X1: x + 5*float64(len(text)), Y1: y + 2},
		Baseline: y, Confidence: 1, Font: layout.Font{Name: "Helvetica", Size: 10},
	}
}

func ExampleAnalyze() {
	in := layout.PageInput{
		Number: 1, Size: layout.Size{W: 300, H: 200}, Source: layout.SourceNative,
		Words: []layout.Word{ // in any order
			word(200, 50, "right"), word(200, 62, "column"),
			word(20, 50, "The"), word(39, 50, "left"), word(20, 62, "col-"), word(20, 74, "umn."),
		},
	}
	page := layout.Analyze(in, layout.Options{})
	for i, b := range page.Blocks {
		fmt.Printf("%s: %s\n", b.Role, page.BlockText(i))
	}
	// Output:
	// text: The left column.
	// text: right column
}

func ExampleWriteMarkdown() {
	in := layout.PageInput{Number: 1, Size: layout.Size{W: 300, H: 200}, Source: layout.SourceNative}
	for i, row := range []string{"Port Ships Tons", "Linz 8 95", "Wels 3 17"} {
		for k, cell := range strings.Fields(row) {
			in.Words = append(in.Words, word(20+80*float64(k), 50+12*float64(i), cell))
		}
	}
	for _, y := range []float64{40, 54, 80} {
		in.Rulings = append(in.Rulings, layout.Ruling{Box: layout.Rect{X0: 15, Y0: y, X1: 230, Y1: y + 0.5}})
	}
	doc := &layout.Document{Pages: []layout.Page{layout.Analyze(in, layout.Options{})}}
	layout.WriteMarkdown(os.Stdout, doc, layout.ExportOptions{})
	// Output:
	// | Port | Ships | Tons |
	// | --- | --- | --- |
	// | Linz | 8 | 95 |
	// | Wels | 3 | 17 |
}

func ExampleReadHOCR() {
	doc, err := layout.ReadHOCR(strings.NewReader(`<div class="ocr_page" title="bbox 0 0 1000 500; scan_res 150 150">
<span class="ocr_line" title="bbox 100 50 300 80"><span class="ocrx_word" title="bbox 100 50 180 80; x_wconf 96">Hello</span>
<span class="ocrx_word" title="bbox 190 50 300 80; x_wconf 90">world</span></span></div>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	w := doc.Pages[0].Words[1]
	fmt.Printf("%q at %.1f,%.1f points, confidence %.2f\n", w.Text, w.Box.X0, w.Box.Y0, w.Confidence)
	// Output: "world" at 91.2,24.0 points, confidence 0.90
}

func ExamplePage_ToSource() {
	// A page that was uploaded lying on its side: 792 x 612 points, turned by
	// 90 degrees clockwise to be upright.
	page := layout.Page{Size: layout.Size{W: 612, H: 792}}
	page.Origin = layout.Origin{Size: layout.Size{W: 792, H: 612}, Rotation: 90, Matrix: layout.Rotation(90, page.Size)}
	fmt.Println(page.ToSource(layout.Point{X: 0, Y: 0}))
	// Output: {0 612}
}

func ExamplePage_LineText() {
	page := layout.Page{
		Words: []layout.Word{{Text: "Graz"}, {Text: ",", Joined: true}, {Text: "Austria"}},
		Lines: []layout.Line{{Words: layout.Range{Start: 0, End: 3}}},
	}
	fmt.Println(page.LineText(0))
	// Output: Graz, Austria
}

func ExampleDocument_Chunks() {
	in := layout.PageInput{Number: 1, Size: layout.Size{W: 300, H: 200}, Source: layout.SourceNative}
	for i, line := range []string{"Harbour rules", "Boats keep to the right. No one swims", "between the piers. Nets are mended", "on the quay."} {
		x := 20.0
		for _, s := range strings.Fields(line) {
			w := word(x, 30+12*float64(i), s)
			w.Font.Bold = i == 0
			in.Words = append(in.Words, w)
			x = w.Box.X1 + 3
		}
	}
	doc := &layout.Document{Pages: []layout.Page{layout.Analyze(in, layout.Options{})}}
	for _, c := range doc.Chunks(layout.ChunkOptions{Max: 70}) {
		fmt.Printf("%d %q %q page %d\n", c.Number, c.Headings, c.Text, c.Places[0].Page)
	}
	// Output:
	// 1 ["Harbour rules"] "Boats keep to the right." page 1
	// 2 ["Harbour rules"] "No one swims between the piers." page 1
	// 3 ["Harbour rules"] "Nets are mended on the quay." page 1
}

// ports stands for a model: it knows that the box holds a table of two columns.
type ports struct{}

func (ports) Structure(ctx context.Context, in layout.ModelInput, box layout.Rect) (*layout.Table, error) {
	t := &layout.Table{Rows: 2, Cols: 2}
	for i := range 4 {
		r, c := i/2, i%2
		t.Cells = append(t.Cells, layout.Cell{Row: r, Col: c, Header: r == 0, Box: layout.Rect{
			X0: box.X0 + 60*float64(c), X1: box.X0 + 60*float64(c+1), Y0: box.Y0 + 12*float64(r), Y1: box.Y0 + 12*float64(r+1)}})
	}
	return t, nil
}

func (ports) Detect(ctx context.Context, in layout.ModelInput) ([]layout.Detection, error) {
	return []layout.Detection{{Role: layout.RoleTable, Box: layout.Rect{X0: 15, Y0: 42, X1: 135, Y1: 66}, Confidence: 0.9}}, nil
}

// Geometry alone takes two rows of two words for text. A model is asked where
// geometry is less sure than Below.
func ExampleAnalyzeWith() {
	in := layout.PageInput{Number: 1, Size: layout.Size{W: 300, H: 200}, Source: layout.SourceNative}
	for i, row := range []string{"Port Ships", "Linz eight"} {
		for k, cell := range strings.Fields(row) {
			in.Words = append(in.Words, word(20+60*float64(k), 50+12*float64(i), cell))
		}
	}
	models := layout.Models{Detector: ports{}, Tables: ports{}, Below: 0.9}
	page, err := layout.AnalyzeWith(context.Background(), in, layout.Options{}, models)
	if err != nil {
		fmt.Println(err)
		return
	}
	layout.WriteMarkdown(os.Stdout, &layout.Document{Pages: []layout.Page{page}}, layout.ExportOptions{})
	// Output:
	// | Port | Ships |
	// | --- | --- |
	// | Linz | eight |
}
