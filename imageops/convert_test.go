package imageops

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// kinds returns one image of w by h of every pixel type, all with the same
// random pixels as far as the type can hold them, starting at a negative
// origin.
func kinds(w, h int) map[string]image.Image {
	r := image.Rect(-7, -3, w-7, h-3)
	rnd := rand.New(rand.NewPCG(1, uint64(w*1000+h)))
	nrgba := image.NewNRGBA(r)
	for i := range nrgba.Pix {
		nrgba.Pix[i] = uint8(rnd.Uint32())
	}
	opaque := image.NewNRGBA(r)
	copy(opaque.Pix, nrgba.Pix)
	for i := 3; i < len(opaque.Pix); i += 4 {
		opaque.Pix[i] = 255
	}
	broken := image.NewPaletted(r, color.Palette{color.Black, color.White, color.NRGBA{200, 10, 10, 128}})
	for i := range broken.Pix {
		broken.Pix[i] = uint8(rnd.Uint32()) // most indexes are beyond the palette
	}
	ycc := image.NewYCbCr(r, image.YCbCrSubsampleRatio420)
	for i := range ycc.Y {
		ycc.Y[i] = uint8(rnd.Uint32())
	}
	for i := range ycc.Cb { // no colour, so that luma needs no clamping
		ycc.Cb[i], ycc.Cr[i] = 128, 128
	}
	all := map[string]image.Image{
		"NRGBA": nrgba, "NRGBA opaque": opaque, "Paletted broken": broken,
		"YCbCr420": ycc,
		"Uniform":  uniform{image.NewUniform(color.NRGBA{10, 200, 30, 255}), r},
	}
	for name, dst := range map[string]interface {
		image.Image
		Set(x, y int, c color.Color)
	}{
		"Gray": image.NewGray(r), "Gray16": image.NewGray16(r), "RGBA": image.NewRGBA(r), "RGBA64": image.NewRGBA64(r),
		"NRGBA64": image.NewNRGBA64(r), "CMYK": image.NewCMYK(r), "Alpha": image.NewAlpha(r),
		"Paletted": image.NewPaletted(r, color.Palette{color.Black, color.White, color.NRGBA{200, 10, 10, 255}}),
	} {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				dst.Set(x, y, nrgba.At(x, y))
			}
		}
		all[name] = dst
	}
	return all
}

// uniform is an image of a type that no code knows, with bounds of its own.
type uniform struct {
	*image.Uniform
	bounds image.Rectangle
}

func (u uniform) Bounds() image.Rectangle { return u.bounds }

// pixel is img.At where that works.
func pixel(img image.Image, x, y int) color.NRGBA {
	switch p := img.(type) {
	case *image.Paletted: // panics on a broken index
		return paletteColor(p.Palette, int(p.ColorIndexAt(x, y)))
	case *image.YCbCr: // panics at a negative origin; this one has no colour
		v := p.Y[p.YOffset(x, y)]
		return color.NRGBA{v, v, v, 255}
	}
	return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
}

func near(a, b uint8, by int) bool { return max(int(a)-int(b), int(b)-int(a)) <= by }

func TestConversions(t *testing.T) {
	for _, size := range []image.Point{{0, 0}, {0, 5}, {1, 1}, {5, 3}, {17, 31}} {
		for name, img := range kinds(size.X, size.Y) {
			b := img.Bounds()
			gray, nrgba := ToGray(img), ToNRGBA(img)
			want := image.Rect(0, 0, size.X, size.Y)
			if gray.Rect != want || nrgba.Rect != want {
				t.Errorf("%s %v: bounds %v and %v", name, size, gray.Rect, nrgba.Rect)
				continue
			}
			for y := range size.Y {
				for x := range size.X {
					c := pixel(img, b.Min.X+x, b.Min.Y+y)
					got := nrgba.NRGBAAt(x, y)
					// Colour under low alpha is rounded differently.
					if !near(got.A, c.A, 0) || c.A > 127 && !(near(got.R, c.R, 1) && near(got.G, c.G, 1) && near(got.B, c.B, 1)) {
						t.Fatalf("%s at %d,%d: NRGBA %v, want %v", name, x, y, got, c)
					}
					if g, want := gray.GrayAt(x, y).Y, grayOver(c); !near(g, want, 1) {
						t.Fatalf("%s at %d,%d: grey %d, want %d", name, x, y, g, want)
					}
				}
			}
		}
	}
}

func TestConversionsDoNotAlias(t *testing.T) {
	for name, img := range kinds(4, 4) {
		before := ToNRGBA(img)
		g, n := ToGray(img), ToNRGBA(img)
		clear(g.Pix)
		clear(n.Pix)
		for _, f := range []func() image.Image{
			func() image.Image { return Scale(img, 4, 4) },
			func() image.Image { return Rotate(img, 0) },
		} {
			switch out := f().(type) {
			case *image.Gray:
				clear(out.Pix)
			case *image.NRGBA:
				clear(out.Pix)
			}
		}
		if d := cmp.Diff(before.Pix, ToNRGBA(img).Pix); d != "" {
			t.Errorf("%s: the input changed:\n%s", name, d)
		}
	}
}

func TestRotate(t *testing.T) {
	src := image.NewGray(image.Rect(-2, 5, 1, 7)) // 3 x 2
	copy(src.Pix, []uint8{1, 2, 3, 4, 5, 6})
	for _, c := range []struct {
		degrees, w int
		want       []uint8
	}{
		{0, 3, []uint8{1, 2, 3, 4, 5, 6}},
		{90, 2, []uint8{4, 1, 5, 2, 6, 3}},
		{180, 3, []uint8{6, 5, 4, 3, 2, 1}},
		{270, 2, []uint8{3, 6, 2, 5, 1, 4}},
		{-90, 2, []uint8{3, 6, 2, 5, 1, 4}},
		{450, 2, []uint8{4, 1, 5, 2, 6, 3}},
		{80, 2, []uint8{4, 1, 5, 2, 6, 3}},
		{-3600, 3, []uint8{1, 2, 3, 4, 5, 6}},
	} {
		got := Rotate(src, c.degrees).(*image.Gray)
		if got.Rect.Dx() != c.w || !cmp.Equal(got.Pix, c.want) {
			t.Errorf("Rotate(%d) = %d wide %v, want %d wide %v", c.degrees, got.Rect.Dx(), got.Pix, c.w, c.want)
		}
		color := Rotate(ToNRGBA(src), c.degrees).(*image.NRGBA)
		if !cmp.Equal(ToGray(color).Pix, c.want) {
			t.Errorf("Rotate(%d) in colour: %v, want %v", c.degrees, ToGray(color).Pix, c.want)
		}
	}
}

// Orientations are defined by where EXIF says that the first row and the first
// column of the file are seen.
func TestOrient(t *testing.T) {
	src := image.NewGray(image.Rect(0, 0, 3, 2))
	copy(src.Pix, []uint8{1, 2, 3, 4, 5, 6})
	want := map[int][]uint8{
		1: {1, 2, 3, 4, 5, 6}, // row 0 top, column 0 left
		2: {3, 2, 1, 6, 5, 4}, // top, right
		3: {6, 5, 4, 3, 2, 1}, // bottom, right
		4: {4, 5, 6, 1, 2, 3}, // bottom, left
		5: {1, 4, 2, 5, 3, 6}, // left, top
		6: {4, 1, 5, 2, 6, 3}, // right, top
		7: {6, 3, 5, 2, 4, 1}, // right, bottom
		8: {3, 6, 2, 5, 1, 4}, // left, bottom
	}
	for o, w := range want {
		if got := orient(src, o).(*image.Gray); !cmp.Equal(got.Pix, w) {
			t.Errorf("orientation %d: %v, want %v", o, got.Pix, w)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct{ size, ask, want image.Point }{
		{image.Pt(1000, 500), image.Pt(0, 0), image.Pt(1000, 500)},
		{image.Pt(1000, 500), image.Pt(100, 0), image.Pt(100, 50)},
		{image.Pt(1000, 500), image.Pt(0, 100), image.Pt(200, 100)},
		{image.Pt(1000, 500), image.Pt(100, 400), image.Pt(800, 400)}, // the larger rules
		{image.Pt(1000, 500), image.Pt(400, 100), image.Pt(400, 200)},
		{image.Pt(1000, 500), image.Pt(2000, 0), image.Pt(1000, 500)}, // never up
		{image.Pt(1000, 500), image.Pt(100, 600), image.Pt(1000, 500)},
		{image.Pt(1000, 1), image.Pt(10, 0), image.Pt(10, 1)},
		{image.Pt(1000, 500), image.Pt(-5, -7), image.Pt(1000, 500)},
		{image.Pt(0, 0), image.Pt(10, 10), image.Pt(0, 0)},
	} {
		if got := Fit(c.size, c.ask.X, c.ask.Y); got != c.want {
			t.Errorf("Fit(%v, %v) = %v, want %v", c.size, c.ask, got, c.want)
		}
	}
}
