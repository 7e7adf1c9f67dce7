package einvoice

import (
	"strings"

	"github.com/shopspring/decimal"
)

// An ID is an identifier and the scheme it belongs to.
type ID struct {
	Value  string `json:"value,omitempty"`
	Scheme string `json:"scheme,omitempty"` // ICD of ISO/IEC 6523 unless the field says otherwise; empty where none is given
}

// A Party is the seller (BG-4), the buyer (BG-7), the payee (BG-10) or the
// seller's tax representative (BG-11).
type Party struct {
	Name        string   `json:"name,omitempty"`
	TradingName string   `json:"tradingName,omitempty"` // the name it does business under, where that is another
	Address     *Address `json:"address,omitempty"`
	VATID       string   `json:"vatId,omitempty"`
	TaxID       string   `json:"taxId,omitempty"`       // local tax number
	LegalID     string   `json:"legalId,omitempty"`     // registration number
	LegalScheme string   `json:"legalScheme,omitempty"` // scheme of LegalID
	LegalInfo   string   `json:"legalInfo,omitempty"`   // BT-33, such as the share capital
	IDs         []string `json:"ids,omitempty"`
	Identifiers []ID     `json:"identifiers,omitempty"` // IDs with their schemes
	Endpoint    string   `json:"endpoint,omitempty"`
	EndpointID  string   `json:"endpointScheme,omitempty"` // scheme of Endpoint, EAS
	HasEP       bool     `json:"hasEndpoint,omitempty"`
	Contact     *Contact `json:"contact,omitempty"`
}

// A Contact is whom to ask: BG-6 of the seller, BG-9 of the buyer.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
}

// An Address is a postal address.
type Address struct {
	Line1       string `json:"line1,omitempty"`
	Line2       string `json:"line2,omitempty"`
	Line3       string `json:"line3,omitempty"`
	Postcode    string `json:"postcode,omitempty"`
	City        string `json:"city,omitempty"`
	Country     string `json:"country,omitempty"`
	Subdivision string `json:"subdivision,omitempty"` // of the country, such as a region
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
type Period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// A Payment is one means of payment (BG-16) with its account (BG-17) or card
// (BG-18).
type Payment struct {
	Code        string `json:"code,omitempty"`        // BT-81, UNTDID 4461
	Text        string `json:"text,omitempty"`        // BT-82, the means in words
	IBAN        string `json:"iban,omitempty"`        // BT-84
	AccountName string `json:"accountName,omitempty"` // BT-85
	BIC         string `json:"bic,omitempty"`         // BT-86
	CardNumber  string `json:"cardNumber,omitempty"`  // BT-87, its last digits
	CardHolder  string `json:"cardHolder,omitempty"`  // BT-88
	HasAccount  bool   `json:"hasAccount,omitempty"`  // the account is given, if only as an empty element
}

// A DirectDebit (BG-19) is what the seller collects the amount by.
type DirectDebit struct {
	Mandate  string `json:"mandate,omitempty"`  // BT-89
	Creditor string `json:"creditor,omitempty"` // BT-90, the seller's creditor identifier
	Account  string `json:"account,omitempty"`  // BT-91, that is debited
}

// An Allowance is a discount or, with Charge, an extra.
type Allowance struct {
	Charge     bool             `json:"charge,omitempty"`
	Amount     *decimal.Decimal `json:"amount,omitempty"`
	Base       *decimal.Decimal `json:"base,omitempty"`
	Percent    *decimal.Decimal `json:"percent,omitempty"` // of Base
	Reason     string           `json:"reason,omitempty"`
	ReasonCode string           `json:"reasonCode,omitempty"` // UNTDID 5189 of an allowance, 7161 of a charge
	Category   string           `json:"category,omitempty"`   // VAT category
	Rate       *decimal.Decimal `json:"rate,omitempty"`
}

// Totals are the sums of the document (BG-22).
type Totals struct {
	Lines      *decimal.Decimal `json:"lines,omitempty"`      // BT-106
	Allowances *decimal.Decimal `json:"allowances,omitempty"` // BT-107
	Charges    *decimal.Decimal `json:"charges,omitempty"`    // BT-108
	Net        *decimal.Decimal `json:"net,omitempty"`        // BT-109
	VAT        *decimal.Decimal `json:"vat,omitempty"`        // BT-110
	VATOther   *decimal.Decimal `json:"vatOther,omitempty"`   // BT-111, in the tax currency
	Gross      *decimal.Decimal `json:"gross,omitempty"`      // BT-112
	Prepaid    *decimal.Decimal `json:"prepaid,omitempty"`    // BT-113
	Rounding   *decimal.Decimal `json:"rounding,omitempty"`   // BT-114
	Due        *decimal.Decimal `json:"due,omitempty"`        // BT-115
}

// A VATRate is one row of the VAT breakdown (BG-23).
type VATRate struct {
	Category   string           `json:"category,omitempty"`   // BT-118, UNTDID 5305
	Rate       *decimal.Decimal `json:"rate,omitempty"`       // BT-119
	Base       *decimal.Decimal `json:"base,omitempty"`       // BT-116
	Tax        *decimal.Decimal `json:"tax,omitempty"`        // BT-117
	Reason     string           `json:"reason,omitempty"`     // BT-120, of the exemption
	ReasonCode string           `json:"reasonCode,omitempty"` // BT-121, VATEX
}

// A Supplement is a document beside the invoice (BG-24).
type Supplement struct {
	Ref         string `json:"reference,omitempty"`   // BT-122
	Description string `json:"description,omitempty"` // BT-123
	URL         string `json:"url,omitempty"`         // BT-124, where it lies; never fetched
	File        string `json:"file,omitempty"`        // BT-125, name of the file within the data
	MIME        string `json:"mime,omitempty"`        // its media type
	Data        []byte `json:"data,omitempty"`        // its content; nil where it is not within the data or is no base64
}

// A Line is one line item (BG-25).
type Line struct {
	ID           string           `json:"id,omitempty"`           // BT-126
	Note         string           `json:"note,omitempty"`         // BT-127
	Object       ID               `json:"object,omitzero"`        // BT-128, what the line is for; its scheme of UNTDID 1153
	OrderLine    string           `json:"orderLine,omitempty"`    // BT-132, line of the buyer's order
	BuyerAccount string           `json:"buyerAccount,omitempty"` // BT-133, where the buyer books it
	Name         string           `json:"name,omitempty"`         // BT-153
	Description  string           `json:"description,omitempty"`  // BT-154
	SKU          string           `json:"sku,omitempty"`          // BT-155, the seller's article number
	BuyerSKU     string           `json:"buyerSku,omitempty"`     // BT-156, the buyer's
	StandardID   string           `json:"standardId,omitempty"`   // BT-157, such as a GTIN
	StandardSch  string           `json:"standardScheme,omitempty"`
	HasStandard  bool             `json:"hasStandard,omitempty"`
	Classes      []Classification `json:"classes,omitempty"`
	Quantity     *decimal.Decimal `json:"quantity,omitempty"`     // BT-129
	Unit         string           `json:"unit,omitempty"`         // BT-130, UN/ECE Recommendation 20 or 21
	Price        *decimal.Decimal `json:"price,omitempty"`        // BT-146, net price of BaseQuantity, of one unit where that is nil
	GrossPrice   *decimal.Decimal `json:"grossPrice,omitempty"`   // BT-148
	Discount     *decimal.Decimal `json:"discount,omitempty"`     // BT-147, from the gross price
	BaseQuantity *decimal.Decimal `json:"baseQuantity,omitempty"` // BT-149
	BaseUnit     string           `json:"baseUnit,omitempty"`     // BT-150
	Amount       *decimal.Decimal `json:"amount,omitempty"`       // BT-131
	Category     string           `json:"category,omitempty"`     // BT-151, VAT category
	Rate         *decimal.Decimal `json:"rate,omitempty"`         // BT-152
	Period       *Period          `json:"period,omitempty"`       // BG-26
	Allowances   []Allowance      `json:"allowances,omitempty"`   // BG-27, BG-28
	Attributes   []Attribute      `json:"attributes,omitempty"`   // BG-32
	Origin       string           `json:"origin,omitempty"`       // BT-159, country
}

// A Classification (BT-158) is a commodity code and its list, of UNTDID 7143.
type Classification struct {
	Code    string `json:"code,omitempty"`
	List    string `json:"list,omitempty"`
	Version string `json:"version,omitempty"`
}

// An Attribute is a named property of an item (BT-160, BT-161).
type Attribute struct {
	Name  string `json:"name,omitempty"`
	Value string `json:"value,omitempty"`
}
