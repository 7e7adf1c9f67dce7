// Package lstm reads single lines of text with the LSTM models of Tesseract 4
// and 5, in Go alone: it parses a traineddata file, scales a line image as
// Leptonica does, runs the int8 network and decodes its output with
// Tesseract's dictionary beam search. Float models (tessdata_best) are rounded
// to int8 while loading, as Tesseract's combine_tessdata -c does.
//
// With Options.Plain the text equals that of libtesseract 5.0 to 5.5 on 64-bit
// machines in page segmentation mode 13 (a raw line); a test compares the two
// where libtesseract is installed. Without it a line is trimmed to its ink and
// read at up to three vertical crops, of which the surest counts; that reads
// more words right than any single reading.
//
// The work is done by AVX2 or AVX-512 VNNI kernels where the processor has
// them, on arm64 by SDOT or NEON, and by portable Go elsewhere; all give the same
// results bit for bit.
//
// Sources: Tesseract's src/lstm and src/dict, Leptonica's scale1.c, by reading;
// nothing is linked or copied.
package lstm

import "errors"

// Errors that callers branch on. They are wrapped with detail.
var (
	// ErrFormat means that the data is no traineddata file, or a damaged one.
	ErrFormat = errors.New("lstm: not a usable traineddata file")
	// ErrUnsupported means that the file holds a model of a kind that this
	// package cannot run, such as the one of the legacy engine.
	ErrUnsupported = errors.New("lstm: model not supported")
	// ErrImage means that a line image is nil, empty, inconsistent or too
	// long for its height.
	ErrImage = errors.New("lstm: unusable line image")
)
