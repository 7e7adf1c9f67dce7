package lstm

import (
	"image"
	"strings"
	"testing"
)

// inkLine lays characters out as the network reports them: cells are the
// columns of ink of each character, gaps lie between; a space starts a word.
func inkLine(text string, advance, digit, point int, extra int) ([]Word, *ink) {
	const h = 20
	k := &ink{}
	var words []Word
	start := true
	for _, r := range text {
		if r == ' ' {
			start = true
			k.cols = append(k.cols, make([]bool, extra)...)
			continue
		}
		n := digit
		if strings.ContainsRune(".,", r) {
			n = point
		}
		side := (advance - n) / 2
		cell := make([]bool, advance)
		for i := range n {
			cell[side+i] = true
		}
		x := len(k.cols)
		k.cols = append(k.cols, cell...)
		box := image.Rect(x+side, 0, x+side+n, h)
		if start {
			words = append(words, Word{Box: box, Conf: 1})
		}
		w := &words[len(words)-1]
		w.Text += string(r)
		w.Box = w.Box.Union(box)
		w.Chars = append(w.Chars, Char{Text: string(r), Box: box})
		start = false
	}
	return words, k
}

func TestJoinNumbers(t *testing.T) {
	for _, c := range []struct {
		text, want string
		extra      int // columns of each space
	}{
		{"10. 00", "10.00", 0},   // a fixed-pitch font whose point stands in the middle of its cell
		{"10. 00", "10. 00", 16}, // a true space in it
		{"38 13", "38 13", 2},    // groups of digits may stand close
		{"12 ab", "12 ab", 0},    // letters have no fixed width
		{"ab. 12", "ab. 12", 0},
		{"-2, 61 17, 5", "-2,61 17,5", 0},
	} {
		words, k := inkLine(c.text, 16, 12, 4, c.extra)
		var got []string
		for _, w := range joinNumbers(words, k) {
			got = append(got, w.Text)
			if len(w.Chars) != len([]rune(w.Text)) || w.Box.Dx() < 12*len(w.Chars)/2 {
				t.Errorf("%q: word %q has %d characters in %v", c.text, w.Text, len(w.Chars), w.Box)
			}
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%q with spaces of %d columns becomes %q, want %q", c.text, c.extra, g, c.want)
		}
	}
}

func TestSplitAtCommas(t *testing.T) {
	for _, c := range []struct {
		text, want string
		extra      int // columns of each space, which the network has left out
	}{
		{"31, 2022", "31, 2022", 16},
		{"31, 2022", "31,2022", 0},
		{"York, England", "York, England", 16},
		{"A,B", "A,B", 0},
		{"1, 234", "1,234", 16}, // numbers with a loose comma
		{"15, 0000", "15,0000", 16},
		{"12, 2022, 7, May", "12, 2022,7, May", 16},
	} {
		words, k := inkLine(c.text, 16, 14, 4, c.extra)
		whole := words[0]
		for _, w := range words[1:] {
			whole.Text += w.Text
			whole.Chars = append(whole.Chars, w.Chars...)
			whole.Box = whole.Box.Union(w.Box)
		}
		var got []string
		for _, w := range splitAtCommas([]Word{whole}, k) {
			got = append(got, w.Text)
			if len(w.Chars) != len([]rune(w.Text)) || !k.cols[w.Box.Min.X] || !k.cols[w.Box.Max.X-1] {
				t.Errorf("%q: word %q has %d characters in %v", c.text, w.Text, len(w.Chars), w.Box)
			}
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%q with spaces of %d columns becomes %q, want %q", c.text, c.extra, g, c.want)
		}
	}
}
