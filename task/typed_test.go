package task_test

import (
	"context"
	"fmt"
	"image"
	"strings"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
)

// Pages of known kinds, as a typewriter would write them.
const (
	invoiceA = `Nordwind Handels GmbH
Hafenstr. 12, 20457 Hamburg

Kunde
Alpenblick AG
Bergweg 3
80331 Muenchen

Rechnung Nr. RE-2024-0815                 Rechnungsdatum: 14.03.2024

Pos   Beschreibung        Menge    Einzelpreis     Gesamtpreis
1     Schreibtisch            2         250,00          500,00

Nettobetrag                                             500,00
Umsatzsteuer 19%                                         95,00
Gesamtbetrag EUR                                        595,00

Seite 1 von 1`
	contractA = `SERVICE AGREEMENT

This Agreement is made between Northwind Ltd and Contoso Inc.
WHEREAS the parties hereto wish to enter into this contract, they agree:
1. Governing Law. This Agreement shall be governed by the laws of Ohio.
2. Confidential Information shall not be disclosed to third parties.
IN WITNESS WHEREOF the undersigned have executed this Agreement hereby.`
)

// invoiceB is the next invoice of the same supplier.
func invoiceB() string {
	return strings.NewReplacer("RE-2024-0815", "RE-2024-0999", "14.03.2024", "20.03.2024", "von 1", "von 2",
		"500,00", "100,00", "250,00", "50,00", "95,00", "19,00", "595,00", "119,00").Replace(invoiceA)
}

const attachment = "Anlage zur Rechnung RE-2024-0999\nweitere Angaben zu den Waren\nSeite 2 von 2"

// pile is two invoices, one of two pages, a blank page and a contract.
func pile() []string { return []string{invoiceA, invoiceB(), attachment, "", contractA} }

// typedPDF is a PDF with one A4 page for each text, in Courier.
func typedPDF(texts ...string) []byte {
	return fontPDF("Courier", "0 0 595 842", texts, func(t string) string {
		var s strings.Builder
		s.WriteString("BT /F 10 Tf 14 TL 40 800 Td\n")
		for l := range strings.SplitSeq(t, "\n") {
			fmt.Fprintf(&s, "(%s) Tj T*\n", l)
		}
		s.WriteString("ET")
		return s.String()
	})
}

// A typist is an engine that knows what stands on page images by their width:
// sheet(n) shows text n.
type typist []string

const sheetWidth = 413 // of an A4 page at 50 dpi

func sheet(n int) image.Image { return blank(sheetWidth+n, 585) }

func (typist) Info() ocr.Info                 { return ocr.Info{Name: "typist"} }
func (typist) Capabilities() ocr.Capabilities { return ocr.Capabilities{Words: true} }
func (typist) Close() error                   { return nil }

func (t typist) Recognize(_ context.Context, in ocr.Image, _ ocr.Options) (*ocr.Page, error) {
	size := in.Pix.Bounds().Size()
	n := size.X - sheetWidth
	if n < 0 || n >= len(t) {
		return nil, fmt.Errorf("a page of %d pixels is none of %d", size.X, len(t))
	}
	k := 72 / in.DPI
	p := &ocr.Page{DPI: in.DPI, Size: layout.Size{W: float64(size.X) * k, H: float64(size.Y) * k}}
	for i, l := range strings.Split(t[n], "\n") {
		var line ocr.Line
		at := 0
		for _, w := range strings.Fields(l) {
			at += strings.Index(l[at:], w)
			x, y := 40+6*float64(at), 30+14*float64(i)
			line.Words = append(line.Words, layout.Word{Text: w, Confidence: 0.95, Box: layout.Rect{X0: x, Y0: y, X1: x + 6*float64(len(w)), Y1: y + 10}})
			at += len(w)
		}
		if len(line.Words) > 0 {
			p.Lines = append(p.Lines, line)
		}
	}
	return p, nil
}
