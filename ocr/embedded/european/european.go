// Package european embeds the models of German, French, Spanish, Italian,
// Portuguese and Dutch, so that with English, which every engine has, most of
// the mail of western Europe is read without any file beside the program:
//
//	e, err := embedded.New(embedded.Config{Models: european.Models()})
//
// A program that imports it grows by some 8 MB; the packages of single languages,
// such as deudata, cost less.
package european

import (
	"github.com/docket-go/docket/ocr/embedded/deudata"
	"github.com/docket-go/docket/ocr/embedded/fradata"
	"github.com/docket-go/docket/ocr/embedded/itadata"
	"github.com/docket-go/docket/ocr/embedded/nlddata"
	"github.com/docket-go/docket/ocr/embedded/pordata"
	"github.com/docket-go/docket/ocr/embedded/spadata"
	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

// Models returns the models, for embedded.Config.
func Models() []traineddata.Model {
	return []traineddata.Model{
		deudata.Model(), fradata.Model(), spadata.Model(), itadata.Model(), pordata.Model(), nlddata.Model(),
	}
}
