package extract_test

import (
	"context"
	"testing"

	"github.com/docket-go/docket/extract"
)

func BenchmarkExtract(b *testing.B) {
	for _, c := range []struct {
		name, text string
		schema     extract.Schema
	}{{"invoice", invoiceText, extract.Invoice()}, {"receipt", receiptText, extract.Receipt()}, {"contract", contractText, extract.Contract()}} {
		b.Run(c.name, func(b *testing.B) {
			d := typed(c.text)
			for b.Loop() {
				if _, err := extract.Extract(context.Background(), d, c.schema, extract.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
