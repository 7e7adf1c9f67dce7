package imageops

import (
	"fmt"
	"image"
	"math"
	"slices"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

// fewer is the first n cases of all where tests are to be short, as under the
// race detector, which makes them twenty times slower.
func fewer[T any](all []T, n int) []T {
	if testing.Short() {
		return all[:n]
	}
	return all
}

// overlap is the intersection over union of two boxes.
func overlap(a, b Rect) float64 {
	w, h := min(a.X1, b.X1)-max(a.X0, b.X0), min(a.Y1, b.Y1)-max(a.Y0, b.Y0)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / (a.Width()*a.Height() + b.Width()*b.Height() - w*h)
}

// sameLine reports whether a found line covers a drawn one.
func sameLine(found Ruling, drawn Rect, tolerance float64) bool {
	b := found.Box()
	if drawn.Width() > drawn.Height() {
		return found.Horizontal() && math.Abs((b.Y0+b.Y1)-(drawn.Y0+drawn.Y1)) < 2*tolerance+2 &&
			math.Abs(b.X0-drawn.X0) < 3*tolerance && math.Abs(b.X1-drawn.X1) < 3*tolerance
	}
	return !found.Horizontal() && math.Abs((b.X0+b.X1)-(drawn.X0+drawn.X1)) < 2*tolerance+2 &&
		math.Abs(b.Y0-drawn.Y0) < 3*tolerance && math.Abs(b.Y1-drawn.Y1) < 3*tolerance
}

func TestFindStructure(t *testing.T) {
	for _, dpi := range fewer([]float64{100, 150, 200, 300}, 1) {
		var lines, linesHit, linesFound, boxes, boxesHit, boxesFound, states, fills, fillsHit, fillsFound int
		for seed := range uint64(len(fewer([]int{0, 1, 2, 3}, 2))) {
			p := scene.NewPage(seed, 8.27, 11.69, dpi)
			s := FindStructure(p.Image, StructureOptions{DPI: dpi})
			linesFound, boxesFound, fillsFound = linesFound+len(s.Rulings), boxesFound+len(s.Checkboxes), fillsFound+len(s.Fills)
			for _, l := range p.Lines {
				lines++
				for _, r := range s.Rulings {
					if sameLine(r, rectOf(l), dpi/40) {
						linesHit++
						break
					}
				}
			}
			for i, b := range p.Boxes {
				boxes++
				for _, c := range s.Checkboxes {
					if overlap(c.Box, rectOf(b)) > .7 {
						boxesHit++
						if c.Checked == p.Marked[i] {
							states++
						}
						break
					}
				}
			}
			for _, b := range p.Fills {
				fills++
				for _, f := range s.Fills {
					if overlap(f.Box, rectOf(b)) > .6 {
						fillsHit++
						break
					}
				}
			}
		}
		t.Logf("%v dpi: lines %d/%d of %d found, checkboxes %d/%d of %d found, %d states right, fills %d/%d of %d found",
			dpi, linesHit, lines, linesFound, boxesHit, boxes, boxesFound, states, fillsHit, fills, fillsFound)
		if linesHit*100 < lines*98 || linesFound*100 > lines*103 {
			t.Errorf("%v dpi: lines: %d of %d, %d found", dpi, linesHit, lines, linesFound)
		}
		if boxesHit*100 < boxes*95 || states < boxesHit || boxesFound*100 > boxes*104 {
			t.Errorf("%v dpi: checkboxes: %d of %d, %d found, %d states right", dpi, boxesHit, boxes, boxesFound, states)
		}
		if fillsHit*100 < fills*90 || fillsFound > fills {
			t.Errorf("%v dpi: fills: %d of %d, %d found", dpi, fillsHit, fills, fillsFound)
		}
	}
}

func TestFindStructureOddImages(t *testing.T) {
	for _, size := range []image.Point{{0, 0}, {1, 1}, {3, 1000}, {1000, 3}, {70, 70}} {
		for name, img := range kinds(size.X, size.Y) {
			for _, dpi := range []float64{0, 1, 72, 5000, math.Inf(1), math.NaN()} {
				s := FindStructure(img, StructureOptions{DPI: dpi, Words: []Rect{{-5, -5, 1e9, 1e9}}})
				if size.X == 0 && len(s.Rulings)+len(s.Fills)+len(s.Checkboxes) > 0 {
					t.Errorf("%s: %+v in an empty image", name, s)
				}
			}
			StrokeWidths(img, []Rect{{}, {-10, -10, 1e6, 1e6}, {1, 1, 2, 2}, {5, 5, 1, 1}})
		}
	}
}

// Bold words have a wider pen than regular ones of the same size, at any
// resolution.
func TestStrokeWidths(t *testing.T) {
	for _, dpi := range fewer([]float64{100, 200, 300}, 1) {
		var regular, bold []float64
		for seed := range uint64(2) {
			p := scene.NewPage(seed, 8.27, 11.69, dpi)
			var boxes []Rect
			for _, w := range p.Words {
				boxes = append(boxes, rectOf(w))
			}
			for i, v := range StrokeWidths(p.Image, boxes)[20:] { // behind the title
				if p.Bold[i+20] {
					bold = append(bold, v)
				} else {
					regular = append(regular, v)
				}
			}
		}
		right := 0
		limit := (mean(regular) + mean(bold)) / 2
		for _, v := range regular {
			if v < limit {
				right++
			}
		}
		for _, v := range bold {
			if v > limit {
				right++
			}
		}
		share := float64(right) / float64(len(regular)+len(bold))
		t.Logf("%v dpi: regular %.2f px, bold %.2f px, %.3f told apart", dpi, mean(regular), mean(bold), share)
		if share < .95 {
			t.Errorf("%v dpi: %.3f of the words are told apart", dpi, share)
		}
	}
}

func mean(v []float64) (m float64) {
	for _, x := range v {
		m += x / float64(len(v))
	}
	return m
}

func TestBitmap(t *testing.T) {
	g := noise(131, 77)
	b := inkOf(g)
	tr := b.transposed()
	n := 0
	for y := range 77 {
		var got []int
		b.runs(y, func(x0, x1 int) { got = append(got, x0, x1) })
		var want []int
		for x := 0; x <= 131; x++ {
			on := x < 131 && g.GrayAt(x, y).Y == 0
			if on != (len(want)%2 == 1) {
				want = append(want, x)
			}
			if x < 131 && (b.at(x, y) != on || tr.at(y, x) != on) {
				t.Fatalf("pixel %d,%d", x, y)
			}
			if on {
				n++
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("row %d: runs %v, want %v", y, got, want)
		}
	}
	if got := b.count(image.Rect(-5, -5, 500, 500)); got != n {
		t.Errorf("count = %d, want %d", got, n)
	}
	if got := b.count(image.Rect(64, 3, 128, 4)) + b.count(image.Rect(0, 3, 64, 4)) + b.count(image.Rect(128, 3, 131, 4)); got != b.count(image.Rect(0, 3, 131, 4)) {
		t.Errorf("counts of parts sum to %d", got)
	}
}

// The threshold of Binarize is the one of the formula.
func TestBinarize(t *testing.T) {
	g := ToGray(scene.NewPage(3, 2, 1.5, 100).Image)
	const win, k = 15, .3
	out := Binarize(g, BinarizeOptions{Window: win, K: k})
	w, h := g.Rect.Dx(), g.Rect.Dy()
	wrong := 0
	for y := range h {
		for x := range w {
			var n, s, q float64
			for j := max(0, y-win/2); j <= min(h-1, y+win/2); j++ {
				for i := max(0, x-win/2); i <= min(w-1, x+win/2); i++ {
					v := float64(g.GrayAt(i, j).Y)
					n, s, q = n+1, s+v, q+v*v
				}
			}
			m := s / n
			threshold := m * (1 + k*(math.Sqrt(max(0, q/n-m*m))/128-1))
			if white := out.GrayAt(x, y).Y == 255; white != (float64(g.GrayAt(x, y).Y) > threshold) {
				wrong++
			}
		}
	}
	if wrong > w*h/1000 { // rounding on the threshold itself
		t.Errorf("%d of %d pixels differ", wrong, w*h)
	}
}

func benchmarkPage(b *testing.B) *image.Gray {
	b.Helper()
	return ToGray(scene.NewPage(1, 4000/350.0, 3000/350.0, 350).Image) // 12 megapixels
}

func BenchmarkBinarize(b *testing.B) {
	g := benchmarkPage(b)
	cpuLoop(b, func() { Binarize(g, BinarizeOptions{}) })
}

func BenchmarkFindStructure(b *testing.B) {
	g := benchmarkPage(b)
	cpuLoop(b, func() { FindStructure(g, StructureOptions{DPI: 350}) })
}

func quantileOf(v []float64, q float64) float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v[min(int(q*float64(len(v))), len(v)-1)]
}
