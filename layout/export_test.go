package layout

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files of testdata")

// richDocument has two pages with about everything a page can hold.
func richDocument() *Document {
	d := &Document{Name: "report.pdf", MediaType: "application/pdf", Info: Info{Title: "Harbour report"}}
	for i := range 2 {
		s := newSketch(612, 792)
		s.Number = i + 1
		s.text(50, 30, 8, "Harbour office")
		s.text(300, 770, 8, []string{"1", "2"}[i])
		y := 90.0
		if i == 0 {
			s.bold(50, 80, 20, "Report of the harbour")
			y = s.paragraph(50, 120, 500, 10, lorem+" and the ferry-") // a word that goes on
			s.text(50, y, 10, "man came late to the quay.")
			y += 30
		}
		s.bold(50, y, 13, []string{"1 Ships & goods", "2 Notes"}[i])
		y = s.paragraph(50, y+20, 500, 10, "it was "+lorem) + 10
		if i == 0 {
			y = richTable(s, y)
			for _, t := range []string{"Buoys are laid", "Nets are mended", "Sails are dry"} {
				s.text(60, y, 10, "•")
				s.text(72, y, 10, t)
				y += 12
			}
			s.Images = append(s.Images, Image{Box: Rect{60, y + 5, 200, y + 80}, Alt: "the quay"})
			s.text(60, y+95, 9, "Figure 1: The quay at noon")
		} else {
			s.text(50, y, 10, "Name: Ann Smith")
			s.text(50, y+12, 10, "Town: Graz")
			s.text(90, y+50, 10, "insured")
			s.Marks = append(s.Marks, Mark{Box: Rect{76, y + 41, 86, y + 51}, Kind: "checkbox", Checked: true})
			s.hline(50, 150, 690)
			s.text(50, 702, 8, "1 The office was closed in May for repairs of")
			s.text(50, 711, 8, "the roof.")
		}
		d.Pages = append(d.Pages, Analyze(s.PageInput, Options{}))
	}
	AnalyzeDocument(d, Options{})
	return d
}

func richTable(s *sketch, y float64) float64 {
	s.text(50, y, 9, "Table 1: Ships by port")
	for k, h := range []float64{6, 22, 52} {
		s.hline(50, 400, y+h)
		_ = k
	}
	for i, r := range [][]string{{"Port", "Ships", "Tons"}, {"Linz", "8", "95"}, {"Wels", "3", "17"}} {
		for k, c := range r {
			s.text(60+120*float64(k), y+18+14*float64(i), 10, c)
		}
	}
	return y + 80
}

func TestExportGolden(t *testing.T) {
	d := richDocument()
	for i := range d.Pages {
		checkPage(t, &d.Pages[i])
	}
	for name, write := range map[string]func(io.Writer) error{
		"report.md":           func(w io.Writer) error { return WriteMarkdown(w, d, ExportOptions{}) },
		"report.txt":          func(w io.Writer) error { return WriteText(w, d, ExportOptions{Furniture: true}) },
		"report.reflow.txt":   func(w io.Writer) error { return WriteText(w, d, ExportOptions{Reflow: true}) },
		"report.layout.txt":   func(w io.Writer) error { return WriteText(w, d, ExportOptions{Layout: true}) },
		"report.html":         func(w io.Writer) error { return WriteHTML(w, d, ExportOptions{Furniture: true}) },
		"report.hocr":         func(w io.Writer) error { return WriteHOCR(w, d, HOCROptions{}) },
		"report.alto.xml":     func(w io.Writer) error { return WriteALTO(w, d, ALTOOptions{}) },
		"report.docling.json": func(w io.Writer) error { return WriteDocling(w, d) },
		"report.objects.json": func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetIndent("", " ")
			return e.Encode(d.Objects())
		},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".hocr") {
				wellFormed(t, b.Bytes())
			}
			golden(t, name, b.Bytes())
			if err := write(fullDisk{}); err == nil {
				t.Error("an error of the writer got lost")
			}
		})
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (run with -update if this is meant):\n%s", name, diff)
	}
}

// Every reference of a DoclingDocument must lead to an item that knows itself
// by it, and every item must have a parent that lists it.
func TestDoclingReferences(t *testing.T) {
	var b bytes.Buffer
	d := richDocument()
	d.Pages[1].Fields = []Field{{Box: Rect{50, 600, 150, 612}, Name: "town", Kind: "text", Value: "Graz"}, {Box: Rect{50, 620, 60, 630}, Name: "insured", Kind: "checkbox", Checked: true}}
	if err := WriteDocling(&b, d); err != nil {
		t.Fatal(err)
	}
	type item struct {
		Self   string `json:"self_ref"`
		Parent *struct {
			Ref string `json:"$ref"`
		} `json:"parent"`
		Children []struct {
			Ref string `json:"$ref"`
		} `json:"children"`
		Captions []struct {
			Ref string `json:"$ref"`
		} `json:"captions"`
	}
	var doc struct {
		Body                            item
		Groups, Texts, Pictures, Tables []item
		KeyValues                       []item `json:"key_value_items"`
		Forms                           []item `json:"form_items"`
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	all := map[string]item{doc.Body.Self: doc.Body}
	for _, list := range [][]item{doc.Groups, doc.Texts, doc.Pictures, doc.Tables, doc.KeyValues, doc.Forms} {
		for _, x := range list {
			all[x.Self] = x
		}
	}
	listed := 0
	for self, x := range all {
		for _, c := range x.Children {
			listed++
			if k, ok := all[c.Ref]; !ok || k.Parent == nil || k.Parent.Ref != self {
				t.Errorf("%s lists %s, which is not its child", self, c.Ref)
			}
		}
		for _, c := range x.Captions {
			if _, ok := all[c.Ref]; !ok {
				t.Errorf("%s has a caption %s that is not there", self, c.Ref)
			}
		}
	}
	if listed != len(all)-1 {
		t.Errorf("%d of %d items are listed by a parent", listed, len(all)-1)
	}
	if len(doc.Tables) != 1 || len(doc.Tables[0].Captions) != 1 || len(doc.Pictures) != 1 || len(doc.Pictures[0].Captions) != 1 {
		t.Errorf("%d tables, %d pictures; want one of each and a caption", len(doc.Tables), len(doc.Pictures))
	}
	if len(doc.KeyValues) != 1 || len(doc.Forms) != 1 {
		t.Errorf("%d regions of pairs, %d forms; want one of each", len(doc.KeyValues), len(doc.Forms))
	}
}

func TestImagesInExports(t *testing.T) {
	d := richDocument()
	d.Pages[0].Blocks[findRole(t, &d.Pages[0], RolePicture)].Label = "the [old] quay"
	o := ExportOptions{Image: func(p *Page, i int) string { return "cut (1).png" }}
	for _, c := range []struct {
		write func(io.Writer, *Document, ExportOptions) error
		o     ExportOptions
		want  string
	}{
		{WriteMarkdown, o, `![the \[old\] quay](<cut (1).png>)`},
		{WriteMarkdown, ExportOptions{Placeholder: "<!-- image -->"}, "\n<!-- image -->\n"},
		{WriteHTML, o, `<img src="cut (1).png" alt="the [old] quay"><figcaption>Figure 1: The quay at noon</figcaption></figure>`},
	} {
		var b bytes.Buffer
		if err := c.write(&b, d, c.o); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.want) {
			t.Errorf("%q is missing in\n%s", c.want, b.String())
		}
	}
}

// findRole returns the first block of a role.
func findRole(t *testing.T, p *Page, r Role) int {
	t.Helper()
	for i := range p.Blocks {
		if p.Blocks[i].Role == r {
			return i
		}
	}
	t.Fatalf("no %s", r)
	return -1
}

// TestALTOSchema validates against the schema of the Library of Congress where
// it and xmllint are there: ALTO_XSD names a copy of alto-4-4.xsd.
func TestALTOSchema(t *testing.T) {
	xsd := os.Getenv("ALTO_XSD")
	xmllint, err := exec.LookPath("xmllint")
	if xsd == "" || err != nil {
		t.Skip("ALTO_XSD names no schema, or there is no xmllint (Debian: libxml2-utils)")
	}
	file := filepath.Join("testdata", "report.alto.xml")
	if out, err := exec.Command(xmllint, "--noout", "--nonet", "--schema", xsd, file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
