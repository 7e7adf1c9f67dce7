package extract_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

func ExampleAsk() {
	answers := extract.Ask(typed("Invoice date: 3 May 2024\nPayment due: 2 June 2024"), "What is the due date?")
	fmt.Println(answers[0].Value)
	// Output: 2 June 2024
}

func ExampleClassify() {
	best := extract.Classify(typed(invoiceText))[0]
	fmt.Println(best.Class)
	// Output: invoice
}

func ExampleSplit() {
	pile := typed(invoiceText + "\n---\nPATCHT\n---\n" + strings.ReplaceAll(invoiceText, "0815", "0816"))
	parts, err := extract.Split(context.Background(), pile, extract.SplitOptions{})
	if err != nil {
		panic(err)
	}
	for _, p := range parts {
		fmt.Println(p.First, p.Last, p.Class, p.Separators)
	}
	// Output:
	// 1 1 invoice [2]
	// 3 3 invoice []
}

// What a person corrects on one document helps with the supplier's next one.
func ExampleMemory_Correct() {
	var m extract.Memory
	ctx := context.Background()
	read := func(text string) (*layout.Document, *extract.Result) {
		d := typed(text)
		r, err := extract.Extract(ctx, d, extract.Receipt(), extract.Options{Memory: &m, Class: extract.ClassReceipt})
		if err != nil {
			panic(err)
		}
		return d, r
	}
	const head = "THE OLD FORGE\nTAKINGS OF THE DAY\n14 MILL LANE\nTEL: 01632 960 123\n"
	d, r := read(head + "02/03/2024\nTOTAL 12.00\n")
	if _, err := m.Correct(ctx, "slip-1", d, r, map[string]string{"supplier_name": "The Old Forge Kitchen"}); err != nil {
		panic(err)
	}
	_, r = read(head + "09/03/2024\nTOTAL 18.50\n")
	v := r.Values["supplier_name"]
	fmt.Println(v.Norm, v.Source)
	// Output: The Old Forge Kitchen memory
}

func ExampleResult_Review() {
	res, err := extract.Extract(context.Background(), typed(strings.Replace(invoiceText, "658,01", "668,01", 1)), extract.Invoice(), extract.Options{})
	if err != nil {
		panic(err)
	}
	for _, c := range res.Failed() {
		fmt.Println(c.ID)
	}
	fmt.Println(strings.Contains(strings.Join(res.Review(0.7), " "), extract.FieldGross))
	// Output:
	// net+vat=gross
	// true
}

// The same document, sent twice.
func ExampleResult_Fingerprint() {
	first, err := extract.Extract(context.Background(), typed(invoiceText), extract.Invoice(), extract.Options{})
	if err != nil {
		panic(err)
	}
	again, err := extract.Extract(context.Background(), typed(invoiceText), extract.Invoice(), extract.Options{Earlier: []extract.Fingerprint{first.Fingerprint("letter of Monday")}})
	if err != nil {
		panic(err)
	}
	for _, c := range again.Failed() {
		fmt.Println(c.ID, "-", c.Message)
	}
	// Output: duplicate - the same document as letter of Monday
}

func ExampleSchema_JSONSchema() {
	s := extract.Schema{Name: "parcel", Fields: []extract.Field{{Name: "weight", Kind: extract.KindNumber, Required: true}}}
	b, err := s.JSONSchema()
	if err != nil {
		panic(err)
	}
	back, err := extract.FromJSONSchema(b)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, back.Fields[0].Name, back.Fields[0].Kind, back.Fields[0].Required)
	// Output: weight number true
}
