package layout

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A structure tree is believed where it covers the text of the page, tells
// more than paragraphs, and agrees with how the page looks.
const (
	tagCoverage  = 0.95 // share of letters that stand in the tree once
	tagAgreement = 0.9  // share of tagged rows and blocks that follow downwards
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

// tagTables makes grids of the tables of the tree that are well formed and lie
// on the page as tables do.
func (p *prepared) tagTables(x *tagIndex) []*grid {
	at := map[int]int{}
	for i := range p.runs {
		at[p.runs[i].ids[0]] = i
	}
	var out []*grid
	for _, t := range x.tables {
		if g := p.tagGrid(t, at); g != nil {
			out = append(out, g)
		}
	}
	return out
}

func (p *prepared) tagGrid(t *Tag, at map[int]int) *grid {
	g := &grid{kind: sourceTag}
	taken := map[[2]int]bool{}
	header := 0
	for _, row := range tagRows(t, 0) {
		c := 0
		heads := 0
		for i := range row.Children {
			cell := &row.Children[i]
			if cell.Type != "TD" && cell.Type != "TH" {
				return nil
			}
			for taken[[2]int{g.rows, c}] {
				c++
			}
			k := gridCell{r: g.rows, c: c, rs: min(max(cell.RowSpan, 1), 1000), cs: min(max(cell.ColSpan, 1), 1000)}
			words := p.tagWords(cell, at, 0)
			k.lines = phrases(words, noGutter)
			for _, l := range k.lines {
				k.Rect = k.Rect.Union(l.Rect)
			}
			if cell.Type == "TH" {
				heads++
			}
			for r := k.r; r < k.r+k.rs; r++ {
				for q := c; q < c+k.cs; q++ {
					taken[[2]int{r, q}] = true
				}
			}
			c += k.cs
			g.cols = max(g.cols, c)
			g.Rect = g.Rect.Union(k.Rect)
			g.cells = append(g.cells, k)
		}
		if heads == len(row.Children) && heads > 0 && header == g.rows {
			header++
		}
		g.rows++
		if len(taken) > maxUnitCells {
			return nil
		}
	}
	if g.rows < 2 || g.cols < 2 || g.rows*g.cols > maxUnitCells || !g.runsDown() {
		return nil
	}
	g.headers = header
	return g
}

// tagRows returns the rows of a table, also those in THead and TBody.
func tagRows(t *Tag, depth int) []*Tag {
	var out []*Tag
	for i := range t.Children {
		switch c := &t.Children[i]; {
		case c.Type == "TR":
			out = append(out, c)
		case depth < 3 && (c.Type == "THead" || c.Type == "TBody" || c.Type == "TFoot"):
			out = append(out, tagRows(c, depth+1)...)
		}
	}
	return out
}

func (p *prepared) tagWords(t *Tag, at map[int]int, depth int) []glyphRun {
	var out []glyphRun
	for _, w := range t.Words {
		if i, ok := at[w]; ok {
			out = append(out, p.runs[i])
		}
	}
	for i := range t.Children {
		if depth < maxTagDepth {
			out = append(out, p.tagWords(&t.Children[i], at, depth+1)...)
		}
	}
	return out
}

// runsDown reports whether the rows of g follow each other downwards and the
// cells of a row do not pile up.
func (g *grid) runsDown() bool {
	tops := make([]float64, g.rows)
	set := make([]bool, g.rows)
	for i := range g.cells {
		if c := &g.cells[i]; len(c.lines) > 0 && c.rs == 1 && c.r < g.rows {
			if y := c.lines[0].base; !set[c.r] || y < tops[c.r] {
				tops[c.r], set[c.r] = y, true
			}
		}
	}
	last, good, n := 0.0, 0, 0
	for r := range tops {
		if !set[r] {
			continue
		}
		if n == 0 || tops[r] > last {
			good++
		}
		last = tops[r]
		n++
	}
	return n >= 2 && float64(good) >= tagAgreement*float64(n)
}

// withTagTables puts the tables of the tree in the place of those that were
// found on the same ground.
func withTagTables(found, tagged []*grid) []*grid {
	if len(tagged) == 0 {
		return found
	}
	found = slices.DeleteFunc(found, func(g *grid) bool {
		return slices.ContainsFunc(tagged, func(t *grid) bool { return g.Overlap(t.Rect) > 0.3 || t.Overlap(g.Rect) > 0.3 })
	})
	for _, t := range tagged {
		t.complete()
		for i := range t.cells {
			t.cells[i].header = t.cells[i].r < t.headers
		}
	}
	return append(found, tagged...)
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
