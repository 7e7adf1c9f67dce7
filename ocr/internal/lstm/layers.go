package lstm

import "fmt"

// A layer maps a plane to a new plane; the caller gives both back to the
// scratch. The softmax layer fills scratch.prob and returns an empty plane.
type layer interface {
	forward(s *scratch, in *plane) *plane
	// shape says what forward makes of a plane of the given shape, or why the
	// layer does not fit.
	shape(in dims) (dims, error)
}

// dims is the shape of a plane.
type dims struct{ w, h, n int }

type (
	input  struct{ height, depth int }
	series struct{ l []layer }
	// parallel stacks the features of its parts.
	parallel struct{ l []layer }
	// reversed runs its part on a mirrored or transposed plane.
	reversed struct {
		l    layer
		mode flip
	}
	// convolve stacks the features of a neighbourhood.
	convolve struct{ hx, hy int }
	// pool takes the maximum (or, with stack set, the concatenation) of sx*sy cells.
	pool struct {
		sx, sy int
		stack  bool
	}
	dense struct {
		w    *weights
		kind activation
	}
	// recurrent is a one-dimensional LSTM along the rows.
	recurrent struct {
		ni, ns  int
		w       *weights // four gates stacked: cell, input, forget, output
		summary bool     // only the last step of a row is kept
	}
)

type flip byte

const (
	flipX flip = iota
	flipY
	transpose
)

type activation byte

const (
	actLinear activation = iota
	actTanh
	actLogistic
	actRelu
	actSoftmax
)

// The names of layer types, in the order of Tesseract's NetworkType: a file
// holds either the name or, where old, the number.
var layerNames = [...]string{
	"Invalid", "Input", "Convolve", "Maxpool", "Parallel", "Replicated", "ParBidiLSTM",
	"DepParUDLSTM", "Par2dLSTM", "Series", "Reconfig", "RTLReversed", "TTBReversed",
	"XYTranspose", "LSTM", "SummLSTM", "Logistic", "LinLogistic", "LinTanh", "Tanh", "Relu",
	"Linear", "Softmax", "SoftmaxNoCTC", "LSTMSoftmax", "LSTMBinarySoftmax", "TensorFlow",
}

const (
	flagRates   = 64 // a list of learning rates follows the parts
	maxDepth    = 16 // of nested layers
	maxFeatures = 1 << 14
	maxKernel   = 15 // cells of a neighbourhood or pool along an axis
)

// layerHeader is what every layer starts with.
type layerHeader struct {
	kind   string
	flags  int32
	ni, no int
}

func readHeader(r *reader) (h layerHeader, err error) {
	if k := int(r.u8()); k > 0 && k < len(layerNames) {
		h.kind = layerNames[k]
	} else {
		h.kind = r.str()
	}
	training := r.u8()
	r.u8() // needs back propagation
	h.flags, h.ni, h.no = r.i32(), int(r.i32()), int(r.i32())
	r.i32() // number of weights
	r.str() // name
	switch {
	case r.err != nil:
		return h, r.err
	case h.ni < 0 || h.no < 0 || h.ni > maxFeatures || h.no > maxFeatures:
		return h, fmt.Errorf("%w: layer of %d inputs and %d outputs", ErrFormat, h.ni, h.no)
	case training == 1:
		return h, fmt.Errorf("%w: a training checkpoint, convert it with lstmtraining --stop_training", ErrUnsupported)
	}
	return h, nil
}

func readLayer(r *reader, depth int) (layer, error) {
	h, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("%w: layers nested too deeply", ErrFormat)
	}
	switch h.kind {
	case "Input":
		if depth != 1 {
			return nil, fmt.Errorf("%w: input inside the network", ErrFormat)
		}
		r.i32() // batch
		in := &input{height: int(r.i32())}
		r.i32() // width
		in.depth = int(r.i32())
		r.i32() // loss
		return in, r.err
	case "Series", "Parallel", "Replicated", "ParBidiLSTM", "DepParUDLSTM",
		"RTLReversed", "TTBReversed", "XYTranspose":
		return readParts(r, h, depth)
	case "Convolve":
		c := &convolve{int(r.i32()), int(r.i32())}
		if c.hx < 0 || c.hy < 0 || 2*c.hx+1 > maxKernel || 2*c.hy+1 > maxKernel {
			return nil, fmt.Errorf("%w: size of a convolution", ErrFormat)
		}
		return c, r.err
	case "Maxpool", "Reconfig":
		p := &pool{int(r.i32()), int(r.i32()), h.kind == "Reconfig"}
		if p.sx < 1 || p.sy < 1 || p.sx > maxKernel || p.sy > maxKernel {
			return nil, fmt.Errorf("%w: size of a pool", ErrFormat)
		}
		return p, r.err
	case "LSTM", "SummLSTM":
		return readRecurrent(r, h)
	}
	if a, ok := activations[h.kind]; ok {
		return readDense(r, h, a)
	}
	return nil, fmt.Errorf("%w: layer %q", ErrUnsupported, h.kind)
}

var activations = map[string]activation{
	"Tanh": actTanh, "Logistic": actLogistic, "Relu": actRelu, "Linear": actLinear,
	"Softmax": actSoftmax, "SoftmaxNoCTC": actSoftmax,
}

func readParts(r *reader, h layerHeader, depth int) (layer, error) {
	var ls []layer
	for n := r.i32(); n > 0 && r.err == nil; n-- {
		l, err := readLayer(r, depth+1)
		if err != nil {
			return nil, err
		}
		ls = append(ls, l)
	}
	if h.flags&flagRates != 0 {
		r.take(4 * int(r.i32()))
	}
	if r.err != nil {
		return nil, r.err
	}
	if len(ls) == 0 {
		return nil, fmt.Errorf("%w: %s without parts", ErrFormat, h.kind)
	}
	switch h.kind {
	case "Series":
		return &series{fuse(ls)}, nil
	case "RTLReversed":
		return &reversed{ls[0], flipX}, nil
	case "TTBReversed":
		return &reversed{ls[0], flipY}, nil
	case "XYTranspose":
		return &reversed{ls[0], transpose}, nil
	}
	return &parallel{ls}, nil
}

func readDense(r *reader, h layerHeader, a activation) (layer, error) {
	m, err := readMatrix(r)
	if err != nil {
		return nil, err
	}
	if m.no != h.no || m.ni != h.ni {
		return nil, fmt.Errorf("%w: matrix of %d by %d in a layer of %d by %d", ErrFormat, m.no, m.ni, h.no, h.ni)
	}
	return &dense{pack(m), a}, nil
}

func readRecurrent(r *reader, h layerHeader) (layer, error) {
	na := int(r.i32())
	if r.err == nil && na != h.ni+h.no {
		return nil, fmt.Errorf("%w: two-dimensional LSTM", ErrUnsupported)
	}
	var g []*matrix
	for range 4 {
		m, err := readMatrix(r)
		if err != nil {
			return nil, err
		}
		if m.no != h.no || m.ni != na {
			return nil, fmt.Errorf("%w: gate of %d by %d in an LSTM of %d by %d", ErrFormat, m.no, m.ni, h.no, na)
		}
		g = append(g, m)
	}
	return &recurrent{h.ni, h.no, pack(g...), h.kind == "SummLSTM"}, nil
}
