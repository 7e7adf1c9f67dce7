package folio

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/docket-go/docket/layout"
)

// A tag is a node of the structure tree, one for each block of the truth.
type tag struct {
	kind  string
	marks [][2]int // page index, marked-content id
}

// tag begins the node of a block.
func (p *press) tag(b Block) {
	if !p.tagged {
		return
	}
	kind := map[layout.Role]string{layout.RoleTitle: "Title", layout.RoleCaption: "Caption", layout.RoleFootnote: "Note", layout.RoleListItem: "LI",
		layout.RoleCode: "Code", layout.RoleTable: "Table", layout.RoleFormula: "Formula"}[b.Role]
	if kind == "" {
		kind = "P"
	}
	if b.Role == layout.RoleSectionHeader {
		kind = fmt.Sprintf("H%d", b.Level)
	}
	if p.lie {
		kind = fmt.Sprintf("H%d", 1+len(p.tags)%6)
	}
	p.tags = append(p.tags, tag{kind: kind})
}

// A file gathers the objects of a PDF.
type file struct{ objects []string }

func (f *file) add(format string, args ...any) int {
	f.objects = append(f.objects, fmt.Sprintf(format, args...))
	return len(f.objects)
}

func (f *file) stream(dict string, data []byte) int {
	return f.add("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// bytes writes the document.
func (p *press) bytes() []byte {
	f := &file{}
	var fonts strings.Builder
	unicode := f.stream("", []byte(hebrewMap()))
	for k, name := range faceNames {
		extra := ""
		if face(k) == hebrewFace || face(k) == hebrewBold {
			extra = fmt.Sprintf("/ToUnicode %d 0 R", unicode)
		}
		fmt.Fprintf(&fonts, "/F%d %d 0 R ", k, f.add("<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding %s >>", name, extra))
	}
	image := f.stream("/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8", []byte{90, 200, 140, 60})
	pages := len(f.objects) + 2*len(p.leaves) + 1
	var kids []string
	first := len(f.objects) + 2
	for i, l := range p.leaves {
		content := f.stream("", p.content(l))
		kids = append(kids, fmt.Sprintf("%d 0 R", f.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Rotate %d /Contents %d 0 R /StructParents %d /Resources << /Font << %s >> /XObject << /Im %d 0 R >> >> >>",
			pages, l.w, l.h, l.rotate, content, i, fonts.String(), image)))
	}
	f.add("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	root := ""
	if p.tagged {
		root = fmt.Sprintf("/MarkInfo << /Marked true >> /StructTreeRoot %d 0 R", p.tree(f, first))
	}
	return f.bytes(f.add("<< /Type /Catalog /Pages %d 0 R %s >>", pages, root))
}

// tree writes the structure tree; page i is object first+2i.
func (p *press) tree(f *file, first int) int {
	parents := make([][]string, len(p.leaves))
	for i, l := range p.leaves {
		parents[i] = make([]string, l.marks)
	}
	// The root follows its nodes and the number tree.
	n := 0
	for _, t := range p.tags {
		if len(t.marks) > 0 {
			n++
		}
	}
	doc := len(f.objects) + n + 1
	var kids []string
	for _, t := range p.tags {
		if len(t.marks) == 0 {
			continue
		}
		var k []string
		for _, m := range t.marks {
			k = append(k, fmt.Sprintf("<< /Type /MCR /Pg %d 0 R /MCID %d >>", first+2*m[0], m[1]))
		}
		id := f.add("<< /Type /StructElem /S /%s /P %d 0 R /K [%s] >>", t.kind, doc, strings.Join(k, " "))
		for _, m := range t.marks {
			parents[m[0]][m[1]] = fmt.Sprintf("%d 0 R", id)
		}
		kids = append(kids, fmt.Sprintf("%d 0 R", id))
	}
	f.add("<< /Type /StructElem /S /Document /P %d 0 R /K [%s] >>", doc+2, strings.Join(kids, " "))
	var nums []string
	for i, m := range parents {
		for k := range m {
			if m[k] == "" {
				m[k] = "null"
			}
		}
		nums = append(nums, fmt.Sprintf("%d [%s]", i, strings.Join(m, " ")))
	}
	f.add("<< /Nums [%s] >>", strings.Join(nums, " "))
	return f.add("<< /Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R >>", doc, doc+1)
}

func (f *file) bytes(root int) []byte {
	var buf bytes.Buffer
	buf.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(f.objects))
	for i, o := range f.objects {
		offsets[i] = buf.Len()
		fmt.Fprintf(&buf, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := buf.Len()
	fmt.Fprintf(&buf, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&buf, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&buf, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, root, start)
	return buf.Bytes()
}

// hebrewMap says that the letters a to z and { are alef to tav.
func hebrewMap() string {
	return "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /H def /CMapType 2 def\n" +
		"1 begincodespacerange <00> <ff> endcodespacerange\n3 beginbfrange <20> <60> <0020> <61> <7b> <05d0> <7c> <ff> <007c> endbfrange\n" +
		"endcmap CMapName currentdict /CMap defineresource pop end end"
}
