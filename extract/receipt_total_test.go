package extract_test

import (
	"context"
	"testing"

	"github.com/docket-go/docket/extract"
)

// TestReceiptTotals: what is paid is the amount after rounding, not before; the
// sum of one rate is no total; telephone numbers tell where a date is written
// with the month first.
func TestReceiptTotals(t *testing.T) {
	for name, c := range map[string]struct{ text, total, date string }{
		"rounding": {"GREEN SHOP SDN BHD\nLOT 5 JALAN BESAR\n10200 PENANG\n01/02/2018\n\nSOAP           12.33\nRICE           30.00\n\nTOTAL SALES    42.33\nROUNDING ADJ    0.02\nROUNDED        42.35\nCASH           50.00\nCHANGE          7.65", "42.35", "2018-02-01"},
		"rates":    {"GREEN SHOP SDN BHD\nLOT 5 JALAN BESAR\n10200 PENANG\n01/02/2018\n\nBREAD          19.17\nROLLS          19.84\nTOTAL 0% SUPPLIES:   39.01\nCAKE TAKEN BACK     -18.80\nTOTAL 6% SUPPLIES:  -18.80\nTOTAL PAYABLE:   20.21", "20.21", "2018-02-01"},
		"america":  {"HILL DINER\n1450 S. Main Highway\n(678) 890-2005\n06/10/2018 8:36 PM\n\nBurger         10.00\nSubtotal       10.00\nTax             0.70\nTotal          10.70", "10.70", "2018-06-10"},
	} {
		r, err := extract.Extract(context.Background(), typed(c.text), extract.Receipt(), extract.Options{Class: extract.ClassReceipt})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Values[extract.FieldGross].Norm; got != c.total {
			t.Errorf("%s: total %q, want %q", name, got, c.total)
		}
		if got := r.Values[extract.FieldIssueDate].Norm; got != c.date {
			t.Errorf("%s: date %q, want %q", name, got, c.date)
		}
	}
}

// TestCrossFit: each Ranker is trained without its fold, the last on all.
func TestCrossFit(t *testing.T) {
	var samples []extract.Sample
	for i, s := range []string{"GREEN SHOP", "BLUE CAFE", "RED STORE", "GREY MART"} {
		text := s + " SDN BHD\nLOT 5 JALAN BESAR\n10200 PENANG\n01/02/2018\nSOAP   4.00\nTOTAL   4.00\nCASH   5.00\nCHANGE   1.00"
		samples = append(samples, extract.Sample{Document: typed(text), Class: extract.ClassReceipt, Group: string(rune('a' + i)), Values: map[string]string{
			extract.FieldGross: "4.00", extract.FieldIssueDate: "2018-02-01", extract.FieldSupplierName: s + " SDN BHD", extract.FieldSupplierAddress: "LOT 5 JALAN BESAR 10200 PENANG",
		}})
	}
	set, err := extract.NewTrainingSet(context.Background(), samples)
	if err != nil {
		t.Fatal(err)
	}
	held, all, err := set.CrossFit(context.Background(), extract.TrainOptions{Epochs: 3}, 2, func(i int) int { return i % 2 })
	if err != nil || len(held) != 2 {
		t.Fatalf("%d rankers, %v", len(held), err)
	}
	r, err := extract.Extract(context.Background(), samples[0].Document, extract.Receipt(), extract.Options{Ranker: all, Class: extract.ClassReceipt})
	if err != nil || r.Values[extract.FieldGross].Norm != "4.00" {
		t.Errorf("total %q, %v", r.Values[extract.FieldGross].Norm, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := set.CrossFit(ctx, extract.TrainOptions{}, 2, func(int) int { return 0 }); err == nil {
		t.Error("a canceled training returned no error")
	}
}
