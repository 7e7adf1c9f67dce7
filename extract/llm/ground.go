package llm

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// A grade says how well a quote was found.
type grade int

const (
	notFound grade = iota
	fuzzy          // most of its letters, in order
	folded         // the same letters and digits
	exact          // word for word
)

// A grounder finds quotes in the words of a document.
type grounder struct {
	d        *layout.Document
	lines    []groundLine
	folds    [][]string // the words of each page, folded
	compared int        // texts compared letter by letter for cells of tables
}

type groundLine struct {
	page  int // index of Document.Pages
	words []int
	box   layout.Rect
}

func newGrounder(d *layout.Document) *grounder {
	g := &grounder{d: d}
	for pi := range d.Pages {
		p := &d.Pages[pi]
		folds := make([]string, len(p.Words))
		for w := range p.Words {
			folds[w] = foldText(p.Words[w].Text)
		}
		g.folds = append(g.folds, folds)
		if len(p.Lines) == 0 && len(p.Words) > 0 {
			g.addLine(pi, layout.Range{End: len(p.Words)})
		}
		for _, l := range p.Lines {
			g.addLine(pi, l.Words)
		}
	}
	return g
}

func (g *grounder) addLine(page int, r layout.Range) {
	l := groundLine{page: page}
	for w := max(0, r.Start); w < min(r.End, len(g.d.Pages[page].Words)); w++ {
		l.words = append(l.words, w)
		l.box = l.box.Union(g.d.Pages[page].Words[w].Box)
	}
	g.lines = append(g.lines, l)
}

func (g *grounder) lineText(i int) string {
	parts := make([]string, len(g.lines[i].words))
	for k, w := range g.lines[i].words {
		parts[k] = g.d.Pages[g.lines[i].page].Words[w].Text
	}
	return strings.Join(parts, " ")
}

// numbered writes the lines with their numbers, from 1. Of a text longer than
// most the middle is left out.
func (g *grounder) numbered(most int) string {
	out := make([]string, len(g.lines))
	total := 0
	for i := range g.lines {
		out[i] = fmt.Sprintf("%d: %s", i+1, g.lineText(i))
		total += len(out[i]) + 1
	}
	if total <= most {
		return strings.Join(out, "\n")
	}
	head, tail, size := 0, len(out), 0
	for head < tail && size < most {
		size += len(out[head]) + 1
		head++
		if head < tail && size < most {
			tail--
			size += len(out[tail]) + 1
		}
	}
	return strings.Join(out[:head], "\n") + "\n[...]\n" + strings.Join(out[tail:], "\n")
}

// place is a run of words on lines of one page.
type place struct {
	line  int
	words []int
	grade grade
}

// find looks for quote on the named lines and their neighbours first, then
// everywhere; the best grade wins.
func (g *grounder) find(quote string, lines []int) (place, bool) {
	near := map[int]bool{}
	for _, n := range lines {
		for d := -1; d <= 1; d++ {
			if i := n - 1 + d; i >= 0 && i < len(g.lines) {
				near[i] = true
			}
		}
	}
	best := place{}
	for _, only := range []map[int]bool{near, nil} {
		for i := range g.lines {
			if only != nil && !only[i] {
				continue
			}
			if p := g.match(quote, i, nil, true); p.grade > best.grade {
				best = p
			}
		}
		if best.grade >= folded {
			break
		}
	}
	return best, best.grade > notFound
}

func foldText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// match looks for quote from line i on; it may run over five lines of a page
// and over free words only; nil = all are. Where it need not be fuzzy, it is quick.
func (g *grounder) match(quote string, i int, free func(wordKey) bool, fuzzily bool) place {
	want := foldText(quote)
	if want == "" {
		return place{}
	}
	var words []int
	for k := i; k < min(i+5, len(g.lines)) && g.lines[k].page == g.lines[i].page; k++ {
		words = append(words, g.lines[k].words...)
	}
	text := g.folds[g.lines[i].page]
	best := place{line: i}
	for a := range g.lines[i].words {
		got := ""
		for b := a; b < len(words); b++ {
			if free != nil && !free(wordKey{g.lines[i].page, words[b]}) {
				break
			}
			got += text[words[b]]
			if got == want {
				p := place{i, words[a : b+1], folded}
				if g.join(g.lines[i].page, p.words) == strings.Join(strings.Fields(quote), " ") {
					p.grade = exact
				}
				return p
			}
			if len(got) > len(want)+2 || !fuzzily && !strings.HasPrefix(want, got) {
				break
			}
			if fuzzily && best.grade < fuzzy && g.near(got, want) {
				best = place{i, words[a : b+1], fuzzy}
			}
		}
	}
	return best
}

func (g *grounder) join(page int, words []int) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = g.d.Pages[page].Words[w].Text
	}
	return strings.Join(parts, " ")
}

// near is the function near, counted.
func (g *grounder) near(a, b string) bool {
	if d := len(a) - len(b); d > len(b)/6*4 || -d > len(b)/6*4 {
		return false
	}
	g.compared++
	return near(a, b)
}

// near reports whether a and b, both folded, differ by less than one letter
// in six. Short texts must be equal.
func near(a, b string) bool {
	ra, rb := []rune(a), []rune(b)
	limit := len(rb) / 6
	if d := len(ra) - len(rb); limit == 0 || d > limit || -d > limit {
		return false
	}
	prev := make([]int, len(rb)+1)
	for j := range prev {
		prev[j] = j
	}
	cur := make([]int, len(rb)+1)
	for i := range ra {
		// Further than limit from the diagonal nothing can be near.
		from, to := max(0, i-limit), min(len(rb), i+limit+1)
		cur[from], cur[0] = i+1, i+1
		least := i + 1
		for j := from; j < to; j++ {
			c := prev[j]
			if ra[i] != rb[j] {
				c++
			}
			cur[j+1] = min(c, prev[j+1]+1, cur[j]+1)
			least = min(least, cur[j+1])
		}
		if to < len(rb) {
			cur[to+1] = limit + 1
		}
		if least > limit {
			return false
		}
		prev, cur = cur, prev
	}
	return prev[len(rb)] <= limit
}

// Scores of answers by how well they are grounded, in log odds.
var gradeScore = map[grade]float64{notFound: -1.5, fuzzy: 0.8, folded: 2.2, exact: 2.6}

// proposals grounds the answers.
func (g *grounder) proposals(fields []extract.Field, answers map[string][]answer) []extract.Proposal {
	var out []extract.Proposal
	for i := range fields {
		f := &fields[i]
		for _, a := range answers[f.Name] {
			norm, ok := normalise(f, a.Value)
			if !ok {
				continue
			}
			v := extract.Value{Kind: f.Kind, Raw: a.Quote, Norm: norm}
			p, found := g.find(a.Quote, a.Lines)
			if !found {
				p, found = g.find(a.Value, a.Lines)
			}
			score := gradeScore[p.grade]
			if found {
				v.Evidence = g.evidence(p)
				if !says(f, v.Evidence.Text, norm) {
					v.Issues = append(v.Issues, "the quoted words do not say this value")
					score = -1.5
				}
			} else {
				v.Issues = append(v.Issues, "the model's value stands nowhere in the document")
			}
			out = append(out, extract.Proposal{Field: f.Name, Value: v, Score: score})
		}
	}
	return out
}

// says reports whether text holds the value norm of f.
func says(f *extract.Field, text, norm string) bool {
	switch f.Kind {
	case extract.KindMoney, extract.KindNumber:
		for w := range strings.FieldsSeq(text) {
			if n, ok := normalise(f, w); ok && strings.Trim(n, "-") == strings.Trim(norm, "-") {
				return true
			}
		}
		n, ok := normalise(f, text)
		digits := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return r
				}
				return -1
			}, s)
		}
		return ok && n == norm || strings.Contains(digits(text), strings.TrimRight(strings.TrimRight(digits(norm), "0"), "."))
	case extract.KindDate:
		n, ok := normalise(f, text)
		return !ok || n == norm || n[:4] == norm[:4] // day and month may be exchanged
	case extract.KindEnum, extract.KindBool:
		return true
	}
	return strings.Contains(foldText(text), foldText(norm)) || near(foldText(text), foldText(norm))
}

func (g *grounder) evidence(p place) *extract.Evidence {
	page := &g.d.Pages[g.lines[p.line].page]
	e := &extract.Evidence{Page: page.Number, Words: slices.Clone(p.words)}
	if e.Page == 0 {
		e.Page = g.lines[p.line].page + 1
	}
	for _, w := range p.words {
		e.Box = e.Box.Union(page.Words[w].Box)
	}
	e.Text = g.join(g.lines[p.line].page, p.words)
	return e
}
