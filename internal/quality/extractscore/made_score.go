package extractscore

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/layout"
)

// MadeCases makes invoices and credit notes in all languages and layouts, n of
// each pair, with their truth. They are always the same.
func MadeCases(n int) []Case {
	var out []Case
	for ti := range tongues {
		t := &tongues[ti]
		for _, name := range slices.Sorted(maps.Keys(madeLayouts)) {
			for k := range n {
				id := fmt.Sprintf("%s-%s-%d", t.code, name, k)
				r := randomOf(id)
				lines := 1 + r.IntN(6)
				if name == "pages" {
					lines = 20 + r.IntN(12)
				}
				b := newBill(t, r, lines, k%4 == 3)
				out = append(out, b.made(id, madeLayouts[name]))
			}
		}
	}
	return out
}

// randomOf returns the random numbers of document id.
func randomOf(id string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // never fails
	return rand.New(rand.NewPCG(h.Sum64(), 7))
}

// made draws b as document id.
func (b *bill) made(id string, draw func(b *bill) []*sheet) Case {
	doc := &layout.Document{Name: id}
	for _, s := range draw(b) {
		doc.Pages = append(doc.Pages, layout.Analyze(s.in, layout.Options{}))
	}
	layout.AnalyzeDocument(doc, layout.Options{})
	c := Case{Doc: doc, Truth: b.truth()}
	c.Truth.ID, c.Truth.Group = id, b.t.code
	return c
}

// FamilyCases makes documents of families in all their languages, those with
// the numbers from from on, n of each pair.
func FamilyCases(fs map[string]family, from, n int) []Case {
	var out []Case
	for _, name := range slices.Sorted(maps.Keys(fs)) {
		f := fs[name]
		codes := strings.Fields(f.tongues)
		if len(codes) == 0 {
			codes = []string{"de", "fr", "nl", "es", "it", "pt", "en"}
		}
		for _, code := range codes {
			for k := from; k < from+n; k++ {
				id := fmt.Sprintf("%s-%s-%d", code, name, k)
				r := randomOf(id)
				b := newBill(tongueOf(code), r, f.lines[0]+r.IntN(f.lines[1]-f.lines[0]+1), f.credit)
				if f.shape != nil {
					f.shape(b)
				}
				out = append(out, b.made(id, f.draw))
			}
		}
	}
	return out
}

// Families scores the made documents of other kinds than the made invoices, and
// those that only judge.
func Families(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	known, err := scoreMade(ctx, e, FamilyCases(families, 0, 6), "families")
	if err != nil {
		return nil, err
	}
	fresh, err := scoreMade(ctx, e, FamilyCases(judges, 0, 6), "families_judging")
	return append(known, fresh...), err
}

// Made scores the made invoices: all, and each language and layout on its own.
func Made(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	return scoreMade(ctx, e, MadeCases(8), "invoices")
}

// madeBoards collect the scores of made invoices.
type madeBoards struct {
	all   *board
	parts map[string]*board // by language and by layout
	class tally
}

func (m *madeBoards) add(c *Case, res *extract.Result) {
	if res.Class == c.Truth.Kind {
		m.class.tp++
	} else {
		m.class.fp++
	}
	lang, rest, _ := strings.Cut(c.Truth.ID, "-")
	kind, _, _ := strings.Cut(rest, "-")
	for _, name := range []string{"", lang, kind} {
		b := m.parts[name]
		if b == nil {
			b = newBoard()
			m.parts[name] = b
		}
		b.addFields(&c.Truth, res, nil)
		b.addItems(c.Truth.Items, res.Tables[extract.FieldLineItems])
		b.addVAT(c.Truth.VATRates, res.VATRates)
	}
	m.all = m.parts[""]
}

func scoreMade(ctx context.Context, e measure.Env, cases []Case, set string) ([]measure.Measure, error) {
	r := &run{ctx: ctx, env: e}
	m := madeBoards{parts: map[string]*board{}}
	for i := range cases {
		res, err := extract.Extract(ctx, cases[i].Doc, extract.Invoice(), extract.Options{})
		if err != nil {
			return nil, err
		}
		if res.Class != cases[i].Truth.Kind {
			e.Logf("made %s: %s is taken for %s", cases[i].Truth.ID, cases[i].Truth.Kind, res.Class)
		}
		m.add(&cases[i], res)
	}
	r.put("made_class_accuracy", m.class.precision())
	r.put("made_ece", ece(m.all.answers))
	r.put("made_cells_ece", ece(m.all.cells))
	for _, name := range slices.Sorted(maps.Keys(m.parts)) {
		b, p := m.parts[name], "made_"
		if name != "" {
			p += name + "_"
		}
		r.put(p+"f1", b.micro().f1())
		r.put(p+"items_row_f1", b.item("row").f1())
		r.put(p+"vat_rows_f1", b.vat.f1())
	}
	for i := range r.out {
		r.out[i].Set = set
	}
	r.show("made", m.all)
	return r.out, nil
}
