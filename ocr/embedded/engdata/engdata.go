// Package engdata holds Tesseract's fast English model, trained further on
// receipts and generated lines, so that a program reads English without any file
// beside it. See README.md for its origin, licence and training.
package engdata

import (
	_ "embed"

	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

//go:embed eng.traineddata.gz
var compressed []byte

const (
	// Language is Tesseract's name of the model.
	Language = "eng"
	// Version names the model for engine information and cache keys.
	Version = "tessdata_fast 4.1.0 eng, trained further 2"
	// SHA256 is the digest of the traineddata file.
	SHA256 = "8ab1861bb0959d6fae023ce95d5c9434142953f4381f2b3bc9a4a727b703bd81"
	// Size is the length of the traineddata file in bytes.
	Size = 4113088
)

// baseSHA256 is the digest of the file that the training started from.
const baseSHA256 = "7d4322bd2a7749724879683fc3912cb542f19906c83bcc1a52132556427170b2"

// Model is the model. An engine of ocr/embedded always has it.
func Model() traineddata.Model {
	return traineddata.Model{Language: Language, Version: Version, SHA256: SHA256, Size: Size, Base: baseSHA256, Gzip: compressed}
}

// Replaces reports whether a traineddata file is the one that the embedded
// model was made of: who has that gains by the embedded one.
func Replaces(traineddata []byte) bool { return Model().Replaces(traineddata) }

// Traineddata decompresses the file. It takes some 30 milliseconds; callers
// keep what they make of it.
func Traineddata() ([]byte, error) { return Model().Traineddata() }
