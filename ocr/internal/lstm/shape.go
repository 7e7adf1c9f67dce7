package lstm

import "fmt"

// checkShape follows a line image through the network. It returns the number
// of classes and multiplies scale by the columns that become one time step.
// Afterwards forward cannot meet a plane that does not fit.
func checkShape(root *series, height int, scale *int) (classes int, err error) {
	// Widths are only ever divided, so two wide planes tell the reduction, and
	// that what fits them fits every width.
	const wide = 1 << 12
	out, err := root.shape(dims{wide, height, 1})
	if err != nil {
		return 0, err
	}
	last, ok := root.l[len(root.l)-1].(*dense)
	switch {
	case !ok || last.kind != actSoftmax:
		return 0, fmt.Errorf("%w: the network does not end with a softmax", ErrUnsupported)
	case out.h != 1 || out.w < 1:
		return 0, fmt.Errorf("%w: the network's output is no sequence", ErrUnsupported)
	case out.n > maxFeatures:
		return 0, fmt.Errorf("%w: %d classes", ErrFormat, out.n)
	}
	for *scale = 1; wide / *scale > out.w; *scale++ {
	}
	for w := *scale; w < wide; w += w/2 + 1 {
		if o, err := root.shape(dims{w, height, 1}); err != nil || o.w != w / *scale || o.h != 1 {
			return 0, fmt.Errorf("%w: the network reduces widths unevenly", ErrUnsupported)
		}
	}
	return out.n, nil
}

func misfit(kind string, want, have int) error {
	return fmt.Errorf("%w: %s of %d features follows %d", ErrFormat, kind, want, have)
}

func (l *input) shape(in dims) (dims, error) { return in, nil }

func (l *series) shape(in dims) (dims, error) {
	var err error
	for i, x := range l.l {
		if i+1 < len(l.l) && endsInSoftmax(x) {
			return in, fmt.Errorf("%w: softmax in the middle of the network", ErrUnsupported)
		}
		if in, err = x.shape(in); err != nil {
			return in, err
		}
		if in.w < 1 || in.h < 1 || in.n > maxFeatures {
			return in, fmt.Errorf("%w: plane of %d by %d by %d", ErrFormat, in.w, in.h, in.n)
		}
	}
	return in, nil
}

func (l *parallel) shape(in dims) (dims, error) {
	var out dims
	for i, x := range l.l {
		o, err := partShape(x, in)
		if err != nil {
			return in, err
		}
		if i > 0 && (o.w != out.w || o.h != out.h) {
			return in, fmt.Errorf("%w: parallel parts of different size", ErrFormat)
		}
		out = dims{o.w, o.h, out.n + o.n}
	}
	return out, nil
}

func (l *reversed) shape(in dims) (dims, error) {
	if l.mode != transpose {
		return partShape(l.l, in)
	}
	o, err := partShape(l.l, dims{in.h, in.w, in.n})
	return dims{o.h, o.w, o.n}, err
}

// partShape is the shape of a part that must give a plane.
func partShape(l layer, in dims) (dims, error) {
	if endsInSoftmax(l) {
		return in, fmt.Errorf("%w: softmax in the middle of the network", ErrUnsupported)
	}
	return l.shape(in)
}

func endsInSoftmax(l layer) bool {
	switch l := l.(type) {
	case *dense:
		return l.kind == actSoftmax
	case *series:
		return endsInSoftmax(l.l[len(l.l)-1])
	}
	return false
}

func (l *convolve) shape(in dims) (dims, error) {
	return dims{in.w, in.h, in.n * (2*l.hx + 1) * (2*l.hy + 1)}, nil
}

func (l *convPool) shape(in dims) (dims, error) {
	if in.n != 1 {
		return in, misfit("convolution", 1, in.n)
	}
	return dims{in.w / l.sx, in.h / l.sy, l.w.no}, nil
}

func (l *pool) shape(in dims) (dims, error) {
	n := in.n
	if l.stack {
		n *= l.sx * l.sy
	}
	return dims{in.w / l.sx, in.h / l.sy, n}, nil
}

func (l *dense) shape(in dims) (dims, error) {
	if in.n != l.w.ni {
		return in, misfit("matrix", l.w.ni, in.n)
	}
	return dims{in.w, in.h, l.w.no}, nil
}

func (l *recurrent) shape(in dims) (dims, error) {
	if in.n != l.ni {
		return in, misfit("LSTM", l.ni, in.n)
	}
	if l.summary {
		in.w = 1
	}
	return dims{in.w, in.h, l.ns}, nil
}
