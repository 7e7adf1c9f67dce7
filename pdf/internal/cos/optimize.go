package cos

import (
	"compress/zlib"
	"crypto/sha256"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	// maxEqualDepth bounds how deep references are followed to find out
	// whether two streams are equal; images refer to their masks, masks to
	// nothing.
	maxEqualDepth = 4
	// maxRecompress bounds a stream that is compressed anew, decoded.
	maxRecompress = 32 << 20
)

// equal returns the reference of a stream that was met before and is equal to
// sd, the object nr. Where there is none, sd gets a reference under which the
// next will find it.
func (c *Copier) equal(nr types.Integer, sd types.StreamDict) (types.IndirectRef, bool) {
	if c.depth >= maxEqualDepth {
		return types.IndirectRef{}, false
	}
	if c.busy == nil {
		c.busy = map[types.Integer]bool{}
		c.equals = map[[sha256.Size]byte]types.IndirectRef{}
	}
	c.busy[nr] = true
	c.depth++
	d := c.Dict(withoutLength(sd.Dict))
	c.depth--
	delete(c.busy, nr)
	looped := c.looped
	if c.depth == 0 {
		c.looped = false
	}
	if looped { // streams of a loop cannot be told equal one by one
		return types.IndirectRef{}, false
	}
	h := sha256.New()
	h.Write(Append(nil, d))
	h.Write(sd.Raw)
	sum := [sha256.Size]byte(h.Sum(nil))
	to, ok := c.equals[sum]
	if !ok {
		to = c.w.Alloc()
		c.equals[sum] = to
		c.queue = append(c.queue, nr)
	}
	return to, true
}

// recompress returns sd with all its filters replaced by one Flate filter,
// where they are lossless and that is shorter.
func recompress(sd types.StreamDict, d types.Dict) (types.Dict, []byte, bool) {
	for _, f := range sd.FilterPipeline {
		switch f.Name {
		case filter.Flate, filter.LZW, filter.ASCII85, filter.ASCIIHex, filter.RunLength:
		default:
			return nil, nil, false
		}
	}
	if d["F"] != nil || d["Type"] == types.Name("XRef") || len(sd.FilterPipeline) == 0 && d["Filter"] != nil {
		return nil, nil, false
	}
	sd.Content = nil
	if err := sd.DecodeWithLimit(maxRecompress); err != nil {
		return nil, nil, false
	}
	z, err := Deflate(sd.Content, zlib.BestCompression)
	if err != nil || len(z) >= len(sd.Raw) {
		return nil, nil, false
	}
	out := types.Dict{}
	for k, v := range d {
		if k != "DecodeParms" && k != "DP" {
			out[k] = v
		}
	}
	out["Filter"] = types.Name("FlateDecode")
	return out, z, true
}
