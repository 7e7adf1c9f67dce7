package llm

import (
	"sort"
	"strings"
)

// A pageText is the letters and digits of a page in the order of its lines,
// without anything between them, and where its words stand in it. A quote is
// found by searching the text, which no number of words makes slow. Words
// without letter or digit have no place in it.
type pageText struct {
	text  string
	words []placedWord
	b     strings.Builder
}

type placedWord struct {
	word, line int // index of Page.Words, of grounder.lines
	start, end int // in the text
}

func (t *pageText) add(fold string, word, line int) {
	if fold == "" {
		return
	}
	start := t.b.Len()
	t.b.WriteString(fold)
	t.words = append(t.words, placedWord{word, line, start, start + len(fold)})
}

func (t *pageText) close() { t.text = t.b.String() }

// starting returns the first word that starts at off or behind it.
func (t *pageText) starting(off int) int {
	return sort.Search(len(t.words), func(i int) bool { return t.words[i].start >= off })
}

// place is a run of words on lines of one page.
type place struct {
	line  int
	words []int
	grade grade
}

// A quote runs over so many lines at most.
const quoteLines = 5

// What bounds the work that an answer can make, whatever it and the document
// hold: so many bytes are searched and so many letters compared for likeness, two
// seconds of a processor together. What remains counts as not found. That is
// enough for 30 values that stand nowhere in a document of 200 pages, and for
// thousands that stand there.
const (
	mostScanned  = 1 << 29
	mostSteps    = 1 << 27
	longestFuzzy = 240 // bytes of a text that is looked for by likeness
)

// spent reports whether the work is more than an answer may make.
func (g *grounder) spent() bool { return g.scanned > mostScanned || g.steps > mostSteps }

// A wanted is a text to look for.
type wanted struct {
	quote string
	fold  string
	near  *likeness // nil where it is too long or too short
}

func want(quote string) *wanted {
	w := &wanted{quote: quote, fold: foldText(quote)}
	if len(quote) <= longestFuzzy {
		w.near = newLikeness(w.fold)
	}
	return w
}

// A wordKey names a word of the document.
type wordKey struct{ page, word int }

// A filter says which words may be part of a place; nil = all.
type filter func(wordKey) bool

// find looks for quote on the named lines and their neighbours, letter for
// letter, then everywhere, then the same by likeness.
func (g *grounder) find(quote string, lines []int) (place, bool) {
	w := want(quote)
	near := g.around(lines, 1)
	best := place{}
	for _, i := range near {
		if p, ok := g.matchFrom(w, i, nil); ok && p.grade > best.grade {
			best = p
		}
	}
	if best.grade > notFound {
		return best, true
	}
	if p, ok := g.matchAnywhere(w, nil); ok {
		return p, true
	}
	for _, i := range near {
		if p, ok := g.matchLike(w, i, nil); ok {
			return p, true
		}
	}
	for i := range g.lines {
		if p, ok := g.matchLike(w, i, nil); ok {
			return p, true
		}
	}
	return best, false
}

// Of the lines that an answer names so many are looked at.
const mostNamed = 50

// around returns the indexes of the lines with the given numbers, then of their
// neighbours up to reach.
func (g *grounder) around(numbers []int, reach int) []int {
	var out []int
	seen := map[int]bool{}
	for r := range reach + 1 {
		for _, n := range numbers[:min(len(numbers), mostNamed)] {
			for _, i := range []int{n - 1 - r, n - 1 + r} {
				if i >= 0 && i < len(g.lines) && !seen[i] {
					seen[i] = true
					out = append(out, i)
				}
			}
		}
	}
	return out
}

// matchFrom looks for w letter for letter from a word of line i on.
func (g *grounder) matchFrom(w *wanted, i int, free filter) (place, bool) {
	l := &g.lines[i]
	return g.matchIn(w, l.page, l.from, l.to, free)
}

// matchAnywhere looks for w letter for letter on all pages.
func (g *grounder) matchAnywhere(w *wanted, free filter) (place, bool) {
	for p := range g.pages {
		if at, ok := g.matchIn(w, p, 0, len(g.pages[p].words), free); ok {
			return at, true
		}
	}
	return place{}, false
}

// matchIn looks for w letter for letter from one of the words from to to of a
// page on; the run begins and ends with a word.
func (g *grounder) matchIn(w *wanted, page, from, to int, free filter) (place, bool) {
	t := &g.pages[page]
	if w.fold == "" || from >= to {
		return place{}, false
	}
	limit := min(len(t.text), t.words[to-1].start+len(w.fold))
	for off := t.words[from].start; off < limit && g.scanned <= mostScanned; {
		k := strings.Index(t.text[off:limit], w.fold)
		if k < 0 {
			g.scanned += limit - off
			break
		}
		g.scanned += k + len(w.fold)
		a := t.starting(off + k)
		if a >= to {
			break
		}
		end := off + k + len(w.fold)
		if b := t.starting(end) - 1; t.words[a].start == off+k && b >= a && t.words[b].end == end {
			if p, ok := g.run(w, page, a, b, free); ok {
				return p, true
			}
			a++
		}
		if a >= to {
			break
		}
		off = max(t.words[a].start, off+k+1)
	}
	return place{}, false
}

// run makes a place of the words a to b of a page, false where they run over
// too many lines or are not free. Signs at the ends of the quote, such as a
// currency's, are taken along where they stand there.
func (g *grounder) run(w *wanted, page, a, b int, free filter) (place, bool) {
	t := &g.pages[page]
	first, last := t.words[a], t.words[b]
	if last.line-first.line >= quoteLines {
		return place{}, false
	}
	var words []int
	for i := first.line; i <= last.line; i++ {
		line := g.lines[i].words
		if i == last.line {
			line = line[:sort.SearchInts(line, last.word)+1]
		}
		if i == first.line {
			line = line[sort.SearchInts(line, first.word):]
		}
		for _, k := range line {
			if g.scanned += 8; free != nil && !free(wordKey{page, k}) {
				return place{}, false
			}
			words = append(words, k)
		}
	}
	p := place{first.line, words, folded}
	plain := strings.Join(strings.Fields(w.quote), " ")
	if g.join(page, words) == plain {
		p.grade = exact
	} else if with := g.withSigns(page, first, last, words, plain, free); with != nil {
		p.words, p.grade = with, exact
	}
	return p, true
}

// withSigns returns words with those before and behind them that have neither
// letter nor digit, if the quote says so; else nil.
func (g *grounder) withSigns(page int, first, last placedWord, words []int, plain string, free filter) []int {
	sign := func(k int) bool {
		return foldText(g.d.Pages[page].Words[k].Text) == "" && (free == nil || free(wordKey{page, k}))
	}
	before, behind := g.lines[first.line].words, g.lines[last.line].words
	lo := sort.SearchInts(before, first.word)
	hi := sort.SearchInts(behind, last.word) + 1
	left := lo > 0 && lo <= len(before) && sign(before[lo-1])
	right := hi < len(behind) && sign(behind[hi])
	for _, c := range []struct{ left, right bool }{{true, false}, {false, true}, {true, true}} {
		if c.left && !left || c.right && !right {
			continue
		}
		var with []int
		if c.left {
			with = append(with, before[lo-1])
		}
		with = append(with, words...)
		if c.right {
			with = append(with, behind[hi])
		}
		if g.join(page, with) == plain {
			return with
		}
	}
	return nil
}

// matchLike looks by likeness for w from a word of line i on.
func (g *grounder) matchLike(w *wanted, i int, free filter) (place, bool) {
	if w.near == nil || g.steps > mostSteps {
		return place{}, false
	}
	l := &g.lines[i]
	t := &g.pages[l.page]
	for a := l.from; a < l.to; a++ {
		for b := a; b < len(t.words) && t.words[b].line < i+quoteLines; b++ {
			g.steps += 4
			got := t.text[t.words[a].start:t.words[b].end]
			if len(got) > len(w.fold)+2 {
				break
			}
			if !w.near.to(got, &g.steps) {
				continue
			}
			if p, ok := g.run(w, l.page, a, b, free); ok {
				p.grade = fuzzy
				return p, true
			}
		}
	}
	return place{}, false
}
