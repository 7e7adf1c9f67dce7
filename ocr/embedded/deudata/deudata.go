// Package deudata embeds Tesseract's fast German model, trained further on
// generated lines:
//
//	e, err := embedded.New(embedded.Config{Models: []embedded.Model{deudata.Model()}})
//
// A program that imports it grows by the size of the compressed file; see
// README.md for its origin, licence and training.
package deudata

import (
	_ "embed"

	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

//go:embed deu.traineddata.gz
var compressed []byte

// Model is the model, for embedded.Config.
func Model() traineddata.Model {
	return traineddata.Model{
		Language: "deu",
		Version:  "tessdata_fast 4.1.0 deu, trained further 1",
		SHA256:   "41570d0085e20c715be6434f06a2171194841d6b875d92fea29c6b8fb7836a87",
		Size:     1525436,
		Base:     "19d219bbb6672c869d20a9636c6816a81eb9a71796cb93ebe0cb1530e2cdb22d",
		Gzip:     compressed,
	}
}
