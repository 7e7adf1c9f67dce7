package einvoice

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// An Invoice is an invoice or credit note in the terms of EN 16931. Amounts
// are nil and texts empty where the data has none. Dates are yyyy-mm-dd.
type Invoice struct {
	Syntax       string // CII or UBL
	CreditNote   bool   // the root of UBL is CreditNote, or the type code says so
	Profile      string // BT-24, the specification identifier
	Number       string // BT-1
	TypeCode     string // BT-3
	IssueDate    string // BT-2
	DueDate      string // BT-9
	TaxPointDate string // BT-7
	TaxPointCode string // BT-8
	Currency     string // BT-5
	TaxCurrency  string // BT-6
	BuyerRef     string // BT-10
	OrderNumber  string // BT-13
	DeliveryDate string // BT-72
	PaymentTerms string // BT-20
	Notes        []string
	Seller       Party
	Buyer        Party
	Payee        *Party
	TaxRep       *Party // the seller's tax representative
	DeliverTo    *Address
	Period       *Period
	Payments     []Payment
	Allowances   []Allowance // on the document; Charge tells which
	Totals       Totals
	VAT          []VATRate
	Lines        []Line
	Preceding    []string // BT-25, empty entries are references without a number
	Supporting   []string // BT-122, empty entries likewise

	issueRaw, dueRaw string // as written
	vatTotals        int    // how many VAT totals are given in the currency of the document
}

// A Party is the seller, the buyer or another role.
type Party struct {
	Name       string
	Address    *Address
	VATID      string
	TaxID      string // local tax number
	LegalID    string
	IDs        []string
	Endpoint   string
	EndpointID string // scheme of Endpoint
	HasEP      bool
}

// An Address is a postal address.
type Address struct {
	Line1, Line2, Line3     string
	Postcode, City, Country string
}

// String writes a in one line: street, postcode and city, country code.
func (a *Address) String() string {
	if a == nil {
		return ""
	}
	var parts []string
	for _, p := range []string{a.Line1, a.Line2, strings.TrimSpace(a.Postcode + " " + a.City), a.Country} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// A Period is a billing period.
type Period struct{ Start, End string }

// A Payment is one means of payment.
type Payment struct {
	Code       string // BT-81, UNCL 4461
	IBAN       string
	BIC        string
	CardNumber string
	HasAccount bool // the account is given, if only as an empty element
}

// An Allowance is a discount or, with Charge, an extra.
type Allowance struct {
	Charge     bool
	Amount     *decimal.Decimal
	Base       *decimal.Decimal
	Reason     string
	ReasonCode string
	Category   string // VAT category
	Rate       *decimal.Decimal
}

// Totals are the sums of the document.
type Totals struct {
	Lines      *decimal.Decimal // BT-106
	Allowances *decimal.Decimal // BT-107
	Charges    *decimal.Decimal // BT-108
	Net        *decimal.Decimal // BT-109
	VAT        *decimal.Decimal // BT-110
	VATOther   *decimal.Decimal // BT-111, in the tax currency
	Gross      *decimal.Decimal // BT-112
	Prepaid    *decimal.Decimal // BT-113
	Rounding   *decimal.Decimal // BT-114
	Due        *decimal.Decimal // BT-115
}

// A VATRate is one row of the VAT breakdown.
type VATRate struct {
	Category   string
	Rate       *decimal.Decimal
	Base       *decimal.Decimal
	Tax        *decimal.Decimal
	Reason     string // exemption
	ReasonCode string
}

// A Line is one line item.
type Line struct {
	ID          string
	Name        string
	Description string
	SKU         string // the seller's article number
	StandardID  string
	StandardSch string
	HasStandard bool
	Classes     []Classification
	Quantity    *decimal.Decimal
	Unit        string
	Price       *decimal.Decimal // net price of one unit
	GrossPrice  *decimal.Decimal
	Amount      *decimal.Decimal
	Category    string // VAT category
	Rate        *decimal.Decimal
	Period      *Period
	Allowances  []Allowance
	Attributes  []Attribute
	Origin      string // country
}

// A Classification is a commodity code and its list.
type Classification struct{ Code, List string }

// An Attribute is a named property of an item.
type Attribute struct{ Name, Value string }

// Parse reads an invoice. The error matches ErrFormat, ErrXML or ErrUnsafe.
func Parse(data []byte) (*Invoice, error) {
	root, err := parseXML(data)
	if err != nil {
		return nil, err
	}
	return fromRoot(root)
}

func fromRoot(root *node) (*Invoice, error) {
	switch root.name {
	case "CrossIndustryInvoice", "CrossIndustryDocument":
		return fromCII(root)
	case "Invoice", "CreditNote":
		return fromUBL(root)
	}
	return nil, fmt.Errorf("%w: the root is %s", ErrFormat, root.name)
}

var reDate = regexp.MustCompile(`^(\d{4})-?(\d\d)-?(\d\d)`)

// date normalises 20180605 and 2018-06-05.
func date(s string) string {
	if m := reDate.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
		return m[1] + "-" + m[2] + "-" + m[3]
	}
	return ""
}

// dec reads a decimal; nil where there is none.
func dec(s string) *decimal.Decimal {
	s = strings.TrimSpace(strings.ReplaceAll(s, ",", ""))
	if s == "" || len(s) > 40 {
		return nil
	}
	d, err := decimal.NewFromString(s)
	if err != nil || d.Exponent() > 30 || d.Exponent() < -30 {
		return nil
	}
	return &d
}

// zero returns the value of d, 0 for nil.
func zero(d *decimal.Decimal) decimal.Decimal {
	if d == nil {
		return decimal.Zero
	}
	return *d
}
