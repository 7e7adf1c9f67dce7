// Command traineddatagen compresses a traineddata file for a package that embeds
// it:
//
//	go run ./ocr/embedded/traineddata/traineddatagen -from tuned.traineddata -out ocr/embedded/deudata/deu.traineddata.gz
//
// It prints the digest and the size, which that package has to name.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"log"
	"os"

	"github.com/docket-go/docket/ocr/embedded/traineddata"
)

func main() {
	from := flag.String("from", "", "traineddata file")
	out := flag.String("out", "", "file to write")
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
	if err := os.WriteFile(out, b.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Printf("sha256 %s, %d bytes, compressed %d\n", traineddata.Digest(data), len(data), b.Len())
	return nil
}
