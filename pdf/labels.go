package pdf

import (
	"slices"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// takeLabels appends the labels of the pages taken, where the source has any,
// or where an earlier part has.
func (f *part) takeLabels() {
	runs := labelRuns(f.s)
	if runs == nil && f.a.labels == nil {
		return
	}
	if f.a.labels == nil && f.base > 0 {
		f.a.labels = types.Array{types.Integer(0), types.Dict{"S": types.Name("D")}}
	}
	for k, i := range f.taken {
		label := types.Dict{"S": types.Name("D"), "St": types.Integer(f.base + k + 1)}
		if n := slices.IndexFunc(runs, func(r labelRun) bool { return r.from > i }); runs != nil {
			if n < 0 {
				n = len(runs)
			}
			if n == 0 {
				continue
			}
			label = runs[n-1].at(i)
		}
		if k > 0 && f.taken[k-1] == i-1 && (runs == nil || !startsRun(runs, i)) {
			continue // the numbering goes on by itself
		}
		f.a.labels = append(f.a.labels, types.Integer(f.base+k), f.copier.Dict(label))
	}
}

func startsRun(runs []labelRun, i int) bool {
	return slices.ContainsFunc(runs, func(r labelRun) bool { return r.from == i })
}

// A labelRun is a range of pages with one numbering.
type labelRun struct {
	from  int
	style types.Object
	pre   types.Object
	start int
}

func (r labelRun) at(page int) types.Dict {
	d := types.Dict{}
	if r.style != nil {
		d["S"] = r.style
		d["St"] = types.Integer(r.start + page - r.from)
	}
	if r.pre != nil {
		d["P"] = r.pre
	}
	return d
}

// labelRuns reads the page labels of s, in order.
func labelRuns(s *cos.Source) []labelRun {
	var runs []labelRun
	s.Tree(s.Root["PageLabels"], "Nums", func(key, value types.Object) bool {
		n, ok := key.(types.Integer)
		d, isDict := s.Dict(value)
		if ok && isDict && n >= 0 && len(runs) < len(s.Pages) {
			r := labelRun{from: int(n), style: s.Resolve(d["S"]), pre: s.Resolve(d["P"]), start: 1}
			if st, ok := s.Number(d["St"]); ok && st >= 1 && st < 1e9 {
				r.start = int(st)
			}
			runs = append(runs, r)
		}
		return true
	})
	slices.SortStableFunc(runs, func(a, b labelRun) int { return a.from - b.from })
	return runs
}
