package layoutscore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/docket-go/docket/internal/folio"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// Documents that the project typesets itself are parted by their seeds: rules
// and thresholds may be looked at on those from 1 on, and are judged on those
// from judgedSeeds on, which nobody looks at one by one.
const (
	judgedSeeds = 10_000
	folioSeeds  = 10 // documents of a kind
)

// Folios measures the layout of typeset documents of many kinds, by kind.
func Folios(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	var out []measure.Measure
	all := map[string]*mean{}
	for _, kind := range folio.Kinds() {
		by := map[string]*mean{}
		for i := range folioSeeds {
			got, err := scoreFolio(ctx, folio.Make(kind, judgedSeeds+uint64(i)))
			if err != nil {
				return nil, err
			}
			for _, v := range got {
				for _, m := range []map[string]*mean{by, all} {
					if m[v.Name] == nil {
						m[v.Name] = &mean{}
					}
					m[v.Name].add(v.Value, true)
				}
			}
		}
		out = append(out, folioMeasures(kind, by)...)
	}
	return append(out, folioMeasures("all", all)...), nil
}

// folioFigures are the figures of a document, in the order they are printed.
var folioFigures = []string{"nid", "teds", "mhs", "roles", "levels"}

func folioMeasures(kind string, by map[string]*mean) []measure.Measure {
	var out []measure.Measure
	for _, n := range folioFigures {
		if m := by[n]; m != nil {
			out = append(out, measure.Measure{Set: "folios", Name: kind + "_" + n, Value: m.value()})
		}
	}
	return out
}

// readFolio analyses a typeset document.
func readFolio(ctx context.Context, f *folio.Folio) (*layout.Document, error) {
	d, err := pdf.Open(ctx, f.PDF, pdf.OpenOptions{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Kind, err)
	}
	defer d.Close()
	out := &layout.Document{Name: f.Kind}
	for n := 1; n <= d.PageCount(); n++ {
		in, err := d.Input(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("%s, page %d: %w", f.Kind, n, err)
		}
		out.Pages = append(out.Pages, layout.Analyze(*in, layout.Options{}))
	}
	layout.AnalyzeDocument(out, layout.Options{})
	return out, nil
}

// scoreFolio returns the figures of a document. Names of measures are those of
// folioFigures.
func scoreFolio(ctx context.Context, f *folio.Folio) ([]measure.Measure, error) {
	d, err := readFolio(ctx, f)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	if err := layout.WriteMarkdown(&b, d, layout.ExportOptions{}); err != nil {
		return nil, err
	}
	truth, got := f.Markdown(), b.String()
	var out []measure.Measure
	add := func(name string, v float64, ok bool) {
		if ok {
			out = append(out, measure.Measure{Name: name, Value: v})
		}
	}
	v, ok := readingOrder(truth, got)
	add("nid", v, ok)
	sum, n := allTables(truth, got)
	add("teds", sum/float64(max(n, 1)), n > 0)
	v, ok = headings(truth, got)
	add("mhs", v, ok)
	r := compareRoles(f.Blocks, d)
	add("roles", f1(r.precision, r.recall), true)
	add("levels", r.levels, r.leveled)
	return out, nil
}

// A roleScore says how many blocks of the truth were found with their text and
// role, how many of ours are in the truth, and which share of the headings and
// items that were found has the right level.
type roleScore struct {
	precision, recall, levels float64
	leveled                   bool
}

// A roleText is a block by its role and the letters and digits of its text.
type roleText struct {
	role layout.Role
	text string
}

func newRoleText(role layout.Role, text string) roleText {
	if role == layout.RoleTitle { // the first heading of a document may be called either
		role = layout.RoleSectionHeader
	}
	return roleText{role, strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)}
}

// compareRoles compares blocks that hold text; tables have a figure of their own.
func compareRoles(truth []folio.Block, d *layout.Document) roleScore {
	want := map[roleText][]int{} // levels
	n := 0
	var free []string // texts whose role is not judged
	for _, b := range truth {
		if b.Role == "" {
			free = append(free, newRoleText("", b.Text).text)
		} else if b.Role != layout.RoleTable {
			k := newRoleText(b.Role, b.Text)
			want[k] = append(want[k], b.Level)
			n++
		}
	}
	found, hits, leveled, right := 0, 0, 0, 0
	for _, b := range textBlocks(d) {
		k := newRoleText(b.Role, b.Text)
		if len(want[k]) == 0 {
			if !slices.ContainsFunc(free, func(s string) bool { return strings.Contains(s, k.text) || strings.Contains(k.text, s) }) {
				found++
			}
			continue
		}
		found++
		level := want[k][0]
		want[k] = want[k][1:]
		hits++
		if level > 0 {
			leveled++
			if level == b.Level || level == 1 && b.Role == layout.RoleTitle {
				right++
			}
		}
	}
	return roleScore{float64(hits) / float64(max(found, 1)), float64(hits) / float64(max(n, 1)), float64(right) / float64(max(leveled, 1)), leveled > 0}
}

// textBlocks returns the blocks of d that hold text of their own; what goes on
// over columns or pages is one.
func textBlocks(d *layout.Document) []folio.Block {
	var out []folio.Block
	last := -1 // the last paragraph
	for i := range d.Pages {
		p := &d.Pages[i]
		for k := range p.Blocks {
			b := &p.Blocks[k]
			if b.Role == layout.RoleTable || len(b.Children) > 0 && b.Role != layout.RoleListItem {
				continue
			}
			text := ownText(p, k)
			if text == "" {
				continue
			}
			if b.Continues && last >= 0 {
				out[last].Text += " " + text
				if strings.HasSuffix(out[last].Text, "- "+text) {
					out[last].Text = strings.TrimSuffix(out[last].Text, "- "+text) + text
				}
				continue
			}
			out = append(out, folio.Block{Role: b.Role, Level: b.Level, Text: text})
			if b.Role == layout.RoleText {
				last = len(out) - 1
			}
		}
	}
	return out
}

// ownText returns the text of block i without that of its children.
func ownText(p *layout.Page, i int) string {
	text := p.BlockText(i)
	for _, c := range p.Blocks[i].Children {
		text = strings.TrimSpace(strings.TrimSuffix(text, strings.TrimSpace(p.BlockText(c))))
		if k := strings.Index(text, p.BlockText(c)); k >= 0 {
			text = strings.TrimSpace(text[:k])
		}
	}
	return text
}
