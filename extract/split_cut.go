package extract

import (
	"math"
	"slices"
)

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
	}
	weighBlanks(pages, seam)
	for i := 1; i < n; i++ {
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

// blankWorth is what a blank page behind a page speaks for the end of a
// document there, in log odds: a back that was left empty, or a sheet put in.
const blankWorth = 2

// weighBlanks adds to the seams what blank pages say. Where most pages have one
// behind them both sides of single-sided pages were scanned, and one says
// nothing.
func weighBlanks(pages []pageFacts, seam []float64) {
	with := 0
	for i := range seam[1:] {
		if pages[i].blanks > 0 {
			with++
		}
	}
	usual := 0
	if seams := len(seam) - 1; seams >= 3 && with*10 > seams*6 {
		usual = 1
	}
	for i := range seam[1:] {
		if extra := pages[i].blanks - usual; extra > 0 {
			seam[i+1] += blankWorth * float64(min(extra, 2))
		}
	}
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
