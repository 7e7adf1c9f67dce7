package layout

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

var (
	pageNumber = regexp.MustCompile(`(?i)^[-–—|\[(. ]*((page|p\.|seite|s\.|pág\.|página|pagina)\s*)?([0-9]{1,4}|[ivxlc]{1,7}|[A-Z]-?[0-9]{1,3})(\s*(of|/|von|de|sur|di|van)\s*[0-9]{1,4})?[-–—|\]). ]*$`)
	noteMark   = regexp.MustCompile(`^([0-9]{1,3}|[*†‡§¶]{1,3}|[a-z])[.):]?$|^[*†‡§¶]|^[0-9]{1,3}[A-Z]`)
	leaders    = regexp.MustCompile(`(\.\s?){4,}|…{2,}|_{4,}`)
	endsNumber = regexp.MustCompile(`(^|[\s.…_])([0-9]{1,4}|[ivxlc]{1,6})$`)
)

// roles gives regions that are no tables or headings their role.
func (p *prepared) roles(rs []*region) {
	for _, r := range rs {
		starred := r.role == RoleListItem && !strongBullet(r.label) // a star may begin a note as well
		if r.role != RoleText && !starred || r.frame != nil {
			continue
		}
		t := r.text()
		switch {
		case starred:
			if noteMark.MatchString(r.label) && p.isFootnote(r, rs) {
				r.role, r.level, r.label, r.conf = RoleFootnote, 0, "", 0.7
			}
		case p.isFurniture(r, rs, t):
		case isIndex(r):
			r.role = RoleDocumentIndex
		case isCaption(r, t):
			r.role, r.conf = RoleCaption, 0.7
		case p.isFootnote(r, rs):
			r.role, r.conf = RoleFootnote, 0.7
		case isFormula(r, t):
			r.role, r.conf = RoleFormula, 0.6
		}
	}
}

// isFurniture gives lines at the edges of the page the role of a page number,
// header or footer. What repeats over pages is found in AnalyzeDocument; here
// only what stands apart from all other text at the very edge counts.
func (p *prepared) isFurniture(r *region, rs []*region, t string) bool {
	number := pageNumber.MatchString(t) && len(t) <= 20
	if len(r.lines) > 2 || r.size > 1.25*p.body && !(number && r.size < 2*p.body) {
		return false
	}
	edge, numbered := edgeShare, false
	if r.Y1 >= edge*p.size.H && r.Y0 <= (1-edge)*p.size.H {
		edge, numbered = numberedShare, true
	}
	top, bottom := r.Y1 < edge*p.size.H, r.Y0 > (1-edge)*p.size.H
	if !top && !bottom || numbered && (len(rs) > 5*orderMax || !numberedRow(r, rs)) {
		return false
	}
	if number && !numbered {
		r.role, r.conf = RolePageNumber, 0.9
		return true
	}
	paragraph := !numbered && numberedRow(r, rs)
	lines := 0
	for _, b := range rs {
		if b == r {
			continue
		}
		if xOverlap(b.Rect, r.Rect) > 0 && (top && b.Y0 >= r.Y0 && b.Y0-r.Y1 < 1.2*r.size || bottom && b.Y1 <= r.Y1 && r.Y0-b.Y1 < 1.2*r.size) {
			return false // text goes on
		}
		if top && b.Center().Y < r.Y0-r.size || bottom && b.Center().Y > r.Y1+r.size {
			if !pageNumber.MatchString(b.text()) && b.role != RolePageHeader && b.role != RolePageFooter {
				return false // not the outermost
			}
		}
		paragraph = paragraph || b.grid != nil || len(b.lines) >= 3
		lines += len(b.lines)
	}
	if !paragraph && lines < pageOfLines || len(strings.Fields(t)) > 18 {
		return false
	}
	r.role, r.conf = RolePageFooter, 0.6
	switch {
	case number:
		r.role = RolePageNumber
	case top:
		r.role = RolePageHeader
	}
	return true
}

// uprightFurniture gives a line at the upper or lower edge of a page the role
// of a page number, header or footer, where the content of the page is turned:
// what it says stands between them.
func (r *region) uprightFurniture(page Size) {
	top, bottom := r.Y1 < edgeShare*page.H, r.Y0 > (1-edgeShare)*page.H
	if len(r.lines) > 2 || !top && !bottom {
		return
	}
	r.role, r.conf = RolePageFooter, 0.6
	switch t := r.text(); {
	case pageNumber.MatchString(t) && len(t) <= 20:
		r.role = RolePageNumber
	case top:
		r.role = RolePageHeader
	}
}

// Shares of the page's height at its edges in which headers and footers are
// looked for: any, and those that stand beside the number of the page.
const (
	edgeShare     = 0.085
	numberedShare = 0.13
	pageOfLines   = 20 // lines that make a page of text, however short its paragraphs
)

// numberedRow reports whether r and one other text, far from it, stand alone
// on their height, one of them a bare number.
func numberedRow(r *region, rs []*region) bool {
	var beside []*region
	for _, b := range rs {
		if b != r && yOverlap(b.Rect, r.Rect) > 0.4*min(b.Height(), r.Height()) {
			beside = append(beside, b)
		}
	}
	if len(beside) != 1 || len(r.lines) != 1 || len(beside[0].lines) != 1 || max(beside[0].X0-r.X1, r.X0-beside[0].X1) < 2*r.size {
		return false
	}
	return bareNumber.MatchString(r.text()) != bareNumber.MatchString(beside[0].text())
}

var bareNumber = regexp.MustCompile(`^([0-9]{1,4}|[ivxlc]{1,7})$`)

// isIndex reports whether r is part of a table of contents: most lines lead
// with dots to a number. The entries of a subject index are one too.
func isIndex(r *region) bool {
	n, entries := 0, 0
	for _, l := range r.lines {
		if t := l.text(); leaders.MatchString(t) && endsNumber.MatchString(t) {
			n++
		} else if isEntry(t) {
			entries++
		}
	}
	return n >= 1 && n*2 >= len(r.lines) || entries >= leastEntries && float64(entries) >= entryShare*float64(len(r.lines))
}

// leastNoteWords is the number of words of one line under a rule that make a note.
const leastNoteWords = 8

// isFootnote reports whether r is small type at the foot of the page that
// begins with a mark or stands under a short rule, with nothing of body size
// below it in its column.
func (p *prepared) isFootnote(r *region, rs []*region) bool {
	if r.size > 0.93*p.body || r.Y0 < 0.5*p.size.H {
		return false
	}
	marked := noteMark.MatchString(r.lines[0].words[0].text)
	if !marked && (len(r.lines) > 1 || len(r.lines[0].words) >= leastNoteWords) { // less under a rule is where to sign
		marked = slices.ContainsFunc(p.hr, func(h segment) bool {
			return h.at < r.Y0+2 && h.at > r.Y0-1.5*p.body && math.Abs(h.lo-r.X0) < p.body && h.length() < 0.5*p.size.W
		})
	}
	return marked && !slices.ContainsFunc(rs, func(b *region) bool {
		return b != r && b.Y0 > r.Y1 && xOverlap(b.Rect, r.Rect) > 0 && b.size > 0.95*p.body && len(b.lines) > 1
	})
}

// isFormula reports whether r is a line of mathematics set apart from text.
func isFormula(r *region, t string) bool {
	if len(r.lines) > 2 || !mathSign.MatchString(t) {
		return false
	}
	words := 0
	for _, w := range strings.Fields(t) {
		if len(w) >= 4 && strings.IndexFunc(w, func(c rune) bool { return !isLetterOrDigit(c) }) < 0 {
			words++
		}
	}
	return words <= 3 && words*4 <= len(strings.Fields(t))
}

// title makes the largest heading in the upper half of the first page the
// title of the document, where one stands out.
func (p *prepared) title(rs []*region) {
	var best *region
	second := 0.0
	for _, r := range rs {
		if r.role != RoleSectionHeader {
			continue
		}
		switch {
		case best == nil || r.size > best.size+0.3:
			if best != nil {
				second = max(second, best.size)
			}
			best = r
		case r != best:
			second = max(second, r.size)
		}
	}
	if best != nil && best.Y0 < 0.5*p.size.H && best.size > 1.15*p.body && best.size > second+0.3 {
		best.role, best.level = RoleTitle, 0
	}
}

// levels gives headings a depth by their numbering or, without one, by the
// rank of their type among the headings of the page.
func levels(rs []*region) {
	var sizes []float64
	for _, r := range rs {
		if r.role == RoleSectionHeader {
			sizes = append(sizes, rank(r))
		}
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	var steps []float64
	for _, s := range sizes {
		if n := len(steps); n == 0 || s < steps[n-1]*0.94 {
			steps = append(steps, s)
		}
	}
	for _, r := range rs {
		if r.role != RoleSectionHeader || r.source == sourceTag {
			continue
		}
		r.level = 1
		for i, s := range steps {
			if rank(r) <= s*1.001 {
				r.level = min(i+1, 6)
			}
		}
		if d := numberDepth(r.text()); d > 0 {
			r.level = min(d, 6)
		}
	}
}

// rank is the weight of a heading: its size, with a little more for bold and
// for capitals throughout.
func rank(r *region) float64 {
	s := r.size
	if r.bold {
		s *= 1.04
	}
	if t := r.text(); t == strings.ToUpper(t) {
		s *= 1.03
	}
	return s
}

var decimalHead = regexp.MustCompile(`^([0-9]{1,2}|[A-Z])((\.[0-9]{1,2})*)\.?\s+\pL`)

// numberDepth returns the depth that decimal numbering gives a heading, 0
// without one.
func numberDepth(t string) int {
	m := decimalHead.FindStringSubmatch(t)
	if m == nil || len(m[1]) == 1 && m[1] >= "A" && m[2] == "" {
		return 0
	}
	return 1 + strings.Count(m[2], ".")
}
