package extract

import "testing"

// A discount that lost its sign reads like a row of the VAT breakdown; the rows
// that reach the totals are the breakdown.
func TestRatesThatAddUp(t *testing.T) {
	x := &extraction{res: &Result{Values: map[string]Value{}}}
	for f, v := range map[string]string{FieldNet: "193.83", FieldVAT: "21.31"} {
		x.res.Values[f] = Value{Norm: v}
	}
	rows := []VATRate{
		{Rate: "10", Net: "147.30", VAT: "14.73"},
		{Rate: "7", Net: "129.37", VAT: "9.06"},
		{Rate: "19", Net: "64.46", VAT: "12.25"},
	}
	if got := x.pickRates(rows); len(got) != 2 || got[0].Rate != "7" || got[1].Rate != "19" {
		t.Errorf("picked %+v, want 7 and 19 %%", got)
	}
	x.res.Values[FieldVAT] = Value{Norm: "99.99"}
	if got := x.pickRates(append(rows, rows[1])); len(got) != 3 {
		t.Errorf("picked %+v, want each rate once where none add up", got)
	}
}
