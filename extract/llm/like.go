package llm

import "unicode/utf8"

// A likeness tells whether texts are like one text: whether they differ by less
// than one letter in six, and by at most mostOff letters. Short texts must be
// equal.
type likeness struct {
	text      []rune
	limit     int
	count     map[rune]int
	prev, cur []int
}

const mostOff = 40

// newLikeness returns nil for a text that is too short.
func newLikeness(text string) *likeness {
	r := []rune(text)
	limit := min(len(r)/6, mostOff)
	if limit == 0 {
		return nil
	}
	l := &likeness{text: r, limit: limit, count: map[rune]int{}, prev: make([]int, len(r)+1), cur: make([]int, len(r)+1)}
	for _, c := range r {
		l.count[c]++
	}
	return l
}

// to reports whether a is like the text of l, and adds to steps what it cost.
func (l *likeness) to(a string, steps *int) bool {
	if len(a)+l.limit < len(l.text) || len(a) > 4*(len(l.text)+l.limit) {
		return false // by its bytes: a letter has one to four
	}
	n := utf8.RuneCountInString(a)
	if d := n - len(l.text); d > l.limit || -d > l.limit {
		return false
	}
	*steps += 4 * n
	// The letters of a that the text has not are a lower bound of the distance.
	missing := 0
	for _, c := range a {
		if l.count[c]--; l.count[c] < 0 {
			missing++
		}
	}
	for _, c := range a {
		if l.count[c]++; l.count[c] == 0 {
			delete(l.count, c)
		}
	}
	if missing > l.limit {
		return false
	}
	*steps += 2 * n * l.limit
	return l.distance([]rune(a)) <= l.limit
}

// distance returns the edit distance of a and the text of l, or more than the
// limit. Further than the limit from the diagonal nothing can be near.
func (l *likeness) distance(a []rune) int {
	prev, cur := l.prev, l.cur
	for j := range prev {
		prev[j] = j
	}
	for i := range a {
		from, to := max(0, i-l.limit), min(len(l.text), i+l.limit+1)
		cur[from], cur[0] = i+1, i+1
		least := i + 1
		for j := from; j < to; j++ {
			c := prev[j]
			if a[i] != l.text[j] {
				c++
			}
			cur[j+1] = min(c, prev[j+1]+1, cur[j]+1)
			least = min(least, cur[j+1])
		}
		if to < len(l.text) {
			cur[to+1] = l.limit + 1
		}
		if least > l.limit {
			return l.limit + 1
		}
		prev, cur = cur, prev
	}
	return prev[len(l.text)]
}

// near reports whether a is like b.
func near(a, b string) bool {
	l := newLikeness(b)
	return l != nil && l.to(a, new(int))
}
