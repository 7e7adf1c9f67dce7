package ocrscore

import (
	"math"
	"strings"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// A calibration tells how far the confidences of words can be believed.
type calibration struct {
	bins [20]struct {
		n, right int
		sum      float64
	}
}

// sure is the confidence from which on words are said to be right.
const sure = 0.9

// add counts the words of a page: right is one that the truth has, as often
// as it has it. Words of punctuation alone do not count.
func (c *calibration) add(truth string, p *ocr.Page, fold bool) {
	left := map[string]int{}
	for _, w := range ocrtest.Words(folded(truth, fold)) {
		left[w]++
	}
	for _, l := range p.Lines {
		for _, w := range l.Words {
			text := ocrtest.Words(folded(w.Text, fold))
			if len(text) != 1 {
				continue
			}
			b := &c.bins[min(len(c.bins)-1, int(w.Confidence*float64(len(c.bins))))]
			b.n++
			b.sum += w.Confidence
			if left[text[0]] > 0 {
				left[text[0]]--
				b.right++
			}
		}
	}
}

func folded(s string, fold bool) string {
	if fold {
		return strings.ToUpper(s)
	}
	return s
}

// figures are the expected calibration error over twenty bins (Naeini et al.,
// 2015), the share of words right among those that are sure, and the share of
// those among all.
func (c *calibration) figures(set, prefix string) []measure.Measure {
	var all, certain, right int
	var ece float64
	for i, b := range c.bins {
		all += b.n
		ece += math.Abs(float64(b.right) - b.sum)
		if float64(i)/float64(len(c.bins)) >= sure-1e-9 {
			certain += b.n
			right += b.right
		}
	}
	return []measure.Measure{
		{Set: set, Name: prefix + "ece", Value: ece / float64(max(1, all))},
		{Set: set, Name: prefix + "sure_precision", Value: float64(right) / float64(max(1, certain))},
		{Set: set, Name: prefix + "sure_share", Value: float64(certain) / float64(max(1, all))},
	}
}
