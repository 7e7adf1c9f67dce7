package store

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// MemoryConfig tunes a Memory. The zero value is useful.
type MemoryConfig struct {
	// MaxBytes is what all artifacts together may hold. Puts that are under way
	// may hold as much again. Default no limit.
	MaxBytes int64
}

// Memory is a Store in the memory of the process: fast, and gone with it.
type Memory struct {
	config MemoryConfig

	mu       sync.RWMutex
	items    map[string]memoryItem
	used     int64
	underWay int64 // bytes of Puts that are not done
}

type memoryItem struct {
	info Info
	data []byte // never written again, so readers share it
}

// NewMemory returns an empty Memory.
func NewMemory(c MemoryConfig) *Memory {
	return &Memory{config: c, items: map[string]memoryItem{}}
}

// Put implements [Store]. It holds the new bytes in memory beside the old ones
// until it is done, and fails with ErrFull as soon as they exceed MaxBytes.
func (m *Memory) Put(ctx context.Context, key string, r io.Reader, o PutOptions) (Info, error) {
	if err := begin(ctx, "put", key); err != nil {
		return Info{}, err
	}
	if o.IfAbsent && m.has(key) { // spares reading; decided below
		return Info{}, fmt.Errorf("%w: %s", ErrExists, key)
	}
	in := newIntake(ctx, r)
	src := &memoryIntake{in: in, m: m}
	defer src.release()
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(src); err != nil {
		return Info{}, fail("put", key, err)
	}
	data := slices.Clip(buf.Bytes())
	item := memoryItem{data: data, info: Info{Key: key, Size: in.n, MediaType: o.MediaType,
		Modified: time.Now(), SHA256: in.sum()}}
	return item.info, m.commit(ctx, item, o)
}

// memoryIntake reads what a Put is given, as long as there is room.
type memoryIntake struct {
	in *intake
	m  *Memory
	n  int64
}

func (r *memoryIntake) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	r.n += int64(n)
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	r.m.underWay += int64(n)
	if max := r.m.config.MaxBytes; max > 0 && r.m.underWay > max {
		return n, fmt.Errorf("%w: what is being put exceeds %d bytes", ErrFull, max)
	}
	return n, err
}

func (r *memoryIntake) release() {
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	r.m.underWay -= r.n
}

func (m *Memory) has(key string) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	_, ok := m.items[key]
	return ok
}

func (m *Memory) commit(ctx context.Context, item memoryItem, o PutOptions) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := item.info.Key
	old, taken := m.items[key]
	if taken && o.IfAbsent {
		return fmt.Errorf("%w: %s", ErrExists, key)
	}
	used := m.used - old.info.Size + item.info.Size
	if m.config.MaxBytes > 0 && used > m.config.MaxBytes {
		return fmt.Errorf("%w: %s would make it %d of %d bytes", ErrFull, key, used, m.config.MaxBytes)
	}
	if ctx.Err() != nil {
		return fail("put", key, context.Cause(ctx))
	}
	m.items[key], m.used = item, used
	return nil
}

func (m *Memory) item(ctx context.Context, op, key string) (memoryItem, error) {
	if err := begin(ctx, op, key); err != nil {
		return memoryItem{}, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	it, ok := m.items[key]
	if !ok {
		return memoryItem{}, fail(op, key, fs.ErrNotExist)
	}
	return it, nil
}

// Open implements [Store].
func (m *Memory) Open(ctx context.Context, key string) (Reader, error) {
	it, err := m.item(ctx, "open", key)
	if err != nil {
		return nil, err
	}
	return &sectionReader{io.NewSectionReader(bytes.NewReader(it.data), 0, it.info.Size), nil}, nil
}

// Stat implements [Store].
func (m *Memory) Stat(ctx context.Context, key string) (Info, error) {
	it, err := m.item(ctx, "stat", key)
	return it.info, err
}

// List implements [Store].
func (m *Memory) List(ctx context.Context, prefix string) ([]Info, error) {
	if ctx.Err() != nil {
		return nil, fail("list", prefix, context.Cause(ctx))
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	var infos []Info
	for _, k := range slices.Sorted(maps.Keys(m.items)) {
		if strings.HasPrefix(k, prefix) {
			infos = append(infos, m.items[k].info)
		}
	}
	return infos, nil
}

// Delete implements [Store].
func (m *Memory) Delete(ctx context.Context, key string) error {
	if err := begin(ctx, "delete", key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.used -= m.items[key].info.Size
	delete(m.items, key)
	return nil
}

// sectionReader is a Reader over a part of something that close releases.
type sectionReader struct {
	*io.SectionReader
	close func() error
}

// Close releases what the reader reads from. A second call does nothing.
func (r *sectionReader) Close() error {
	if r.close == nil {
		return nil
	}
	f := r.close
	r.close = nil
	return f()
}
