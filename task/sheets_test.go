package task_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"strings"
	"testing"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/barcodes"
)

// showing is sheet(n) with a picture on it.
func showing(n int, on image.Image) image.Image {
	page := sheet(n).(*image.Gray)
	if on != nil {
		at := on.Bounds().Sub(on.Bounds().Min).Add(image.Pt(100, 150))
		draw.Draw(page, at, on, on.Bounds().Min, draw.Src)
	}
	return page
}

func code(t *testing.T, c barcode.Barcode, err error, w, h int) image.Image {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if c, err = barcode.Scale(c, w, h); err != nil {
		t.Fatal(err)
	}
	return c
}

// wordless is a picture without words.
func wordless() image.Image {
	g := image.NewGray(image.Rect(0, 0, 160, 120))
	for i := range g.Pix {
		g.Pix[i] = uint8(40 + (i*7+i/160*13)%120)
	}
	return g
}

// TestSeparatorSheets splits scanned piles end to end: sheets with a QR code, a
// Code 128 and a printed word, empty backs, a photograph without words.
func TestSeparatorSheets(t *testing.T) {
	q, err := qr.Encode("SEPARATOR-42", qr.M, qr.Auto)
	square := code(t, q, err, 150, 150)
	c, err := code128.Encode("PATCHT")
	bars := code(t, c, err, 240, 60)
	type leaf struct {
		text string
		on   image.Image
	}
	a, b1, b2, d := leaf{text: invoiceA}, leaf{text: invoiceB()}, leaf{text: attachment}, leaf{text: contractA}
	blank, qrSheet, barSheet, patch, picture := leaf{}, leaf{on: square}, leaf{on: bars}, leaf{text: "PATCH T"}, leaf{on: wordless()}
	for _, c := range []struct {
		name   string
		leaves []leaf
		op     task.SplitDocuments
		want   string
	}{
		{"codes", []leaf{qrSheet, a, barSheet, blank, b1, b2, patch, d}, task.SplitDocuments{}, "[2]invoice [5 6]invoice [8]contract, without [1 3 4 7]"},
		{"kept blanks", []leaf{a, blank, qrSheet, d, blank}, task.SplitDocuments{KeepBlank: true}, "[1 2]invoice [4 5]contract, without [3]"},
		{"blanks cut", []leaf{b1, blank, b2}, task.SplitDocuments{BlankCuts: true}, "[1]invoice [3]invoice, without [2]"},
		{"empty backs", []leaf{b1, blank, b2, blank, d, blank}, task.SplitDocuments{}, "[1 2 3]invoice [5]contract, without [4 6]"},
		{"one page", []leaf{a}, task.SplitDocuments{}, "[1]invoice, without []"},
		{"a photograph", []leaf{a, qrSheet, picture}, task.SplitDocuments{}, "[1]invoice [3]other, without [2]"},
		{"the host's own", []leaf{a, qrSheet, d}, task.SplitDocuments{Separators: []string{"separator 42"}}, "[1]invoice [3]contract, without [2]"},
	} {
		var texts []string
		var b bytes.Buffer
		for _, l := range c.leaves {
			texts = append(texts, l.text)
		}
		err := imageops.EncodeTIFF(&b, func(yield func(image.Image, error) bool) {
			for i := 0; i < len(c.leaves) && yield(showing(i, c.leaves[i].on), nil); i++ {
			}
		}, imageops.EncodeOptions{DPI: 50})
		if err != nil {
			t.Fatal(err)
		}
		m := newManager(t, task.Config{OCR: typist(texts), Barcodes: barcodes.Find})
		c.op.Input = task.Bytes("pile.tiff", b.Bytes())
		got, err := task.Do(t.Context(), m, c.op)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var parts []string
		for _, p := range got.Parts {
			parts = append(parts, fmt.Sprint(p.Pages)+p.Class)
			if p.File == nil || p.File.Pages != len(p.Pages) {
				t.Errorf("%s: file %+v of %v", c.name, p.File, p.Pages)
			}
		}
		if s := fmt.Sprintf("%s, without %v", strings.Join(parts, " "), got.Separators); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

// TestBarcodeBlocks: barcodes are blocks of the layout, on scans and on pages of
// native text; that they cannot be looked for is a warning.
func TestBarcodeBlocks(t *testing.T) {
	c, err := code128.Encode("4711-0815")
	page := encodedAt(t, showing(0, code(t, c, err, 240, 60)), imageops.PNG, 50)
	m := newManager(t, task.Config{OCR: typist{"Delivery note"}, Barcodes: barcodes.Find})
	doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("page.png", page)})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, b := range doc.Pages[0].Blocks {
		if b.Role == layout.RoleBarcode && b.Label == "4711-0815" && b.Box.Contains(layout.Point{X: 220 * 72 / 50, Y: 180 * 72 / 50}) {
			n++
		}
	}
	if n != 1 {
		t.Errorf("blocks %+v", doc.Pages[0].Blocks)
	}
	seen := 0
	failing := func(_ context.Context, img image.Image, dpi float64) ([]layout.Mark, error) {
		seen = int(float64(img.Bounds().Dx())*72/dpi + .5)
		return nil, errors.New("no reader")
	}
	m = newManager(t, task.Config{Barcodes: failing})
	doc, err = task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("a.pdf", typedPDF(invoiceA))})
	if err != nil || seen != 595 || !strings.Contains(strings.Join(doc.Pages[0].Warnings, " "), "no reader") {
		t.Errorf("error %v, page of %d points, warnings %q", err, seen, doc.Pages[0].Warnings)
	}
	if got := extract.Classify(doc)[0].Class; got != extract.ClassInvoice {
		t.Errorf("class %s", got)
	}
}
