package imageops

import (
	"image"
	"math"
	"slices"
)

// Checkbox is a small drawn square, empty or marked.
type Checkbox struct {
	Box        Rect // outer border
	Checked    bool
	Confidence float64 // 0-1, that Checked is right
}

// checkboxes pairs short standing strokes to the sides of squares and checks
// the two other sides in the pixels. So a mark that crosses the border, or a
// line that touches it, does no harm.
func (f *finder) checkboxes() []Checkbox {
	minSide, maxSide := .075*f.dpi, .3*f.dpi
	maxThick := max(3, int(f.dpi/30))
	sides := slices.DeleteFunc(strokes(f.ink, maxThick, 1, int(minSide)), func(s stroke) bool {
		return float64(s.y1-s.y0+1) > maxSide
	})
	slices.SortFunc(sides, func(a, b stroke) int {
		if a.x0 != b.x0 {
			return a.x0 - b.x0
		}
		return a.y0 - b.y0
	})
	var found []Checkbox
	for i, l := range sides {
		h := float64(l.y1 - l.y0 + 1)
		for _, r := range sides[i+1:] {
			w := r.sx/r.n - l.sx/l.n
			if w > h*1.25+3 {
				break
			}
			if w < h*.8-2 || math.Abs(float64(r.y0-l.y0)) > .12*h+1 || math.Abs(float64(r.y1-l.y1)) > .12*h+1 {
				continue
			}
			if c, ok := f.square(l, r); ok {
				found = append(found, c)
				break
			}
		}
	}
	return found
}

// square checks that four sides close a square with nothing close around it,
// and looks into it.
func (f *finder) square(l, r stroke) (Checkbox, bool) {
	x0, x1 := int(l.sx/l.n-float64(l.thick)/float64(l.runs)/2), int(math.Ceil(r.sx/r.n+float64(r.thick)/float64(r.runs)/2))
	y0, y1 := min(l.y0, r.y0), max(l.y1, r.y1)+1
	thick := max(1, int(math.Round(float64(l.thick+r.thick)/float64(l.runs+r.runs))))
	// A side is found as a run that is too long for a stroke, so that strokes
	// may begin below the upper side.
	for range thick + 1 {
		if f.ink.count(image.Rect(x0, y0-1, x1, y0))*10 > (x1-x0)*8 {
			y0--
		}
		if f.ink.count(image.Rect(x0, y1, x1, y1+1))*10 > (x1-x0)*8 {
			y1++
		}
	}
	box := image.Rect(x0, y0, x1, y1)
	side := float64(box.Dx()+box.Dy()) / 2
	if side < .08*f.dpi || math.Abs(float64(box.Dx()-box.Dy())) > .15*side+1 || side < 5*float64(thick) {
		return Checkbox{}, false
	}
	if !f.closed(box, thick) || !f.cornered(box) || !f.clear(box) {
		return Checkbox{}, false
	}
	inner := box.Inset(thick + max(1, int(side*.12)))
	if inner.Empty() {
		return Checkbox{}, false
	}
	ink := float64(f.ink.count(inner)) / float64(inner.Dx()*inner.Dy())
	const empty, marked = .02, .10
	c := Checkbox{Box: rectOf(box), Checked: ink > (empty+marked)/2}
	c.Confidence = min(1, .5+.5*math.Abs(ink-(empty+marked)/2)/((marked-empty)/2))
	return c, true
}

// closed reports whether each side has ink along nearly all of its length.
func (f *finder) closed(box image.Rectangle, thick int) bool {
	t := thick + 1
	along := func(n int, ink func(i, d int) bool) bool {
		hits := 0
		for i := range n {
			for d := range t {
				if ink(i, d) {
					hits++
					break
				}
			}
		}
		return float64(hits) >= .93*float64(n)
	}
	at := f.ink.at
	return along(box.Dx(), func(i, d int) bool { return at(box.Min.X+i, box.Min.Y+d) }) &&
		along(box.Dx(), func(i, d int) bool { return at(box.Min.X+i, box.Max.Y-1-d) }) &&
		along(box.Dy(), func(i, d int) bool { return at(box.Min.X+d, box.Min.Y+i) }) &&
		along(box.Dy(), func(i, d int) bool { return at(box.Max.X-1-d, box.Min.Y+i) })
}

// cornered reports whether there is ink close to each corner, as there is not
// in letters like D and O.
func (f *finder) cornered(box image.Rectangle) bool {
	reach := max(2, int(math.Round(float64(box.Dx())*.07)))
	for _, c := range []image.Point{box.Min, {box.Max.X, box.Min.Y}, {box.Min.X, box.Max.Y}, box.Max} {
		corner := image.Rect(c.X-reach, c.Y-reach, c.X+reach, c.Y+reach).Intersect(box)
		near := false
		for y := corner.Min.Y; y < corner.Max.Y; y++ {
			for x := corner.Min.X; x < corner.Max.X; x++ {
				dx, dy := max(x-c.X, c.X-1-x), max(y-c.Y, c.Y-1-y)
				near = near || dx+dy < reach && f.ink.at(x, y)
			}
		}
		if !near {
			return false
		}
	}
	return true
}

// clear reports whether the surroundings are mostly free: a cell of a table or
// a letter in a word has neighbours that touch.
func (f *finder) clear(box image.Rectangle) bool {
	m := max(2, int(f.dpi/75))
	for _, side := range []image.Rectangle{
		image.Rect(box.Min.X, box.Min.Y-m, box.Max.X, box.Min.Y-1), image.Rect(box.Min.X, box.Max.Y+1, box.Max.X, box.Max.Y+m),
		image.Rect(box.Min.X-m, box.Min.Y, box.Min.X-1, box.Max.Y), image.Rect(box.Max.X+1, box.Min.Y, box.Max.X+m, box.Max.Y),
	} {
		if float64(f.ink.count(side)) > .3*float64(side.Dx()*side.Dy()) {
			return false
		}
	}
	// Lines that go on beyond the corners are those of a table.
	beyond := 0
	reach := box.Dx() / 2
	for _, p := range []image.Rectangle{
		image.Rect(box.Min.X-reach, box.Min.Y, box.Min.X, box.Min.Y+m), image.Rect(box.Max.X, box.Min.Y, box.Max.X+reach, box.Min.Y+m),
		image.Rect(box.Min.X-reach, box.Max.Y-m, box.Min.X, box.Max.Y), image.Rect(box.Max.X, box.Max.Y-m, box.Max.X+reach, box.Max.Y),
	} {
		if f.ink.count(p) >= reach*3/4 {
			beyond++
		}
	}
	return beyond < 2
}
