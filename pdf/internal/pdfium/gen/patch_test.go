package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"strings"
	"testing"
)

func blob(t *testing.T) (compressed, wasm []byte) {
	t.Helper()
	compressed, err := os.ReadFile("../pdfium.wasm.gz")
	if err != nil {
		t.Fatal(err)
	}
	zr, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		t.Fatal(err)
	}
	wasm, err = io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return compressed, wasm
}

// TestDigests compares the blob with what README says of it.
func TestDigests(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	compressed, wasm := blob(t)
	for name, data := range map[string][]byte{"pdfium.wasm.gz": compressed, "the patched module": wasm} {
		sum := sha256.Sum256(data)
		if !strings.Contains(string(readme), hex.EncodeToString(sum[:])) {
			t.Errorf("README.md does not name the sha256 of %s, %x", name, sum)
		}
	}
	if !strings.Contains(string(readme), wasmSHA256) {
		t.Error("README.md does not name the sha256 of the module before the patch")
	}
}

// TestPatchAgain patches the embedded module once more: every loop must be
// found again, and the old imports keep their places before the new ones.
func TestPatchAgain(t *testing.T) {
	_, wasm := blob(t)
	again, loops, err := patch(wasm)
	if err != nil {
		t.Fatal(err)
	}
	if want := 7081 + len(batchFuncs); loops != want {
		t.Errorf("%d loops, want %d", loops, want)
	}
	var old, now patcher
	old.exports, now.exports = map[string]uint64{}, map[string]uint64{}
	old.survey(split(wasm))
	now.survey(split(again))
	n := uint64(len(hostFuncs))
	if now.imports != old.imports+n || now.functions != old.functions+uint64(len(batchFuncs)) || now.tableMin != old.tableMin+n-1 || now.globals != old.globals+2 {
		t.Errorf("counts: before %+v, after %+v", old, now)
	}
	if now.exports["FPDF_LoadPage"] != old.exports["FPDF_LoadPage"]+n {
		t.Error("exports were not renumbered")
	}
}

// TestPatchDamaged feeds truncated and altered modules: an error, no panic.
func TestPatchDamaged(t *testing.T) {
	small := []byte("\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x09\x01\x07\x00\x03\x40\x0c\x00\x0b\x0b")
	for n := 8; n < len(small); n++ {
		patch(small[:n])
	}
	for i := 8; i < len(small); i++ {
		for _, v := range []byte{0, 0x7f, 0x80, 0xff} {
			b := bytes.Clone(small)
			b[i] = v
			patch(b)
		}
	}
	if _, _, err := patch(small); err == nil {
		t.Error("a module without the exports that the batch functions call was taken")
	}
}
