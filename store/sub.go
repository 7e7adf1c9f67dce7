package store

import (
	"context"
	"io"
	"strings"
)

// Sub returns the part of s whose keys begin with prefix and a slash, as a
// store of its own whose keys lack them. It fails with ErrKey where prefix is
// no valid key.
func Sub(s Store, prefix string) (Store, error) {
	if !ValidKey(prefix) {
		return nil, ErrKey
	}
	return &sub{s: s, prefix: prefix + "/"}, nil
}

type sub struct {
	s      Store
	prefix string
}

func (s *sub) info(i Info) Info {
	i.Key = strings.TrimPrefix(i.Key, s.prefix)
	return i
}

func (s *sub) Put(ctx context.Context, key string, r io.Reader, o PutOptions) (Info, error) {
	i, err := s.s.Put(ctx, s.prefix+key, r, o)
	return s.info(i), err
}

func (s *sub) Open(ctx context.Context, key string) (Reader, error) {
	return s.s.Open(ctx, s.prefix+key)
}

func (s *sub) Stat(ctx context.Context, key string) (Info, error) {
	i, err := s.s.Stat(ctx, s.prefix+key)
	return s.info(i), err
}

func (s *sub) List(ctx context.Context, prefix string) ([]Info, error) {
	infos, err := s.s.List(ctx, s.prefix+prefix)
	for i := range infos {
		infos[i] = s.info(infos[i])
	}
	return infos, err
}

func (s *sub) Delete(ctx context.Context, key string) error { return s.s.Delete(ctx, s.prefix+key) }
