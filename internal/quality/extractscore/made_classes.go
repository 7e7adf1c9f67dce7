package extractscore

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/internal/folio"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// A paper is a made document of a class beside invoices and receipts.
type paper struct {
	w     classWords
	t     *tongue
	r     *rand.Rand
	pages []*sheet
	y     float64
}

// papers draws the documents of each class.
var papers = map[string]func(p *paper){
	extract.ClassLetter: letterPaper, extract.ClassContract: contractPaper, extract.ClassForm: formPaper, extract.ClassID: idPaper, extract.ClassOther: otherPaper,
}

// ClassCases makes documents of the classes beside invoices and receipts in
// all languages, those with the numbers from from on, n of each pair.
func ClassCases(from, n int) []Case {
	var out []Case
	for _, class := range slices.Sorted(maps.Keys(papers)) {
		for ti := range tongues {
			t := &tongues[ti]
			for k := from; k < from+n; k++ {
				id := fmt.Sprintf("%s-%s-%d", t.code, class, k)
				p := &paper{w: classWordsOf[t.code], t: t, r: randomOf(id)}
				p.turn()
				papers[class](p)
				doc := &layout.Document{Name: id}
				for _, s := range p.pages {
					doc.Pages = append(doc.Pages, layout.Analyze(s.in, layout.Options{}))
				}
				layout.AnalyzeDocument(doc, layout.Options{})
				out = append(out, Case{Doc: doc, Truth: Truth{ID: id, Set: "papers", Kind: class, Group: t.code}})
			}
		}
	}
	return out
}

func (p *paper) turn() {
	p.pages, p.y = append(p.pages, newSheet(len(p.pages)+1)), 70
}

func (p *paper) line(x, size float64, bold bool, s string) {
	if p.y > 780 {
		p.turn()
	}
	p.pages[len(p.pages)-1].style(x, p.y, size, bold, s)
	p.y += 1.4 * size
}

// text sets n sentences out of pool as a paragraph.
func (p *paper) text(pool []string, n int) {
	var b strings.Builder
	for range n {
		b.WriteString(pick(p.r, pool) + " ")
	}
	for _, l := range wrap(b.String(), 88) {
		p.line(60, 10, false, l)
	}
	p.y += 8
}

func (p *paper) day() string {
	return fmt.Sprintf("%02d.%02d.%d", 1+p.r.IntN(28), 1+p.r.IntN(12), 2015+p.r.IntN(10))
}

func letterPaper(p *paper) {
	p.line(60, 13, true, pick(p.r, p.t.firms))
	p.line(60, 8, false, pick(p.r, p.t.streets)+", "+pick(p.r, p.t.places))
	p.y += 30
	for _, s := range []string{pick(p.r, p.t.people), pick(p.r, p.t.streets), pick(p.r, p.t.places)} {
		p.line(60, 10, false, s)
	}
	p.y += 25
	p.line(400, 10, false, p.day())
	if p.r.IntN(3) > 0 {
		p.line(60, 10, true, p.w.subject)
	}
	p.y += 10
	p.line(60, 10, false, p.w.dear)
	p.y += 6
	for range 1 + p.r.IntN(4) {
		p.text(p.w.prose, 2+p.r.IntN(5))
	}
	p.line(60, 10, false, p.w.regards)
	p.y += 20
	p.line(60, 10, false, pick(p.r, p.t.people))
}

func contractPaper(p *paper) {
	p.line(60, 15, true, pick(p.r, p.w.contracts))
	p.y += 12
	p.text([]string{strings.NewReplacer("@a", pick(p.r, p.t.firms), "@b", pick(p.r, p.t.people)).Replace(p.w.between)}, 1)
	for i, h := range p.w.heads[:2+p.r.IntN(4)] {
		p.line(60, 11, true, fmt.Sprintf("%s%d %s", pick(p.r, []string{"§ ", "", "Art. "}), i+1, h))
		for range 1 + p.r.IntN(3) {
			p.text(p.w.terms, 2+p.r.IntN(5))
		}
	}
	p.y += 30
	p.line(60, 10, false, "____________________     ____________________")
	p.line(60, 9, false, p.w.sign)
}

func formPaper(p *paper) {
	p.line(60, 15, true, pick(p.r, p.w.forms))
	p.y += 14
	for _, k := range p.r.Perm(len(p.w.asks))[:3+p.r.IntN(4)] {
		p.line(60, 10, false, p.w.asks[k]+pick(p.r, []string{"", ":", " ______________________"}))
		p.y += 10
	}
	p.line(60, 10, true, p.w.tick)
	for range 2 + p.r.IntN(4) {
		p.line(60, 10, false, "[ ] "+pick(p.r, p.t.goods).name)
	}
	p.y += 20
	p.line(60, 9, false, p.w.sign)
}

func idPaper(p *paper) {
	s := p.pages[0]
	s.in.Size.W, s.in.Size.H = 243, 153
	p.y = 22
	x := 80.0
	p.line(12, 9, true, pick(p.r, p.w.ids))
	for _, f := range p.w.facts {
		p.line(x, 5.5, false, f)
		v := p.day()
		if strings.HasPrefix(f, p.w.facts[0][:3]) || f == p.w.facts[1] {
			v = strings.ToUpper(pick(p.r, p.t.people))
		} else if f == p.w.facts[3] {
			v = p.t.country
		}
		p.line(x, 7, false, v)
	}
	p.line(12, 7, false, pick(p.r, []string{"L", "C", "T"})+madeDigits(p.r, 8))
	if p.r.IntN(2) == 0 {
		s.put(12, 140, 6.5, "IDD<<"+madeDigits(p.r, 9)+"<<<<<<<<<<<<<<<")
		s.put(12, 148, 6.5, "KETTLER<<SABINE<<<<<<<<<<<<<<<<<<")
	}
}

// otherPaper is a report, a list of prices, the minutes of a meeting.
func otherPaper(p *paper) {
	p.line(60, 16, true, pick(p.r, p.w.titles))
	p.line(60, 9, false, p.day())
	p.y += 10
	for range 1 + p.r.IntN(5) {
		if p.r.IntN(2) == 0 {
			p.line(60, 12, true, fmt.Sprintf("%d. %s", 1+p.r.IntN(9), pick(p.r, p.t.goods).name))
		}
		if p.r.IntN(4) > 0 {
			p.text(p.w.prose, 2+p.r.IntN(8))
			continue
		}
		for range 2 + p.r.IntN(9) {
			p.line(60, 9.5, false, pick(p.r, p.t.goods).name+"   "+fmt.Sprint(p.r.IntN(500))+"   "+fmt.Sprintf("%d,%02d", p.r.IntN(90), p.r.IntN(100)))
		}
	}
}

// folioClass is the class of a kind of folio; empty = it is not used.
func folioClass(kind string) string {
	switch kind {
	case "invoice", "form", "letter", "contract":
		return kind
	case "letterhead":
		return extract.ClassLetter
	case "survey":
		return extract.ClassForm
	case "article", "columns", "newsletter", "sidebar", "contents", "slides", "lists", "listing", "figures", "longtable", "landscape",
		"tablegrid", "tablerules", "tablebook", "tablezebra", "tableopen", "tableturn", "newspaper", "magazine", "brochure", "minutes",
		"paper", "index", "references", "formulas", "chart", "resume", "recipe", "exam", "deck", "timetable", "aside", "datasheet":
		return extract.ClassOther
	}
	return ""
}

// FolioCases typesets documents of package folio, one for each seed, with
// their classes.
func FolioCases(ctx context.Context, from, to uint64) ([]Case, error) {
	var out []Case
	for _, kind := range folio.Kinds() {
		class := folioClass(kind)
		if class == "" {
			continue
		}
		for seed := from; seed < to; seed++ {
			d, err := pdf.Open(ctx, folio.Make(kind, seed).PDF, pdf.OpenOptions{})
			if err != nil {
				return nil, err
			}
			doc := &layout.Document{}
			for n := 1; n <= d.PageCount(); n++ {
				in, err := d.Input(ctx, n)
				if err != nil {
					d.Close()
					return nil, err
				}
				doc.Pages = append(doc.Pages, layout.Analyze(*in, layout.Options{}))
			}
			layout.AnalyzeDocument(doc, layout.Options{})
			d.Close()
			out = append(out, Case{Doc: doc, Truth: Truth{ID: fmt.Sprintf("%s-%d", kind, seed), Set: "folio", Kind: class, Group: kind}})
		}
	}
	return out, nil
}

// Classes scores the classification of made documents: those that the weights
// have not seen.
func Classes(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	cases, err := FolioCases(ctx, 10000, 10004)
	if err != nil {
		return nil, err
	}
	return scoreClasses(append(append(cases, ClassCases(1000, 4)...), FamilyCases(families, 1000, 1)...), e), nil
}

func scoreClasses(cases []Case, e measure.Env) []measure.Measure {
	all, parts := tally{}, map[string]*tally{}
	for i := range cases {
		c := &cases[i]
		got := extract.Classify(c.Doc)[0]
		name := c.Truth.Set + "_" + c.Truth.Kind
		if parts[name] == nil {
			parts[name] = &tally{}
		}
		if got.Class == c.Truth.Kind {
			all.tp++
			parts[name].tp++
			continue
		}
		all.fp++
		parts[name].fp++
		e.Logf("class %s %s: %s is taken for %s (%.2f)", c.Truth.Set, c.Truth.ID, c.Truth.Kind, got.Class, got.Confidence)
	}
	out := []measure.Measure{{Set: "classes", Name: "accuracy", Value: all.precision()}}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		out = append(out, measure.Measure{Set: "classes", Name: name, Value: parts[name].precision()})
	}
	return out
}
