package adapters

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/task"
)

// A NatifTask is a processing of natif.ai.
type NatifTask struct {
	ProcessingID     string            `json:"processing_id"`
	ProcessingStatus string            `json:"processing_status"`
	Postprocessing   string            `json:"postprocessing_status,omitempty"` // Reviewed where a person has corrected or approved the values
	Detail           string            `json:"detail,omitempty"`                // why it failed
	AvailableResults map[string]string `json:"available_results,omitempty"`     // paths by name
	Extractions      any               `json:"extractions,omitempty"`
}

// natifPaths are the sub-results of /processing/results/{id} that tasks make.
var natifPaths = map[task.Role][]string{
	task.RoleHOCR: {"hocr"}, task.RolePageImage: {"page-images"}, task.RoleThumbnail: {"thumbnail"}, task.RoleSearchablePDF: {"pdf-overlay"},
	task.RoleSubPDF: {"sub-pdfs", "document-splitting"},
}

// natifKinds are those that can be had from a task of a kind in any case, for
// Manager.Export, PageImage, Thumbnail and SubPDF make what is not there.
var natifKinds = map[string][]string{
	task.Recognize{}.Kind():      {"ocr", "hocr", "page-images", "thumbnail", "pdf-overlay"},
	task.Searchable{}.Kind():     {"ocr", "hocr", "page-images", "thumbnail", "pdf-overlay"},
	task.Extract{}.Kind():        {"ocr", "hocr", "page-images", "thumbnail", "pdf-overlay", "extractions"},
	task.Process{}.Kind():        {"ocr", "hocr", "page-images", "thumbnail", "pdf-overlay", "extractions"},
	task.SplitDocuments{}.Kind(): {"ocr", "hocr", "page-images", "thumbnail", "pdf-overlay", "document-splitting", "sub-pdfs"},
}

func natif(s task.Snapshot, result any) NatifTask {
	t := NatifTask{ProcessingID: string(s.ID), ProcessingStatus: Natif.Word(s.State), Extractions: result}
	if s.State != task.Completed {
		if s.State == task.Failed || s.State == task.Canceled {
			t.Detail = failure(s).Message
		}
		return t
	}
	if s.Review != task.ReviewNone {
		t.Postprocessing = "Reviewed"
	}
	t.AvailableResults = map[string]string{}
	paths := slices.Clone(natifKinds[s.Kind])
	for _, a := range s.Outputs {
		paths = append(paths, natifPaths[a.Role]...)
	}
	for _, p := range paths {
		t.AvailableResults[p] = natifPath(s.ID, p)
	}
	return t
}

func natifPath(id task.ID, what string) string {
	return "/processing/results/" + string(id) + "/" + what
}

// NatifPages is the answer to a question for the images of the pages.
type NatifPages struct {
	Pages []string `json:"pages"` // paths
}

// NatifPageImages returns the paths of the images of a task's pages, of which
// Manager.PageImages tells how many there are. The host answers a path with
// Manager.PageImage, whose rule for width and height is the service's.
func NatifPageImages(id task.ID, pages int) NatifPages {
	out := NatifPages{[]string{}}
	for n := range pages {
		out.Pages = append(out.Pages, natifPath(id, "page-images/"+strconv.Itoa(n+1)))
	}
	return out
}

// A NatifOCR is the words of a document. The service does not publish the form
// of its OCR result; this one has what its description tells of, with words
// under the numbers that NatifRef uses.
type NatifOCR struct {
	Pages []NatifOCRPage `json:"pages"`
}

// A NatifOCRPage is one page. Boxes are in pixels at DPI.
type NatifOCRPage struct {
	Number   int            `json:"page_num"` // from 1
	Width    int            `json:"width"`
	Height   int            `json:"height"`
	DPI      float64        `json:"dpi"`
	Text     string         `json:"fulltext"`
	Boxes    []NatifOCRWord `json:"bboxes"`
	Rotation int            `json:"rotation"` // clockwise degrees by which the page was turned to be upright
}

// A NatifOCRWord is one word.
type NatifOCRWord struct {
	ID         int     `json:"bbox_id"`
	Text       string  `json:"text"`
	X1         int     `json:"x1"`
	Y1         int     `json:"y1"`
	X2         int     `json:"x2"`
	Y2         int     `json:"y2"`
	Confidence float64 `json:"confidence"`
}

// NatifOCRResult returns the words of a document, those of native text at 150
// DPI as in its page images.
func NatifOCRResult(d *layout.Document) NatifOCR {
	out := NatifOCR{[]NatifOCRPage{}}
	for i := range d.Pages {
		p := &d.Pages[i]
		o := NatifOCRPage{Number: p.Number, DPI: cmp.Or(p.DPI, 150), Text: p.Text(), Boxes: []NatifOCRWord{}, Rotation: p.Origin.Rotation}
		_, _, o.Width, o.Height = layout.Rect{X1: p.Size.W, Y1: p.Size.H}.Pixels(o.DPI)
		for id, w := range p.Words {
			x1, y1, x2, y2 := w.Box.Pixels(o.DPI)
			o.Boxes = append(o.Boxes, NatifOCRWord{id, w.Text, x1, y1, x2, y2, w.Confidence})
		}
		out.Pages = append(out.Pages, o)
	}
	return out
}

// A NatifError is the body of an answer that says what went wrong: a text, or
// a list of NatifFieldError.
type NatifError struct {
	Detail any `json:"detail"`
}

// A NatifFieldError says what is wrong with a parameter.
type NatifFieldError struct {
	Place   []string `json:"loc"`
	Message string   `json:"msg"`
	Type    string   `json:"type"`
}

func natifError(e *task.Error) NatifError {
	if len(e.Fields) == 0 {
		return NatifError{e.Message}
	}
	list := []NatifFieldError{}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		for _, msg := range e.Fields[f] {
			list = append(list, NatifFieldError{[]string{"body", f}, msg, "value_error"})
		}
	}
	return NatifError{list}
}

// A NatifLeaf is one value of natif.ai's extractions.
type NatifLeaf struct {
	Value any        `json:"value"`
	Refs  []NatifRef `json:"bbox_refs"`
}

// A NatifRef names a word: its page, from 1, and its index in Page.Words.
type NatifRef struct {
	Page int `json:"page_num"`
	Box  int `json:"bbox_id"`
}

// NatifExtractions returns natif.ai's extractions: an object of leaves, with
// lists for tables, and the class as document_type.
func NatifExtractions(r *extract.Result) map[string]any {
	out := map[string]any{"document_type": r.Class}
	for name, v := range r.Values {
		at := out
		if object, member, ok := strings.Cut(name, "."); ok {
			if at, ok = out[object].(map[string]any); !ok {
				at = map[string]any{}
				out[object] = at
			}
			name = member
		}
		at[name] = natifLeaf(v)
	}
	for name, vs := range r.Lists {
		list := []NatifLeaf{}
		for _, v := range vs {
			list = append(list, natifLeaf(v))
		}
		out[name] = list
	}
	for name, t := range r.Tables {
		rows := []map[string]NatifLeaf{}
		for _, row := range t.Rows {
			cells := map[string]NatifLeaf{}
			for column, v := range row.Cells {
				cells[column] = natifLeaf(v)
			}
			rows = append(rows, cells)
		}
		out[name] = rows
	}
	if len(r.VATRates) > 0 {
		out[extract.FieldVATRates] = natifRates(r.VATRates)
	}
	return out
}

// natifRates is the VAT breakdown as a list of objects.
func natifRates(rates []extract.VATRate) []map[string]NatifLeaf {
	out := []map[string]NatifLeaf{}
	for _, r := range rates {
		row := map[string]NatifLeaf{}
		for name, norm := range map[string]string{extract.ColRate: r.Rate, extract.ColNet: r.Net, extract.ColVAT: r.VAT, "gross": r.Gross} {
			if norm != "" {
				row[name] = natifLeaf(extract.Value{Kind: extract.KindNumber, Norm: norm, Evidence: r.Evidence})
			}
		}
		out = append(out, row)
	}
	return out
}

func natifLeaf(v extract.Value) NatifLeaf {
	l := NatifLeaf{Value: v.Norm, Refs: []NatifRef{}}
	if d, err := strconv.ParseFloat(v.Norm, 64); err == nil && (v.Kind == extract.KindMoney || v.Kind == extract.KindNumber) {
		l.Value = d
	}
	if v.Evidence != nil {
		for _, w := range v.Evidence.Words {
			l.Refs = append(l.Refs, NatifRef{v.Evidence.Page, w})
		}
	}
	return l
}

// A NatifPart is one document of a pile. The service does not publish the form
// of its document splitting; this one has what its description tells of.
type NatifPart struct {
	Pages      []int   `json:"page_nums"` // from 1
	Class      string  `json:"document_type"`
	Confidence float64 `json:"confidence"`
	SubPDF     string  `json:"sub_pdf"` // path
}

// NatifSplitting returns the parts that task id has found.
func NatifSplitting(id task.ID, parts []task.Part) []NatifPart {
	out := []NatifPart{}
	for _, p := range parts {
		out = append(out, NatifPart{p.Pages, p.Class, p.Confidence * p.ClassConfidence, natifSubPDF(id, p)})
	}
	return out
}

// NatifSubPDFs returns the paths of the sub-PDFs by their first page. The host
// answers a path with Manager.SubPDF of NatifPartOf.
func NatifSubPDFs(id task.ID, parts []task.Part) map[string]string {
	out := map[string]string{}
	for _, p := range parts {
		if len(p.Pages) > 0 {
			out[strconv.Itoa(p.Pages[0])] = natifSubPDF(id, p)
		}
	}
	return out
}

func natifSubPDF(id task.ID, p task.Part) string {
	first := 0
	if len(p.Pages) > 0 {
		first = p.Pages[0]
	}
	return natifPath(id, "sub-pdfs/"+strconv.Itoa(first))
}

// NatifPartOf returns which part, from 1, a page belongs to; 0 for none.
func NatifPartOf(parts []task.Part, page int) int {
	return slices.IndexFunc(parts, func(p task.Part) bool { return slices.Contains(p.Pages, page) }) + 1
}
