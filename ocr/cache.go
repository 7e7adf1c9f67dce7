package ocr

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
	"slices"
	"sync"

	"github.com/docket-go/docket/layout"
)

// Cache makes an engine that keeps the pages it read last, up to so many, and
// returns a copy where the same pixels are to be read again with the same
// options. Progress is not reported then.
func Cache(e Engine, pages int) Engine {
	c := &cached{Engine: e, size: max(1, pages), pages: map[cacheKey]*Page{}}
	return c
}

type cacheKey [sha256.Size]byte

type cached struct {
	Engine
	size int

	mu    sync.Mutex
	pages map[cacheKey]*Page
	used  []cacheKey // least recently used first
}

func (c *cached) Recognize(ctx context.Context, in Image, o Options) (*Page, error) {
	if in.Pix == nil || ctx.Err() != nil {
		return c.Engine.Recognize(ctx, in, o)
	}
	key := keyOf(in, o)
	c.mu.Lock()
	p := c.pages[key]
	if p != nil {
		c.touch(key)
	}
	c.mu.Unlock()
	if p != nil {
		return p.clone(), nil
	}
	p, err := c.Engine.Recognize(ctx, in, o)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[key] = p.clone()
	c.touch(key)
	if len(c.used) > c.size {
		delete(c.pages, c.used[0])
		c.used = slices.Delete(c.used, 0, 1)
	}
	return p, nil
}

// Close forgets the pages and closes the engine; calls afterwards get its
// ErrClosed.
func (c *cached) Close() error {
	c.mu.Lock()
	clear(c.pages)
	c.used = nil
	c.mu.Unlock()
	return c.Engine.Close()
}

func (c *cached) touch(k cacheKey) {
	c.used = append(slices.DeleteFunc(c.used, func(u cacheKey) bool { return u == k }), k)
}

// keyOf digests the pixels as the engines see them, and the options that change
// what is read.
func keyOf(in Image, o Options) cacheKey {
	h := sha256.New()
	b := in.Pix.Bounds()
	fmt.Fprintf(h, "%d %d %v %q %q %v %v %v\n", b.Dx(), b.Dy(), in.DPI, o.Languages, o.Layout, o.Regions, o.Upright, o.Chars)
	rows := func(kind string, pix []byte, stride, n int) {
		fmt.Fprintln(h, kind)
		for y := range b.Dy() {
			h.Write(pix[y*stride:][:n])
		}
	}
	switch m := in.Pix.(type) {
	case *image.Gray:
		if !b.Empty() {
			rows("grey", m.Pix[m.PixOffset(b.Min.X, b.Min.Y):], m.Stride, b.Dx())
		}
	case *image.NRGBA:
		if !b.Empty() {
			rows("colour", m.Pix[m.PixOffset(b.Min.X, b.Min.Y):], m.Stride, 4*b.Dx())
		}
	default:
		fmt.Fprintln(h, "other")
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				r, g, bl, a := in.Pix.At(x, y).RGBA()
				var px [8]byte
				binary.LittleEndian.PutUint64(px[:], uint64(r)|uint64(g)<<16|uint64(bl)<<32|uint64(a)<<48)
				h.Write(px[:])
			}
		}
	}
	return cacheKey(h.Sum(nil))
}

// clone copies p so that changes to one do not show in the other.
func (p *Page) clone() *Page {
	q := *p
	q.Warnings = slices.Clone(p.Warnings)
	q.Lines = slices.Clone(p.Lines)
	for i := range q.Lines {
		words := slices.Clone(q.Lines[i].Words)
		for k := range words {
			words[k].Chars = append([]layout.Char(nil), words[k].Chars...)
		}
		q.Lines[i].Words = words
	}
	return &q
}
