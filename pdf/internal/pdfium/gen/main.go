// Command gen makes the PDFium blob that package pdfium embeds: it takes
// pdfium.wasm out of the npm package @embedpdf/pdfium, checks its digest, adds
// what the host needs (see patch.go) and leaves out what it does not call. The
// output depends on the package and on the sources of the host alone.
//
//	go run ./pdf/internal/pdfium/gen -host pdf/internal/pdfium [-tgz pdfium-2.15.1.tgz]
package main

import (
	"archive/tar"
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
	"path/filepath"
)

const (
	source     = "https://registry.npmjs.org/@embedpdf/pdfium/-/pdfium-2.15.1.tgz"
	wasmName   = "package/dist/pdfium.wasm"
	output     = "pdfium.wasm"
	wasmSHA256 = "5e4cd023c3dad4a895b3571ca573d3fc51bac6de48360d95283134385b954eaa"
)

func main() {
	log.SetFlags(0)
	tgz := flag.String("tgz", "", "package file; empty = download "+source)
	host := flag.String("host", ".", "folder of the package that calls the module; "+output+" is written there")
	flag.Parse()
	if err := run(*tgz, *host); err != nil {
		log.Fatal("gen: ", err)
	}
}

func run(tgz, host string) error {
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
	used, err := stringsIn(host)
	if err != nil {
		return err
	}
	patched, loops, err := patch(src, used)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(host, output), patched, 0o644); err != nil {
		return err
	}
	fmt.Printf("%d loops counted, %d -> %d bytes\nsha256 %x\n", loops, len(src), len(patched), sha256.Sum256(patched))
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
