package lstm

import (
	"math"
	"slices"
)

// path returns the best chain of nodes, one a time step.
func (d *decoder) path() []*node {
	if d.n == 0 {
		return nil
	}
	var best *node
	s := d.steps[d.n-1]
	for _, c := range []int{anything, noDup} {
		for dict := range 2 {
			h := s.beams[(dict*conts+c)*maxLen]
			for i := range h {
				if (dict == 0 || endsWord(&h[i])) && (best == nil || h[i].score > best.score) {
					best = &h[i]
				}
			}
		}
	}
	var p []*node
	for n := best; n != nil; n = n.prev {
		p = append(p, n)
	}
	slices.Reverse(p)
	return p
}

// endsWord reports whether a path inside the dictionary is at the end of a word.
func endsWord(n *node) bool {
	for n != nil && (n.id == noChar || n.dup) {
		n = n.prev
	}
	return n != nil && (n.wordEnd || n.id == space)
}

// glyph is a character of a path: where it stands in the columns of the
// image, and the log probability of its weakest step.
type glyph struct {
	id     int32
	x0, x1 int
	cert   float32
	start  bool    // the dictionary says that a word starts here
	loose  bool    // outside of the dictionary
	step   int     // of the network's output at which it starts
	spaced float32 // the greatest probability of a space between it and the one before
}

// fold turns a path into characters; the border between two of them is in the
// middle of the blanks. scale is the columns of the image a time step.
func (m *Model) fold(p []*node, scale float32) []glyph {
	var out []glyph
	var start, end []int
	for t := 0; t < len(p); {
		cert := float32(0)
		for t < len(p) && p[t].id == noChar {
			cert = min(cert, p[t].cert)
			t++
		}
		if t == len(p) {
			if len(out) > 0 {
				out[len(out)-1].cert = min(out[len(out)-1].cert, cert)
			}
			break
		}
		n := p[t]
		if n.id == space && len(out) > 0 && n.perm != permNone {
			out[len(out)-1].cert = min(out[len(out)-1].cert, cert)
			cert = 0
		}
		start = append(start, t)
		for first := true; first || t < len(p) && p[t].dup; first = false {
			if p[t].cert < cert || n.id == space && p[t].perm == permNone {
				cert = p[t].cert
			}
			t++
		}
		end = append(end, t)
		out = append(out, glyph{id: n.id, cert: cert, start: n.wordStart, loose: n.perm == permTop, step: start[len(start)-1]})
	}
	x := 0
	for i := range out {
		next := len(p)
		if i+1 < len(out) {
			next = end[i] + (start[i+1]-end[i])/2
		}
		out[i].x0, out[i].x1 = int(float32(x)*scale), int(math.Ceil(float64(float32(next)*scale)))
		x = next
	}
	return out
}

// sureness is the mean log probability of the characters, the worst one
// counted twice. It tells which of two readings of a line is the better one.
func sureness(gs []glyph) float32 {
	if len(gs) == 0 {
		return minCert
	}
	var sum, worst float32
	for _, g := range gs {
		sum += g.cert
		worst = min(worst, g.cert)
	}
	return (sum + worst) / float32(len(gs)+1)
}

// run is a word: glyphs between spaces, or in scripts written without spaces
// what the dictionary has as a word, else a character. It is as sure as its
// weakest character or neighbouring space.
type run struct {
	glyphs []glyph
	conf   float32 // 0 to 1, on Tesseract's scale
	joined bool    // no space between it and the one before
}

// probability turns a log probability into Tesseract's confidence over 100.
func probability(cert float32) float32 { return max(0, 1+float32(0.05*7*cert)) }

// runs splits the glyphs of a line, in the order of the image.
func (cs *charset) runs(gs []glyph) []run {
	var out []run
	before, joined := float32(0), false
	for i := 0; i < len(gs); {
		if gs[i].id == space {
			before, joined = gs[i].cert, false
			i++
			continue
		}
		j, cert := i, before
		for ; j < len(gs) && gs[j].id != space && (j == i || !cs.breaks(gs[j-1], gs[j])); j++ {
			cert = min(cert, gs[j].cert)
		}
		if j < len(gs) && gs[j].id == space {
			cert = min(cert, gs[j].cert)
		}
		out = append(out, run{glyphs: gs[i:j], conf: probability(cert), joined: joined})
		i, before, joined = j, 0, true
	}
	return out
}

// breaks reports whether a word ends between two glyphs without a space.
func (cs *charset) breaks(a, b glyph) bool {
	return b.start || b.loose && (cs.chars[a.id].undelimited || cs.chars[b.id].undelimited)
}
