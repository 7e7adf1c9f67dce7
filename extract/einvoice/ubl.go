package einvoice

import (
	"strings"

	"github.com/shopspring/decimal"
)

// fromUBL reads the root of a UBL invoice or credit note.
func fromUBL(root *node) (*Invoice, error) {
	v := &Invoice{
		Syntax: "UBL", CreditNote: root.name == "CreditNote", Profile: root.txt("CustomizationID"), Number: root.txt("ID"),
		TypeCode: root.txt("InvoiceTypeCode", "CreditNoteTypeCode"), IssueDate: date(root.txt("IssueDate")),
		DueDate: date(root.txt("DueDate", "PaymentMeans/PaymentDueDate")), TaxPointDate: date(root.txt("TaxPointDate")),
		TaxPointCode: root.txt("InvoicePeriod/DescriptionCode"), Currency: root.txt("DocumentCurrencyCode"), TaxCurrency: root.txt("TaxCurrencyCode"),
		BuyerRef: root.txt("BuyerReference"), OrderNumber: root.txt("OrderReference/ID"), DeliveryDate: date(root.txt("Delivery/ActualDeliveryDate")),
		PaymentTerms: root.txt("PaymentTerms/Note"),
	}
	v.issueRaw, v.dueRaw = root.txt("IssueDate"), root.txt("DueDate", "PaymentMeans/PaymentDueDate")
	if p := root.one("InvoicePeriod"); p != nil {
		v.Period = &Period{date(p.txt("StartDate")), date(p.txt("EndDate"))}
	}
	for _, n := range root.all("Note") {
		v.Notes = append(v.Notes, n.content())
	}
	v.Seller = ublParty(root.one("AccountingSupplierParty/Party"))
	v.Buyer = ublParty(root.one("AccountingCustomerParty/Party"))
	if p := root.one("PayeeParty"); p != nil {
		q := ublParty(p)
		v.Payee = &q
	}
	if p := root.one("TaxRepresentativeParty"); p != nil {
		q := ublParty(p)
		v.TaxRep = &q
	}
	if a := root.one("Delivery/DeliveryLocation/Address"); a != nil {
		v.DeliverTo = ublAddress(a)
	}
	for _, r := range root.all("BillingReference") {
		v.Preceding = append(v.Preceding, r.txt("InvoiceDocumentReference/ID"))
	}
	for _, r := range root.all("AdditionalDocumentReference") {
		v.Supporting = append(v.Supporting, r.txt("ID"))
	}
	v.ublSums(root)
	for _, l := range append(root.all("InvoiceLine"), root.all("CreditNoteLine")...) {
		v.Lines = append(v.Lines, ublLine(l))
	}
	return v, nil
}

func ublAddress(n *node) *Address {
	if n == nil {
		return nil
	}
	return &Address{n.txt("StreetName"), n.txt("AdditionalStreetName"), n.txt("AddressLine/Line"), n.txt("PostalZone"), n.txt("CityName"), n.txt("Country/IdentificationCode")}
}

func ublParty(n *node) Party {
	p := Party{Name: n.txt("PartyLegalEntity/RegistrationName", "PartyName/Name"), Address: ublAddress(n.one("PostalAddress")), LegalID: n.txt("PartyLegalEntity/CompanyID")}
	for _, id := range n.all("PartyIdentification/ID") {
		p.IDs = append(p.IDs, id.content())
	}
	for _, t := range n.all("PartyTaxScheme") {
		if t.txt("TaxScheme/ID") == "VAT" {
			p.VATID = t.txt("CompanyID")
		} else {
			p.TaxID = t.txt("CompanyID")
		}
	}
	if e := n.one("EndpointID"); e != nil {
		p.Endpoint, p.EndpointID, p.HasEP = e.content(), e.attr("schemeID"), true
	}
	return p
}

func (v *Invoice) ublSums(root *node) {
	for _, m := range root.all("PaymentMeans") {
		acc := m.one("PayeeFinancialAccount")
		v.Payments = append(v.Payments, Payment{
			Code: m.txt("PaymentMeansCode"), IBAN: acc.txt("ID"), HasAccount: acc != nil,
			BIC: acc.txt("FinancialInstitutionBranch/ID"), CardNumber: m.txt("CardAccount/PrimaryAccountNumberID"),
		})
	}
	for _, a := range root.all("AllowanceCharge") {
		v.Allowances = append(v.Allowances, ublAllowance(a))
	}
	m := root.one("LegalMonetaryTotal")
	get := func(name string) *decimal.Decimal { return dec(m.txt(name)) }
	v.Totals = Totals{
		Lines: get("LineExtensionAmount"), Allowances: get("AllowanceTotalAmount"), Charges: get("ChargeTotalAmount"), Net: get("TaxExclusiveAmount"),
		Gross: get("TaxInclusiveAmount"), Prepaid: get("PrepaidAmount"), Rounding: get("PayableRoundingAmount"), Due: get("PayableAmount"),
	}
	for _, t := range root.all("TaxTotal") {
		a := t.one("TaxAmount")
		switch c := a.attr("currencyID"); {
		case a == nil:
		case c == v.Currency || c == "" || v.Currency == "":
			v.Totals.VAT = dec(a.content())
			v.vatTotals++
		case c == v.TaxCurrency:
			v.Totals.VATOther = dec(a.content())
		}
		for _, s := range t.all("TaxSubtotal") {
			cat := s.one("TaxCategory")
			v.VAT = append(v.VAT, VATRate{
				Category: cat.txt("ID"), Rate: dec(cat.txt("Percent")), Base: dec(s.txt("TaxableAmount")), Tax: dec(s.txt("TaxAmount")),
				Reason: cat.txt("TaxExemptionReason"), ReasonCode: cat.txt("TaxExemptionReasonCode"),
			})
		}
	}
}

func ublAllowance(a *node) Allowance {
	cat := a.one("TaxCategory")
	return Allowance{
		Charge: strings.EqualFold(a.txt("ChargeIndicator"), "true"), Amount: dec(a.txt("Amount")), Base: dec(a.txt("BaseAmount")),
		Reason: a.txt("AllowanceChargeReason"), ReasonCode: a.txt("AllowanceChargeReasonCode"), Category: cat.txt("ID"), Rate: dec(cat.txt("Percent")),
	}
}

func ublLine(l *node) Line {
	it := l.one("Item")
	q := l.one("InvoicedQuantity", "CreditedQuantity")
	out := Line{
		ID: l.txt("ID"), Name: it.txt("Name"), Description: it.txt("Description"), SKU: it.txt("SellersItemIdentification/ID"),
		Quantity: dec(q.content()), Unit: q.attr("unitCode"), Price: dec(l.txt("Price/PriceAmount")), GrossPrice: dec(l.txt("Price/AllowanceCharge/BaseAmount")),
		Amount: dec(l.txt("LineExtensionAmount")), Category: it.txt("ClassifiedTaxCategory/ID"), Rate: dec(it.txt("ClassifiedTaxCategory/Percent")),
		Origin: it.txt("OriginCountry/IdentificationCode"),
	}
	if p := l.one("InvoicePeriod"); p != nil {
		out.Period = &Period{date(p.txt("StartDate")), date(p.txt("EndDate"))}
	}
	if s := it.one("StandardItemIdentification/ID"); s != nil {
		out.StandardID, out.StandardSch, out.HasStandard = s.content(), s.attr("schemeID"), true
	}
	for _, a := range l.all("AllowanceCharge") {
		out.Allowances = append(out.Allowances, ublAllowance(a))
	}
	for _, a := range it.all("AdditionalItemProperty") {
		out.Attributes = append(out.Attributes, Attribute{a.txt("Name"), a.txt("Value")})
	}
	for _, c := range it.all("CommodityClassification/ItemClassificationCode") {
		out.Classes = append(out.Classes, Classification{c.content(), c.attr("listID")})
	}
	return out
}
