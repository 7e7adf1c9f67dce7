package layout

import (
	"cmp"
	"math"
	"slices"
)

// What parts a page into bands that are read one after the other.
const (
	bandRule    = 0.8 // least length of a rule, of the width of the content
	leastInBand = 2   // regions above and below it
	maxBands    = 50
)

// inBands sorts regions by reading order within the bands into which rules
// over the whole width, or rows of cards with a picture each, part the page.
func (p *prepared) inBands(rs []*region) []*region {
	if len(rs) > orderMax {
		return readingOrder(rs, p.rtl)
	}
	cuts := slices.Concat(p.wideRules(rs), p.cardRows(rs))
	slices.Sort(cuts)
	if len(cuts) == 0 || len(cuts) > maxBands {
		return readingOrder(rs, p.rtl)
	}
	bands := make([][]*region, len(cuts)+1)
	for _, r := range rs {
		k, _ := slices.BinarySearch(cuts, r.Center().Y)
		bands[k] = append(bands[k], r)
	}
	var out []*region
	for _, b := range bands {
		out = append(out, readingOrder(b, p.rtl)...)
	}
	return out
}

// wideRules returns the heights of the rules that part the page from side to
// side, with nothing across them.
func (p *prepared) wideRules(rs []*region) []float64 {
	var box Rect
	for _, r := range rs {
		box = box.Union(r.Rect)
	}
	var out []float64
	for _, h := range p.hr {
		if h.length() < bandRule*box.Width() || len(out) > 0 && h.at-out[len(out)-1] < 2 {
			continue
		}
		if above, below, free := p.parted(rs, h.at); free && min(above, below) >= leastInBand {
			out = append(out, h.at)
		}
	}
	return out
}

// parted counts the regions above and below a height; free reports that none
// stands across it.
func (p *prepared) parted(rs []*region, y float64) (above, below int, free bool) {
	for _, r := range rs {
		switch {
		case r.Y1 <= y+0.3*p.body:
			above++
		case r.Y0 >= y-0.3*p.body:
			below++
		default:
			return 0, 0, false
		}
	}
	return above, below, true
}

// cardRows returns the heights at which rows of pictures side by side begin,
// but the first, where the text below each picture ends above the next row.
func (p *prepared) cardRows(rs []*region) []float64 {
	var pics []Rect
	for _, m := range p.images {
		if m.Box.Area() < 0.2*p.size.W*p.size.H && m.Box.Height() > 2*p.body {
			pics = append(pics, m.Box)
		}
	}
	if len(pics) < 4 || len(pics) > orderMax {
		return nil
	}
	slices.SortStableFunc(pics, func(a, b Rect) int { return cmp.Compare(a.Y0, b.Y0) })
	var out []float64
	for i := 0; i < len(pics); {
		j := i + 1
		for j < len(pics) && math.Abs(pics[j].Y0-pics[i].Y0) < 2 && math.Abs(pics[j].Y1-pics[i].Y1) < 2 {
			j++
		}
		if j-i < 2 {
			return nil
		}
		if i > 0 {
			y := pics[i].Y0 - 1
			if _, _, free := p.parted(rs, y); !free {
				return nil
			}
			out = append(out, y)
		}
		i = j
	}
	return out
}
