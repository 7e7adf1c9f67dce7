// Package spadata embeds Tesseract's fast Spanish model:
//
//	e, err := embedded.New(embedded.Config{Models: []embedded.Model{spadata.Model()}})
//
// A program that imports it grows by the size of the compressed file; see
// README.md for its origin and licence.
package spadata

import (
	_ "embed"

	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

//go:embed spa.traineddata.gz
var compressed []byte

// Model is the model, for embedded.Config.
func Model() traineddata.Model {
	return traineddata.Model{
		Language: "spa",
		Version:  "tessdata_fast 4.1.0 spa",
		SHA256:   "6f2e04d02774a18f01bed44b1111f2cd7f3ba7ac9dc4373cd3f898a40ea6b464",
		Size:     2294433,
		Gzip:     compressed,
	}
}
