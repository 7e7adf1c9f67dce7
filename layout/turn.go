package layout

// Turned returns the page turned clockwise by degrees, a multiple of 90, as the
// upright page of what is known of it: all boxes are moved, text that was read
// downwards (Direction 90) and is turned by 270 is read from left to right, and
// Origin leads back. Slices are copied where they change; in stays as it is.
// Baselines are dropped, since they are known for lying text only.
func (in PageInput) Turned(degrees int) PageInput {
	degrees = ((degrees/90)%4 + 4) % 4 * 90
	if degrees == 0 {
		return in
	}
	before := in.Size
	if degrees != 180 {
		in.Size.W, in.Size.H = before.H, before.W
	}
	back := Rotation(degrees, in.Size)
	there, _ := back.Invert() // a turn always has an inverse
	box := func(r *Rect) { *r = there.ApplyQuad(r.Quad()).Bounds() }
	in.Words = changed(in.Words, func(w *Word) {
		box(&w.Box)
		if !w.Quad.IsZero() {
			w.Quad = there.ApplyQuad(w.Quad)
		}
		w.Direction, w.Baseline = (w.Direction+degrees)%360, 0
		w.Chars = changed(w.Chars, func(c *Char) { box(&c.Box) })
	})
	in.Rulings = changed(in.Rulings, func(r *Ruling) { box(&r.Box) })
	in.Fills = changed(in.Fills, func(f *Fill) { box(&f.Box) })
	in.Images = changed(in.Images, func(i *Image) { box(&i.Box) })
	in.Links = changed(in.Links, func(l *Link) { box(&l.Box) })
	in.Fields = changed(in.Fields, func(f *Field) { box(&f.Box) })
	in.Marks = changed(in.Marks, func(m *Mark) { box(&m.Box) })
	in.Ticks = changed(in.Ticks, box)
	if in.Tags != nil {
		t := in.Tags.turned(box, 0)
		in.Tags = &t
	}
	o := in.Origin
	if o.Size == (Size{}) {
		o.Size = before
	}
	o.Rotation, o.Matrix = (o.Rotation+degrees)%360, o.Matrix.Mul(back)
	if o.Bend != nil { // which comes before what Matrix was
		b := *o.Bend
		b.Before = b.Before.Mul(back)
		o.Matrix, o.Bend = in.Origin.Matrix, &b
	}
	in.Origin = o
	return in
}

// turned returns t with its boxes and those of its children changed, as deep as
// a tree is followed.
func (t Tag) turned(box func(*Rect), depth int) Tag {
	if !t.Box.IsZero() {
		box(&t.Box)
	}
	if depth > maxTagDepth {
		t.Children = nil
	}
	t.Children = changed(t.Children, func(c *Tag) { *c = c.turned(box, depth+1) })
	return t
}

// changed returns a copy of all in which f has changed each.
func changed[T any](all []T, f func(*T)) []T {
	if all == nil {
		return nil
	}
	out := append(make([]T, 0, len(all)), all...)
	for i := range out {
		f(&out[i])
	}
	return out
}
