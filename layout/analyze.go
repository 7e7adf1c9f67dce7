package layout

import (
	"cmp"
	"slices"
)

// Analyze turns the raw material of one page into words, lines and blocks in
// reading order. It is deterministic, does not change in, and never fails:
// what it could not use is named in Page.Warnings. Its cost is about linear in
// the number of words and rulings; beyond the limits of o a page is analysed
// in a simpler way.
//
// Boxes that are not numbers are dropped; their words stay, at the end of
// Page.Words and on no line, as do words that are hidden or drawn twice.
func Analyze(in PageInput, o Options) Page {
	o = o.withDefaults()
	words := slices.Clone(in.Words)
	p := prepare(&in, words, o)
	extra := p.limit(o)
	regions := p.regions(o, in.Tags)
	regions = p.arrange(regions, in)
	regions = append(regions, extra...)
	page := Page{
		Number: in.Number, Label: in.Label, Size: p.frame.page, State: PageDone, Source: in.Source, DPI: in.DPI,
		Language: in.Language, Rulings: usableRulings(in.Rulings), Images: usableImages(in.Images),
		Links: usableLinks(in.Links), Fields: usableFields(in.Fields), Origin: in.Origin,
		Warnings: slices.Concat(in.Warnings, p.warning),
	}
	a := assembler{page: &page, words: words, prepared: p}
	a.assemble(regions)
	page.languages()
	return page
}

// limit cuts the runs to those that are analysed in full and returns the rest
// as plain lines.
func (p *prepared) limit(o Options) []*region {
	if len(p.runs) <= o.MaxWords {
		return nil
	}
	slices.SortStableFunc(p.runs, func(a, b glyphRun) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.X0, b.X0)) })
	rest := p.runs[o.MaxWords:]
	p.runs = p.runs[:o.MaxWords:o.MaxWords]
	p.warning = append(p.warning, "layout: too many words on the page, the lower part was not analysed")
	r := &region{role: RoleText, conf: 0.1, source: "geometry"}
	for _, row := range textRows(rest) {
		l := newPhrase(row[0])
		for _, w := range row[1:] {
			l.add(w)
		}
		r.Rect = r.Rect.Union(l.Rect)
		r.lines = append(r.lines, l)
	}
	return []*region{r}
}

// regions finds the blocks of the page, in no particular order.
func (p *prepared) regions(o Options, tags *Tag) []*region {
	var grids []*grid
	if !o.NoTables {
		grids = p.tables()
	}
	tree := p.indexTags(tags)
	if tree != nil && !o.NoTables {
		grids = withTagTables(grids, p.tagTables(tree))
	}
	if !o.NoTables {
		grids = p.modelGrids(grids, o)
	}
	listed, words := p.freeListed(p.outside(grids))
	rs := splitItems(p.paragraphs(p.joinListing(joinOptions(joinLabels(joinMarks(joinWide(phrases(words, 1.15))))))))
	rs = append(rs, listed...)
	for _, g := range grids {
		if !slices.ContainsFunc(g.cells, func(c gridCell) bool { return c.header }) {
			p.markHeaders(g)
		}
		rs = append(rs, &region{Rect: g.Rect, role: RoleTable, grid: g, size: p.body, conf: g.confidence(), source: g.kind})
	}
	rs = p.code(rs)
	p.headings(rs)
	rs = joinHeadings(rs)
	p.roles(rs)
	rs = joinIndex(rs)
	if tree != nil {
		tree.tagRoles(rs)
	}
	p.modelRoles(rs, o.detections)
	for i := range p.aside {
		s := &p.aside[i]
		side := prepared{frame: s.frame, runs: s.runs}
		for _, r := range side.paragraphs(phrases(s.runs, 1.15)) {
			r.frame = &s.frame
			if s.frame.dir == 0 {
				r.uprightFurniture(s.frame.page)
			}
			r.Rect = p.frame.in(s.frame.out(r.Rect))
			rs = append(rs, r)
		}
	}
	return rs
}

// arrange puts regions in reading order: headers of the page first, then the
// content, notes and footers last. Lists are grouped on the way.
func (p *prepared) arrange(rs []*region, in PageInput) []*region {
	if in.Number <= 1 {
		p.title(rs)
	}
	levels(rs)
	rs = p.pictures(rs, in.Tags)
	rs = p.forms(rs)
	p.linkCaptions(rs)
	var head, content, foot []*region
	for _, r := range rs {
		at, height := r.Center().Y, p.size.H
		if r.frame != nil {
			at, height = p.frame.out(r.Rect).Center().Y, p.frame.page.H
		}
		switch {
		case r.role.IsFurniture() && at < height/2:
			head = append(head, r)
		case r.role.IsFurniture():
			foot = append(foot, r)
		default:
			content = append(content, r)
		}
	}
	content, bars := p.sideBars(content)
	if notes := p.marginNotes(content); len(notes.members) > 0 {
		content = slices.DeleteFunc(content, func(r *region) bool { return slices.Contains(notes.members, r) })
		bars = append(bars, notes)
	}
	content = withSideBars(p.besideFirst(p.inBands(content)), bars, p.rtl)
	content = groupLists(p.splitParagraphs(glueCaptions(content)))
	return slices.Concat(readingOrder(head, p.rtl), content, readingOrder(foot, p.rtl))
}

// outside returns the runs that no cell holds. A run that two tables claim
// stays with the first.
func (p *prepared) outside(grids []*grid) []glyphRun {
	taken := map[int]bool{}
	for _, g := range grids {
		for i := range g.cells {
			g.cells[i].claim(taken)
		}
	}
	var out []glyphRun
	for i := range p.runs {
		if !taken[p.runs[i].ids[0]] {
			out = append(out, p.runs[i])
		}
	}
	return out
}

// claim marks the words of c as taken and drops those that were.
func (c *gridCell) claim(taken map[int]bool) {
	var lines []*phrase
	for _, l := range c.lines {
		var keep []glyphRun
		for _, w := range l.words {
			if !taken[w.ids[0]] {
				keep = append(keep, w)
			}
			for _, id := range w.ids {
				taken[id] = true
			}
		}
		if len(keep) == len(l.words) {
			lines = append(lines, l)
		} else if len(keep) > 0 {
			lines = append(lines, phrases(keep, noGutter)...)
		}
	}
	c.lines = lines
}

func usableRulings(in []Ruling) []Ruling {
	var out []Ruling
	for _, r := range in {
		if usable(r.Box) && usable(Rect{X0: r.Width}) {
			r.Box = upright(r.Box)
			out = append(out, r)
		}
	}
	return out
}

func usableImages(in []Image) []Image {
	var out []Image
	for _, r := range in {
		if usable(r.Box) {
			r.Box = upright(r.Box)
			out = append(out, r)
		}
	}
	return out
}

func usableLinks(in []Link) []Link {
	var out []Link
	for _, r := range in {
		if usable(r.Box) {
			r.Box = upright(r.Box)
			out = append(out, r)
		}
	}
	return out
}

func usableFields(in []Field) []Field {
	var out []Field
	for _, r := range in {
		if !usable(r.Box) {
			r.Box = Rect{}
		}
		r.Box = upright(r.Box)
		out = append(out, r)
	}
	return out
}

// Input returns the raw material of p, as it was given to Analyze or read from
// a file, so that the page can be analysed again. Words are p's own.
func (p *Page) Input() PageInput {
	in := PageInput{
		Number: p.Number, Label: p.Label, Size: p.Size, Source: p.Source, DPI: p.DPI, Language: p.Language,
		Words: p.Words, Rulings: p.Rulings, Images: p.Images, Links: p.Links, Fields: p.Fields,
		Origin: p.Origin, Warnings: p.Warnings,
	}
	for _, l := range p.Lines {
		in.Lines = append(in.Lines, l.Words)
	}
	return in
}
