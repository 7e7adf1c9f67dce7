package extractscore

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// A pile is a sequence of whole documents, as the splitting set lists them.
type pile struct {
	ID     string  `json:"id"`
	Starts []int   `json:"starts"`
	Pages  int     `json:"pages"`
	Docs   []piled `json:"docs"`
	doc    *layout.Document
}

// A piled is a document in a pile.
type piled struct {
	Path  string `json:"path"`
	Pages int    `json:"pages"`
	Kind  string `json:"kind"`
	Group string `json:"group"`
	read  []layout.Page
}

// Piles reads the piles of the splitting set: PDFs by package pdf, receipts
// by the words that come with them.
func Piles(ctx context.Context, data string) ([]pile, error) {
	files, err := filepath.Glob(filepath.Join(data, "extract", "splitting", "*.json"))
	if err != nil {
		return nil, err
	}
	seen := map[string]*layout.Document{}
	var out []pile
	for _, f := range files {
		var ps []pile
		if err := readJSON(f, &ps); err != nil {
			return nil, err
		}
		for i := range ps {
			if err := ps[i].read(ctx, data, seen); err != nil {
				return nil, fmt.Errorf("pile %s: %w", ps[i].ID, err)
			}
		}
		out = append(out, ps...)
	}
	return out, nil
}

func (p *pile) read(ctx context.Context, data string, seen map[string]*layout.Document) error {
	p.doc = &layout.Document{Name: p.ID}
	for _, d := range p.Docs {
		doc := seen[d.Path]
		if doc == nil {
			file := filepath.Join(data, "extract", filepath.FromSlash(d.Path))
			var err error
			if strings.HasSuffix(file, ".pdf") {
				doc, _, err = readPDF(ctx, file)
			} else {
				id := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
				doc, err = readWords(filepath.Dir(filepath.Dir(file)), "ocr_gt", id)
			}
			if err != nil {
				return err
			}
			seen[d.Path] = doc
		}
		if len(doc.Pages) != d.Pages {
			return fmt.Errorf("%s has %d pages, not %d", d.Path, len(doc.Pages), d.Pages)
		}
		p.doc.Pages = append(p.doc.Pages, doc.Pages...)
	}
	for i := range p.doc.Pages {
		p.doc.Pages[i].Number = i + 1
	}
	return nil
}

// singles returns the documents of the piles, each once, and with them the
// e-invoices and the contracts that are in no pile.
func singles(ctx context.Context, data string, ps []pile) ([]piled, error) {
	seen := map[string]bool{}
	var out []piled
	add := func(d piled) {
		if !seen[d.Path] {
			seen[d.Path] = true
			out = append(out, d)
		}
	}
	for _, p := range ps {
		for i, d := range p.Docs {
			d.read = p.doc.Pages[p.Starts[i]-1:][:d.Pages]
			add(d)
		}
	}
	root := filepath.Join(data, "extract")
	for pattern, kind := range map[string]string{"einvoice/dev/*.pdf": "invoice", "einvoice/dev/*/*.pdf": "invoice", "kleister_nda/dev/*.pdf": "contract", "kleister_nda/dev/*/*.pdf": "contract"} {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			doc, _, err := readPDF(ctx, f)
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if err != nil || len(doc.Pages) == 0 || len(doc.Pages) > longestPiled {
				continue // these are in the set for other reasons
			}
			name, err := filepath.Rel(root, f)
			if err != nil {
				return nil, err
			}
			add(piled{Path: filepath.ToSlash(name), Pages: len(doc.Pages), Kind: kind, read: doc.Pages})
		}
	}
	slices.SortFunc(out, func(a, b piled) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// longestPiled is the number of pages of the longest document in a made pile.
const longestPiled = 8

// makePiles makes n piles of docs: each of four to eight documents, half of
// them of one kind.
func makePiles(docs []piled, n int, seed uint64) []pile {
	rnd := rand.New(rand.NewPCG(seed, 0))
	kinds := map[string][]piled{}
	for _, d := range docs {
		kinds[d.Kind] = append(kinds[d.Kind], d)
	}
	names := slices.Sorted(maps.Keys(kinds))
	var out []pile
	for i := range n {
		p := pile{ID: fmt.Sprintf("made%d", i), doc: &layout.Document{}}
		kind := names[rnd.IntN(len(names))]
		for mixed := rnd.IntN(2) == 0; len(p.Docs) < 4+i%5; {
			if mixed {
				kind = names[rnd.IntN(len(names))]
			}
			d := kinds[kind][rnd.IntN(len(kinds[kind]))]
			p.Starts = append(p.Starts, len(p.doc.Pages)+1)
			p.Docs = append(p.Docs, d)
			p.doc.Pages = append(p.doc.Pages, d.read...)
		}
		p.Pages = len(p.doc.Pages)
		out = append(out, p)
	}
	return out
}

// trainingPiles and testPiles are how many piles are made to learn from and to
// judge by.
const (
	trainingPiles = 80
	testPiles     = 40
)

// TrainingPiles returns the piles as training data, and piles made of their
// documents and others.
func TrainingPiles(ctx context.Context, data string) ([]extract.Pile, error) {
	ps, err := Piles(ctx, data)
	if err != nil || len(ps) == 0 {
		return nil, err
	}
	docs, err := singles(ctx, data, ps)
	if err != nil {
		return nil, err
	}
	return asTraining(append(ps, makePiles(docs, trainingPiles, 1)...)), nil
}

func asTraining(ps []pile) []extract.Pile {
	var out []extract.Pile
	for _, p := range ps {
		out = append(out, extract.Pile{Document: p.doc, Starts: p.Starts, Group: p.ID})
	}
	return out
}

// unseen scores the splitting of piles that are made of documents of which none
// was in a pile that the weights were learnt from.
func (r *run) unseen(ps []pile, samples []extract.Sample) error {
	docs, err := singles(r.ctx, r.env.Data, ps)
	if err != nil {
		return err
	}
	board := splitBoard{}
	for k := range 4 {
		var known, others []piled
		for _, d := range docs {
			if pileFold(d.Path) == k {
				others = append(others, d)
			} else {
				known = append(known, d)
			}
		}
		o := extract.TrainOptions{Piles: asTraining(makePiles(known, trainingPiles, 1))}
		ranker, err := extract.TrainOnly(r.ctx, samples, o, "class", "split")
		if err != nil {
			return err
		}
		for _, p := range makePiles(others, testPiles, 2) {
			if err := board.add(r, &p, extract.SplitOptions{Ranker: ranker}); err != nil {
				return err
			}
		}
	}
	r.put("split_unseen_boundary_f1", board.bounds.f1())
	r.put("split_unseen_document_f1", board.docs.f1())
	return nil
}

// splits scores the splitting of piles, cross-validated by pile and with the
// embedded weights.
func (r *run) splits() error {
	ps, err := Piles(r.ctx, r.env.Data)
	if err != nil || len(ps) == 0 {
		return err
	}
	cases, err := TrainingCases(r.ctx, r.env)
	if err != nil {
		return err
	}
	samples := Samples(cases)
	if err := r.unseen(ps, samples); err != nil {
		return err
	}
	cv, in := splitBoard{}, splitBoard{}
	for k := range 4 {
		others := slices.DeleteFunc(slices.Clone(ps), func(p pile) bool { return pileFold(p.ID) == k })
		ranker, err := extract.TrainOnly(r.ctx, samples, extract.TrainOptions{Piles: asTraining(others)}, "class", "split")
		if err != nil {
			return err
		}
		for i := range ps {
			if pileFold(ps[i].ID) == k {
				if err := cv.add(r, &ps[i], extract.SplitOptions{Ranker: ranker}); err != nil {
					return err
				}
			}
		}
	}
	for i := range ps {
		if err := in.add(r, &ps[i], extract.SplitOptions{}); err != nil {
			return err
		}
	}
	r.put("split_boundary_cv_f1", cv.bounds.f1())
	r.put("split_document_cv_f1", cv.docs.f1())
	r.put("split_class_cv_accuracy", share(cv.classRight, cv.docs.tp))
	r.put("split_boundary_f1", in.bounds.f1())
	r.put("split_document_f1", in.docs.f1())
	r.put("split_class_accuracy", share(in.classRight, in.docs.tp))
	return nil
}

func pileFold(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return int(h.Sum32() % 4)
}

// A splitBoard counts boundaries (the first page apart) and whole documents.
type splitBoard struct {
	bounds, docs tally
	classRight   int
}

func (b *splitBoard) add(r *run, p *pile, o extract.SplitOptions) error {
	parts, err := extract.Split(r.ctx, p.doc, o)
	if err != nil {
		return err
	}
	want, got := map[int]bool{}, map[int]bool{}
	kinds := map[[2]int]string{}
	sort.Ints(p.Starts)
	for i, s := range p.Starts {
		end := p.Pages
		if i+1 < len(p.Starts) {
			end = p.Starts[i+1] - 1
		}
		kinds[[2]int{s, end}] = p.Docs[i].Kind
		want[s] = true
	}
	hit := 0
	for _, q := range parts {
		got[q.First] = true
		last := q.Last
		if n := len(q.Separators); n > 0 {
			last = q.Separators[n-1] // a blank page belongs to the document before it
		}
		if kind, ok := kinds[[2]int{q.First, last}]; ok {
			hit++
			if kind == q.Class {
				b.classRight++
			} else {
				r.env.Logf("pile %s pages %d-%d: %s is taken for %s", p.ID, q.First, last, kind, q.Class)
			}
		}
	}
	b.docs.tp += hit
	b.docs.fp += len(parts) - hit
	b.docs.fn += len(kinds) - hit
	for s := 2; s <= p.Pages; s++ {
		switch {
		case want[s] && got[s]:
			b.bounds.tp++
		case got[s]:
			b.bounds.fp++
			r.env.Logf("pile %s: page %d begins no document", p.ID, s)
		case want[s]:
			b.bounds.fn++
			r.env.Logf("pile %s: page %d begins a document", p.ID, s)
		}
	}
	return nil
}
