package main

import (
	"bytes"
	"strings"
	"testing"
)

// What is printed on the sample is what the program says of it.
func TestSample(t *testing.T) {
	for name, args := range map[string][]string{"document": nil, "pile": {"-split"}} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := run(t.Context(), args, &out); err != nil {
				t.Fatal(err)
			}
			for _, want := range [][]string{
				{"document_number", "HP-20417"}, {"issue_date", "2026-03-12"}, {"due_date", "2026-04-11"},
				{"supplier_name", "Harbour Paper Ltd", "page 1"}, {"supplier_address", "7 Quay Street, Bristol BS1 4RT  "}, {"customer_name", "Linden Press plc"}, {"supplier_vat_id", "GB980780684"}, {"gross_total", "427.20 GBP"},
				{"Copy paper A4, white | 40 | 4.20 | 168.00"}, {"Labels for shelves | 8 | 12.25 | 98.00"}, {"VAT 20 %", "of 356.00 is 71.20"},
			} {
				if !hasLine(out.String(), want) {
					t.Errorf("no line with %q", want)
				}
			}
			if !hasLine(out.String(), []string{"invoice (9", " %)"}) && !hasLine(out.String(), []string{"invoice (100 %)"}) {
				t.Error("the class is not an invoice for sure")
			}
			if strings.Contains(out.String(), "customer_address") {
				t.Error("the sample prints no address of its customer, but one is given")
			}
			if t.Failed() {
				t.Log(out.String())
			}
		})
	}
}

// hasLine reports whether a line holds all parts.
func hasLine(text string, parts []string) bool {
	for line := range strings.Lines(text) {
		found := 0
		for _, p := range parts {
			if strings.Contains(line, p) {
				found++
			}
		}
		if found == len(parts) {
			return true
		}
	}
	return false
}
