package textlayer

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// rightToLeft reports whether s begins with a letter of a right-to-left
// script, marks and signs left aside.
func rightToLeft(s string) bool {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.R, bidi.AL:
			return true
		case bidi.L:
			return false
		}
	}
	return false
}

// visual brings the clusters of a right-to-left word into the order in which
// they stand from left to right: reversed, but for numbers and foreign
// letters. Readers such as poppler and PDFium sort what they find by place and
// then turn it into logical order, as they must for any file in these scripts;
// text in logical order, mirrored or with ActualText, they would turn once
// more.
func visual(clusters []string) []string {
	out := slices.Clone(clusters)
	slices.Reverse(out)
	for i := 0; i < len(out); {
		if !leftToRight(out[i]) {
			i++
			continue
		}
		end := i + 1
		for k := i + 1; k < len(out) && (leftToRight(out[k]) || joinsNumbers(out[k])); k++ {
			if leftToRight(out[k]) {
				end = k + 1
			}
		}
		slices.Reverse(out[i:end])
		i = end
	}
	return out
}

func class(cluster string) bidi.Class {
	r, _ := utf8.DecodeRuneInString(cluster)
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

func leftToRight(cluster string) bool {
	switch class(cluster) {
	case bidi.L, bidi.EN, bidi.AN:
		return true
	}
	return false
}

// joinsNumbers reports whether cluster may stand within a number, such as a
// decimal point.
func joinsNumbers(cluster string) bool {
	switch class(cluster) {
	case bidi.ES, bidi.CS, bidi.ET:
		return true
	}
	return false
}
