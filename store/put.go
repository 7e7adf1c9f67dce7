package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
)

// Bytes returns the whole artifact under key, and ErrFull where it is longer
// than limit; a limit of 0 stands for 1 GiB.
func Bytes(ctx context.Context, s Store, key string, limit int64) ([]byte, error) {
	if limit <= 0 {
		limit = 1 << 30
	}
	r, err := s.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("store: size of %s: %w", key, err)
	}
	if size > limit {
		return nil, fmt.Errorf("store: %s has %d bytes, limit %d: %w", key, size, limit, ErrFull)
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), b); err != nil {
		return nil, fmt.Errorf("store: read %s: %w", key, err)
	}
	return b, nil
}

// intake reads what a Put is given: it stops when the context ends, counts,
// and sums.
type intake struct {
	ctx  context.Context
	r    io.Reader
	hash hash.Hash
	n    int64
}

func newIntake(ctx context.Context, r io.Reader) *intake {
	return &intake{ctx: ctx, r: r, hash: sha256.New()}
}

func (in *intake) Read(p []byte) (int, error) {
	if err := in.ctx.Err(); err != nil {
		return 0, context.Cause(in.ctx)
	}
	n, err := in.r.Read(p)
	in.hash.Write(p[:n])
	in.n += int64(n)
	return n, err
}

func (in *intake) sum() string { return hex.EncodeToString(in.hash.Sum(nil)) }

// begin checks what every method checks first.
func begin(ctx context.Context, op, key string) error {
	if ctx.Err() != nil {
		return fail(op, key, context.Cause(ctx))
	}
	if !ValidKey(key) {
		return fmt.Errorf("%w: %.80q", ErrKey, key)
	}
	return nil
}

// fail says which operation failed on which key. The name of a file below
// stays out: absence is the same error in every store.
func fail(op, key string, err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		err = pe.Err
	}
	return fmt.Errorf("store: %s %s: %w", op, key, err)
}

func isAbsent(err error) bool { return errors.Is(err, fs.ErrNotExist) }
