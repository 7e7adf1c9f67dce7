package xobject

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/ccitt"
)

// TestG4 decodes what the encoder wrote with x/image/ccitt.
func TestG4(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, width := range []int{1, 7, 8, 9, 31, 64, 200, 2600, 9000} {
		for name, next := range map[string]func(x, y int) bool{
			"white":   func(int, int) bool { return false },
			"black":   func(int, int) bool { return true },
			"columns": func(x, y int) bool { return x%2 == 0 },
			"checks":  func(x, y int) bool { return (x/3+y/2)%2 == 0 },
			"noise":   func(int, int) bool { return rng.IntN(2) == 0 },
			"sparse":  func(int, int) bool { return rng.IntN(50) == 0 },
			"slope":   func(x, y int) bool { return x > 3*y && x < 5*y+20 },
		} {
			const height = 23
			stride := (width + 7) / 8
			want := make([]byte, stride*height)
			e := newG4(width)
			for y := range height {
				row := want[y*stride:][:stride]
				for x := range width {
					if next(x, y) {
						row[x/8] |= 0x80 >> (x % 8)
					}
				}
				e.row(row)
			}
			data := e.finish()
			r := ccitt.NewReader(bytes.NewReader(data), ccitt.MSB, ccitt.Group4, width, height, &ccitt.Options{Invert: true})
			got, err := io.ReadAll(r)
			if err != nil {
				t.Errorf("%s, %d wide: %v", name, width, err)
				continue
			}
			for i := range got { // padding bits are the decoder's business
				if pad := stride*8 - width; i%stride == stride-1 {
					got[i] = got[i] >> pad << pad
				}
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s, %d wide: decoded rows differ", name, width)
			}
		}
	}
}
