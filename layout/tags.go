package layout

import (
	"strings"
	"unicode/utf8"
)

// A structure tree is believed where it covers the text of the page, tells
// more than paragraphs, and agrees with how the page looks.
const (
	tagCoverage  = 0.95 // share of letters that stand in the tree once
	tagAgreement = 0.9  // share of tagged rows and blocks that follow downwards
	tagAcross    = 0.98 // share of neighbouring cells of tagged rows that stand in order
	tagHeadings  = 0.5  // largest share of letters in headings
)

// tagIndex tells for each word what the structure tree says of it.
type tagIndex struct {
	kind   map[int]string // by input word: the nearest type that makes a role
	tables []*Tag
	heads  bool // there are headings in the tree
}

// indexTags reads the structure tree, nil where there is none or it is not to
// be believed.
func (p *prepared) indexTags(root *Tag) *tagIndex {
	if root == nil {
		return nil
	}
	x := &tagIndex{kind: map[int]string{}}
	seen := map[int]int{}
	x.walk(root, "", seen, 0)
	covered, all, inHeads := 0, 0, 0
	for i := range p.runs {
		r := &p.runs[i]
		all += r.letter
		if seen[r.ids[0]] == 1 {
			covered += r.letter
		}
		if k := x.kind[r.ids[0]]; isHeadingTag(k) {
			inHeads += r.letter
			x.heads = true
		}
	}
	if all == 0 || float64(covered) < tagCoverage*float64(all) || float64(inHeads) > tagHeadings*float64(all) {
		return nil
	}
	if !x.heads && len(x.tables) == 0 { // paragraphs only: says nothing
		return nil
	}
	return x
}

// maxTagDepth bounds the nesting of a tree that is followed.
const maxTagDepth = 100

func (x *tagIndex) walk(t *Tag, kind string, seen map[int]int, depth int) {
	if depth > maxTagDepth {
		return
	}
	switch t.Type {
	case "H", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "P", "LI", "Caption", "Note", "FENote", "Code", "Formula", "TOCI", "TD", "TH":
		kind = t.Type
	case "Table":
		x.tables = append(x.tables, t)
	}
	for _, w := range t.Words {
		x.kind[w] = kind
		seen[w]++
	}
	for i := range t.Children {
		x.walk(&t.Children[i], kind, seen, depth+1)
	}
}

func isHeadingTag(s string) bool {
	return s == "H" || s == "Title" || len(s) == 2 && s[0] == 'H' && s[1] >= '1' && s[1] <= '6'
}

// tagRoles gives regions the roles of their tags where most of their letters
// have the same.
func (x *tagIndex) tagRoles(rs []*region) {
	for _, r := range rs {
		if r.grid != nil || r.frame != nil || len(r.lines) == 0 {
			continue
		}
		kind := x.majority(r)
		switch {
		case kind == "":
			continue
		case kind == "Title":
			r.role = RoleTitle
		case isHeadingTag(kind):
			r.role, r.level = RoleSectionHeader, 1
			if len(kind) == 2 {
				r.level = int(kind[1] - '0')
			}
		case r.role == RoleSectionHeader && x.heads, r.role == RoleTitle && x.heads:
			r.role, r.level = RoleText, 0
		case r.role != RoleText:
			continue
		case kind == "Caption":
			r.role = RoleCaption
		case kind == "Note" || kind == "FENote":
			r.role = RoleFootnote
		case kind == "Code":
			r.role = RoleCode
		case kind == "Formula":
			r.role = RoleFormula
		case kind == "TOCI":
			r.role = RoleDocumentIndex
		default:
			continue
		}
		r.source, r.conf = sourceTag, 0.95
	}
}

// majority returns the type of four fifths of r's letters, or nothing.
func (x *tagIndex) majority(r *region) string {
	count := map[string]int{}
	all := 0
	for _, l := range r.lines {
		for i := range l.words {
			count[x.kind[l.words[i].ids[0]]] += l.words[i].letter
			all += l.words[i].letter
		}
	}
	for k, n := range count {
		if n*5 >= all*4 {
			return k
		}
	}
	return ""
}

// altOf returns the alternative texts of the figures of a tree, by box.
func altOf(t *Tag, f func(alt string, box Rect), depth int) {
	if t == nil || depth > maxTagDepth {
		return
	}
	if t.Type == "Figure" && strings.TrimSpace(t.Alt) != "" && utf8.ValidString(t.Alt) && usable(t.Box) {
		f(t.Alt, upright(t.Box))
	}
	for i := range t.Children {
		altOf(&t.Children[i], f, depth+1)
	}
}
