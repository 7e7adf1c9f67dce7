package imageops

import (
	"errors"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

func TestTransform(t *testing.T) {
	q := Quad{{10, 20}, {200, 5}, {220, 300}, {-5, 280}}
	tr := quadTransform(100, 50, q)
	for i, p := range []Point{{0, 0}, {100, 0}, {100, 50}, {0, 50}} {
		got := tr.Apply(p)
		if side(got, q[i]) > 1e-9 {
			t.Errorf("%v goes to %v, want %v", p, got, q[i])
		}
		if back := tr.Inverse().Apply(got); side(back, p) > 1e-9 {
			t.Errorf("%v comes back as %v", p, back)
		}
		if same := tr.Then(tr.Inverse()).Apply(p); side(same, p) > 1e-9 {
			t.Errorf("there and back: %v becomes %v", p, same)
		}
	}
}

// smooth is a picture whose value at any place is known.
func smooth(w, h int) (*image.NRGBA, func(p Point) float64) {
	f := func(p Point) float64 { return 128 + 60*math.Sin(p.X/23) + 60*math.Cos(p.Y/19) }
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(f(Point{float64(x) + .5, float64(y) + .5}) + .5)
			m.SetNRGBA(x, y, color.NRGBA{v, 255 - v, v / 2, 255})
		}
	}
	return m, f
}

// Every pixel of a warped image shows what ToSource says it shows.
func TestWarpShowsItsSource(t *testing.T) {
	img, f := smooth(400, 300)
	for _, q := range []Quad{
		{{0, 0}, {400, 0}, {400, 300}, {0, 300}},
		{{30, 40}, {350, 20}, {390, 280}, {10, 250}},
		{{150, 50}, {260, 60}, {390, 290}, {5, 280}},
		{{390, 280}, {10, 250}, {30, 40}, {350, 20}}, // upside down
	} {
		for _, src := range []image.Image{img, ToGray(img)} {
			out, err := Warp(src, q, WarpOptions{})
			if err != nil {
				t.Fatal(err)
			}
			b := out.Image.Bounds()
			g := ToNRGBA(out.Image)
			worst := 0.0
			for y := 2; y < b.Dy()-2; y += 3 {
				for x := 2; x < b.Dx()-2; x += 3 {
					p := out.ToSource(Point{float64(x) + .5, float64(y) + .5})
					if p.X < 1 || p.Y < 1 || p.X > 399 || p.Y > 299 {
						continue
					}
					want := f(p)
					if _, gray := src.(*image.Gray); gray {
						v := uint32(want + .5)
						want = float64(luma(v, 255-v, v/2))
					}
					worst = max(worst, math.Abs(float64(g.NRGBAAt(x, y).R)-want))
				}
			}
			if worst > 3 {
				t.Errorf("%v of %T: off by %.1f", q, src, worst)
			}
			for i, corner := range []Point{{0, 0}, {float64(b.Dx()), 0}, {float64(b.Dx()), float64(b.Dy())}, {0, float64(b.Dy())}} {
				if got := out.ToSource(corner); side(got, q[i]) > 1e-6 {
					t.Errorf("corner %v comes from %v, want %v", corner, got, q[i])
				}
				if got := out.FromSource(q[i]); side(got, corner) > 1e-6 {
					t.Errorf("%v goes to %v, want %v", q[i], got, corner)
				}
			}
		}
	}
}

func TestWarpFillsOutside(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 10, 10)) // black
	out, err := Warp(img, Quad{{-10, -10}, {20, -10}, {20, 20}, {-10, 20}}, WarpOptions{Width: 30, Height: 30, Fill: color.Gray{200}})
	if err != nil {
		t.Fatal(err)
	}
	for y := range 30 {
		for x := range 30 {
			want := uint8(200)
			if x >= 10 && x < 20 && y >= 10 && y < 20 {
				want = 0
			}
			if got := out.Image.(*image.Gray).GrayAt(x, y).Y; got != want {
				t.Fatalf("pixel %d,%d is %d, want %d", x, y, got, want)
			}
		}
	}
}

func TestWarpErrors(t *testing.T) {
	img := picture(20, 20)
	nan := math.NaN()
	for _, c := range []struct {
		name string
		img  image.Image
		q    Quad
		o    WarpOptions
		want error
	}{
		{"zero", img, Quad{}, WarpOptions{}, ErrQuad},
		{"line", img, Quad{{0, 0}, {1, 1}, {2, 2}, {3, 3}}, WarpOptions{}, ErrQuad},
		{"crossed", img, Quad{{0, 0}, {10, 10}, {10, 0}, {0, 10}}, WarpOptions{}, ErrQuad},
		{"counter-clockwise", img, Quad{{0, 0}, {0, 10}, {10, 10}, {10, 0}}, WarpOptions{}, ErrQuad},
		{"dent", img, Quad{{0, 0}, {10, 0}, {2, 2}, {0, 10}}, WarpOptions{}, ErrQuad},
		{"NaN", img, Quad{{nan, 0}, {10, 0}, {10, 10}, {0, 10}}, WarpOptions{}, ErrQuad},
		{"infinite", img, Quad{{0, 0}, {math.Inf(1), 0}, {10, 10}, {0, 10}}, WarpOptions{}, ErrQuad},
		{"huge", img, Quad{{0, 0}, {1e6, 0}, {1e6, 1e6}, {0, 1e6}}, WarpOptions{}, ErrTooLarge},
		{"limit", img, Quad{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, WarpOptions{MaxPixels: 99}, ErrTooLarge},
		{"empty", image.NewGray(image.Rectangle{}), Quad{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, WarpOptions{}, ErrEmpty},
	} {
		if _, err := Warp(c.img, c.q, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// The aspect of a sheet comes out right from whatever side the camera sees it.
func TestAspect(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 5))
	size := image.Pt(4000, 3000)
	var errs []float64
	for range 300 {
		aspect := .5 + rnd.Float64()
		q, ok := project(rnd, aspect, size)
		if !ok {
			continue
		}
		errs = append(errs, math.Abs(q.Aspect(size)/aspect-1))
	}
	p95 := quantileOf(errs, .95)
	t.Logf("%d views: mean error %.4f, 95 %% below %.4f", len(errs), mean(errs), p95)
	if mean(errs) > .01 || p95 > .05 || len(errs) < 200 {
		t.Errorf("%d views: mean error %.4f, 95 %% below %.4f", len(errs), mean(errs), p95)
	}
}

// project is a sheet of some aspect as a camera sees it from a random side.
func project(rnd *rand.Rand, aspect float64, size image.Point) (q Quad, ok bool) {
	f := (.8 + .6*rnd.Float64()) * float64(size.X)
	ax, ay, az := (rnd.Float64()-.5)*1.2, (rnd.Float64()-.5)*1.2, (rnd.Float64()-.5)*.4
	for i, c := range [4]Point{{-aspect, -1}, {aspect, -1}, {aspect, 1}, {-aspect, 1}} {
		x, y, z := c.X*math.Cos(az)-c.Y*math.Sin(az), c.X*math.Sin(az)+c.Y*math.Cos(az), 0.0
		y, z = y*math.Cos(ax)-z*math.Sin(ax), y*math.Sin(ax)+z*math.Cos(ax)
		x, z = x*math.Cos(ay)+z*math.Sin(ay), -x*math.Sin(ay)+z*math.Cos(ay)
		z += 3.2
		q[i] = Point{f*x/z + float64(size.X)/2, f*y/z + float64(size.Y)/2}
	}
	return q, convex(q)
}

func TestRotateFree(t *testing.T) {
	img := picture(60, 40)
	for _, degrees := range []float64{0, 90, 180, 270, -90, 360} {
		out := RotateFree(img, degrees, nil)
		if d := rms(t, out.Image, Rotate(img, int(degrees))); d > 1 {
			t.Errorf("%v degrees: off by %.2f", degrees, d)
		}
	}
	out := RotateFree(img, 33, nil)
	p := out.FromSource(Point{0, 0})
	if p.X < -.01 || p.Y < -.01 || side(out.ToSource(p), Point{}) > 1e-6 {
		t.Errorf("the corner goes to %v", p)
	}
	for _, degrees := range []float64{math.NaN(), math.Inf(1)} {
		if got := RotateFree(img, degrees, nil).Image.Bounds(); got != img.Rect {
			t.Errorf("%v degrees: %v", degrees, got)
		}
	}
}

// Pages turned by a known angle: the estimate is within .03 degrees in the
// median and rarely off by more than a tenth.
func TestEstimateSkew(t *testing.T) {
	heavy(t)
	rnd := rand.New(rand.NewPCG(9, 9))
	var errs []float64
	for seed := range uint64(24) {
		page := ToGray(scene.NewPage(seed, 8.27, 11.69, 100).Image)
		if seed%4 == 3 {
			page = ToGray(Scale(page, page.Rect.Dx()*2/3, page.Rect.Dy()*2/3))
		}
		want := (rnd.Float64()*2 - 1) * 14.5
		if seed%3 == 0 {
			want /= 10
		}
		turned := RotateFree(page, want, nil)
		got := EstimateSkew(turned.Image, SkewOptions{})
		errs = append(errs, math.Abs(got.Degrees-want))
		if got.Confidence < .5 {
			t.Errorf("seed %d: confidence %.2f", seed, got.Confidence)
		}
		straight, _ := Deskew(turned.Image, SkewOptions{})
		left := EstimateSkew(straight.Image, SkewOptions{})
		if math.Abs(left.Degrees) > .12 {
			t.Errorf("seed %d: %.2f degrees are left after Deskew of %.2f", seed, left.Degrees, want)
		}
	}
	median, p90 := quantileOf(errs, .5), quantileOf(errs, .9)
	t.Logf("error: median %.3f, 90 %% below %.3f degrees", median, p90)
	if median > .03 || p90 > .1 {
		t.Errorf("error: median %.3f, 90 %% below %.3f degrees", median, p90)
	}
}

func TestSkewWithoutLines(t *testing.T) {
	for name, img := range map[string]image.Image{
		"white": image.White, "empty": image.NewGray(image.Rectangle{}), "pixel": image.NewGray(image.Rect(0, 0, 1, 1)),
		"noise": noise(500, 500),
	} {
		if name == "white" {
			img = uniform{image.White, image.Rect(0, 0, 300, 300)}
		}
		if s := EstimateSkew(img, SkewOptions{}); s.Confidence >= .3 {
			t.Errorf("%s: %+v", name, s)
		}
		out, _ := Deskew(img, SkewOptions{})
		if out.Image.Bounds().Size() != img.Bounds().Size() {
			t.Errorf("%s: %v", name, out.Image.Bounds())
		}
	}
}

func BenchmarkWarp(b *testing.B) {
	g := benchmarkPage(b)
	n := ToNRGBA(g)
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	q := Quad{{.05 * w, .03 * h}, {.97 * w, .06 * h}, {.93 * w, .98 * h}, {.02 * w, .95 * h}}
	for _, c := range []struct {
		name string
		img  image.Image
	}{{"Gray", g}, {"Color", n}} {
		b.Run(c.name, func(b *testing.B) {
			cpuLoop(b, func() {
				if _, err := Warp(c.img, q, WarpOptions{Width: g.Rect.Dx(), Height: g.Rect.Dy()}); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

func BenchmarkEstimateSkew(b *testing.B) {
	g := benchmarkPage(b)
	cpuLoop(b, func() { EstimateSkew(g, SkewOptions{}) })
}
