package einvoice

import "strings"

func ciiAllowance(a *node) Allowance {
	tax := a.one("CategoryTradeTax")
	return Allowance{
		Charge: strings.EqualFold(a.txt("ChargeIndicator"), "true"), Amount: dec(a.txt("ActualAmount")), Base: dec(a.txt("BasisAmount")), Percent: dec(a.txt("CalculationPercent")),
		Reason: a.txt("Reason"), ReasonCode: a.txt("ReasonCode"), Category: tax.txt("CategoryCode"), Rate: dec(tax.txt("RateApplicablePercent", "ApplicablePercent")),
	}
}

func ciiLine(l *node) Line {
	ag := l.one("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
	de := l.one("SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
	st := l.one("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
	q := de.one("BilledQuantity")
	out := Line{
		ID: l.txt("AssociatedDocumentLineDocument/LineID"), Note: l.txt("AssociatedDocumentLineDocument/IncludedNote/Content"),
		OrderLine: ag.txt("BuyerOrderReferencedDocument/LineID"), BuyerAccount: st.txt("ReceivableSpecifiedTradeAccountingAccount/ID"),
		Quantity: dec(q.content()), Unit: q.attr("unitCode"),
		Amount:   dec(st.txt("SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount")),
		Category: st.txt("ApplicableTradeTax/CategoryCode"), Rate: dec(st.txt("ApplicableTradeTax/RateApplicablePercent", "ApplicableTradeTax/ApplicablePercent")),
		Period: ciiPeriod(st.one("BillingSpecifiedPeriod")),
	}
	for _, d := range st.all("AdditionalReferencedDocument") {
		if d.txt("TypeCode") == "130" {
			out.Object = ID{d.txt("IssuerAssignedID"), d.txt("ReferenceTypeCode")}
		}
	}
	for _, a := range st.all("SpecifiedTradeAllowanceCharge") {
		out.Allowances = append(out.Allowances, ciiAllowance(a))
	}
	out.ciiPrice(ag)
	out.ciiItem(l.one("SpecifiedTradeProduct"))
	return out
}

// ciiPrice reads the prices as they are written: for their base quantity.
func (l *Line) ciiPrice(ag *node) {
	net, gross := ag.one("NetPriceProductTradePrice"), ag.one("GrossPriceProductTradePrice")
	l.Price, l.GrossPrice = dec(net.txt("ChargeAmount")), dec(gross.txt("ChargeAmount"))
	l.Discount = dec(gross.txt("AppliedTradeAllowanceCharge/ActualAmount"))
	base := net.one("BasisQuantity")
	if base == nil {
		base = gross.one("BasisQuantity")
	}
	l.BaseQuantity, l.BaseUnit = dec(base.content()), base.attr("unitCode")
}

func (l *Line) ciiItem(pr *node) {
	l.Name, l.Description, l.SKU, l.BuyerSKU = pr.txt("Name"), pr.txt("Description"), pr.txt("SellerAssignedID"), pr.txt("BuyerAssignedID")
	l.Origin = pr.txt("OriginTradeCountry/ID")
	if g := pr.one("GlobalID"); g != nil {
		l.StandardID, l.StandardSch, l.HasStandard = g.content(), g.attr("schemeID"), true
	}
	for _, a := range pr.all("ApplicableProductCharacteristic") {
		l.Attributes = append(l.Attributes, Attribute{a.txt("Description"), a.txt("Value")})
	}
	for _, c := range pr.all("DesignatedProductClassification/ClassCode") {
		l.Classes = append(l.Classes, Classification{c.content(), c.attr("listID"), c.attr("listVersionID")})
	}
}
