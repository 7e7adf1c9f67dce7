package layout

import (
	"strings"
	"unicode"
)

// Fonts of signs number their glyphs as they like. Word processors write those
// of "Symbol" and "Wingdings" as U+F020 to U+F0FF; what they look like is told
// by the tables below (Unicode's mapping tables of Adobe Symbol, and of
// Wingdings as Unicode 7 took its signs in).

// symbolGreek are the letters of Symbol at A to Z and a to z.
const (
	symbolUpper = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
	symbolLower = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
)

// symbolSigns are the other signs of Symbol that differ from ASCII.
var symbolSigns = map[rune]rune{
	0x22: '∀', 0x24: '∃', 0x27: '∋', 0x2a: '∗', 0x2d: '−', 0x40: '≅', 0x5c: '∴', 0x5e: '⊥', 0x7e: '∼',
	0xa0: '€', 0xa1: 'ϒ', 0xa2: '′', 0xa3: '≤', 0xa4: '⁄', 0xa5: '∞', 0xa6: 'ƒ', 0xa7: '♣', 0xa8: '♦', 0xa9: '♥', 0xaa: '♠',
	0xab: '↔', 0xac: '←', 0xad: '↑', 0xae: '→', 0xaf: '↓', 0xb0: '°', 0xb1: '±', 0xb2: '″', 0xb3: '≥', 0xb4: '×', 0xb5: '∝',
	0xb6: '∂', 0xb7: '•', 0xb8: '÷', 0xb9: '≠', 0xba: '≡', 0xbb: '≈', 0xbc: '…', 0xc0: 'ℵ', 0xc4: '⊗', 0xc5: '⊕', 0xc6: '∅',
	0xc7: '∩', 0xc8: '∪', 0xc9: '⊃', 0xca: '⊇', 0xcb: '⊄', 0xcc: '⊂', 0xcd: '⊆', 0xce: '∈', 0xcf: '∉', 0xd0: '∠', 0xd1: '∇',
	0xd2: '®', 0xd3: '©', 0xd4: '™', 0xd5: '∏', 0xd6: '√', 0xd7: '⋅', 0xd8: '¬', 0xd9: '∧', 0xda: '∨', 0xdb: '⇔', 0xdc: '⇐',
	0xdd: '⇑', 0xde: '⇒', 0xdf: '⇓', 0xe0: '◊', 0xe1: '⟨', 0xe5: '∑', 0xf1: '⟩', 0xf2: '∫',
}

// wingdingsSigns are the signs of Wingdings that documents use as bullets,
// boxes, ticks and arrows.
var wingdingsSigns = map[rune]rune{
	0x22: '✂', 0x28: '☎', 0x29: '✆', 0x2a: '✉', 0x36: '⌛', 0x3f: '✍', 0x45: '☜', 0x46: '☞', 0x47: '☝', 0x48: '☟',
	0x4a: '☺', 0x4c: '☹', 0x6c: '●', 0x6e: '■', 0x6f: '□', 0x71: '❑', 0x72: '❒', 0x73: '⬧', 0x74: '⧫', 0x75: '◆', 0x76: '❖',
	0x77: '⬥', 0x9e: '·', 0x9f: '•', 0xa1: '○', 0xa4: '◉', 0xa5: '◎', 0xa7: '▪', 0xa8: '☐', 0xaa: '✦', 0xab: '★', 0xac: '✶',
	0xad: '✴', 0xae: '✹', 0xb7: '•', 0xd8: '➢', 0xdc: '➔', 0xdf: '←', 0xe0: '→', 0xe1: '↑', 0xe2: '↓', 0xe8: '➔', 0xef: '⇦',
	0xf0: '⇨', 0xf1: '⇧', 0xf2: '⇩', 0xfb: '✗', 0xfc: '✓', 0xfd: '☒', 0xfe: '☑',
}

// plainSign writes the signs of a sign font in w as what they look like.
func plainSign(text, font string) string {
	code := func(r rune) (rune, bool) { return r - 0xf000, r >= 0xf020 && r <= 0xf0ff }
	if strings.IndexFunc(text, func(r rune) bool { _, ok := code(r); return ok }) < 0 {
		return text
	}
	symbol := strings.HasPrefix(font, "Symbol")
	return strings.Map(func(r rune) rune {
		c, ok := code(r)
		if !ok {
			return r
		}
		if s := signOf(c, symbol); s != 0 {
			return s
		}
		return r
	}, text)
}

// signOf returns what stands at code c of Symbol or of Wingdings, 0 = unknown.
func signOf(c rune, symbol bool) rune {
	switch {
	case !symbol:
		return wingdingsSigns[c]
	case c >= 'A' && c <= 'Z':
		return []rune(symbolUpper)[c-'A']
	case c >= 'a' && c <= 'z':
		return []rune(symbolLower)[c-'a']
	case symbolSigns[c] != 0:
		return symbolSigns[c]
	case c < 0x7f:
		return c
	}
	return 0
}

// unreadable reports whether r says nothing to a reader: a control character,
// one of private use, the mark for what could not be decoded.
func unreadable(r rune) bool {
	return r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Co, r)
}

// readable reports whether s holds a rune that can be read.
func readable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unreadable(r) && !unicode.IsSpace(r) }) >= 0
}

// mutilated reports whether most of s is unreadable, and too long for a sign.
func mutilated(s string) bool {
	bad, n := 0, 0
	for _, r := range s {
		n++
		if unreadable(r) {
			bad++
		}
	}
	return n > maxSign && bad*2 > n
}

// maxSign is the longest text that may be a sign; more is text whose font does
// not tell its letters.
const maxSign = 3

// signLike reports whether s is a sign that the font tells no character for.
func signLike(s string) bool {
	n, bad := 0, false
	for _, r := range s {
		n++
		bad = bad || unreadable(r)
	}
	return bad && n <= maxSign
}
