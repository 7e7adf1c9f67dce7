package services_test

import (
	"encoding/json"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/extract/services"
	"github.com/docket-go/docket/layout"
	"github.com/google/go-cmp/cmp"
)

func result() *extract.Result {
	at := &extract.Evidence{Page: 2, Box: layout.Rect{X0: 72, Y0: 36, X1: 144, Y1: 48}, Words: []int{5}, Text: "12,50"}
	return &extract.Result{
		Schema: extract.Receipt(), Class: "receipt",
		Values: map[string]extract.Value{
			"gross_total": {Kind: extract.KindMoney, Raw: "12,50", Norm: "12.50", Confidence: 0.9, Evidence: at, Label: at, Alternatives: []extract.Value{{Kind: extract.KindMoney, Norm: "1.00", Confidence: 0.1}}},
		},
		Tables:   map[string]extract.Table{"line_items": {Rows: []extract.Row{{Cells: map[string]extract.Value{"amount": {Kind: extract.KindMoney, Norm: "12.50"}}}}}},
		VATRates: []extract.VATRate{{Rate: "19", Net: "10.50", VAT: "2.00"}},
	}
}

func TestTypless(t *testing.T) {
	out := services.ToTypless(result(), 144)
	byName := map[string]services.TyplessField{}
	for _, f := range out.Fields {
		byName[f.Name] = f
	}
	value, other := "12.5000", "1.0000"
	want := services.TyplessField{Name: "gross_total", Type: "NUMBER", Values: []services.TyplessValue{
		{X: 144, Y: 72, Width: 144, Height: 24, Value: &value, Confidence: 0.9, Page: 1},
		{X: -1, Y: -1, Width: -1, Height: -1, Page: -1, Value: &other, Confidence: 0.1},
	}}
	if d := cmp.Diff(want, byName["gross_total"]); d != "" {
		t.Error(d)
	}
	if v := byName["issue_date"].Values; len(v) != 1 || v[0].Value != nil || v[0].Page != -1 {
		t.Errorf("an absent field is %+v", v)
	}
	if byName["supplier_name"].Type != "AUTHOR" || len(out.LineItems) != 1 || len(out.VATRates) != 1 {
		t.Errorf("author %q, %d items, %d rates", byName["supplier_name"].Type, len(out.LineItems), len(out.VATRates))
	}
}

func TestNatif(t *testing.T) {
	data, err := json.Marshal(services.ToNatif(result())["gross_total"])
	if err != nil || string(data) != `{"bbox_refs":[{"page_num":2,"bbox_id":"2_5"}],"value":"12.50"}` {
		t.Errorf("%s, %v", data, err)
	}
}

func TestTextract(t *testing.T) {
	d := &layout.Document{Pages: []layout.Page{{Number: 1}, {Number: 2, Size: layout.Size{W: 720, H: 360}}}}
	got := services.ToTextract(result(), d)
	if len(got) != 1 || got[0].Value.Confidence != 90 || *got[0].Value.Box != (layout.Rect{X0: 0.1, Y0: 0.1, X1: 0.2, Y1: 48.0 / 360}) || got[0].Label == nil {
		t.Errorf("%+v", got)
	}
}
