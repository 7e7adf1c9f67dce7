// Package fradata embeds Tesseract's fast French model:
//
//	e, err := embedded.New(embedded.Config{Models: []embedded.Model{fradata.Model()}})
//
// A program that imports it grows by the size of the compressed file; see
// README.md for its origin and licence.
package fradata

import (
	_ "embed"

	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

//go:embed fra.traineddata.gz
var compressed []byte

// Model is the model, for embedded.Config.
func Model() traineddata.Model {
	return traineddata.Model{
		Language: "fra",
		Version:  "tessdata_fast 4.1.0 fra",
		SHA256:   "ced037562e8c80c13122dece28dd477d399af80911a28791a66a63ac1e3445ca",
		Size:     1130365,
		Gzip:     compressed,
	}
}
