package layout

import (
	"cmp"
	"fmt"
)

// The types of a DoclingDocument's key-value pairs and forms.
type (
	doclingGraph struct {
		Cells []doclingGraphCell `json:"cells"`
		Links []doclingGraphLink `json:"links"`
	}
	doclingGraphCell struct {
		Label string       `json:"label"` // key, value or checkbox
		ID    int          `json:"cell_id"`
		Text  string       `json:"text"`
		Orig  string       `json:"orig"`
		Prov  *doclingProv `json:"prov,omitempty"`
		Item  *doclingRef  `json:"item_ref,omitempty"`
	}
	doclingGraphLink struct {
		Label  string `json:"label"`
		Source int    `json:"source_cell_id"`
		Target int    `json:"target_cell_id"`
	}
	doclingPairs struct {
		doclingFloat
		Graph doclingGraph `json:"graph"`
	}
)

// add appends a cell and returns its number.
func (g *doclingGraph) add(label, text string, prov doclingProv, item *doclingRef) int {
	n := len(g.Cells)
	prov.Span[1] = len([]rune(text))
	g.Cells = append(g.Cells, doclingGraphCell{label, n, text, text, &prov, item})
	return n
}

// link ties a key to its value, both ways, as Docling does.
func (g *doclingGraph) link(key, value int) {
	g.Links = append(g.Links, doclingGraphLink{"to_value", key, value}, doclingGraphLink{"to_key", value, key})
}

func (x *doclingWriter) pairsItem(ref, label string, box Rect, g doclingGraph) doclingPairs {
	return doclingPairs{doclingFloat{doclingNode: x.node(ref, doclingRef{"#/body"}, RoleText), Label: label,
		Prov:     []doclingProv{{x.p.Number, doclingBoxOf(box), [2]int{}}},
		Captions: []doclingRef{}, References: []doclingRef{}, Footnotes: []doclingRef{}}, g}
}

// keyValues adds an item of key_value_items for each region of pairs of the
// page; its cells refer to the texts.
func (x *doclingWriter) keyValues() {
	for i := range x.p.Blocks {
		b := &x.p.Blocks[i]
		if b.Role != RoleKeyValue {
			continue
		}
		g := doclingGraph{[]doclingGraphCell{}, []doclingGraphLink{}}
		key := -1
		for _, c := range b.Children {
			k := &x.p.Blocks[c]
			ref := x.refs[c]
			prov := doclingProv{Page: x.p.Number, Box: doclingBoxOf(k.Box)}
			switch n := 0; {
			case k.Role == RoleKey:
				key = g.add("key", x.p.BlockText(c), prov, &ref)
			case k.Role == RoleValue:
				if n = g.add("value", x.p.BlockText(c), prov, &ref); key >= 0 {
					g.link(key, n)
				}
			}
		}
		ref := fmt.Sprintf("#/key_value_items/%d", len(x.doc.KeyValues))
		x.doc.KeyValues = append(x.doc.KeyValues, x.pairsItem(ref, "key_value_region", b.Box, g))
		x.doc.Body.Children = append(x.doc.Body.Children, doclingRef{ref})
	}
}

// form adds the form fields of the page as one item of form_items: the name of
// each is a key, what it holds a value or the state of a checkbox.
func (x *doclingWriter) form() {
	g := doclingGraph{[]doclingGraphCell{}, []doclingGraphLink{}}
	var box Rect
	for _, f := range x.p.Fields {
		if f.Kind == "button" {
			continue
		}
		prov := doclingProv{Page: x.p.Number, Box: doclingBoxOf(f.Box)}
		key := g.add("key", cmp.Or(f.Label, f.Name, f.Kind), prov, nil)
		value := 0
		if f.Kind == "checkbox" || f.Kind == "radio" {
			value = g.add("checkbox", markState(f.Checked), prov, nil)
		} else {
			value = g.add("value", f.Value, prov, nil)
		}
		g.link(key, value)
		box = box.Union(f.Box)
	}
	if len(g.Cells) == 0 {
		return
	}
	ref := fmt.Sprintf("#/form_items/%d", len(x.doc.Forms))
	x.doc.Forms = append(x.doc.Forms, x.pairsItem(ref, "form", box, g))
	x.doc.Body.Children = append(x.doc.Body.Children, doclingRef{ref})
}
