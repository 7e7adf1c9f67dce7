package cos

import (
	"context"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// A Copier copies objects of a Source, and all that they refer to, into a
// Writer. Each object is written once.
type Copier struct {
	w     *Writer
	s     *Source
	refs  map[types.Integer]types.IndirectRef // object number in s -> in w; zero = dropped
	queue []types.Integer
}

// NewCopier returns a Copier from s to w.
func NewCopier(w *Writer, s *Source) *Copier {
	return &Copier{w: w, s: s, refs: map[types.Integer]types.IndirectRef{}}
}

// Map makes references to the object from of the source refer to to; the zero
// reference makes them null. The object itself is then not copied.
func (c *Copier) Map(from, to types.IndirectRef) { c.refs[from.ObjectNumber] = to }

// Mapped returns what a reference was mapped to.
func (c *Copier) Mapped(from types.IndirectRef) (types.IndirectRef, bool) {
	to, ok := c.refs[from.ObjectNumber]
	return to, ok
}

// Object returns o with its references renumbered. What they refer to is
// written by Flush.
func (c *Copier) Object(o types.Object) types.Object {
	switch o := o.(type) {
	case types.Dict:
		return c.Dict(o)
	case types.Array:
		out := make(types.Array, len(o))
		for i, v := range o {
			out[i] = c.Object(v)
		}
		return out
	case *types.IndirectRef:
		return c.ref(*o)
	case types.IndirectRef:
		return c.ref(o)
	case types.StreamDict: // a stream cannot stand within another object
		return nil
	}
	return o
}

// Dict is Object for a dictionary.
func (c *Copier) Dict(d types.Dict) types.Dict {
	out := make(types.Dict, len(d))
	for k, v := range d {
		if v != nil {
			out[k] = v
		}
	}
	// Renumber in the order of keys: map order would change the output.
	for _, k := range sortedKeys(out) {
		out[k] = c.Object(out[k])
	}
	return out
}

func (c *Copier) ref(r types.IndirectRef) types.Object {
	to, ok := c.refs[r.ObjectNumber]
	if !ok {
		if c.s.Entry(int(r.ObjectNumber)) == nil {
			c.refs[r.ObjectNumber] = types.IndirectRef{}
			return nil
		}
		to = c.w.Alloc()
		c.refs[r.ObjectNumber] = to
		c.queue = append(c.queue, r.ObjectNumber)
	}
	if to.ObjectNumber == 0 {
		return nil
	}
	return to
}

// Flush writes what the objects copied so far refer to.
func (c *Copier) Flush(ctx context.Context) error {
	for len(c.queue) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		nr := c.queue[0]
		c.queue = c.queue[1:]
		to := c.refs[nr]
		var err error
		switch o := c.s.Entry(int(nr)).(type) {
		case types.StreamDict:
			d := make(types.Dict, len(o.Dict))
			for k, v := range o.Dict {
				if k != "Length" {
					d[k] = v
				}
			}
			err = c.w.PutStream(to, c.Dict(d), o.Raw)
		default:
			err = c.w.Put(to, c.Object(o))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
