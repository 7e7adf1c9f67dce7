package lstm

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Component numbers of the traineddata container.
const (
	compConfig   = 0
	compLSTM     = 17
	compPunc     = 18
	compWord     = 19
	compNumber   = 20
	compCharset  = 21
	compRecoder  = 22
	compVersion  = 23
	compCount    = 24
	maxComponent = 200 // more means that this is no traineddata file
)

// Model is an immutable set of weights, codes and dictionaries. It may be used
// by any number of goroutines.
type Model struct {
	net       layer
	height    int // rows of the network's input
	xScale    int // input columns a time step
	nClasses  int
	spec      string
	version   string
	iteration int32 // seeds the noise around the image
	null      int32 // code of the blank
	charset
	codes codeTable
	dict  *dict
}

// components splits the container; a missing part is nil.
func components(data []byte) ([][]byte, error) {
	r := reader{b: data}
	n := int(r.i32())
	if n <= 0 || n > maxComponent || len(data) < 4+8*n {
		return nil, fmt.Errorf("%w: no offset table", ErrFormat)
	}
	off := make([]int64, n+1)
	for i := range n {
		off[i] = int64(binary.LittleEndian.Uint64(r.take(8)))
	}
	off[n] = int64(len(data))
	out := make([][]byte, max(n, compCount))
	for i := range n {
		if off[i] < 0 {
			continue
		}
		j := i + 1
		for off[j] < 0 {
			j++
		}
		if off[i] > off[j] || off[j] > int64(len(data)) {
			return nil, fmt.Errorf("%w: offsets out of order", ErrFormat)
		}
		out[i] = data[off[i]:off[j]]
	}
	return out, nil
}

// Load parses a traineddata file held in memory. The error matches ErrFormat
// or ErrUnsupported. The model keeps no reference to data.
func Load(data []byte) (*Model, error) {
	c, err := components(data)
	if err != nil {
		return nil, err
	}
	if c[compLSTM] == nil {
		return nil, fmt.Errorf("%w: the file has no LSTM model", ErrUnsupported)
	}
	if c[compCharset] == nil || c[compRecoder] == nil {
		return nil, fmt.Errorf("%w: character set and recoder are inside the network", ErrUnsupported)
	}
	m := &Model{version: string(c[compVersion])}
	if err := m.readNetwork(c[compLSTM]); err != nil {
		return nil, err
	}
	if m.charset, err = readCharset(string(c[compCharset])); err != nil {
		return nil, err
	}
	m.disable(string(c[compConfig]))
	if m.codes, err = readRecoder(c[compRecoder], len(m.chars), m.nClasses); err != nil {
		return nil, err
	}
	m.dict, err = readDict(c[compPunc], c[compWord], c[compNumber])
	return m, err
}

func (m *Model) readNetwork(b []byte) error {
	r := &reader{b: b}
	l, err := readLayer(r, 0)
	if err != nil {
		return err
	}
	m.spec = r.str()
	r.i32() // training flags
	r.i32() // training iteration
	m.iteration = r.i32()
	m.null = r.i32()
	if r.err != nil {
		return r.err
	}
	root, ok := l.(*series)
	if !ok {
		return fmt.Errorf("%w: the network is not a series of layers", ErrUnsupported)
	}
	in, ok := root.l[0].(*input)
	if !ok || in.depth != 1 || in.height < minHeight || in.height > maxHeight {
		return fmt.Errorf("%w: the input is not a grey image of fixed height", ErrUnsupported)
	}
	m.net, m.height, m.xScale = root, in.height, 1
	if m.nClasses, err = checkShape(root, in.height, &m.xScale); err != nil {
		return err
	}
	if m.null < 0 || int(m.null) >= m.nClasses {
		return fmt.Errorf("%w: blank outside the network's output", ErrFormat)
	}
	return nil
}

// Spec returns the description of the network in Tesseract's notation.
func (m *Model) Spec() string { return m.spec }

// Version returns the version text of the traineddata file; it may be empty.
func (m *Model) Version() string { return m.version }

// seed starts the noise around the image: the same for every line, so that a
// line always reads the same.
func (m *Model) seed() uint64 { return uint64(int64(m.iteration) * 0x10000001) }

const (
	minHeight = 8 // of the network's input, in pixels
	maxHeight = 256
)

// finite reports whether a weight or scale read from a file can be used.
func finite(x float64) bool { return !math.IsNaN(x) && math.Abs(x) < 1e6 }
