package lstm

import (
	"strings"
	"testing"
)

// An l in a Roman numeral is an I, where the word can be nothing else.
func TestMendRomans(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	for _, c := range [][2]string{
		{"Chapter Il of Volume Ill", "Chapter II of Volume III"},
		{"Henry VIll and Louis XlV.", "Henry VIII and Louis XIV."},
		{"Il. Payment (XlI)", "II. Payment (XII)"},
		{"1939 Il", "1939 II"},
		{"Il est ill. Ill est", "Il est ill. Ill est"},
		{"Chicago, Ill. and all, Al, Xll", "Chicago, Ill. and all, Al, XII"},
		{"Vlad lll ll IlII XlX IXl", "Vlad lll ll IlII XIX IXl"},
		{"Xavier Vl", "Xavier VI"},
	} {
		var words []Word
		for f := range strings.FieldsSeq(c[0]) {
			w := Word{Text: f}
			for _, ch := range f {
				w.Chars = append(w.Chars, Char{Text: string(ch)})
			}
			words = append(words, w)
		}
		r.mendRomans(words)
		res := Result{Words: words}
		if got := res.Text(); got != c[1] {
			t.Errorf("%q became %q, want %q", c[0], got, c[1])
		}
		for _, w := range words {
			text := ""
			for _, ch := range w.Chars {
				text += ch.Text
			}
			if text != w.Text {
				t.Errorf("characters %q of the word %q", text, w.Text)
			}
		}
	}
	r.Options.Deny = "I"
	r.restrict()
	words := []Word{{Text: "XlX"}}
	if r.mendRomans(words); words[0].Text != "XlX" {
		t.Errorf("%q has a character that may not be read", words[0].Text)
	}
}
