package einvoice_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract/einvoice"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// full reads one of the two forms of an invoice in which every business term
// stands, each text being the name of its term.
func full(t *testing.T, syntax string) *einvoice.Invoice {
	t.Helper()
	return parse(t, file(t, "full."+syntax+".xml"))
}

func file(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// typed are the terms that cannot spell their own names: dates, codes and
// amounts.
var typed = map[string]string{
	"BT-2": "2024-03-01", "BT-3": "380", "BT-5": "EUR", "BT-6": "SEK", "BT-7": "2024-03-07", "BT-8": "35", "BT-9": "2024-03-09", "BT-21": "AAI", "BT-26": "2024-02-26",
	"BT-31": "DE-BT-31", "BT-40": "DE", "BT-48": "FR-BT-48", "BT-55": "FR", "BT-63": "AT-BT-63", "BT-69": "AT", "BT-72": "2024-02-28", "BT-73": "2024-01-01", "BT-74": "2024-01-31",
	"BT-80": "BE", "BT-81": "59", "BT-92": "9.2", "BT-93": "92", "BT-94": "10", "BT-95": "S", "BT-96": "25", "BT-98": "95", "BT-99": "4.6", "BT-100": "92", "BT-101": "5",
	"BT-102": "S", "BT-103": "25", "BT-105": "FC", "BT-106": "92", "BT-107": "9.2", "BT-108": "4.6", "BT-109": "87.4", "BT-110": "21.85", "BT-111": "240.35", "BT-112": "109.25",
	"BT-113": "9", "BT-114": "-0.25", "BT-115": "100", "BT-116": "87.4", "BT-117": "21.85", "BT-118": "S", "BT-119": "25", "BT-121": "VATEX-EU-O", "BT-125": "QlQtMTI1",
	"BT-129": "10", "BT-130": "KGM", "BT-131": "92", "BT-134": "2024-01-02", "BT-135": "2024-01-30", "BT-136": "9", "BT-137": "90", "BT-138": "10", "BT-140": "100",
	"BT-141": "11", "BT-142": "88", "BT-143": "12.5", "BT-145": "PC", "BT-146": "18", "BT-147": "1.5", "BT-148": "19.5", "BT-149": "2", "BT-150": "KGM", "BT-151": "S", "BT-152": "25", "BT-159": "NL",
}

// schemes are those of the identifiers.
var schemes = map[string]string{
	"BT-18": "ABT", "BT-29": "0060", "BT-30": "0002", "BT-34": "0088", "BT-46": "0060", "BT-47": "0009", "BT-49": "EM", "BT-60": "0060", "BT-61": "0002", "BT-71": "0088",
	"BT-128": "AWV", "BT-157": "0160", "BT-158": "TST",
}

// TestTerms reads every business term of EN 16931 out of both syntaxes: BT-1 to
// BT-165, of which the standard has no BT-4.
func TestTerms(t *testing.T) {
	for _, syntax := range []string{"ubl", "cii"} {
		got := map[string]einvoice.Term{}
		for _, x := range full(t, syntax).Terms() {
			if before, twice := got[x.ID]; twice && (x.Text != before.Text || cmp.Equal(x.Path, before.Path)) {
				t.Errorf("%s: %s stands twice: %v and %v", syntax, x.ID, before, x)
			}
			got[x.ID] = x
		}
		for n := 1; n <= 165; n++ {
			id := fmt.Sprintf("BT-%d", n)
			if n == 4 {
				continue
			}
			want := typed[id]
			if want == "" {
				want = id
			}
			if x := got[id]; x.Text != want || x.Scheme != schemes[id] || x.Name == "" {
				t.Errorf("%s: %s is %+v, want %q of scheme %q", syntax, id, x, want, schemes[id])
			}
			delete(got, id)
		}
		if len(got) > 0 {
			t.Errorf("%s: more than the standard has: %v", syntax, got)
		}
	}
}

// TestFullTwins compares all that the two forms hold, also what is no term.
func TestFullTwins(t *testing.T) {
	a, b := full(t, "cii"), full(t, "ubl")
	a.Syntax, b.Syntax = "", ""
	if d := cmp.Diff(a, b, cmpopts.IgnoreUnexported(einvoice.Invoice{}), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("the two forms of one invoice differ (CII, UBL):\n%s", d)
	}
	if got := string(a.Documents[0].Data); got != "BT-125" || a.Documents[0].File != "a.csv" || a.Documents[0].MIME != "text/csv" {
		t.Errorf("the document within the data reads as %q of %+v", got, a.Documents[0])
	}
}

// TestJSON: what an invoice holds survives JSON, and it breaks no rule by that.
func TestJSON(t *testing.T) {
	v := full(t, "cii")
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var back einvoice.Invoice
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(v, &back, cmpopts.IgnoreUnexported(einvoice.Invoice{}), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("JSON changes it (-before +after):\n%s", d)
	}
	if d := cmp.Diff(broken(v), broken(&back)); d != "" {
		t.Errorf("other rules are broken after JSON:\n%s", d)
	}
}

// TestCreditNoteTerms: a credit note of UBL has no element for the project.
func TestCreditNoteTerms(t *testing.T) {
	note := strings.NewReplacer("<Invoice ", "<CreditNote ", "</Invoice>", "</CreditNote>", "<cac:TaxTotal>", `<cac:AdditionalDocumentReference><cbc:ID>P-7</cbc:ID><cbc:DocumentTypeCode>50</cbc:DocumentTypeCode></cac:AdditionalDocumentReference><cac:TaxTotal>`).Replace(ubl)
	if v := parse(t, note); v.Project != "P-7" || !v.CreditNote || len(v.Supporting) != 0 {
		t.Errorf("project %q, supporting %v", v.Project, v.Supporting)
	}
}

func ExampleInvoice_Terms() {
	v, err := einvoice.Parse([]byte(ubl))
	if err != nil {
		panic(err)
	}
	for _, t := range v.Terms() {
		if t.ID == "BT-31" || t.ID == "BT-153" {
			fmt.Println(t.ID, t.Name, t.Path, t.Text)
		}
	}
	// Output:
	// BT-31 Seller VAT identifier [] DE136695976
	// BT-153 Item name [1] Lamp
}
