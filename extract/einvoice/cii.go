package einvoice

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// fromCII reads the root of a Cross Industry Invoice, of version 100 or of
// ZUGFeRD 1.
func fromCII(root *node) (*Invoice, error) {
	doc := root.one("ExchangedDocument", "HeaderExchangedDocument")
	tr := root.one("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
	if doc == nil && tr == nil {
		return nil, fmt.Errorf("%w: neither document nor transaction", ErrFormat)
	}
	ag := tr.one("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
	de := tr.one("ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery")
	st := tr.one("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
	v := &Invoice{
		Syntax:   "CII",
		Profile:  root.txt("ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID", "SpecifiedExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID"),
		Number:   doc.txt("ID"),
		TypeCode: doc.txt("TypeCode"), IssueDate: date(doc.txt("IssueDateTime")),
		Currency: st.txt("InvoiceCurrencyCode"), TaxCurrency: st.txt("TaxCurrencyCode"),
		BuyerRef:     ag.txt("BuyerReference"),
		OrderNumber:  ag.txt("BuyerOrderReferencedDocument/IssuerAssignedID", "BuyerOrderReferencedDocument/ID"),
		DeliveryDate: date(de.txt("ActualDeliverySupplyChainEvent/OccurrenceDateTime")),
		DueDate:      date(st.txt("SpecifiedTradePaymentTerms/DueDateDateTime")),
		PaymentTerms: st.txt("SpecifiedTradePaymentTerms/Description"),
		TaxPointDate: date(st.txt("ApplicableTradeTax/TaxPointDate")), TaxPointCode: st.txt("ApplicableTradeTax/DueDateTypeCode"),
		Period: ciiPeriod(st.one("BillingSpecifiedPeriod")),
	}
	v.issueRaw, v.dueRaw = doc.txt("IssueDateTime"), st.txt("SpecifiedTradePaymentTerms/DueDateDateTime")
	for _, n := range doc.all("IncludedNote/Content") {
		v.Notes = append(v.Notes, n.content())
	}
	v.Seller = ciiParty(ag.one("SellerTradeParty"))
	v.Buyer = ciiParty(ag.one("BuyerTradeParty"))
	if p := st.one("PayeeTradeParty"); p != nil {
		q := ciiParty(p)
		v.Payee = &q
	}
	if p := ag.one("SellerTaxRepresentativeTradeParty"); p != nil {
		q := ciiParty(p)
		v.TaxRep = &q
	}
	if p := de.one("ShipToTradeParty/PostalTradeAddress"); p != nil {
		v.DeliverTo = ciiAddress(p)
	}
	v.CreditNote = creditCodes[v.TypeCode]
	v.ciiSettlement(st)
	for _, l := range tr.all("IncludedSupplyChainTradeLineItem") {
		v.Lines = append(v.Lines, ciiLine(l))
	}
	return v, nil
}

// creditCodes are the type codes of credit notes (UNCL 1001).
var creditCodes = map[string]bool{"81": true, "83": true, "261": true, "262": true, "296": true, "308": true, "381": true, "396": true, "420": true, "458": true, "532": true}

func ciiPeriod(n *node) *Period {
	if n == nil {
		return nil
	}
	return &Period{date(n.txt("StartDateTime")), date(n.txt("EndDateTime"))}
}

func ciiAddress(n *node) *Address {
	if n == nil {
		return nil
	}
	return &Address{n.txt("LineOne"), n.txt("LineTwo"), n.txt("LineThree"), n.txt("PostcodeCode"), n.txt("CityName"), n.txt("CountryID")}
}

func ciiParty(n *node) Party {
	p := Party{Name: n.txt("Name"), Address: ciiAddress(n.one("PostalTradeAddress")), LegalID: n.txt("SpecifiedLegalOrganization/ID")}
	for _, id := range append(n.all("ID"), n.all("GlobalID")...) {
		p.IDs = append(p.IDs, id.content())
	}
	for _, id := range n.all("SpecifiedTaxRegistration/ID") {
		switch id.attr("schemeID") {
		case "VA":
			p.VATID = id.content()
		case "FC":
			p.TaxID = id.content()
		}
	}
	if e := n.one("URIUniversalCommunication/URIID"); e != nil {
		p.Endpoint, p.EndpointID, p.HasEP = e.content(), e.attr("schemeID"), true
	}
	return p
}

func (v *Invoice) ciiSettlement(st *node) {
	for _, m := range st.all("SpecifiedTradeSettlementPaymentMeans") {
		acc := m.one("PayeePartyCreditorFinancialAccount")
		v.Payments = append(v.Payments, Payment{
			Code: m.txt("TypeCode"), IBAN: acc.txt("IBANID", "ProprietaryID"), HasAccount: acc != nil,
			BIC: m.txt("PayeeSpecifiedCreditorFinancialInstitution/BICID"), CardNumber: m.txt("ApplicableTradeSettlementFinancialCard/ID"),
		})
	}
	for _, a := range st.all("SpecifiedTradeAllowanceCharge") {
		v.Allowances = append(v.Allowances, ciiAllowance(a))
	}
	for _, t := range st.all("ApplicableTradeTax") {
		v.VAT = append(v.VAT, VATRate{
			Category: t.txt("CategoryCode"), Rate: dec(t.txt("RateApplicablePercent", "ApplicablePercent")),
			Base: dec(t.txt("BasisAmount")), Tax: dec(t.txt("CalculatedAmount")), Reason: t.txt("ExemptionReason"), ReasonCode: t.txt("ExemptionReasonCode"),
		})
	}
	for _, p := range st.all("InvoiceReferencedDocument") {
		v.Preceding = append(v.Preceding, p.txt("IssuerAssignedID", "ID"))
	}
	sum := st.one("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
	amount := func(name string) *decimal.Decimal {
		for _, a := range sum.all(name) {
			if c := a.attr("currencyID"); c == "" || c == v.Currency {
				return dec(a.content())
			}
		}
		return nil
	}
	v.Totals = Totals{
		Lines: amount("LineTotalAmount"), Allowances: amount("AllowanceTotalAmount"), Charges: amount("ChargeTotalAmount"), Net: amount("TaxBasisTotalAmount"),
		VAT: amount("TaxTotalAmount"), Gross: amount("GrandTotalAmount"), Prepaid: amount("TotalPrepaidAmount"), Rounding: amount("RoundingAmount"), Due: amount("DuePayableAmount"),
	}
	for _, a := range sum.all("TaxTotalAmount") {
		if c := a.attr("currencyID"); c == "" || c == v.Currency {
			v.vatTotals++
		}
		if c := a.attr("currencyID"); c != "" && c == v.TaxCurrency && c != v.Currency {
			v.Totals.VATOther = dec(a.content())
		}
	}
}

func ciiAllowance(a *node) Allowance {
	tax := a.one("CategoryTradeTax")
	return Allowance{
		Charge: strings.EqualFold(a.txt("ChargeIndicator"), "true"), Amount: dec(a.txt("ActualAmount")), Base: dec(a.txt("BasisAmount")),
		Reason: a.txt("Reason"), ReasonCode: a.txt("ReasonCode"), Category: tax.txt("CategoryCode"), Rate: dec(tax.txt("RateApplicablePercent", "ApplicablePercent")),
	}
}

func ciiLine(l *node) Line {
	pr := l.one("SpecifiedTradeProduct")
	ag := l.one("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
	de := l.one("SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
	st := l.one("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
	q := de.one("BilledQuantity")
	out := Line{
		ID: l.txt("AssociatedDocumentLineDocument/LineID"), Name: pr.txt("Name"), Description: pr.txt("Description"), SKU: pr.txt("SellerAssignedID"),
		Quantity: dec(q.content()), Unit: q.attr("unitCode"), Origin: pr.txt("OriginTradeCountry/ID"),
		Price: charge(ag.one("NetPriceProductTradePrice")), GrossPrice: charge(ag.one("GrossPriceProductTradePrice")),
		Amount:   dec(st.txt("SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount")),
		Category: st.txt("ApplicableTradeTax/CategoryCode"), Rate: dec(st.txt("ApplicableTradeTax/RateApplicablePercent", "ApplicableTradeTax/ApplicablePercent")),
		Period: ciiPeriod(st.one("BillingSpecifiedPeriod")),
	}
	if g := pr.one("GlobalID"); g != nil {
		out.StandardID, out.StandardSch, out.HasStandard = g.content(), g.attr("schemeID"), true
	}
	for _, a := range st.all("SpecifiedTradeAllowanceCharge") {
		out.Allowances = append(out.Allowances, ciiAllowance(a))
	}
	for _, a := range pr.all("ApplicableProductCharacteristic") {
		out.Attributes = append(out.Attributes, Attribute{a.txt("Description"), a.txt("Value")})
	}
	for _, c := range pr.all("DesignatedProductClassification/ClassCode") {
		out.Classes = append(out.Classes, Classification{c.content(), c.attr("listID")})
	}
	return out
}

// charge returns the amount of a price, as written: for its base quantity.
func charge(n *node) *decimal.Decimal { return dec(n.txt("ChargeAmount")) }
