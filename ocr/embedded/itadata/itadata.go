// Package itadata embeds Tesseract's fast Italian model:
//
//	e, err := embedded.New(embedded.Config{Models: []embedded.Model{itadata.Model()}})
//
// A program that imports it grows by the size of the compressed file; see
// README.md for its origin and licence.
package itadata

import (
	_ "embed"

	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

//go:embed ita.traineddata.gz
var compressed []byte

// Model is the model, for embedded.Config.
func Model() traineddata.Model {
	return traineddata.Model{
		Language: "ita",
		Version:  "tessdata_fast 4.1.0 ita",
		SHA256:   "b8f89e1e785118dac4d51ae042c029a64edb5c3ee42ef73027a6d412748d8827",
		Size:     2701314,
		Gzip:     compressed,
	}
}
