package einvoice

import "strings"

const (
	ublSeller = "AccountingSupplierParty/Party"
	ublBuyer  = "AccountingCustomerParty/Party"
	ublLines  = "//InvoiceLine CreditNoteLine"
)

// ublSyntax are the rules on UBL: BR-CL-03, UBL-SR and, of UBL-DT, those that
// are errors. The hundreds of UBL-CR that warn of elements the standard has no
// use for are left out.
var ublSyntax = []syntaxRule{
	{"BR-CL-03", "the currency of an amount is no code of ISO 4217", "//Amount BaseAmount PriceAmount TaxAmount TaxableAmount LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount AllowanceTotalAmount ChargeTotalAmount PrepaidAmount PayableRoundingAmount PayableAmount", currencyKnown},
	{"UBL-DT-01", "an amount has more than two decimals", "", centsOnly},
	{"UBL-DT-06", "a document within the data has no media type", "//EmbeddedDocumentBinaryObject", func(n *node) bool { return n.attr("mimeCode") != "" }},
	{"UBL-DT-07", "a document within the data has no file name", "//EmbeddedDocumentBinaryObject", func(n *node) bool { return n.attr("filename") != "" }},
	{"UBL-SR-01", "there are several contracts (BT-12)", "", most(1, "ContractDocumentReference/ID")},
	{"UBL-SR-02", "there are several receiving advices (BT-15)", "", most(1, "ReceiptDocumentReference/ID")},
	{"UBL-SR-03", "there are several despatch advices (BT-16)", "", most(1, "DespatchDocumentReference/ID")},
	{"UBL-SR-04", "there are several invoiced objects (BT-18)", "", func(n *node) bool {
		return len(with(n.all("AdditionalDocumentReference"), func(k *node) bool { return k.txt("DocumentTypeCode") == "130" })) <= 1
	}},
	{"UBL-SR-05", "there are several payment terms (BT-20)", "", most(1, "PaymentTerms/Note")},
	{"UBL-SR-06", "a reference names several preceding invoices", "BillingReference", most(1, "InvoiceDocumentReference")},
	{"UBL-SR-07", "a preceding invoice has no number (BT-25)", "BillingReference", func(n *node) bool { return n.one("InvoiceDocumentReference/ID") != nil }},
	{"UBL-SR-08", "there are several invoicing periods", "", most(1, "InvoicePeriod")},
	{"UBL-SR-09", "the seller has several names (BT-27)", "", most(1, ublSeller+"/PartyLegalEntity/RegistrationName")},
	{"UBL-SR-10", "the seller has several trading names (BT-28)", "", most(1, ublSeller+"/PartyName/Name")},
	{"UBL-SR-11", "the seller has several registrations (BT-30)", "", most(1, ublSeller+"/PartyLegalEntity/CompanyID")},
	{"UBL-SR-12", "the seller has several VAT identifiers (BT-31)", ublSeller, func(n *node) bool { return len(taxes(n, true)) <= 1 }},
	{"UBL-SR-13", "the seller has several tax registrations (BT-32)", ublSeller, func(n *node) bool { return len(taxes(n, false)) <= 1 }},
	{"UBL-SR-14", "the seller's legal information (BT-33) stands several times", "", most(1, ublSeller+"/PartyLegalEntity/CompanyLegalForm")},
	{"UBL-SR-15", "the buyer has several names (BT-44)", "", most(1, ublBuyer+"/PartyLegalEntity/RegistrationName")},
	{"UBL-SR-16", "the buyer has several identifiers (BT-46)", "", most(1, ublBuyer+"/PartyIdentification/ID")},
	{"UBL-SR-17", "the buyer has several registrations (BT-47)", "", most(1, ublBuyer+"/PartyLegalEntity/CompanyID")},
	{"UBL-SR-18", "the buyer has several VAT identifiers (BT-48)", ublBuyer, func(n *node) bool { return len(taxes(n, true)) <= 1 }},
	{"UBL-SR-19", "the payee has several names or that of the seller", "", onPayee("PartyName/Name")},
	{"UBL-SR-20", "the payee has several identifiers or is the seller", "", onPayee("PartyIdentification/ID")},
	{"UBL-SR-21", "the payee has several registrations or is the seller", "", onPayee("PartyLegalEntity/CompanyID")},
	{"UBL-SR-22", "the tax representative has several names (BT-62)", "TaxRepresentativeParty", most(1, "PartyName/Name")},
	{"UBL-SR-23", "the tax representative has several VAT identifiers (BT-63)", "TaxRepresentativeParty", most(1, "PartyTaxScheme/CompanyID")},
	{"UBL-SR-24", "there are several deliveries", "", most(1, "Delivery")},
	{"UBL-SR-25", "the deliver-to party has several names (BT-70)", "Delivery", most(1, "DeliveryParty/PartyName/Name")},
	{"UBL-SR-26", "a means of payment has several references (BT-83)", "PaymentMeans", most(1, "PaymentID")},
	{"UBL-SR-27", "a means of payment has several codes (BT-81)", "PaymentMeans", most(1, "PaymentMeansCode")},
	{"UBL-SR-28", "a means of payment has several mandates (BT-89)", "PaymentMeans", most(1, "PaymentMandate/ID")},
	{"UBL-SR-29", "there are several creditor identifiers (BT-90)", "", func(n *node) bool {
		ids := n.anywhere([]string{"PartyIdentification"})
		return len(with(ids, func(k *node) bool { return strings.EqualFold(k.one("ID").attr("schemeID"), sepa) })) <= 1
	}},
	{"UBL-SR-30", "an allowance has several reasons (BT-97)", "AllowanceCharge", ofCharge(false)},
	{"UBL-SR-31", "a charge has several reasons (BT-104)", "AllowanceCharge", ofCharge(true)},
	{"UBL-SR-32", "an exemption has several reasons (BT-120)", "//TaxSubtotal", most(1, "TaxCategory/TaxExemptionReason")},
	{"UBL-SR-33", "a supporting document has several descriptions (BT-123)", "AdditionalDocumentReference", most(1, "DocumentDescription")},
	{"UBL-SR-34", "a line has several notes (BT-127)", ublLines, most(1, "Note")},
	{"UBL-SR-35", "a line has several lines of an order (BT-132)", ublLines, most(1, "OrderLineReference/LineID")},
	{"UBL-SR-36", "a line has several periods (BG-26)", ublLines, most(1, "InvoicePeriod")},
	{"UBL-SR-37", "a price has several discounts (BT-147)", ublLines, most(1, "Price/AllowanceCharge/Amount")},
	{"UBL-SR-39", "there are several projects (BT-11)", "", most(1, "ProjectReference/ID")},
	{"UBL-SR-40", "the buyer has several trading names (BT-45)", "", most(1, ublBuyer+"/PartyName/Name")},
	{"UBL-SR-42", "the seller has more than two tax schemes", ublSeller, most(2, "PartyTaxScheme")},
	{"UBL-SR-43", "a supporting document has a type or scheme, which only what is invoiced has", "", schemesOfObjects},
	{"UBL-SR-44", "the payment references (BT-83) differ", "", alike("PaymentMeans/PaymentID")},
	{"UBL-SR-45", "there are several due dates (BT-9)", "", most(1, "PaymentMeans/PaymentDueDate")},
	{"UBL-SR-46", "there are several texts of the means of payment (BT-82)", "", func(n *node) bool {
		return len(with(n.all("PaymentMeans/PaymentMeansCode"), func(k *node) bool { return k.attr("name") != "" })) <= 1
	}},
	{"UBL-SR-47", "the means of payment (BT-81) differ", "", alike("PaymentMeans/PaymentMeansCode")},
	{"UBL-SR-48", "a line has not exactly one VAT category", ublLines, func(n *node) bool { return len(n.all("Item/ClassifiedTaxCategory")) == 1 }},
	{"UBL-SR-49", "there are several tax point codes (BT-8)", "", most(1, "InvoicePeriod/DescriptionCode")},
	{"UBL-SR-50", "an item has several descriptions (BT-154)", ublLines, most(1, "Item/Description")},
	{"UBL-SR-51", "an address has more than three lines", "//PostalAddress Address", most(1, "AddressLine")},
	{"UBL-SR-52", "a line has several document references (BT-128)", ublLines, most(1, "DocumentReference")},
	{"UBL-SR-53", "a tax scheme has no identifier", "//PartyTaxScheme", func(n *node) bool { return n.one("TaxScheme/ID") != nil && n.one("CompanyID") != nil }},
	{"UBL-SR-54", "there are several payment cards (BG-18)", "", most(1, "PaymentMeans/CardAccount")},
	{"UBL-SR-55", "there are several mandates (BG-19)", "", most(1, "PaymentMeans/PaymentMandate")},
	{"UBL-SR-56", "there are several tenders (BT-17)", "", most(1, "OriginatorDocumentReference/ID")},
}

// centsOnly reports whether no amount has more than two decimals. Prices may,
// and so may the discounts that they are made with.
func centsOnly(n *node) bool {
	for _, k := range n.kids {
		if n.name == "Price" && k.name == "AllowanceCharge" {
			continue
		}
		if strings.HasSuffix(k.name, "Amount") && !strings.HasSuffix(k.name, "PriceAmount") {
			if _, decimals, _ := strings.Cut(k.content(), "."); len(decimals) > 2 {
				return false
			}
		}
		if !centsOnly(k) {
			return false
		}
	}
	return true
}

// onPayee holds where the payee, if there is one, is not the seller and has at
// most one element at path. The creditor identifier is none of its own.
func onPayee(path string) func(*node) bool {
	return func(n *node) bool {
		p := n.one("PayeeParty")
		if p == nil {
			return true
		}
		own := with(p.all(path), func(k *node) bool { return !strings.EqualFold(k.attr("schemeID"), sepa) })
		return len(own) <= 1 && p.txt("PartyName/Name") != n.txt(ublSeller+"/PartyLegalEntity/RegistrationName")
	}
}

func ofCharge(charge bool) func(*node) bool {
	return func(n *node) bool {
		return strings.EqualFold(n.txt("ChargeIndicator"), "true") != charge || len(n.all("AllowanceChargeReason")) <= 1
	}
}

func schemesOfObjects(root *node) bool {
	return each(root.all("AdditionalDocumentReference"), func(n *node) bool {
		code := n.txt("DocumentTypeCode")
		return code == "130" || root.name == "CreditNote" && code == "50" || code == "" && n.one("ID").attr("schemeID") == ""
	})
}
