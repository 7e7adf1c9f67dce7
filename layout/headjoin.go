package layout

import (
	"math"
	"slices"
	"strings"
)

// headLeading is the widest leading of the lines of one heading, in font sizes.
const headLeading = 2.6

// joinHeadings makes one heading of two that are set as one over two lines:
// alike, one under the other, and either centred on each other or going on
// with a small letter.
func joinHeadings(rs []*region) []*region {
	if len(rs) > 5*orderMax { // no page of text
		return rs
	}
	gone := map[*region]bool{}
	for _, b := range rs {
		if b.role != RoleSectionHeader || b.frame != nil {
			continue
		}
		var above *region
		for _, a := range rs {
			if a != b && !gone[a] && a.Center().Y < b.Y0 && xOverlap(a.Rect, b.Rect) > 0 && (above == nil || a.Y1 > above.Y1) {
				above = a
			}
		}
		if above != nil && above.headsOnIn(b) {
			above.lines = slices.Concat(above.lines, b.lines)
			above.Rect = above.Rect.Union(b.Rect)
			above.measure()
			gone[b] = true
		}
	}
	if len(gone) == 0 {
		return rs
	}
	return slices.DeleteFunc(slices.Clone(rs), func(r *region) bool { return gone[r] })
}

// headsOnIn reports whether the heading b is the next line of a.
func (a *region) headsOnIn(b *region) bool {
	if a.role != RoleSectionHeader || a.frame != nil || a.bold != b.bold || math.Abs(a.size-b.size) > 0.03*a.size || len(a.lines)+len(b.lines) > 3 {
		return false
	}
	last, next := a.lines[len(a.lines)-1], b.lines[0]
	if next.base-last.base > headLeading*a.size || numberedHead.MatchString(b.text()) || strings.HasSuffix(a.text(), ".") || strings.HasSuffix(a.text(), ":") {
		return false
	}
	centred := math.Abs(last.Center().X-next.Center().X) < 0.5*a.size && math.Abs(last.X0-next.X0) > a.size
	return centred || continuesWord(b.text())
}
