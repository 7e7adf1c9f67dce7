package quickjpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/docket-go/docket/internal/rusage"
	"github.com/docket-go/docket/internal/scene"
)

// ratios are those of luma to chroma, and one component alone.
var ratios = [][][2]int{
	{{1, 1}}, {{2, 2}}, {{1, 1}, {1, 1}, {1, 1}}, {{2, 1}, {1, 1}, {1, 1}}, {{1, 2}, {1, 1}, {1, 1}},
	{{2, 2}, {1, 1}, {1, 1}}, {{4, 1}, {1, 1}, {1, 1}}, {{4, 2}, {1, 1}, {1, 1}}, {{2, 2}, {1, 2}, {1, 2}},
}

// plans are files of every kind.
func plans() []plan {
	var all []plan
	for i, s := range ratios {
		for _, progressive := range []bool{false, true} {
			for _, interval := range []int{0, 1, 5} {
				for _, apart := range []bool{false, true} {
					if apart && (progressive || len(s) == 1) {
						continue
					}
					n := len(all)
					all = append(all, plan{w: 67 + 9*i, h: 43 + 5*i, sampling: s, progressive: progressive, apart: apart,
						interval: interval, wide: n%3 == 0, seed: uint64(n)})
				}
			}
		}
	}
	return all
}

func (p plan) String() string {
	return fmt.Sprintf("%v,progressive=%v,apart=%v,interval=%d", p.sampling, p.progressive, p.apart, p.interval)
}

// alike fails where samples differ by more than one.
func alike(t *testing.T, name string, got []byte, gotStride int, want []byte, wantStride, w, h int) {
	t.Helper()
	for y := range h {
		for x := range w {
			if d := int(got[y*gotStride+x]) - int(want[y*wantStride+x]); d < -1 || d > 1 {
				t.Fatalf("%s (%d, %d) = %d, image/jpeg has %d", name, x, y, got[y*gotStride+x], want[y*wantStride+x])
			}
		}
	}
}

// TestDecode compares files of every kind with image/jpeg, which does not read
// restart markers in scans of a component with several blocks a unit.
func TestDecode(t *testing.T) {
	compared := 0
	for _, p := range plans() {
		t.Run(p.String(), func(t *testing.T) {
			src := p.write()
			gray, err := Decode(t.Context(), src, Options{Gray: true})
			if err != nil {
				t.Fatal(err)
			}
			all, err := Decode(t.Context(), src, Options{})
			if chroma := p.sampling[len(p.sampling)-1]; len(p.sampling) == 3 && chroma != [2]int{1, 1} {
				if !errors.Is(err, ErrLeft) {
					t.Errorf("chroma of two blocks: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want, err := jpeg.Decode(bytes.NewReader(src))
			if err != nil {
				if p.interval == 0 || !p.progressive && !p.apart {
					t.Fatal(err)
				}
				p.interval = 0 // the same picture
				if want, err = jpeg.Decode(bytes.NewReader(p.write())); err != nil {
					t.Fatal(err)
				}
			}
			compared++
			same(t, gray.(*image.Gray), all, want)
		})
	}
	if compared < 60 {
		t.Errorf("only %d files were compared", compared)
	}
}

// same compares the luma alone and the whole picture with what image/jpeg makes.
func same(t *testing.T, gray *image.Gray, all, want image.Image) {
	t.Helper()
	if gray.Rect != want.Bounds() || all.Bounds() != want.Bounds() {
		t.Fatalf("bounds %v and %v, want %v", gray.Rect, all.Bounds(), want.Bounds())
	}
	w, h := want.Bounds().Dx(), want.Bounds().Dy()
	switch want := want.(type) {
	case *image.Gray:
		alike(t, "luma", gray.Pix, gray.Stride, want.Pix, want.Stride, w, h)
		alike(t, "gray", all.(*image.Gray).Pix, all.(*image.Gray).Stride, want.Pix, want.Stride, w, h)
	case *image.YCbCr:
		got := all.(*image.YCbCr)
		if got.SubsampleRatio != want.SubsampleRatio {
			t.Fatalf("ratio %v, want %v", got.SubsampleRatio, want.SubsampleRatio)
		}
		alike(t, "luma", gray.Pix, gray.Stride, want.Y, want.YStride, w, h)
		alike(t, "Y", got.Y, got.YStride, want.Y, want.YStride, w, h)
		last := want.COffset(w-1, h-1)
		cw, ch := last%want.CStride+1, last/want.CStride+1
		alike(t, "Cb", got.Cb, got.CStride, want.Cb, want.CStride, cw, ch)
		alike(t, "Cr", got.Cr, got.CStride, want.Cr, want.CStride, cw, ch)
	default:
		t.Fatalf("image/jpeg makes a %T", want)
	}
}

// TestScales compares blocks with the definition of the transform, taken over
// the lowest frequencies.
func TestScales(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, edge := range []int{8, 4, 2, 1} {
		for range 200 {
			var b [64]int32
			last := rnd.IntN(64)
			for k := range last + 1 {
				b[zigzag[k]] = int32(rnd.IntN(121)-60) / int32(1+k/4)
			}
			b[0] = int32(rnd.IntN(1600) - 800)
			c := component{across: 1, pix: make([]byte, edge*edge)}
			(&decoder{edge: edge}).put(&c, 0, 0, &b, last)
			for y := range edge {
				for x := range edge {
					want := min(max(sample(&b, x, y, edge), 0), 255)
					if got := float64(c.pix[y*edge+x]); math.Abs(got-want) > .51 {
						t.Fatalf("edge %d, last %d: (%d, %d) = %.0f, want %.2f", edge, last, x, y, got, want)
					}
				}
			}
		}
	}
}

// sample is a pixel of a block by the definition of the transform of edge points.
func sample(b *[64]int32, x, y, edge int) float64 {
	sum := 0.0
	for v := range edge {
		for u := range edge {
			f := 1.0
			for _, at := range [][2]int{{u, x}, {v, y}} {
				if at[0] > 0 {
					f *= math.Sqrt2 * math.Cos(float64((2*at[1]+1)*at[0])*math.Pi/float64(2*edge))
				}
			}
			sum += f * float64(b[8*v+u])
		}
	}
	return 128 + sum/8
}

func photo(t testing.TB, w, h int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, scene.NewPhoto(3, scene.PhotoOptions{Width: w, Height: h}).Image, nil); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestScaledPicture demands that a picture made small is that picture: near the
// mean over its pixels, in place and in size.
func TestScaledPicture(t *testing.T) {
	src := photo(t, 333, 251)
	whole, err := Decode(t.Context(), src, Options{Gray: true})
	if err != nil {
		t.Fatal(err)
	}
	full := whole.(*image.Gray)
	for _, scale := range []int{2, 4, 8} {
		img, err := Decode(t.Context(), src, Options{Scale: scale})
		if err != nil {
			t.Fatal(err)
		}
		got := img.(*image.YCbCr)
		if want := image.Rect(0, 0, over(333, scale), over(251, scale)); got.Rect != want {
			t.Fatalf("scale %d: bounds %v, want %v", scale, got.Rect, want)
		}
		var off float64
		n := 0
		for y := range 251 / scale {
			for x := range 333 / scale {
				sum := 0
				for i := range scale * scale {
					sum += int(full.Pix[(y*scale+i/scale)*full.Stride+x*scale+i%scale])
				}
				off += math.Abs(float64(sum)/float64(scale*scale) - float64(got.Y[y*got.YStride+x]))
				n++
			}
		}
		if off /= float64(n); off > 2.5 {
			t.Errorf("scale %d: pixels are off by %.2f in the mean", scale, off)
		}
	}
}

func TestErrors(t *testing.T) {
	good := photo(t, 64, 48)
	for name, src := range map[string][]byte{
		"empty": nil, "no JPEG": []byte("GIF89a"), "cut off": good[:len(good)*2/3], "without end": good[:len(good)-2],
		"without scan": {0xff, soi, 0xff, eoi},
	} {
		if _, err := Decode(t.Context(), src, Options{}); !errors.Is(err, ErrLeft) {
			t.Errorf("%s: %v, want ErrLeft", name, err)
		}
	}
	rgb := slices.Concat(good[:2], []byte{0xff, app14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}, good[2:])
	if _, err := Decode(t.Context(), rgb, Options{Gray: true}); !errors.Is(err, ErrLeft) {
		t.Errorf("RGB: %v, want ErrLeft", err)
	}
	if _, err := Decode(t.Context(), good, Options{MaxPixels: 64*48 - 1}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("limit: %v, want ErrTooLarge", err)
	}
	if _, err := Decode(t.Context(), good, Options{Scale: 3}); err == nil || errors.Is(err, ErrLeft) {
		t.Errorf("scale 3: %v", err)
	}
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	for _, p := range plans()[:12] {
		if _, err := Decode(ctx, p.write(), Options{}); !errors.Is(err, why) {
			t.Errorf("%v: context ended: %v", p, err)
		}
	}
}

// TestFaster holds the package to what it is for: luma in at most .6 of the time
// that image/jpeg takes.
func TestFaster(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time: not in -short, which also runs under the race detector")
	}
	if _, ok := rusage.CPUTime(); !ok {
		t.Skip("this system does not tell CPU time")
	}
	src := photo(t, 1200, 900)
	cost := func(f func() error) float64 {
		from, _ := rusage.CPUTime()
		if err := f(); err != nil {
			t.Fatal(err)
		}
		to, _ := rusage.CPUTime()
		return float64(to - from)
	}
	ours, theirs := math.Inf(1), math.Inf(1)
	for range 15 {
		ours = min(ours, cost(func() error { _, err := Decode(t.Context(), src, Options{Gray: true}); return err }))
		theirs = min(theirs, cost(func() error { _, err := jpeg.Decode(bytes.NewReader(src)); return err }))
	}
	if ours > .6*theirs {
		t.Errorf("luma takes %.2f of the time of image/jpeg", ours/theirs)
	}
}

func BenchmarkDecode(b *testing.B) {
	src := photo(b, 4000, 3000)
	b.Run("image/jpeg", func(b *testing.B) {
		for b.Loop() {
			if _, err := jpeg.Decode(bytes.NewReader(src)); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, gray := range []bool{false, true} {
		for _, scale := range []int{1, 2, 4, 8} {
			b.Run(fmt.Sprintf("gray=%v/scale=%d", gray, scale), func(b *testing.B) {
				for b.Loop() {
					if _, err := Decode(b.Context(), src, Options{Gray: gray, Scale: scale}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
