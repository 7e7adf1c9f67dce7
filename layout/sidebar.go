package layout

import (
	"cmp"
	"math"
	"slices"
)

// A box around text that stands beside the main column is a side-bar.
const (
	leastSideW   = 60  // width in points
	leastSideH   = 40  // height in points
	mostSideArea = 0.5 // of the page
	mainWidth    = 1.2 // least width of the text beside it, of its own
	maxFrames    = 300 // lines that are looked at for frames
)

// textBoxes returns the tinted and the framed boxes of the page.
func (p *prepared) textBoxes() []Rect {
	page := p.size.W * p.size.H
	large := func(b Rect) bool {
		return b.Width() >= leastSideW && b.Height() >= leastSideH && b.Area() < mostSideArea*page
	}
	var out []Rect
	for _, f := range p.fills {
		if large(f.Box) {
			out = append(out, f.Box)
		}
	}
	var hs []segment
	for _, h := range p.hr {
		if h.length() >= leastSideW && len(hs) < maxFrames {
			hs = append(hs, h)
		}
	}
	stands := func(x, y0, y1 float64) bool {
		return slices.ContainsFunc(p.vr, func(v segment) bool { return math.Abs(v.at-x) < 3 && v.lo < y0+3 && v.hi > y1-3 })
	}
	for i, a := range hs {
		for _, b := range hs[i+1:] {
			r := Rect{a.lo, a.at, a.hi, b.at}
			if math.Abs(a.lo-b.lo) < 3 && math.Abs(a.hi-b.hi) < 3 && large(r) && stands(a.lo, a.at, b.at) && stands(a.hi, a.at, b.at) {
				out = append(out, r)
				break
			}
		}
	}
	return out
}

// A sideBar is a box of text beside the main column.
type sideBar struct {
	box     Rect
	members []*region
}

// sideBars parts the regions in boxes beside wider text from the others.
func (p *prepared) sideBars(rs []*region) (main []*region, bars []sideBar) {
	main = rs
	if len(rs) > orderMax {
		return main, nil
	}
	boxes := p.textBoxes()
	slices.SortStableFunc(boxes, func(a, b Rect) int { return cmp.Compare(b.Area(), a.Area()) })
	for _, box := range boxes {
		bar := sideBar{box: box}
		var rest []*region
		lines := 0
		for _, r := range main {
			if r.Overlap(box) > 0.9 {
				bar.members = append(bar.members, r)
				lines += len(r.lines)
			} else {
				rest = append(rest, r)
			}
		}
		if lines >= 3 && besideMain(box, rest, p.size.W) && !slices.ContainsFunc(bar.members, func(r *region) bool { return r.grid != nil && r.Area() > 0.7*box.Area() }) {
			main, bars = rest, append(bars, bar)
		}
	}
	return main, bars
}

// besideMain reports whether wider text stands beside a box, and none in a
// column of its own above or below it.
func besideMain(box Rect, rest []*region, page float64) bool {
	beside := false
	for _, r := range rest {
		switch {
		case xOverlap(r.Rect, box) > 0.1*min(r.Width(), box.Width()):
			if yOverlap(r.Rect, box) > 0 || len(r.lines) >= 2 && r.Width() < 0.5*page {
				return false
			}
		case yOverlap(r.Rect, box) > 0 && len(r.lines) >= 2 && r.Width() > mainWidth*box.Width():
			beside = true
		}
	}
	return beside
}

// What notes in the margin beside the text look like.
const (
	noteSize  = 0.87 // largest type, of the body's
	noteWidth = 0.3  // of the page
)

// marginNotes returns the short texts in small type in the margin where the
// lines of the page begin, with nothing else above or below them but what
// spans the page: they are read after the text beside them.
func (p *prepared) marginNotes(rs []*region) sideBar {
	var notes sideBar
	if len(rs) > orderMax {
		return notes
	}
	for _, r := range rs {
		if r.grid == nil && r.role == RoleText && r.frame == nil && r.size < noteSize*p.body && r.Width() < noteWidth*p.size.W && len(r.lines) <= mostBlockLines && p.besideText(r, rs) {
			notes.members = append(notes.members, r)
			notes.box = notes.box.Union(r.Rect)
		}
	}
	spoilt := slices.ContainsFunc(rs, func(r *region) bool {
		return xOverlap(r.Rect, notes.box) > 0 && r.Width() < 0.5*p.size.W && !slices.Contains(notes.members, r)
	})
	if len(notes.members) < 2 || spoilt || notes.box.Width() > noteWidth*p.size.W {
		return sideBar{}
	}
	return notes
}

// besideText reports whether lines of the body stand behind r, at its height,
// and none before it.
func (p *prepared) besideText(r *region, rs []*region) bool {
	behind := false
	for _, b := range rs {
		if b == r || yOverlap(b.Rect, r.Rect) <= 0 {
			continue
		}
		before := b.X1 <= r.X0
		if p.rtl {
			before = b.X0 >= r.X1
		}
		if before || b.grid != nil || xOverlap(b.Rect, r.Rect) > 0 {
			return false
		}
		behind = behind || len(b.lines) >= 2 && b.size > noteSize*p.body && b.Width() > mainWidth*r.Width()
	}
	return behind
}

// withSideBars puts side-bars behind the column beside them: before what
// spans both, or at the end.
func withSideBars(ordered []*region, bars []sideBar, rtl bool) []*region {
	for _, b := range bars {
		at, beside := len(ordered), false
		for i, r := range ordered {
			if xOverlap(r.Rect, b.box) <= 0 {
				beside = beside || yOverlap(r.Rect, b.box) > 0
			} else if beside && r.Y0 >= b.box.Y1 {
				at = i
				break
			}
		}
		ordered = slices.Insert(ordered, at, readingOrder(b.members, rtl)...)
	}
	return ordered
}
