package task

import (
	"context"
	"slices"
	"sync"
)

// NewMemory returns the Backend that forgets everything when the process ends.
func NewMemory() Backend {
	b, err := NewLocal(&memTable{records: map[ID]Record{}, keys: map[[2]string]ID{}})
	if err != nil {
		panic(err) // cannot be: reading an empty memTable does not fail
	}
	return b
}

// memTable is a Table in memory.
type memTable struct {
	mu      sync.RWMutex
	records map[ID]Record
	order   []ID // ascending
	keys    map[[2]string]ID
}

func (t *memTable) Apply(put []Record, del []ID) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range del {
		t.remove(id)
	}
	for _, r := range put {
		if _, ok := t.records[r.ID]; !ok {
			i, _ := slices.BinarySearch(t.order, r.ID)
			t.order = slices.Insert(t.order, i, r.ID)
		}
		t.records[r.ID] = r
		k := [2]string{r.Owner, r.Key}
		if r.HoldsKey() {
			t.keys[k] = r.ID
		} else if t.keys[k] == r.ID {
			delete(t.keys, k)
		}
	}
	return nil
}

func (t *memTable) remove(id ID) {
	r, ok := t.records[id]
	if !ok {
		return
	}
	delete(t.records, id)
	if i, ok := slices.BinarySearch(t.order, id); ok {
		t.order = slices.Delete(t.order, i, i+1)
	}
	if k := [2]string{r.Owner, r.Key}; t.keys[k] == id {
		delete(t.keys, k)
	}
}

func (t *memTable) Get(_ context.Context, id ID) (Record, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	r, ok := t.records[id]
	if !ok {
		return Record{}, notFound(id)
	}
	return r.Clone(), nil
}

func (t *memTable) KeyHolder(_ context.Context, owner, key string) (Record, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	id, ok := t.keys[[2]string{owner, key}]
	if !ok {
		return Record{}, Errorf(NotFound, "no task with key %q", key)
	}
	return t.records[id].Clone(), nil
}

func (t *memTable) List(_ context.Context, q Query) ([]Record, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var out []Record
	for i := range t.order {
		id := t.order[i]
		if !q.Ascending {
			id = t.order[len(t.order)-1-i]
		}
		if q.After != "" && (q.Ascending && id <= q.After || !q.Ascending && id >= q.After) {
			continue
		}
		if r := t.records[id]; q.Matches(&r) {
			out = append(out, r.Clone())
			if len(out) == q.Limit {
				break
			}
		}
	}
	return out, nil
}

func (t *memTable) Count(_ context.Context, q Query) (map[State]int, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	n := map[State]int{}
	for _, r := range t.records {
		if q.Matches(&r) {
			n[r.State]++
		}
	}
	return n, nil
}

func (t *memTable) Close() error { return nil }
