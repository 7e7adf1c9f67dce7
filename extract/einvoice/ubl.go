package einvoice

import (
	"strings"

	"github.com/shopspring/decimal"
)

// fromUBL reads the root of a UBL invoice or credit note.
func fromUBL(root *node) (*Invoice, error) {
	v := &Invoice{
		Syntax: "UBL", CreditNote: root.name == "CreditNote", Process: root.txt("ProfileID"), Profile: root.txt("CustomizationID"), Number: root.txt("ID"),
		TypeCode: root.txt("InvoiceTypeCode", "CreditNoteTypeCode"), IssueDate: date(root.txt("IssueDate")),
		DueDate: date(root.txt("DueDate", "PaymentMeans/PaymentDueDate")), TaxPointDate: date(root.txt("TaxPointDate")),
		TaxPointCode: root.txt("InvoicePeriod/DescriptionCode"), Currency: root.txt("DocumentCurrencyCode"), TaxCurrency: root.txt("TaxCurrencyCode"),
		PaymentTerms: root.txt("PaymentTerms/Note"),
	}
	v.issueRaw, v.dueRaw, v.taxPointRaw = root.txt("IssueDate"), root.txt("DueDate", "PaymentMeans/PaymentDueDate"), v.TaxPointCode
	v.Period = ublPeriod(root.one("InvoicePeriod"))
	for _, n := range root.all("Note") {
		subject, text := ublNote(n.content())
		v.Notes, v.NoteSubjects = append(v.Notes, text), append(v.NoteSubjects, subject)
	}
	v.ublParties(root)
	v.ublReferences(root)
	v.ublDelivery(root)
	v.ublPayments(root)
	for _, a := range root.all("AllowanceCharge") {
		v.Allowances = append(v.Allowances, ublAllowance(a))
	}
	v.ublSums(root)
	for _, l := range append(root.all("InvoiceLine"), root.all("CreditNoteLine")...) {
		v.Lines = append(v.Lines, ublLine(l))
	}
	return v, nil
}

// ublNote parts #AAA#text into the subject code and the text, the way in which
// UBL has the code of a note.
func ublNote(s string) (subject, text string) {
	rest, ok := strings.CutPrefix(s, "#")
	if !ok {
		return "", s
	}
	code, text, ok := strings.Cut(rest, "#")
	if !ok || !noteSubjects.has(code) {
		return "", s
	}
	return code, strings.TrimSpace(text)
}

func ublPeriod(p *node) *Period {
	if p == nil {
		return nil
	}
	return &Period{date(p.txt("StartDate")), date(p.txt("EndDate"))}
}

func (v *Invoice) ublParties(root *node) {
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
}

// ublReferences reads what the invoice refers to. Among the additional
// documents type 130 is what is invoiced, and 50, in a credit note, the
// project, for which that has no element.
func (v *Invoice) ublReferences(root *node) {
	v.BuyerRef, v.Project, v.Contract = root.txt("BuyerReference"), root.txt("ProjectReference/ID"), root.txt("ContractDocumentReference/ID")
	v.OrderNumber, v.SalesOrder = root.txt("OrderReference/ID"), root.txt("OrderReference/SalesOrderID")
	v.ReceivingAdvice, v.DespatchAdvice = root.txt("ReceiptDocumentReference/ID"), root.txt("DespatchDocumentReference/ID")
	v.Tender, v.BuyerAccount = root.txt("OriginatorDocumentReference/ID"), root.txt("AccountingCost")
	for _, r := range root.all("BillingReference") {
		v.Preceding = append(v.Preceding, r.txt("InvoiceDocumentReference/ID"))
		v.PrecedingDates = append(v.PrecedingDates, date(r.txt("InvoiceDocumentReference/IssueDate")))
	}
	for _, r := range root.all("AdditionalDocumentReference") {
		id := r.one("ID")
		switch code := r.txt("DocumentTypeCode"); {
		case code == "130":
			v.Object = schemed(id)
		case code == "50" && v.CreditNote:
			v.Project = id.content()
		default:
			v.Supporting = append(v.Supporting, id.content())
			v.Documents = append(v.Documents, supplement(id.content(), r.txt("DocumentDescription"), r.txt("Attachment/ExternalReference/URI"), r.one("Attachment/EmbeddedDocumentBinaryObject")))
		}
	}
}

func (v *Invoice) ublDelivery(root *node) {
	d := root.one("Delivery")
	v.DeliveryDate, v.DeliverToName = date(d.txt("ActualDeliveryDate")), d.txt("DeliveryParty/PartyName/Name")
	v.DeliverTo = ublAddress(d.one("DeliveryLocation/Address"))
	if id := d.one("DeliveryLocation/ID"); id != nil {
		v.DeliverToID = schemed(id)
	}
}

func ublAddress(n *node) *Address {
	if n == nil {
		return nil
	}
	return &Address{
		Line1: n.txt("StreetName"), Line2: n.txt("AdditionalStreetName"), Line3: n.txt("AddressLine/Line"), Postcode: n.txt("PostalZone"), City: n.txt("CityName"),
		Country: n.txt("Country/IdentificationCode"), Subdivision: n.txt("CountrySubentity"),
	}
}

// sepa is the scheme under which UBL has the identifier of a creditor among
// those of the seller or payee.
const sepa = "SEPA"

func ublParty(n *node) Party {
	legal := n.one("PartyLegalEntity")
	p := Party{
		Name: legal.txt("RegistrationName"), TradingName: n.txt("PartyName/Name"), Address: ublAddress(n.one("PostalAddress")),
		LegalID: legal.txt("CompanyID"), LegalScheme: legal.one("CompanyID").attr("schemeID"), LegalInfo: legal.txt("CompanyLegalForm"),
	}
	if p.Name == "" {
		p.Name = p.TradingName
	}
	if p.TradingName == p.Name { // which BT-28 and BT-45 are only where they differ
		p.TradingName = ""
	}
	for _, id := range n.all("PartyIdentification/ID") {
		if id.attr("schemeID") != sepa {
			p.addID(schemed(id))
		}
	}
	for _, t := range n.all("PartyTaxScheme") {
		if strings.EqualFold(t.txt("TaxScheme/ID"), "VAT") {
			p.VATID = t.txt("CompanyID")
		} else {
			p.TaxID = t.txt("CompanyID")
		}
	}
	if e := n.one("EndpointID"); e != nil {
		p.Endpoint, p.EndpointID, p.HasEP = e.content(), e.attr("schemeID"), true
	}
	if c := n.one("Contact"); c != nil {
		p.Contact = &Contact{c.txt("Name"), c.txt("Telephone"), c.txt("ElectronicMail")}
	}
	return p
}

func (v *Invoice) ublPayments(root *node) {
	var debit DirectDebit
	for _, party := range []string{"PayeeParty", "AccountingSupplierParty/Party"} {
		for _, id := range root.all(party + "/PartyIdentification/ID") {
			if id.attr("schemeID") == sepa && debit.Creditor == "" {
				debit.Creditor = id.content()
			}
		}
	}
	for _, m := range root.all("PaymentMeans") {
		acc, card := m.one("PayeeFinancialAccount"), m.one("CardAccount")
		v.Payments = append(v.Payments, Payment{
			Code: m.txt("PaymentMeansCode"), Text: m.one("PaymentMeansCode").attr("name"), IBAN: acc.txt("ID"), AccountName: acc.txt("Name"), HasAccount: acc != nil,
			BIC: acc.txt("FinancialInstitutionBranch/ID"), CardNumber: card.txt("PrimaryAccountNumberID"), CardHolder: card.txt("HolderName"),
		})
		if v.PaymentRef == "" {
			v.PaymentRef = m.txt("PaymentID")
		}
		if debit.Mandate == "" {
			debit.Mandate = m.txt("PaymentMandate/ID")
		}
		if debit.Account == "" {
			debit.Account = m.txt("PaymentMandate/PayerFinancialAccount/ID")
		}
	}
	if debit != (DirectDebit{}) {
		v.DirectDebit = &debit
	}
}

func (v *Invoice) ublSums(root *node) {
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
