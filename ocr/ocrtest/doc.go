// Package ocrtest tests OCR engines: pages of known text are generated, degraded
// and read, and what the engine returns is held against the contract of
// ocr.Engine and against the truth.
//
//	func TestEngine(t *testing.T) {
//		ocrtest.TestEngine(t, func(t *testing.T) ocr.Engine {
//			e, err := mine.New(mine.Config{})
//			...
//			return e
//		}, ocrtest.Options{})
//	}
//
// BenchmarkEngine times it. Compare and ScoreFolder measure an engine on text or on a folder of page
// images.
package ocrtest
