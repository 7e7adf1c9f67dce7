package extractscore

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/docket-go/docket/extract"
)

// A tally counts hits and misses.
type tally struct{ tp, fp, fn int }

func (t tally) precision() float64 { return share(t.tp, t.tp+t.fp) }
func (t tally) recall() float64    { return share(t.tp, t.tp+t.fn) }
func (t tally) f1() float64        { return share(2*t.tp, 2*t.tp+t.fp+t.fn) }

func share(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// A board collects the scores of many documents.
type board struct {
	fields  map[string]*tally
	items   map[string]*tally // by column, and row
	vat     tally
	answers []answer
	cells   []answer // of line items
	rates   []answer // rows of the VAT breakdown
	boxed   int
	errs    []miss
}

type answer struct {
	confidence float64
	right      bool
}

type miss struct {
	id, field, want, got string
	confidence           float64
}

func newBoard() *board {
	return &board{fields: map[string]*tally{}, items: map[string]*tally{}}
}

func (b *board) field(name string) *tally {
	if b.fields[name] == nil {
		b.fields[name] = &tally{}
	}
	return b.fields[name]
}

func (b *board) item(name string) *tally {
	if b.items[name] == nil {
		b.items[name] = &tally{}
	}
	return b.items[name]
}

// micro adds the tallies of all fields.
func (b *board) micro() tally {
	var t tally
	for _, f := range b.fields {
		t.tp, t.fp, t.fn = t.tp+f.tp, t.fp+f.fp, t.fn+f.fn
	}
	return t
}

// addFields scores the values of r; only, where not empty, names the fields
// that count. Fields that the truth does not have do not count.
func (b *board) addFields(tr *Truth, r *extract.Result, only []string) {
	names := make([]string, 0, len(tr.Fields))
	for name := range tr.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		f := tr.Fields[name]
		if !f.visible() || len(only) > 0 && !contains(only, name) {
			continue
		}
		want := normalise(f.Type, f.Value)
		if want == "" {
			continue
		}
		v, has := r.Values[name]
		got := ""
		if has {
			got = normalise(f.Type, v.Norm)
		}
		t := b.field(name)
		switch {
		case got == "":
			t.fn++
		case got == want:
			t.tp++
		default:
			t.fp++
			t.fn++
		}
		if got != want {
			b.errs = append(b.errs, miss{tr.ID, name, f.Value, v.Norm, v.Confidence})
		}
		if got != "" {
			b.answers = append(b.answers, answer{v.Confidence, got == want})
			if v.Evidence != nil && !v.Evidence.Box.IsEmpty() {
				b.boxed++
			}
		}
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// ece is the expected calibration error over ten bins.
func ece(answers []answer) float64 {
	type bin struct {
		n          int
		conf, good float64
	}
	var bins [10]bin
	for _, a := range answers {
		k := min(9, int(a.confidence*10))
		bins[k].n++
		bins[k].conf += a.confidence
		if a.right {
			bins[k].good++
		}
	}
	e := 0.0
	for _, x := range bins {
		e += math.Abs(x.conf - x.good)
	}
	return e / float64(max(1, len(answers)))
}

// autoAccept is the largest share of the answers, surest first, of which at
// least the share want is right.
func autoAccept(answers []answer, want float64) float64 {
	as := slices.Clone(answers)
	sort.SliceStable(as, func(i, j int) bool { return as[i].confidence > as[j].confidence })
	best, good := 0, 0
	for i, a := range as {
		if a.right {
			good++
		}
		if float64(good) >= want*float64(i+1) {
			best = i + 1
		}
	}
	return share(best, len(as))
}

var itemColumns = []string{"description", "quantity", "unit_price", "amount", "vat_rate"}

func itemValue(col string, v any) string {
	if text(v) == "" {
		return ""
	}
	switch col {
	case "description":
		return plain(v)
	case "amount":
		return money(v)
	}
	return number(v)
}

func sameCell(col, a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	if col != "description" {
		return false
	}
	return min(len(a), len(b)) >= 6 && (strings.Contains(a, b) || strings.Contains(b, a)) || ratio(a, b) >= 0.85
}

// addItems scores line items by the assignment of rows that matches the most
// cells. A row is right when its amount and its description are.
func (b *board) addItems(truth []map[string]any, t extract.Table) {
	var want, got []map[string]string
	var conf []map[string]extract.Value
	cols := map[string]bool{}
	for _, r := range truth {
		m := map[string]string{}
		for _, c := range itemColumns {
			if m[c] = itemValue(c, r[c]); m[c] != "" {
				cols[c] = true
			}
		}
		want = append(want, m)
	}
	for _, r := range t.Rows {
		if r.Kind == extract.RowSubtotal {
			continue
		}
		m := map[string]string{}
		for _, c := range itemColumns {
			m[c] = itemValue(c, r.Cells[c].Norm)
		}
		got, conf = append(got, m), append(conf, r.Cells)
	}
	n := max(len(want), len(got))
	cost := make([][]float64, n)
	for i := range cost {
		cost[i] = make([]float64, n)
		for j := range cost[i] {
			if i < len(got) && j < len(want) {
				for c := range cols {
					if sameCell(c, got[i][c], want[j][c]) {
						cost[i][j]--
					}
				}
			}
		}
	}
	to := assign(cost)
	b.countItems(want, got, cols, to)
	for i, g := range got {
		var w map[string]string
		if to[i] < len(want) {
			w = want[to[i]]
		}
		for c := range cols {
			if g[c] != "" && (w == nil || w[c] != "") {
				b.cells = append(b.cells, answer{conf[i][c].Confidence, w != nil && sameCell(c, g[c], w[c])})
			}
		}
	}
}

func (b *board) countItems(want, got []map[string]string, cols map[string]bool, to []int) {
	matched := make([]map[string]string, len(want))
	for i, g := range got {
		var w map[string]string
		if j := to[i]; j < len(want) {
			w = want[j]
			matched[j] = g
		}
		for c := range cols {
			switch {
			case g[c] == "" || w != nil && w[c] == "": // the truth is silent
			case w != nil && sameCell(c, g[c], w[c]):
				b.item(c).tp++
			default:
				b.item(c).fp++
			}
		}
		if w != nil && sameCell("amount", g["amount"], w["amount"]) && (!cols["description"] || sameCell("description", g["description"], w["description"])) {
			b.item("row").tp++
		} else {
			b.item("row").fp++
		}
	}
	for j, w := range want {
		g := matched[j]
		for c := range cols {
			if w[c] != "" && (g == nil || !sameCell(c, g[c], w[c])) {
				b.item(c).fn++
			}
		}
		if g == nil || g["amount"] != w["amount"] || !sameCell("description", g["description"], w["description"]) {
			b.item("row").fn++
		}
	}
}

// addVAT scores the rows of the VAT breakdown: tax equal, rate and net equal
// where both are known.
func (b *board) addVAT(truth []map[string]any, got []extract.VATRate) {
	type row struct{ rate, net, vat string }
	var want []row
	for _, r := range truth {
		want = append(want, row{number(r["rate"]), money(r["net"]), money(r["vat"])})
	}
	same := func(a, b string) bool { return a == "" || b == "" || a == b }
	for _, g := range got {
		q := row{number(g.Rate), money(g.Net), money(g.VAT)}
		hit := -1
		for i, w := range want {
			if w.vat == q.vat && same(w.rate, q.rate) && same(w.net, q.net) {
				hit = i
				break
			}
		}
		b.rates = append(b.rates, answer{g.Confidence, hit >= 0})
		if hit < 0 {
			b.vat.fp++
			continue
		}
		b.vat.tp++
		want = append(want[:hit], want[hit+1:]...)
	}
	b.vat.fn += len(want)
}
