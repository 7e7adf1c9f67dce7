package layout

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
)

// doclingVersion is the version of the DoclingDocument schema that is written.
const doclingVersion = "1.10.0"

// The types of a DoclingDocument as far as they are written.
type (
	doclingRef struct {
		Ref string `json:"$ref"`
	}
	doclingBox struct {
		L      float64 `json:"l"`
		T      float64 `json:"t"`
		R      float64 `json:"r"`
		B      float64 `json:"b"`
		Origin string  `json:"coord_origin"`
	}
	doclingProv struct {
		Page int        `json:"page_no"`
		Box  doclingBox `json:"bbox"`
		Span [2]int     `json:"charspan"`
	}
	doclingNode struct {
		SelfRef  string       `json:"self_ref"`
		Parent   *doclingRef  `json:"parent,omitempty"`
		Children []doclingRef `json:"children"`
		Layer    string       `json:"content_layer"`
	}
	doclingGroup struct {
		doclingNode
		Name  string `json:"name"`
		Label string `json:"label"`
	}
	doclingText struct {
		doclingNode
		Label      string        `json:"label"`
		Prov       []doclingProv `json:"prov"`
		Orig       string        `json:"orig"`
		Text       string        `json:"text"`
		Level      int           `json:"level,omitempty"`
		Enumerated *bool         `json:"enumerated,omitempty"`
		Marker     string        `json:"marker,omitempty"`
		*doclingCode
	}
	doclingCode struct {
		Language   string       `json:"code_language"`
		Captions   []doclingRef `json:"captions"`
		References []doclingRef `json:"references"`
		Footnotes  []doclingRef `json:"footnotes"`
	}
	doclingFloat struct {
		doclingNode
		Label      string        `json:"label"`
		Prov       []doclingProv `json:"prov"`
		Captions   []doclingRef  `json:"captions"`
		References []doclingRef  `json:"references"`
		Footnotes  []doclingRef  `json:"footnotes"`
	}
	doclingPicture struct {
		doclingFloat
		Annotations []struct{} `json:"annotations"`
	}
	doclingTable struct {
		doclingFloat
		Data doclingData `json:"data"`
	}
	doclingData struct {
		Cells []doclingCell   `json:"table_cells"`
		Rows  int             `json:"num_rows"`
		Cols  int             `json:"num_cols"`
		Grid  [][]doclingCell `json:"grid"`
	}
	doclingCell struct {
		Box       *doclingBox `json:"bbox,omitempty"`
		RowSpan   int         `json:"row_span"`
		ColSpan   int         `json:"col_span"`
		Row       int         `json:"start_row_offset_idx"`
		EndRow    int         `json:"end_row_offset_idx"`
		Col       int         `json:"start_col_offset_idx"`
		EndCol    int         `json:"end_col_offset_idx"`
		Text      string      `json:"text"`
		Header    bool        `json:"column_header"`
		RowHeader bool        `json:"row_header"`
		Section   bool        `json:"row_section"`
	}
	doclingPage struct {
		Size struct {
			W float64 `json:"width"`
			H float64 `json:"height"`
		} `json:"size"`
		Number int `json:"page_no"`
	}
	doclingDocument struct {
		Schema  string `json:"schema_name"`
		Version string `json:"version"`
		Name    string `json:"name"`
		Origin  struct {
			MediaType string `json:"mimetype"`
			Hash      uint64 `json:"binary_hash"`
			Name      string `json:"filename"`
		} `json:"origin"`
		Furniture doclingGroup           `json:"furniture"`
		Body      doclingGroup           `json:"body"`
		Groups    []doclingGroup         `json:"groups"`
		Texts     []doclingText          `json:"texts"`
		Pictures  []doclingPicture       `json:"pictures"`
		Tables    []doclingTable         `json:"tables"`
		KeyValues []doclingPairs         `json:"key_value_items"`
		Forms     []doclingPairs         `json:"form_items"`
		Pages     map[string]doclingPage `json:"pages"`
	}
)

// WriteDocling writes d as DoclingDocument JSON, schema version 1.10, as the
// tools around Docling read it. Boxes are in points, origin top left. The
// binary hash of the origin is one of the document's name: its bytes are not
// known here.
func WriteDocling(w io.Writer, d *Document) error {
	x := doclingWriter{}
	x.doc.Schema, x.doc.Version, x.doc.Name = "DoclingDocument", doclingVersion, cmp.Or(strings.TrimSuffix(d.Name, ".pdf"), "document")
	x.doc.Origin.MediaType, x.doc.Origin.Name = cmp.Or(d.MediaType, "application/pdf"), cmp.Or(d.Name, "document")
	sum := fnv.New64a()
	sum.Write([]byte(d.Name)) // a hash.Hash does not fail
	x.doc.Origin.Hash = sum.Sum64()
	root := func(ref, layer string) doclingGroup {
		return doclingGroup{doclingNode{SelfRef: ref, Children: []doclingRef{}, Layer: layer}, "_root_", "unspecified"}
	}
	x.doc.Furniture, x.doc.Body = root("#/furniture", "furniture"), root("#/body", "body")
	x.doc.Groups, x.doc.Texts, x.doc.Pictures, x.doc.Tables = []doclingGroup{}, []doclingText{}, []doclingPicture{}, []doclingTable{}
	x.doc.KeyValues, x.doc.Forms, x.doc.Pages = []doclingPairs{}, []doclingPairs{}, map[string]doclingPage{}
	for i := range d.Pages {
		x.page(&d.Pages[i])
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(&x.doc)
}

type doclingWriter struct {
	doc  doclingDocument
	p    *Page
	refs map[int]doclingRef // of the blocks of p
}

func (x *doclingWriter) page(p *Page) {
	x.p, x.refs = p, map[int]doclingRef{}
	pg := doclingPage{Number: p.Number}
	pg.Size.W, pg.Size.H = p.Size.W, p.Size.H
	x.doc.Pages[strconv.Itoa(p.Number)] = pg
	for i := range p.Blocks {
		if p.Blocks[i].Parent == nil {
			x.doc.Body.Children = append(x.doc.Body.Children, x.block(i, doclingRef{"#/body"}))
		}
	}
	x.keyValues()
	x.form()
	for i := range p.Blocks { // captions are known by now
		c := captionOf(&p.Blocks[i], len(p.Blocks))
		ref, ok := x.refs[i]
		cap, known := x.refs[c]
		if c < 0 || !ok || !known {
			continue
		}
		var n int
		if _, err := fmt.Sscanf(ref.Ref, "#/tables/%d", &n); err == nil {
			x.doc.Tables[n].Captions = append(x.doc.Tables[n].Captions, cap)
		} else if _, err := fmt.Sscanf(ref.Ref, "#/pictures/%d", &n); err == nil {
			x.doc.Pictures[n].Captions = append(x.doc.Pictures[n].Captions, cap)
		}
	}
}

func (x *doclingWriter) node(ref string, parent doclingRef, r Role) doclingNode {
	layer := "body"
	if r.IsFurniture() {
		layer = "furniture"
	}
	return doclingNode{SelfRef: ref, Parent: &parent, Children: []doclingRef{}, Layer: layer}
}

func doclingBoxOf(r Rect) doclingBox { return doclingBox{r.X0, r.Y0, r.X1, r.Y1, "TOPLEFT"} }

func (x *doclingWriter) prov(b *Block, chars int) []doclingProv {
	return []doclingProv{{x.p.Number, doclingBoxOf(b.Box), [2]int{0, chars}}}
}

// block adds block i with its children and returns its reference.
func (x *doclingWriter) block(i int, parent doclingRef) doclingRef {
	b := &x.p.Blocks[i]
	switch {
	case b.Table.drawable():
		return x.table(i, parent)
	case b.Role == RolePicture || b.Role == RoleChart:
		n := len(x.doc.Pictures)
		ref := doclingRef{fmt.Sprintf("#/pictures/%d", n)}
		x.refs[i] = ref
		x.doc.Pictures = append(x.doc.Pictures, doclingPicture{doclingFloat{doclingNode: x.node(ref.Ref, parent, b.Role), Label: string(b.Role),
			Prov: x.prov(b, 0), Captions: []doclingRef{}, References: []doclingRef{}, Footnotes: []doclingRef{}}, []struct{}{}})
		kids := x.children(b, ref)
		x.doc.Pictures[n].Children = kids
		return ref
	case len(b.Children) > 0 && x.p.ownLines(i).Len() == 0:
		n := len(x.doc.Groups)
		ref := doclingRef{fmt.Sprintf("#/groups/%d", n)}
		x.refs[i] = ref
		name, label := "group", "unspecified"
		switch b.Role {
		case RoleList:
			name, label = "list", "list"
		case RoleKeyValue:
			name, label = "key_value_area", "key_value_area"
		case RoleForm:
			name, label = "form_area", "form_area"
		}
		x.doc.Groups = append(x.doc.Groups, doclingGroup{x.node(ref.Ref, parent, b.Role), name, label})
		kids := x.children(b, ref)
		x.doc.Groups[n].Children = kids
		return ref
	}
	return x.text(i, parent)
}

func (x *doclingWriter) children(b *Block, parent doclingRef) []doclingRef {
	out := []doclingRef{}
	for _, c := range b.Children {
		out = append(out, x.block(c, parent))
	}
	return out
}

// text adds a block of text.
func (x *doclingWriter) text(i int, parent doclingRef) doclingRef {
	b := &x.p.Blocks[i]
	n := len(x.doc.Texts)
	ref := doclingRef{fmt.Sprintf("#/texts/%d", n)}
	x.refs[i] = ref
	orig := x.p.flow(x.p.ownLines(i))
	if orig == "" && b.Role != RoleMark {
		orig = b.Label
	}
	t := doclingText{doclingNode: x.node(ref.Ref, parent, b.Role), Label: doclingLabel(b), Orig: orig, Text: orig, Prov: x.prov(b, len([]rune(orig)))}
	switch t.Label {
	case "section_header":
		t.Level = max(b.Level, 1)
	case "list_item":
		enumerated := strings.IndexFunc(b.Label, isLetterOrDigit) >= 0
		t.Enumerated, t.Marker = &enumerated, cmp.Or(b.Label, "-")
		t.Text = strings.TrimSpace(strings.TrimPrefix(orig, b.Label))
	case "code":
		t.Text = strings.Join(x.p.codeLines(b.Lines), "\n")
		t.Orig = t.Text
		t.doclingCode = &doclingCode{"unknown", []doclingRef{}, []doclingRef{}, []doclingRef{}}
	}
	x.doc.Texts = append(x.doc.Texts, t)
	kids := x.children(b, ref)
	x.doc.Texts[n].Children = kids
	return ref
}

// doclingLabel maps a role to a label that Docling's texts may have.
func doclingLabel(b *Block) string {
	switch b.Role {
	case RoleTitle, RoleSectionHeader, RoleListItem, RoleCode, RoleFormula, RoleCaption, RoleFootnote, RolePageHeader, RolePageFooter, RoleReference, RoleText:
		return string(b.Role)
	case RolePageNumber:
		return string(RolePageFooter)
	case RoleMark:
		if b.Label == MarkSelected {
			return "checkbox_selected"
		}
		return "checkbox_unselected"
	}
	return string(RoleText)
}

func (x *doclingWriter) table(i int, parent doclingRef) doclingRef {
	b := &x.p.Blocks[i]
	n := len(x.doc.Tables)
	ref := doclingRef{fmt.Sprintf("#/tables/%d", n)}
	x.refs[i] = ref
	t := b.Table
	data := doclingData{Rows: t.Rows, Cols: t.Cols, Cells: []doclingCell{}, Grid: make([][]doclingCell, t.Rows)}
	for r := range data.Grid {
		data.Grid[r] = make([]doclingCell, t.Cols)
		for c := range data.Grid[r] {
			data.Grid[r][c] = doclingCell{RowSpan: 1, ColSpan: 1, Row: r, EndRow: r + 1, Col: c, EndCol: c + 1}
		}
	}
	for _, c := range t.Cells {
		k := doclingCell{RowSpan: max(c.RowSpan, 1), ColSpan: max(c.ColSpan, 1), Row: c.Row, Col: c.Col, Text: x.p.CellText(c), Header: c.Header}
		k.EndRow, k.EndCol = k.Row+k.RowSpan, k.Col+k.ColSpan
		if !c.Box.IsZero() {
			box := doclingBoxOf(c.Box)
			k.Box = &box
		}
		data.Cells = append(data.Cells, k)
		for r := max(k.Row, 0); r < min(k.EndRow, t.Rows); r++ {
			for q := max(k.Col, 0); q < min(k.EndCol, t.Cols); q++ {
				data.Grid[r][q] = k
			}
		}
	}
	label := "table"
	if b.Role == RoleDocumentIndex {
		label = "document_index"
	}
	x.doc.Tables = append(x.doc.Tables, doclingTable{doclingFloat{doclingNode: x.node(ref.Ref, parent, b.Role), Label: label,
		Prov: x.prov(b, 0), Captions: []doclingRef{}, References: []doclingRef{}, Footnotes: []doclingRef{}}, data})
	return ref
}
