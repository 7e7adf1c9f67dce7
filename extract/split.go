package extract

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/docket-go/docket/layout"
)

// A Part is one document of a pile.
type Part struct {
	First           int          `json:"first"` // 1-based position of its first page in Document.Pages
	Last            int          `json:"last"`
	Class           string       `json:"class"`
	ClassConfidence float64      `json:"classConfidence"`
	Classes         []ClassScore `json:"classes,omitempty"`
	Confidence      float64      `json:"confidence"`           // that it begins and ends there
	Separators      []int        `json:"separators,omitempty"` // blank and separator pages behind it, which belong to no part
}

// SplitOptions tune Split. The zero value is useful.
type SplitOptions struct {
	Ranker     *Ranker     // weights; default the embedded ones
	Classes    *OwnClasses // the host's own classes, or nil
	Separators []string    // texts of barcodes, or of whole pages, that mark a separator sheet; default PATCHT, PATCH T, SEPARATOR
	KeepBlank  bool        // blank pages stay in the part before them
}

// splitModel is the name of the weights of page boundaries.
const splitModel = "split"

// Split finds the documents of a pile: where one ends and the next begins,
// and what they are. Every page belongs to one part or is a separator.
func Split(ctx context.Context, d *layout.Document, o SplitOptions) ([]Part, error) {
	if o.Ranker == nil {
		o.Ranker = defaultRanker()
	}
	if len(o.Separators) == 0 {
		o.Separators = []string{"PATCHT", "PATCH T", "SEPARATOR"}
	}
	pages, sheets := make([]pageFacts, 0, len(d.Pages)), map[int]bool{}
	for i := range d.Pages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f := newPageFacts(&d.Pages[i], i, o.Ranker)
		if f.separator(o) {
			sheets[i] = true
			if n := len(pages); n > 0 && !f.blank {
				pages[n-1].cut = true
			}
			continue
		}
		pages = append(pages, f)
	}
	starts, seam := partition(pages, o.Ranker)
	return assemble(d, pages, starts, seam, sheets, &o), nil
}

// pageFacts are what the splitter knows of one page.
type pageFacts struct {
	index   int // of Document.Pages
	view    *view
	classes map[string]float64
	class   string
	of, n   int // page n of of; 0 = not printed
	bare    int // a number that stands alone at the edge
	title   bool
	number  string // document number
	total   bool   // a sum is printed
	blank   bool
	cut     bool // a separator sheet follows
	head    map[uint32]bool
	foot    map[uint32]bool
	vocab   map[uint32]bool
	ends    bool // the last line ends a sentence
	begins  bool // the first line begins with a small letter
	barcode []string
}

var rePageOf = regexp.MustCompile(`(?i)(?:page|seite|blatt|pagina|página|pág\.?|p\.|feuille|pag\.?)\s*:?\s*(\d{1,3})\s*(?:of|von|de|/|van|di|sur|aus|\\)\s*(\d{1,3})\b`)
var rePageAlone = regexp.MustCompile(`^[-–\s]*(?:(?i:page|seite|p\.)\s*)?(\d{1,3})[-–\s.]*$`)
var reSlashPage = regexp.MustCompile(`^\s*(\d{1,2})\s*(?:/|of|von)\s*(\d{1,2})\s*$`)

func newPageFacts(p *layout.Page, index int, r *Ranker) pageFacts {
	v := newView(&layout.Document{Pages: []layout.Page{*p}})
	v.readLabels(nil)
	f := pageFacts{index: index, view: v, blank: len(v.words) == 0, classes: map[string]float64{}, head: map[uint32]bool{}, foot: map[uint32]bool{}, vocab: map[uint32]bool{}}
	for _, b := range p.Blocks {
		if b.Role == layout.RoleBarcode {
			f.barcode = append(f.barcode, b.Label)
		}
	}
	if f.blank {
		return f
	}
	cs := v.classifyRows(0, len(v.rows), r.weights[classModel])
	f.class = cs[0].Class
	for _, c := range cs {
		f.classes[c.Class] = c.Confidence
	}
	f.readNumbers()
	for i := range v.lines {
		if i < 3 {
			addGrams(f.head, v.lines[i].text)
		}
		if i >= len(v.lines)-3 {
			addGrams(f.foot, v.lines[i].text)
		}
		for _, w := range strings.Fields(v.lines[i].text) {
			if len(w) >= 5 {
				f.vocab[featureHash(strings.ToLower(w))] = true
			}
		}
	}
	last := strings.TrimSpace(v.lines[len(v.lines)-1].text)
	if len(v.lines) > 1 && rePageAlone.MatchString(last) {
		last = strings.TrimSpace(v.lines[len(v.lines)-2].text)
	}
	f.ends = strings.ContainsAny(last[max(0, len(last)-1):], ".!?:")
	first := []rune(strings.TrimSpace(v.lines[0].text))
	f.begins = len(first) > 0 && first[0] >= 'a' && first[0] <= 'z'
	f.readLabels()
	return f
}

// readNumbers finds page numbers.
func (f *pageFacts) readNumbers() {
	v := f.view
	for i := range v.rows {
		edge := i < 4 || i >= len(v.rows)-4
		m := rePageOf.FindStringSubmatch(v.rows[i].text)
		if m == nil && edge {
			m = reSlashPage.FindStringSubmatch(v.rows[i].text)
		}
		if m != nil {
			n, _ := strconv.Atoi(m[1])
			of, _ := strconv.Atoi(m[2])
			if n >= 1 && n <= of {
				f.n, f.of = n, of
				return
			}
		}
		if m := rePageAlone.FindStringSubmatch(v.rows[i].text); m != nil && (i == 0 || i >= len(v.rows)-2) {
			f.bare, _ = strconv.Atoi(m[1])
		}
	}
}

// readLabels finds titles, the document number and sums.
func (f *pageFacts) readLabels() {
	v := f.view
	e := v.classEvidence(0, len(v.rows))
	f.title = len(e.title) > 0
	x := &extraction{view: v, schema: Invoice(), options: map[string][]option{}, res: &Result{}}
	x.proposeNumbers()
	if o := x.best(FieldNumber); o != nil && o.score > 1 {
		f.number = o.key
	}
	for i := range v.rows {
		for _, h := range v.rows[i].labels {
			switch h.field {
			case FieldGross, FieldDue, "~grand":
				f.total = f.total || h.weight >= 3 && amountRow(v, &v.rows[i])
			}
		}
	}
}

func (f *pageFacts) separator(o SplitOptions) bool {
	if f.blank && len(f.barcode) == 0 {
		return !o.KeepBlank
	}
	texts := slices.Clone(f.barcode)
	if len(f.view.words) <= 6 {
		var b strings.Builder
		for i := range f.view.rows {
			b.WriteString(f.view.rows[i].text + " ")
		}
		texts = append(texts, b.String())
	}
	for _, t := range texts {
		for _, s := range o.Separators {
			if fold(t) != "" && strings.HasPrefix(fold(t), fold(s)) {
				return true
			}
		}
	}
	return false
}

func jaccard(a, b map[uint32]bool) float64 {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(a)+len(b)-n))
}

// boundaryFeatures describes the seam between a and the page b behind it.
func boundaryFeatures(a, b *pageFacts) features {
	f := features{}
	f.on("bias")
	f.on("cls:" + b.class)
	f.on("pair:" + a.class + ">" + b.class)
	f.set("receipt", b.classes[ClassReceipt])
	f.set("bothreceipt", a.classes[ClassReceipt]*b.classes[ClassReceipt])
	for name, is := range map[string]bool{
		"pn:first": b.n == 1, "pn:next": b.n > 1 && a.n == b.n-1 && a.of == b.of, "pn:later": b.n > 1, "pn:done": a.n > 0 && a.n == a.of, "pn:open": a.n > 0 && a.n < a.of,
		"pn:lost": a.n > 0 && b.n == 0, "bare:first": b.bare == 1, "bare:next": b.bare > 1 && (a.bare == b.bare-1 || a.bare == 0 && b.bare == 2), "bare:later": b.bare > 1,
		"title": b.title, "atitle": a.title, "num:same": a.number != "" && a.number == b.number, "num:diff": a.number != "" && b.number != "" && a.number != b.number,
		"num:new": a.number == "" && b.number != "", "atotal": a.total, "btotal": b.total, "openend": !a.ends, "begins": b.begins, "flow": !a.ends && b.begins,
	} {
		if is {
			f.on(name)
		}
	}
	pa, pb := &a.view.pages[0], &b.view.pages[0]
	if math.Abs(pa.w-pb.w) > 0.02*pa.w || math.Abs(pa.h-pb.h) > 0.02*pa.h {
		f.on("size:diff")
	}
	f.on(fmt.Sprintf("em%d", min(4, int(4*math.Abs(math.Log(a.view.em/b.view.em))))))
	f.on(fmt.Sprintf("head%d", min(4, int(5*jaccard(a.head, b.head)))))
	f.on(fmt.Sprintf("foot%d", min(4, int(5*jaccard(a.foot, b.foot)))))
	f.on(fmt.Sprintf("vocab%d", min(6, int(16*jaccard(a.vocab, b.vocab)))))
	return f
}

// splitPriors are the weights of boundaries without training.
var splitPriors = map[string]float64{
	"bias": -1, "receipt": 3, "pn:first": 4, "pn:next": -5, "pn:later": -2, "pn:done": 1.5, "pn:open": -1.5, "bare:first": 1.5, "bare:next": -3, "bare:later": -1.5,
	"title": 1.5, "num:same": -3, "num:diff": 2.5, "size:diff": 2, "flow": -2, "openend": -0.5, "atotal": 0.5,
}

// partition returns the positions at which parts begin, and the log odds of
// every seam. The best cut is found by dynamic programming: it is worth the sum
// of its seams and what the lengths of its parts are worth for their class.
func partition(pages []pageFacts, r *Ranker) ([]int, []float64) {
	n := len(pages)
	if n == 0 {
		return nil, nil
	}
	seam := make([]float64, n)
	w := r.weights[splitModel]
	for i := 1; i < n; i++ {
		seam[i] = max(-8, min(8, boundaryFeatures(&pages[i-1], &pages[i]).score(w)))
		if pages[i-1].cut {
			seam[i] = 20
		}
	}
	best, from := make([]float64, n+1), make([]int, n+1)
	for j := 1; j <= n; j++ {
		best[j] = math.Inf(-1)
		inner := 0.0
		for i := j - 1; i >= 0; i-- {
			s := best[i] + seam[i]/2 + inner + lengthWorth(&pages[i], j-i)
			if s > best[j] {
				best[j], from[j] = s, i
			}
			inner -= seam[i] / 2
		}
	}
	var starts []int
	for j := n; j > 0; j = from[j] {
		starts = append(starts, from[j])
	}
	slices.Reverse(starts)
	return starts, seam
}

// lengthWorth is what a part of n pages is worth that begins with page f.
func lengthWorth(f *pageFacts, n int) float64 {
	switch {
	case f.of > 0 && f.n == 1:
		return -0.7 * math.Abs(float64(f.of-n))
	case f.class == ClassReceipt && n > 1:
		return -f.classes[ClassReceipt] * float64(n-1)
	}
	return 0
}

// assemble makes parts of the cuts and classifies them.
func assemble(d *layout.Document, pages []pageFacts, starts []int, seam []float64, sheets map[int]bool, o *SplitOptions) []Part {
	var out []Part
	for k, i := range starts {
		end := len(pages)
		if k+1 < len(starts) {
			end = starts[k+1]
		}
		p := Part{First: pages[i].index + 1, Last: pages[end-1].index + 1, Confidence: 1}
		part := &layout.Document{}
		for q := i; q < end; q++ {
			part.Pages = append(part.Pages, d.Pages[pages[q].index])
			if q > i {
				p.Confidence *= sigmoid(-seam[q])
			}
		}
		for _, edge := range []int{i, end} {
			if edge > 0 && edge < len(pages) {
				p.Confidence *= sigmoid(seam[edge])
			}
		}
		v := newView(part)
		v.readLabels(nil)
		p.Classes = v.classify(o.Ranker)
		if o.Classes != nil {
			p.Classes = o.Classes.mix(v, p.Classes)
		}
		p.Class, p.ClassConfidence = p.Classes[0].Class, p.Classes[0].Confidence
		for q := p.Last; sheets[q]; q++ {
			p.Separators = append(p.Separators, q+1)
		}
		out = append(out, p)
	}
	return out
}
