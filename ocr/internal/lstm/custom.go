package lstm

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// restrict tells the decoder which characters Options rule out.
func (r *Recognizer) restrict() {
	o := r.Options
	if o.Allow == r.allow && o.Deny == r.deny {
		return
	}
	r.allow, r.deny, r.dec.off = o.Allow, o.Deny, nil
	if o.Allow == "" && o.Deny == "" {
		return
	}
	r.dec.off = make([]bool, len(r.m.chars))
	for id, c := range r.m.chars {
		if int32(id) == space {
			continue
		}
		for _, ch := range c.text {
			if o.Allow != "" && !strings.ContainsRune(o.Allow, ch) || strings.ContainsRune(o.Deny, ch) {
				r.dec.off[id] = true
			}
		}
	}
}

// SetWords adds words to the dictionary of the model, in the place of those of
// an earlier call: names, products and the like, written as they are printed.
// They are read more easily, other words no worse. It returns the number of
// words that the model has the characters for.
func (r *Recognizer) SetWords(words []string) int {
	var coded [][]int32
	for _, w := range words {
		if c := r.m.encode(strings.TrimSpace(w)); len(c) > 0 {
			coded = append(coded, c)
		}
	}
	r.dec.dict = r.m.dict
	if len(coded) > 0 {
		r.dec.dict = r.m.dict.with(buildDawg(coded, len(r.m.chars)))
	}
	return len(coded)
}

// encode splits a word into the longest characters of the model, or returns
// nil where it lacks one.
func (m *Model) encode(word string) []int32 {
	var out []int32
	for word != "" {
		best := noChar
		for id, c := range m.chars {
			if int32(id) != space && strings.HasPrefix(word, c.text) && (best == noChar || len(c.text) > len(m.chars[best].text)) {
				best = int32(id)
			}
		}
		if best == noChar || utf8.RuneCountInString(word) > 100 {
			return nil
		}
		out = append(out, best)
		word = word[len(m.chars[best].text):]
	}
	return out
}

// buildDawg makes a word graph, a tree without shared ends, of coded words.
func buildDawg(words [][]int32, chars int) *dawg {
	d := &dawg{permute: permUser, flag: uint(bits.Len32(uint32(chars)))}
	d.letter = 1<<d.flag - 1
	slices.SortFunc(words, slices.Compare)
	words = slices.CompactFunc(words, slices.Equal)
	d.grow(words, 0)
	for d.root < len(d.edges) {
		d.root++
		if d.last(int32(d.root - 1)) {
			break
		}
	}
	return d
}

// grow appends the node of what follows the first n letters that sorted words
// share, and then the nodes below it.
func (d *dawg) grow(words [][]int32, n int) {
	type branch struct {
		edge  int
		words [][]int32
	}
	var branches []branch
	for i := 0; i < len(words); {
		j := i
		for j < len(words) && words[j][n] == words[i][n] {
			j++
		}
		e := uint64(words[i][n])
		below := words[i:j]
		if len(words[i]) == n+1 {
			e |= flagWordEnd << d.flag
			below = below[1:]
		}
		branches = append(branches, branch{len(d.edges), below})
		d.edges = append(d.edges, e)
		i = j
	}
	d.edges[len(d.edges)-1] |= flagLast << d.flag
	for _, b := range branches {
		if len(b.words) > 0 {
			d.edges[b.edge] |= uint64(len(d.edges)) << (d.flag + dawgFlags)
			d.grow(b.words, n+1)
		}
	}
}
