// Package pordata embeds Tesseract's fast Portuguese model:
//
//	e, err := embedded.New(embedded.Config{Models: []embedded.Model{pordata.Model()}})
//
// A program that imports it grows by the size of the compressed file; see
// README.md for its origin and licence.
package pordata

import (
	_ "embed"

	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

//go:embed por.traineddata.gz
var compressed []byte

// Model is the model, for embedded.Config.
func Model() traineddata.Model {
	return traineddata.Model{
		Language: "por",
		Version:  "tessdata_fast 4.1.0 por",
		SHA256:   "c4932b937207a9514b7514d518b931a99938c02a28a5a5a553f8599ed58b7deb",
		Size:     1982756,
		Gzip:     compressed,
	}
}
