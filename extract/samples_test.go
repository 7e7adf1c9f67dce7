package extract_test

import (
	"strings"

	"github.com/docket-go/docket/layout"
)

// typed lays text out as a typewriter would: 6 points a letter, 14 a line;
// runs of two spaces end a line of the layout. A line of dashes only begins a
// page.
func typed(text string) *layout.Document {
	d := &layout.Document{}
	for n, pageText := range strings.Split(text, "\n---\n") {
		p := layout.Page{Number: n + 1, Size: layout.Size{W: 595, H: 842}}
		for i, l := range strings.Split(pageText, "\n") {
			from := len(p.Words)
			end := 0
			for at := 0; at < len(l); {
				if l[at] == ' ' {
					at++
					continue
				}
				j := at
				for j < len(l) && l[j] != ' ' {
					j++
				}
				if at > end+1 && len(p.Words) > from {
					p.Lines = append(p.Lines, layout.Line{Words: layout.Range{Start: from, End: len(p.Words)}})
					from = len(p.Words)
				}
				y := 30 + 14*float64(i)
				p.Words = append(p.Words, layout.Word{Text: l[at:j], Confidence: 1, Box: layout.Rect{X0: 30 + 6*float64(at), X1: 30 + 6*float64(j), Y0: y, Y1: y + 10}})
				at, end = j, j
			}
			if len(p.Words) > from {
				p.Lines = append(p.Lines, layout.Line{Words: layout.Range{Start: from, End: len(p.Words)}})
			}
		}
		d.Pages = append(d.Pages, p)
	}
	return d
}

const invoiceText = `Nordwind Handels GmbH
Hafenstr. 12, 20457 Hamburg

Kunde
Alpenblick AG
Bergweg 3
80331 Muenchen

Rechnung Nr. RE-2024-0815                       Rechnungsdatum: 14.03.2024
Bestellnummer: PO-77123                         Faellig am: 13.04.2024
                                                Lieferdatum: 12.03.2024

Pos   Beschreibung              Menge    Einzelpreis   MwSt    Gesamtpreis
1     Schreibtisch Eiche            2         249,50    19%         499,00
      hoehenverstellbar
2     Fachbuch Statik               3          20,00     7%          60,00

                                         Nettobetrag               559,00
                            7% MwSt auf 60,00                        4,20
                           19% MwSt auf 499,00                      94,81
                                         Gesamtbetrag EUR          658,01

USt-IdNr. DE136695976   IBAN DE89 3704 0044 0532 0130 00   BIC COBADEFFXXX`

const receiptText = `CORNER MART SDN BHD
(123456-A)
NO 12, JALAN MAWAR 3
TAMAN MELATI
53100 KUALA LUMPUR
TEL: 03-4108 1234

DATE: 25/12/2018 8:13 PM

MILK 1L
   2 X 3.50              7.00
BREAD                    2.40
TOTAL                    9.40
CASH                    10.00
CHANGE                   0.60
THANK YOU`

const contractText = `NON-DISCLOSURE AGREEMENT
This Agreement is made as of March 4, 2019 (the "Effective Date") by and between
Blue Lake Software Inc., a Delaware corporation, and Red Hill Capital LLC.
WHEREAS the parties wish to exchange confidential information, they hereby agree.
The obligations herein shall survive for a period of three (3) years.
This Agreement shall be governed by the laws of the State of New York.`
