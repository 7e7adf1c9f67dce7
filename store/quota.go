package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
)

// Quota is a Store that keeps the artifacts of another one below a number of
// bytes. It counts what goes through it: all writers have to use the same
// Quota.
type Quota struct {
	Store
	max int64

	mu   sync.Mutex
	used int64
	busy map[string]*keyLock
}

type keyLock struct {
	sync.Mutex
	users int
}

// NewQuota returns s with a limit of max bytes over all artifacts, of which
// those that are there already count.
func NewQuota(ctx context.Context, s Store, max int64) (*Quota, error) {
	if max <= 0 {
		return nil, errors.New("store: a quota needs a positive number of bytes")
	}
	infos, err := s.List(ctx, "")
	if err != nil {
		return nil, err
	}
	q := &Quota{Store: s, max: max, busy: map[string]*keyLock{}}
	for _, i := range infos {
		q.used += i.Size
	}
	return q, nil
}

// Used returns the bytes in use, those of running Puts included.
func (q *Quota) Used() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.used
}

// Put implements [Store]. It fails with ErrFull as soon as the bytes read
// exceed what is left; bytes that it replaces are free once it is done.
func (q *Quota) Put(ctx context.Context, key string, r io.Reader, o PutOptions) (Info, error) {
	defer q.lock(key)()
	old, err := q.Stat(ctx, key)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, ErrCorrupt) {
		return Info{}, err
	}
	taken := &quotaReader{r: r, q: q}
	info, err := q.Store.Put(ctx, key, taken, o)
	if err != nil {
		q.add(-taken.n)
		return Info{}, err
	}
	q.add(-old.Size)
	return info, nil
}

// Delete implements [Store].
func (q *Quota) Delete(ctx context.Context, key string) error {
	defer q.lock(key)()
	old, err := q.Stat(ctx, key)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, ErrCorrupt) {
		return err
	}
	if err := q.Store.Delete(ctx, key); err != nil {
		return err
	}
	q.add(-old.Size)
	return nil
}

// lock keeps two writers of one key apart, so that what one replaces is
// counted once.
func (q *Quota) lock(key string) (unlock func()) {
	q.mu.Lock()
	l := q.busy[key]
	if l == nil {
		l = &keyLock{}
		q.busy[key] = l
	}
	l.users++
	q.mu.Unlock()
	l.Lock()
	return func() {
		l.Unlock()
		q.mu.Lock()
		defer q.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(q.busy, key)
		}
	}
}

func (q *Quota) add(n int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.used += n
}

// quotaReader takes from the quota what it reads.
type quotaReader struct {
	r io.Reader
	q *Quota
	n int64
}

func (t *quotaReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.q.mu.Lock()
	defer t.q.mu.Unlock()
	t.q.used += int64(n)
	t.n += int64(n)
	if t.q.used > t.q.max {
		return n, fmt.Errorf("%w: more than %d bytes", ErrFull, t.q.max)
	}
	return n, err
}
