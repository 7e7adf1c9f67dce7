package lstm

import (
	"strings"
	"testing"
)

// bidiSet has a character for every letter used below: capital letters run
// from right to left, as in the examples of the Unicode standard.
var bidiSet = func() charset {
	cs := charset{rtl: true, delimited: true, chars: []char{{text: " ", dir: dirNeutral}}}
	for _, r := range "abcdefghijABCDEFGHIJ0123456789.,$-!()" {
		c := char{text: string(r), dir: dirNeutral}
		switch {
		case r >= 'a' && r <= 'z':
			c.dir = dirLeft
		case r >= 'A' && r <= 'Z':
			c.dir = dirRight
		case r >= '0' && r <= '9':
			c.dir = dirNumber
		case r == '.' || r == ',':
			c.dir = dirCommonSep
		case r == '$':
			c.dir = dirTerminator
		case r == '-':
			c.dir = dirSeparator
		}
		cs.chars = append(cs.chars, c)
	}
	return cs
}()

func bidiGlyphs(s string) []glyph {
	var gs []glyph
	for _, r := range s {
		for id, c := range bidiSet.chars {
			if c.text == string(r) {
				gs = append(gs, glyph{id: int32(id)})
			}
		}
	}
	return gs
}

func TestReadingOrder(t *testing.T) {
	for image, want := range map[string]string{
		"":                "",
		"abc def":         "abc def",
		"CBA":             "ABC",
		"FED CBA":         "ABC DEF",
		"abc FED CBA ghi": "abc ABC DEF ghi",
		"FED abc gh CBA":  "ABC abc gh DEF",
		"12.50 CBA":       "ABC 12.50",
		".CBA":            "ABC.",
		"$5 CBA":          "ABC $5",
		"CBA12":           "12ABC",
		"ED ab !":         "ab ! DE",
		"a1-2b":           "a1-2b",
	} {
		var got []string
		rs := bidiSet.runs(bidiGlyphs(image))
		for _, o := range bidiSet.readingOrder(rs) {
			gs := rs[o.index].glyphs
			if o.rtl {
				gs = bidiSet.reverse(gs)
			}
			var b strings.Builder
			for _, g := range gs {
				b.WriteString(bidiSet.chars[g.id].text)
			}
			got = append(got, b.String())
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q reads %q, want %q", image, s, want)
		}
	}
}
