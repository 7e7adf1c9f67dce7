package dbnet

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/docket-go/docket/ocr/internal/onnx"
)

// A filled rectangle at any angle comes back grown by the unclip distance.
func TestBoxes(t *testing.T) {
	for _, degrees := range []float64{0, 2, -7, 30, 88} {
		m := &onnx.Map{W: 200, H: 160, Pix: make([]float32, 200*160)}
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		const halfW, halfH = 40.0, 8.0
		for i := range m.Pix {
			dx, dy := float64(i%m.W)-100, float64(i/m.W)-80
			if u, v := dx*cos+dy*sin, -dx*sin+dy*cos; math.Abs(u) <= halfW && math.Abs(v) <= halfH {
				m.Pix[i] = 0.9
			}
		}
		bs := boxes(m, Params{}.withDefaults(), 2, 2)
		if len(bs) != 1 {
			t.Fatalf("%v degrees: %d boxes", degrees, len(bs))
		}
		w, h := bs[0].Size()
		long, short := max(w, h), min(w, h)
		grown := 2 * 80 * 16 * 1.5 / (2 * (80 + 16))
		if math.Abs(long-2*(80+grown)) > 6 || math.Abs(short-2*(16+grown)) > 6 || bs[0].Score < 0.8 {
			t.Errorf("%v degrees: %.1f x %.1f, score %.2f", degrees, long, short, bs[0].Score)
		}
	}
}

// Pieces that touch at a corner are one; a U joined at its bottom is one.
func TestConnect(t *testing.T) {
	m := &onnx.Map{W: 8, H: 4, Pix: make([]float32, 32)}
	for _, p := range [][2]int{{0, 0}, {1, 1}, {4, 0}, {4, 1}, {4, 2}, {5, 2}, {6, 2}, {6, 1}, {6, 0}, {0, 3}} {
		m.Pix[p[1]*8+p[0]] = 1
	}
	runs := connect(m, 0.5)
	roots := map[int32]bool{}
	for i := range runs {
		roots[find(runs, int32(i))] = true
	}
	if len(roots) != 3 {
		t.Errorf("%d pieces, want 3", len(roots))
	}
}

// The resizer keeps flat images flat and the mean of any image, for grey and
// colour alike.
func TestResizer(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []image.Point{{64, 32}, {301, 97}, {13, 500}} {
		g, n := image.NewGray(image.Rectangle{Max: size}), image.NewNRGBA(image.Rectangle{Max: size})
		var sum float64
		for i := range g.Pix {
			v := uint8(r.IntN(256))
			g.Pix[i] = v
			sum += float64(v)
			copy(n.Pix[4*i:], []byte{v, v, v, 255})
		}
		for _, to := range []image.Point{{32, 32}, {96, 64}, {600, 160}} {
			var grey, colour []float32
			for _, c := range []struct {
				img image.Image
				out *[]float32
			}{{g, &grey}, {n, &colour}} {
				rs, err := newResizer(c.img, to)
				if err != nil {
					t.Fatal(err)
				}
				row := make([]float32, 4*to.X)
				for y := range to.Y {
					rs.row(y, row)
					*c.out = append(*c.out, row...)
				}
			}
			var mid float64
			for i := range grey {
				if math.Abs(float64(grey[i]-colour[i])) > 1e-4 {
					t.Fatalf("%v to %v: value %d is %v in grey, %v in colour", size, to, i, grey[i], colour[i])
				}
				if i%4 == 0 {
					mid += float64(grey[i]*deviation[0]+mean[0]) * 255
				}
			}
			if got, want := mid/float64(to.X*to.Y), sum/float64(len(g.Pix)); math.Abs(got-want) > 6 {
				t.Errorf("%v to %v: mean %.1f, want %.1f", size, to, got, want)
			}
		}
	}
}
