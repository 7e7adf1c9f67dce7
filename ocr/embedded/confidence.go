package embedded

import (
	"unicode/utf8"

	"github.com/docket-go/docket/layout"
)

// calibration maps what the recogniser says of a word to the share of words
// right among those of which it says so, measured on 54 receipts (SROIE,
// every fourth of the development set), less a margin.
var calibration = [...][2]float64{{0, 0}, {0.5, 0.25}, {0.7, 0.45}, {0.8, 0.6}, {0.9, 0.78}, {0.95, 0.9}, {0.965, 0.96}, {0.97, 0.99}, {1, 1}}

// calibrated turns the recogniser's confidence into a probability.
func calibrated(raw float64) float64 {
	for i, k := range calibration[1:] {
		if a := calibration[i]; raw < k[0] {
			return a[1] + (max(raw, 0)-a[0])/(k[0]-a[0])*(k[1]-a[1])
		}
	}
	return 1
}

// meanConfidence weighs words by their characters.
func meanConfidence(words []layout.Word) float64 {
	var sum float64
	n := 0
	for _, w := range words {
		k := utf8.RuneCountInString(w.Text)
		sum, n = sum+w.Confidence*float64(k), n+k
	}
	return sum / float64(max(1, n))
}
