package cloud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

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

	// Files is for services that keep objects as files, such as MinIO, and so
	// cannot hold "a" beside "a/b": every name of a folder gets a '~' behind it.
	// It cannot be changed later.
	Files bool
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
	err := s.bucket.Delete(ctx, s.object(key))
	if err != nil && codeOf(err) != gcerrors.NotFound {
		return fail(ctx, "delete", key, err)
	}
	return nil
}

// object returns the name of the object of a key, or the beginning of the names
// for the beginning of keys.
func (s *Store) object(key string) string {
	if s.config.Files {
		key = strings.ReplaceAll(key, "/", "~/") // no key has a '~'
	}
	return s.prefix + key
}

// key returns the key of an object, and false where it is none of ours.
func (s *Store) key(object string) (string, bool) {
	key, ok := strings.CutPrefix(object, s.prefix)
	if s.config.Files {
		key = strings.ReplaceAll(key, "~/", "/")
	}
	return key, ok && store.ValidKey(key) && s.object(key) == object
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
	case op != "put" && codeOf(err) == gcerrors.NotFound:
		err = fs.ErrNotExist
	}
	return fmt.Errorf("cloud: %s %s: %w", op, key, err)
}

// codeOf says what kind of error a service gave. S3's own code goes first, for
// s3blob takes every error for NotFound that has 301 anywhere in its text, the
// random number of the request included.
func codeOf(err error) gcerrors.ErrorCode {
	switch serviceCode(err) {
	case "NoSuchKey", "NotFound", "NoSuchBucket":
		return gcerrors.NotFound
	case "PreconditionFailed":
		return gcerrors.FailedPrecondition
	case "":
		return gcerrors.Code(err)
	}
	return gcerrors.Unknown
}

// serviceCode is the code of an error of S3, empty for those of others.
func serviceCode(err error) string {
	var coded interface{ ErrorCode() string }
	if errors.As(err, &coded) {
		return coded.ErrorCode()
	}
	return ""
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
