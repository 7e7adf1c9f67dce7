package pdfium

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const emptyPage = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj " +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\ntrailer<</Root 1 0 R>>"

// instance returns an instance that has a file of one empty page open.
func instance(t *testing.T) *Instance {
	t.Helper()
	var cfg Config
	if dir, err := os.UserCacheDir(); err == nil { // the one that the library uses
		cfg.CacheDir = filepath.Join(dir, "docket")
	}
	rt, err := New(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	in, err := rt.Acquire(t.Context(), NewSource([]byte(emptyPage), ""))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		rt.Release(in)
		if err := rt.Close(); err != nil {
			t.Error(err)
		}
	})
	return in
}

// TestTextObject makes a text object by PDFium's public functions and reads it
// out of memory: the places of its fields must be those that the blob has.
func TestTextObject(t *testing.T) {
	in := instance(t)
	font := in.putString("Helvetica")
	h := in.call("FPDFPageObj_NewTextObj", in.doc, uint64(font), f32Bits(10))
	in.free(font)
	want := []uint32{'A', 'V', 'i', 0xE4}
	codes := in.malloc(4 * len(want))
	for i, c := range want {
		in.write(codes+uint32(4*i), binary.LittleEndian.AppendUint32(nil, c))
	}
	if !in.callBool("FPDFText_SetCharcodes", h, uint64(codes), uint64(len(want))) {
		t.Fatal(in.Err())
	}
	in.free(codes)
	p, err := in.LoadPage(0)
	if err != nil {
		t.Fatal(err)
	}
	o := Object{page: p, h: h, Kind: ObjectText, CTM: Matrix{A: 1, D: 1}, rec: record{
		object: uint32(h), matrix: Matrix{A: 1, D: 1}, size: 10, font: uint32(in.call("FPDFTextObj_GetFont", h)),
	}}
	r := p.Glyphs()
	var text []rune
	var x []float64
	if !r.Read(o, func(c *Char) {
		text, x = append(text, c.Rune), append(x, c.X)
		if c.Unmapped || c.Advance < 2 || c.Advance > 8 || c.Box.Y1 < 5 || c.Box.Y1 > 11 || c.Box.Y0 > 0 {
			t.Errorf("character %+v", c)
		}
	}) {
		t.Error("horizontal text was refused")
	}
	if !slices.Equal(r.codes, want) || string(text) != "AViä" {
		t.Errorf("codes %v, text %q", r.codes, string(text))
	}
	for i, want := range []float64{0, 6.67, 13.34, 15.56} {
		if d := x[i] - want; d > 0.1 || d < -0.1 {
			t.Errorf("character %d at %v, want %v", i, x[i], want)
		}
	}
	in.call("FPDFPageObj_Destroy", h)
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}
