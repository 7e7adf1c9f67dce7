// Package folio typesets documents of many kinds as PDF files, with the truth
// about them: which blocks stand in which order, and what is in their tables.
// The layout analysis is judged on them.
package folio

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/docket-go/docket/layout"
)

// A Folio is a typeset document and the truth about it.
type Folio struct {
	Kind   string
	PDF    []byte
	Blocks []Block // in reading order, furniture included
}

// A Block is one block of the truth. What goes on over columns or pages is one.
type Block struct {
	Role  layout.Role // empty = any will do
	Level int         // of a heading or list item, 1 = top
	Text  string      // running text; of a listing its lines
	Rows  [][]Cell
	Tick  bool // of a mark: its box is ticked
}

// A Cell is a cell of a table. A place that a span covers has none.
type Cell struct {
	Text    string
	RowSpan int // 0 = 1
	ColSpan int // 0 = 1
	Header  bool
}

// kinds are the templates, by name.
var kinds = map[string]func(*press){
	"article":    article,
	"columns":    columns,
	"newsletter": newsletter,
	"sidebar":    sidebar,
	"invoice":    invoice,
	"form":       form,
	"letter":     letter,
	"statement":  statement,
	"contents":   contents,
	"slides":     slides,
	"lists":      lists,
	"listing":    listing,
	"figures":    figures,
	"hebrew":     hebrew,
	"longtable":  longTable,
	"landscape":  landscape,
	"tablegrid":  func(p *press) { tablePage(p, "grid") },
	"tablerules": func(p *press) { tablePage(p, "rules") },
	"tablebook":  func(p *press) { tablePage(p, "book") },
	"tablezebra": func(p *press) { tablePage(p, "zebra") },
	"tableopen":  func(p *press) { tablePage(p, "open") },
	"tableturn":  func(p *press) { tablePage(p, "turn") },

	"newspaper": newspaper, "magazine": magazine, "catalog": catalog, "brochure": brochure,
	"contract": contract, "pleading": pleading, "bilingual": bilingual, "marginal": marginal, "minutes": minutes,
	"paper": paper, "index": index, "references": references, "formulas": formulas, "chart": chart,
	"bank": bank, "letterhead": letterhead, "resume": resume, "recipe": recipe, "exam": exam, "deck": deck,
	"timetable": timetable, "accounts": accounts, "heads3": heads3, "groups": groups, "regression": regression, "sparse": sparse,
	"wrapped": wrapped, "twins": twins, "datasheet": datasheet, "survey": survey, "aside": aside, "hebrewtable": hebrewTable,
	"memo": memo, "glossary": glossary, "menu": menu, "directory": directory, "faq": faq, "certificate": certificate,
}

// Kinds returns the names of all templates, sorted.
func Kinds() []string {
	var out []string
	for k := range kinds {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Make typesets a document of a kind; what it says and how it looks follows
// from seed. It panics on a kind that is not among Kinds.
func Make(kind string, seed uint64) *Folio { return newPress(seed).finish(kind) }

// MakeTagged is Make with a structure tree. lie makes the tree a bad one: all
// text stands in headings of no order.
func MakeTagged(kind string, seed uint64, lie bool) *Folio {
	p := newPress(seed)
	p.tagged, p.lie = true, lie
	return p.finish(kind)
}

func newPress(seed uint64) *press {
	p := &press{rnd: rand.New(rand.NewPCG(seed, 7)), w: 595, h: 842}
	if p.rnd.IntN(2) == 0 {
		p.w, p.h = 612, 792
	}
	p.look = newLook(p.rnd)
	return p
}

func (p *press) finish(kind string) *Folio {
	kinds[kind](p)
	return &Folio{Kind: kind, PDF: p.bytes(), Blocks: p.blocks}
}

// Markdown returns the truth as Markdown without furniture, tables as HTML.
func (f *Folio) Markdown() string {
	var parts []string
	for _, b := range f.Blocks {
		if b.Role.IsFurniture() {
			continue
		}
		parts = append(parts, b.markdown())
	}
	return strings.Join(parts, "\n\n") + "\n"
}

func (b *Block) markdown() string {
	switch b.Role {
	case layout.RoleTitle:
		return "# " + b.Text
	case layout.RoleSectionHeader:
		return strings.Repeat("#", b.Level+1) + " " + b.Text
	case layout.RoleListItem:
		return strings.Repeat("  ", max(b.Level-1, 0)) + "- " + strings.TrimLeft(b.Text, "•–▪ ")
	case layout.RoleCode:
		return "```\n" + b.Text + "\n```"
	case layout.RoleTable:
		return b.html()
	case layout.RoleMark:
		if b.Tick {
			return "[x] " + b.Text
		}
		return "[ ] " + b.Text
	}
	return b.Text
}
