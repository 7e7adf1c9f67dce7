package extract_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func run(t *testing.T, text string, s extract.Schema, o extract.Options) *extract.Result {
	t.Helper()
	r, err := extract.Extract(context.Background(), typed(text), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantValues(t *testing.T, r *extract.Result, want map[string]string) {
	t.Helper()
	for f, w := range want {
		if got := r.Values[f].Norm; got != w {
			t.Errorf("%s = %q, want %q", f, got, w)
		}
	}
}

func TestInvoice(t *testing.T) {
	r := run(t, invoiceText, extract.Invoice(), extract.Options{})
	wantValues(t, r, map[string]string{
		"document_number": "RE-2024-0815", "issue_date": "2024-03-14", "due_date": "2024-04-13", "delivery_date": "2024-03-12", "order_number": "PO-77123",
		"net_total": "559.00", "gross_total": "658.01", "amount_due": "658.01", "supplier_vat_id": "DE136695976", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX",
		"currency": "EUR", "supplier_name": "Nordwind Handels GmbH", "customer_name": "Alpenblick AG",
	})
	if r.Class != extract.ClassInvoice {
		t.Errorf("class %s", r.Class)
	}
	var items []string
	for _, row := range r.Tables["line_items"].Rows {
		items = append(items, strings.Join([]string{row.Cells["description"].Norm, row.Cells["quantity"].Norm, row.Cells["unit_price"].Norm, row.Cells["vat_rate"].Norm, row.Cells["amount"].Norm}, "|"))
	}
	if d := cmp.Diff([]string{"Schreibtisch Eiche hoehenverstellbar|2|249.50|19|499.00", "Fachbuch Statik|3|20.00|7|60.00"}, items); d != "" {
		t.Errorf("line items:\n%s", d)
	}
	var rates []string
	for _, v := range r.VATRates {
		rates = append(rates, v.Rate+"|"+v.Net+"|"+v.VAT)
	}
	slices.Sort(rates)
	if d := cmp.Diff([]string{"19|499.00|94.81", "7|60.00|4.20"}, rates); d != "" {
		t.Errorf("VAT rates:\n%s", d)
	}
	for _, c := range r.Failed() {
		t.Errorf("check %s failed: %s", c.ID, c.Message)
	}
}

// TestEvidence: the words of every boxed value lie in its box and spell it.
func TestEvidence(t *testing.T) {
	d := typed(invoiceText)
	r, err := extract.Extract(context.Background(), d, extract.Invoice(), extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range r.Values {
		if v.Evidence == nil {
			t.Errorf("%s has no evidence", name)
			continue
		}
		for _, w := range v.Evidence.Words {
			if b := d.Pages[v.Evidence.Page-1].Words[w].Box; b.Overlap(v.Evidence.Box) < 0.99 {
				t.Errorf("%s: word %d lies outside the box", name, w)
			}
		}
		if v.Confidence <= 0 || v.Confidence > 1 {
			t.Errorf("%s: confidence %f", name, v.Confidence)
		}
	}
}

func TestReceipt(t *testing.T) {
	r := run(t, receiptText, extract.Receipt(), extract.Options{Class: extract.ClassReceipt})
	wantValues(t, r, map[string]string{"gross_total": "9.40", "issue_date": "2018-12-25", "supplier_name": "CORNER MART SDN BHD"})
	if got := r.Values["supplier_address"].Norm; !strings.Contains(got, "53100 KUALA LUMPUR") || strings.Contains(got, "TEL") {
		t.Errorf("address %q", got)
	}
	var items []string
	for _, row := range r.Tables["line_items"].Rows {
		items = append(items, row.Cells["description"].Norm+"|"+row.Cells["quantity"].Norm+"|"+row.Cells["amount"].Norm)
	}
	if d := cmp.Diff([]string{"MILK 1L|2|7.00", "BREAD|1|2.40"}, items); d != "" {
		t.Errorf("line items:\n%s", d)
	}
}

func TestContract(t *testing.T) {
	r := run(t, contractText, extract.Contract(), extract.Options{})
	wantValues(t, r, map[string]string{"effective_date": "2019-03-04", "jurisdiction": "New York", "term": "3 years"})
	if r.Class != extract.ClassContract {
		t.Errorf("class %s", r.Class)
	}
	var parties []string
	for _, p := range r.Lists["party"] {
		parties = append(parties, p.Norm)
	}
	if d := cmp.Diff([]string{"Blue Lake Software Inc", "Red Hill Capital LLC"}, parties); d != "" {
		t.Errorf("parties:\n%s", d)
	}
}

// TestTemplate: fields of the host by label, pattern, region and check.
func TestTemplate(t *testing.T) {
	s := extract.Schema{Name: "meter", Fields: []extract.Field{
		{Name: "meter_number", Kind: extract.KindCode, Labels: []string{"Meter no", "Zaehlernummer"}},
		{Name: "reading", Kind: extract.KindNumber, Labels: []string{"Reading"}},
		{Name: "read_on", Kind: extract.KindDate, Labels: []string{"Read on"}},
		{Name: "ticket", Pattern: `TK-(\d{4})`},
		{Name: "stamp", Region: &extract.Region{X0: 0.5, Y0: 0.0, X1: 1, Y1: 0.06}},
		{Name: "status", Kind: extract.KindEnum, Enum: []string{"open", "closed"}, Labels: []string{"Status"}},
		{Name: "customer_ref"},
		{Name: "absent", Required: true, Labels: []string{"Nowhere to be seen"}},
	}}
	r := run(t, `Energy report                                        URGENT
Meter no: 44-1290-X      Reading: 12.345,6 kWh
Read on 3 May 2022       Status: CLOSED
Customer ref: A77
see also TK-9921`, s, extract.Options{})
	wantValues(t, r, map[string]string{"meter_number": "44-1290-X", "read_on": "2022-05-03", "ticket": "9921", "stamp": "URGENT", "status": "closed", "customer_ref": "A77", "reading": "12345.6"})
	if _, ok := r.Values["absent"]; ok {
		t.Error("a value for a field that the document does not have")
	}
	if got := r.Review(0.5); !slices.Contains(got, "absent") {
		t.Errorf("Review = %v, want it to name the absent required field", got)
	}
}

func TestChecks(t *testing.T) {
	bad := strings.ReplaceAll(strings.ReplaceAll(invoiceText, "658,01", "758,01"), "3704 0044", "3704 0045")
	r := run(t, bad, extract.Invoice(), extract.Options{})
	failed := map[string]bool{}
	for _, c := range r.Failed() {
		failed[c.ID] = true
	}
	if !failed["iban:iban"] {
		t.Errorf("a wrong IBAN passes: %v", r.Checks)
	}
	good := run(t, invoiceText, extract.Invoice(), extract.Options{})
	again := run(t, invoiceText, extract.Invoice(), extract.Options{Earlier: []extract.Fingerprint{good.Fingerprint("first")}})
	dup := slices.ContainsFunc(again.Failed(), func(c extract.Check) bool { return c.ID == "duplicate" && strings.Contains(c.Message, "first") })
	if !dup {
		t.Error("the second copy is not marked as a duplicate")
	}
}

type bill struct {
	Number string          `doc:"document_number,required"`
	Total  decimal.Decimal `doc:"gross_total" kind:"money"`
	Issued time.Time       `doc:"issue_date"`
	Items  []billItem      `doc:"line_items"`
	Other  string
}

type billItem struct {
	Text   string  `doc:"description"`
	Count  int     `doc:"quantity"`
	Amount float64 `doc:"amount"`
}

func TestOfAndDecode(t *testing.T) {
	s, err := extract.Of[bill]()
	if err != nil {
		t.Fatal(err)
	}
	b, err := extract.Decode[bill](run(t, invoiceText, s, extract.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	want := bill{Number: "RE-2024-0815", Total: decimal.RequireFromString("658.01"), Issued: time.Date(2024, 3, 14, 0, 0, 0, 0, time.UTC), Items: []billItem{{"Schreibtisch Eiche hoehenverstellbar", 2, 499}, {"Fachbuch Statik", 3, 60}}}
	if d := cmp.Diff(want, b); d != "" {
		t.Errorf("decoded:\n%s", d)
	}
	if _, err := extract.Of[int](); !errors.Is(err, extract.ErrSchema) {
		t.Errorf("Of[int] = %v, want ErrSchema", err)
	}
}

func TestJSONSchema(t *testing.T) {
	for _, s := range []extract.Schema{extract.Invoice(), extract.Receipt(), extract.Contract(), extract.CreditNote()} {
		data, err := s.JSONSchema()
		if err != nil {
			t.Fatal(err)
		}
		got, err := extract.FromJSONSchema(data)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Fields { // the string kind is written as the default
			normaliseKinds(&s.Fields[i])
			normaliseKinds(&got.Fields[i])
		}
		if d := cmp.Diff(s, got); d != "" {
			t.Errorf("%s changed on the way through JSON Schema:\n%s", s.Name, d)
		}
	}
	for _, bad := range []string{"", "[]", `{"type":"object"}`, `{"properties":{"a":{"type":"array","items":{"type":"array","items":{"type":"array","items":{}}}}}}`} {
		if _, err := extract.FromJSONSchema([]byte(bad)); !errors.Is(err, extract.ErrSchema) {
			t.Errorf("FromJSONSchema(%q) = %v, want ErrSchema", bad, err)
		}
	}
}

func normaliseKinds(f *extract.Field) {
	if f.Kind == "" {
		f.Kind = extract.KindString
	}
	for i := range f.Fields {
		normaliseKinds(&f.Fields[i])
	}
}

func TestValidate(t *testing.T) {
	for _, s := range []extract.Schema{
		{}, {Fields: []extract.Field{{}}}, {Fields: []extract.Field{{Name: "a"}, {Name: "a"}}}, {Fields: []extract.Field{{Name: "a", Kind: "x"}}},
		{Fields: []extract.Field{{Name: "a", Kind: extract.KindEnum}}}, {Fields: []extract.Field{{Name: "a", Pattern: "("}}}, {Fields: []extract.Field{{Name: "a", Check: "x"}}},
		{Fields: []extract.Field{{Name: "a", Kind: extract.KindTable}}}, {Fields: []extract.Field{{Name: "a", Region: &extract.Region{}}}},
	} {
		if _, err := extract.Extract(context.Background(), typed("x"), s, extract.Options{}); !errors.Is(err, extract.ErrSchema) {
			t.Errorf("Extract with %+v = %v, want ErrSchema", s, err)
		}
	}
}

func TestResultSurvivesJSON(t *testing.T) {
	r := run(t, invoiceText, extract.Invoice(), extract.Options{})
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var got extract.Result
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(r.Values, got.Values); d != "" {
		t.Error(d)
	}
	m, err := json.Marshal(r.Map())
	if err != nil || !strings.Contains(string(m), `"gross_total":658.01`) {
		t.Errorf("Map as JSON: %s, %v", m, err)
	}
}

func TestOddDocuments(t *testing.T) {
	for name, d := range map[string]*layout.Document{
		"no pages": {}, "empty page": {Pages: []layout.Page{{}}},
		"bad ranges":   {Pages: []layout.Page{{Words: []layout.Word{{Text: "x"}}, Lines: []layout.Line{{Words: layout.Range{Start: -3, End: 99}}}}}},
		"no boxes":     {Pages: []layout.Page{{Words: []layout.Word{{Text: "Total"}, {Text: "12.00"}}}}},
		"hugest words": {Pages: []layout.Page{{Words: []layout.Word{{Text: strings.Repeat("9", 5000), Box: layout.Rect{X1: 1, Y1: 1}}}}}},
	} {
		for _, s := range []extract.Schema{extract.Invoice(), extract.Receipt(), extract.Contract()} {
			if _, err := extract.Extract(context.Background(), d, s, extract.Options{}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := extract.Split(context.Background(), d, extract.SplitOptions{}); err != nil {
			t.Errorf("%s: split: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := extract.Extract(ctx, typed(invoiceText), extract.Invoice(), extract.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gives %v", err)
	}
}

func FuzzExtract(f *testing.F) {
	for _, s := range []string{invoiceText, receiptText, contractText, "Total 12.00", "a\n---\nb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4000 {
			return
		}
		d := typed(s)
		for _, schema := range []extract.Schema{extract.Invoice(), extract.Receipt(), extract.Contract()} {
			r, err := extract.Extract(context.Background(), d, schema, extract.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := json.Marshal(r); err != nil {
				t.Fatal(err)
			}
		}
		extract.KeyValues(d)
	})
}

func ExampleExtract() {
	res, err := extract.Extract(context.Background(), typed(invoiceText), extract.Invoice(), extract.Options{})
	if err != nil {
		panic(err)
	}
	for _, f := range []string{"document_number", "issue_date", "gross_total"} {
		fmt.Println(f, res.Values[f].Norm)
	}
	// Output:
	// document_number RE-2024-0815
	// issue_date 2024-03-14
	// gross_total 658.01
}
