package quickjpeg

import "context"

// refineBlock reads what a scan of a progressive file adds to a block, T.81 G.1.2.
func (d *decoder) refineBlock(s *pass, p *part, at int) error {
	if s.start == 0 {
		return d.progressiveDC(s, p, at)
	}
	b := &p.coefs[at]
	if s.high == 0 {
		return d.firstAC(s, p.ac, b)
	}
	return d.refineAC(s, p.ac, b)
}

// progressiveDC reads the first bits of a DC, or one more.
func (d *decoder) progressiveDC(s *pass, p *part, at int) error {
	if s.high > 0 {
		if bit := d.take(1); p.wanted {
			p.coefs[at][0] |= int16(bit << s.low)
		}
		return nil
	}
	diff, err := d.difference(p.dc)
	if err != nil || !p.wanted {
		return err
	}
	p.pred += diff
	v := p.pred << s.low
	if v != int(int16(v)) {
		return errValue
	}
	p.coefs[at][0] = int16(v)
	return nil
}

// firstAC reads the upper bits of a band of coefficients.
func (d *decoder) firstAC(s *pass, t *table, b *[64]int16) error {
	if s.eobRun > 0 {
		s.eobRun--
		return nil
	}
	for k := s.start; k <= s.end; k++ {
		sym, ok := d.symbol(t)
		if !ok {
			return errCode
		}
		run, size := int(sym>>4), int(sym&15)
		if size == 0 {
			if run < 15 {
				s.eobRun = 1<<run + d.take(run) - 1
				return nil
			}
			k += 15
			continue
		}
		if k += run; k > s.end {
			return errValue
		}
		v := extend(d.take(size), size) << s.low
		if v != int(int16(v)) {
			return errValue
		}
		b[k] = int16(v)
	}
	return nil
}

// refineAC reads one more bit of a band of coefficients, and those that are no
// longer zero with it.
func (d *decoder) refineAC(s *pass, t *table, b *[64]int16) error {
	delta := int16(1) << s.low
	k := s.start
	if s.eobRun == 0 {
		for ; k <= s.end; k++ {
			sym, ok := d.symbol(t)
			if !ok {
				return errCode
			}
			run, size := int(sym>>4), int(sym&15)
			v := int16(0)
			switch {
			case size == 1 && d.take(1) == 1:
				v = delta
			case size == 1:
				v = -delta
			case size > 1:
				return errCode
			case run < 15:
				s.eobRun = 1<<run + d.take(run)
			}
			if s.eobRun > 0 {
				break
			}
			if k = d.refineNonZero(b, k, s.end, run, delta); k > s.end {
				return errValue
			}
			if v != 0 {
				b[k] = v
			}
		}
	}
	if s.eobRun > 0 {
		s.eobRun--
		d.refineNonZero(b, k, s.end, -1, delta)
	}
	return nil
}

// refineNonZero adds a bit to each coefficient from k on that is not zero, up to
// the zero after zeros others, or to the end where zeros is negative. It returns
// where it stopped.
func (d *decoder) refineNonZero(b *[64]int16, k, end, zeros int, delta int16) int {
	for ; k <= end; k++ {
		v := b[k&63]
		if v == 0 {
			if zeros == 0 {
				break
			}
			zeros--
			continue
		}
		if d.take(1) == 0 {
			continue
		}
		if v > 0 {
			b[k&63] = v + delta
		} else {
			b[k&63] = v - delta
		}
	}
	return k
}

// reconstruct makes the pixels of a progressive file.
func (d *decoder) reconstruct() error {
	for i := range d.comps {
		c := &d.comps[i]
		if c.coefs == nil {
			continue
		}
		q := &d.quant[c.tq]
		for y := range c.rows {
			if d.ctx.Err() != nil {
				return context.Cause(d.ctx)
			}
			for x := range c.cols {
				from := &c.coefs[y*c.across+x]
				var b [64]int32
				last := 0
				for k, v := range from {
					if v != 0 {
						b[zigzag[k]&63] = int32(v) * q[k]
						last = k
					}
				}
				d.put(c, x, y, &b, last)
			}
		}
		c.coefs = nil
	}
	return nil
}
