package extract

import (
	"slices"
	"strings"
	"unicode"
)

// A piece is a part of a run of words: words are cut behind commas, slashes
// and hyphens, so that other spacing does not matter.
type piece struct {
	text  string
	space bool // a space stands before it
	conf  float64
	line  int
}

// pieces appends the pieces of word.
func pieces(out []piece, word string, conf float64, line int) []piece {
	from := 0
	for i := 0; i < len(word); i++ {
		if strings.IndexByte(",/-;", word[i]) >= 0 || i == len(word)-1 {
			out = append(out, piece{word[from : i+1], from == 0, conf, line})
			from = i + 1
		}
	}
	return out
}

func joinPieces(ps []piece) string {
	var b strings.Builder
	for i, p := range ps {
		if i > 0 && p.space {
			b.WriteByte(' ')
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// proposeMerged reads the address of this page with the help of those that
// the neighbours had: what is printed alike is written as it is remembered, so
// that damage heals; what differs, such as the branch below the city, stays as
// it is printed. It reports whether it proposed anything.
func (x *extraction) proposeMerged(field string, near []neighbour) bool {
	choices := x.view.choices(field)
	type merged struct {
		text   string
		words  []int
		score  float64
		weight float64
	}
	found := map[string]*merged{}
	total := 0.0
	for _, n := range near {
		value := n.entry.Values[field]
		if value == "" || !n.strong && n.sim < 0.35 {
			continue
		}
		c, text, alike := x.view.mergeBest(choices, value, n.entry.Spans[field])
		if alike < 0.55 {
			continue
		}
		k := fold(text)
		if found[k] == nil {
			found[k] = &merged{}
		}
		m := found[k]
		score := 3*alike + 2.5*n.sim
		if n.strong {
			score++
		}
		if score > m.score {
			m.text, m.words, m.score = text, c.words, score
		}
		m.weight += n.sim * alike * alike
		total += n.sim * alike * alike
	}
	for _, m := range found {
		v := Value{Raw: m.text, Norm: m.text, Source: SourceMemory, Evidence: x.view.evidence(m.words)}
		if v.Evidence != nil {
			v.Raw = v.Evidence.Text
		}
		x.add(Proposal{Field: field, Value: v, Score: m.score - 2 + 4*m.weight/max(total, 1e-9) - 1})
	}
	return len(found) > 0
}

// mergeBest finds the run of lines that is most like value and merges the two.
func (v *view) mergeBest(choices []choice, value string, span spanEntry) (best choice, text string, alike float64) {
	m := &merger{likeness: map[int][]float64{}}
	for w := range strings.FieldsSeq(value) {
		m.remembered = pieces(m.remembered, w, 1, 0)
	}
	top := 0.0
	for _, c := range choices {
		page, gains := m.read(v, c.words)
		pairs, a := m.align(page, gains)
		s := a
		if at := v.spanOf(c.words); span.Lines > 0 && at.Lines == span.Lines {
			s += 0.15
		}
		if s > top {
			top, best = s, c
			dropUnlike(page, pairs)
			text, alike = joinPieces(mergePieces(page, m.remembered, pairs, span.Near)), a
		}
	}
	return best, text, alike
}

// A merger aligns runs of words with one remembered value; likeness keeps what
// each piece of the page has in common with each remembered one.
type merger struct {
	remembered []piece
	likeness   map[int][]float64 // by number of the word and of its piece
}

// read returns the pieces of words and, for each, what it gains with each
// remembered piece.
func (m *merger) read(v *view, words []int) (page []piece, gains [][]float64) {
	for _, w := range words {
		from := len(page)
		page = pieces(page, v.words[w].text, v.words[w].conf, v.words[w].line)
		for k := from; k < len(page); k++ {
			key := w*64 + min(k-from, 63)
			g, ok := m.likeness[key]
			if !ok {
				g = make([]float64, len(m.remembered))
				p := foldOCR(page[k].text)
				for j := range m.remembered {
					r := foldOCR(m.remembered[j].text)
					if s := likeness(p, r); s >= 0.5 {
						g[j] = s * float64(min(len(p), len(r)))
					}
				}
				m.likeness[key] = g
			}
			gains = append(gains, g)
		}
	}
	return page, gains
}

// align aligns the pieces of a run with the remembered ones, in order, so that
// most letters match. It returns for each piece of the page the index of its
// partner or -1, and the share of all letters that match.
func (m *merger) align(page []piece, gain [][]float64) ([]int, float64) {
	n, k := len(page), len(m.remembered)
	best := make([][]float64, n+1)
	for i := range best {
		best[i] = make([]float64, k+1)
	}
	total := 0.0
	for _, p := range page {
		total += float64(len(p.text))
	}
	for _, p := range m.remembered {
		total += float64(len(p.text))
	}
	for i := n - 1; i >= 0; i-- {
		for j := k - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if gain[i][j] > 0 {
				best[i][j] = max(best[i][j], best[i+1][j+1]+gain[i][j])
			}
		}
	}
	pairs := make([]int, n)
	for i := range pairs {
		pairs[i] = -1
	}
	for i, j := 0, 0; i < n && j < k; {
		switch {
		case gain[i][j] > 0 && best[i][j] == best[i+1][j+1]+gain[i][j]:
			pairs[i] = j
			i, j = i+1, j+1
		case best[i][j] == best[i+1][j]:
			i++
		default:
			j++
		}
	}
	return pairs, 2 * best[0][0] / max(total, 1)
}

// dropUnlike undoes the pairs of lines of which most letters have no partner:
// they say something else, such as the name of another branch.
func dropUnlike(page []piece, pairs []int) {
	for i := 0; i < len(page); {
		j, matched, all := i, 0, 0
		for ; j < len(page) && page[j].line == page[i].line; j++ {
			n := len(foldOCR(page[j].text))
			all += n
			if pairs[j] >= 0 {
				matched += n
			}
		}
		if matched*10 < all*6 {
			for k := i; k < j; k++ {
				pairs[k] = -1
			}
		}
		i = j
	}
}

// mergePieces writes the aligned pieces as remembered, and what lies between
// them as remembered where the page has something like it, else as printed.
// added says that the value held more than its page when it was learnt.
func mergePieces(page, remembered []piece, pairs []int, added bool) []piece {
	var out []piece
	i, j := 0, 0
	for k := 0; k <= len(page); k++ {
		if k < len(page) && pairs[k] < 0 {
			continue
		}
		end := len(remembered)
		if k < len(page) {
			end = pairs[k]
		}
		if k == len(page) && i == k && added {
			return append(out, remembered[j:]...)
		}
		out = append(out, mergeGap(page[i:k], remembered[j:end], i == 0, k == len(page))...)
		if k < len(page) {
			out = append(out, mergePiece(page[k], remembered[end]))
			i, j = k+1, end+1
		}
	}
	return out
}

// mergePiece chooses between a piece of the page and its partner: two surely
// read numbers that differ are different numbers.
func mergePiece(p, remembered piece) piece {
	a, b := strings.Trim(p.text, ",.;:-/"), strings.Trim(remembered.text, ",.;:-/")
	if a != b && onlyDigits(a) && onlyDigits(b) && p.conf >= 0.9 {
		return p
	}
	return remembered
}

// mergeGap chooses between what the page and the memory have between two
// aligned pieces, before the first or behind the last.
func mergeGap(page, remembered []piece, first, last bool) []piece {
	var printed []piece
	for _, p := range page {
		if len(foldOCR(p.text)) > 0 {
			printed = append(printed, p)
		}
	}
	same := likeness(foldOCR(joinPieces(printed)), foldOCR(joinPieces(remembered)))
	switch {
	case last: // a branch of its own, unless it only looks damaged
		if same >= 0.7 {
			return remembered
		}
		return printed
	case first: // labels before the value
		return remembered
	case len(remembered) > 0 && (len(printed) == 0 || same >= 0.3 || len(printed) == len(remembered)):
		return remembered
	}
	return printed
}

// foldOCR folds s and writes characters that OCR confuses alike.
func foldOCR(s string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); r {
		case '0', 'q', 'd':
			return 'o'
		case '1', 'i', '|', '!', 't', '7':
			return 'l'
		case '5', '$', '§':
			return 's'
		case '8':
			return 'b'
		case '6', '9':
			return 'g'
		case '2':
			return 'z'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// likeness is 1 less the edit distance of a and b over the longer length.
func likeness(a, b string) float64 {
	ra, rb := []rune(a), []rune(b)
	if len(ra) == 0 || len(rb) == 0 {
		return 0
	}
	row := make([]int, len(rb)+1)
	for j := range row {
		row[j] = j
	}
	for i, ca := range ra {
		diagonal := row[0]
		row[0] = i + 1
		for j, cb := range rb {
			cost := diagonal
			if ca != cb {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return 1 - float64(row[len(rb)])/float64(max(len(ra), len(rb)))
}

// sharesID reports whether two sorted lists of identifiers share one, or two
// long ones that differ in no more than one character.
func sharesID(a, b []string) bool {
	if common(a, b) > 0 {
		return true
	}
	return slices.ContainsFunc(a, func(s string) bool {
		return len(s) >= 9 && slices.ContainsFunc(b, func(t string) bool {
			return len(s) == len(t) && likeness(foldOCR(s), foldOCR(t)) >= 1-1.01/float64(len(s))
		})
	})
}
