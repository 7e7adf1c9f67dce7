package extract

import (
	"context"
	"math"
	"slices"
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
