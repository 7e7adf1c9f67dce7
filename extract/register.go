package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/docket-go/docket/layout"
)

// AnchorTo sets the anchors of s to texts of d, the sample that the regions of s
// were drawn on: words that stand once on their page and in no region, spread
// over it. Words of the sample that other documents do not have do no harm as
// long as some are the same.
func (s *Schema) AnchorTo(d *layout.Document) {
	s.Anchors = nil
	v := newView(d)
	for pi := range v.pages {
		s.Anchors = append(s.Anchors, s.anchorsOf(v, pi)...)
	}
}

// A sample page gives one anchor for each cell of such a grid.
const anchorCols, anchorRows = 5, 8

func (s *Schema) anchorsOf(v *view, pi int) []Anchor {
	p := &v.pages[pi]
	if p.w <= 0 || p.h <= 0 {
		return nil
	}
	seen := map[string]int{}
	for ri := p.row0; ri < p.row1; ri++ {
		for _, w := range v.rows[ri].words {
			seen[foldOCR(fold(v.words[w].text))]++
		}
	}
	best := map[[2]int]Anchor{}
	for ri := p.row0; ri < p.row1; ri++ {
		for _, w := range v.rows[ri].words {
			text := v.words[w].text
			b := v.words[w].box
			a := Anchor{Text: strings.Trim(text, ":.,;"), Page: pi + 1, X0: b.X0 / p.w, Y0: (b.Y0 - p.y0) / p.h, X1: b.X1 / p.w, Y1: (b.Y1 - p.y0) / p.h}
			key := fold(text)
			if len(key) < 4 || seen[foldOCR(key)] > 1 || strings.ContainsFunc(key, unicode.IsDigit) || !onPage(a.X0, a.Y0, a.X1, a.Y1) || s.inRegion(a, pi+1, len(v.pages)) {
				continue
			}
			cell := [2]int{int(a.X0 * anchorCols), int(a.Y0 * anchorRows)}
			if old, ok := best[cell]; !ok || len(a.Text) > len(old.Text) {
				best[cell] = a
			}
		}
	}
	var out []Anchor
	for _, a := range best {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Anchor) int { return cmp.Or(cmp.Compare(a.Y0, b.Y0), cmp.Compare(a.X0, b.X0)) })
	return out
}

// inRegion reports whether a touches a region of page n of several.
func (s *Schema) inRegion(a Anchor, n, pages int) bool {
	for _, f := range s.All() {
		r := f.Region
		if r != nil && onPageNumber(r.Page, n, pages) && a.X0 < r.X1 && r.X0 < a.X1 && a.Y0 < r.Y1 && r.Y0 < a.Y1 {
			return true
		}
	}
	return false
}

// onPageNumber reports whether want, 0 = any and negative from the end, means
// page n of so many.
func onPageNumber(want, n, pages int) bool {
	return want == 0 || want == n || want < 0 && want == n-pages-1
}

// A sighting is an anchor found on a page: where it is there, and where it was
// on the sample, in points of the page.
type sighting struct{ here, sample layout.Point }

// register returns the map from page pi to the sample page that the anchors of
// the schema show; ok is false where there are anchors but no two of them, or
// not the only one, can be found. Without anchors nothing is moved.
func (x *extraction) register(pi int) (m layout.Matrix, ok bool) {
	v := x.view
	if r, done := v.registered[pi]; done {
		return r.m, r.ok
	}
	m, ok = x.registration(pi)
	if v.registered == nil {
		v.registered = map[int]registration{}
	}
	v.registered[pi] = registration{m, ok}
	return m, ok
}

// A registration is the outcome of register for one page.
type registration struct {
	m  layout.Matrix
	ok bool
}

func (x *extraction) registration(pi int) (layout.Matrix, bool) {
	p := &x.view.pages[pi]
	var found [][]sighting
	n := 0
	for _, a := range x.schema.Anchors {
		if !onPageNumber(a.Page, pi+1, len(x.view.pages)) || n == mostAnchors {
			continue
		}
		n++
		sample := layout.Point{X: (a.X0 + a.X1) / 2 * p.w, Y: (a.Y0 + a.Y1) / 2 * p.h}
		var all []sighting
		for _, here := range x.view.findText(pi, a.Text) {
			all = append(all, sighting{here, sample})
		}
		if len(all) > 0 {
			slices.SortStableFunc(all, func(a, b sighting) int { return cmp.Compare(apart(a.here, sample), apart(b.here, sample)) })
			found = append(found, all[:min(len(all), 3)])
		}
	}
	switch {
	case n == 0:
		return layout.Identity, true
	case len(found) == 0 || n > 1 && len(found) == 1:
		return layout.Identity, false
	case len(found) == 1:
		s := found[0][0]
		return layout.Matrix{1, 0, s.sample.X - s.here.X, 0, 1, s.sample.Y - s.here.Y, 0, 0, 1}, apart(s.here, s.sample) < 0.25*p.h
	}
	return consensus(found, 0.02*max(p.w, p.h))
}

const (
	mostAnchors = 100 // that are looked for on a page
	mostPairs   = 400 // of anchors that are tried
)

func apart(a, b layout.Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// findText returns where a text stands on page pi, forgiving what OCR mixes up.
func (v *view) findText(pi int, text string) []layout.Point {
	want := foldOCR(fold(text))
	var out []layout.Point
	p := &v.pages[pi]
	for ri := p.row0; ri < p.row1; ri++ {
		words := v.rows[ri].words
		for i := range words {
			got := ""
			var box layout.Rect
			for k := i; k < len(words) && len(got) < len(want); k++ {
				got += foldOCR(fold(v.words[words[k]].text))
				box = box.Union(v.words[words[k]].box)
				if !strings.HasPrefix(want, got) {
					break
				}
				if got == want {
					c := box.Center()
					out = append(out, layout.Point{X: c.X, Y: c.Y - p.y0})
				}
			}
		}
	}
	return out
}

// consensus returns the map that most of the anchors agree on within tol: each
// pair of them gives one that moves, turns and scales.
func consensus(found [][]sighting, tol float64) (layout.Matrix, bool) {
	type pair struct {
		i, k int
		far  float64
	}
	var pairs []pair
	for i := range found {
		for k := range i {
			pairs = append(pairs, pair{i, k, apart(found[i][0].sample, found[k][0].sample)})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.far, a.far) })
	best, ok := layout.Identity, false
	count, off := 0, math.Inf(1)
	for _, p := range pairs[:min(len(pairs), mostPairs)] {
		for _, a := range found[p.i] {
			for _, b := range found[p.k] {
				m, fits := similar([]sighting{a, b})
				if !fits {
					continue
				}
				if in, sum := agreeing(found, m, tol); len(in) > count || len(in) == count && sum < off {
					best, ok, count, off = m, true, len(in), sum
				}
			}
		}
	}
	if !ok || count < min(3, len(found)) {
		return layout.Identity, false
	}
	for range 3 { // a better map has other anchors agree
		in, _ := agreeing(found, best, tol)
		if m, fits := affine(in); fits {
			best = m
		} else if m, fits := similar(in); fits {
			best = m
		}
		tol *= 0.7
	}
	return best, true
}

// agreeing returns the sightings that m maps to within tol of the sample, one of
// an anchor at most, and the sum of how far they are off.
func agreeing(found [][]sighting, m layout.Matrix, tol float64) (in []sighting, off float64) {
	for _, all := range found {
		least, at := tol, -1
		for i, s := range all {
			if d := apart(m.Apply(s.here), s.sample); d < least {
				least, at = d, i
			}
		}
		if at >= 0 {
			in, off = append(in, all[at]), off+least
		}
	}
	return in, off
}

func middle(ss []sighting) (here, sample layout.Point) {
	n := float64(len(ss))
	for _, s := range ss {
		here.X, here.Y = here.X+s.here.X/n, here.Y+s.here.Y/n
		sample.X, sample.Y = sample.X+s.sample.X/n, sample.Y+s.sample.Y/n
	}
	return here, sample
}

// similar returns the map of least squares that moves, turns and scales;
// false where it would turn or scale more than a scan of the page can be.
func similar(ss []sighting) (layout.Matrix, bool) {
	h, s := middle(ss)
	var dot, cross, norm float64
	for _, o := range ss {
		dx, dy, ex, ey := o.here.X-h.X, o.here.Y-h.Y, o.sample.X-s.X, o.sample.Y-s.Y
		dot, cross, norm = dot+dx*ex+dy*ey, cross+dx*ey-dy*ex, norm+dx*dx+dy*dy
	}
	if norm < 1 {
		return layout.Identity, false
	}
	a, b := dot/norm, cross/norm
	scale, turn := math.Hypot(a, b), math.Abs(math.Atan2(b, a))
	if scale < 0.5 || scale > 2 || turn > 15*math.Pi/180 {
		return layout.Identity, false
	}
	return layout.Matrix{a, -b, s.X - a*h.X + b*h.Y, b, a, s.Y - b*h.X - a*h.Y, 0, 0, 1}, true
}

// affine returns the map of least squares that also scales the two directions
// apart, as a page of another shape needs; false where the anchors are too few
// or do not spread over the page.
func affine(ss []sighting) (layout.Matrix, bool) {
	if len(ss) < 5 {
		return layout.Identity, false
	}
	h, s := middle(ss)
	var xx, xy, yy, xu, yu, xv, yv float64
	for _, o := range ss {
		dx, dy, u, v := o.here.X-h.X, o.here.Y-h.Y, o.sample.X-s.X, o.sample.Y-s.Y
		xx, xy, yy = xx+dx*dx, xy+dx*dy, yy+dy*dy
		xu, yu, xv, yv = xu+dx*u, yu+dy*u, xv+dx*v, yv+dy*v
	}
	det := xx*yy - xy*xy
	if least := 2500 * float64(len(ss)); xx < least || yy < least || det < 0.2*xx*yy {
		return layout.Identity, false // less than 50 points of spread
	}
	a, b := (xu*yy-yu*xy)/det, (yu*xx-xu*xy)/det
	c, d := (xv*yy-yv*xy)/det, (yv*xx-xv*xy)/det
	return layout.Matrix{a, b, s.X - a*h.X - b*h.Y, c, d, s.Y - c*h.X - d*h.Y, 0, 0, 1}, true
}
