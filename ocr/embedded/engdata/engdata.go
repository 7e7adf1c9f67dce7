// Package engdata holds Tesseract's fast English model, trained further on
// receipts and generated lines, so that a program reads English without any file
// beside it. See README.md for its origin, licence and training.
package engdata

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
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
	Version = "tessdata_fast 4.1.0 eng, trained further 1"
	// SHA256 is the digest of the traineddata file.
	SHA256 = "e9fd63473b07bc3618ac04b86d8203a06be346457767e893db6f68f2c7bc4e93"
	// Size is the length of the traineddata file in bytes.
	Size = 4113088
)

// baseSHA256 is the digest of the file that the training started from.
const baseSHA256 = "7d4322bd2a7749724879683fc3912cb542f19906c83bcc1a52132556427170b2"

// Replaces reports whether a traineddata file is the one that the embedded
// model was made of: who has that gains by the embedded one.
func Replaces(traineddata []byte) bool {
	sum := sha256.Sum256(traineddata)
	return hex.EncodeToString(sum[:]) == baseSHA256
}

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
