package cloud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/docket-go/docket/store"
)

// A Config tunes a Store. The zero Config is useful.
type Config struct {
	Prefix   string // of all objects, without the slash behind it; default none
	Buffer   int64  // most bytes of one artifact that are held in memory; default 1 MiB
	TempDir  string // for longer ones; default os.TempDir
	Parallel int    // requests that one List has under way; default 16
}

// Store keeps artifacts in a bucket. It is safe for concurrent use.
type Store struct {
	config Config
	bucket *blob.Bucket
	prefix string
}

var _ store.Store = (*Store)(nil)

// Open opens the bucket that a URL names, for which the host has to import the
// package of its service. Close closes it.
func Open(ctx context.Context, url string, c Config) (*Store, error) {
	bucket, err := blob.OpenBucket(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("cloud: %w", err)
	}
	s, err := New(bucket, c)
	if err != nil {
		return nil, errors.Join(err, bucket.Close())
	}
	return s, nil
}

// New returns a Store in bucket. Closing the Store closes the bucket.
func New(bucket *blob.Bucket, c Config) (*Store, error) {
	s := &Store{config: c, bucket: bucket}
	if c.Prefix != "" {
		if !store.ValidKey(c.Prefix) {
			return nil, fmt.Errorf("cloud: prefix: %w: %.80q", store.ErrKey, c.Prefix)
		}
		s.prefix = c.Prefix + "/"
	}
	s.config.Buffer = cmp.Or(max(c.Buffer, 0), 1<<20)
	s.config.Parallel = cmp.Or(max(c.Parallel, 0), 16)
	return s, nil
}

// Close closes the bucket. Readers that are open must not be used after it.
func (s *Store) Close() error { return s.bucket.Close() }

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := begin(ctx, "delete", key); err != nil {
		return err
	}
	err := s.bucket.Delete(ctx, s.prefix+key)
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fail(ctx, "delete", key, err)
	}
	return nil
}

// begin checks what every method checks first.
func begin(ctx context.Context, op, key string) error {
	if ctx.Err() != nil {
		return fail(ctx, op, key, ctx.Err())
	}
	if !store.ValidKey(key) {
		return fmt.Errorf("%w: %.80q", store.ErrKey, key)
	}
	return nil
}

// fail says which operation failed on which key, in the words of package store.
func fail(ctx context.Context, op, key string, err error) error {
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, store.ErrExists):
		return fmt.Errorf("%w: %s", store.ErrExists, key)
	case op != "put" && gcerrors.Code(err) == gcerrors.NotFound:
		err = fs.ErrNotExist
	}
	return fmt.Errorf("cloud: %s %s: %w", op, key, err)
}

// contextReader stops when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.r.Read(p)
}
