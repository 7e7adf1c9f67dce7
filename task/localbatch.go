package task

import (
	"context"
	"errors"
	"slices"
	"time"
)

// A batch stages changes on top of what is stored.
type batch struct {
	l    *local
	now  time.Time
	put  map[ID]*Record
	del  map[ID]bool
	ids  []ID // order of first touch
	keys map[[2]string]ID
}

func (b *batch) get(id ID) (Record, error) {
	if r, ok := b.put[id]; ok {
		return *r, nil
	}
	if b.del[id] {
		return Record{}, notFound(id)
	}
	b.l.mu.Lock()
	r, ok := b.l.live[id]
	b.l.mu.Unlock()
	if ok {
		return *r, nil
	}
	return b.l.table.Get(context.Background(), id)
}

// keyHolder looks at what is staged first, then at what is stored.
func (b *batch) keyHolder(owner, key string) (Record, error) {
	if id, ok := b.keys[[2]string{owner, key}]; ok {
		if r, err := b.get(id); err == nil && r.HoldsKey() {
			return r, nil
		}
	}
	r, err := b.l.table.KeyHolder(context.Background(), owner, key)
	if err != nil {
		return r, err
	}
	if r, err = b.get(r.ID); err == nil && !r.HoldsKey() {
		err = notFound(r.ID)
	}
	return r, err
}

// insert stages r unless its ID is taken.
func (b *batch) insert(r Record) error {
	_, err := b.get(r.ID)
	if err == nil {
		return nil
	}
	if !errors.Is(err, NotFound) {
		return err
	}
	r = r.Clone()
	r.Seq = max(r.Seq, 1)
	b.stage(r)
	return nil
}

func (b *batch) stage(r Record) {
	if _, ok := b.put[r.ID]; !ok {
		b.ids = append(b.ids, r.ID)
	}
	b.put[r.ID] = &r
	delete(b.del, r.ID)
	if r.Key != "" && r.HoldsKey() {
		b.keys[[2]string{r.Owner, r.Key}] = r.ID
	}
}

func (b *batch) delete(id ID) {
	delete(b.put, id)
	b.del[id] = true
}

// update stages r after change and what comes with it.
func (b *batch) update(r Record, change Change) (Record, error) {
	next, also, err := r.Apply(change, b.now)
	if err != nil {
		return r, err
	}
	for _, a := range also {
		if err := b.insert(a); err != nil {
			return r, err
		}
	}
	b.stage(next)
	return next, nil
}

// write makes the batch durable.
func (b *batch) write() error {
	if len(b.put) == 0 && len(b.del) == 0 {
		return nil
	}
	put := make([]Record, 0, len(b.put))
	for _, id := range b.ids {
		if r, ok := b.put[id]; ok {
			put = append(put, *r)
		}
	}
	del := make([]ID, 0, len(b.del))
	for id := range b.del {
		del = append(del, id)
	}
	slices.Sort(del)
	return b.l.table.Apply(put, del)
}

// progress stages p where the attempt is still under way.
func (b *batch) progress(id ID, attempt int, p Progress) error {
	r, err := b.get(id)
	if err != nil || r.State != Processing || r.Attempt != attempt {
		return err
	}
	_, err = b.update(r, func(r *Record) ([]Record, error) {
		r.Progress = p
		return nil, nil
	})
	return err
}
