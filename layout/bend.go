package layout

// A Bend is how the lines of a page ran that was not flat when its picture was
// taken: a line that was straightened to the height y was found at y + f(x, y),
// which is a polynomial in x and y, both from -1 to 1 over the page as it was.
type Bend struct {
	Before Matrix  `json:"before,omitzero"` // upright point -> point of the straightened page; zero = identity
	Size   Size    `json:"size"`            // of the page as it was, in points
	Top    float64 `json:"top,omitempty"`   // points that the straightened page has above it
	Powers int     `json:"powers"`          // of x, from 1 on
	// Terms are points: for each power of x one, then for each of these times y,
	// times y², and so on.
	Terms []float64 `json:"terms"`
}

// Apply maps a point of the upright page to the page with its lines as they were.
func (b *Bend) Apply(p Point) Point {
	p = b.Before.Apply(p)
	p.Y -= b.Top
	x, y := 2*p.X/b.Size.W-1, 2*p.Y/b.Size.H-1
	k := 1.0
	for i := 0; b.Powers > 0 && i+b.Powers <= len(b.Terms); i += b.Powers {
		f := k
		for _, t := range b.Terms[i : i+b.Powers] {
			f *= x
			p.Y += t * f
		}
		k *= y
	}
	return p
}
