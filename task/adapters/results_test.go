package adapters_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/adapters"
)

func same(t *testing.T, name, want string, got any) {
	t.Helper()
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, string(b)); d != "" {
		t.Errorf("%s (-want +got)\n%s", name, d)
	}
}

// TestExpertAILayout builds the page of the vendor's published example: the
// word "test" on letter paper.
func TestExpertAILayout(t *testing.T) {
	box := layout.Rect{X0: 72, Y0: 72, X1: 90, Y1: 82.08}
	d := &layout.Document{
		Name: "test.pdf", Converted: time.Date(2022, 3, 9, 10, 47, 12, 0, time.UTC), Info: layout.Info{Title: "test", Producer: "LibreOffice"},
		Pages: []layout.Page{{
			Number: 1, Size: layout.Size{W: 612, H: 792},
			Words:  []layout.Word{{Text: "test", Box: layout.Rect{X0: 72, Y0: 72.72, X1: 89.28, Y1: 82.08}}},
			Lines:  []layout.Line{{Words: layout.Range{End: 1}, Box: box}},
			Blocks: []layout.Block{{Role: layout.RoleTitle, Box: box, Lines: layout.Range{End: 1}}},
		}},
	}
	got := adapters.ExpertAILayout(d)
	packed := got.Words
	got.Words = nil
	same(t, "layout", `{"header":{"conversionDateTime":"2022-03-09 10:47","customInfo":{"Producer":"LibreOffice","Title":"test"},"documentName":"test.pdf",`+
		`"errorPages":0,"totPages":1,"version":"2.1.1","metadata":[]},"layout":[`+
		`{"id":1,"page":1,"parent":null,"children":[2],"type":"page","content":"","bbox":[0,0,850,1100]},`+
		`{"id":2,"page":1,"parent":1,"children":[],"type":"title","label":"H","content":"test\n","bbox":[100,100,125,114]}],"words":null}`, got)
	raw, err := base64.StdEncoding.DecodeString(packed[0])
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	words, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	want := append([]byte("test"), 0)
	for _, v := range []uint32{2, 100, 101, 124, 114} {
		want = binary.LittleEndian.AppendUint32(want, v)
	}
	if d := cmp.Diff(want, words); d != "" || len(words) != 25 {
		t.Errorf("words (-want +got)\n%s", d)
	}
}

func TestExpertAITable(t *testing.T) {
	p := layout.Page{Number: 2, Size: layout.Size{W: 72, H: 72}, Blocks: []layout.Block{{
		Role: layout.RoleTable, Box: layout.Rect{X1: 72, Y1: 36}, Table: &layout.Table{Rows: 1, Cols: 2, Cells: []layout.Cell{{ColSpan: 2, Header: true, Box: layout.Rect{X1: 72, Y1: 36}}}},
	}}}
	got := adapters.ExpertAILayout(&layout.Document{Pages: []layout.Page{p}}).Layout[1:]
	same(t, "table", `[{"id":2,"page":2,"parent":1,"children":[3],"type":"table","content":"","bbox":[0,0,100,50]},`+
		`{"id":3,"page":2,"parent":2,"children":[],"type":"cell","content":"\n","bbox":[0,0,100,50],"row":0,"column":0,"isHEad":true,"span":[1,2]}]`, got)
}

// corrected is a result of which one value was corrected by a person.
func corrected() *extract.Result {
	at := func(page int) *extract.Evidence {
		return &extract.Evidence{Page: page, Box: layout.Rect{X0: 36, Y0: 72, X1: 72, Y1: 84}, Words: []int{4, 5}}
	}
	return &extract.Result{
		Class: "invoice",
		Schema: extract.Schema{Name: "s", Fields: []extract.Field{
			{Name: extract.FieldSupplierName}, {Name: extract.FieldGross, Kind: extract.KindMoney}, {Name: extract.FieldIssueDate, Kind: extract.KindDate},
			{Name: extract.FieldLineItems, Kind: extract.KindTable, Fields: []extract.Field{{Name: "amount", Kind: extract.KindMoney}}},
		}},
		Values: map[string]extract.Value{
			extract.FieldSupplierName: {Norm: "ScaleGrid", Confidence: .968, Evidence: at(1)},
			extract.FieldGross: {
				Kind: extract.KindMoney, Norm: "1234.12", Confidence: 1, Origin: extract.OriginCorrected,
				Alternatives: []extract.Value{{Kind: extract.KindMoney, Norm: "1234.1", Confidence: .5, Evidence: at(2)}},
			},
		},
		Tables:   map[string]extract.Table{extract.FieldLineItems: {Rows: []extract.Row{{Cells: map[string]extract.Value{"amount": {Kind: extract.KindMoney, Norm: "7", Confidence: .9}}}}}},
		VATRates: []extract.VATRate{{Rate: "19", Net: "100", Confidence: .8, Evidence: at(1)}},
	}
}

func TestTyplessResult(t *testing.T) {
	s := task.Snapshot{ID: "T1", Inputs: []task.Artifact{{Name: "a.pdf"}}}
	same(t, "typless", `{"file_name":"a.pdf","object_id":"T1","extracted_fields":[`+
		`{"name":"supplier_name","data_type":"AUTHOR","values":[{"value":"ScaleGrid","confidence_score":0.968,"x":100,"y":200,"width":100,"height":33,"page_number":0}]},`+
		`{"name":"gross_total","data_type":"NUMBER","values":[{"value":"1234.1200","confidence_score":1,"x":-1,"y":-1,"width":-1,"height":-1,"page_number":-1},`+
		`{"value":"1234.1000","confidence_score":0.5,"x":100,"y":200,"width":100,"height":33,"page_number":1}]},`+
		`{"name":"issue_date","data_type":"DATE","values":[{"value":null,"confidence_score":0,"x":-1,"y":-1,"width":-1,"height":-1,"page_number":-1}]}],`+
		`"line_items":[[{"name":"amount","data_type":"NUMBER","values":[{"value":"7.0000","confidence_score":0.9,"x":-1,"y":-1,"width":-1,"height":-1,"page_number":-1}]}]],`+
		`"vat_rates":[[{"name":"vat_rate_percentage","data_type":"NUMBER","values":[{"value":"19.0000","confidence_score":0.8,"x":-1,"y":-1,"width":-1,"height":-1,"page_number":-1}]},`+
		`{"name":"vat_rate_net","data_type":"NUMBER","values":[{"value":"100.0000","confidence_score":0.8,"x":100,"y":200,"width":100,"height":33,"page_number":0}]}]]}`,
		adapters.TyplessResult(s, corrected(), 200))
}

func TestNatifResults(t *testing.T) {
	same(t, "extractions", `{"document_type":"invoice","gross_total":{"value":1234.12,"bbox_refs":[]},"line_items":[{"amount":{"value":7,"bbox_refs":[]}}],`+
		`"supplier_name":{"value":"ScaleGrid","bbox_refs":[{"page_num":1,"bbox_id":4},{"page_num":1,"bbox_id":5}]},`+
		`"vat_rates":[{"net":{"value":100,"bbox_refs":[{"page_num":1,"bbox_id":4},{"page_num":1,"bbox_id":5}]},"rate":{"value":19,"bbox_refs":[{"page_num":1,"bbox_id":4},{"page_num":1,"bbox_id":5}]}}]}`, adapters.NatifExtractions(corrected()))
	parts := []task.Part{{Pages: []int{1}, Class: "invoice", ClassConfidence: .5, Confidence: .5}, {Pages: []int{2, 3}, Class: "letter", ClassConfidence: 1, Confidence: 1}}
	same(t, "splitting", `[{"page_nums":[1],"document_type":"invoice","confidence":0.25,"sub_pdf":"/processing/results/T1/sub-pdfs/1"},`+
		`{"page_nums":[2,3],"document_type":"letter","confidence":1,"sub_pdf":"/processing/results/T1/sub-pdfs/2"}]`, adapters.NatifSplitting("T1", parts))
	same(t, "sub-PDFs", `{"1":"/processing/results/T1/sub-pdfs/1","2":"/processing/results/T1/sub-pdfs/2"}`, adapters.NatifSubPDFs("T1", parts))
	if adapters.NatifPartOf(parts, 3) != 2 || adapters.NatifPartOf(parts, 4) != 0 {
		t.Error("page 3 is of part 2, page 4 of none")
	}
	s := task.Snapshot{ID: "T1", State: task.Completed, Review: task.ReviewCorrected, Outputs: []task.Artifact{{Role: task.RoleSubPDF}}}
	same(t, "reviewed", `{"processing_id":"T1","processing_status":"success","postprocessing_status":"Reviewed","available_results":`+
		`{"document-splitting":"/processing/results/T1/document-splitting","sub-pdfs":"/processing/results/T1/sub-pdfs"}}`, adapters.Natif.Task(s, nil))
}

func TestOtherResults(t *testing.T) {
	same(t, "Docmap", `{"gross_total":1234.12,"issue_date":null,"line_items":[{"amount":7}],"supplier_name":"ScaleGrid"}`, adapters.DocmapData(corrected()))
	d := &task.Detection{Documents: []task.Detected{{Vertices: imageops.Quad{{X: 1, Y: 2}, {X: 9, Y: 2}, {X: 9, Y: 8}, {X: 1, Y: 8}}, Box: task.Box{Left: 1, Top: 2, Width: 8, Height: 6}}}}
	same(t, "Scan Documents", `{"documents":[{"bounding_box":{"left":1,"top":2,"width":8,"height":6},"vertices":[{"x":1,"y":2},{"x":9,"y":2},{"x":9,"y":8},{"x":1,"y":8}]}]}`, adapters.ScanDocsDocuments(d))
}
