package extract_test

import (
	"context"
	"testing"

	"github.com/docket-go/docket/extract"
)

// TestOwnClasses: two examples of each make a class, what is like none of them
// keeps its built-in class.
func TestOwnClasses(t *testing.T) {
	var own extract.OwnClasses
	own.Add("timesheet", typed("TIMESHEET week 12\nEmployee Anna Berg\nMonday hours 8 project Alpha\nTuesday hours 7 project Alpha\nTotal hours 15\nSupervisor signature"))
	own.Add("timesheet", typed("TIMESHEET week 30\nEmployee Piet Vos\nMonday hours 6 project Delta\nFriday hours 8 project Delta\nTotal hours 14\nSupervisor signature"))
	own.Add("delivery_note", typed("DELIVERY NOTE 778\nConsignee North Yard\nPallets 4 gross weight 900 kg\nCarrier Fast Freight\nGoods received in good order"))
	own.Add("delivery_note", typed("DELIVERY NOTE 812\nConsignee South Dock\nPallets 2 gross weight 410 kg\nCarrier Blue Line\nGoods received in good order"))
	sheet := typed("TIMESHEET week 44\nEmployee Lea Roth\nMonday hours 8 project Omega\nThursday hours 8 project Omega\nTotal hours 16\nSupervisor signature")
	for name, c := range map[string]struct{ got, want string }{
		"timesheet": {own.Classify(sheet)[0].Class, "timesheet"},
		"delivery":  {own.Classify(typed("DELIVERY NOTE 901\nConsignee East Gate\nPallets 7 gross weight 1500 kg\nCarrier Red Van\nGoods received in good order"))[0].Class, "delivery_note"},
		"invoice":   {own.Classify(typed(invoiceText))[0].Class, extract.ClassInvoice},
	} {
		if c.got != c.want {
			t.Errorf("%s is taken for %s", name, c.got)
		}
	}
	r, err := extract.Extract(context.Background(), sheet, extract.Invoice(), extract.Options{Classes: &own})
	if err != nil || r.Class != "timesheet" {
		t.Errorf("Extract says %s, %v", r.Class, err)
	}
	parts, err := extract.Split(context.Background(), sheet, extract.SplitOptions{Classes: &own})
	if err != nil || len(parts) != 1 || parts[0].Class != "timesheet" {
		t.Errorf("Split says %+v, %v", parts, err)
	}
	sum := 0.0
	for _, s := range r.Classes {
		sum += s.Confidence
	}
	if sum < 0.999 || sum > 1.001 {
		t.Errorf("the confidences sum to %f", sum)
	}
}
