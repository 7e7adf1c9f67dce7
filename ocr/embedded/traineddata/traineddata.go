// Package traineddata holds language models of Tesseract inside a program. The
// packages beside it, such as ocr/embedded/deudata, embed one each.
package traineddata

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// A Model is one traineddata file, compressed.
type Model struct {
	// Language is Tesseract's name of the language, such as "deu".
	Language string
	// Version names the model for engine information and cache keys.
	Version string
	// SHA256 is the digest of the traineddata file, in hexadecimal.
	SHA256 string
	// Size is the length of the traineddata file in bytes.
	Size int
	// Base is the digest of the file that the training started from, where the
	// model was trained further.
	Base string
	// Gzip is the compressed file. It is not to be changed.
	Gzip []byte
}

// Traineddata decompresses the file. It takes some 10 to 60 milliseconds;
// callers keep what they make of it.
func (m Model) Traineddata() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(m.Gzip))
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", m.Language, err)
	}
	b := make([]byte, m.Size)
	if _, err := io.ReadFull(z, b); err != nil {
		return nil, fmt.Errorf("model %s: %w", m.Language, err)
	}
	return b, nil
}

// Replaces reports whether a traineddata file is the one that the model was
// made of: who has that gains by the model.
func (m Model) Replaces(traineddata []byte) bool {
	return m.Base != "" && Digest(traineddata) == m.Base
}

// Check decompresses the file and compares it with its digest.
func (m Model) Check() error {
	b, err := m.Traineddata()
	if err != nil {
		return err
	}
	if got := Digest(b); got != m.SHA256 {
		return fmt.Errorf("model %s: sha256 %s, want %s", m.Language, got, m.SHA256)
	}
	return nil
}

// Digest returns the SHA-256 of a file, in hexadecimal.
func Digest(traineddata []byte) string {
	sum := sha256.Sum256(traineddata)
	return hex.EncodeToString(sum[:])
}
