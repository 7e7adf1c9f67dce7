package ocrtest

import (
	"strings"
	"unicode"
)

// typography makes look-alikes equal before texts are compared.
var typography = strings.NewReplacer(
	"’", "'", "‘", "'", "`", "'", "´", "'", "“", `"`, "”", `"`, "„", `"`,
	"—", "-", "–", "-", "−", "-", "‐", "-", "\u00a0", " ", "ﬁ", "fi", "ﬂ", "fl", "…", "...",
	"：", ":", "（", "(", "）", ")", "，", ",", "！", "!", "？", "?", "；", ";")

// A Score counts how a recognised text agrees with the true one. Scores add up;
// the zero Score is that of nothing.
type Score struct {
	Hits  int // words that both have, each as often as both have it
	True  int // words of the truth
	Found int // words of the reading

	Letters     int // letters and digits of the truth
	LostLetters int // those that the reading lacks, wherever they stand

	Edits  int // character edits, where the order of the truth is known
	Length int // characters of the truth, likewise
}

// Compare scores a reading against the truth. Words are the pieces between
// spaces without punctuation at their ends; their order does not matter. With
// ordered, character edits over the whole text are counted too.
func Compare(truth, reading string, ordered bool) Score {
	var s Score
	want, got := bag(Words(truth)), bag(Words(reading))
	for w, n := range want {
		s.True += n
		s.Hits += min(n, got[w])
	}
	for _, n := range got {
		s.Found += n
	}
	have := letters(reading)
	for r, n := range letters(truth) {
		s.Letters += n
		s.LostLetters += max(0, n-have[r])
	}
	if ordered {
		a, b := []rune(spaced(truth)), []rune(spaced(reading))
		s.Edits, s.Length = distance(a, b), len(a)
	}
	return s
}

// Add returns the sum of two scores.
func (s Score) Add(o Score) Score {
	return Score{s.Hits + o.Hits, s.True + o.True, s.Found + o.Found, s.Letters + o.Letters,
		s.LostLetters + o.LostLetters, s.Edits + o.Edits, s.Length + o.Length}
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Recall is the share of the true words that were read.
func (s Score) Recall() float64 { return ratio(s.Hits, s.True) }

// Precision is the share of the words read that are true.
func (s Score) Precision() float64 { return ratio(s.Hits, s.Found) }

// F1 is the harmonic mean of recall and precision.
func (s Score) F1() float64 { return ratio(2*s.Hits, s.True+s.Found) }

// Lost is the share of the true letters and digits that are missing; spaces
// that are wrong do not count.
func (s Score) Lost() float64 { return ratio(s.LostLetters, s.Letters) }

// CER is the character error rate of the texts whose order is known.
func (s Score) CER() float64 { return ratio(s.Edits, s.Length) }

// WER is a word error rate without regard to order: words missed and words
// wrong, whichever are more, a true word.
func (s Score) WER() float64 { return ratio(max(s.True, s.Found)-s.Hits, s.True) }

func plain(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Words returns the words of a text as Compare counts them: the pieces between
// spaces without punctuation at their ends, look-alikes made equal.
func Words(s string) []string {
	var out []string
	for _, f := range strings.Fields(typography.Replace(s)) {
		if f = strings.TrimFunc(f, func(r rune) bool { return !plain(r) }); f != "" {
			out = append(out, f)
		}
	}
	return out
}

func bag(words []string) map[string]int {
	m := map[string]int{}
	for _, w := range words {
		m[w]++
	}
	return m
}

func letters(s string) map[rune]int {
	m := map[rune]int{}
	for _, r := range typography.Replace(s) {
		if plain(r) {
			m[r]++
		}
	}
	return m
}

func spaced(s string) string { return strings.Join(strings.Fields(typography.Replace(s)), " ") }

// distance is Levenshtein's.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		left, diagonal := i+1, row[0]
		row[0] = left
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			left = min(left+1, row[j+1]+1, cost)
			row[j+1] = left
		}
	}
	return row[len(b)]
}
