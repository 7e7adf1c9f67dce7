package extract_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// mapKeeper keeps a memory in memory.
type mapKeeper struct{ data []byte }

func (k *mapKeeper) Load(context.Context) ([]byte, error)      { return k.data, nil }
func (k *mapKeeper) Save(_ context.Context, data []byte) error { k.data = data; return nil }

// TestMemory: a corrected name comes back on the next document of the
// supplier, not on those of others, and lasts.
func TestMemory(t *testing.T) {
	ctx := context.Background()
	keeper := &mapKeeper{}
	m, err := extract.OpenMemory(ctx, keeper)
	if err != nil {
		t.Fatal(err)
	}
	first := typed(receiptText)
	o := extract.Options{Class: extract.ClassReceipt, Memory: m}
	r, err := extract.Extract(ctx, first, extract.Receipt(), o)
	if err != nil {
		t.Fatal(err)
	}
	fixed, err := m.Correct(ctx, "1", first, r, map[string]string{"supplier_name": "CORNER MART SDN BHD (MELATI)", "supplier_vat_id": ""})
	if err != nil {
		t.Fatal(err)
	}
	v := fixed.Values["supplier_name"]
	if v.Origin != extract.OriginCorrected || len(v.Alternatives) != 1 || r.Values["supplier_name"].Norm == v.Norm {
		t.Errorf("the corrected value does not keep both: %+v", v)
	}
	m, err = extract.OpenMemory(ctx, keeper) // another process
	if err != nil || m.Len() != 1 {
		t.Fatalf("%d entries after reopening, %v", m.Len(), err)
	}
	o.Memory = m
	next, err := extract.Extract(ctx, typed(strings.NewReplacer("25/12/2018", "31/12/2018", "BREAD ", "SUGAR ").Replace(receiptText)), extract.Receipt(), o)
	if err != nil {
		t.Fatal(err)
	}
	if got := next.Values["supplier_name"]; got.Norm != "CORNER MART SDN BHD (MELATI)" || got.Source != extract.SourceMemory {
		t.Errorf("the next document has %q from %s", got.Norm, got.Source)
	}
	if next.Values["issue_date"].Norm != "2018-12-31" {
		t.Errorf("memory overwrote the date: %s", next.Values["issue_date"].Norm)
	}
	other, err := extract.Extract(ctx, typed("BLUE CAFE ENTERPRISE\nLOT 5 JALAN BESAR\n10200 PENANG\nDATE 01/02/2019\nCOFFEE   4.00\nTOTAL   4.00"), extract.Receipt(), o)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(other.Values["supplier_name"].Norm, "CORNER") {
		t.Error("another supplier's name was borrowed")
	}
	if n, err := m.Forget(ctx, "1"); n != 1 || err != nil || m.Len() != 0 {
		t.Errorf("Forget = %d, %v", n, err)
	}
	if err := m.Import([]byte("{")); !errors.Is(err, extract.ErrMemory) {
		t.Errorf("Import of broken data = %v", err)
	}
}

func TestSplit(t *testing.T) {
	second := strings.NewReplacer("RE-2024-0815", "RE-2024-0999", "14.03.2024", "20.03.2024").Replace(invoiceText)
	pile := typed(strings.Join([]string{invoiceText + "\nSeite 1 von 1", second + "\nSeite 1 von 2", "Anlage zur Rechnung RE-2024-0999\nweitere Angaben\nSeite 2 von 2", contractText}, "\n---\n"))
	parts, err := extract.Split(context.Background(), pile, extract.SplitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got [][2]int
	for _, p := range parts {
		got = append(got, [2]int{p.First, p.Last})
	}
	want := [][2]int{{1, 1}, {2, 3}, {4, 4}}
	if len(got) != len(want) {
		t.Fatalf("parts %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("parts %v, want %v", got, want)
		}
	}
	if parts[0].Class != extract.ClassInvoice || parts[2].Class != extract.ClassContract {
		t.Errorf("classes %s and %s", parts[0].Class, parts[2].Class)
	}
}

// TestSeparators: blank pages and separator sheets belong to no part, and a
// sheet cuts.
func TestSeparators(t *testing.T) {
	pile := typed(contractText + "\n---\n\n---\nand further terms follow here\n---\nPATCH T\n---\n" + contractText)
	parts, err := extract.Split(context.Background(), pile, extract.SplitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	last := parts[len(parts)-1]
	if last.First != 5 || last.Last != 5 {
		t.Errorf("the part behind the sheet is %d-%d, want 5-5", last.First, last.Last)
	}
	for _, p := range parts {
		if p.First == 4 || p.Last == 4 {
			t.Errorf("the sheet is in part %d-%d", p.First, p.Last)
		}
	}
}

func TestClassify(t *testing.T) {
	for want, text := range map[string]string{
		extract.ClassInvoice: invoiceText, extract.ClassContract: contractText,
		extract.ClassCreditNote: strings.Replace(invoiceText, "Rechnung Nr.", "Gutschrift Nr.", 1),
		extract.ClassLetter:     "Dear Mrs Jones,\nthank you for your visit last week. We would like to invite you again.\nKind regards\nYours sincerely\nPaul Smith",
		extract.ClassID:         "REPUBLIC PASSPORT\nNationality Date of birth Place of birth\nDate of expiry\nP<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
		extract.ClassOther:      "lorem ipsum",
	} {
		if got := extract.Classify(typed(text)); got[0].Class != want {
			t.Errorf("%s is taken for %v", want, got[:2])
		}
	}
}

func TestKeyValuesAndAsk(t *testing.T) {
	d := typed("Booking reference: QX7712   Check-in: 4 May 2022\nGuest name\nAda Lovelace\nPayment due date: 1 May 2022")
	d.Pages[0].Fields = []layout.Field{{Name: "newsletter", Kind: "checkbox", Checked: true}}
	got := map[string]string{}
	for _, kv := range extract.KeyValues(d) {
		got[kv.Key] = kv.Value
	}
	for k, v := range map[string]string{"Booking reference": "QX7712", "Check-in": "4 May 2022", "Payment due date": "1 May 2022", "newsletter": "true"} {
		if got[k] != v {
			t.Errorf("%s = %q, want %q (all: %v)", k, got[k], v, got)
		}
	}
	for q, want := range map[string]string{"What is the booking reference?": "QX7712", "When is the payment due?": "1 May 2022", "What is the check-in date?": "4 May 2022"} {
		if a := extract.Ask(d, q); len(a) == 0 || a[0].Value != want {
			t.Errorf("%s: %v, want %q", q, a, want)
		}
	}
	if a := extract.Ask(d, "who is the king of France?"); len(a) > 0 {
		t.Errorf("an answer to what is not there: %v", a)
	}
}

func TestTrainAndWeights(t *testing.T) {
	var samples []extract.Sample
	for i, name := range []string{"ALPHA", "BETA", "GAMMA", "DELTA"} {
		text := strings.NewReplacer("CORNER MART", name+" MART", "9.40", "1"+string(rune('1'+i))+".40").Replace(receiptText)
		samples = append(samples, extract.Sample{
			Document: typed(text), Group: name, Class: extract.ClassReceipt,
			Values: map[string]string{"gross_total": "1" + string(rune('1'+i)) + ".40", "issue_date": "2018-12-25", "supplier_name": name + " MART SDN BHD", "supplier_address": "NO 12, JALAN MAWAR 3 TAMAN MELATI 53100 KUALA LUMPUR"},
		})
	}
	r, err := extract.Train(context.Background(), samples, extract.TrainOptions{Epochs: 10})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := extract.ReadRanker(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	res := run(t, receiptText, extract.Receipt(), extract.Options{Ranker: again, Class: extract.ClassReceipt})
	wantValues(t, res, map[string]string{"gross_total": "9.40", "issue_date": "2018-12-25", "supplier_name": "CORNER MART SDN BHD"})
	for n := 0; n < b.Len(); n += 97 {
		if _, err := extract.ReadRanker(bytes.NewReader(b.Bytes()[:n])); !errors.Is(err, extract.ErrWeights) {
			t.Fatalf("weights cut at %d are read: %v", n, err)
		}
	}
	if _, err := extract.Train(context.Background(), nil, extract.TrainOptions{}); !errors.Is(err, extract.ErrTraining) {
		t.Errorf("training on nothing = %v", err)
	}
}

// TestMemoryOfAnotherShop: two shops of one street share most of their heads
// and the first half of their telephone numbers, but not their addresses.
func TestMemoryOfAnotherShop(t *testing.T) {
	shop := func(name, number, phone string) *layout.Document {
		return typed(name + "\nNO " + number + " BATU VILLAGE,\nJALAN IPOH BATU 5,\n51200 KUALA LUMPUR\nTEL: 03-6258 " + phone + "\n\n12/03/2018\nTOTAL 14.00\n")
	}
	var m extract.Memory
	known := shop("LIM HARDWARE TRADING", "7", "7191")
	if err := m.Learn(context.Background(), "1", known, map[string]string{"supplier_name": "LIM HARDWARE TRADING", "supplier_address": "NO 7 BATU VILLAGE, JALAN IPOH BATU 5, 51200 KUALA LUMPUR"}); err != nil {
		t.Fatal(err)
	}
	r, err := extract.Extract(context.Background(), shop("SIN PAINT & COMPANY", "54", "0869"), extract.Receipt(), extract.Options{Memory: &m, Class: extract.ClassReceipt})
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"supplier_name", "supplier_address"} {
		if v := r.Values[field]; v.Source == extract.SourceMemory {
			t.Errorf("%s is %q from the memory of another shop", field, v.Norm)
		}
	}
}
