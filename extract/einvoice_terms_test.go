package extract_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/google/go-cmp/cmp"
)

// fullInvoice is e-invoice data with every business term.
func fullInvoice(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("einvoice", "testdata", "full.ubl.xml"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func attached(t *testing.T, s extract.Schema, files ...extract.Attachment) *extract.Result {
	t.Helper()
	res, err := extract.Extract(context.Background(), nil, s, extract.Options{Attachments: files})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestTermsOfTheHost: fields and columns that name a business term are filled,
// whatever the host calls them.
func TestTermsOfTheHost(t *testing.T) {
	s := extract.Schema{Name: "own", Fields: []extract.Field{
		{Name: "contract", Term: "BT-12"},
		{Name: "paid", Kind: extract.KindMoney, Term: "BT-113"},
		{Name: "gross_total", Kind: extract.KindMoney},
		{Name: "remarks", Many: true, Term: "BT-22"},
		{Name: "bank", Kind: extract.KindObject, Fields: []extract.Field{{Name: "holder", Term: "BT-85"}}},
		{Name: "nothing", Term: "BT-999"},
		{Name: "positions", Kind: extract.KindTable, Fields: []extract.Field{
			{Name: "order", Term: "BT-132"}, {Name: "price", Kind: extract.KindMoney, Term: "BT-146"}, {Name: "amount", Kind: extract.KindMoney, Term: "BT-131"}, {Name: "tax", Term: "BT-118"},
		}},
		{Name: "taxes", Kind: extract.KindTable, Fields: []extract.Field{{Name: "base", Kind: extract.KindMoney, Term: "BT-116"}, {Name: "why", Term: "BT-120"}}},
	}}
	res := attached(t, s, extract.Attachment{Name: "a.xml", Data: fullInvoice(t)})
	got := map[string]string{}
	for name, v := range res.Values {
		got[name] = v.Norm
	}
	want := map[string]string{"contract": "BT-12", "paid": "9.00", "gross_total": "109.25", "bank.holder": "BT-85"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("values (-want +got):\n%s", d)
	}
	if l := res.Lists["remarks"]; len(l) != 1 || l[0].Norm != "BT-22" {
		t.Errorf("remarks: %v", l)
	}
	rows := func(name string) (out []map[string]string) {
		for _, r := range res.Tables[name].Rows {
			m := map[string]string{}
			for c, v := range r.Cells {
				m[c] = v.Norm
			}
			out = append(out, m)
		}
		return out
	}
	if d := cmp.Diff([]map[string]string{{"order": "BT-132", "price": "18", "amount": "92.00"}}, rows("positions")); d != "" {
		t.Errorf("positions (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]map[string]string{{"base": "87.40", "why": "BT-120"}}, rows("taxes")); d != "" {
		t.Errorf("taxes (-want +got):\n%s", d)
	}
}

// TestWholeEInvoice: the result holds all that the data says, but not the
// contents of the documents within it.
func TestWholeEInvoice(t *testing.T) {
	res := attached(t, extract.Invoice(), extract.Attachment{Name: "a.xml", Data: fullInvoice(t)})
	inv := res.EInvoice
	if inv == nil || inv.Contract != "BT-12" || len(inv.Documents) != 1 || inv.Documents[0].File != "a.csv" || inv.Documents[0].Data != nil {
		t.Errorf("e-invoice %+v", inv)
	}
	if res := attached(t, extract.Invoice()); res.EInvoice != nil || len(res.Values) != 0 {
		t.Errorf("without document and data there is %+v", res.Values)
	}
}

// TestWhichAttachment: a file with a standard's name goes before others, and any
// name will do where none has such.
func TestWhichAttachment(t *testing.T) {
	other := []byte(strings.Replace(string(fullInvoice(t)), "<cbc:ID>BT-1</cbc:ID>", "<cbc:ID>hotel</cbc:ID>", 1))
	odd := extract.Attachment{Name: "Rechnung (1).XML.txt", Data: other}
	for name, c := range map[string]struct {
		files []extract.Attachment
		want  string
	}{
		"standard name": {[]extract.Attachment{odd, {Name: "Factur-X.xml", Data: fullInvoice(t)}}, "BT-1"},
		"odd name":      {[]extract.Attachment{{Name: "logo.svg", Data: []byte("<svg/>")}, odd}, "hotel"},
		"broken":        {[]extract.Attachment{{Name: "factur-x.xml", Data: fullInvoice(t)[:300]}, odd}, "hotel"},
	} {
		if got := attached(t, extract.Invoice(), c.files...).Values[extract.FieldNumber].Norm; got != c.want {
			t.Errorf("%s: number %q, want %q", name, got, c.want)
		}
	}
}

// TestPrintedOtherwise: an account on the page that the data does not have, or
// the other way round, is told.
func TestPrintedOtherwise(t *testing.T) {
	data := strings.NewReplacer(">BT-84<", ">DE89370400440532013000<", ">BT-27<", ">Nordwind GmbH<").Replace(string(fullInvoice(t)))
	d := typed("Nordwind GmbH   No. BT-1   VAT DE-BT-31\n\nNet 87.40\nTotal 109.25\nTo pay 100.00\n\nIBAN DE02120300000000202051")
	res, err := extract.Extract(context.Background(), d, extract.Invoice(), extract.Options{Attachments: []extract.Attachment{{Name: "factur-x.xml", Data: []byte(data)}}})
	if err != nil {
		t.Fatal(err)
	}
	var failed []string
	for _, c := range res.Failed() {
		if strings.HasPrefix(c.ID, "einvoice-") {
			failed = append(failed, c.ID)
		}
	}
	if d := cmp.Diff([]string{"einvoice-iban-printed"}, failed); d != "" {
		t.Errorf("failed checks (-want +got):\n%s", d)
	}
}
