package extract_test

import (
	"context"
	"fmt"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// page lays out a page of lines, 20 points apart; two parts of a line stand 200
// points apart.
func page(lines ...[2]string) *layout.Document {
	in := layout.PageInput{Number: 1, Size: layout.Size{W: 595, H: 842}}
	for i, l := range lines {
		for j, text := range l {
			x, y := 60+200*float64(j), 60+20*float64(i)
			if text != "" {
				in.Words = append(in.Words, layout.Word{Text: text, Box: layout.Rect{X0: x, Y0: y, X1: x + 6*float64(len(text)), Y1: y + 10}})
			}
		}
	}
	return &layout.Document{Pages: []layout.Page{layout.Analyze(in, layout.Options{})}}
}

// A template as JSON, as an editor of templates would keep it.
func ExampleParseSchema() {
	schema, err := extract.ParseSchema([]byte(`{"name": "meter", "fields": [
		{"name": "meter", "labels": ["Meter:"], "pattern": "[0-9]{8}", "required": true},
		{"name": "read", "labels": ["Date:"], "kind": "date"}
	]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := extract.Extract(context.Background(), page([2]string{"Meter:", "88120034"}, [2]string{"Date:", "2026-03-12"}), schema, extract.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(x.Values["meter"].Norm, x.Values["read"].Norm)
	_, err = extract.ParseSchema([]byte(`{"name": "bill", "fields": [{"name": "a", "kind": "colour"}]}`))
	fmt.Println(err)
	// Output:
	// 88120034 2026-03-12
	// extract: invalid schema: bill.a: unknown kind "colour"
}

// A struct of one's own says what to look for and is filled in.
func ExampleDecode() {
	type reading struct {
		Meter string    `doc:"meter" label:"Meter:" pattern:"[0-9]{8}"`
		Read  time.Time `doc:"read" label:"Date:"`
	}
	schema, err := extract.Of[reading]()
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := extract.Extract(context.Background(), page([2]string{"Meter:", "88120034"}, [2]string{"Date:", "2026-03-12"}), schema, extract.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := extract.Decode[reading](x)
	fmt.Println(r.Meter, r.Read.Format(time.DateOnly), err)
	// Output: 88120034 2026-03-12 <nil>
}

// Labels and their values can be had without any schema.
func ExampleKeyValues() {
	doc := page([2]string{"Meter:", "88120034"}, [2]string{"Date:", "2026-03-12"})
	for _, kv := range extract.KeyValues(doc) {
		fmt.Println(kv.Key, "=", kv.Value)
	}
	fmt.Println(extract.Ask(doc, "what is the meter?")[0].Value)
	// Output:
	// Meter = 88120034
	// Date = 2026-03-12
	// 88120034
}
