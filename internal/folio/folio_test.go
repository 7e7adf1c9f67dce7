package folio

import (
	"bytes"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
)

func TestMake(t *testing.T) {
	for _, kind := range Kinds() {
		a, b := Make(kind, 3), Make(kind, 3)
		if !bytes.Equal(a.PDF, b.PDF) || a.Markdown() != b.Markdown() {
			t.Errorf("%s: two documents of one seed differ", kind)
		}
		if len(a.Blocks) < 2 || bytes.Equal(a.PDF, Make(kind, 4).PDF) {
			t.Errorf("%s: %d blocks, and another seed must make another document", kind, len(a.Blocks))
		}
		for _, x := range a.Blocks {
			if x.Role != layout.RoleTable && strings.TrimSpace(x.Text) == "" {
				t.Errorf("%s: a %s without text", kind, x.Role)
			}
		}
	}
}

// Cells and the places that they span fill every row of a table.
func TestTablesAreFull(t *testing.T) {
	n := 0
	for _, kind := range Kinds() {
		for seed := range uint64(8) {
			for _, b := range Make(kind, seed).Blocks {
				if b.Role != layout.RoleTable {
					continue
				}
				n++
				width := map[int]int{}
				for _, c := range (&grid{rows: b.Rows}).place() {
					for r := range c.rs {
						width[c.r+r] += c.cs
					}
				}
				for r, w := range width {
					if w != width[0] {
						t.Errorf("%s %d: row %d has %d places, the first %d", kind, seed, r, w, width[0])
					}
				}
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d tables", n)
	}
}

func TestTaggedHasATree(t *testing.T) {
	if f := MakeTagged("article", 1, false); !bytes.Contains(f.PDF, []byte("/StructTreeRoot")) || !bytes.Contains(f.PDF, []byte("/S /H1")) {
		t.Error("no structure tree with headings")
	}
}
