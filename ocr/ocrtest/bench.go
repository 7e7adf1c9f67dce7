package ocrtest

import (
	"testing"

	"github.com/docket-go/docket/ocr"
)

// BenchmarkEngine times an engine on the generated pages, one sub-benchmark a
// page, and reports how well it read them: "f1" is the word F1, "words/s" the
// words printed on the page over the time of a call.
//
//	func BenchmarkEngine(b *testing.B) {
//		e, err := mine.New(mine.Config{})
//		...
//		ocrtest.BenchmarkEngine(b, e)
//	}
func BenchmarkEngine(b *testing.B, e ocr.Engine) {
	spoilt := Letter()
	spoilt.Skew, spoilt.Noise = 1.5, 15
	for _, c := range []struct {
		name string
		page Page
	}{{"letter", Letter()}, {"invoice", Invoice()}, {"numbers", Numbers()}, {"small", Small()}, {"spoilt", spoilt}} {
		b.Run(c.name, func(b *testing.B) {
			img, truth, err := c.page.Render()
			if err != nil {
				b.Fatal(err)
			}
			var p *ocr.Page
			for b.Loop() {
				if p, err = e.Recognize(b.Context(), img, ocr.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(Compare(c.page.Text(), Text(p), false).F1(), "f1")
			b.ReportMetric(float64(len(truth)*b.N)/b.Elapsed().Seconds(), "words/s")
		})
	}
}
