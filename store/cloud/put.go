package cloud

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/docket-go/docket/store"
)

// Metadata of an object. Services differ in what a name or a value may be:
// these are taken by all.
const (
	metaSum   = "docketsha256"
	metaMedia = "docketmediatype" // escaped as in a query
	metaMark  = "docketmark"      // of one Put

	maxMediaType = 1024 // escaped; S3 takes 2 KiB of metadata
	putTries     = 8    // when conditional Puts of one key collide
)

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, o store.PutOptions) (store.Info, error) {
	if err := begin(ctx, "put", key); err != nil {
		return store.Info{}, err
	}
	media := url.QueryEscape(o.MediaType)
	if len(media) > maxMediaType {
		return store.Info{}, fmt.Errorf("cloud: put %s: media type of %d bytes", key, len(o.MediaType))
	}
	if o.IfAbsent { // spares reading and sending; decided by the service
		_, err := s.bucket.Attributes(ctx, s.object(key))
		if err == nil {
			err = store.ErrExists
		}
		if codeOf(err) != gcerrors.NotFound {
			return store.Info{}, fail(ctx, "put", key, err)
		}
	}
	body, err := s.spool(ctx, r)
	if err != nil {
		return store.Info{}, fail(ctx, "put", key, err)
	}
	defer body.Close()
	w := &blob.WriterOptions{ContentType: contentType(o.MediaType), IfNotExist: o.IfAbsent, Metadata: map[string]string{
		metaSum: body.sum, metaMedia: media, metaMark: rand.Text(),
	}}
	if err := s.upload(ctx, key, body, w); err != nil {
		return store.Info{}, fail(ctx, "put", key, err)
	}
	return store.Info{Key: key, Size: body.size, MediaType: o.MediaType, Modified: time.Now(), SHA256: body.sum}, nil
}

// upload sends body, again where the service says that another conditional Put
// of the key was under way and it does not know which one wins.
func (s *Store) upload(ctx context.Context, key string, body *spooled, w *blob.WriterOptions) error {
	for try := 1; ; try++ {
		err := s.bucket.Upload(ctx, s.object(key), io.NewSectionReader(body, 0, body.size), w)
		switch {
		case err == nil:
			return nil
		case w.IfNotExist && codeOf(err) == gcerrors.FailedPrecondition:
			return store.ErrExists
		case w.IfNotExist && serviceCode(err) == "ConditionalRequestConflict" && try < putTries:
			select {
			case <-ctx.Done():
				return context.Cause(ctx)
			case <-time.After(time.Duration(try) * 20 * time.Millisecond):
			}
		default:
			return err
		}
	}
}

// contentType is what a browser is told: the media type as far as a header can
// say it.
func contentType(media string) string {
	kind, params, err := mime.ParseMediaType(media)
	if err != nil {
		return "application/octet-stream"
	}
	if t := mime.FormatMediaType(kind, params); t != "" {
		return t
	}
	return "application/octet-stream"
}

// spooled is an artifact before it is sent.
type spooled struct {
	io.ReaderAt
	size int64
	sum  string
	file *tempFile // nil where it is in memory
}

// Close releases what holds the bytes.
func (b *spooled) Close() error {
	if b.file == nil {
		return nil
	}
	return b.file.Close()
}

// spool reads r to its end.
func (s *Store) spool(ctx context.Context, r io.Reader) (*spooled, error) {
	sum := sha256.New()
	in := io.TeeReader(contextReader{ctx, r}, sum)
	var head bytes.Buffer
	_, err := io.CopyN(&head, in, s.config.Buffer+1)
	if err != nil && err != io.EOF {
		return nil, err
	}
	b := &spooled{ReaderAt: bytes.NewReader(head.Bytes()), size: int64(head.Len())}
	if err == nil { // longer
		f, err := newTemp(s.config.TempDir)
		if err != nil {
			return nil, err
		}
		b.ReaderAt, b.file = f, f
		if b.size, err = io.Copy(f, io.MultiReader(&head, in)); err != nil {
			return nil, errors.Join(err, b.Close())
		}
	}
	b.sum = hex.EncodeToString(sum.Sum(nil))
	return b, nil
}
