package lstm

import (
	"image"
	"strings"
)

// result turns a reading of a part of a line, which starts at column dx, into
// words with boxes on the whole line.
func (r *Recognizer) result(t try, k *ink, dx int) Result {
	rs := r.m.runs(t.glyphs)
	if !r.Options.Plain {
		rs = r.splitAtGaps(rs, k, dx)
	}
	res := Result{Inverted: t.inverted}
	edges := wordEdges(rs, k, dx)
	n := 0
	for _, o := range r.m.readingOrder(rs) {
		w := rs[o.index]
		box := image.Rect(edges[o.index], 0, edges[o.index+1], k.g.Rect.Dy())
		if o.rtl {
			w.glyphs = r.m.reverse(w.glyphs)
		}
		word := r.word(w, k, box, dx)
		word.RTL = o.rtl
		word.Joined = w.joined && len(res.Words) > 0
		res.Words = append(res.Words, word)
		for _, g := range w.glyphs {
			res.Conf += float64(probability(g.cert))
			n++
		}
	}
	if n > 0 {
		res.Conf /= float64(n)
	}
	if !r.Options.Plain {
		res.Words = splitAtCommas(joinNumbers(res.Words, k), k)
		res.Words = r.joinSpaced(res.Words, k)
		measureDashes(res.Words, k)
		r.mendRomans(res.Words)
	}
	return res
}

// wordEdges returns the columns between words. The network tells them to about
// a character; the widest gap in the ink around that place is the true one.
func wordEdges(rs []run, k *ink, dx int) []int {
	edges := make([]int, len(rs)+1)
	for i := range edges {
		switch i {
		case 0:
			edges[i] = 0
		case len(rs):
			edges[i] = len(k.cols)
		default:
			a, b := rs[i-1].glyphs[len(rs[i-1].glyphs)-1], rs[i].glyphs[0]
			edges[i] = k.gap((a.x0+a.x1)/2+dx, (b.x0+b.x1+1)/2+dx, (a.x1+b.x0)/2+dx)
		}
	}
	return edges
}

func (r *Recognizer) word(w run, k *ink, box image.Rectangle, dx int) Word {
	out := Word{Box: k.tighten(box), Conf: float64(w.conf)}
	var text strings.Builder
	for _, g := range w.glyphs {
		c := Char{Text: r.m.chars[g.id].text, Conf: float64(probability(g.cert))}
		c.Box = image.Rect(g.x0+dx, out.Box.Min.Y, g.x1+dx, out.Box.Max.Y).Intersect(out.Box)
		text.WriteString(c.Text)
		out.Chars = append(out.Chars, c)
	}
	out.Text = text.String()
	return out
}
