package einvoice

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// An Invoice is an invoice or credit note in the terms of EN 16931: each field
// says which business term (BT) or group (BG) it is, and Terms lists them.
// Amounts are nil and texts empty where the data has none. Dates are yyyy-mm-dd.
type Invoice struct {
	Syntax          string // CII or UBL
	CreditNote      bool   // the root of UBL is CreditNote, or the type code says so
	Process         string // BT-23, the business process
	Profile         string // BT-24, the specification identifier
	Number          string // BT-1
	TypeCode        string // BT-3, UNTDID 1001
	IssueDate       string // BT-2
	DueDate         string // BT-9
	TaxPointDate    string // BT-7
	TaxPointCode    string // BT-8, UNTDID 2005: 3 issue, 35 delivery, 432 payment
	Currency        string // BT-5
	TaxCurrency     string // BT-6
	BuyerRef        string // BT-10
	Project         string // BT-11
	Contract        string // BT-12
	OrderNumber     string // BT-13, the buyer's
	SalesOrder      string // BT-14, the seller's
	ReceivingAdvice string // BT-15
	DespatchAdvice  string // BT-16
	Tender          string // BT-17, tender or lot
	Object          ID     // BT-18, what is invoiced, such as a meter; its scheme of UNTDID 1153
	BuyerAccount    string // BT-19, where the buyer books it
	DeliveryDate    string // BT-72
	PaymentTerms    string // BT-20
	Notes           []string
	NoteSubjects    []string // BT-21, UNTDID 4451: one for each of Notes, empty where the note has none
	Seller          Party
	Buyer           Party
	Payee           *Party
	TaxRep          *Party // the seller's tax representative
	DeliverTo       *Address
	DeliverToName   string // BT-70
	DeliverToID     ID     // BT-71
	Period          *Period
	PaymentRef      string // BT-83, what the payer is to quote
	Payments        []Payment
	DirectDebit     *DirectDebit
	Allowances      []Allowance // on the document; Charge tells which
	Totals          Totals
	VAT             []VATRate
	Lines           []Line
	Preceding       []string     // BT-25, empty entries are references without a number
	PrecedingDates  []string     // BT-26, one for each of Preceding, empty where it has none
	Supporting      []string     // BT-122, empty entries likewise
	Documents       []Supplement // BG-24, one for each of Supporting

	issueRaw, dueRaw, taxPointRaw string          // as written
	vatTotals                     int             // how many VAT totals are given in the currency of the document
	broken                        map[string]bool // rules on the syntax that the data breaks
}

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
	case "CrossIndustryInvoice":
		v, err := fromCII(root)
		if err == nil {
			v.broken = brokenSyntax(root, ciiSyntax)
		}
		return v, err
	case "CrossIndustryDocument": // ZUGFeRD 1, of another syntax
		return fromCII(root)
	case "Invoice", "CreditNote":
		v, err := fromUBL(root)
		if err == nil {
			v.broken = brokenSyntax(root, ublSyntax)
		}
		return v, err
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
