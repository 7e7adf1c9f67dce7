package value_test

import (
	"fmt"
	"testing"

	"github.com/docket-go/docket/extract/value"
)

func TestParseNumber(t *testing.T) {
	dot, comma := value.NumberOptions{Decimal: '.'}, value.NumberOptions{Decimal: ','}
	till := value.NumberOptions{TaxCodes: true}
	ocr := value.NumberOptions{Confusions: true}
	for _, c := range []struct {
		in       string
		o        value.NumberOptions
		want     string // empty: not a number
		currency string
	}{
		{"1.234,56", value.NumberOptions{}, "1234.56", ""},
		{"1,234.56", value.NumberOptions{}, "1234.56", ""},
		{"1 234,50", value.NumberOptions{}, "1234.5", ""},
		{"1'234.50", value.NumberOptions{}, "1234.5", ""},
		{"1’234.50 CHF", value.NumberOptions{}, "1234.5", "CHF"},
		{"€ 12,00", value.NumberOptions{}, "12", "EUR"},
		{"12,00€", value.NumberOptions{}, "12", "EUR"},
		{"RM9.00", value.NumberOptions{}, "9", "MYR"},
		{"Rp 1.234.000", value.NumberOptions{}, "1234000", "IDR"},
		{"-12.50", value.NumberOptions{}, "-12.5", ""},
		{"12.50-", value.NumberOptions{}, "-12.5", ""},
		{"(12.50)", value.NumberOptions{}, "-12.5", ""},
		{"-€12.50", value.NumberOptions{}, "-12.5", "EUR"},
		{"1.234", value.NumberOptions{}, "1234", ""},
		{"1.234", dot, "1.234", ""},
		{"1.234", comma, "1234", ""},
		{"0.123", comma, "0.123", ""},
		{"3,3333", value.NumberOptions{}, "3.3333", ""},
		{".50", value.NumberOptions{}, "0.5", ""},
		{"19%", value.NumberOptions{}, "19", ""},
		{"12.50 SR", till, "12.5", ""},
		{"12.50 SR", value.NumberOptions{}, "", ""},
		{"l2.5O", ocr, "12.5", ""},
		{"l2.5O", value.NumberOptions{}, "", ""},
		{"12/05", value.NumberOptions{}, "", ""},
		{"21.05.14", value.NumberOptions{}, "", ""},
		{"1.234.56", value.NumberOptions{}, "1234.56", ""},
		{"A12", value.NumberOptions{}, "", ""},
		{"", value.NumberOptions{}, "", ""},
		{"12 34 56", value.NumberOptions{}, "", ""},
		{"$4.11", value.NumberOptions{}, "4.11", "USD"},
	} {
		n, ok := value.ParseNumber(c.in, c.o)
		got := ""
		if ok {
			got = n.Value.String()
		}
		if got != c.want || ok && n.Currency != c.currency {
			t.Errorf("ParseNumber(%q, %+v) = %q %q, want %q %q", c.in, c.o, got, n.Currency, c.want, c.currency)
		}
	}
}

func TestFindDates(t *testing.T) {
	for _, c := range []struct {
		in   string
		o    value.DateOptions
		want string
	}{
		{"25/12/2018 8:13:39 PM", value.DateOptions{}, "[2018-12-25]"},
		{"DATE:05.06.2018", value.DateOptions{}, "[2018-06-05]"},
		{"12/31/2019", value.DateOptions{}, "[2019-12-31]"},
		{"03/04/2020", value.DateOptions{MonthFirst: true}, "[2020-03-04]"},
		{"2018-06-05 to 2018-06-09", value.DateOptions{}, "[2018-06-05 2018-06-09]"},
		{"5. Juni 2018", value.DateOptions{}, "[2018-06-05]"},
		{"le 1er août 2021", value.DateOptions{}, "[2021-08-01]"},
		{"3 de marzo de 2020", value.DateOptions{}, "[2020-03-03]"},
		{"20th day of May, 2014", value.DateOptions{}, "[2014-05-20]"},
		{"March 4, 2008", value.DateOptions{}, "[2008-03-04]"},
		{"26MAR18", value.DateOptions{}, "[2018-03-26]"},
		{"26-JAN-2018", value.DateOptions{}, "[2018-01-26]"},
		{"20180605", value.DateOptions{}, "[2018-06-05]"},
		{"Sep07'18 09:28PM", value.DateOptions{}, "[2018-09-07]"},
		{"SUN JUN 24 20:49:53 2018", value.DateOptions{}, "[2018-06-24]"},
		{"29.02.2019", value.DateOptions{}, "[]"},
		{"Data 2019 02 24 18:29", value.DateOptions{}, "[2019-02-24]"},
		{"em 11 03 2019", value.DateOptions{}, "[2019-03-11]"},
		{"21 385 17 86", value.DateOptions{}, "[]"},
		{"O7/01/18", value.DateOptions{}, "[]"},
		{"O7/01/18", value.DateOptions{Confusions: true}, "[2018-01-07]"},
		{"tel 012-34-5678", value.DateOptions{}, "[]"},
		{"30/02/2018", value.DateOptions{}, "[]"},
	} {
		var got []string
		for _, h := range value.FindDates(c.in, c.o) {
			got = append(got, h.ISO)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("FindDates(%q) = %v, want %s", c.in, got, c.want)
		}
	}
}

// The identifiers are examples that the issuing bodies publish.
func TestChecks(t *testing.T) {
	for _, c := range []struct {
		name, in string
		valid    bool
	}{
		{"iban", "DE89 3704 0044 0532 0130 00", true},
		{"iban", "GB82 WEST 1234 5698 7654 32", true},
		{"iban", "DE89 3704 0044 0532 0130 01", false},
		{"iban", "DE89 3704 0044", false},
		{"bic", "DEUTDEFF", true},
		{"bic", "DEUTDEFF500", true},
		{"bic", "DEUTXXFF", false},
		{"vatid", "DE 136 695 976", true},
		{"vatid", "DE136695977", false},
		{"vatid", "ATU13585627", true},
		{"vatid", "FR40303265045", true},
		{"vatid", "IT00743110157", true},
		{"vatid", "NL004495445B01", true},
		{"vatid", "PL8567346215", true},
		{"vatid", "PT501964843", true},
		{"vatid", "BE0428759497", true},
		{"vatid", "FI20774740", true},
		{"vatid", "DK13585628", true},
		{"vatid", "LU15027442", true},
		{"vatid", "SI50223054", true},
		{"vatid", "EL094259216", true},
		{"vatid", "EL094259217", false},
		{"ean", "4006381333931", true},
		{"ean", "4006381333932", false},
		{"isbn", "0-306-40615-2", true},
		{"isbn", "978-0-306-40615-7", true},
		{"luhn", "4539 1488 0343 6467", true},
		{"country", "de", true},
		{"currency", "€", true},
	} {
		_, valid, known := value.Check(c.name, c.in)
		if !known || valid != c.valid {
			t.Errorf("Check(%q, %q) = %v, %v, want %v", c.name, c.in, valid, known, c.valid)
		}
	}
	if _, _, known := value.Check("nonsense", "1"); known {
		t.Error("an unknown check is reported as known")
	}
}

func TestDecimalSeparator(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  byte
	}{
		{[]string{"1.234,50", "12,00"}, ','},
		{[]string{"9.00", "12.50", "1,234"}, '.'},
		{[]string{"12", "abc"}, 0},
	} {
		if got := value.DecimalSeparator(c.words); got != c.want {
			t.Errorf("DecimalSeparator(%v) = %q, want %q", c.words, got, c.want)
		}
	}
}

func FuzzValues(f *testing.F) {
	for _, s := range []string{"1.234,56", "25/12/2018", "DE89370400440532013000", "l2.5O", "5. Juni 2018", "١٢"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, o := range []value.NumberOptions{{}, {Confusions: true, TaxCodes: true}} {
			if n, ok := value.ParseNumber(s, o); ok {
				again, ok := value.ParseNumber(n.Value.String(), value.NumberOptions{Decimal: '.'})
				if !ok || !again.Value.Equal(n.Value) {
					t.Errorf("%q reads as %s, which reads as %s", s, n.Value, again.Value)
				}
			}
		}
		for _, h := range value.FindDates(s, value.DateOptions{Confusions: true}) {
			if h.Start < 0 || h.End > len(s) || h.Start >= h.End {
				t.Errorf("%q: hit outside the text: %+v", s, h)
			}
		}
		for _, c := range []string{"iban", "bic", "vatid", "ean", "isbn", "luhn"} {
			value.Check(c, s)
		}
	})
}

func ExampleParseNumber() {
	n, ok := value.ParseNumber("EUR 1.234,50-", value.NumberOptions{})
	fmt.Println(n.Value, n.Currency, ok)
	// Output: -1234.5 EUR true
}

// TestMonthsInWords reads every month of every language between a day and a
// year: "de" and "of" are no part of December.
func TestMonthsInWords(t *testing.T) {
	for name, month := range map[string]int{
		"December": 12, "Dezember": 12, "december": 12, "décembre": 12, "diciembre": 12, "dicembre": 12, "dezembro": 12, "October": 10, "ottobre": 10,
		"March": 3, "März": 3, "mars": 3, "maart": 3, "marzo": 3, "março": 3, "juillet": 7, "luglio": 7, "agosto": 8, "août": 8, "febrero": 2,
	} {
		want := fmt.Sprintf("2022-%02d-16", month)
		for _, s := range []string{"16 " + name + " 2022", "16. " + name + " 2022", "16 de " + name + " de 2022", "16-" + name + "-2022"} {
			hits := value.FindDates(s, value.DateOptions{})
			if len(hits) != 1 || hits[0].ISO != want {
				t.Errorf("%q reads %v, want %s", s, hits, want)
			}
		}
	}
}
