package extract

import (
	"fmt"
	"math"
)

func jaccard(a, b map[uint32]bool) float64 {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(a)+len(b)-n))
}

// meet reports whether a and b have one in common.
func meet(a, b map[string]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
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
		"ids:same": meet(a.ids, b.ids), "ids:diff": len(a.ids) > 0 && len(b.ids) > 0 && !meet(a.ids, b.ids),
		"ids:gone": len(a.ids) > 0 && len(b.ids) == 0, "ids:new": len(a.ids) == 0 && len(b.ids) > 0,
		"date:same": a.date != "" && a.date == b.date, "date:diff": a.date != "" && b.date != "" && a.date != b.date,
		"date:gone": a.date != "" && b.date == "", "date:new": a.date == "" && b.date != "",
		"greets": b.greets, "closed": a.closes, "signed": a.signed && !b.signed, "signs": b.signed,
		"clause:next":  b.clauses[0] > 1 && (b.clauses[0] == a.clauses[1] || b.clauses[0] == a.clauses[1]+1),
		"clause:first": a.clauses[1] > 1 && b.clauses[0] == 1, "clause:back": b.clauses[0] > 0 && b.clauses[0] < a.clauses[1],
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
	f.on(fmt.Sprintf("fill%d", min(5, int(5*a.fill))))
	f.on("first:" + string(b.first))
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
