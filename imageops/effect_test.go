package imageops

import (
	"flag"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

var update = flag.Bool("update", false, "rewrite the golden pictures in testdata")

// golden compares img with a picture in testdata, which documentation shows.
func golden(t *testing.T, name string, img image.Image) {
	t.Helper()
	file := filepath.Join("testdata", name+".png")
	if *update {
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := Encode(f, img, EncodeOptions{Small: true}); err != nil {
			t.Fatal(err)
		}
		return
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatalf("%v; run go test -update ./imageops", err)
	}
	defer f.Close()
	want, err := Decode(f, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	// Floating point differs between machines in the last bit.
	if d := rms(t, img, want.Pix); d > 1 {
		t.Errorf("%s: off by %.2f grey levels", name, d)
	}
}

func TestGoldenScan(t *testing.T) {
	heavy(t)
	p := scene.NewPhoto(10, scene.PhotoOptions{Width: 480, Height: 360, Hard: true})
	golden(t, "photo", p.Image)
	for _, e := range Effects() {
		docs, err := Scan(p.Image, ScanOptions{Effect: e, Warp: WarpOptions{Height: 300}})
		if err != nil || len(docs) != 1 {
			t.Fatalf("%s: %d documents, %v", e.Name(), len(docs), err)
		}
		golden(t, e.Name(), docs[0].Image)
	}
}

// Whatever the light, paper becomes white, ink stays dark, and a colour stays
// that colour.
func TestScannerEffect(t *testing.T) {
	const w, h = 600, 800
	page := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			k := .85 - .4*float64(x)/w - .12*math.Sin(float64(y)/130)
			c := [3]float64{245, 235, 220}
			switch {
			case x%40 < 4 && y%30 < 20:
				c = [3]float64{40, 38, 45}
			case x > 100 && x < 160 && y > 500 && y < 530:
				c = [3]float64{200, 60, 60}
			}
			page.SetNRGBA(x, y, color.NRGBA{uint8(c[0] * k), uint8(c[1] * k), uint8(c[2] * k), 255})
		}
	}
	out := Scanner{}.Apply(page).(*image.NRGBA)
	for y := 10; y < h; y += 7 {
		for x := 10; x < w; x += 11 {
			got := out.NRGBAAt(x, y)
			switch {
			case x%40 < 4 && y%30 < 20:
				if got.G > 90 {
					t.Fatalf("ink at %d,%d is %v", x, y, got)
				}
			case x > 100 && x < 160 && y > 500 && y < 530:
				if int(got.R)-int(got.G) < 60 {
					t.Fatalf("red at %d,%d is %v", x, y, got)
				}
			default:
				if min(got.R, got.G, got.B) < 245 {
					t.Fatalf("paper at %d,%d is %v", x, y, got)
				}
			}
		}
	}
	if flat := Flatten(page); flat.GrayAt(590, 15).Y < 235 || flat.GrayAt(20, 25).Y < 235 {
		t.Errorf("flattened paper is %d and %d", flat.GrayAt(590, 15).Y, flat.GrayAt(20, 25).Y)
	}
}

func TestEffectsOddImages(t *testing.T) {
	for _, size := range []image.Point{{0, 0}, {1, 1}, {2, 300}, {300, 2}, {37, 41}} {
		for name, img := range kinds(size.X, size.Y) {
			for _, e := range Effects() {
				if got := e.Apply(img).Bounds(); got != (image.Rectangle{Max: size}) {
					t.Errorf("%s of %s %v: bounds %v", e.Name(), name, size, got)
				}
				if same, ok := EffectByName(e.Name()); !ok || same != e {
					t.Errorf("EffectByName(%q) = %v, %v", e.Name(), same, ok)
				}
			}
			for what, got := range map[string]image.Image{
				"Blur": Blur(img, 3), "Sharpen": Sharpen(img, 1, 1), "Adjust": Adjust(img, Adjustment{Contrast: .3}),
				"Denoise": Denoise(img), "Despeckle": Despeckle(img, 4), "Flatten": Flatten(img), "Binarize": Binarize(img, BinarizeOptions{}),
			} {
				if got.Bounds() != (image.Rectangle{Max: size}) {
					t.Errorf("%s of %s %v: bounds %v", what, name, size, got.Bounds())
				}
			}
		}
	}
	if _, ok := EffectByName("sepia"); ok {
		t.Error("an unknown effect is found")
	}
}

// Blur is a weighted mean whose weights have the variance asked for.
func TestBlur(t *testing.T) {
	for _, sigma := range []float64{.8, 1, 1.5, 2, 3, 5, 10} {
		g := image.NewGray(image.Rect(0, 0, 161, 161))
		for y := 78; y <= 82; y++ {
			for x := 78; x <= 82; x++ {
				g.SetGray(x, y, color.Gray{250})
			}
		}
		out := Blur(g, sigma).(*image.Gray)
		var n, vx, vy float64
		for y := range 161 {
			for x := range 161 {
				v := float64(out.GrayAt(x, y).Y)
				n, vx, vy = n+v, vx+v*float64(x-80)*float64(x-80), vy+v*float64(y-80)*float64(y-80)
			}
		}
		spot := (5.0*5 - 1) / 12
		if sigma > 4 {
			continue // too faint to measure in 8 bits
		}
		if math.Abs(vx/n-vy/n) > .35 || math.Abs(math.Sqrt(max(vx/n-spot, 0))-sigma) > .35 {
			t.Errorf("sigma %v: %.2f along x, %.2f along y", sigma, math.Sqrt(vx/n-spot), math.Sqrt(vy/n-spot))
		}
	}
	flat := image.NewGray(image.Rect(0, 0, 50, 40))
	for i := range flat.Pix {
		flat.Pix[i] = 137
	}
	for _, sigma := range []float64{.5, 7, 200, 1e9, math.Inf(1)} {
		for _, v := range Blur(flat, sigma).(*image.Gray).Pix {
			if v != 137 {
				t.Fatalf("sigma %v changes a flat tone to %d", sigma, v)
			}
		}
	}
	// Along y the same as along x.
	n := noise(60, 40)
	a, b := Blur(n, 2.2).(*image.Gray), Rotate(Blur(orient(n, 5), 2.2), 0)
	if d := rms(t, a, orient(b, 5)); d > 1 {
		t.Errorf("x and y differ by %.2f", d)
	}
}

func TestMedian(t *testing.T) {
	g := noise(31, 17)
	got := Denoise(g).(*image.Gray)
	for y := range 17 {
		for x := range 31 {
			white := 0
			for j := -1; j <= 1; j++ {
				for i := -1; i <= 1; i++ {
					if g.GrayAt(min(max(x+i, 0), 30), min(max(y+j, 0), 16)).Y > 0 {
						white++
					}
				}
			}
			if want := white >= 5; want != (got.GrayAt(x, y).Y > 0) {
				t.Fatalf("pixel %d,%d: %d of 9 are white, got %d", x, y, white, got.GrayAt(x, y).Y)
			}
		}
	}
}

func TestDespeckle(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 20, 10))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	for _, p := range []image.Point{{1, 1}, {5, 5}, {6, 6}, {10, 2}, {11, 2}, {12, 3}} { // groups of 1, 2 and 3
		g.SetGray(p.X, p.Y, color.Gray{0})
	}
	out := Despeckle(g, 2)
	left := 0
	for _, v := range out.Pix {
		if v == 0 {
			left++
		}
	}
	if left != 3 || out.GrayAt(10, 2).Y != 0 {
		t.Errorf("%d pixels are left", left)
	}
}

func TestAdjust(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 3, 1))
	copy(g.Pix, []uint8{0, 100, 255})
	for _, c := range []struct {
		a    Adjustment
		want [3]uint8
	}{
		{Adjustment{}, [3]uint8{0, 100, 255}},
		{Adjustment{Brightness: .2}, [3]uint8{51, 151, 255}},
		{Adjustment{Brightness: -1}, [3]uint8{0, 0, 0}},
		{Adjustment{Contrast: -1}, [3]uint8{128, 128, 128}},
		{Adjustment{Contrast: 1}, [3]uint8{0, 73, 255}},
		{Adjustment{Gamma: 2}, [3]uint8{0, 160, 255}},
	} {
		got := Adjust(g, c.a).(*image.Gray).Pix
		for i := range got {
			if !near(got[i], c.want[i], 1) {
				t.Errorf("%+v: %v, want %v", c.a, got, c.want)
				break
			}
		}
	}
	sharp := Sharpen(g, 1, 0)
	if d := rms(t, sharp, g); d > 0 {
		t.Errorf("Sharpen by 0 changes %.2f", d)
	}
}

func BenchmarkEffects(b *testing.B) {
	g := benchmarkPage(b)
	n := ToNRGBA(g)
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"FlattenGray", func() { Flatten(g) }},
		{"ScannerColor", func() { Scanner{}.Apply(n) }},
		{"BlackAndWhite", func() { BlackAndWhite{}.Apply(g) }},
		{"BlurGray2", func() { Blur(g, 2) }},
		{"DenoiseGray", func() { Denoise(g) }},
		{"SharpenGray", func() { Sharpen(g, 1, 1) }},
	} {
		b.Run(c.name, func(b *testing.B) { cpuLoop(b, c.f) })
	}
}
