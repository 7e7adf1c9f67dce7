package extract

import (
	"slices"
	"strings"

	"github.com/docket-go/docket/layout"
)

// prune drops labels that lie inside a longer one of at least their weight:
// "total" inside "sub total", "invoice" inside "invoice date". Contexts
// (fields with a tilde) are judged among themselves.
func prune(hits []labelHit) []labelHit {
	out := hits[:0:0]
	for i, a := range hits {
		inside := false
		for j, b := range hits {
			if i == j || (a.field[0] == '~') != (b.field[0] == '~') {
				continue
			}
			longer := b.end-b.start > a.end-a.start
			if longer && b.start <= a.start && b.end >= a.end && b.weight >= a.weight {
				inside = true
				break
			}
		}
		if !inside {
			out = append(out, a)
		}
	}
	return out
}

// readLabels looks up the dictionary, and extra where it is not nil, in all
// rows.
func (v *view) readLabels(extra *phrasebook) {
	v.label(dictionary())
	if extra != nil {
		v.label(extra)
	}
	for i := range v.rows {
		v.rows[i].labels = prune(v.rows[i].labels)
	}
}

// A labelled is how well a label supports a candidate, and where it stands.
type labelled struct {
	score float64
	row   int
	hit   labelHit
}

// labelsOf returns for each field the best label that speaks for c: on the
// same row to the left, up to the value before it, or above it in its column.
// left is the column behind the previous value of the same kind on the row.
func (v *view) labelsOf(c *candidate, left int, valueAbove func(row int, x0, x1 float64) bool) map[string]labelled {
	out := map[string]labelled{}
	put := func(row int, h labelHit, score float64) {
		if score > out[h.field].score {
			out[h.field] = labelled{score, row, h}
		}
	}
	r := &v.rows[c.row]
	for _, h := range r.labels {
		if h.end > c.col || h.start < left && h.end <= left {
			continue
		}
		gap := 0
		for k := h.end; k < c.col; k++ {
			gap += len(v.words[r.words[k]].text) + 1
		}
		// The nearer and the longer label is the surer one, and one that has its
		// own value beside it speaks for no other.
		score := h.weight - 0.35*min(float64(gap)/10, 4) + 0.05*float64(h.end-h.start)
		if slices.ContainsFunc(r.labels, func(o labelHit) bool {
			return o.field != h.field && o.field[0] != '~' && o.weight >= 3 && o.start >= h.end && o.end <= c.col
		}) {
			score -= 1.5
		}
		put(c.row, h, score)
	}
	if h, ok := v.wrappedLabel(c); ok {
		put(c.row-1, h, h.weight-0.6)
	}
	x0, x1 := v.span(c)
	for k := 1; k <= 2 && c.row-k >= 0 && v.rows[c.row-k].page == r.page; k++ {
		up := &v.rows[c.row-k]
		dy := (r.y - up.y) / v.em
		if dy > 4.5 {
			break
		}
		for _, h := range up.labels {
			b := v.hitBox(up, h)
			if b.X1 > x0-1.5*v.em && b.X0 < x1+1.5*v.em {
				put(c.row-k, h, h.weight-1.2-0.3*dy)
			}
		}
		if valueAbove != nil && valueAbove(c.row-k, x0, x1) {
			break
		}
	}
	return out
}

// wrappedLabel returns the label at the end of the line before where c begins
// the next line of one sentence.
func (v *view) wrappedLabel(c *candidate) (labelHit, bool) {
	if c.col != 0 || c.row == 0 || v.rows[c.row-1].page != v.rows[c.row].page {
		return labelHit{}, false
	}
	up, r := &v.rows[c.row-1], &v.rows[c.row]
	if len(up.words) < 5 || r.y-up.y > 2*v.em || abs(v.words[up.words[0]].box.X0-v.words[r.words[0]].box.X0) > 2*v.em || len(v.segments(c.row-1)) > 1 {
		return labelHit{}, false
	}
	best, prose := labelHit{}, len(up.words)
	covered := make([]bool, len(up.words))
	for _, h := range up.labels {
		for k := h.start; k < h.end; k++ {
			if !covered[k] {
				covered[k], prose = true, prose-1
			}
		}
		if h.end == len(up.words) && h.field[0] != '~' && h.weight > best.weight {
			best = h
		}
	}
	return best, best.weight > 0 && prose >= 3
}

func (v *view) hitBox(r *row, h labelHit) layout.Rect {
	var b layout.Rect
	for k := h.start; k < h.end; k++ {
		b = b.Union(v.words[r.words[k]].box)
	}
	return b
}

// labelEvidence returns the place of l.
func (v *view) labelEvidence(l labelled) *Evidence {
	if l.score <= 0 || l.hit.end == 0 {
		return nil
	}
	return v.evidence(v.rows[l.row].words[l.hit.start:l.hit.end])
}

// contexts returns the contexts of row ri left of word col; col < 0 takes the
// whole row.
func (v *view) contexts(ri, col int) []string {
	if ri < 0 || ri >= len(v.rows) {
		return nil
	}
	var out []string
	for _, h := range v.rows[ri].labels {
		if h.field[0] == '~' && (col < 0 || h.start < col) {
			out = append(out, h.field[1:])
		}
	}
	return out
}

// leftText returns the words of the row of c left of it.
func (v *view) leftText(c *candidate) string {
	if c.col <= 0 {
		return ""
	}
	return strings.TrimSpace(v.rows[c.row].text[:v.words[v.rows[c.row].words[c.col]].rowPos])
}
