package imageops

import (
	"fmt"
	"math/bits"
)

// faxDecoder decodes the codings of ITU-T T.4 and T.6 (Group 3 in one and two
// dimensions, Group 4, and TIFF's modified Huffman RLE) row by row into the
// places where the colour changes.
type faxDecoder struct {
	src    []byte
	at     int    // next byte
	acc    uint64 // bits read and not used, left aligned
	have   int
	lsb    bool
	width  int
	ref    []int // changes of the row before, ended by three times width
	cur    []int
	tables *[2][1 << faxCodeBits]faxCode
}

// peek returns the next n bits, n <= 24, with zeros after the end.
func (d *faxDecoder) peek(n int) int {
	for d.have < n {
		var v byte
		if d.at < len(d.src) {
			v = d.src[d.at]
			if d.lsb {
				v = bits.Reverse8(v)
			}
		}
		d.at++
		d.acc |= uint64(v) << (56 - d.have)
		d.have += 8
	}
	return int(d.acc >> (64 - n))
}

func (d *faxDecoder) skip(n int) {
	d.acc <<= n
	d.have -= n
}

func (d *faxDecoder) align() { d.skip(d.have & 7) }

// ended reports whether bits beyond the end were used.
func (d *faxDecoder) ended() bool { return d.at-d.have/8 > len(d.src) }

// run reads a run of a colour, its make-up codes included; -1 where the bits
// are no code.
func (d *faxDecoder) run(black int) int {
	n := 0
	for {
		c := d.tables[black][d.peek(faxCodeBits)]
		if c.bits == 0 || n > d.width {
			return -1
		}
		d.skip(int(c.bits))
		n += int(c.run)
		if c.run < 64 {
			return n
		}
	}
}

// add appends a change; not ok where it goes backwards or beyond the row.
func (d *faxDecoder) add(x int) bool {
	if n := len(d.cur); n > 0 && x < d.cur[n-1] || x < 0 || x > d.width || n > 2*d.width+4 {
		return false
	}
	d.cur = append(d.cur, x)
	return true
}

// row1D reads a row coded in one dimension.
func (d *faxDecoder) row1D() bool {
	d.cur = d.cur[:0]
	for x, black := 0, 0; x < d.width; black ^= 1 {
		n := d.run(black)
		if n < 0 || !d.add(x+n) {
			return false
		}
		x += n
	}
	return true
}

// row2D reads a row coded against the one before. a0, b1 and b2 are those of
// T.4 section 4.2.1.3.
func (d *faxDecoder) row2D() bool {
	d.cur = d.cur[:0]
	a0, black, b := -1, 0, 0
	for a0 < d.width {
		b = max(b-1, 0)
		b += (b ^ black) & 1
		for d.ref[b] <= a0 && d.ref[b] < d.width {
			b += 2
		}
		mode := d.peek(7)
		switch {
		case mode>>6 == 1:
			d.skip(1)
			a0 = d.ref[b]
		case mode>>4 == 0b011:
			d.skip(3)
			a0 = d.ref[b] + 1
		case mode>>4 == 0b010:
			d.skip(3)
			a0 = d.ref[b] - 1
		case mode>>4 == 0b001:
			d.skip(3)
			one := d.run(black)
			two := d.run(black ^ 1)
			a1 := max(a0, 0) + one
			a0 = a1 + two
			if one < 0 || two < 0 || !d.add(a1) || !d.add(a0) {
				return false
			}
			continue
		case mode>>3 == 0b0001: // pass: to below b2, in the same colour
			d.skip(4)
			a0 = d.ref[b+1]
			continue
		case mode>>1 == 0b000011:
			d.skip(6)
			a0 = d.ref[b] + 2
		case mode>>1 == 0b000010:
			d.skip(6)
			a0 = d.ref[b] - 2
		case mode == 0b0000011:
			d.skip(7)
			a0 = d.ref[b] + 3
		case mode == 0b0000010:
			d.skip(7)
			a0 = d.ref[b] - 3
		default:
			return false
		}
		if !d.add(a0) {
			return false
		}
		black ^= 1
	}
	return true
}

// next makes the row at hand the reference of the one to come.
func (d *faxDecoder) next() {
	for range 4 {
		d.cur = append(d.cur, d.width)
	}
	d.ref, d.cur = d.cur, d.ref[:0]
}

// eol skips an end-of-line code with the fill before it, where there is one.
func (d *faxDecoder) eol() bool {
	if d.peek(11) != 0 {
		return false
	}
	for d.peek(1) == 0 {
		if d.ended() {
			return false
		}
		d.skip(1)
	}
	d.skip(1)
	return true
}

// paint sets the bits of black runs in a row of dst.
func (d *faxDecoder) paint(row []byte) {
	clear(row)
	for i := 0; i < len(d.cur); i += 2 {
		from, to := d.cur[i], d.width
		if i+1 < len(d.cur) {
			to = d.cur[i+1]
		}
		for x := from; x < to; {
			if x&7 == 0 && to-x >= 8 {
				row[x>>3] = 0xff
				x += 8
				continue
			}
			row[x>>3] |= 0x80 >> (x & 7)
			x++
		}
	}
}

// decompressFax fills dst with rows of one bit a pixel, 1 for black runs. Line
// noise in Group 3 costs the rows it hits, which then repeat the row before;
// other codings cannot go on after an error.
func (p *tiffPage) decompressFax(dst, raw []byte, w, h int) error {
	if p.bits != 1 || p.samples != 1 {
		return fmt.Errorf("%w: tiff: fax coding of %d x %d bits", ErrUnsupported, p.samples, p.bits)
	}
	d := &faxDecoder{src: raw, lsb: p.lsbFirst, width: w, tables: faxTables()}
	d.next()
	rowBytes := (w + 7) / 8
	bad := 0
	for y := range h {
		row := dst[y*rowBytes : (y+1)*rowBytes]
		ok, end := p.faxRow(d)
		if end {
			if y == 0 {
				return fmt.Errorf("%w: tiff: fax without rows", ErrCorrupt)
			}
			clear(dst[y*rowBytes:]) // paper
			break
		}
		if ok {
			d.paint(row)
			d.next()
			continue
		}
		bad++
		if p.compression != compressG3 || bad > h/2 || !d.resync() {
			return fmt.Errorf("%w: tiff: fax coding breaks in row %d of %d", ErrCorrupt, y, h)
		}
		if y > 0 {
			copy(row, dst[(y-1)*rowBytes:y*rowBytes])
		}
	}
	return nil
}

// faxRow reads a row in the coding of the page; end reports the code for the
// end of the page.
func (p *tiffPage) faxRow(d *faxDecoder) (ok, end bool) {
	switch p.compression {
	case compressRLE:
		d.align()
		if d.at-d.have/8 >= len(d.src) {
			return false, false
		}
		return d.row1D() && !d.ended(), false
	case compressG4:
		if d.peek(24) == 0x001001 {
			return false, true
		}
		return d.row2D() && !d.ended(), false
	}
	n := 0
	oneD := true
	for d.eol() {
		n++
		if p.fax&1 != 0 {
			oneD = d.peek(1) == 1
			d.skip(1)
		}
		if n == 6 {
			return false, true
		}
	}
	if n >= 2 && d.ended() {
		return false, true
	}
	if oneD {
		return d.row1D() && !d.ended(), false
	}
	return d.row2D() && !d.ended(), false
}

// resync goes to the next end-of-line code after an error.
func (d *faxDecoder) resync() bool {
	for !d.ended() {
		if d.peek(12) == 1 {
			return true
		}
		d.skip(1)
	}
	return false
}
