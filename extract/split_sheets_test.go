package extract_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/google/go-cmp/cmp"
)

// billPage is a page of an invoice, n of so many.
func billPage(number, n, of int) string {
	if n > 1 {
		return fmt.Sprintf("Anlage zur Rechnung RE-2024-%04d\nweitere Angaben zu den Leistungen\nSeite %d von %d", number, n, of)
	}
	return strings.ReplaceAll(invoiceText, "RE-2024-0815", fmt.Sprintf("RE-2024-%04d", number)) + fmt.Sprintf("\nSeite 1 von %d", of)
}

// A sheet of a pile: a text, a barcode, a picture, or nothing.
type sheet struct {
	text, code string
	picture    bool
}

func stacked(sheets ...sheet) *layout.Document {
	texts := make([]string, len(sheets))
	for i, s := range sheets {
		texts[i] = s.text
	}
	d := typed(strings.Join(texts, "\n---\n"))
	for i, s := range sheets {
		p := &d.Pages[i]
		box := layout.Rect{X0: 100, Y0: 100, X1: 300, Y1: 300}
		if s.code != "" {
			p.Blocks = append(p.Blocks, layout.Block{Role: layout.RoleBarcode, Label: s.code, Box: box})
		}
		if s.picture {
			p.Blocks = append(p.Blocks, layout.Block{Role: layout.RolePicture, Box: box})
		}
	}
	return d
}

// cuts writes the parts as first-last:class, with the sheets behind them.
func cuts(t *testing.T, d *layout.Document, o extract.SplitOptions) string {
	t.Helper()
	parts, err := extract.Split(context.Background(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range parts {
		s := fmt.Sprintf("%d-%d:%s", p.First, p.Last, p.Class)
		if len(p.Separators) > 0 {
			s += fmt.Sprint(p.Separators)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestSheets(t *testing.T) {
	page := func(s string) sheet { return sheet{text: s} }
	a, b1, b2, c := page(billPage(1, 1, 1)), page(billPage(2, 1, 2)), page(billPage(2, 2, 2)), page(contractText)
	more := page("die vertragsparteien vereinbaren dass die kündigung der schriftform bedarf\ngerichtsstand und haftung folgen aus der vereinbarung nach dem vertrag")
	blank, patch, qr := page(""), page("PATCH T"), sheet{code: "SEPARATOR-17"}
	other, photo := sheet{code: "4006381333931"}, sheet{picture: true}
	for _, c := range []struct {
		name   string
		sheets []sheet
		o      extract.SplitOptions
		want   string
	}{
		{"one page", []sheet{a}, extract.SplitOptions{}, "1-1:invoice"},
		{"one document of two pages", []sheet{b1, b2}, extract.SplitOptions{}, "1-2:invoice"},
		{"printed sheet", []sheet{a, patch, c}, extract.SplitOptions{}, "1-1:invoice[2] 3-3:contract"},
		{"barcode sheet", []sheet{a, qr, c}, extract.SplitOptions{}, "1-1:invoice[2] 3-3:contract"},
		{"a sheet within what would be one", []sheet{c, qr, more}, extract.SplitOptions{}, "1-1:contract[2] 3-3:contract"},
		{"sheets at the ends", []sheet{qr, a, qr, qr}, extract.SplitOptions{}, "2-2:invoice[3 4]"},
		{"double-sided sheet", []sheet{a, qr, blank, c}, extract.SplitOptions{}, "1-1:invoice[2 3] 4-4:contract"},
		{"sheets of the host", []sheet{a, sheet{code: "next please"}, patch, c}, extract.SplitOptions{Separators: []string{"NEXT-PLEASE"}}, "1-1:invoice[2] 3-3:other 4-4:contract"},
		{"another barcode is no sheet", []sheet{b1, b2, other}, extract.SplitOptions{}, "1-2:invoice 3-3:other"},
		{"a photo is no blank page", []sheet{a, photo}, extract.SplitOptions{}, "1-1:invoice 2-2:other"},
		{"empty backs", []sheet{b1, blank, b2, blank, c, blank}, extract.SplitOptions{}, "1-3:invoice[4] 5-5:contract[6]"},
		{"blank pages kept", []sheet{blank, b1, blank, b2, blank, blank, c, blank}, extract.SplitOptions{KeepBlank: true}, "1-6:invoice 7-8:contract"},
		{"blank pages kept behind sheets", []sheet{a, blank, qr, blank, c}, extract.SplitOptions{KeepBlank: true}, "1-2:invoice[3 4] 5-5:contract"},
		{"blank pages cut", []sheet{c, blank, more, blank, blank, a}, extract.SplitOptions{BlankCuts: true}, "1-1:contract[2] 3-3:contract[4 5] 6-6:invoice"},
		{"nothing but blank pages", []sheet{blank, blank}, extract.SplitOptions{}, ""},
		{"nothing but blank pages, kept", []sheet{blank, blank}, extract.SplitOptions{KeepBlank: true}, "1-2:other"},
		{"one blank page, kept", []sheet{blank}, extract.SplitOptions{KeepBlank: true}, "1-1:other"},
	} {
		if got := cuts(t, stacked(c.sheets...), c.o); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLargePile splits 200 pages: invoices of one to four pages, every third
// with an empty back behind it, every fifth with a sheet.
func TestLargePile(t *testing.T) {
	var sheets []sheet
	var want [][2]int
	for n := 1; len(sheets) < 200; n++ {
		of := 1 + n%4
		first := len(sheets) + 1
		for p := range of {
			sheets = append(sheets, sheet{text: billPage(n, p+1, of)})
		}
		want = append(want, [2]int{first, len(sheets)})
		if n%3 == 0 {
			sheets = append(sheets, sheet{})
		}
		if n%5 == 0 {
			sheets = append(sheets, sheet{code: "PATCHT"})
		}
	}
	parts, err := extract.Split(context.Background(), stacked(sheets...), extract.SplitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got [][2]int
	owned := map[int]bool{}
	for _, p := range parts {
		got = append(got, [2]int{p.First, p.Last})
		for i := p.First; i <= p.Last; i++ {
			owned[i] = true
		}
		for _, i := range p.Separators {
			owned[i] = true
		}
		if p.Class != extract.ClassInvoice {
			t.Errorf("pages %d to %d are taken for %s", p.First, p.Last, p.Class)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("parts (-want +got):\n%s", d)
	}
	if len(owned) != len(sheets) {
		t.Errorf("%d of %d pages are in a part or a separator", len(owned), len(sheets))
	}
}
