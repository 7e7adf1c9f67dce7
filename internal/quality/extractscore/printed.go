package extractscore

import (
	"maps"
	"regexp"
	"strings"

	"github.com/docket-go/docket/extract"
)

// addPrinted scores the total and the date of a receipt whose truth was made by
// a model from a bad image: only where the true value stands in the text, and
// for totals by their digits, since the truth takes "24.000" of rupiahs now for
// twenty-four and now for twenty-four thousand. It reports whether total and
// date, where they are known, are printed.
func (b *board) addPrinted(c *Case, r *extract.Result) (total, date bool) {
	total, date = true, true
	lines := textLines(c)
	if f, ok := c.Truth.Fields[extract.FieldGross]; ok && f.visible() {
		want := money(f.Value)
		if total = want == "" || totalPrinted(lines, want); total && want != "" {
			b.count(extract.FieldGross, r.Values[extract.FieldGross].Norm, func(got string) bool { return bareDigits(got) == bareDigits(want) })
		}
	}
	if f, ok := c.Truth.Fields[extract.FieldIssueDate]; ok && f.visible() {
		if date = datePrinted(lines, f.Value); date {
			b.count(extract.FieldIssueDate, r.Values[extract.FieldIssueDate].Norm, func(got string) bool { return got == f.Value })
		}
	}
	return total, date
}

// sure reports whether the truth of a field may teach. That of the receipts
// that are known as text alone was made by a model, from images that are not
// always what the text is of: it teaches only where the text has the value.
func (c *Case) sure(name string, f TruthField) bool {
	if c.Truth.Kind != extract.ClassReceipt || c.Truth.Set == "sroie" || c.Truth.Set == imageSet {
		return true
	}
	lines := textLines(c)
	switch {
	case f.Type == "date":
		return datePrinted(lines, f.Value)
	case f.Type == "money":
		want := money(f.Value)
		for _, l := range lines {
			for _, n := range reNumberText.FindAllString(l, -1) {
				if money(strings.TrimRight(n, ".,'")) == want {
					return true
				}
			}
		}
		return false
	case name == extract.FieldSupplierName || name == extract.FieldSupplierAddress:
		return strings.Contains(plain(strings.Join(lines, " ")), plain(f.Value))
	}
	return true
}

// reCountry is the country at the end of an address, by code or by name, and
// the code before a postal code.
var reCountry = regexp.MustCompile(`(?i),\s*(?:[A-Z]{2}|germany|deutschland|france|frankreich|austria|österreich)$|\b[A-Z]{1,2}-(\d{4,5} )`)

// withoutCountry returns t and r without the countries of addresses: the XML
// has a code where the page has a name, or nothing.
func withoutCountry(t *Truth, r *extract.Result) (*Truth, *extract.Result) {
	tt, rr := *t, *r
	tt.Fields, rr.Values = maps.Clone(t.Fields), maps.Clone(r.Values)
	for _, name := range []string{extract.FieldSupplierAddress, extract.FieldCustomerAddress} {
		if f, ok := tt.Fields[name]; ok {
			f.Value = reCountry.ReplaceAllString(f.Value, "$1")
			tt.Fields[name] = f
		}
		if v, ok := rr.Values[name]; ok {
			v.Norm = reCountry.ReplaceAllString(v.Norm, "$1")
			rr.Values[name] = v
		}
	}
	return &tt, &rr
}

func (b *board) count(field, got string, right func(string) bool) {
	t := b.field(field)
	switch {
	case got == "":
		t.fn++
	case right(got):
		t.tp++
	default:
		t.fp++
		t.fn++
	}
}

// bareDigits drops all but the digits, and the zeros at the end.
func bareDigits(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	return strings.TrimRight(s, "0")
}

func textLines(c *Case) []string {
	var out []string
	for _, p := range c.Doc.Pages {
		for _, l := range p.Lines {
			var words []string
			for _, w := range p.Words[l.Words.Start:l.Words.End] {
				words = append(words, w.Text)
			}
			out = append(out, strings.Join(words, " "))
		}
	}
	return out
}

var reNumberText = regexp.MustCompile(`\d[\d.,']*`)

func totalPrinted(lines []string, want string) bool {
	for _, l := range lines {
		for _, n := range reNumberText.FindAllString(l, -1) {
			if bareDigits(n) == bareDigits(want) {
				return true
			}
		}
	}
	return false
}

var reDigits = regexp.MustCompile(`\d+`)

// datePrinted reports whether the day and the year of an ISO date stand in one
// line as numbers, or the whole date as one number.
func datePrinted(lines []string, iso string) bool {
	if len(iso) != 10 {
		return false
	}
	y, m, d := iso[:4], iso[5:7], iso[8:]
	for _, l := range lines {
		if strings.Contains(l, y+m+d) || strings.Contains(l, d+m+y) {
			return true
		}
		day, year := false, false
		for _, n := range reDigits.FindAllString(l, -1) {
			day = day || strings.TrimLeft(n, "0") == strings.TrimLeft(d, "0")
			year = year || n == y || n == y[2:]
		}
		if day && year {
			return true
		}
	}
	return false
}
