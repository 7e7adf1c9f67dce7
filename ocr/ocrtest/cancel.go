package ocrtest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/docket-go/docket/ocr"
)

func (s *suite) cancel(t *testing.T) {
	p := Letter()
	img, _, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.e.Recognize(ctx, img, ocr.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: error %v", err)
	}
	start := time.Now()
	if _, err := s.e.Recognize(t.Context(), img, ocr.Options{}); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)
	slow := slowness()
	for _, share := range []time.Duration{10, 3, 2} {
		ctx, cancel := context.WithTimeout(t.Context(), whole/share/2)
		_, err := s.e.Recognize(ctx, img, ocr.Options{})
		late := time.Duration(0)
		if d, ok := ctx.Deadline(); ok {
			late = time.Since(d)
		}
		cancel()
		limit := time.Second
		if late > limit {
			limit = time.Duration(max(slow, slowness()) * float64(limit))
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) || late > limit {
			t.Errorf("deadline after %v of %v: error %v, %v late", whole/share/2, whole, err, late)
		}
	}
}

// slowness is how many times as long as alone on the machine this process takes
// for its work now. Pieces of work so short that most are not interrupted tell
// what the work itself takes; all of them together, what it takes with the
// waiting. What must happen within a second does so on a machine that is shared
// if it takes no more of the processor.
func slowness() float64 {
	const probe = 100 * time.Millisecond
	var pieces []time.Duration
	start := time.Now()
	x := uint64(1)
	for last := start; last.Sub(start) < probe; {
		for range 10_000 {
			x = x*6364136223846793005 + 1442695040888963407
		}
		now := time.Now()
		pieces = append(pieces, now.Sub(last))
		last = now
	}
	all := time.Since(start)
	if x == 0 { // never: it keeps the loop from being left out
		return 1
	}
	slices.Sort(pieces)
	return max(1, float64(all)/float64(len(pieces))/float64(max(1, pieces[len(pieces)/2])))
}
