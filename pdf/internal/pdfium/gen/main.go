// Command gen makes the PDFium blob that package pdfium embeds: it takes
// pdfium.wasm out of the npm package @embedpdf/pdfium, checks its digest, adds
// what the host needs (see patch.go) and compresses it. The output depends on
// the input alone.
//
//	go run ./pdf/internal/pdfium/gen -out pdf/internal/pdfium/pdfium.wasm.gz [-tgz pdfium-2.15.1.tgz]
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

const (
	source     = "https://registry.npmjs.org/@embedpdf/pdfium/-/pdfium-2.15.1.tgz"
	wasmName   = "package/dist/pdfium.wasm"
	wasmSHA256 = "5e4cd023c3dad4a895b3571ca573d3fc51bac6de48360d95283134385b954eaa"
)

func main() {
	log.SetFlags(0)
	tgz := flag.String("tgz", "", "package file; empty = download "+source)
	out := flag.String("out", "pdfium.wasm.gz", "file to write")
	flag.Parse()
	if err := run(*tgz, *out); err != nil {
		log.Fatal("gen: ", err)
	}
}

func run(tgz, out string) error {
	pkg, err := open(tgz)
	if err != nil {
		return err
	}
	defer pkg.Close()
	src, err := extract(pkg)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(src); hex.EncodeToString(sum[:]) != wasmSHA256 {
		return fmt.Errorf("%s has sha256 %x, want %s", wasmName, sum, wasmSHA256)
	}
	patched, loops, err := patch(src)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zw.Write(patched); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(out, buf.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Printf("%d loops counted, %d -> %d bytes, %d compressed\nsha256 %x (wasm)\nsha256 %x (gz)\n",
		loops, len(src), len(patched), buf.Len(), sha256.Sum256(patched), sha256.Sum256(buf.Bytes()))
	return nil
}

func open(tgz string) (io.ReadCloser, error) {
	if tgz != "" {
		return os.Open(tgz)
	}
	resp, err := http.Get(source)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("%s: %s", source, resp.Status)
	}
	return resp.Body, nil
}

func extract(pkg io.Reader) ([]byte, error) {
	zr, err := gzip.NewReader(pkg)
	if err != nil {
		return nil, err
	}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("no %s in the package", wasmName)
		}
		if err != nil {
			return nil, err
		}
		if h.Name == wasmName {
			return io.ReadAll(tr)
		}
	}
}
