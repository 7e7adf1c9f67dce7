package lstm

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// Pieces of a word on a line whose letters stand apart are joined; words, and
// letters that make no word, are not.
func TestJoinSpaced(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	for _, c := range []struct {
		name   string
		pieces []string
		gap    int   // between letters
		wide   []int // between pieces; the last also between those that follow
		want   string
	}{
		{"a word in two", []string{"INV", "OICE"}, 8, []int{9}, "INVOICE"},
		{"a short word among long ones", []string{"END", "O", "F", "THE"}, 12, []int{20, 14, 20}, "END OF THE"},
		{"all letters apart", []string{"P", "A", "Y", "M", "E", "N", "T"}, 12, []int{12}, "PAYMENT"},
		{"one of two words", []string{"TERMS", "FO", "R", "ALL"}, 12, []int{20, 14, 20}, "TERMS FOR ALL"},
		{"two words that are one together", []string{"TO", "DAY"}, 8, []int{20}, "TO DAY"},
		{"days of the week", []string{"S", "M", "T", "W", "T", "F", "S"}, 12, []int{12}, "S M T W T F S"},
		{"letters close together", []string{"INV", "OICE"}, 2, []int{3}, "INV OICE"},
		{"numbers", []string{"10", "20", "30"}, 8, []int{8}, "10 20 30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := image.NewGray(image.Rect(0, 0, 400, 40))
			draw.Draw(g, g.Rect, image.White, image.Point{}, draw.Src)
			var words []Word
			x := 10
			for i, p := range c.pieces {
				if i > 0 {
					x += c.wide[min(i, len(c.wide))-1] - c.gap
				}
				w := Word{Text: p}
				for _, ch := range p {
					b := image.Rect(x, 5, x+14, 35)
					draw.Draw(g, b, image.NewUniform(color.Black), image.Point{}, draw.Src)
					w.Box = w.Box.Union(b)
					w.Chars = append(w.Chars, Char{Text: string(ch), Box: b})
					x += 14 + c.gap
				}
				words = append(words, w)
			}
			got := Result{Words: r.joinSpaced(words, newInk(g, 0))}
			if got.Text() != c.want {
				t.Errorf("%q, want %q", got.Text(), c.want)
			}
			if n := len(got.Words); n > 0 && got.Words[n-1].Box.Max.X != x-c.gap {
				t.Errorf("the last word %v ends elsewhere than its letters, at %d", got.Words[n-1].Box, x-c.gap)
			}
		})
	}
}
