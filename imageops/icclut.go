package imageops

import "encoding/binary"

// lutAToB is the way of lutAToBType from a device to the connection space:
// curves, a table, curves, a matrix, curves. All but the last may be absent.
type lutAToB struct {
	a, m, b [][]float64 // curves at 256 places
	matrix  *[12]float64
	grid    [4]int
	clut    func(i int) float64 // number i of the table, 0-1; nil where there is none
}

// lutNodes is how many nodes along each channel stand for a way without a table.
const lutNodes = 33

// parseLutAToB reads a table of the type lutAToBType as nodes in sRGB.
func parseLutAToB(b []byte, channels int, lab bool) (*colorTable, bool) {
	l := &lutAToB{}
	if !l.read(b, channels) {
		return nil, false
	}
	t := &colorTable{channels: channels, grid: l.grid}
	if l.clut == nil {
		t.grid = [4]int{lutNodes, lutNodes, lutNodes}
	}
	n := 1
	for c := range channels {
		n *= t.grid[c]
		for i := range t.input[c] {
			x := float64(i) / 255
			if l.clut != nil && l.a != nil {
				x = min(max(l.a[c][i], 0), 1)
			}
			t.input[c][i] = float32(x * float64(t.grid[c]-1))
		}
	}
	t.nodes = make([][3]float32, n)
	for i := range t.nodes {
		var v [3]float64
		for k, rest := 2, i; k >= 0; k-- {
			if l.clut != nil {
				v[k] = l.clut(3*i + k)
				continue
			}
			v[k] = float64(rest%lutNodes) / (lutNodes - 1)
			rest /= lutNodes
		}
		t.nodes[i] = fromPCS(l.apply(v), lab, false)
	}
	return t, true
}

// apply goes the way behind the table.
func (l *lutAToB) apply(v [3]float64) [3]float64 {
	if l.m != nil {
		for k := range v {
			v[k] = at256(l.m[k], v[k])
		}
	}
	if m := l.matrix; m != nil {
		v = [3]float64{
			m[0]*v[0] + m[1]*v[1] + m[2]*v[2] + m[9],
			m[3]*v[0] + m[4]*v[1] + m[5]*v[2] + m[10],
			m[6]*v[0] + m[7]*v[1] + m[8]*v[2] + m[11],
		}
	}
	for k := range v {
		v[k] = at256(l.b[k], v[k])
	}
	return v
}

// at256 reads a curve of 256 places at x.
func at256(c []float64, x float64) float64 {
	p := min(max(x, 0), 1) * 255
	k := min(int(p), 254)
	return c[k] + (c[k+1]-c[k])*(p-float64(k))
}

func (l *lutAToB) read(b []byte, channels int) bool {
	part := func(i int) []byte { // nil where it is absent or not in the file
		at := int64(binary.BigEndian.Uint32(b[12+4*i:]))
		if at < 32 || at >= int64(len(b)) {
			return nil
		}
		return b[at:]
	}
	var ok bool
	if l.b, ok = iccCurves(part(0), 3); !ok {
		return false
	}
	if m := part(1); m != nil {
		if len(m) < 48 {
			return false
		}
		l.matrix = new([12]float64)
		for i := range l.matrix {
			l.matrix[i] = fixed(m[4*i:])
		}
	}
	if c := part(2); c != nil {
		if l.m, ok = iccCurves(c, 3); !ok {
			return false
		}
	}
	if c := part(4); c != nil {
		if l.a, ok = iccCurves(c, channels); !ok {
			return false
		}
	}
	c := part(3)
	if c == nil {
		return channels == 3
	}
	return l.readTable(c, channels)
}

// readTable reads the table of lutAToBType.
func (l *lutAToB) readTable(b []byte, channels int) bool {
	if len(b) < 20 {
		return false
	}
	n := 3
	for c := range channels {
		if l.grid[c] = int(b[c]); b[c] < 2 || b[c] > 65 {
			return false
		}
		n *= l.grid[c]
	}
	size, data := int(b[16]), b[20:]
	if size != 1 && size != 2 || n > len(data)/size {
		return false
	}
	l.clut = func(i int) float64 {
		if size == 1 {
			return float64(data[i]) / 255
		}
		return float64(binary.BigEndian.Uint16(data[2*i:])) / 65535
	}
	return true
}

// iccCurves reads n curves one behind the other, each from a multiple of four
// bytes on.
func iccCurves(b []byte, n int) ([][]float64, bool) {
	var out [][]float64
	for range n {
		c, ok := iccCurve(b)
		if !ok {
			return nil, false
		}
		out = append(out, c)
		length := int64(12)
		if string(b[:4]) == "curv" {
			length += 2 * int64(binary.BigEndian.Uint32(b[8:]))
		} else {
			length += 4 * [5]int64{1, 3, 4, 5, 7}[binary.BigEndian.Uint16(b[8:])]
		}
		b = b[min((length+3)&^3, int64(len(b))):]
	}
	return out, true
}
