package lstm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// I and l are one stroke in many fonts, and the networks, which have seen few
// Roman numerals, end them in l: "Chapter Il", "Henry VIll". No word is written
// so but Il, at the beginning of a French or Italian sentence, and Ill, at the
// beginning of an English one or short for Illinois.

// mendRomans makes I of the strokes that were taken for l in Roman numerals up
// to 39.
func (r *Recognizer) mendRomans(words []Word) {
	one := slices.IndexFunc(r.m.chars, func(c char) bool { return c.text == "I" && !c.disabled })
	if one < 0 || r.dec.off != nil && r.dec.off[one] {
		return
	}
	for i := range words {
		if !roman(words, i) {
			continue
		}
		w := &words[i]
		for k := range w.Chars {
			w.Chars[k].Text = strings.ReplaceAll(w.Chars[k].Text, "l", "I")
		}
		w.Text = strings.ReplaceAll(w.Text, "l", "I")
	}
}

// roman reports whether word i of a line is a Roman numeral with an l in it.
func roman(words []Word, i int) bool {
	text := words[i].Text
	core := strings.TrimFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	if !strings.Contains(core, "l") || !strings.ContainsAny(core, "IVX") || !numeral(strings.ReplaceAll(core, "l", "I")) {
		return false
	}
	if core != "Il" && core != "Ill" {
		return true
	}
	if i == 0 {
		return core == "Il" && (len(words) == 1 || strings.HasSuffix(text, "Il."))
	}
	before, _ := utf8.DecodeLastRuneInString(words[i-1].Text)
	return unicode.IsLetter(before) || unicode.IsDigit(before)
}

// numeral reports whether s is a Roman numeral from II to XXXIX.
func numeral(s string) bool {
	tens := strings.TrimLeft(s, "X")
	if len(s) < 2 || len(s)-len(tens) > 3 {
		return false
	}
	switch tens {
	case "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX":
		return true
	}
	return false
}
