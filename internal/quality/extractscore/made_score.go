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
				h := fnv.New64a()
				_, _ = h.Write([]byte(id)) // never fails
				r := rand.New(rand.NewPCG(h.Sum64(), 7))
				lines := 1 + r.IntN(6)
				if name == "pages" {
					lines = 20 + r.IntN(12)
				}
				b := newBill(t, r, lines, k%4 == 3)
				doc := &layout.Document{Name: id}
				for _, s := range madeLayouts[name](b) {
					doc.Pages = append(doc.Pages, layout.Analyze(s.in, layout.Options{}))
				}
				layout.AnalyzeDocument(doc, layout.Options{})
				c := Case{Doc: doc, Truth: b.truth()}
				c.Truth.ID, c.Truth.Group = id, t.code
				out = append(out, c)
			}
		}
	}
	return out
}

// Made scores the made invoices: all, and each language and layout on its own.
func Made(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	return scoreMade(ctx, e, MadeCases(8))
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

func scoreMade(ctx context.Context, e measure.Env, cases []Case) ([]measure.Measure, error) {
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
		r.out[i].Set = "invoices"
	}
	r.show("made", m.all)
	return r.out, nil
}
