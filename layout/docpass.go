package layout

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
)

// AnalyzeDocument is the pass over the pages of d: pages that have words but no
// blocks are analysed, what repeats from page to page becomes page header,
// footer or page number, headings get their levels by one scale, and blocks
// that go on in the next column or on the next page are marked. It may be
// called again after pages were added.
func AnalyzeDocument(d *Document, o Options) {
	for i := range d.Pages {
		p := &d.Pages[i]
		if len(p.Words) > 0 && len(p.Blocks) == 0 && p.State != PageFailed && p.State != PageSkipped {
			state, source := p.State, p.Source
			*p = Analyze(p.Input(), o)
			p.State, p.Source = state, source
		}
	}
	d.furniture()
	d.headingLevels()
	d.continuations()
	d.languages()
}

// languages lists the languages of the pages, most letters first, where the
// document names none.
func (d *Document) languages() {
	if len(d.Languages) > 0 {
		return
	}
	count := map[string]int{}
	for i := range d.Pages {
		p := &d.Pages[i]
		if p.Language != "" {
			count[p.Language] += max(len(p.Words), 1)
		}
	}
	d.Languages = slices.SortedStableFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
}

// marginShare is the part of the page height in which headers and footers are
// looked for, at the top and at the bottom.
const marginShare = 0.12

// A repeat is what makes two marginal blocks of different pages the same: the
// text with its digits masked, and its height on the page. Text is empty for
// page numbers alone.
type repeat struct {
	text string
	y    int
}

// furniture finds blocks in the margins that repeat on several pages.
func (d *Document) furniture() {
	if len(d.Pages) < 2 {
		return
	}
	seen := map[repeat]map[int]bool{}
	each := func(f func(p *Page, b *Block, keys [2]repeat)) {
		for i := range d.Pages {
			p := &d.Pages[i]
			for k := range p.Blocks {
				if b := &p.Blocks[k]; marginal(p, b) {
					f(p, b, repeatKeys(p, p.BlockText(k), b.Box))
				}
			}
		}
	}
	each(func(p *Page, b *Block, keys [2]repeat) {
		for _, k := range keys {
			if seen[k] == nil {
				seen[k] = map[int]bool{}
			}
			seen[k][p.Number] = true
		}
	})
	need := 2
	if len(d.Pages) > 4 {
		need = 3
	}
	each(func(p *Page, b *Block, keys [2]repeat) {
		n := 0
		for _, k := range keys {
			n = max(n, len(seen[k]))
		}
		if n < need {
			return
		}
		b.Level = 0
		switch {
		case keys[0].text == "#":
			b.Role = RolePageNumber
		case b.Box.Center().Y < p.Size.H/2:
			b.Role = RolePageHeader
		default:
			b.Role = RolePageFooter
		}
	})
}

// marginal reports whether b may be furniture.
func marginal(p *Page, b *Block) bool {
	if b.Parent != nil || b.Table != nil || len(b.Children) > 0 || b.Lines.Len() == 0 || b.Lines.Len() > 4 {
		return false
	}
	return b.Box.Y1 < marginShare*p.Size.H || b.Box.Y0 > (1-marginShare)*p.Size.H
}

// repeatKeys returns the keys of a marginal block at its height and half a
// step to both sides, so that a little drift does not matter.
func repeatKeys(p *Page, text string, box Rect) [2]repeat {
	masked := maskNumbers(text)
	y := box.Center().Y
	if y > p.Size.H/2 { // heights may differ from page to page
		y -= p.Size.H
	}
	const step = 8
	k := int(math.Round(y / step))
	side := k + 1
	if y/step < float64(k) {
		side = k - 1
	}
	return [2]repeat{{masked, k}, {masked, side}}
}

// maskNumbers folds case, writes # for every number, and so makes "Page 3 of 9"
// and "Page 4 of 9" the same. Roman numerals alone count as numbers.
func maskNumbers(s string) string {
	var b strings.Builder
	digit := false
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsDigit(r):
			if !digit {
				b.WriteByte('#')
			}
			digit = true
			continue
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
		digit = false
	}
	t := strings.Join(strings.Fields(b.String()), " ")
	if core := strings.Trim(t, "-–—|()[]. "); core == "#" || core != "" && strings.Trim(core, "ivxlc") == "" {
		return "#"
	}
	switch t {
	case "page #", "page # of #", "page # / #", "p. #", "seite #", "seite # von #", "#/#", "# / #", "# of #":
		return "#"
	}
	return t
}
