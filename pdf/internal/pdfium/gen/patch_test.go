package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"regexp"
	"strings"
	"testing"
)

func blob(t *testing.T) []byte {
	t.Helper()
	wasm, err := os.ReadFile("../" + output)
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// TestDigests compares the blob with what README says of it.
func TestDigests(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(blob(t))
	for what, digest := range map[string]string{"the module": hex.EncodeToString(sum[:]), "the module before the patch": wasmSHA256} {
		if !strings.Contains(string(readme), digest) {
			t.Errorf("README.md does not name the sha256 of %s, %s", what, digest)
		}
	}
}

// TestExports looks for what the host calls: the generator leaves out the other
// exports, so a new call needs a new blob.
func TestExports(t *testing.T) {
	used, err := stringsIn("..")
	if err != nil {
		t.Fatal(err)
	}
	p := patcher{exports: map[string]uint64{}}
	p.survey(split(blob(t)))
	called := regexp.MustCompile(`^(E?PDF|FPDF|FORM_|PDFiumExt_|docket_)[A-Za-z_]*$`)
	found := 0
	for name := range used {
		if _, ok := p.exports[name]; ok {
			found++
		} else if called.MatchString(name) && name != "docket_table" {
			t.Errorf("the module has no %s: make it again", name)
		}
	}
	if found < 100 {
		t.Errorf("%d calls found in the sources", found)
	}
}

// TestPatchAgain patches the embedded module once more: every loop must be
// found again, and the old imports keep their places before the new ones.
func TestPatchAgain(t *testing.T) {
	wasm := blob(t)
	again, loops, err := patch(wasm, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := 6257 + len(batchFuncs); loops != want {
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
		patch(small[:n], nil)
	}
	for i := 8; i < len(small); i++ {
		for _, v := range []byte{0, 0x7f, 0x80, 0xff} {
			b := bytes.Clone(small)
			b[i] = v
			patch(b, nil)
		}
	}
	if _, _, err := patch(small, nil); err == nil {
		t.Error("a module without the exports that the batch functions call was taken")
	}
}
