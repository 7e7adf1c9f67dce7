package extract

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/docket-go/docket/layout"
)

// OwnClasses are classes of the host's own, learnt from a few examples of
// each. A document is of the class whose examples share most of its words,
// rare words counting more; one that is like no example keeps the built-in
// classes. The zero value has no classes; it is safe for concurrent use.
type OwnClasses struct {
	mu       sync.RWMutex
	examples []ownExample
	seen     map[string]int // in how many examples a word occurs
}

type ownExample struct {
	class string
	words map[string]bool
}

// ownLikeness is the cosine at which a document is as likely of an own class
// as not.
const ownLikeness = 0.35

// Add learns that d is of class, which may also be a built-in one.
func (c *OwnClasses) Add(class string, d *layout.Document) {
	words := newView(d).wordSet()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	for w := range words {
		c.seen[w]++
	}
	c.examples = append(c.examples, ownExample{class, words})
}

// Classify returns the own and the built-in classes of d, best first. The
// confidences sum to 1.
func (c *OwnClasses) Classify(d *layout.Document) []ClassScore {
	v := newView(d)
	v.readLabels(nil)
	return c.mix(v, v.classify(defaultRanker()))
}

// mix gives the own classes their share of the probability of the others.
func (c *OwnClasses) mix(v *view, others []ClassScore) []ClassScore {
	c.mu.RLock()
	defer c.mu.RUnlock()
	words := v.wordSet()
	best := map[string]float64{}
	for _, e := range c.examples {
		best[e.class] = max(best[e.class], c.cosine(words, e.words))
	}
	top, total := 0.0, 0.0
	for _, s := range best {
		top = max(top, s)
		total += math.Exp(15 * s)
	}
	if top == 0 {
		return others
	}
	share := sigmoid(15 * (top - ownLikeness))
	sum := map[string]float64{}
	for _, o := range others {
		sum[o.Class] += o.Confidence * (1 - share)
	}
	for class, s := range best {
		sum[class] += share * math.Exp(15*s) / total
	}
	out := make([]ClassScore, 0, len(sum))
	for class, p := range sum {
		out = append(out, ClassScore{class, p})
	}
	slices.SortFunc(out, func(a, b ClassScore) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Class, b.Class))
	})
	return out
}

// cosine compares two sets of words, each word weighted by its rarity among
// the examples.
func (c *OwnClasses) cosine(a, b map[string]bool) float64 {
	weight := func(w string) float64 {
		idf := math.Log(1 + float64(len(c.examples)+1)/float64(c.seen[w]+1))
		return idf * idf
	}
	ab, aa, bb := 0.0, 0.0, 0.0
	for w := range a {
		aa += weight(w)
		if b[w] {
			ab += weight(w)
		}
	}
	for w := range b {
		bb += weight(w)
	}
	return ab / math.Sqrt(max(aa*bb, 1e-9))
}

// wordSet returns the words of v, digits as zeros.
func (v *view) wordSet() map[string]bool {
	out := map[string]bool{}
	var ts []token
	for i := range v.words {
		ts = tokenise(v.words[i].text, 0, ts[:0])
		for _, t := range ts {
			if s := shape(t.text); len(s) > 1 {
				out[s] = true
			}
		}
	}
	return out
}
