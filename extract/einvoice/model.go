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
	Syntax          string       `json:"syntax,omitempty"`          // CII or UBL
	CreditNote      bool         `json:"creditNote,omitempty"`      // the root of UBL is CreditNote, or the type code says so
	Process         string       `json:"process,omitempty"`         // BT-23, the business process
	Profile         string       `json:"profile,omitempty"`         // BT-24, the specification identifier
	Number          string       `json:"number,omitempty"`          // BT-1
	TypeCode        string       `json:"typeCode,omitempty"`        // BT-3, UNTDID 1001
	IssueDate       string       `json:"issueDate,omitempty"`       // BT-2
	DueDate         string       `json:"dueDate,omitempty"`         // BT-9
	TaxPointDate    string       `json:"taxPointDate,omitempty"`    // BT-7
	TaxPointCode    string       `json:"taxPointCode,omitempty"`    // BT-8, UNTDID 2005: 3 issue, 35 delivery, 432 payment
	Currency        string       `json:"currency,omitempty"`        // BT-5
	TaxCurrency     string       `json:"taxCurrency,omitempty"`     // BT-6
	BuyerRef        string       `json:"buyerReference,omitempty"`  // BT-10
	Project         string       `json:"project,omitempty"`         // BT-11
	Contract        string       `json:"contract,omitempty"`        // BT-12
	OrderNumber     string       `json:"orderNumber,omitempty"`     // BT-13, the buyer's
	SalesOrder      string       `json:"salesOrder,omitempty"`      // BT-14, the seller's
	ReceivingAdvice string       `json:"receivingAdvice,omitempty"` // BT-15
	DespatchAdvice  string       `json:"despatchAdvice,omitempty"`  // BT-16
	Tender          string       `json:"tender,omitempty"`          // BT-17, tender or lot
	Object          ID           `json:"object,omitzero"`           // BT-18, what is invoiced, such as a meter; its scheme of UNTDID 1153
	BuyerAccount    string       `json:"buyerAccount,omitempty"`    // BT-19, where the buyer books it
	DeliveryDate    string       `json:"deliveryDate,omitempty"`    // BT-72
	PaymentTerms    string       `json:"paymentTerms,omitempty"`    // BT-20
	Notes           []string     `json:"notes,omitempty"`
	NoteSubjects    []string     `json:"noteSubjects,omitempty"` // BT-21, UNTDID 4451: one for each of Notes, empty where the note has none
	Seller          Party        `json:"seller,omitzero"`
	Buyer           Party        `json:"buyer,omitzero"`
	Payee           *Party       `json:"payee,omitempty"`
	TaxRep          *Party       `json:"taxRepresentative,omitempty"` // the seller's tax representative
	DeliverTo       *Address     `json:"deliverTo,omitempty"`
	DeliverToName   string       `json:"deliverToName,omitempty"` // BT-70
	DeliverToID     ID           `json:"deliverToId,omitzero"`    // BT-71
	Period          *Period      `json:"period,omitempty"`
	PaymentRef      string       `json:"paymentReference,omitempty"` // BT-83, what the payer is to quote
	Payments        []Payment    `json:"payments,omitempty"`
	DirectDebit     *DirectDebit `json:"directDebit,omitempty"`
	Allowances      []Allowance  `json:"allowances,omitempty"` // on the document; Charge tells which
	Totals          Totals       `json:"totals,omitzero"`
	VAT             []VATRate    `json:"vat,omitempty"`
	Lines           []Line       `json:"lines,omitempty"`
	Preceding       []string     `json:"preceding,omitempty"`      // BT-25, empty entries are references without a number
	PrecedingDates  []string     `json:"precedingDates,omitempty"` // BT-26, one for each of Preceding, empty where it has none
	Supporting      []string     `json:"supporting,omitempty"`     // BT-122, empty entries likewise
	Documents       []Supplement `json:"documents,omitempty"`      // BG-24, one for each of Supporting

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
