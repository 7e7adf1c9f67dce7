package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What parts the paragraphs of a stack of lines.
const (
	paragraphGap    = 1.22 // leading, of the usual leading of the stack
	paragraphGapOCR = 1.35 // where heights are estimates
	leastIndent     = 0.7  // of a first line, in font sizes
	mostIndent      = 5
	fullLines       = 0.5 // share of lines that reach the right border, where a short one ends a paragraph
)

// splitParagraphs cuts regions of text where a paragraph ends: before a wider
// leading, before a line that is indented among lines that are not, before
// one that stands out where the others hang, and behind a line that ends a
// sentence although the next word had room on it.
func (p *prepared) splitParagraphs(rs []*region) []*region {
	out := make([]*region, 0, len(rs))
	leading := p.leadingOf(rs)
	for _, r := range rs {
		if r.role != RoleText || r.grid != nil || r.frame != nil || len(r.kids) > 0 || len(r.lines) < 2 || listing(r.lines) {
			out = append(out, r)
			continue
		}
		breaks := newStack(r).breaks(leading)
		if len(breaks) == 0 {
			out = append(out, r)
			continue
		}
		first := len(out)
		from := 0
		for _, i := range append(breaks, len(r.lines)) {
			out = append(out, r.part(from, i))
			from = i
		}
		out[first].label = r.label // the number of an item
	}
	return out
}

// A stack is the lines of a region as its paragraphs are told by: start and
// end count in the direction of reading.
type stack struct {
	*region
	start, end []float64
	lead       []float64 // to the next line
	width      float64
	usual      float64 // leading
	even       bool    // every line stands below the one before it
	ocr        bool
}

func newStack(r *region) *stack {
	s := &stack{region: r, even: true, width: r.Width(), ocr: r.lines[0].words[0].ocr}
	rtl := r.rtl()
	for i, l := range r.lines {
		a, b := l.X0-r.X0, l.X1-r.X0
		if rtl {
			a, b = r.X1-l.X1, r.X1-l.X0
		}
		s.start, s.end = append(s.start, a), append(s.end, b)
		if i > 0 {
			d := l.base - r.lines[i-1].base
			s.lead = append(s.lead, d)
			s.even = s.even && d > 0.4*r.size
		}
	}
	sorted := slices.Sorted(slices.Values(s.lead))
	s.usual = sorted[(len(sorted)-1)/2]
	return s
}

// breaks returns the lines before which a paragraph begins, but the first.
func (s *stack) breaks(leading float64) []int {
	if !s.even {
		return nil
	}
	if len(s.lines) == 2 {
		if s.apart(leading) {
			return []int{1}
		}
		return nil
	}
	atEdge, hung, full := s.edges()
	n := len(s.lines)
	flush := atEdge*5 >= n*3 // first lines are indented, if any
	hangs := !flush && hung >= 2 && (hung+atEdge)*10 >= n*9 && atEdge >= 2
	var out []int
	for i := 1; i < n; i++ {
		switch {
		case s.wide(i), flush && s.indented(i), hangs && s.edge(i) && endsSentence(s.lines[i-1]),
			float64(full) >= fullLines*float64(n) && s.endsShort(i-1):
			out = append(out, i)
		}
	}
	return out
}

// apart reports whether two lines are further apart than those of the page's
// text, the upper one ends a sentence and the lower begins one.
func (s *stack) apart(leading float64) bool {
	return leading > 0 && !s.ocr && s.lead[0] > paragraphGap*leading*s.size && s.lead[0] > leading*s.size+0.18*s.size &&
		endsSentence(s.lines[0]) && !continuesWord(s.lines[1].text())
}

// leadingOf returns the distance of the lines of the running text on the page
// in font sizes, 0 where there is too little of it.
func (p *prepared) leadingOf(rs []*region) float64 {
	var leads []float64
	for _, r := range rs {
		if r.grid != nil || r.frame != nil || len(r.lines) < 3 || math.Abs(r.size-p.body) > 0.1*p.body {
			continue
		}
		for i, l := range r.lines[1:] {
			leads = append(leads, (l.base-r.lines[i].base)/r.size)
		}
	}
	if len(leads) < leastLeads {
		return 0
	}
	slices.SortFunc(leads, cmp.Compare)
	return leads[len(leads)/2]
}

// leastLeads is the number of lines whose distance tells that of the page's text.
const leastLeads = 6

// edges counts the lines that begin at the border, those that begin as far
// from it as hanging lines do, and those that reach the other border.
func (s *stack) edges() (atEdge, hung, full int) {
	hang := 0.0
	for i := range s.start {
		if s.edge(i) {
			atEdge++
		} else if hang == 0 {
			hang = s.start[i]
		}
		if hang >= leastIndent*s.size && hang <= mostIndent*s.size && math.Abs(s.start[i]-hang) < 0.3*s.size {
			hung++
		}
		if s.end[i] > 0.88*s.width {
			full++
		}
	}
	return atEdge, hung, full
}

// edge reports whether line i begins at the border.
func (s *stack) edge(i int) bool { return s.start[i] < 0.3*s.size }

// wide reports whether line i stands further below the one above it than lines do.
func (s *stack) wide(i int) bool {
	gap := paragraphGap
	if s.ocr {
		gap = paragraphGapOCR
	}
	return s.lead[i-1] > gap*s.usual && s.lead[i-1] > s.usual+0.18*s.size
}

// indented reports whether line i is the indented first one of a paragraph.
func (s *stack) indented(i int) bool {
	if s.start[i] < leastIndent*s.size || s.start[i] > mostIndent*s.size {
		return false
	}
	if !endsSentence(s.lines[i-1]) {
		return false
	}
	return i+1 == len(s.start) || s.edge(i+1) || endsSentence(s.lines[i]) // the next is no line of an inset
}

// endsShort reports whether line i ends a sentence with room left for the
// first word of the next.
func (s *stack) endsShort(i int) bool {
	free := s.width - s.end[i]
	next := s.lines[i+1]
	first := next.words[0]
	if next.share(func(w *glyphRun) bool { return w.rtl }) > 0.5 {
		first = next.words[len(next.words)-1]
	}
	if free < 0.12*s.width || free < first.Width()+1.2*s.size || !endsSentence(s.lines[i]) {
		return false
	}
	c, _ := utf8.DecodeRuneInString(strings.TrimLeft(first.text, `"'“‘«(¿¡„`))
	return !unicode.IsLower(c)
}

// endsSentence reports whether a line ends where a sentence may.
func endsSentence(l *phrase) bool {
	last := l.words[len(l.words)-1]
	if l.share(func(w *glyphRun) bool { return w.rtl }) > 0.5 {
		last = l.words[0]
	}
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(last.text, `"'”’)»]0123456789`))
	return strings.ContainsRune(".!?:…。！？", r) && r != utf8.RuneError
}
