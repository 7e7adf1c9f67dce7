package lstm

import (
	"slices"
	"strings"
	"unicode"
)

// Headings are set with wide gaps between their letters, which the network takes
// for spaces now and then. On a line whose letters stand apart a gap like those
// between letters is none where a word of the dictionary comes of it.
const (
	spacedLeast = 0.2 // median gap between characters, in heights of words
	spacedLike  = 1.5 // times that, at most, a gap inside of a word is wide
	spacedMost  = 12  // pieces of a word
	// On a line of single letters they make a word only all together, and so many
	// at least.
	spacedSingles = 4
)

// joinSpaced joins the pieces of words on a line whose letters stand apart.
func (r *Recognizer) joinSpaced(words []Word, k *ink) []Word {
	if len(words) < 2 || r.m.rtl || !r.m.delimited {
		return words
	}
	gap, height := letterGap(words, k)
	if gap < spacedLeast*height {
		return words
	}
	columns := singles(words)
	near := func(i int) bool { // to the word before it
		return i > 0 && letters(words[i-1].Text) && letters(words[i].Text) &&
			float64(words[i].Box.Min.X-words[i-1].Box.Max.X) <= spacedLike*gap
	}
	for i := 0; i < len(words); i++ {
		end := i + 1
		for end < len(words) && end-i < spacedMost && near(end) {
			end++
		}
		for last := end; last > i+1; last-- {
			whole := last == end && !near(i) && last-i >= spacedSingles
			if (!columns || whole) && r.knows(words[i:last]) {
				words = slices.Replace(words, i, last, joined(words[i:last]))
				break
			}
		}
	}
	return words
}

// singles reports whether most words of a line are single characters. Such may
// be the heads of columns, of which some make a word by chance.
func singles(words []Word) bool {
	n := 0
	for _, w := range words {
		if len(w.Chars) == 1 {
			n++
		}
	}
	return 2*n > len(words)
}

// letterGap is the median gap between the characters of a line, and the median
// height of its words.
func letterGap(words []Word, k *ink) (gap, height float64) {
	var gaps, heights []int
	for i, w := range words {
		heights = append(heights, w.Box.Dy())
		if i > 0 {
			gaps = append(gaps, w.Box.Min.X-words[i-1].Box.Max.X)
		}
		for c := 1; c < len(w.Chars); c++ {
			a, b := w.Chars[c-1].Box, w.Chars[c].Box
			gaps = append(gaps, k.widest((a.Min.X+a.Max.X)/2, (b.Min.X+b.Max.X)/2))
		}
	}
	slices.Sort(gaps)
	slices.Sort(heights)
	return float64(gaps[len(gaps)/2]), float64(heights[len(heights)/2])
}

func letters(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsLetter(c) })
}

// knows reports whether pieces make a word of the dictionary, in whatever case.
func (r *Recognizer) knows(pieces []Word) bool {
	text := ""
	for _, w := range pieces {
		text += w.Text
	}
	lower := strings.ToLower(text)
	title := []rune(lower)
	title[0] = unicode.ToUpper(title[0])
	for _, s := range []string{text, lower, string(title)} {
		var gs []glyph
		for _, id := range r.m.encode(s) {
			gs = append(gs, glyph{id: id})
		}
		if r.isWord(gs) {
			return true
		}
	}
	return false
}

// joined makes one word of pieces.
func joined(pieces []Word) Word {
	w := pieces[0]
	w.Chars = slices.Clone(w.Chars)
	for _, p := range pieces[1:] {
		w.Text += p.Text
		w.Box = w.Box.Union(p.Box)
		w.Conf = min(w.Conf, p.Conf)
		w.Chars = append(w.Chars, p.Chars...)
	}
	return w
}
