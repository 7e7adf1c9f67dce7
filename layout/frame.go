package layout

// A frame is the page turned so that text of one direction reads from left to
// right. Page-wide analysis happens in the frame of the main direction.
type frame struct {
	dir  int  // reading direction on the page: 0, 90, 180 or 270
	page Size // of the upright page
}

// normalDirection folds any angle to the nearest of 0, 90, 180, 270.
func normalDirection(d int) int {
	d = ((d % 360) + 360) % 360
	return (d + 45) / 90 % 4 * 90
}

// size returns the extent of the page as seen in f.
func (f frame) size() Size {
	if f.dir%180 != 0 {
		return Size{f.page.H, f.page.W}
	}
	return f.page
}

// in maps a box of the page into f.
func (f frame) in(r Rect) Rect {
	w, h := f.page.W, f.page.H
	switch f.dir {
	case 90: // reads downwards, tops of letters to the right
		return Rect{r.Y0, w - r.X1, r.Y1, w - r.X0}
	case 180:
		return Rect{w - r.X1, h - r.Y1, w - r.X0, h - r.Y0}
	case 270: // reads upwards, tops of letters to the left
		return Rect{h - r.Y1, r.X0, h - r.Y0, r.X1}
	}
	return r
}

// out maps a box of f back to the page.
func (f frame) out(r Rect) Rect {
	w, h := f.page.W, f.page.H
	switch f.dir {
	case 90:
		return Rect{w - r.Y1, r.X0, w - r.Y0, r.X1}
	case 180:
		return Rect{w - r.X1, h - r.Y1, w - r.X0, h - r.Y0}
	case 270:
		return Rect{r.Y0, h - r.X1, r.Y1, h - r.X0}
	}
	return r
}
