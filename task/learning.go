package task

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/store"
)

const (
	memoryPrefix  = "memory/"
	memoryOwners  = 64     // whose memory is held at once; others are read again
	memoryEntries = 20_000 // of one owner; the oldest go first, as in extract.Memory
)

// learnt is what was learnt from corrections, for each owner of tasks apart:
// one small artifact a corrected document in the Store, so that several
// processes can learn at once and nothing of the one is lost in the other.
type learnt struct {
	store store.Store
	fixed *extract.Memory // of Config.Memory, for all owners

	mu     sync.Mutex
	owners map[string]*ownerMemory
}

// ownerMemory is the memory of one owner, as far as it was read.
type ownerMemory struct {
	prefix string
	used   time.Time

	mu     sync.Mutex
	memory *extract.Memory
	seen   string              // the revision that was read last
	keys   map[string]keptItem // what was read, by key
}

type keptItem struct {
	id  string // of the document
	sum string
}

// of returns the memory of an owner as it stands now.
func (l *learnt) of(ctx context.Context, owner string) (*extract.Memory, error) {
	if l.fixed != nil {
		return l.fixed, nil
	}
	o := l.owner(owner)
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.memory, l.refresh(ctx, o)
}

func (l *learnt) owner(name string) *ownerMemory {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := l.owners[name]
	if o == nil {
		if l.owners == nil {
			l.owners = map[string]*ownerMemory{}
		}
		if len(l.owners) >= memoryOwners {
			oldest := ""
			for n, x := range l.owners {
				if oldest == "" || x.used.Before(l.owners[oldest].used) {
					oldest = n
				}
			}
			delete(l.owners, oldest)
		}
		sum := sha256.Sum256([]byte(name))
		o = &ownerMemory{prefix: fmt.Sprintf("%s%x/", memoryPrefix, sum[:8]), memory: &extract.Memory{}, keys: map[string]keptItem{}}
		l.owners[name] = o
	}
	o.used = time.Now()
	return o
}

// refresh reads what others have changed. o.mu is held.
func (l *learnt) refresh(ctx context.Context, o *ownerMemory) error {
	info, err := l.store.Stat(ctx, o.revision())
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nobody has learnt anything
	}
	if err != nil || info.SHA256 != "" && info.SHA256 == o.seen {
		return err
	}
	infos, err := l.store.List(ctx, o.prefix)
	if err != nil {
		return err
	}
	infos = slices.DeleteFunc(infos, func(i store.Info) bool { return i.Key == o.revision() })
	slices.SortStableFunc(infos, func(a, b store.Info) int { return a.Modified.Compare(b.Modified) })
	for len(infos) > memoryEntries {
		if err := l.store.Delete(ctx, infos[0].Key); err != nil {
			return err
		}
		infos = infos[1:]
	}
	gone := map[string]bool{}
	for k := range o.keys {
		gone[k] = true
	}
	for _, i := range infos {
		delete(gone, i.Key)
		if old, ok := o.keys[i.Key]; ok && old.sum == i.SHA256 {
			continue
		}
		if err := l.read(ctx, o, i); err != nil {
			return err
		}
	}
	for k := range gone {
		if _, err := o.memory.Forget(ctx, o.keys[k].id); err != nil {
			return err
		}
		delete(o.keys, k)
	}
	o.seen = info.SHA256
	return nil
}

// read takes one artifact into the memory.
func (l *learnt) read(ctx context.Context, o *ownerMemory, i store.Info) error {
	b, err := store.Bytes(ctx, l.store, i.Key, maxResult)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // forgotten meanwhile
	}
	if err != nil {
		return err
	}
	items, err := splitMemory(b)
	if err != nil || len(items) != 1 {
		return Errorf(Internal, "%s is no memory of one document: %v", i.Key, err)
	}
	if err := o.memory.Import(b); err != nil {
		return err
	}
	for id := range items {
		o.keys[i.Key] = keptItem{id, i.SHA256}
	}
	return nil
}

// splitMemory cuts what Memory.Export returns into documents, by their ID.
func splitMemory(data []byte) (map[string]json.RawMessage, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, err
	}
	out := map[string]json.RawMessage{}
	for _, item := range list {
		var named struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(item, &named); err != nil {
			return nil, err
		}
		out[named.ID] = item
	}
	return out, nil
}

// add keeps documents that were learnt, as Memory.Export returns them.
func (l *learnt) add(ctx context.Context, owner string, data []byte) error {
	if l.fixed != nil {
		return l.fixed.Import(data)
	}
	items, err := splitMemory(data)
	if err != nil {
		return invalid("memory", "%v", err)
	}
	if err := (&extract.Memory{}).Import(data); err != nil {
		return invalid("memory", "%v", err)
	}
	o := l.owner(owner)
	for id, item := range items {
		if _, err := l.store.Put(ctx, o.key(id), strings.NewReader("["+string(item)+"]"), store.PutOptions{MediaType: "application/json"}); err != nil {
			return err
		}
	}
	return l.changed(ctx, o)
}

// learn remembers the values of a document as they are now.
func (l *learnt) learn(ctx context.Context, owner, id string, doc *layout.Document, r *extract.Result) error {
	values := map[string]string{}
	for field, v := range r.Values {
		values[field] = v.Norm
	}
	if l.fixed != nil {
		return l.fixed.Learn(ctx, id, doc, values)
	}
	one := &extract.Memory{}
	if err := one.Learn(ctx, id, doc, values); err != nil {
		return err
	}
	data, err := one.Export()
	if err != nil {
		return err
	}
	return l.add(ctx, owner, data)
}

// forget removes documents from the memory of an owner and from the Store:
// those of a task, or else of a supplier.
func (l *learnt) forget(ctx context.Context, owner, what string) (int, error) {
	m, err := l.of(ctx, owner)
	if err != nil {
		return 0, err
	}
	before, err := documents(m)
	if err != nil {
		return 0, err
	}
	gone := 0
	for id := range before {
		if id != what && !(ID(what).Valid() && strings.HasPrefix(id, what+"-")) {
			continue
		}
		n, err := m.Forget(ctx, id)
		if gone += n; err != nil {
			return gone, err
		}
	}
	if gone == 0 {
		if gone, err = m.Forget(ctx, what); err != nil {
			return gone, err
		}
	}
	if gone == 0 || l.fixed != nil {
		return gone, nil
	}
	left, err := documents(m)
	if err != nil {
		return gone, err
	}
	o := l.owner(owner)
	o.mu.Lock()
	defer o.mu.Unlock()
	for id := range before {
		if _, ok := left[id]; ok {
			continue
		}
		if err := l.store.Delete(ctx, o.key(id)); err != nil {
			return gone, err
		}
		delete(o.keys, o.key(id))
	}
	return gone, l.changed(ctx, o)
}

// documents lists what a memory holds by the ID of the document.
func documents(m *extract.Memory) (map[string]json.RawMessage, error) {
	data, err := m.Export()
	if err != nil {
		return nil, err
	}
	return splitMemory(data)
}

// changed makes every process that uses the memory look again, this one too.
func (l *learnt) changed(ctx context.Context, o *ownerMemory) error {
	_, err := l.store.Put(ctx, o.revision(), bytes.NewReader([]byte(rand.Text())), store.PutOptions{})
	return err
}

func (o *ownerMemory) revision() string { return o.prefix + "revision" }

func (o *ownerMemory) key(id string) string {
	sum := sha256.Sum256([]byte(id))
	return fmt.Sprintf("%sdocument-%x.json", o.prefix, sum[:16])
}

// memory is what Extract learns from. That it cannot be read does not keep a
// document from being read.
func (e *Env) memory(ctx context.Context) *extract.Memory {
	m, err := e.m.learnt.of(ctx, e.record.Owner)
	if err != nil {
		e.logger.Warn("task: cannot read what was learnt from corrections", "err", err)
	}
	return m
}

// ExportMemory returns all that Correct has learnt from the tasks of an owner,
// as JSON.
func (m *Manager) ExportMemory(ctx context.Context, owner string) ([]byte, error) {
	mem, err := m.learnt.of(ctx, owner)
	if err != nil {
		return nil, AsError(err)
	}
	b, err := mem.Export()
	return b, asError(err)
}

// ImportMemory adds what ExportMemory returned to what is known for an owner.
// Documents that are known already are replaced.
func (m *Manager) ImportMemory(ctx context.Context, owner string, data []byte) error {
	return asError(m.learnt.add(ctx, owner, data))
}

// Forget removes what was learnt for an owner from one task, by its ID, or from
// all documents of a supplier, by its name, and returns how many documents
// those were.
func (m *Manager) Forget(ctx context.Context, owner, taskOrSupplier string) (int, error) {
	n, err := m.learnt.forget(ctx, owner, taskOrSupplier)
	return n, asError(err)
}
