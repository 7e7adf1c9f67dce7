package cloud

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"sync"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/docket-go/docket/store"
)

// Stat implements store.Store.
func (s *Store) Stat(ctx context.Context, key string) (store.Info, error) {
	if err := begin(ctx, "stat", key); err != nil {
		return store.Info{}, err
	}
	a, err := s.bucket.Attributes(ctx, s.object(key))
	if err != nil {
		return store.Info{}, fail(ctx, "stat", key, err)
	}
	return info(key, a), nil
}

func info(key string, a *blob.Attributes) store.Info {
	i := store.Info{Key: key, Size: a.Size, MediaType: a.ContentType, Modified: a.ModTime, SHA256: a.Metadata[metaSum]}
	if media, ours := a.Metadata[metaMedia]; ours || i.SHA256 != "" {
		if m, err := url.QueryUnescape(media); err == nil {
			i.MediaType = m
		}
	}
	return i
}

// mark tells what was put at one time under a key from what was put there at
// another.
func mark(a *blob.Attributes) string {
	return fmt.Sprintf("%s %s %d %d", a.Metadata[metaMark], a.ETag, a.ModTime.UnixNano(), a.Size)
}

// List implements store.Store.
func (s *Store) List(ctx context.Context, prefix string) ([]store.Info, error) {
	if ctx.Err() != nil {
		return nil, fail(ctx, "list", prefix, ctx.Err())
	}
	keys, err := s.keys(ctx, prefix)
	if err != nil {
		return nil, fail(ctx, "list", prefix, err)
	}
	infos, err := s.describe(ctx, keys)
	if err != nil {
		return nil, fail(ctx, "list", prefix, err)
	}
	return infos, nil
}

// keys returns the keys that begin with prefix, in ascending order.
func (s *Store) keys(ctx context.Context, prefix string) ([]string, error) {
	var keys []string
	it := s.bucket.List(&blob.ListOptions{Prefix: s.object(prefix)})
	for {
		o, err := it.Next(ctx)
		if errors.Is(err, io.EOF) {
			slices.Sort(keys)
			return keys, nil
		}
		if err != nil {
			return nil, err
		}
		if key, ok := s.key(o.Key); ok {
			keys = append(keys, key)
		}
	}
}

// describe asks for the attributes of many keys at a time. What is deleted
// meanwhile is left out.
func (s *Store) describe(ctx context.Context, keys []string) ([]store.Info, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	infos := make([]store.Info, len(keys))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(s.config.Parallel, len(keys)) {
		wg.Go(func() {
			for i := range next {
				a, err := s.bucket.Attributes(ctx, s.object(keys[i]))
				switch {
				case err == nil:
					infos[i] = info(keys[i], a)
				case codeOf(err) != gcerrors.NotFound:
					cancel(err)
				}
			}
		})
	}
	for i := range keys {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	wg.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return slices.DeleteFunc(infos, func(i store.Info) bool { return i.Key == "" }), nil
}
