package onnx

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Errors that callers branch on.
var (
	// ErrCorrupt means that the model is damaged or contradicts itself.
	ErrCorrupt = errors.New("onnx: corrupt model")
	// ErrUnsupported means that the model uses what this package does not run.
	ErrUnsupported = errors.New("onnx: unsupported model")
	// ErrSize means that the network cannot take an image of this size.
	ErrSize = errors.New("onnx: unusable input size")
)

// A Session is a loaded model. It is immutable but for its caches and safe for
// concurrent use; each running call holds an arena of its own.
type Session struct {
	g *graph

	mu     sync.Mutex
	pack   map[string]packed
	plans  []sizedPlan // most recently used last
	arenas []*arena    // idle ones
}

type sizedPlan struct {
	w, h int
	p    *plan
}

const (
	maxPlans  = 16
	maxPixels = 1 << 24
	maxSide   = 1 << 14
)

// Load reads an ONNX model. The error matches ErrCorrupt or ErrUnsupported.
func Load(model []byte) (*Session, error) {
	g, err := parseModel(model)
	if err != nil {
		return nil, err
	}
	g.fuse()
	g.fusePyramids()
	g.pairTransposed()
	g.hoist()
	return &Session{g: g, pack: map[string]packed{}}, nil
}

// An Input is an image for the network.
type Input struct {
	W, H int // pixels
	// Row writes row y as W pixels of four values: the input channels, then
	// zeros.
	Row func(y int, dst []float32)
}

// A Map is the output of the network: one channel, row by row.
type Map struct {
	W, H int
	Pix  []float32
}

// Run computes the network's output for in. It reuses the memory of out.Pix.
// The error matches ErrSize, ErrCorrupt, ErrUnsupported or ctx's, which is
// looked at between the layers.
func (s *Session) Run(ctx context.Context, in Input, out *Map) error {
	p, err := s.plan(in.W, in.H)
	if err != nil {
		return err
	}
	mem := s.arena(p.size)
	defer s.release(mem)
	a := mem.f[:p.size]
	if p.first != nil {
		if err := p.first.run(ctx, a, in); err != nil {
			return err
		}
	} else {
		f := p.in.of(a)
		p.in.border(f)
		for y := range in.H {
			in.Row(y, f[p.in.pix(y, 0):][:4*in.W])
		}
	}
	for _, step := range p.steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		step(a)
	}
	out.W, out.H = p.out.w, p.out.h
	out.Pix = append(out.Pix[:0], p.out.of(a)[:p.out.w*p.out.h]...)
	return nil
}

// ArenaBytes returns the memory that a run on an image of w x h pixels takes.
func (s *Session) ArenaBytes(w, h int) (int, error) {
	p, err := s.plan(w, h)
	if err != nil {
		return 0, err
	}
	return 4 * p.size, nil
}

func (s *Session) plan(w, h int) (*plan, error) {
	if w < 1 || h < 1 || w > maxSide || h > maxSide || w*h > maxPixels {
		return nil, fmt.Errorf("%w: %dx%d pixels", ErrSize, w, h)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, sp := range s.plans {
		if sp.w == w && sp.h == h {
			s.plans = append(append(s.plans[:i], s.plans[i+1:]...), sp)
			return sp.p, nil
		}
	}
	p, err := s.compile(w, h)
	if err != nil {
		return nil, err
	}
	if len(s.plans) == maxPlans {
		s.plans = append(s.plans[:0], s.plans[1:]...)
	}
	s.plans = append(s.plans, sizedPlan{w, h, p})
	return p, nil
}

// arena takes an idle arena that is large enough, or makes one in place of an
// idle one that is too small.
func (s *Session) arena(size int) *arena {
	s.mu.Lock()
	for i, a := range s.arenas {
		if len(a.f) >= size {
			s.arenas = append(s.arenas[:i], s.arenas[i+1:]...)
			s.mu.Unlock()
			return a
		}
	}
	if n := len(s.arenas); n > 0 {
		s.arenas[n-1] = nil
		s.arenas = s.arenas[:n-1]
	}
	s.mu.Unlock()
	return newArena(size)
}

func (s *Session) release(a *arena) {
	s.mu.Lock()
	s.arenas = append(s.arenas, a)
	s.mu.Unlock()
}

// Trim frees the memory of idle arenas.
func (s *Session) Trim() {
	s.mu.Lock()
	s.arenas = nil
	s.mu.Unlock()
}
