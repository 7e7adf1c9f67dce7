package layout

import (
	"math"
	"regexp"
	"strings"
)

var tableCaption = regexp.MustCompile(`(?i)^(table|tab\.|tabelle|tableau|tabla|tabella|tabela|exhibit|schedule)\s*([0-9ivxa-z]{1,4}\b|[a-z]?[-.]?[0-9])`)

// captioned reports whether a line that names a table ("Table 3") stands right
// above or below b.
func (p *prepared) captioned(b Rect) bool {
	reach := 3.5 * p.body
	for _, l := range p.captionLines() {
		gap := max(b.Y0-l.Y1, l.Y0-b.Y1)
		if gap > -0.5*p.body && gap < reach && xOverlap(l.Rect, b) > 0.3*min(l.Width(), b.Width()) {
			return true
		}
	}
	return false
}

// captionLines returns the lines of the page that begin like the caption of a
// table. They are found once.
func (p *prepared) captionLines() []*phrase {
	if p.captions == nil {
		p.captions = []*phrase{}
		for _, l := range phrases(p.runs, 1.15) {
			if tableCaption.MatchString(l.text()) && math.Abs(l.words[0].X0-l.X0) < 1 {
				p.captions = append(p.captions, l)
			}
		}
	}
	return p.captions
}

var numberedCaption = regexp.MustCompile(`(?i)^(table|tab\.|tabelle|tableau|tabla|tabella|tabela|fig\.|figure|figura|abb\.|abbildung|chart|exhibit|diagram|source|quelle|note)s?\s*([0-9ivx]{1,4}[-.0-9a-z]*[:.)]?(\s|$)|[a-z][:.]\s|:)`)

// markCaptions marks the lines of captions among ph (sorted by height): the
// line that begins one and those stacked below it in the same type.
func markCaptions(ph []*phrase, mark []bool) {
	for i, a := range ph {
		if !numberedCaption.MatchString(a.text()) || len(a.words) < 3 {
			continue
		}
		mark[i] = true
		last := a
		for j := i + 1; j < len(ph) && ph[j].base < last.base+1.5*last.size; j++ {
			b := ph[j]
			if b.base > last.base+0.5*last.size && math.Abs(b.size-a.size) < 0.5 && b.words[0].italic == a.words[0].italic &&
				b.words[0].bold == last.words[len(last.words)-1].bold && xOverlap(a.Rect, b.Rect) > 0.5*b.Width() &&
				(math.Abs(b.X0-a.X0) < 2*a.size || math.Abs(b.Center().X-a.Center().X) < a.size) && len(last.words) >= 4 {
				mark[j] = true
				last = b
			}
		}
	}
}

// linkCaptions finds the table or picture that each caption belongs to: the
// nearest right above or below it, tables first for captions that name one.
func (p *prepared) linkCaptions(rs []*region) {
	p.pictureCaptions(rs)
	taken := map[*region]bool{}
	for _, c := range rs {
		if c.role != RoleCaption {
			continue
		}
		best, least := (*region)(nil), 4*p.body
		names := tableCaption.MatchString(c.text())
		for _, r := range rs {
			if r.grid == nil && r.role != RolePicture || taken[r] || xOverlap(r.Rect, c.Rect) < 0.3*min(r.Width(), c.Width()) {
				continue
			}
			gap := max(r.Y0-c.Y1, c.Y0-r.Y1, 0)
			if names != (r.grid != nil) {
				gap += 2 * p.body
			}
			if gap < least {
				best, least = r, gap
			}
		}
		if best != nil {
			c.of = best
			taken[best] = true
		}
	}
}

// glueCaptions puts each caption right before what it belongs to, or right
// behind where it stands below.
func glueCaptions(rs []*region) []*region {
	before, after := map[*region]*region{}, map[*region]*region{}
	for _, r := range rs {
		switch {
		case r.of == nil:
		case r.Center().Y < r.of.Center().Y:
			before[r.of] = r
		default:
			after[r.of] = r
		}
	}
	out := make([]*region, 0, len(rs))
	for _, r := range rs {
		if r.of != nil {
			continue
		}
		if c := before[r]; c != nil {
			out = append(out, c)
		}
		out = append(out, r)
		if c := after[r]; c != nil {
			out = append(out, c)
		}
	}
	return out
}

// mention begins a sentence about a table or figure ("Table 3 shows"), which
// is no caption.
var mention = regexp.MustCompile(`^\pL+\.?\s*[0-9ivxIVX][-.0-9a-z]*\s+\p{Ll}`)

// isCaption reports whether r, whose text is t, begins as captions do.
func isCaption(r *region, t string) bool {
	if !numberedCaption.MatchString(t) || len(r.lines) > 12 {
		return false
	}
	return !mention.MatchString(t) || r.lines[0].words[0].bold || !strings.HasSuffix(t, ".")
}

// Lines right below a picture, no wider than it, in small or slanted type, are
// its caption, whatever they say.
const (
	captionSmall = 0.96 // largest size, of the body's
	captionGap   = 1.2  // widest gap to the picture, in font sizes of the body
	captionLines = 4
)

func (p *prepared) pictureCaptions(rs []*region) {
	if len(p.images) == 0 || len(rs) > orderMax {
		return
	}
	for _, pic := range rs {
		if pic.role != RolePicture {
			continue
		}
		for _, r := range rs {
			if r.role != RoleText || r.frame != nil || r.label != "" || len(r.lines) == 0 || len(r.lines) > captionLines || len(r.kids) > 0 {
				continue
			}
			slanted := r.lines[0].share(func(w *glyphRun) bool { return w.italic }) > 0.7
			if gap := r.Y0 - pic.Y1; gap > -0.3*p.body && gap < captionGap*p.body && r.X0 > pic.X0-p.body && r.X1 < pic.X1+p.body &&
				(slanted || r.size < captionSmall*p.body) {
				r.role, r.conf = RoleCaption, 0.6
				break
			}
		}
	}
}
