package llm

import (
	"context"
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
	d       *layout.Document
	lines   []groundLine
	pages   []pageText
	scanned int // bytes searched letter for letter
	steps   int // letters compared for likeness
}

type groundLine struct {
	page     int // index of Document.Pages
	words    []int
	box      layout.Rect
	from, to int // which of the words of its pageText
}

func newGrounder(d *layout.Document) *grounder {
	g := &grounder{d: d, pages: make([]pageText, len(d.Pages))}
	for pi := range d.Pages {
		p := &d.Pages[pi]
		folds := make([]string, len(p.Words))
		for w := range p.Words {
			folds[w] = foldText(p.Words[w].Text)
		}
		if len(p.Lines) == 0 && len(p.Words) > 0 {
			g.addLine(pi, layout.Range{End: len(p.Words)}, folds)
		}
		for _, l := range p.Lines {
			g.addLine(pi, l.Words, folds)
		}
		g.pages[pi].close()
	}
	return g
}

func (g *grounder) addLine(page int, r layout.Range, folds []string) {
	t := &g.pages[page]
	l := groundLine{page: page, from: len(t.words)}
	for w := max(0, r.Start); w < min(r.End, len(g.d.Pages[page].Words)); w++ {
		l.words = append(l.words, w)
		l.box = l.box.Union(g.d.Pages[page].Words[w].Box)
		t.add(folds[w], w, len(g.lines))
	}
	l.to = len(t.words)
	g.lines = append(g.lines, l)
}

func (g *grounder) lineText(i int) string {
	return g.join(g.lines[i].page, g.lines[i].words)
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

func foldText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func (g *grounder) join(page int, words []int) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = g.d.Pages[page].Words[w].Text
	}
	return strings.Join(parts, " ")
}

// Scores of answers by how well they are grounded, in log odds.
var gradeScore = map[grade]float64{notFound: -1.5, fuzzy: 0.8, folded: 2.2, exact: 2.6}

// errWork is the error of an answer that makes too much work.
var errWork = fmt.Errorf("%w: finding it in the document takes too long, what was found counts", ErrAnswer)

// proposals grounds the answers. The error is that of ctx or errWork.
func (g *grounder) proposals(ctx context.Context, fields []extract.Field, answers map[string][]answer) ([]extract.Proposal, error) {
	var out []extract.Proposal
	for i := range fields {
		f := &fields[i]
		for _, a := range answers[f.Name] {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if g.spent() {
				return out, errWork
			}
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
	return out, nil
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
