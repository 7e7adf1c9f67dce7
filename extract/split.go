package extract

import (
	"context"
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
	KeepBlank  bool        // blank pages stay in the part before them, those before the first with the first
	BlankCuts  bool        // a blank page separates documents, as a sheet does that was put between them; default: it only speaks for it, unless most pages have a blank behind them, as scans of both sides do
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
		if kind := f.separator(o); kind != noSheet {
			sheets[i] = true
			if n := len(pages); n > 0 {
				pages[n-1].cut = pages[n-1].cut || kind == separatorSheet || o.BlankCuts
				pages[n-1].blanks++
			}
			continue
		}
		pages = append(pages, f)
	}
	if len(pages) == 0 && o.KeepBlank && len(d.Pages) > 0 {
		return keptBlank(d, &o), nil
	}
	starts, seam := partition(pages, o.Ranker)
	parts := assemble(d, pages, starts, seam, sheets, &o)
	if o.KeepBlank {
		keepBlank(d, parts, &o)
	}
	return parts, nil
}

// isBlank reports whether there is nothing on a page. A photograph without a
// word is a page.
func isBlank(p *layout.Page, v *view) bool {
	return len(v.words) == 0 && len(p.Images) == 0 && !slices.ContainsFunc(p.Blocks, func(b layout.Block) bool { return b.Role == layout.RoleBarcode || b.Role == layout.RolePicture })
}

// A sheet is a page that belongs to no part.
type sheet int

const (
	noSheet sheet = iota
	blankSheet
	separatorSheet
)

// separator tells what f is by its barcodes, or by its text where that is all
// there is.
func (f *pageFacts) separator(o SplitOptions) sheet {
	if f.blank {
		return blankSheet
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
			if fold(s) != "" && strings.HasPrefix(fold(t), fold(s)) {
				return separatorSheet
			}
		}
	}
	return noSheet
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
		p.classify(part, o)
		for q := p.Last; sheets[q]; q++ {
			p.Separators = append(p.Separators, q+1)
		}
		out = append(out, p)
	}
	return out
}

// classify tells what p, whose pages part holds, is.
func (p *Part) classify(part *layout.Document, o *SplitOptions) {
	v := newView(part)
	v.readLabels(nil)
	p.Classes = v.classify(o.Ranker)
	if o.Classes != nil {
		p.Classes = o.Classes.mix(v, p.Classes)
	}
	p.Class, p.ClassConfidence = p.Classes[0].Class, p.Classes[0].Confidence
}

// keepBlank gives the blank pages to the parts: those behind a part to it, those
// before the first to the first. Separator sheets end a part for good.
func keepBlank(d *layout.Document, parts []Part, o *SplitOptions) {
	blank := func(i int) bool {
		f := newPageFacts(&d.Pages[i], i, o.Ranker)
		return f.separator(*o) == blankSheet
	}
	for k := range parts {
		p := &parts[k]
		for k == 0 && p.First > 1 && blank(p.First-2) {
			p.First--
		}
		for len(p.Separators) > 0 && p.Separators[0] == p.Last+1 && blank(p.Last) {
			p.Last++
			p.Separators = p.Separators[1:]
		}
		if len(p.Separators) == 0 {
			p.Separators = nil
		}
	}
}

// keptBlank is the one part of a pile of nothing but blank pages.
func keptBlank(d *layout.Document, o *SplitOptions) []Part {
	p := Part{First: 1, Last: len(d.Pages), Confidence: 1}
	p.classify(d, o)
	return []Part{p}
}
