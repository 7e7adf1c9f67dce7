package layout

import (
	"math"
	"regexp"
	"slices"
)

// What the blocks above a paragraph may be that are read by their heights
// rather than column by column: the heads of letters, with addresses at the
// left and the date or data about it at the right.
const (
	mostAsideLines  = 10 // at the side that is read last
	mostBesideLines = 12 // at the other
	mostBlockLines  = 5  // of each region at the other side
	mostBesideWidth = 0.6
	blockGap        = 0.8 // between the regions of one block, in font sizes of the body
)

// besideFirst sorts the short blocks at two sides of a page, above something
// wide, by height: what stands at one side above a block of the other is read
// before it. ordered is in reading order.
func (p *prepared) besideFirst(ordered []*region) []*region {
	for i := 1; i < len(ordered); i++ {
		if a, b := ordered[i-1], ordered[i]; b.Y0 >= a.Y0 || stacked(a, b) { // no step up to another column
			continue
		}
		to, lines := i, 0
		for ; to < len(ordered) && !stacked(ordered[to], ordered[i-1]) && lines <= mostAsideLines && !ordered[to].prose() && !formulaNumber.MatchString(ordered[to].text()); to++ {
			lines += ordered[to].lineCount()
		}
		if to == len(ordered) || lines > mostAsideLines || ordered[to].Y0 < ordered[i-1].Y1-1 || ordered[to].Width() < mostBesideWidth*p.size.W {
			continue // nothing wide follows
		}
		from, lines := i, 0
		for from > 0 && ordered[from-1].Y1 > ordered[i].Y0 && p.shortBeside(ordered[from-1], ordered[i:to]) {
			from--
			lines += ordered[from].lineCount()
		}
		if lines > mostBesideLines {
			continue
		}
		copy(ordered[from:to], mergeBlocks(p.blocksOf(ordered[from:i]), p.blocksOf(ordered[i:to]), 0.7*p.body))
		i = to
	}
	return ordered
}

// formulaNumber is what stands beside a formula.
var formulaNumber = regexp.MustCompile(`^[(\[][0-9A-Z]{1,3}(\.[0-9]{1,3})*[a-z]?[)\]]$`)

// lineCount returns the number of lines of r and of what it holds.
func (r *region) lineCount() int {
	n := len(r.lines)
	for _, k := range r.kids {
		n += k.lineCount()
	}
	return n
}

// shortBeside reports whether r is a short text beside others, no part of a
// column that goes on.
func (p *prepared) shortBeside(r *region, others []*region) bool {
	return !r.prose() && !formulaNumber.MatchString(r.text()) && r.grid == nil && r.role != RoleListItem && r.role != RolePicture && len(r.lines) <= mostBlockLines && r.Width() < mostBesideWidth*p.size.W &&
		!slices.ContainsFunc(others, func(o *region) bool { return xOverlap(r.Rect, o.Rect) > 0 })
}

// prose reports whether r is several lines of running text.
func (r *region) prose() bool {
	words := 0
	for _, l := range r.lines {
		words += len(l.words)
	}
	return len(r.lines) >= 3 && words >= 5*len(r.lines)
}

// blocksOf gathers regions that follow each other without a gap.
func (p *prepared) blocksOf(rs []*region) [][]*region {
	var out [][]*region
	for i, r := range rs {
		if n := len(out) - 1; i > 0 && math.Abs(r.Y0-rs[i-1].Y1) < blockGap*p.body {
			out[n] = append(out[n], r)
		} else {
			out = append(out, []*region{r})
		}
	}
	return out
}

// mergeBlocks puts each block of b before the first of a that lies below it,
// further than gap.
func mergeBlocks(a, b [][]*region, gap float64) []*region {
	var out []*region
	for len(a) > 0 || len(b) > 0 {
		if len(a) == 0 || len(b) > 0 && b[0][len(b[0])-1].Y1 < a[0][0].Y0-gap {
			out, b = append(out, b[0]...), b[1:]
		} else {
			out, a = append(out, a[0]...), a[1:]
		}
	}
	return out
}
