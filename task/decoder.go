package task

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/store"
)

// An ImageDecoder reads pictures of formats that docket does not read itself,
// such as HEIC: *heic.Decoder of package imageops/heic is one. All operations on
// images then take those files too. Implementations must be safe for concurrent
// use.
type ImageDecoder interface {
	// Decode returns the picture upright, as imageops.Decode does. Where it does
	// not know the format the error matches imageops.ErrUnsupported, and the next
	// ImageDecoder is asked. It neither keeps nor changes data, and returns within a
	// second of the end of ctx.
	Decode(ctx context.Context, data []byte, l imageops.Limits) (*imageops.Image, error)
}

// decode opens s, which is neither a PDF nor an image that docket reads, as the
// PNG of what an ImageDecoder makes of it. That is kept with the task, so that a
// picture is decoded once. It reports false where no ImageDecoder knows the format.
func (e *Env) decode(ctx context.Context, s *source) (bool, error) {
	if len(e.m.config.Decoders) == 0 {
		return false, nil
	}
	h := fnv.New64a()
	fmt.Fprint(h, s.id) // never fails
	key := fmt.Sprintf("%sdecoded-%x", prefix(e.record.ID), h.Sum64())
	b, err := store.Bytes(ctx, e.m.store, key, maxResult)
	if errors.Is(err, fs.ErrNotExist) {
		if b, err = e.decoded(ctx, s); b == nil || err != nil {
			return false, err
		}
		_, err = e.m.store.Put(ctx, key, bytes.NewReader(b), store.PutOptions{MediaType: imageops.Sniff(b)})
	}
	if err != nil {
		return false, AsError(err)
	}
	s.data, s.mediaType = b, imageops.Sniff(b)
	s.limits.Bytes = max(s.limits.Bytes, int64(len(b))) // the PNG is longer than what was submitted
	s.image, err = imageops.DecodeConfig(b, s.limits)
	return true, asError(err)
}

// decoded asks the decoders; nil where none knows the format.
func (e *Env) decoded(ctx context.Context, s *source) ([]byte, error) {
	for _, d := range e.m.config.Decoders {
		img, err := d.Decode(ctx, s.data, s.limits)
		switch {
		case errors.Is(err, imageops.ErrUnsupported):
			continue
		case untyped(err) != nil:
			return nil, AsError(err)
		case img == nil || img.Pix == nil || img.Pix.Bounds().Empty():
			return nil, Errorf(BadOutput, "what a decoder made of %s is no image", s.name)
		}
		size := img.Pix.Bounds().Size()
		if n := int64(size.X) * int64(size.Y); n > s.limits.Pixels {
			return nil, Errorf(TooLarge, "%s has %d pixels, the limit is %d", s.name, n, s.limits.Pixels)
		}
		var b bytes.Buffer
		dpi := cmp.Or(img.DPIX, img.DPIY)
		err = imageops.Encode(&b, img.Pix, imageops.EncodeOptions{Format: imageops.PNG, DPI: dpi})
		return b.Bytes(), asError(err)
	}
	return nil, nil
}
