package embedded

import (
	"unicode/utf8"

	"github.com/docket-go/docket/layout"
)

// calibration maps what the recogniser says of a word to the share of words
// right among those of which it says so, measured on 14 receipts that the model
// was not trained on (SROIE, every sixteenth of the development set) and the
// other pages of internal/quality's set ocr, less a margin. The sets ocr and
// receipts print how far it holds.
var calibration = [...][2]float64{{0, 0}, {0.5, 0.4}, {0.7, 0.58}, {0.8, 0.75}, {0.9, 0.86}, {0.95, 0.95}, {0.965, 0.975}, {0.97, 0.985}, {1, 1}}

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
