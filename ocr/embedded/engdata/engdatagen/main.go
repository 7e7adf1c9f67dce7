// Command engdatagen compresses the English model that the training of
// ../training wrote:
//
//	go run ./ocr/embedded/engdata/engdatagen -from tuned.traineddata -out ocr/embedded/engdata/eng.traineddata.gz
//
// It prints the digest and the size where they are not those that package engdata
// names, so that they can be entered there.
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
	from := flag.String("from", "tuned.traineddata", "traineddata file")
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
	if got := hex.EncodeToString(sum[:]); got != engdata.SHA256 || len(data) != engdata.Size {
		fmt.Printf("package engdata must say: SHA256 %s, Size %d\n", got, len(data))
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
