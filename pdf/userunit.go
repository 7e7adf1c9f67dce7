package pdf

import (
	"bytes"
	"context"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// viewOn returns how page n (1-based), loaded as p, is shown. The renderer
// knows no UserUnit; it comes from the parser that files are written with.
func (d *Document) viewOn(ctx context.Context, p *pdfium.Page, n int) (view, error) {
	unit, err := d.unit(ctx, n)
	return viewOf(p, unit), err
}

// unit returns how many points a unit of the user space of page n is.
func (d *Document) unit(ctx context.Context, n int) (float64, error) {
	d.mu.Lock()
	units, known := d.units, d.unitsKnown
	d.mu.Unlock()
	if !known {
		var err error
		if units, err = d.readUnits(ctx); err != nil {
			return 1, err
		}
		d.mu.Lock()
		d.units, d.unitsKnown = units, true
		d.mu.Unlock()
	}
	if n > len(units) {
		return 1, nil
	}
	return units[n-1], nil
}

// readUnits returns the UserUnit of each page, nil where all are 1: parsing a
// file takes long where nearly none has that entry. What cannot be parsed has
// none.
func (d *Document) readUnits(ctx context.Context) ([]float64, error) {
	if !mentions(d.file(), userUnitName) {
		return nil, nil
	}
	s, err := cos.Read(ctx, d.file(), d.password, cos.Limits{Pages: d.limits.Pages})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || len(s.Pages) != d.count {
		return nil, nil
	}
	return unitsOf(s), nil
}

func userUnitName(b []byte) bool { return bytes.Contains(b, []byte("UserUnit")) }

func unitsOf(s *cos.Source) []float64 {
	units := make([]float64, len(s.Pages))
	for i, p := range s.Pages {
		units[i] = s.Frame(p).UserUnit
	}
	return units
}
