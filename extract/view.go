package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/docket-go/docket/layout"
)

// A view is the document as the finders see it: the words of all pages one
// below the other, in rows across the page and in lines as the layout has
// them. Heights are measured in units of em, the median height of the words.
type view struct {
	doc   *layout.Document
	pages []pageView
	words []word
	lines []textLine
	rows  []row
	w, h  float64 // of the pages together
	em    float64
	dec   byte // decimal separator of the document, 0 = unknown

	noCents bool // amounts are printed without decimals
	scanned bool // words were recognised: their confidences are below 1

	registered map[int]registration // by page, see extraction.register
}

type pageView struct {
	page   int // index of Document.Pages
	y0, y1 float64
	row0   int
	row1   int // rows of the page: row0 <= i < row1
	line0  int
	line1  int
	w, h   float64
}

// A word is a word, or a piece of one where a label is glued to its value.
type word struct {
	text      string
	box       layout.Rect // y counted over all pages
	base      float64     // y of the baseline over all pages, 0 = unknown
	conf      float64
	page      int // index of view.pages
	index     int // of Page.Words
	row, line int
	col       int // position in its row
	bold      bool
	size      float64
	rowPos    int // byte offset in the text of its row
}

type textLine struct {
	words []int // of view.words
	text  string
	box   layout.Rect
	page  int
}

type row struct {
	words  []int
	text   string
	y, h   float64
	page   int
	labels []labelHit
}

// newView prepares d, of which nil has no pages. Pages that failed have no words.
func newView(d *layout.Document) *view {
	if d == nil {
		d = &layout.Document{}
	}
	v := &view{doc: d}
	for i := range d.Pages {
		v.addPage(i)
	}
	v.em = v.medianHeight()
	for i := range v.pages {
		v.makeRows(i)
	}
	v.indexRows()
	v.findDecimal()
	return v
}

func (v *view) addPage(i int) {
	p := &v.doc.Pages[i]
	pv := pageView{page: i, y0: v.h, line0: len(v.lines), w: p.Size.W, h: p.Size.H}
	lines := p.Lines
	if len(lines) == 0 && len(p.Words) > 0 {
		lines = []layout.Line{}
	}
	inLine := make([]bool, len(p.Words))
	for _, l := range lines {
		tl := textLine{page: len(v.pages)}
		for w := max(0, l.Words.Start); w < min(l.Words.End, len(p.Words)); w++ {
			inLine[w] = true
			tl.words = append(tl.words, v.addWord(p, w, pv.y0)...)
		}
		v.addLine(tl)
	}
	var loose []int
	for w := range p.Words {
		if !inLine[w] {
			loose = append(loose, v.addWord(p, w, pv.y0)...)
		}
	}
	v.addLoose(loose, len(v.pages))
	height := p.Size.H
	for _, w := range v.words {
		if w.page == len(v.pages) {
			height = max(height, w.box.Y1-pv.y0)
			pv.w = max(pv.w, w.box.X1)
		}
	}
	v.sortLines(pv.line0)
	v.h += height
	v.w = max(v.w, pv.w)
	pv.y1, pv.line1 = v.h, len(v.lines)
	v.pages = append(v.pages, pv)
}

// addWord adds word w of p, in two pieces where a label is glued to a value,
// and returns the new indexes.
func (v *view) addWord(p *layout.Page, w int, dy float64) []int {
	lw := &p.Words[w]
	if lw.Direction%180 != 0 || lw.Invisible && lw.Source != layout.SourceHidden && p.Source != layout.SourceHidden {
		return nil
	}
	text := strings.TrimSpace(lw.Text)
	if text == "" || !finite(lw.Box) {
		return nil
	}
	box := lw.Box
	box.Y0, box.Y1 = box.Y0+dy, box.Y1+dy
	base := word{conf: lw.Confidence, page: len(v.pages), index: w, bold: lw.Font.Bold, size: lw.Font.Size}
	if base.conf == 0 {
		base.conf = 1
	}
	v.scanned = v.scanned || base.conf < 1
	if lw.Baseline > 0 {
		base.base = lw.Baseline + dy
	}
	var out []int
	for _, piece := range unglue(text) {
		b := base
		b.text = text[piece[0]:piece[1]]
		b.box = box
		n := float64(len(text))
		b.box.X0 = box.X0 + box.Width()*float64(piece[0])/n
		b.box.X1 = box.X0 + box.Width()*float64(piece[1])/n
		out = append(out, len(v.words))
		v.words = append(v.words, b)
	}
	return out
}

func finite(r layout.Rect) bool {
	for _, f := range []float64{r.X0, r.Y0, r.X1, r.Y1} {
		if math.IsNaN(f) || math.Abs(f) > 1e7 {
			return false
		}
	}
	return r.X0 <= r.X1 && r.Y0 <= r.Y1
}

// unglue cuts "Total:12.50" behind the colon. It returns byte ranges.
func unglue(s string) [][2]int {
	for i := 1; i < len(s)-1; i++ {
		if s[i] != ':' && s[i] != '=' {
			continue
		}
		if letters(s[:i]) >= 2 && s[i+1] != ':' && s[i+1] != '/' && s[i+1] != '\\' {
			return [][2]int{{0, i + 1}, {i + 1, len(s)}}
		}
		return [][2]int{{0, len(s)}}
	}
	return [][2]int{{0, len(s)}}
}

func (v *view) addLine(l textLine) {
	if len(l.words) == 0 {
		return
	}
	parts := make([]string, 0, len(l.words))
	lastIndex := -1
	for _, w := range l.words {
		l.box = l.box.Union(v.words[w].box)
		if v.words[w].index == lastIndex {
			parts[len(parts)-1] += v.words[w].text
			continue
		}
		lastIndex = v.words[w].index
		parts = append(parts, v.words[w].text)
	}
	l.text = strings.Join(parts, " ")
	v.lines = append(v.lines, l)
}

// addLoose groups words that the layout put in no line: words on one height
// with gaps below one and a half heights.
func (v *view) addLoose(loose []int, page int) {
	slices.SortFunc(loose, func(a, b int) int {
		return cmp.Or(cmp.Compare(v.words[a].box.Center().Y, v.words[b].box.Center().Y), cmp.Compare(v.words[a].box.X0, v.words[b].box.X0))
	})
	var band []int
	flush := func() {
		slices.SortFunc(band, func(a, b int) int { return cmp.Compare(v.words[a].box.X0, v.words[b].box.X0) })
		l := textLine{page: page}
		for _, w := range band {
			if n := len(l.words); n > 0 && v.words[w].box.X0-v.words[l.words[n-1]].box.X1 > 1.5*v.words[w].box.Height() {
				v.addLine(l)
				l = textLine{page: page}
			}
			l.words = append(l.words, w)
		}
		v.addLine(l)
		band = nil
	}
	for _, w := range loose {
		if n := len(band); n > 0 {
			a, b := v.words[band[n-1]].box, v.words[w].box
			if b.Center().Y-a.Center().Y > 0.5*min(a.Height(), b.Height()) {
				flush()
			}
		}
		band = append(band, w)
	}
	flush()
}

func (v *view) sortLines(from int) {
	slices.SortStableFunc(v.lines[from:], func(a, b textLine) int {
		ca, cb := a.box.Center().Y, b.box.Center().Y
		if math.Abs(ca-cb) > 0.4*min(a.box.Height(), b.box.Height()) {
			return cmp.Compare(ca, cb)
		}
		return cmp.Compare(a.box.X0, b.box.X0)
	})
	for i := from; i < len(v.lines); i++ {
		for _, w := range v.lines[i].words {
			v.words[w].line = i
		}
	}
}

func (v *view) medianHeight() float64 {
	hs := make([]float64, 0, len(v.words))
	for _, w := range v.words {
		if h := w.height(); h > 0 {
			hs = append(hs, h)
		}
	}
	if len(hs) == 0 {
		return 10
	}
	slices.Sort(hs)
	return hs[len(hs)/2]
}

// makeRows groups the words of a page that stand on one height after the
// page's skew.
func (v *view) makeRows(page int) {
	pv := &v.pages[page]
	pv.row0 = len(v.rows)
	var ws []int
	for i := range v.words {
		if v.words[i].page == page {
			ws = append(ws, i)
		}
	}
	slope := v.slope(ws)
	cy := func(i int) float64 { return v.words[i].mid() - slope*v.words[i].box.Center().X }
	slices.SortStableFunc(ws, func(a, b int) int { return cmp.Compare(cy(a), cy(b)) })
	for _, i := range ws {
		c, h := cy(i), max(v.words[i].height(), 1e-3)
		if n := len(v.rows); n == pv.row0 || c-v.rows[n-1].y > 0.55*min(v.rows[n-1].h, h) {
			v.rows = append(v.rows, row{y: c, h: h, page: page})
		}
		r := &v.rows[len(v.rows)-1]
		n := float64(len(r.words))
		r.y, r.h = (r.y*n+c)/(n+1), (r.h*n+h)/(n+1)
		r.words = append(r.words, i)
	}
	pv.row1 = len(v.rows)
}

// mid is the y of the middle of w's small letters: from the baseline where it
// is known, since boxes of native text differ from font to font.
func (w *word) mid() float64 {
	if w.base > 0 && w.size > 0 {
		return w.base - 0.3*w.size
	}
	return w.box.Center().Y
}

// height is the height of w's letters.
func (w *word) height() float64 {
	if w.base > 0 && w.size > 0 {
		return min(w.size, w.box.Height())
	}
	return w.box.Height()
}

func (v *view) indexRows() {
	for i := range v.rows {
		r := &v.rows[i]
		slices.SortStableFunc(r.words, func(a, b int) int { return cmp.Compare(v.words[a].box.X0, v.words[b].box.X0) })
		var b strings.Builder
		for j, w := range r.words {
			if j > 0 {
				b.WriteByte(' ')
			}
			v.words[w].row, v.words[w].col, v.words[w].rowPos = i, j, b.Len()
			b.WriteString(v.words[w].text)
		}
		r.text = b.String()
	}
}

// rowText returns the text of row i, empty beyond the ends.
func (v *view) rowText(i int) string {
	if i < 0 || i >= len(v.rows) {
		return ""
	}
	return v.rows[i].text
}

// evidence returns the place of words ws, which stand on one page.
func (v *view) evidence(ws []int) *Evidence {
	if len(ws) == 0 {
		return nil
	}
	pv := v.pages[v.words[ws[0]].page]
	e := &Evidence{Page: v.doc.Pages[pv.page].Number}
	if e.Page == 0 {
		e.Page = pv.page + 1
	}
	var parts []string
	for _, w := range ws {
		if v.words[w].page != v.words[ws[0]].page {
			continue
		}
		b := v.words[w].box
		b.Y0, b.Y1 = b.Y0-pv.y0, b.Y1-pv.y0
		e.Box = e.Box.Union(b)
		if n := len(e.Words); n > 0 && e.Words[n-1] == v.words[w].index {
			parts[len(parts)-1] += v.words[w].text
			continue
		}
		e.Words = append(e.Words, v.words[w].index)
		parts = append(parts, v.words[w].text)
	}
	e.Text = strings.Join(parts, " ")
	return e
}

// letters counts the letters of s.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if isLetter(r) {
			n++
		}
	}
	return n
}
