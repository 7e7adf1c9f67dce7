package quickjpeg

// Inverse transforms. The one of eight points is the factorisation of Loeffler,
// Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11
// multiplications", ICASSP 1989; those of four and two points take the lowest
// frequencies only. Numbers are integers in 64 bits with pointBits behind the
// point for each of the two passes, so that nothing overflows, whatever a file
// holds, and nothing is rounded before the end.

const (
	pointBits = 13
	one       = 1 << pointBits
	// Both passes together make eight times the sample.
	descale = 2*pointBits + 3
	// middle is grey and half a unit, added to the DC.
	middle = 128<<descale + 1<<(descale-1)
)

// Factors of the transform, times one and rounded.
const (
	f0_298631336 = 2446
	f0_390180644 = 3196
	f0_541196100 = 4433
	f0_765366865 = 6270
	f0_899976223 = 7373
	f1_175875602 = 9633
	f1_306562965 = 10703
	f1_501321110 = 12299
	f1_847759065 = 15137
	f1_961570560 = 16069
	f2_053119869 = 16819
	f2_562915447 = 20995
	f3_072711026 = 25172
)

// put makes the pixels of a block, whose coefficients up to the number last in
// zigzag order may be other than zero.
func (d *decoder) put(c *component, x, y int, b *[64]int32, last int) {
	stride := c.across * d.edge
	dst := c.pix[y*d.edge*stride+x*d.edge:]
	switch {
	case last == 0 || d.edge == 1:
		flat(dst, stride, d.edge, clamp((int64(b[0])<<(2*pointBits)+middle)>>descale))
	case d.edge == 8 && last < 10: // the first ten lie in the upper left quarter
		idct8low(dst, stride, b)
	case d.edge == 8:
		idct8(dst, stride, b)
	case d.edge == 4:
		idct4(dst, stride, b)
	default:
		idct2(dst, stride, b)
	}
}

func clamp(v int64) byte {
	if uint64(v) > 255 {
		if v < 0 {
			return 0
		}
		return 255
	}
	return byte(v)
}

func flat(dst []byte, stride, edge int, v byte) {
	for y := range edge {
		row := dst[y*stride:][:edge]
		for x := range row {
			row[x] = v
		}
	}
}

// odd8 is the odd half of the transform of eight points.
func odd8(x1, x3, x5, x7 int64) (t0, t1, t2, t3 int64) {
	z1, z2, z3, z4 := x7+x1, x5+x3, x7+x3, x5+x1
	z5 := (z3 + z4) * f1_175875602
	z3, z4 = z5-z3*f1_961570560, z5-z4*f0_390180644
	z1, z2 = -z1*f0_899976223, -z2*f2_562915447
	return x7*f0_298631336 + z1 + z3, x5*f2_053119869 + z2 + z4, x3*f3_072711026 + z2 + z3, x1*f1_501321110 + z1 + z4
}

// idct8 makes 8 by 8 pixels.
func idct8(dst []byte, stride int, b *[64]int32) {
	var ws [64]int64
	for x := range 8 {
		x0, x1, x2, x3 := int64(b[x]), int64(b[8+x]), int64(b[16+x]), int64(b[24+x])
		x4, x5, x6, x7 := int64(b[32+x]), int64(b[40+x]), int64(b[48+x]), int64(b[56+x])
		z := (x2 + x6) * f0_541196100
		e2, e3 := z-x6*f1_847759065, z+x2*f0_765366865
		e0, e1 := (x0+x4)<<pointBits, (x0-x4)<<pointBits
		a0, a3, a1, a2 := e0+e3, e0-e3, e1+e2, e1-e2
		t0, t1, t2, t3 := odd8(x1, x3, x5, x7)
		ws[x], ws[56+x] = a0+t3, a0-t3
		ws[8+x], ws[48+x] = a1+t2, a1-t2
		ws[16+x], ws[40+x] = a2+t1, a2-t1
		ws[24+x], ws[32+x] = a3+t0, a3-t0
	}
	for y := range 8 {
		r := ws[8*y : 8*y+8 : 8*y+8]
		z := (r[2] + r[6]) * f0_541196100
		e2, e3 := z-r[6]*f1_847759065, z+r[2]*f0_765366865
		e0, e1 := (r[0]+r[4])<<pointBits+middle, (r[0]-r[4])<<pointBits+middle
		a0, a3, a1, a2 := e0+e3, e0-e3, e1+e2, e1-e2
		t0, t1, t2, t3 := odd8(r[1], r[3], r[5], r[7])
		store8(dst[y*stride:], a0, a1, a2, a3, t0, t1, t2, t3)
	}
}

// idct8low is idct8 of a block that holds nothing but the 4 by 4 lowest
// frequencies.
func idct8low(dst []byte, stride int, b *[64]int32) {
	var ws [64]int64
	for x := range 4 {
		a0, a1, a2, a3, t0, t1, t2, t3 := low8(int64(b[x]), int64(b[8+x]), int64(b[16+x]), int64(b[24+x]))
		ws[x], ws[56+x] = a0+t3, a0-t3
		ws[8+x], ws[48+x] = a1+t2, a1-t2
		ws[16+x], ws[40+x] = a2+t1, a2-t1
		ws[24+x], ws[32+x] = a3+t0, a3-t0
	}
	for y := range 8 {
		r := ws[8*y : 8*y+4 : 8*y+4]
		a0, a1, a2, a3, t0, t1, t2, t3 := low8(r[0], r[1], r[2], r[3])
		store8(dst[y*stride:], a0+middle, a1+middle, a2+middle, a3+middle, t0, t1, t2, t3)
	}
}

// low8 is the transform of eight points of which the last four are zero.
func low8(x0, x1, x2, x3 int64) (a0, a1, a2, a3, t0, t1, t2, t3 int64) {
	e0, e2, e3 := x0<<pointBits, x2*f0_541196100, x2*f1_306562965
	z5 := (x3 + x1) * f1_175875602
	z3, z4 := z5-x3*f1_961570560, z5-x1*f0_390180644
	return e0 + e3, e0 + e2, e0 - e2, e0 - e3,
		z3 - x1*f0_899976223, z4 - x3*f2_562915447,
		x3*(f3_072711026-f2_562915447) + z3, x1*(f1_501321110-f0_899976223) + z4
}

func store8(dst []byte, a0, a1, a2, a3, t0, t1, t2, t3 int64) {
	p := dst[:8:8]
	p[0], p[7] = clamp((a0+t3)>>descale), clamp((a0-t3)>>descale)
	p[1], p[6] = clamp((a1+t2)>>descale), clamp((a1-t2)>>descale)
	p[2], p[5] = clamp((a2+t1)>>descale), clamp((a2-t1)>>descale)
	p[3], p[4] = clamp((a3+t0)>>descale), clamp((a3-t0)>>descale)
}

// idct4 makes 4 by 4 pixels of the 4 by 4 lowest frequencies.
func idct4(dst []byte, stride int, b *[64]int32) {
	var ws [16]int64
	for x := range 4 {
		ws[x], ws[4+x], ws[8+x], ws[12+x] = four(int64(b[x]), int64(b[8+x]), int64(b[16+x]), int64(b[24+x]))
	}
	for y := range 4 {
		p := dst[y*stride:][:4:4]
		x0, x1, x2, x3 := four(ws[4*y], ws[4*y+1], ws[4*y+2], ws[4*y+3])
		p[0], p[1] = clamp((x0+middle)>>descale), clamp((x1+middle)>>descale)
		p[2], p[3] = clamp((x2+middle)>>descale), clamp((x3+middle)>>descale)
	}
}

// four is the transform of four points, in the scale of that of eight.
func four(c0, c1, c2, c3 int64) (x0, x1, x2, x3 int64) {
	e0, e1 := (c0+c2)<<pointBits, (c0-c2)<<pointBits
	o0, o1 := c1*f1_306562965+c3*f0_541196100, c1*f0_541196100-c3*f1_306562965
	return e0 + o0, e1 + o1, e1 - o1, e0 - o0
}

// idct2 makes 2 by 2 pixels of the 2 by 2 lowest frequencies.
func idct2(dst []byte, stride int, b *[64]int32) {
	s0, d0 := int64(b[0])+int64(b[8]), int64(b[0])-int64(b[8])
	s1, d1 := int64(b[1])+int64(b[9]), int64(b[1])-int64(b[9])
	p, q := dst[:2:2], dst[stride:][:2:2]
	p[0], p[1] = clamp((s0+s1+128*8+4)>>3), clamp((s0-s1+128*8+4)>>3)
	q[0], q[1] = clamp((d0+d1+128*8+4)>>3), clamp((d0-d1+128*8+4)>>3)
}
