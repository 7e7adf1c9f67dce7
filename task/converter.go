package task

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"

	"github.com/docket-go/docket/store"
)

// A Converter makes PDFs of files that docket does not read itself, such as
// office documents and mails. All operations on PDFs then take those files too.
// Implementations must be safe for concurrent use.
type Converter interface {
	// Convert returns data as a PDF. Name and media type are as submitted, and
	// may be missing or wrong. Where it does not know the format the error
	// matches Unsupported, and the next Converter is asked. It neither keeps nor
	// changes data, and returns within a second of the end of ctx.
	Convert(ctx context.Context, name, mediaType string, data []byte) ([]byte, error)
}

// A ConverterFunc is a function that is a Converter.
type ConverterFunc func(ctx context.Context, name, mediaType string, data []byte) ([]byte, error)

// Convert calls f.
func (f ConverterFunc) Convert(ctx context.Context, name, mediaType string, data []byte) ([]byte, error) {
	return f(ctx, name, mediaType, data)
}

// convert opens s, which is neither a PDF nor an image, as the PDF that a
// Converter makes of it. That is kept with the task.
func (e *Env) convert(ctx context.Context, s *source, a Artifact, in Input) error {
	h := fnv.New64a()
	fmt.Fprint(h, s.id) // never fails
	key := fmt.Sprintf("%sconverted-%x", prefix(e.record.ID), h.Sum64())
	b, err := store.Bytes(ctx, e.m.store, key, maxResult)
	if errors.Is(err, fs.ErrNotExist) {
		if b, err = e.converted(ctx, s, a); err == nil {
			_, err = e.m.store.Put(ctx, key, bytes.NewReader(b), store.PutOptions{MediaType: PDFType})
		}
	}
	if err != nil {
		return AsError(err)
	}
	s.mediaType, s.data = cmp.Or(a.MediaType, PDFType), b
	s.pdf, err = e.openPDF(ctx, b, in, false)
	return err
}

// converted asks the converters.
func (e *Env) converted(ctx context.Context, s *source, a Artifact) ([]byte, error) {
	for _, c := range e.m.config.Converters {
		b, err := c.Convert(ctx, a.Name, a.MediaType, s.data)
		switch {
		case untyped(err) == nil && int64(len(b)) > e.m.config.Limits.Bytes:
			return nil, Errorf(TooLarge, "%s has %d bytes as a PDF, the limit is %d", a.Name, len(b), e.m.config.Limits.Bytes)
		case untyped(err) == nil && !isPDF(b):
			return nil, Errorf(BadOutput, "what a converter made of %s is no PDF", a.Name)
		case untyped(err) == nil:
			return b, nil
		case !errors.Is(err, Unsupported):
			return nil, engineError(ctx, err)
		}
	}
	return nil, Errorf(Unsupported, "%s is neither a PDF nor an image that docket reads", a.Name)
}
