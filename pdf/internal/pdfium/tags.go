package pdfium

// A Tag is an element of the structure tree as far as it concerns a page.
type Tag struct {
	Type             string // after the role map
	Alt              string
	RowSpan, ColSpan int
	Marks            []int // marked-content ids of its own
	Children         []Tag
}

const (
	maxTags     = 50_000
	maxTagDepth = 64
)

// Tagged reports whether the document says that it is tagged.
func (in *Instance) Tagged() bool { return in.callBool("FPDFCatalog_IsTagged", in.doc) }

// Tagged reports whether the page's document says that it is tagged.
func (p *Page) Tagged() bool { return p.in.Tagged() }

// Tags returns the structure of the page: the elements at the top.
func (p *Page) Tags() []Tag {
	in := p.in
	tree := in.call("FPDF_StructTree_GetForPage", p.h)
	if tree == 0 {
		return nil
	}
	defer in.call("FPDF_StructTree_Close", tree)
	left := maxTags
	var out []Tag
	for i := range min(max(in.callInt("FPDF_StructTree_CountChildren", tree), 0), maxTags) {
		if h := in.call("FPDF_StructTree_GetChildAtIndex", tree, uint64(i)); h != 0 && left > 0 {
			out = append(out, in.tag(h, 1, &left))
		}
	}
	return out
}

func (in *Instance) tag(h uint64, depth int, left *int) Tag {
	*left--
	text := func(name string) string {
		return in.utf16Result(func(buf, size uint64) uint64 { return in.call(name, h, buf, size) })
	}
	t := Tag{Type: text("FPDF_StructElement_GetType"), Alt: text("FPDF_StructElement_GetAltText")}
	if t.Type == "TD" || t.Type == "TH" {
		t.RowSpan, t.ColSpan = in.tagNumber(h, "RowSpan"), in.tagNumber(h, "ColSpan")
	}
	for i := range max(in.callInt("FPDF_StructElement_CountChildren", h), 0) {
		if *left <= 0 || in.err != nil {
			break
		}
		if child := in.call("FPDF_StructElement_GetChildAtIndex", h, uint64(i)); child != 0 {
			if depth < maxTagDepth {
				t.Children = append(t.Children, in.tag(child, depth+1, left))
			}
		} else if id := in.callInt("FPDF_StructElement_GetChildMarkedContentID", h, uint64(i)); id >= 0 {
			t.Marks = append(t.Marks, id)
			*left--
		}
	}
	return t
}

// tagNumber returns a whole number among the attributes of an element, or 0.
func (in *Instance) tagNumber(h uint64, name string) int {
	key := in.putString(name)
	defer in.free(key)
	for i := range min(max(in.callInt("FPDF_StructElement_GetAttributeCount", h), 0), 16) {
		attr := in.call("FPDF_StructElement_GetAttributeAtIndex", h, uint64(i))
		if attr == 0 {
			continue
		}
		if value := in.call("FPDF_StructElement_Attr_GetValue", attr, uint64(key)); value != 0 &&
			in.callBool("FPDF_StructElement_Attr_GetNumberValue", value, uint64(in.scratch)) {
			if n := f32At(in.read(in.scratch, 4), 0); n >= 1 && n <= 1000 {
				return int(n)
			}
		}
	}
	return 0
}

// Mark returns the marked-content id of a text object, or -1.
func (p *Page) Mark(object uint32) int {
	return p.in.callInt("FPDFPageObj_GetMarkedContentID", uint64(object))
}
