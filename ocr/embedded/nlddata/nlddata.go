// Package nlddata embeds Tesseract's fast Dutch model:
//
//	e, err := embedded.New(embedded.Config{Models: []embedded.Model{nlddata.Model()}})
//
// A program that imports it grows by the size of the compressed file; see
// README.md for its origin and licence.
package nlddata

import (
	_ "embed"

	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

//go:embed nld.traineddata.gz
var compressed []byte

// Model is the model, for embedded.Config.
func Model() traineddata.Model {
	return traineddata.Model{
		Language: "nld",
		Version:  "tessdata_fast 4.1.0 nld",
		SHA256:   "ced0e5e046a84c908a6aa7accbef9a232c4a5d9a8276691b81c6ee64d02963f6",
		Size:     6050296,
		Gzip:     compressed,
	}
}
