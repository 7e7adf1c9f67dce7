package layout

import (
	"math"
	"slices"
)

// ruledTables finds tables between horizontal rules of equal extent (booktabs).
func (p *prepared) ruledTables(done []*grid) []*grid {
	var hs []segment
	for _, h := range p.hr {
		line := Rect{h.lo, h.at - 1, h.hi, h.at + 1}
		if h.length() > 40 && !slices.ContainsFunc(done, func(g *grid) bool {
			return xOverlap(g.Rect, line) > 0.3*line.Width() && yOverlap(g.Rect, line) > 0.3*max(line.Height(), 1)
		}) {
			hs = append(hs, h)
		}
	}
	var out []*grid
	used := make([]bool, len(hs))
	for i := range hs {
		if used[i] {
			continue
		}
		group := []int{i}
		for j := i + 1; j < len(hs); j++ {
			if !used[j] && math.Abs(hs[j].lo-hs[i].lo) < 6 && math.Abs(hs[j].hi-hs[i].hi) < 6 {
				group = append(group, j)
			}
		}
		g := p.longestRuled(hs, group, done)
		if g == nil {
			continue
		}
		out = append(out, g)
		for k, h := range hs {
			if h.at >= g.Y0-1 && h.at <= g.Y1+1 && h.lo >= g.X0-2 && h.hi <= g.X1+2 {
				used[k] = true
			}
		}
	}
	return out
}

// maxRuleGroup bounds how many rules of one extent are tried as one table.
const maxRuleGroup = 60

// longestRuled returns the table between the first rule of group and the last
// one possible that holds no other table, or nil.
func (p *prepared) longestRuled(hs []segment, group []int, done []*grid) *grid {
	for e := min(len(group), maxRuleGroup); e >= 2; e-- {
		first, last := hs[group[0]], hs[group[e-1]]
		box := Rect{first.lo - 3, first.at, first.hi + 3, last.at}
		if box.Height() < 1.5*p.body || box.Height() > 0.9*p.size.H {
			continue
		}
		if slices.ContainsFunc(done, func(g *grid) bool { return box.Contains(g.Center()) }) {
			continue
		}
		ph := p.phrasesIn(box, 0.9)
		rows := rowsOf(ph)
		if tooProsy(ph, box) || listing(ph) && !p.noCode() || emptyBands(hs, group[:e], rows) || textBetween(hs, group[:e], rows) {
			continue
		}
		head := 0 // the band under the first rule must be tabular
		for _, r := range rows {
			if r.Center().Y < hs[group[1]].at && len(r.phrases) >= 2 {
				head++
			}
		}
		if head == 0 {
			continue
		}
		var seps []float64
		for _, k := range group[:e] {
			seps = append(seps, hs[k].at)
		}
		if e == 2 && proseColumns(rows) {
			continue
		}
		bands, short := p.headRules(box, seps, rows)
		found := evidence{rules: e, caption: p.captioned(box)}
		g := streamGridUnder(short, rows, box, bands, p.body)
		if g == nil || !g.quality(found) {
			continue
		}
		g.short = short
		if top := p.headTop(box); top < box.Y0 {
			box.Y0 = top
			seps = append([]float64{top}, seps...)
			if h := streamGrid(rowsOf(p.phrasesIn(box, 0.9)), box, seps, p.body); h != nil && h.quality(found) && h.cols >= g.cols {
				g = h
			}
		}
		g.kind, g.seps = "ruled", seps
		return g
	}
	return nil
}

// headRules adds to seps the heights of the shorter rules within the first
// band that holds rows: they part the rows of a header. It returns them too.
func (p *prepared) headRules(box Rect, seps []float64, rows []textRow) (bands []float64, short []segment) {
	if len(rows) == 0 {
		return seps, nil
	}
	end := slices.IndexFunc(seps, func(y float64) bool { return y > rows[0].base() })
	if end < 1 || end == len(seps)-1 { // no header
		return seps, nil
	}
	top, bottom := seps[end-1], seps[end]
	out := slices.Clone(seps)
	for _, h := range p.hr {
		if h.at < top+3 || h.at > bottom-3 || h.lo < box.X0-1 || h.hi > box.X1+1 || h.length() < p.body || h.length() > 0.95*box.Width() {
			continue
		}
		above := slices.ContainsFunc(rows, func(r textRow) bool { return r.base() > top && r.base() < h.at+1 })
		below := slices.ContainsFunc(rows, func(r textRow) bool { return r.base() > h.at+1 && r.base() < bottom+1 })
		if !above || !below {
			continue
		}
		short = append(short, h)
		if !slices.ContainsFunc(out, func(y float64) bool { return math.Abs(y-h.at) < 2 }) {
			out = append(out, h.at)
		}
	}
	slices.Sort(out)
	return out, short
}

// headTop returns the top of the header rows that stand above the first rule
// of a table, marked by shorter rules within its extent.
func (p *prepared) headTop(box Rect) float64 {
	top, reach := box.Y0, 2.2*p.body
	for i := len(p.hr) - 1; i >= 0; i-- {
		h := p.hr[i]
		if h.at < top-1 && h.at > top-reach && h.lo > box.X0-1 && h.hi < box.X1+1 && h.length() > 0.3*box.Width() && h.length() < 0.95*box.Width() {
			top = h.at
		}
	}
	if top == box.Y0 {
		return top
	}
	for _, l := range p.phrasesIn(Rect{box.X0, top - 1.6*p.body, box.X1, top}, 0.9) { // the row above the shorter rule
		if l.base > top-p.body {
			top = min(top, l.Y0-1)
		}
	}
	return top
}

// emptyBands reports whether hardly any text stands between the rules, as with
// the grid lines of a chart.
func emptyBands(hs []segment, group []int, rows []textRow) bool {
	full := 0
	for i := 1; i < len(group); i++ {
		top, bottom := hs[group[i-1]].at, hs[group[i]].at
		if bottom-top < 5 || slices.ContainsFunc(rows, func(r textRow) bool { return r.base() > top+2 && r.base() < bottom+1 }) {
			full++ // double rules count as full
		}
	}
	return full*10 < (len(group)-1)*6
}

// textWords is the number of words from which a line alone between two rules
// is a sentence between two tables, and no row that heads others.
const textWords = 9

// textBetween reports whether nothing but text or a caption stands between two
// of the rules: then they belong to two tables.
func textBetween(hs []segment, group []int, rows []textRow) bool {
	for i := 1; i < len(group)-1; i++ {
		top, bottom := hs[group[i]].at, hs[group[i+1]].at
		text, cells := false, false
		for _, r := range rows {
			if r.base() < top+1 || r.base() > bottom+1 {
				continue
			}
			l := r.phrases[0]
			cells = cells || len(r.phrases) > 1
			text = text || len(l.words) >= textWords && l.Width() > 0.4*hs[group[i]].length() || numberedCaption.MatchString(l.text())
		}
		if text && !cells {
			return true
		}
	}
	return false
}
