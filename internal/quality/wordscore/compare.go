// Package wordscore compares the native words of PDFs with those of poppler's
// pdftotext: text and place.
//
// pdftotext is a judge, not the truth. Where -set pdfwords -errors N shows the two
// apart on the inputs at hand, mostly it is pdftotext that is wrong: it tears
// headings whose letters are spaced out (class torn: 19 of 20 differences in the
// manual of 464 pages), gives slanted and turned text letter by letter, Hebrew and
// Arabic as it is seen, has no characters where the file names glyphs only (class
// unknown, half of it one file), and makes a character of the disc that a radio
// button is drawn with. Ours are: names of glyphs of ligatures that PDFium does
// not know, and free text without an appearance.
package wordscore

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/docket-go/docket/layout"
)

// A word is a text with its box on the page.
type word struct {
	text string
	box  layout.Rect
	used bool
}

// A class says how a word of pdftotext is found among ours.
type class int

// The classes; all but equal are differences.
const (
	equal   class = iota // same text, same place
	split                // in pieces
	joined               // as a part of a longer word
	torn                 // as one of at least three pieces of up to three letters that make up a word of ours
	cut                  // its characters are there, in other words: both divide the line elsewhere
	shifted              // same text, elsewhere on the page
	unknown              // one of both holds characters without meaning: controls, private use, U+FFFD
	rtl                  // right-to-left script, whose order or marks differ
	garbled              // other characters at its place
	missing              // nothing at its place
	classes
)

var classNames = [classes]string{"equal", "split", "joined", "torn", "cut", "shifted", "unknown", "rtl", "garbled", "missing"}

// samePlace is the intersection over union of the boxes from which on two
// words stand at the same place. Boxes differ in height: each program has its
// own idea of ascent and descent.
const samePlace = 0.3

const thin = 0.5 // points: the least width of a word

// normal makes texts comparable: compatibility composition, one kind of hyphen,
// no soft hyphens and joiners.
func normal(s string) string {
	s = norm.NFKC.String(s)
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u00AD', '\u2010', '\u2011':
			return '-'
		case '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\uFEFF':
			return -1
		}
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// newWord returns a word to be compared; ok is false where nothing is left of
// its text.
func newWord(text string, box layout.Rect) (w word, ok bool) {
	if box.Width() < thin { // the negating slash of TeX has no width
		box.X0, box.X1 = box.X0-thin/2, box.X1+thin/2
	}
	w = word{text: normal(text), box: box}
	return w, w.text != ""
}

// compare sorts the words of pdftotext into classes.
func compare(theirs, ours []word) []class {
	out := make([]class, len(theirs))
	byText := map[string][]int{}
	for i := range ours {
		byText[ours[i].text] = append(byText[ours[i].text], i)
	}
	for i := range theirs {
		out[i] = missing
		for _, k := range byText[theirs[i].text] {
			if !ours[k].used && iou(theirs[i].box, ours[k].box) > samePlace {
				ours[k].used, out[i] = true, equal
				break
			}
		}
	}
	pieces := map[*word][]int{} // of words of ours
	for i := range theirs {
		if out[i] == equal {
			continue
		}
		var whole *word
		if out[i], whole = classOf(theirs[i], ours, byText); whole != nil {
			pieces[whole] = append(pieces[whole], i)
		}
	}
	for whole, of := range pieces {
		if isTorn(theirs, of, whole.text) {
			for _, i := range of {
				out[i] = torn
			}
		}
	}
	return out
}

// isTorn reports whether the words of are pieces of a word that was torn apart, as
// one is whose letters are spaced out.
func isTorn(theirs []word, of []int, whole string) bool {
	const least, longest = 3, 3
	var all strings.Builder
	for _, i := range of {
		if utf8.RuneCountInString(theirs[i].text) > longest {
			return false
		}
		all.WriteString(theirs[i].text)
	}
	return len(of) >= least && all.String() == whole
}

// classOf tells how t, which is not equal to a word of ours, is found, and which
// word of ours it is a part of where it is joined.
func classOf(t word, ours []word, byText map[string][]int) (class, *word) {
	var line []*word // ours that touch it, in their order
	var all strings.Builder
	for i := range ours {
		if overlaps(t.box, ours[i].box) {
			line = append(line, &ours[i])
			all.WriteString(ours[i].text)
		}
	}
	if len(line) == 1 && strings.Contains(line[0].text, t.text) {
		return joined, line[0]
	}
	return otherClass(t, len(line), all.String(), byText), nil
}

// otherClass is the class of t where n words of ours that spell text touch it.
func otherClass(t word, n int, text string, byText map[string][]int) class {
	switch {
	case n > 1 && text == t.text:
		return split
	case strings.Contains(text, t.text) || sameRunes(text, t.text):
		return cut
	case strings.IndexFunc(t.text, isRTL) >= 0:
		return rtl
	case len(byText[t.text]) > 0:
		return shifted
	case strings.IndexFunc(t.text+text, isUnknown) >= 0:
		return unknown
	case n > 0:
		return garbled
	}
	return missing
}

// sameRunes reports whether a and b hold the same characters in any order.
func sameRunes(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	count := map[rune]int{}
	for _, r := range a {
		count[r]++
	}
	for _, r := range b {
		if count[r]--; count[r] < 0 {
			return false
		}
	}
	return true
}

func isRTL(r rune) bool {
	return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana)
}

func isUnknown(r rune) bool {
	return r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) || unicode.IsControl(r)
}

func iou(a, b layout.Rect) float64 {
	shared := a.Intersect(b).Area()
	if union := a.Area() + b.Area() - shared; union > 0 {
		return shared / union
	}
	return 0
}

// overlaps reports whether b covers a good part of a, or lies in it.
func overlaps(a, b layout.Rect) bool {
	shared := a.Intersect(b)
	if shared.IsEmpty() {
		return false
	}
	return shared.Height() > 0.4*min(a.Height(), b.Height()) && shared.Width() > 0.3*min(a.Width(), b.Width())
}
