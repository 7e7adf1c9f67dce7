// Package fradata embeds Tesseract's fast French model, trained further on
// generated lines:
//
//	e, err := embedded.New(embedded.Config{Models: []embedded.Model{fradata.Model()}})
//
// A program that imports it grows by the size of the compressed file; see
// README.md for its origin, licence and training.
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
		Version:  "tessdata_fast 4.1.0 fra, trained further 1",
		SHA256:   "56846758fd291201d95a44ffca69e123ce7ee84492f42ccd15af9656e9c9d769",
		Size:     1130365,
		Base:     "ced037562e8c80c13122dece28dd477d399af80911a28791a66a63ac1e3445ca",
		Gzip:     compressed,
	}
}
