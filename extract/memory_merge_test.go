package extract

import (
	"strings"
	"testing"
)

// TestMergePieces: damage heals, what differs stays as it is printed.
func TestMergePieces(t *testing.T) {
	const remembered = "LOT 28, JALAN RAJA, TAMAN MAWAR 41150 KLANG, SELANGOR 12-KOTA LAMA"
	for name, c := range map[string]struct {
		page []string
		want string
	}{
		"damage": {
			[]string{"L0T 28, JALAN RA1A,", "TAMAN MAWOR", "$1150 KLANG, SELANGCR", "12-KOTA LAMA"},
			"LOT 28, JALAN RAJA, TAMAN MAWAR 41150 KLANG, SELANGOR 12-KOTA LAMA",
		},
		"another branch": {
			[]string{"LOT 28, JALAN RAJA,", "TAMAN MAWAR", "41150 KLANG, SELANGOR", "77-BUKIT TINGGI"},
			"LOT 28, JALAN RAJA, TAMAN MAWAR 41150 KLANG, SELANGOR 77-BUKIT TINGGI",
		},
		"another number": {
			[]string{"LOT 28, JALAN RAJA,", "TAMAN MAWAR", "41250 KLANG, SELANGOR", "12-KOTA LAMA"},
			"LOT 28, JALAN RAJA, TAMAN MAWAR 41250 KLANG, SELANGOR 12-KOTA LAMA",
		},
		"other spaces": {
			[]string{"LOT 28,JALAN RAJA,", "TAMAN MAWAR", "41150 KLANG,SELANGOR", "12 - KOTA LAMA"},
			"LOT 28, JALAN RAJA, TAMAN MAWAR 41150 KLANG, SELANGOR 12-KOTA LAMA",
		},
	} {
		v := &view{}
		var words []int
		for line, text := range c.page {
			for w := range strings.FieldsSeq(text) {
				words = append(words, len(v.words))
				v.words = append(v.words, word{text: w, conf: 1, line: line})
			}
			v.lines = append(v.lines, textLine{text: text})
		}
		_, got, alike := v.mergeBest([]choice{{words: words}}, remembered, spanEntry{})
		if got != c.want || alike < 0.55 {
			t.Errorf("%s: %q, alike %.2f, want %q", name, got, alike, c.want)
		}
	}
}
