package layout

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// taggedSketch is a page that looks like two paragraphs and is tagged as a
// heading, a paragraph and a table without rulings of two columns.
func taggedSketch() (*sketch, *Tag) {
	s := newSketch(400, 400)
	root := &Tag{Type: "Document"}
	add := func(typ string, x, y float64, text string) Tag {
		from := len(s.Words)
		s.text(x, y, 10, text)
		t := Tag{Type: typ}
		for i := from; i < len(s.Words); i++ {
			t.Words = append(t.Words, i)
		}
		return t
	}
	root.Children = append(root.Children, add("H2", 50, 50, "A plain heading"), add("P", 50, 80, "and some plain text below it"))
	table := Tag{Type: "Table"}
	for i, r := range [][]string{{"fruit", "colour"}, {"apple pie", "red"}} {
		row := Tag{Type: "TR"}
		for k, c := range r {
			typ := "TD"
			if i == 0 {
				typ = "TH"
			}
			row.Children = append(row.Children, add(typ, 50+80*float64(k), 120+14*float64(i), c))
		}
		table.Children = append(table.Children, row)
	}
	root.Children = append(root.Children, table)
	return s, root
}

func TestStructureTree(t *testing.T) {
	s, root := taggedSketch()
	s.Tags = root
	p := Analyze(s.PageInput, Options{})
	want := [][]string{{"fruit", "colour"}, {"apple pie", "red"}}
	if d := cmp.Diff(want, table(t, &p)); d != "" {
		t.Error(d)
	}
	if b := p.Blocks[0]; b.Role != RoleSectionHeader || b.Level != 2 || b.Source != "tag" {
		t.Errorf("first block %+v, want a heading of level 2 by its tag", b)
	}
}

// A tree that misses text, lists it twice or calls everything a heading is not
// believed; nor does one crash that points anywhere.
func TestStructureTreeNotBelieved(t *testing.T) {
	s, root := taggedSketch()
	untagged := Analyze(s.PageInput, Options{})
	for name, spoil := range map[string]func(*Tag){
		"missing": func(r *Tag) { r.Children = r.Children[:1] },
		"twice":   func(r *Tag) { r.Children = append(r.Children, r.Children...) },
		"headings": func(r *Tag) {
			r.Children[1].Type, r.Children[2] = "H1", Tag{Type: "H1", Words: []int{8, 9, 10, 11, 12, 13}}
		},
		"nowhere": func(r *Tag) { r.Children = []Tag{{Type: "P", Words: []int{-5, math.MaxInt32}}} },
	} {
		_, tree := taggedSketch()
		spoil(tree)
		s.Tags = tree
		p := Analyze(s.PageInput, Options{})
		if d := cmp.Diff(untagged, p); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	deep := root
	for range 100000 {
		deep = &Tag{Type: "Sect", Children: []Tag{*deep}}
	}
	s.Tags = deep
	if p := Analyze(s.PageInput, Options{}); !strings.Contains(p.Text(), "apple pie") {
		t.Error("text got lost under a deep tree")
	}
}

// Programs that tag by guessing leave rows of too few cells, or cells in the
// order in which they were drawn.
func TestGuessedTagTables(t *testing.T) {
	for name, spoil := range map[string]func(*Tag){
		"ragged": func(table *Tag) { table.Children[0].Children = table.Children[0].Children[:1] },
		"unordered": func(table *Tag) {
			row := table.Children[0].Children
			row[0], row[1] = row[1], row[0]
		},
	} {
		s, tree := taggedSketch()
		spoil(&tree.Children[2])
		p := prepare(&s.PageInput, s.Words, Options{}.withDefaults())
		at := map[int]int{}
		for i := range p.runs {
			at[p.runs[i].ids[0]] = i
		}
		if g := p.tagGrid(&tree.Children[2], at); g != nil {
			t.Errorf("%s: taken for a table of %d by %d", name, g.rows, g.cols)
		}
	}
}
