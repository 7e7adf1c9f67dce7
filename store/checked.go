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

// Checked returns s with readers that notice changed bytes: reading an artifact
// from its start to its end gives ErrCorrupt in the place of io.EOF where the
// sum is not the one of Stat. Reading parts of it is not checked.
func Checked(s Store) Store { return &checked{s} }

type checked struct{ Store }

func (c *checked) Open(ctx context.Context, key string) (Reader, error) {
	// A Put may come between the two calls; then the sum is that of other
	// bytes, and both are done again.
	for range 10 {
		before, err := c.Stat(ctx, key)
		if err != nil {
			return nil, err
		}
		r, err := c.Store.Open(ctx, key)
		if err != nil {
			return nil, err
		}
		after, err := c.Stat(ctx, key)
		if err == nil && before == after {
			return &checkedReader{Reader: r, key: key, want: before.SHA256, sum: sha256.New()}, nil
		}
		if e := r.Close(); e != nil {
			return nil, fail("open", key, e)
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, fail("open", key, errors.New("it changes all the time"))
}

type checkedReader struct {
	Reader
	key  string
	want string
	sum  hash.Hash
	at   int64
	n    int64 // bytes summed, from the start without a gap
}

func (c *checkedReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if c.at == c.n {
		c.sum.Write(p[:n])
		c.n += int64(n)
	}
	c.at += int64(n)
	if err == io.EOF && c.at == c.n && c.want != "" && hex.EncodeToString(c.sum.Sum(nil)) != c.want {
		return n, fmt.Errorf("%w: %s has another sum", ErrCorrupt, c.key)
	}
	return n, err
}

func (c *checkedReader) Seek(offset int64, whence int) (int64, error) {
	at, err := c.Reader.Seek(offset, whence)
	if err == nil {
		c.at = at
		if at == 0 {
			c.sum.Reset()
			c.n = 0
		}
	}
	return at, err
}

// Verify reads all artifacts below prefix and returns the keys of those whose
// bytes are not what was put. What is deleted meanwhile does not count.
func Verify(ctx context.Context, s Store, prefix string) (corrupt []string, err error) {
	infos, err := s.List(ctx, prefix)
	if err != nil && !errors.Is(err, ErrCorrupt) {
		return nil, err
	}
	c := Checked(s)
	for _, i := range infos {
		r, err := c.Open(ctx, i.Key)
		if err == nil {
			_, err = io.Copy(io.Discard, newIntake(ctx, r))
			err = errors.Join(err, r.Close())
		}
		switch {
		case errors.Is(err, ErrCorrupt):
			corrupt = append(corrupt, i.Key)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return corrupt, err
		}
	}
	return corrupt, nil
}
