package pdf

import (
	"bytes"
	"compress/zlib"
	"context"
	"io"

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
	if !mayHoldUserUnit(d.file()) {
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

func unitsOf(s *cos.Source) []float64 {
	units := make([]float64, len(s.Pages))
	for i, p := range s.Pages {
		units[i] = s.Frame(p).UserUnit
	}
	return units
}

// mayHoldUserUnit reports whether an object of the file may have the entry
// UserUnit: whether the word stands in the file or in one of its object
// streams, or whether these cannot be looked into.
func mayHoldUserUnit(data []byte) bool {
	word := []byte("UserUnit")
	if bytes.Contains(data, word) {
		return true
	}
	key := []byte("ObjStm")
	if !bytes.Contains(data, key) {
		return false
	}
	if bytes.Contains(data, []byte("/Encrypt")) {
		return true
	}
	for rest := data; ; {
		i := bytes.Index(rest, key)
		if i < 0 {
			return false
		}
		rest = rest[i+len(key):]
		begin := bytes.Index(rest, []byte("stream"))
		if begin < 0 {
			return false
		}
		if found, ok := inObjectStream(bytes.TrimLeft(rest[begin+len("stream"):], "\r\n"), word); found || !ok {
			return true
		}
	}
}

// inObjectStream looks for word in the deflated data at the beginning of
// stream; ok is false where it is not such data.
func inObjectStream(stream, word []byte) (found, ok bool) {
	z, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return false, false
	}
	defer z.Close()
	const piece = 256 << 10
	buf := make([]byte, 0, piece)
	for total := 0; total < maxContent; {
		n, err := io.ReadFull(z, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if bytes.Contains(buf, word) {
			return true, true
		}
		if err != nil {
			return false, err == io.EOF || err == io.ErrUnexpectedEOF
		}
		total += n
		keep := copy(buf[:len(word)-1], buf[len(buf)-len(word)+1:])
		buf = buf[:keep]
	}
	return false, false
}
