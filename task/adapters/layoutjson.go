package adapters

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"math"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/task"
)

// An ExpertAITask is the status of a task of expert.ai's layout API.
type ExpertAITask struct {
	Current int    `json:"current"` // percent; 0 after a failure
	Message string `json:"message"` // the phase, or why it failed
	State   string `json:"state"`
	Result  any    `json:"result,omitempty"`
}

func expertAI(s task.Snapshot, result any) ExpertAITask {
	t := ExpertAITask{Current: s.Progress.Percent, Message: s.Progress.Phase, State: ExpertAI.Word(s.State), Result: result}
	switch s.State {
	case task.Completed:
		t.Message = "completed"
	case task.Failed, task.Canceled:
		t.Current, t.Message = 0, failure(s).Message
	}
	return t
}

// expertDPI is the resolution of expert.ai's boxes.
const expertDPI = 100

// An ExpertAIDocument is the result of a task of expert.ai's layout API.
type ExpertAIDocument struct {
	Header ExpertAIHeader   `json:"header"`
	Layout []ExpertAIObject `json:"layout"` // in reading order
	Words  []string         `json:"words"`  // a page each: gzip in base64 of text, zero byte, object and box of each word
}

// An ExpertAIHeader describes the document.
type ExpertAIHeader struct {
	Conversion string            `json:"conversionDateTime"` // such as 2022-03-09 10:47
	Custom     map[string]string `json:"customInfo"`         // what the file says of itself
	Name       string            `json:"documentName"`
	ErrorPages int               `json:"errorPages"`
	TotalPages int               `json:"totPages"`
	Version    string            `json:"version"`
	Metadata   []any             `json:"metadata"`
}

// An ExpertAIObject is one element of a page. Boxes are in pixels at 100 dpi,
// origin top left.
type ExpertAIObject struct {
	ID       int     `json:"id"`
	Page     int     `json:"page"` // from 1
	Parent   *int    `json:"parent"`
	Children []int   `json:"children"`
	Type     string  `json:"type"` // page, title, text, header, footer, table or cell
	Label    string  `json:"label,omitempty"`
	Content  string  `json:"content"`
	BBox     [4]int  `json:"bbox"`
	Row      *int    `json:"row,omitempty"` // of cells, from 0
	Column   *int    `json:"column,omitempty"`
	IsHead   *bool   `json:"isHEad,omitempty"` // spelt as the service does
	Span     *[2]int `json:"span,omitempty"`   // rows and columns of a cell that spans several
}

// ExpertAIVersion is what ExpertAILayout says in the header.
const ExpertAIVersion = "2.1.1"

// ExpertAILayout returns expert.ai's JSON of a document.
func ExpertAILayout(d *layout.Document) ExpertAIDocument {
	out := ExpertAIDocument{
		Header: ExpertAIHeader{
			Conversion: d.Converted.Format("2006-01-02 15:04"), Custom: customInfo(d.Info), Name: d.Name,
			ErrorPages: len(d.PageErrors), TotalPages: len(d.Pages), Version: ExpertAIVersion, Metadata: []any{},
		},
		Layout: []ExpertAIObject{}, Words: []string{},
	}
	for i := range d.Pages {
		out.page(&d.Pages[i])
	}
	return out
}

func customInfo(i layout.Info) map[string]string {
	out := map[string]string{}
	for k, v := range i.Custom {
		out[k] = v
	}
	for _, e := range [][2]string{
		{"Title", i.Title}, {"Author", i.Author}, {"Subject", i.Subject}, {"Keywords", i.Keywords}, {"Creator", i.Creator}, {"Producer", i.Producer},
	} {
		if e[1] != "" {
			out[e[0]] = e[1]
		}
	}
	for k, t := range map[string]time.Time{"CreationDate": i.Created, "ModDate": i.Modified} {
		if !t.IsZero() {
			out[k] = t.Format(time.RFC3339)
		}
	}
	return out
}

// add appends an object below parent and returns its ID.
func (d *ExpertAIDocument) add(o ExpertAIObject, parent int) int {
	o.ID, o.Children = len(d.Layout)+1, []int{}
	if parent > 0 {
		o.Parent = &parent
		up := &d.Layout[parent-1]
		up.Children = append(up.Children, o.ID)
	}
	d.Layout = append(d.Layout, o)
	return o.ID
}

// page adds a page, its blocks and its words.
func (d *ExpertAIDocument) page(p *layout.Page) {
	page := d.add(ExpertAIObject{Page: p.Number, Type: "page", BBox: expertBox(layout.Rect{X1: p.Size.W, Y1: p.Size.H})}, 0)
	owner := make([]int32, len(p.Words))
	own := func(id int, lines layout.Range) {
		for l := max(lines.Start, 0); l < min(lines.End, len(p.Lines)); l++ {
			for w := max(p.Lines[l].Words.Start, 0); w < min(p.Lines[l].Words.End, len(owner)); w++ {
				owner[w] = int32(id)
			}
		}
	}
	ids := make([]int, len(p.Blocks))
	for i := range p.Blocks {
		b := &p.Blocks[i]
		parent := page
		if b.Parent != nil && *b.Parent >= 0 && *b.Parent < i && ids[*b.Parent] > 0 {
			parent = ids[*b.Parent]
		}
		o := ExpertAIObject{Page: p.Number, Type: expertType(b.Role), BBox: expertBox(b.Box)}
		if o.Type == "title" {
			o.Label = "H"
		}
		if b.Table == nil && len(b.Children) == 0 {
			o.Content = p.BlockText(i) + "\n"
		}
		ids[i] = d.add(o, parent)
		own(ids[i], b.Lines)
		if b.Table == nil {
			continue
		}
		for _, c := range b.Table.Cells {
			own(d.add(expertCell(p, c), ids[i]), c.Lines)
		}
	}
	d.Words = append(d.Words, packWords(p, owner))
}

func expertCell(p *layout.Page, c layout.Cell) ExpertAIObject {
	o := ExpertAIObject{
		Page: p.Number, Type: "cell", Content: p.CellText(c) + "\n", BBox: expertBox(c.Box), Row: &c.Row, Column: &c.Col, IsHead: &c.Header,
	}
	if c.RowSpan > 1 || c.ColSpan > 1 {
		o.Span = &[2]int{max(c.RowSpan, 1), max(c.ColSpan, 1)}
	}
	return o
}

func expertType(r layout.Role) string {
	switch r {
	case layout.RoleTitle, layout.RoleSectionHeader:
		return "title"
	case layout.RolePageHeader:
		return "header"
	case layout.RolePageFooter, layout.RolePageNumber:
		return "footer"
	case layout.RoleTable:
		return "table"
	}
	return "text"
}

func expertBox(r layout.Rect) [4]int {
	px := func(v float64) int { return int(math.Round(v * expertDPI / 72)) }
	return [4]int{px(r.X0), px(r.Y0), px(r.X1), px(r.Y1)}
}

// packWords packs the words of a page as the service does: the text in UTF-8, a
// zero byte, the ID of the object and the box as little-endian int32; all
// compressed with gzip and written in base64.
func packWords(p *layout.Page, owner []int32) string {
	var raw, packed bytes.Buffer
	for i := range p.Words {
		w := &p.Words[i]
		raw.WriteString(w.Text)
		raw.WriteByte(0)
		box := expertBox(w.Box)
		for _, v := range [5]int32{owner[i], int32(box[0]), int32(box[1]), int32(box[2]), int32(box[3])} {
			raw.Write(binary.LittleEndian.AppendUint32(nil, uint32(v)))
		}
	}
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(raw.Bytes()) // a Buffer takes everything
	_ = z.Close()
	return base64.StdEncoding.EncodeToString(packed.Bytes())
}
