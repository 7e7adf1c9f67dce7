// Command engdatagen re-creates the compressed English model from the file of
// Debian's package tesseract-ocr-eng:
//
//	apt-get install tesseract-ocr-eng
//	go run ./ocr/embedded/engdata/engdatagen -out ocr/embedded/engdata/eng.traineddata.gz
//
// It refuses a file with another digest than the one that package engdata names.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"log"
	"os"

	"github.com/docket-go/docket/ocr/embedded/engdata"
)

func main() {
	from := flag.String("from", "/usr/share/tesseract-ocr/5/tessdata/eng.traineddata", "traineddata file")
	out := flag.String("out", "eng.traineddata.gz", "file to write")
	flag.Parse()
	if err := run(*from, *out); err != nil {
		log.Fatal(err)
	}
}

func run(from, out string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:]); got != engdata.SHA256 {
		return fmt.Errorf("%s has sha256 %s, want %s", from, got, engdata.SHA256)
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(data); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}
