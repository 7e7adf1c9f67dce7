package layout

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sampleDocument() *Document {
	s := newSketch(612, 792)
	s.DPI, s.Source = 144, SourceOCR
	s.bold(50, 80, 20, `Tom & "Jerry" <b>`)
	s.paragraph(50, 120, 240, 10, lorem)
	for i := range s.Words {
		s.Words[i].Confidence = 0.87
		s.Words[i].Baseline = 0
	}
	s.Words[1].Language = "de"
	s.Words = append(s.Words,
		Word{Text: "שלום", Box: Rect{50, 300, 80, 310}, RTL: true, Confidence: 0.5, Font: Font{Size: 10}},
		Word{Text: "up", Box: Rect{20, 300, 30, 320}, Direction: 270, Confidence: 0.5, Font: Font{Size: 10}})
	d := &Document{Name: "scan.png", Languages: []string{"en"}, Info: Info{Title: "A & B"}}
	d.Pages = append(d.Pages, Analyze(s.PageInput, Options{}))
	p := &d.Pages[0]
	p.Blocks = append(p.Blocks, Block{Role: RoleTable, Box: Rect{50, 400, 300, 450}, Lines: Range{len(p.Lines), len(p.Lines)},
		Table: &Table{Rows: 1, Cols: 3, Cells: []Cell{
			{Box: Rect{50, 400, 150, 450}, ColSpan: 2, Header: true, Lines: Range{len(p.Lines), len(p.Lines)}},
			{Col: 2, Box: Rect{150, 400, 300, 450}, Lines: Range{len(p.Lines), len(p.Lines)}}}}})
	return d
}

// What hOCR holds must come back: words to a pixel, lines, blocks, tables.
func TestHOCRRoundTrip(t *testing.T) {
	d := sampleDocument()
	var b bytes.Buffer
	if err := WriteHOCR(&b, d, HOCROptions{}); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, b.Bytes())
	got, err := ReadHOCR(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	approx := cmp.Options{
		cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 0.5*72/144+0.26 }),
		cmp.FilterPath(func(p cmp.Path) bool {
			switch p.Last().String() {
			case ".Confidence", ".Baseline", ".Source", ".Direction", ".Warnings", ".Converted":
				return true
			}
			return false
		}, cmp.Ignore()),
	}
	if diff := cmp.Diff(d, got, approx); diff != "" {
		t.Error(diff)
	}
	for i, w := range got.Pages[0].Words {
		if math.Abs(w.Confidence-d.Pages[0].Words[i].Confidence) > 0.005 {
			t.Errorf("word %d: confidence %v", i, w.Confidence)
		}
	}
	var again bytes.Buffer
	if err := WriteHOCR(&again, got, HOCROptions{}); err != nil {
		t.Fatal(err)
	}
	first, second := strings.ReplaceAll(b.String(), "; textangle 90", ""), again.String()
	if diff := cmp.Diff(stripBaselines(first), stripBaselines(second)); diff != "" {
		t.Errorf("written, read and written again:\n%s", diff)
	}
}

func stripBaselines(s string) string {
	var out []string
	for _, f := range strings.Split(s, "; ") {
		if strings.HasPrefix(f, "baseline ") {
			if i := strings.IndexByte(f, '"'); i >= 0 {
				f = f[i:]
			} else {
				continue
			}
		}
		out = append(out, f)
	}
	return strings.NewReplacer(`; "`, `"`).Replace(strings.Join(out, "; "))
}

func wellFormed(t *testing.T, b []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
}

const tesseractHOCR = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head><title></title><meta http-equiv="Content-Type" content="text/html;charset=utf-8"/></head>
 <body>
  <div class='ocr_page' id='page_1' title='image "a;b.png"; bbox 0 0 600 300; ppageno 0; scan_res 150 150'>
   <div class='ocr_carea' id='block_1_1' title="bbox 100 50 300 80">
    <p class='ocr_par' id='par_1_1' lang='eng' title="bbox 100 50 300 80">
     <span class='ocr_header' id='line_1_1' title="bbox 100 50 300 80; baseline 0 -5; x_size 30">
      <span class='ocrx_word' id='word_1_1' title='bbox 100 50 180 80; x_wconf 96'>Hello,</span>
      <span class='ocrx_word' id='word_1_2' title='bbox 190 50 300 80; x_wconf 90'><strong>W&ouml;rld&nbsp;</strong></span>
     </span>
    </p>
   </div>
  </div>
 </body>
</html>`

func TestReadHOCRTesseract(t *testing.T) {
	d, err := ReadHOCR(strings.NewReader(tesseractHOCR))
	if err != nil {
		t.Fatal(err)
	}
	p := d.Pages[0]
	if d.Name != "a;b.png" || p.DPI != 150 || p.Size != (Size{288, 144}) {
		t.Errorf("name %q, DPI %v, size %v", d.Name, p.DPI, p.Size)
	}
	want := []Word{
		{Text: "Hello,", Box: Rect{48, 24, 86.4, 38.4}, Confidence: 0.96, Baseline: 36},
		{Text: "Wörld", Box: Rect{91.2, 24, 144, 38.4}, Confidence: 0.9, Baseline: 36, Font: Font{Bold: true}},
	}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if diff := cmp.Diff(want, p.Words, near); diff != "" {
		t.Error(diff)
	}
	if got := p.Text(); got != "Hello, Wörld\n" {
		t.Errorf("text %q", got)
	}
}

func TestReadHOCRErrors(t *testing.T) {
	for name, in := range map[string]string{
		"empty": "", "text": "just text", "html": "<html><body><p>hi</p></body></html>", "binary": "\x00\x01<\xff",
		"charset": `<?xml version="1.0" encoding="klingon"?><a/>`,
	} {
		if _, err := ReadHOCR(strings.NewReader(in)); !errors.Is(err, ErrHOCR) {
			t.Errorf("%s: %v, want ErrHOCR", name, err)
		}
	}
	broken := io.MultiReader(strings.NewReader("<html>"), errReader{})
	if _, err := ReadHOCR(broken); !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrHOCR) {
		t.Errorf("reader error came back as %v", err)
	}
	d, err := ReadHOCR(strings.NewReader(tesseractHOCR[:len(tesseractHOCR)-120]))
	if err != nil || len(d.Pages) != 1 {
		t.Errorf("truncated file: %v", err)
	}
	latin := "<?xml version='1.0' encoding='ISO-8859-1'?><div class='ocr_page' title='bbox 0 0 9 9'><span class='ocr_line' title='bbox 0 0 9 9'><span class='ocrx_word' title='bbox 0 0 9 9'>caf\xe9</span></span></div>"
	d, err = ReadHOCR(strings.NewReader(latin))
	if err != nil || d.Pages[0].Words[0].Text != "café" {
		t.Errorf("Latin-1: %v %v", d, err)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func FuzzReadHOCR(f *testing.F) {
	var b bytes.Buffer
	if err := WriteHOCR(&b, sampleDocument(), HOCROptions{}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(tesseractHOCR))
	f.Add([]byte("<span class=ocr_line><span class=ocrx_word title='bbox 1 2 3'>x<table class=ocr_table data-rows=9 data-cols=9><p class=ocr_par data-cell='0 0 9 9 true'>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := ReadHOCR(bytes.NewReader(b))
		if err != nil {
			return
		}
		var one bytes.Buffer
		if err := WriteHOCR(&one, d, HOCROptions{}); err != nil {
			t.Fatal(err)
		}
		wellFormed(t, one.Bytes())
		again, err := ReadHOCR(&one)
		if err != nil {
			t.Fatalf("cannot read what was written: %v", err)
		}
		if len(again.Pages) != len(d.Pages) {
			t.Fatalf("%d pages became %d", len(d.Pages), len(again.Pages))
		}
		d.Text()
		AnalyzeDocument(d, Options{})
		for i := range d.Pages {
			d.Pages[i].Text()
		}
	})
}
