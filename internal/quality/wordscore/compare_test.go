package wordscore

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/layout"
)

func TestCompare(t *testing.T) {
	at := func(text string, x0, x1 float64) word {
		w, _ := newWord(text, layout.Rect{X0: x0, Y0: 10, X1: x1, Y1: 20})
		return w
	}
	tests := []struct {
		name         string
		theirs, ours []word
		want         []class
	}{
		{"same", []word{at("ﬁne", 10, 30)}, []word{at("fine", 11, 30)}, []class{equal}},
		{"once", []word{at("a", 10, 20), at("a", 10, 20)}, []word{at("a", 10, 20)}, []class{equal, joined}},
		{"in pieces", []word{at("ab", 10, 30)}, []word{at("a", 10, 20), at("b", 20, 30)}, []class{split}},
		{"part of a longer one", []word{at("a", 10, 20), at("b", 20, 30)}, []word{at("ab", 10, 30)}, []class{joined, joined}},
		{"letter by letter", []word{at("a", 10, 20), at("bc", 20, 30), at("d", 30, 40)}, []word{at("abcd", 10, 40)}, []class{torn, torn, torn}},
		{"elsewhere", []word{at("ab", 10, 30)}, []word{at("ab", 100, 130)}, []class{shifted}},
		{"no meaning", []word{at("\uFFFD\uFFFD", 10, 30)}, []word{at("ab", 10, 30)}, []class{unknown}},
		{"right to left", []word{at("שלום", 10, 30)}, []word{at("xyz", 10, 30)}, []class{rtl}},
		{"other letters", []word{at("ab", 10, 30)}, []word{at("xy", 10, 30)}, []class{garbled}},
		{"absent", []word{at("ab", 10, 30)}, nil, []class{missing}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, compare(tt.theirs, tt.ours)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
