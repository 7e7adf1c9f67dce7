package pdf

import (
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// A view maps the user space of a page to points of the page as it is shown.
type view struct {
	box  pdfium.Rect // the visible part
	rot  int         // clockwise degrees
	unit float64     // points a unit
}

func viewOf(p *pdfium.Page, unit float64) view {
	return view{p.Bounds(), p.Rotation(), unit}
}

func (v view) size() layout.Size {
	w, h := (v.box.X1-v.box.X0)*v.unit, (v.box.Y1-v.box.Y0)*v.unit
	if v.rot%180 != 0 {
		w, h = h, w
	}
	return layout.Size{W: w, H: h}
}

func (v view) point(x, y float64) layout.Point {
	switch v.rot {
	case 90:
		x, y = y-v.box.Y0, x-v.box.X0
	case 180:
		x, y = v.box.X1-x, y-v.box.Y0
	case 270:
		x, y = v.box.Y1-y, v.box.X1-x
	default:
		x, y = x-v.box.X0, v.box.Y1-y
	}
	return layout.Point{X: x * v.unit, Y: y * v.unit}
}

func (v view) rect(r pdfium.Rect) layout.Rect {
	a, b := v.point(r.X0, r.Y0), v.point(r.X1, r.Y1)
	return layout.Rect{X0: min(a.X, b.X), Y0: min(a.Y, b.Y), X1: max(a.X, b.X), Y1: max(a.Y, b.Y)}
}
