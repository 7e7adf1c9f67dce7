package cos

import (
	"context"
	"crypto/sha256"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// A Copier copies objects of a Source, and all that they refer to, into a
// Writer. Each object is written once. The page tree is not followed: a
// reference to a page or to a node is null unless it was mapped.
type Copier struct {
	// Rewrite may return another dictionary for one that is about to be
	// copied. It must not change what it is given.
	Rewrite func(types.Dict) types.Dict
	// Optimize stores equal streams once and compresses what is not, or not
	// well, compressed; no content is lost.
	Optimize bool
	// Instead holds dictionaries to be copied in the place of those that the
	// source has under these numbers.
	Instead map[types.Integer]types.Dict

	w     *Writer
	s     *Source
	refs  map[types.Integer]types.IndirectRef // object number in s -> in w; zero = dropped
	queue []types.Integer

	depth  int                    // of references followed while looking for equal streams
	busy   map[types.Integer]bool // streams being looked at
	looped bool                   // one of them was met again
	equals map[[sha256.Size]byte]types.IndirectRef
}

// NewCopier returns a Copier from s to w.
func NewCopier(w *Writer, s *Source) *Copier {
	return &Copier{w: w, s: s, refs: map[types.Integer]types.IndirectRef{}}
}

// Map makes references to the object from of the source refer to to. The
// object itself is then not copied.
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
	if c.Rewrite != nil {
		d = c.Rewrite(d)
	}
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
	if c.busy[r.ObjectNumber] {
		c.looped = true
		return nil
	}
	to, ok := c.refs[r.ObjectNumber]
	if !ok {
		to = c.first(r.ObjectNumber)
		c.refs[r.ObjectNumber] = to
	}
	if to.ObjectNumber == 0 {
		return nil
	}
	return to
}

// first returns the reference of an object that was not met before.
func (c *Copier) first(nr types.Integer) types.IndirectRef {
	o := c.s.Entry(int(nr))
	if o == nil || c.s.tree[nr] {
		return types.IndirectRef{}
	}
	if sd, ok := o.(types.StreamDict); ok && c.Optimize {
		if to, ok := c.equal(nr, sd); ok {
			return to
		}
	}
	to := c.w.Alloc()
	c.queue = append(c.queue, nr)
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
		var o types.Object = c.Instead[nr]
		if c.Instead[nr] == nil {
			o = c.s.Entry(int(nr))
		}
		var err error
		switch o := o.(type) {
		case types.StreamDict:
			err = c.stream(to, o)
		default:
			err = c.w.Put(to, c.Object(o))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Copier) stream(to types.IndirectRef, sd types.StreamDict) error {
	d := withoutLength(sd.Dict)
	if c.Optimize {
		if better, data, ok := recompress(sd, d); ok {
			return c.w.PutStream(to, c.Dict(better), data)
		}
	}
	return c.w.PutStream(to, c.Dict(d), sd.Raw)
}

func withoutLength(d types.Dict) types.Dict {
	out := make(types.Dict, len(d))
	for k, v := range d {
		if k != "Length" {
			out[k] = v
		}
	}
	return out
}
