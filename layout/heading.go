package layout

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	captionStart = regexp.MustCompile(`(?i)^(fig(ure|s)?|table|tab|chart|exhibit|source|note|plate|photo|graph|map|box|diagram|scheme|illustration|image|abb(ildung)?|tabelle|quelle|tableau|figura|tabla)([\s:.\d]|$)`)
	listHead     = regexp.MustCompile(`(?i)^tables? of (contents|figures|tables|illustrations|authorities|cases|abbreviations)\b`)
	numberedHead = regexp.MustCompile(`^(\d+(\.\d+)*\.?|[A-Z](\.\d+)*\.?|[IVXLC]+\.|(?i:chapter|section|part|appendix|article|kapitel|abschnitt|teil|anhang|chapitre|annexe?)(\s+\S+)?)\s+\S`)
	byline       = regexp.MustCompile(`^(By|BY|Von|Par|Por|Di|Door|Av) (\p{Lu}[\pL.'’-]+[, ]*(and |und |et |y |e )?){2,8}$`)
	mathSign     = regexp.MustCompile(`[=\\∑∫√≤≥±→∂]|\^\{?|_\{`)
)

// Sizes of headings relative to the body text.
const (
	leastBoldHead  = 0.65 // a bold line alone may be smaller than the body
	leastPlainHead = 1.2
	leastOCRHead   = 1.3 // sizes of OCR are estimates
)

// headings gives text regions that look like headings that role.
func (p *prepared) headings(rs []*region) {
	bold, all := 0, 0
	for _, r := range rs {
		if r.role == RoleText || r.role == RoleListItem {
			n := len(r.text())
			all += n
			if r.bold {
				bold += n
			}
		}
	}
	boldPage := bold*2 > all
	var plain []*region
	largestBold := 0.0
	for _, r := range rs {
		if r.role != RoleText || !p.headingText(r) || p.inPicture(r) || misread(r) {
			continue
		}
		switch {
		case r.bold && !boldPage && p.boldHead(r, rs):
			r.role, r.label, r.conf = RoleSectionHeader, "", 0.8
			largestBold = max(largestBold, r.size)
		case p.largeHead(r, rs):
			plain = append(plain, r)
		case p.italicHead(r, rs):
			r.role, r.label, r.conf = RoleSectionHeader, "", 0.5
		}
	}
	for _, r := range plain { // beside bold headings, larger type alone is none
		if largestBold == 0 || r.size >= largestBold {
			r.role, r.label, r.conf = RoleSectionHeader, "", 0.6
		}
	}
}

// sureHead is the mean confidence of its words from which a line that OCR read
// may be a heading: labels in pictures are read worse than large type. Headings
// of 100 pages come out alike from 0.75 to 0.85.
const sureHead = 0.8

// misread reports whether OCR is not sure of the words of r.
func misread(r *region) bool {
	sum, n := 0.0, 0
	for _, l := range r.lines {
		for i := range l.words {
			if w := &l.words[i]; w.ocr && w.conf > 0 {
				sum += w.conf * float64(w.letter)
				n += w.letter
			}
		}
	}
	return n > 0 && sum < sureHead*float64(n)
}

// headingText reports whether the wording of r may be a heading's.
func (p *prepared) headingText(r *region) bool {
	t := strings.TrimSpace(r.text())
	letters, others := 0, 0
	for _, c := range t {
		switch {
		case unicode.IsLetter(c):
			letters++
		case !unicode.IsSpace(c):
			others++
		}
	}
	words := strings.Fields(t)
	return !r.lines[0].leads() && letters >= 3 && letters >= others && len(words) <= 25 && len(r.lines) <= 4 && lettersAWord(words) >= 2 &&
		(!captionStart.MatchString(t) || listHead.MatchString(t)) && !mathSign.MatchString(t) && !isBullet(words[0]) &&
		!strings.HasSuffix(t, ",") && !strings.HasSuffix(t, ";") && !byline.MatchString(t)
}

func lettersAWord(words []string) float64 {
	n := 0
	for _, w := range words {
		n += len([]rune(w))
	}
	return float64(n) / float64(len(words))
}

// boldHead judges a bold line on a page whose text is not bold.
func (p *prepared) boldHead(r *region, rs []*region) bool {
	t := strings.TrimSpace(r.text())
	if r.size < leastBoldHead*p.body || p.atEdge(r, 0.045) && r.size < 1.3*p.body {
		return false
	}
	if n := len(strings.Fields(t)); strings.HasSuffix(t, ".") && n > 12 && !numberedHead.MatchString(t) {
		return false
	}
	if r.lines[0].words[0].ocr && len(r.lines) == 1 && r.size < 1.15*p.body && crowded(r, rs) {
		return false // a label of a chart among others
	}
	return r.size >= 1.05*p.body || p.followed(r, rs)
}

// largeHead judges a line in larger type that is not bold.
func (p *prepared) largeHead(r *region, rs []*region) bool {
	least := leastPlainHead
	if r.lines[0].words[0].ocr {
		least = leastOCRHead
	}
	t := strings.TrimSpace(r.text())
	if r.size < least*p.body || p.atEdge(r, 0.07) || len(r.lines) > 2 && r.size < 1.4*p.body {
		return false
	}
	if strings.HasSuffix(t, ".") && len(strings.Fields(t)) > 8 {
		return false
	}
	return p.followed(r, rs) && !crowded(r, rs)
}

// italicHead judges a short italic line right above upright text that begins
// where it does.
func (p *prepared) italicHead(r *region, rs []*region) bool {
	italic := func(l *phrase) bool { return l.share(func(w *glyphRun) bool { return w.italic }) > 0.9 }
	t := r.text()
	if len(r.lines) != 1 || !italic(r.lines[0]) || r.size < 0.95*p.body || len(strings.Fields(t)) > 9 || !unicode.IsUpper([]rune(t)[0]) ||
		strings.ContainsAny(t[len(t)-1:], ".,;:)") || p.inPicture(r) {
		return false
	}
	return slices.ContainsFunc(rs, func(b *region) bool {
		return b.role == RoleText && len(b.lines) >= 2 && b.Y0 > r.Center().Y && b.Y0-r.Y1 < 1.2*r.size && math.Abs(b.lines[0].X0-r.X0) < 2*r.size &&
			!italic(b.lines[0]) && !italic(b.lines[1]) && b.Width() > 1.2*r.Width()
	})
}

// atEdge reports whether r lies in the outer share of the page's height.
func (p *prepared) atEdge(r *region, share float64) bool {
	return r.Y1 < share*p.size.H || r.Y0 > (1-share)*p.size.H
}

// inPicture reports whether r stands on a picture that is not the page's background.
func (p *prepared) inPicture(r *region) bool {
	page := p.size.W * p.size.H
	return slices.ContainsFunc(p.images, func(m Image) bool {
		return m.Box.Area() < 0.5*page && m.Box.Contains(r.Center())
	})
}

// followed reports whether something stands below r in its column that r could
// be the heading of: a line of text, a table, another heading.
func (p *prepared) followed(r *region, rs []*region) bool {
	best, gap := (*region)(nil), math.Inf(1)
	for _, b := range rs {
		if b == r || b.Center().Y <= r.Y1 || xOverlap(r.Rect, b.Rect) <= 0 {
			continue
		}
		if d := b.Y0 - r.Y1; d < gap {
			best, gap = b, d
		}
	}
	if best == nil || gap > 12*p.body {
		return false
	}
	return best.grid != nil || best.bold || strings.HasSuffix(best.text(), ",") || // a salutation
		len(best.lines) >= 2 || len(strings.Fields(best.text())) >= 4 || best.size > r.size
}

// crowded reports whether r is one of several short texts side by side, as in
// the labels of a chart.
func crowded(r *region, rs []*region) bool {
	n := 0
	for _, b := range rs {
		if b != r && b.grid == nil && yOverlap(b.Rect, r.Rect) > 0.5*min(b.Height(), r.Height()) && len(strings.Fields(b.text())) <= 5 {
			n++
		}
	}
	return n >= 2
}

// isBullet reports whether s is the sign before an item of a list.
func isBullet(s string) bool {
	switch s {
	case "•", "·", "◦", "▪", "■", "●", "○", "–", "-", "—", "*", "‣", "□", "☐", "☑", "✓", "✔", "➢", "➤", "►", "▶", "❖", "◆", "◇", "\uf0b7", "\uf0a7", "\uf0d8", "o", "§", "∙", "⁃", "»", "›":
		return true
	}
	return false
}
