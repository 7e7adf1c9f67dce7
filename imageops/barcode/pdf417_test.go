package barcode

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/boombuler/barcode/pdf417"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scene"
)

// stackedCode draws a PDF417 code with modules of some pixels, rows three times
// as high, in a quiet zone.
func stackedCode(t testing.TB, text string, level byte, module int) *image.Gray {
	t.Helper()
	code, err := pdf417.Encode(text, level)
	if err != nil {
		t.Fatal(err)
	}
	b := code.Bounds()
	w, h := b.Dx()*module, b.Dy()*module
	g := image.NewGray(image.Rect(0, 0, w+8*module, h+8*module))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	for y := range h {
		for x := range w {
			r, _, _, _ := code.At(x/module, y/module).RGBA()
			g.Pix[(y+4*module)*g.Stride+x+4*module] = uint8(r >> 8)
		}
	}
	return g
}

// The patterns are those of the standard: 17 modules in four bars and four
// spaces of one to six, of the cluster that their bars give, and each but once.
func TestPatterns(t *testing.T) {
	if len(codewords()) != 3*929 {
		t.Errorf("%d different patterns", len(codewords()))
	}
	for p, c := range codewords() {
		var widths []int
		for rest := p << 15; rest != 0; {
			n := bits.LeadingZeros32(^rest)
			if rest>>31 == 0 {
				n = bits.LeadingZeros32(rest)
			}
			widths = append(widths, n)
			rest <<= n
		}
		if len(widths) == 7 {
			sum := 0
			for _, n := range widths {
				sum += n
			}
			widths = append(widths, symbolModules-sum)
		}
		if len(widths) != 8 || slices.Max(widths) > 6 || slices.Min(widths) < 1 || (widths[0]-widths[2]+widths[4]-widths[6]+9)%9 != 3*c[0] {
			t.Fatalf("pattern %017b of cluster %d, value %d: widths %v", p, c[0], c[1], widths)
		}
	}
}

var stackedTexts = []string{
	"PDF417 on a label",
	"M1DOE/JOHN            E4711 FRAMUCLH 0123 326Y012A0045 100",
	strings.Repeat("0123456789", 12),
	"Überweisung 1.234,56 € an Müller & Söhne, Straße 7",
	"mixed 12345678901234567890 Text; (with) [marks] {and} a\ttab",
	strings.Repeat("A long text, as driving licences have it; ", 12),
}

// Codes of every compaction, size and level of correction are read on all four
// sides, a little askew, small and noisy.
func TestFindPDF417(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 17))
	for i, text := range stackedTexts {
		for _, turn := range []int{0, 90, 180, 270} {
			if testing.Short() && (turn/90 != i%4 || i == 5) {
				continue
			}
			for _, c := range []struct {
				name   string
				module int
				skew   float64
				noise  float64
				wrong  int // places that are blotted out
			}{{"plain", 3, 0, 0, 0}, {"askew", 3, 8, 0, 0}, {"small, noisy", 2, -2, 25, 0}, {"blotted", 3, 1, 8, 4}} {
				code := stackedCode(t, text, byte(2+i%3), c.module)
				b := code.Rect
				for range c.wrong {
					at := image.Pt(b.Dx()/5+rnd.IntN(b.Dx()*3/5), rnd.IntN(b.Dy()))
					draw.Draw(code, image.Rect(0, 0, 8, 8).Add(at), image.White, image.Point{}, draw.Src)
				}
				code = imageops.RotateFree(imageops.Rotate(code, turn), c.skew, nil).Image.(*image.Gray)
				for k, v := range code.Pix {
					code.Pix[k] = uint8(min(max(30+float64(v)*.75+rnd.NormFloat64()*c.noise, 0), 255))
				}
				codes, err := Find(t.Context(), code, Options{DPI: 200})
				if err != nil || len(codes) != 1 || codes[0].Text != text || codes[0].Format != PDF417 {
					t.Errorf("%d turned by %d, %s: %v, %v", i, turn, c.name, codes, err)
					continue
				}
				if area := codes[0].Quad.Area() / float64((b.Dx()-8*c.module)*(b.Dy()-8*c.module)); area < .75 || area > 1.1 {
					t.Errorf("%d turned by %d, %s: the quad covers %.2f of the code", i, turn, c.name, area)
				}
			}
		}
	}
}

// A code on a page of text is found at its place.
func TestFindPDF417OnPage(t *testing.T) {
	page := scene.NewPage(5, 5, 5, 200).Image
	code := stackedCode(t, stackedTexts[0], 3, 2)
	where := code.Rect.Add(image.Pt(180, 300))
	draw.Draw(page, where.Inset(-12), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(page, where, code, image.Point{}, draw.Src)
	codes, err := Find(t.Context(), page, Options{DPI: 200})
	if err != nil || len(codes) != 1 || codes[0].Text != stackedTexts[0] {
		t.Fatalf("%v, %v", codes, err)
	}
	q := codes[0].Quad
	want := imageops.Point{X: float64(where.Min.X + 8), Y: float64(where.Min.Y + 8)}
	if d := math.Hypot(q[0].X-want.X, q[0].Y-want.Y); d > 8 {
		t.Errorf("the code begins at %v, want %v", q[0], want)
	}
}

// As many errors and gaps as the level allows are corrected, but for the two
// checks that are kept; more are refused.
func TestCorrect929(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 29))
	for level := range 7 {
		checks := 2 << level
		words := make([]int, 20+checks)
		for i := range 20 {
			words[i] = rnd.IntN(prime)
		}
		checked(words, checks)
		for gaps := 0; gaps <= max(checks-2, 0); gaps += 1 + checks/7 {
			spare := min(2, checks-2)
			wrong := (checks - spare - gaps) / 2
			got := slices.Clone(words)
			places := rnd.Perm(len(words))[:gaps+wrong]
			for _, i := range places {
				got[i] = (got[i] + 1 + rnd.IntN(prime-1)) % prime
			}
			if !correct929(got, places[:gaps], checks) || !slices.Equal(got, words) {
				t.Errorf("%d checks: %d gaps and %d errors are not corrected", checks, gaps, wrong)
			}
		}
		got := slices.Clone(words)
		for _, i := range rnd.Perm(len(words))[:checks/2+1] {
			got[i] = (got[i] + 1) % prime
		}
		if checks > 2 && correct929(got, nil, checks) {
			t.Errorf("%d checks: %d errors are taken for none", checks, checks/2+1)
		}
	}
}

// checked sets the last of words so that they are a code word.
func checked(words []int, checks int) {
	g := poly{1}
	for j := range checks {
		g = g.times(poly{mod(-power(3, j+1)), 1}, checks+1)
	}
	rest := make([]int, checks) // the first is of the highest power
	for _, w := range words[:len(words)-checks] {
		f := (w + rest[0]) % prime
		copy(rest, rest[1:])
		rest[checks-1] = 0
		for i := range rest {
			rest[i] = mod(rest[i] - f*g[checks-1-i])
		}
	}
	for i, v := range rest {
		words[len(words)-checks+i] = mod(-v)
	}
}

// Compactions that the encoder of these tests does not write.
func TestTextOf(t *testing.T) {
	for _, c := range []struct {
		name  string
		words []int
		want  string
	}{
		{"letters", []int{0*30 + 1, 2*30 + 29}, "ABC"},
		{"lower and shift", []int{27*30 + 0, 27*30 + 1, 2*30 + 29}, "aBc"},
		{"mixed and marks", []int{28*30 + 1, 25*30 + 10, 29*30 + 0}, "1!A"},
		{"one mark", []int{29*30 + 10, 0*30 + 29}, "!A"},
		{"one byte", []int{0*30 + 1, shiftByte, 200, 2*30 + 29}, "AB\u00c8C"},
		{"bytes, the last five alone", []int{latchBytes, 65, 66, 67, 68, 69}, "ABCDE"},
		{"six bytes", []int{latchSixes, 1, 620, 89, 74, 846}, "\x01\x02\x03\x04\x05\x06"},
		{"numbers", []int{latchNumbers, 1, 624, 434, 632, 282, 200}, "000213298174000"},
		{"macro block", []int{0*30 + 1, macroBlock, 111, 222, 333}, "AB"},
		{"character set", []int{eciSet, 26, latchBytes, 195, 188}, "ü"},
		{"nothing", nil, ""},
	} {
		if got, ok := textOf(c.words); !ok || got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if _, ok := textOf([]int{905}); ok {
		t.Error("a codeword without a meaning was read")
	}
}

func FuzzTextOf(f *testing.F) {
	f.Add([]byte{3, 132, 0, 1, 2, 3})
	f.Fuzz(func(t *testing.T, b []byte) {
		words := make([]int, len(b)/2)
		for i := range words {
			words[i] = (int(b[2*i])<<8 | int(b[2*i+1])) % prime
		}
		if text, ok := textOf(words); ok && len(text) > 6*len(words)+6 {
			t.Fatalf("%d bytes of %d codewords", len(text), len(words))
		}
	})
}

// Images that are no code, or the wreck of one, end in nothing found.
func FuzzFindPDF417(f *testing.F) {
	f.Add(uint64(1), byte(3), byte(40))
	f.Add(uint64(7), byte(1), byte(200))
	f.Fuzz(func(t *testing.T, seed uint64, module, damage byte) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		g := stackedCode(t, fmt.Sprint("fuzz ", seed), byte(seed%5), 1+int(module%3))
		for range int(damage) {
			at := image.Pt(rnd.IntN(g.Rect.Dx()), rnd.IntN(g.Rect.Dy()))
			c := color.Gray{Y: uint8(rnd.IntN(256))}
			draw.Draw(g, image.Rect(0, 0, 1+rnd.IntN(40), 1+rnd.IntN(12)).Add(at), image.NewUniform(c), image.Point{}, draw.Src)
		}
		if c, ok := stacked(g, g.Rect); ok && c.Text != fmt.Sprint("fuzz ", seed) {
			t.Fatalf("read %q", c.Text)
		}
	})
}
