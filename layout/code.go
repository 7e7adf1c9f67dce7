package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// monoShare is the share of letters of fixed pitch from which text is code or,
// on a whole page, typescript.
const monoShare = 0.8

// pitched returns how many letters of some runs are of fixed pitch, of all.
func pitched(ws []glyphRun) (mono, all int) {
	for i := range ws {
		all += ws[i].letter
		if ws[i].mono {
			mono += ws[i].letter
		}
	}
	return mono, all
}

// What tells a page of typescript from one of listings.
const (
	scriptShare = 0.9  // letters of fixed pitch, of all: beside more others these mark code
	codeSigns   = 0.05 // share of signs of programs, from which text is code
)

// typescript reports whether the text of the page itself is of fixed pitch, so
// that this marks no code: hardly a letter is not, and it reads as prose.
func (p *prepared) typescript() bool {
	mono, all := pitched(p.runs)
	if float64(mono) < scriptShare*float64(all) {
		return false
	}
	signs, n := 0, 0
	for i := range p.runs {
		if p.runs[i].mono {
			for _, r := range p.runs[i].text {
				n++
				if strings.ContainsRune("(){}[];=<>_|&$#\\@*+", r) {
					signs++
				}
			}
		}
	}
	return float64(signs) < codeSigns*float64(n)
}

// noCode reports whether nothing on the page can be a listing.
func (p *prepared) noCode() bool {
	mono, _ := pitched(p.runs)
	return mono == 0 || p.typescript()
}

// listing reports whether lines are of fixed pitch.
func listing(ls []*phrase) bool {
	mono, all := 0, 0
	for _, l := range ls {
		m, a := pitched(l.words)
		mono, all = mono+m, all+a
	}
	return all > 0 && float64(mono) >= monoShare*float64(all)
}

// code makes one region of the listings that follow each other downwards. A
// line alone is none.
func (p *prepared) code(rs []*region) []*region {
	if p.noCode() {
		return rs
	}
	var out []*region
	var last *region
	for _, r := range readingOrder(rs, p.rtl) {
		if r.grid != nil || r.frame != nil || !listing(r.lines) {
			out, last = append(out, r), nil
			continue
		}
		if last != nil && r.Y0 > last.Y0 && r.Y0-last.Y1 < 2.5*last.size && math.Abs(r.size-last.size) < 0.1*r.size {
			last.lines = slices.Concat(last.lines, r.lines)
			last.Rect = last.Rect.Union(r.Rect)
			last.measure()
		} else {
			out, last = append(out, r), r
		}
		if len(last.lines) >= 2 {
			last.role, last.label, last.level = RoleCode, "", 0
		}
	}
	return out
}

// codeLines returns the lines of a listing with their indentation and the gaps
// between words, in letters of the fixed pitch.
func (p *Page) codeLines(lines Range) []string {
	var pitches []float64
	left := math.Inf(1)
	for i := lines.Start; i < lines.End; i++ {
		left = min(left, p.Lines[i].Box.X0)
		for k := p.Lines[i].Words.Start; k < p.Lines[i].Words.End; k++ {
			if n := utf8.RuneCountInString(p.Words[k].Text); n >= 3 && p.Words[k].Direction == 0 {
				pitches = append(pitches, p.Words[k].Box.Width()/float64(n))
			}
		}
	}
	if len(pitches) == 0 {
		pitches = []float64{0}
	}
	slices.Sort(pitches)
	pitch := pitches[len(pitches)/2]
	out := make([]string, 0, lines.Len())
	last, base := -1, 0.0 // the line that out ends with
	for i := lines.Start; i < lines.End; i++ {
		l := p.Lines[i]
		s := p.codeLine(l, left, pitch)
		if last >= 0 && l.Baseline > 0 && math.Abs(l.Baseline-base) < 0.3*l.Box.Height() && l.Box.X0 > p.Lines[last].Box.X1 { // goes on right of it
			at := len(out) - 1
			out[at] += strings.Repeat(" ", max(utf8.RuneCountInString(s)-utf8.RuneCountInString(strings.TrimLeft(s, " "))-utf8.RuneCountInString(out[at]), 1)) + strings.TrimLeft(s, " ")
		} else {
			out = append(out, s)
		}
		last, base = i, l.Baseline
	}
	return out
}

// maxIndent bounds the spaces that stand for a gap in a listing.
const maxIndent = 120

func (p *Page) codeLine(l Line, left, pitch float64) string {
	if !(pitch > 0.5) || l.Words.Len() > 0 && p.Words[l.Words.Start].Direction != 0 {
		var b strings.Builder
		p.lineText(&b, l)
		return b.String()
	}
	var b strings.Builder
	at := 0
	for k := l.Words.Start; k < l.Words.End; k++ {
		w := &p.Words[k]
		if !readable(w.Text) {
			continue
		}
		col := min(int(math.Round((w.Box.X0-left)/pitch)), at+maxIndent)
		if k > l.Words.Start && !w.Joined {
			col = max(col, at+1)
		}
		for ; at < col && !w.Joined; at++ {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
		at += utf8.RuneCountInString(w.Text)
	}
	return b.String()
}

// listingGap is the widest gap within a line of a listing, in font sizes.
const listingGap = 8

// joinListing joins what stands on one baseline of a listing, where statements
// are often set in columns.
func (p *prepared) joinListing(ls []*phrase) []*phrase {
	if p.noCode() {
		return ls
	}
	slices.SortStableFunc(ls, func(a, b *phrase) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.X0, b.X0)) })
	out := ls[:0]
	for _, l := range ls {
		if n := len(out); n > 0 && listing(out[n-1:]) && listing([]*phrase{l}) && math.Abs(l.base-out[n-1].base) < 0.3*l.size &&
			l.X0 >= out[n-1].X1-1 && l.X0-out[n-1].X1 < listingGap*l.size {
			for _, w := range l.words {
				out[n-1].add(w)
			}
			continue
		}
		out = append(out, l)
	}
	return out
}
