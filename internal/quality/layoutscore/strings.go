// Package layoutscore measures the layout analysis against documents whose
// structure is known: reading order, tables and headings by the formulas of
// the OpenDataLoader bench (NID, TEDS, MHS), tables by the cell adjacency of
// the ICDAR 2013 table competition.
package layoutscore

import (
	"math/bits"
	"strings"
	"unicode"
)

func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

// normalise makes every run of white space one space.
func normalise(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), " ") }

// blocks is the bit set of the places of each rune of a string.
func blocks(a []rune) (masks map[rune][]uint64, words int) {
	words = (len(a) + 63) / 64
	masks = map[rune][]uint64{}
	for i, r := range a {
		m := masks[r]
		if m == nil {
			m = make([]uint64, words)
			masks[r] = m
		}
		m[i/64] |= 1 << (i % 64)
	}
	return masks, words
}

// commonSubsequence returns the length of the longest common subsequence
// (H. Hyyrö, "Bit-parallel LCS-length computation revisited", 2004).
func commonSubsequence(a, b []rune) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	masks, words := blocks(a)
	s := make([]uint64, words)
	for i := range s {
		s[i] = ^uint64(0)
	}
	for _, r := range b {
		m := masks[r]
		if m == nil {
			continue
		}
		var carry uint64
		for k := range s {
			u := s[k] & m[k]
			var sum uint64
			sum, carry = bits.Add64(s[k], u, carry)
			s[k] = sum | s[k]&^m[k]
		}
	}
	n := 0
	for i := range a {
		if s[i/64]&(1<<(i%64)) == 0 {
			n++
		}
	}
	return n
}

// similarity is twice the longest common subsequence over the sum of lengths.
func similarity(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x)+len(y) == 0 {
		return 1
	}
	return float64(2*commonSubsequence(x, y)) / float64(len(x)+len(y))
}

// levenshtein returns the edit distance (G. Myers, "A fast bit-vector
// algorithm for approximate string matching", 1999, in blocks).
func levenshtein(a, b []rune) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return len(b)
	}
	masks, words := blocks(a)
	vp, vn := make([]uint64, words), make([]uint64, words)
	for i := range vp {
		vp[i] = ^uint64(0)
	}
	none := make([]uint64, words)
	last := uint64(1) << ((len(a) - 1) % 64)
	score := len(a)
	for _, r := range b {
		eq := masks[r]
		if eq == nil {
			eq = none
		}
		hp, hn := uint64(1), uint64(0) // carried in from the block below
		for k := range words {
			x := eq[k] | hn
			d := ((x&vp[k] + vp[k]) ^ vp[k]) | x | vn[k]
			p := vn[k] | ^(d | vp[k])
			n := d & vp[k]
			if k == words-1 {
				if p&last != 0 {
					score++
				}
				if n&last != 0 {
					score--
				}
			}
			nextP, nextN := p>>63, n>>63
			p, n = p<<1|hp, n<<1|hn
			hp, hn = nextP, nextN
			vp[k] = n | ^(d | p)
			vn[k] = p & d
		}
	}
	return score
}

// distance is the edit distance over the longer length, 0 to 1.
func distance(a, b string) float64 {
	if a == b {
		return 0
	}
	x, y := []rune(a), []rune(b)
	return float64(levenshtein(x, y)) / float64(max(len(x), len(y)))
}
