package einvoice

import (
	"strings"

	"github.com/shopspring/decimal"
)

// An ID is an identifier and the scheme it belongs to.
type ID struct {
	Value  string
	Scheme string // ICD of ISO/IEC 6523 unless the field says otherwise; empty where none is given
}

// A Party is the seller (BG-4), the buyer (BG-7), the payee (BG-10) or the
// seller's tax representative (BG-11).
type Party struct {
	Name        string
	TradingName string // the name it does business under, where that is another
	Address     *Address
	VATID       string
	TaxID       string // local tax number
	LegalID     string // registration number
	LegalScheme string // scheme of LegalID
	LegalInfo   string // BT-33, such as the share capital
	IDs         []string
	Identifiers []ID // IDs with their schemes
	Endpoint    string
	EndpointID  string // scheme of Endpoint, EAS
	HasEP       bool
	Contact     *Contact
}

// A Contact is whom to ask: BG-6 of the seller, BG-9 of the buyer.
type Contact struct{ Name, Phone, Email string }

// An Address is a postal address.
type Address struct {
	Line1, Line2, Line3     string
	Postcode, City, Country string
	Subdivision             string // of the country, such as a region
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

// A Payment is one means of payment (BG-16) with its account (BG-17) or card
// (BG-18).
type Payment struct {
	Code        string // BT-81, UNTDID 4461
	Text        string // BT-82, the means in words
	IBAN        string // BT-84
	AccountName string // BT-85
	BIC         string // BT-86
	CardNumber  string // BT-87, its last digits
	CardHolder  string // BT-88
	HasAccount  bool   // the account is given, if only as an empty element
}

// A DirectDebit (BG-19) is what the seller collects the amount by.
type DirectDebit struct {
	Mandate  string // BT-89
	Creditor string // BT-90, the seller's creditor identifier
	Account  string // BT-91, that is debited
}

// An Allowance is a discount or, with Charge, an extra.
type Allowance struct {
	Charge     bool
	Amount     *decimal.Decimal
	Base       *decimal.Decimal
	Percent    *decimal.Decimal // of Base
	Reason     string
	ReasonCode string // UNTDID 5189 of an allowance, 7161 of a charge
	Category   string // VAT category
	Rate       *decimal.Decimal
}

// Totals are the sums of the document (BG-22).
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

// A VATRate is one row of the VAT breakdown (BG-23).
type VATRate struct {
	Category   string           // BT-118, UNTDID 5305
	Rate       *decimal.Decimal // BT-119
	Base       *decimal.Decimal // BT-116
	Tax        *decimal.Decimal // BT-117
	Reason     string           // BT-120, of the exemption
	ReasonCode string           // BT-121, VATEX
}

// A Supplement is a document beside the invoice (BG-24).
type Supplement struct {
	Ref         string // BT-122
	Description string // BT-123
	URL         string // BT-124, where it lies; never fetched
	File        string // BT-125, name of the file within the data
	MIME        string // its media type
	Data        []byte // its content; nil where it is not within the data or is no base64
	embedded    bool   // it is within the data, if only as an empty element
}

// A Line is one line item (BG-25).
type Line struct {
	ID           string // BT-126
	Note         string // BT-127
	Object       ID     // BT-128, what the line is for; its scheme of UNTDID 1153
	OrderLine    string // BT-132, line of the buyer's order
	BuyerAccount string // BT-133, where the buyer books it
	Name         string // BT-153
	Description  string // BT-154
	SKU          string // BT-155, the seller's article number
	BuyerSKU     string // BT-156, the buyer's
	StandardID   string // BT-157, such as a GTIN
	StandardSch  string
	HasStandard  bool
	Classes      []Classification
	Quantity     *decimal.Decimal // BT-129
	Unit         string           // BT-130, UN/ECE Recommendation 20 or 21
	Price        *decimal.Decimal // BT-146, net price of BaseQuantity, of one unit where that is nil
	GrossPrice   *decimal.Decimal // BT-148
	Discount     *decimal.Decimal // BT-147, from the gross price
	BaseQuantity *decimal.Decimal // BT-149
	BaseUnit     string           // BT-150
	Amount       *decimal.Decimal // BT-131
	Category     string           // BT-151, VAT category
	Rate         *decimal.Decimal // BT-152
	Period       *Period          // BG-26
	Allowances   []Allowance      // BG-27, BG-28
	Attributes   []Attribute      // BG-32
	Origin       string           // BT-159, country
}

// A Classification (BT-158) is a commodity code and its list, of UNTDID 7143.
type Classification struct{ Code, List, Version string }

// An Attribute is a named property of an item (BT-160, BT-161).
type Attribute struct{ Name, Value string }
