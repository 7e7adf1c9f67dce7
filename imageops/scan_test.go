package imageops

import (
	"math"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

// lean is how far the middles of neighbouring words of a page lie above each
// other on average, as a share of their distance; at
// says where a point of the flat page is found.
func lean(p *scene.Page, at func(x, y float64) Point) float64 {
	sum, n := 0.0, 0.0
	for i := range p.Words[1:] {
		a, b := p.Words[i], p.Words[i+1]
		if b.Min.X < a.Max.X || math.Abs(float64(a.Max.Y-b.Max.Y)) > .02*p.DPI {
			continue // on another line
		}
		y := float64(a.Max.Y)
		l, r := at(float64(a.Min.X), y), at(float64(b.Max.X), y)
		sum += math.Abs(r.Y-l.Y) / math.Abs(r.X-l.X)
		n++
	}
	return sum / n
}

// TestScanBent scans photographs of pages that are not flat: lines come out
// straighter than a cut along four corners leaves them, and points are mapped back
// through both.
func TestScanBent(t *testing.T) {
	heavy(t)
	var before, after float64
	n := photoCount(2)
	for seed := range uint64(n) {
		p := scene.NewBentPhoto(*firstPhoto+40+seed, 1050, 1400, scene.CurvedOptions{})
		flat, err := Scan(p.Image, ScanOptions{NoDewarp: true})
		if err != nil || len(flat) != 1 {
			t.Fatalf("photo %d: %d documents, %v", seed, len(flat), err)
		}
		both, err := Scan(p.Image, ScanOptions{})
		if err != nil || len(both) != 1 {
			t.Fatalf("photo %d: %d documents, %v", seed, len(both), err)
		}
		in := func(s Scanned) func(x, y float64) Point {
			return func(x, y float64) Point {
				u, v := p.ToPhoto(x, y)
				q := s.FromSource(Point{u, v})
				if back := s.ToSource(q); side(back, Point{u, v}) > .5 {
					t.Errorf("photo %d: (%.1f, %.1f) comes back as %v", seed, u, v, back)
				}
				return q
			}
		}
		a, b := lean(p.Page, in(flat[0])), lean(p.Page, in(both[0]))
		t.Logf("photo %d: lean %.4f, straightened %.4f, bend %v", seed, a, b, both[0].Bend() != Bend{})
		before, after = before+a/float64(n), after+b/float64(n)
	}
	t.Logf("lean %.4f, straightened %.4f", before, after)
	if after > .6*before {
		t.Errorf("lines lean by %.4f, without being straightened by %.4f", after, before)
	}
}
