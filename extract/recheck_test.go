package extract_test

import (
	"slices"
	"testing"

	"github.com/docket-go/docket/extract"
)

// TestRecheck: a corrected sum makes the failed rule hold, and its issue goes.
func TestRecheck(t *testing.T) {
	money := func(s string) extract.Value { return extract.Value{Kind: extract.KindMoney, Norm: s} }
	r := &extract.Result{
		Schema: extract.Schema{Name: "s", Fields: []extract.Field{{Name: extract.FieldNet}, {Name: extract.FieldNumber, Required: true}}},
		Values: map[string]extract.Value{extract.FieldNet: money("100.00"), extract.FieldVAT: money("19.00"), extract.FieldGross: money("911.00")},
		Checks: []extract.Check{{ID: "BR-CO-10", Message: "of the e-invoice"}},
		Issues: []string{"something else"},
	}
	r.Recheck()
	gross := r.Values[extract.FieldGross]
	if n := len(r.Failed()); n != 2 || len(gross.Issues) != 1 || len(r.Issues) != 2 {
		t.Fatalf("%d failed rules, issues %q and %q", n, gross.Issues, r.Issues)
	}
	gross.Norm = "119.00"
	r.Values[extract.FieldGross] = gross
	r.Values[extract.FieldNumber] = extract.Value{Norm: "1"}
	r.Recheck()
	if n := len(r.Failed()); n != 1 || r.Failed()[0].ID != "BR-CO-10" {
		t.Errorf("failed %+v", r.Failed())
	}
	if v := r.Values[extract.FieldGross]; len(v.Issues) > 0 || !slices.Equal(r.Issues, []string{"something else"}) {
		t.Errorf("issues %q and %q", v.Issues, r.Issues)
	}
}
