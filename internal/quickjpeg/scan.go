package quickjpeg

import "context"

// zigzag is the place of a coefficient in a block by its number in the file.
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// part is a component in a scan.
type part struct {
	*component
	dc, ac *table
	pred   int // the DC before
}

// pass is a scan over the picture.
type pass struct {
	parts      []part
	start, end int // coefficients, of a progressive file
	high, low  int // bits, of a progressive file: Ah and Al
	eobRun     int // blocks without coefficients to come
}

// scan reads a scan, or passes over one of which nothing is wanted.
func (d *decoder) scan(body []byte) error {
	s, err := d.newPass(body)
	if err != nil {
		return err
	}
	wanted := false
	for _, p := range s.parts {
		wanted = wanted || p.wanted
	}
	if !wanted {
		return nil // nextMarker finds the end
	}
	d.scanned = true
	if d.progressive && s.start > 0 && d.edge == 1 {
		return nil // the mean of a block is all that is wanted
	}
	if err := d.tablesOf(s); err != nil {
		return err
	}
	if len(s.parts) == 1 {
		err = d.single(s)
	} else {
		err = d.interleaved(s)
	}
	if err != nil {
		return err
	}
	if d.overrun() {
		return left("scan cut off")
	}
	d.align()
	return nil
}

// newPass reads a scan header.
func (d *decoder) newPass(body []byte) (*pass, error) {
	if d.comps == nil || len(body) < 1 {
		return nil, left("scan without frame")
	}
	n := int(body[0])
	if n < 1 || n > len(d.comps) || len(body) != 4+2*n {
		return nil, left("scan header")
	}
	s := &pass{end: 63}
	for i := range n {
		p := part{}
		for j := range d.comps {
			if d.comps[j].id == body[1+2*i] {
				p.component = &d.comps[j]
			}
		}
		tables := body[2+2*i]
		if p.component == nil || tables>>4 > 3 || tables&15 > 3 {
			return nil, left("scan header")
		}
		for _, other := range s.parts {
			if other.component == p.component {
				return nil, left("component twice in a scan")
			}
		}
		p.dc, p.ac = d.dc[tables>>4], d.ac[tables&15]
		s.parts = append(s.parts, p)
	}
	if d.progressive {
		s.start, s.end = int(body[1+2*n]), int(body[2+2*n])
		s.high, s.low = int(body[3+2*n]>>4), int(body[3+2*n]&15)
		if s.start > s.end || s.end > 63 || s.start == 0 && s.end > 0 || s.start > 0 && n > 1 ||
			s.high != 0 && s.high != s.low+1 || s.low > 13 {
			return nil, left("scan header")
		}
	}
	return s, nil
}

// tablesOf demands the tables that a scan will use.
func (d *decoder) tablesOf(s *pass) error {
	for _, p := range s.parts {
		if s.start == 0 && s.high == 0 && p.dc == nil || s.end > 0 && p.ac == nil {
			return left("no Huffman table")
		}
	}
	return nil
}

// single reads a scan of one component: its blocks row by row, T.81 A.2.2.
func (d *decoder) single(s *pass) error {
	p := &s.parts[0]
	togo, expect := d.interval, byte(rst0)
	for y := range p.rows {
		if d.ctx.Err() != nil {
			return context.Cause(d.ctx)
		}
		for x := range p.cols {
			if d.interval > 0 {
				if togo == 0 {
					if err := d.restart(s, &expect); err != nil {
						return err
					}
					togo = d.interval
				}
				togo--
			}
			if err := d.block(s, p, x, y); err != nil {
				return err
			}
		}
		if d.overrun() {
			return errCutOff
		}
	}
	return nil
}

// interleaved reads a scan of several components, unit by unit.
func (d *decoder) interleaved(s *pass) error {
	togo, expect := d.interval, byte(rst0)
	for y := range d.unitsY {
		if d.ctx.Err() != nil {
			return context.Cause(d.ctx)
		}
		for x := range d.unitsX {
			if d.interval > 0 {
				if togo == 0 {
					if err := d.restart(s, &expect); err != nil {
						return err
					}
					togo = d.interval
				}
				togo--
			}
			for i := range s.parts {
				p := &s.parts[i]
				for v := range p.v {
					for h := range p.h {
						if err := d.block(s, p, x*p.h+h, y*p.v+v); err != nil {
							return err
						}
					}
				}
			}
		}
		if d.overrun() {
			return errCutOff
		}
	}
	return nil
}

var (
	errCutOff = left("scan cut off")
	errCode   = left("Huffman code")
	errValue  = left("coefficient")
)

// restart moves behind the expected restart marker. What lies before it is
// passed over, as image/jpeg does, unless it is another marker.
func (d *decoder) restart(s *pass, expect *byte) error {
	if d.overrun() {
		return errCutOff
	}
	d.align()
	for ; ; d.pos++ {
		if d.pos+1 >= len(d.src) {
			return errCutOff
		}
		if d.src[d.pos] != 0xff {
			continue
		}
		m := d.src[d.pos+1]
		if m == *expect {
			break
		}
		if m != 0 && m != 0xff {
			return left("restart marker")
		}
	}
	d.pos += 2
	if *expect++; *expect > rst7 {
		*expect = rst0
	}
	for i := range s.parts {
		s.parts[i].pred = 0
	}
	s.eobRun = 0
	return nil
}

// block reads one block of a scan.
func (d *decoder) block(s *pass, p *part, x, y int) error {
	switch {
	case d.progressive:
		return d.refineBlock(s, p, y*p.across+x)
	case !p.wanted:
		return d.skip(p)
	}
	diff, err := d.difference(p.dc)
	if err != nil {
		return err
	}
	p.pred += diff
	if p.pred != int(int16(p.pred)) {
		return errValue
	}
	q := &d.quant[p.tq]
	var b [64]int32
	last := 0
	if d.edge == 1 {
		err = d.skipAC(p.ac)
	} else {
		last, err = d.coefficients(&b, p.ac, q)
	}
	if err != nil {
		return err
	}
	b[0] = int32(p.pred) * q[0]
	d.put(p.component, x, y, &b, last)
	return nil
}

// difference reads the DC of a block, less the one before.
func (d *decoder) difference(t *table) (int, error) {
	if d.n < 32 {
		d.fill()
	}
	e := t.fast[d.acc>>(64-fastBits)]
	if e == 0 {
		if e = t.long(d.acc); e == 0 {
			return 0, errCode
		}
	}
	if e.run() > 0 {
		return 0, errValue
	}
	v, s := 0, e.size()
	if s > 0 {
		v = extend(int(d.acc<<uint(e.code())>>uint(64-s)), s)
	}
	n := e.all()
	d.acc <<= uint(n)
	d.n -= n
	return v, nil
}

// coefficients reads the AC of a block into their places, times their step. It
// returns the number of the last one in zigzag order.
func (d *decoder) coefficients(b *[64]int32, t *table, q *[64]int32) (last int, err error) {
	acc, n := d.acc, d.n
	for k := 1; k < 64; k++ {
		if n < 32 {
			d.acc, d.n = acc, n
			d.fill()
			acc, n = d.acc, d.n
		}
		e := t.fast[acc>>(64-fastBits)]
		v := e.value()
		if v == 0 {
			if e == 0 {
				if e = t.long(acc); e == 0 {
					return 0, errCode
				}
			}
			s := e.size()
			if s == 0 {
				acc <<= uint(e.code())
				n -= e.code()
				if e.run() == 15 {
					k += 15
					continue
				}
				if e.run() > 0 {
					return 0, errCode // the end of several blocks, in a file that is not progressive
				}
				break
			}
			v = int32(extend(int(acc<<uint(e.code())>>uint(64-s)), s))
		}
		acc <<= uint(e.all())
		n -= e.all()
		if k += e.run(); k > 63 {
			return 0, errValue
		}
		b[zigzag[k]&63] = v * q[k]
		last = k
	}
	d.acc, d.n = acc, n
	return last, nil
}

// skip passes over a block.
func (d *decoder) skip(p *part) error {
	if _, err := d.difference(p.dc); err != nil {
		return err
	}
	return d.skipAC(p.ac)
}

func (d *decoder) skipAC(t *table) error {
	acc, n := d.acc, d.n
	for k := 1; k < 64; k++ {
		if n < 32 {
			d.acc, d.n = acc, n
			d.fill()
			acc, n = d.acc, d.n
		}
		e := t.fast[acc>>(64-fastBits)]
		if e == 0 {
			if e = t.long(acc); e == 0 {
				return errCode
			}
		}
		acc <<= uint(e.all())
		n -= e.all()
		k += e.run()
		if e.size() == 0 && e.run() < 15 {
			if e.run() > 0 {
				return errCode
			}
			break
		}
		if e.size() > 0 && k > 63 {
			return errValue
		}
	}
	d.acc, d.n = acc, n
	return nil
}
