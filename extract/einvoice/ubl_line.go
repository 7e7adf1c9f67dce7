package einvoice

import "strings"

func ublAllowance(a *node) Allowance {
	cat := a.one("TaxCategory")
	return Allowance{
		Charge: strings.EqualFold(a.txt("ChargeIndicator"), "true"), Amount: dec(a.txt("Amount")), Base: dec(a.txt("BaseAmount")), Percent: dec(a.txt("MultiplierFactorNumeric")),
		Reason: a.txt("AllowanceChargeReason"), ReasonCode: a.txt("AllowanceChargeReasonCode"), Category: cat.txt("ID"), Rate: dec(cat.txt("Percent")),
	}
}

func ublLine(l *node) Line {
	q, price := l.one("InvoicedQuantity", "CreditedQuantity"), l.one("Price")
	base := price.one("BaseQuantity")
	out := Line{
		ID: l.txt("ID"), Note: l.txt("Note"), OrderLine: l.txt("OrderLineReference/LineID"), BuyerAccount: l.txt("AccountingCost"),
		Quantity: dec(q.content()), Unit: q.attr("unitCode"), Amount: dec(l.txt("LineExtensionAmount")), Period: ublPeriod(l.one("InvoicePeriod")),
		Price: dec(price.txt("PriceAmount")), GrossPrice: dec(price.txt("AllowanceCharge/BaseAmount")), Discount: dec(price.txt("AllowanceCharge/Amount")),
		BaseQuantity: dec(base.content()), BaseUnit: base.attr("unitCode"),
	}
	for _, d := range l.all("DocumentReference") {
		if d.txt("DocumentTypeCode") == "130" {
			out.Object = schemed(d.one("ID"))
		}
	}
	for _, a := range l.all("AllowanceCharge") {
		out.Allowances = append(out.Allowances, ublAllowance(a))
	}
	out.ublItem(l.one("Item"))
	return out
}

func (l *Line) ublItem(it *node) {
	l.Name, l.Description, l.SKU, l.BuyerSKU = it.txt("Name"), it.txt("Description"), it.txt("SellersItemIdentification/ID"), it.txt("BuyersItemIdentification/ID")
	l.Category, l.Rate = it.txt("ClassifiedTaxCategory/ID"), dec(it.txt("ClassifiedTaxCategory/Percent"))
	l.Origin = it.txt("OriginCountry/IdentificationCode")
	if s := it.one("StandardItemIdentification/ID"); s != nil {
		l.StandardID, l.StandardSch, l.HasStandard = s.content(), s.attr("schemeID"), true
	}
	for _, a := range it.all("AdditionalItemProperty") {
		l.Attributes = append(l.Attributes, Attribute{a.txt("Name"), a.txt("Value")})
	}
	for _, c := range it.all("CommodityClassification/ItemClassificationCode") {
		l.Classes = append(l.Classes, Classification{c.content(), c.attr("listID"), c.attr("listVersionID")})
	}
}
