// Package engdata holds Tesseract's fast English model, so that a program reads
// English without any file beside it. See README.md for its origin and licence.
package engdata

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
)

//go:generate go run ./engdatagen -out eng.traineddata.gz

//go:embed eng.traineddata.gz
var compressed []byte

const (
	// Language is Tesseract's name of the model.
	Language = "eng"
	// Version names the model for engine information and cache keys.
	Version = "tessdata_fast 4.1.0 eng"
	// SHA256 is the digest of the traineddata file.
	SHA256 = "7d4322bd2a7749724879683fc3912cb542f19906c83bcc1a52132556427170b2"
	// Size is the length of the traineddata file in bytes.
	Size = 4113088
)

// Traineddata decompresses the file. It takes some 30 milliseconds; callers
// keep what they make of it.
func Traineddata() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, fmt.Errorf("engdata: %w", err)
	}
	b := make([]byte, Size)
	if _, err := io.ReadFull(z, b); err != nil {
		return nil, fmt.Errorf("engdata: %w", err)
	}
	return b, nil
}
