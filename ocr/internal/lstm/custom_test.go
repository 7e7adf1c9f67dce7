package lstm

import (
	"context"
	"strings"
	"testing"
)

func TestAllowDeny(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	g := line(t, "Order 1O05 S8l", 30, 0, 255)
	read := func(o Options) string {
		r.Options = o
		res, err := r.Line(context.Background(), g)
		if err != nil {
			t.Fatal(err)
		}
		return res.Text()
	}
	all := read(Options{})
	digits := read(Options{Allow: "0123456789"})
	if digits == "" || strings.Trim(digits, "0123456789 ") != "" {
		t.Errorf("digits only: %q", digits)
	}
	if got := read(Options{Deny: "Oo"}); strings.ContainsAny(got, "Oo") {
		t.Errorf("without o: %q", got)
	}
	if got := read(Options{}); got != all {
		t.Errorf("afterwards: %q, before: %q", got, all)
	}
}

// A word graph must hold the words it was made of, and no others.
func TestBuildDawg(t *testing.T) {
	m := englishModel(t)
	words := []string{"Docket", "Dock", "dockets", "Dockett", "A", "Zürich", "Do", "Dock", ""}
	var coded [][]int32
	for _, w := range words {
		if c := m.encode(w); c != nil {
			coded = append(coded, c)
		}
	}
	d := buildDawg(coded, len(m.chars))
	has := func(w string) bool {
		e := noEdge
		for _, id := range m.encode(w) {
			if e = d.find(d.after(e), id); e == noEdge {
				return false
			}
		}
		return d.wordEnd(e)
	}
	for _, w := range words {
		if m.encode(w) != nil && !has(w) {
			t.Errorf("%q is missing", w)
		}
	}
	for _, w := range []string{"D", "Docke", "docket", "Z", "Docketts", "B"} {
		if has(w) {
			t.Errorf("%q is in the graph", w)
		}
	}
}

// A made-up word on a poor image is read right once it is known.
func TestSetWords(t *testing.T) {
	m := englishModel(t)
	words := []string{"Zlvxoria", "Qrlllanth", "Vrnoclj", "Ilrnwic"}
	known, unknown := 0, 0
	for _, w := range words {
		g := line(t, "the "+w+" works", 8, 90, 200)
		for _, set := range [][]string{nil, words} {
			r := m.NewRecognizer()
			r.SetWords(set)
			res, err := r.Line(context.Background(), g)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(res.Text(), w) {
				if set == nil {
					unknown++
				} else {
					known++
				}
			}
		}
	}
	t.Logf("%d of %d read without, %d with the words", unknown, len(words), known)
	if known <= unknown {
		t.Errorf("%d words are read right without, %d with the list", unknown, known)
	}
	if n := m.NewRecognizer().SetWords([]string{"ok", "\U0001F600"}); n != 1 {
		t.Errorf("%d words have all characters, want 1", n)
	}
}
