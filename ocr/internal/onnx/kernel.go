package onnx

import (
	"math"
	"unsafe"
)

// A tile run is the argument block of the convolution kernels; the assembly
// knows the offsets. One call computes a number of tiles along a row: mr pixels
// times nr channels each, of sums over rows of taps.
type tileRun struct {
	a     unsafe.Pointer // first input pixel of the first tile
	as    uintptr        // bytes between the input pixels of a tile
	b     unsafe.Pointer // packed weights
	c     unsafe.Pointer // first output pixel
	cs    uintptr        // bytes between output pixels
	bias  unsafe.Pointer
	nt    uintptr // rows of taps
	ts    uintptr // bytes between them
	kc    uintptr // matrix: groups of 4 contiguous inputs per row of taps; depthwise: taps per row
	act   actKind
	tiles uintptr
	astep uintptr // bytes between tiles
	cstep uintptr
	acc   uintptr // 1: start from c instead of bias
	xs    uintptr // depthwise: bytes between taps
	sv    [8]float32
	bv    [8]float32
}

func (k *tileRun) setAct(a activation) {
	k.act = a.kind
	for i := range k.sv {
		k.sv[i], k.bv[i] = a.scale, a.shift
	}
}

// steps sets the distance between tiles of mr pixels.
func (k *tileRun) steps(mr int) { k.astep, k.cstep = k.as*uintptr(mr), k.cs*uintptr(mr) }

func (k *tileRun) finish(v float32) float32 {
	return activation{k.act, k.sv[0], k.bv[0]}.apply(v)
}

// at points at f[i]; it panics where i is out of range, as kernels trust it.
func at(f []float32, i int) unsafe.Pointer { return unsafe.Pointer(&f[i]) }

// rows is the number of pixels of a tile of nr channels.
func rows(nr int) int {
	if nr == 24 {
		return 4
	}
	return 6
}

// matrix runs k.tiles tiles of rows(nr) x nr.
func (k *tileRun) matrix(nr int) {
	switch {
	case k.tiles == 0:
	case !useAsm:
		k.matrixGo(nr)
	case nr == 24:
		gemm4x24(k)
	default:
		gemm6x16(k)
	}
}

// matrixGo keeps a block of 2 pixels x 4 channels in registers.
func (k *tileRun) matrixGo(nr int) {
	for t := range k.tiles {
		for i := 0; i < rows(nr); i += 2 {
			for j := 0; j < nr; j += 4 {
				k.blockGo(t, i, j, nr)
			}
		}
	}
}

func (k *tileRun) blockGo(t uintptr, i, j, nr int) {
	c0 := (*[4]float32)(unsafe.Add(k.c, t*k.cstep+uintptr(i)*k.cs+uintptr(4*j)))
	c1 := (*[4]float32)(unsafe.Add(unsafe.Pointer(c0), k.cs))
	q := *(*[4]float32)(unsafe.Add(k.bias, 4*j))
	s0, s1, s2, s3 := q[0], q[1], q[2], q[3]
	r0, r1, r2, r3 := s0, s1, s2, s3
	if k.acc != 0 {
		s0, s1, s2, s3 = c0[0], c0[1], c0[2], c0[3]
		r0, r1, r2, r3 = c1[0], c1[1], c1[2], c1[3]
	}
	b := uintptr(4 * j) // an offset: a pointer must not go past the end of the weights
	for y := range k.nt {
		p := unsafe.Add(k.a, t*k.astep+uintptr(i)*k.as+y*k.ts)
		a0, a1 := unsafe.Slice((*float32)(p), 4*k.kc), unsafe.Slice((*float32)(unsafe.Add(p, k.as)), 4*k.kc)
		a1 = a1[:len(a0)]
		for x, v := range a0 {
			w, u := (*[4]float32)(unsafe.Add(k.b, b)), a1[x]
			w0, w1, w2, w3 := w[0], w[1], w[2], w[3]
			s0 += v * w0
			s1 += v * w1
			s2 += v * w2
			s3 += v * w3
			r0 += u * w0
			r1 += u * w1
			r2 += u * w2
			r3 += u * w3
			b += uintptr(4 * nr)
		}
	}
	c0[0], c0[1], c0[2], c0[3] = k.finish(s0), k.finish(s1), k.finish(s2), k.finish(s3)
	c1[0], c1[1], c1[2], c1[3] = k.finish(r0), k.finish(r1), k.finish(r2), k.finish(r3)
}

// depthwise runs k.tiles tiles of 8 pixels x 8 channels.
func (k *tileRun) depthwise() {
	switch {
	case k.tiles == 0:
	case !useAsm:
		k.depthwiseGo()
	default:
		dw8x8(k)
	}
}

func (k *tileRun) depthwiseGo() {
	for t := range k.tiles {
		for i := range uintptr(8) {
			s := *(*[8]float32)(k.bias)
			b := uintptr(0)
			for y := range k.nt {
				for x := range k.kc {
					a, w := (*[8]float32)(unsafe.Add(k.a, t*k.astep+i*k.as+y*k.ts+x*k.xs)), (*[8]float32)(unsafe.Add(k.b, b))
					for j := range s {
						s[j] += a[j] * w[j]
					}
					b += 32
				}
			}
			c := (*[8]float32)(unsafe.Add(k.c, t*k.cstep+i*k.cs))
			for j := range c {
				c[j] = k.finish(s[j])
			}
		}
	}
}

// axpy: y += a*x.
func axpy(a float32, x, y []float32) {
	n := 0
	if useVector && len(y) >= 8 {
		n = len(y) &^ 7
		_ = x[n-1]
		axpy8(n, a, &x[0], &y[0])
	}
	for i := n; i < len(y); i++ {
		y[i] += a * x[i]
	}
}

// scaleTo: y = a*x.
func scaleTo(a float32, x, y []float32) {
	n := 0
	if useVector && len(y) >= 8 {
		n = len(y) &^ 7
		_ = x[n-1]
		affine8(n, a, 0, &x[0], &y[0])
	}
	for i := n; i < len(y); i++ {
		y[i] = a * x[i]
	}
}

// muladd: y = s*x + b, element by element.
func muladd(s, x, b, y []float32) {
	n := 0
	if useVector && len(y) >= 8 {
		n = len(y) &^ 7
		_, _, _ = s[n-1], x[n-1], b[n-1]
		muladd8(n, &s[0], &x[0], &b[0], &y[0])
	}
	for i := n; i < len(y); i++ {
		y[i] = s[i]*x[i] + b[i]
	}
}

func sigmoid(x, y []float32) {
	n := 0
	if useVector && len(y) >= 8 {
		n = len(y) &^ 7
		_ = x[n-1]
		sigmoid8(n, &x[0], &y[0])
	}
	for i := n; i < len(y); i++ {
		y[i] = float32(1 / (1 + math.Exp(-float64(x[i]))))
	}
}
