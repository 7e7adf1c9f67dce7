package einvoice

import (
	"fmt"

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
	about := root.one("ExchangedDocumentContext", "SpecifiedExchangedDocumentContext")
	v := &Invoice{
		Syntax:   "CII",
		Process:  about.txt("BusinessProcessSpecifiedDocumentContextParameter/ID"),
		Profile:  about.txt("GuidelineSpecifiedDocumentContextParameter/ID"),
		Number:   doc.txt("ID"),
		TypeCode: doc.txt("TypeCode"), IssueDate: date(doc.txt("IssueDateTime")),
		Currency: st.txt("InvoiceCurrencyCode"), TaxCurrency: st.txt("TaxCurrencyCode"),
		DueDate:      date(st.txt("SpecifiedTradePaymentTerms/DueDateDateTime")),
		PaymentTerms: st.txt("SpecifiedTradePaymentTerms/Description"),
		TaxPointDate: date(st.txt("ApplicableTradeTax/TaxPointDate")), taxPointRaw: st.txt("ApplicableTradeTax/DueDateTypeCode"),
		Period: ciiPeriod(st.one("BillingSpecifiedPeriod")),
	}
	if v.TaxPointCode = v.taxPointRaw; tax2005[v.taxPointRaw] != "" {
		v.TaxPointCode = tax2005[v.taxPointRaw]
	}
	v.issueRaw, v.dueRaw = doc.txt("IssueDateTime"), st.txt("SpecifiedTradePaymentTerms/DueDateDateTime")
	for _, n := range doc.all("IncludedNote") {
		v.Notes, v.NoteSubjects = append(v.Notes, n.txt("Content")), append(v.NoteSubjects, n.txt("SubjectCode"))
	}
	v.CreditNote = creditNoteTypes.has(v.TypeCode)
	v.ciiParties(ag, st)
	v.ciiReferences(ag, de, st)
	v.ciiDelivery(de)
	v.ciiSettlement(st)
	for _, l := range tr.all("IncludedSupplyChainTradeLineItem") {
		v.Lines = append(v.Lines, ciiLine(l))
	}
	return v, nil
}

// tax2005 turns the codes of BT-8 in CII, of UNTDID 2475, into those of
// UNTDID 2005, which the standard names and UBL uses.
var tax2005 = map[string]string{"5": "3", "29": "35", "72": "432"}

func (v *Invoice) ciiParties(ag, st *node) {
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
}

// ciiReferences reads what the invoice refers to. The documents beside it are
// told by their type: 50 a tender, 130 what is invoiced, 916 a supplement.
func (v *Invoice) ciiReferences(ag, de, st *node) {
	ref := func(n *node, name string) string { return n.txt(name+"/IssuerAssignedID", name+"/ID") }
	v.BuyerRef, v.Project = ag.txt("BuyerReference"), ag.txt("SpecifiedProcuringProject/ID")
	v.Contract, v.OrderNumber = ref(ag, "ContractReferencedDocument"), ref(ag, "BuyerOrderReferencedDocument")
	v.SalesOrder = ref(ag, "SellerOrderReferencedDocument")
	v.ReceivingAdvice, v.DespatchAdvice = ref(de, "ReceivingAdviceReferencedDocument"), ref(de, "DespatchAdviceReferencedDocument")
	v.BuyerAccount = st.txt("ReceivableSpecifiedTradeAccountingAccount/ID")
	for _, p := range st.all("InvoiceReferencedDocument") {
		v.Preceding = append(v.Preceding, p.txt("IssuerAssignedID", "ID"))
		v.PrecedingDates = append(v.PrecedingDates, date(p.txt("FormattedIssueDateTime", "IssueDateTime")))
	}
	for _, d := range ag.all("AdditionalReferencedDocument") {
		id := d.txt("IssuerAssignedID", "ID")
		switch d.txt("TypeCode") {
		case "50":
			v.Tender = id
		case "130":
			v.Object = ID{id, d.txt("ReferenceTypeCode")}
		default:
			file := d.one("AttachmentBinaryObject")
			v.Supporting = append(v.Supporting, id)
			v.Documents = append(v.Documents, supplement(id, d.txt("Name"), d.txt("URIID"), file))
		}
	}
}

func (v *Invoice) ciiDelivery(de *node) {
	v.DeliveryDate = date(de.txt("ActualDeliverySupplyChainEvent/OccurrenceDateTime"))
	to := de.one("ShipToTradeParty")
	v.DeliverTo, v.DeliverToName = ciiAddress(to.one("PostalTradeAddress")), to.txt("Name")
	if id := to.one("GlobalID", "ID"); id != nil {
		v.DeliverToID = schemed(id)
	}
}

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
	return &Address{
		Line1: n.txt("LineOne"), Line2: n.txt("LineTwo"), Line3: n.txt("LineThree"), Postcode: n.txt("PostcodeCode"), City: n.txt("CityName"),
		Country: n.txt("CountryID"), Subdivision: n.txt("CountrySubDivisionName"),
	}
}

func ciiParty(n *node) Party {
	p := Party{
		Name: n.txt("Name"), TradingName: n.txt("SpecifiedLegalOrganization/TradingBusinessName"), Address: ciiAddress(n.one("PostalTradeAddress")),
		LegalID: n.txt("SpecifiedLegalOrganization/ID"), LegalScheme: n.one("SpecifiedLegalOrganization/ID").attr("schemeID"), LegalInfo: n.txt("Description"),
	}
	if p.TradingName == p.Name {
		p.TradingName = ""
	}
	for _, id := range append(n.all("ID"), n.all("GlobalID")...) {
		p.addID(schemed(id))
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
	if c := n.one("DefinedTradeContact"); c != nil {
		p.Contact = &Contact{c.txt("PersonName", "DepartmentName"), c.txt("TelephoneUniversalCommunication/CompleteNumber"), c.txt("EmailURIUniversalCommunication/URIID")}
	}
	return p
}

func (v *Invoice) ciiSettlement(st *node) {
	v.PaymentRef = st.txt("PaymentReference")
	debit := DirectDebit{Mandate: st.txt("SpecifiedTradePaymentTerms/DirectDebitMandateID"), Creditor: st.txt("CreditorReferenceID")}
	for _, m := range st.all("SpecifiedTradeSettlementPaymentMeans") {
		acc, card := m.one("PayeePartyCreditorFinancialAccount"), m.one("ApplicableTradeSettlementFinancialCard")
		v.Payments = append(v.Payments, Payment{
			Code: m.txt("TypeCode"), Text: m.txt("Information"), IBAN: acc.txt("IBANID", "ProprietaryID"), AccountName: acc.txt("AccountName"), HasAccount: acc != nil,
			BIC: m.txt("PayeeSpecifiedCreditorFinancialInstitution/BICID"), CardNumber: card.txt("ID"), CardHolder: card.txt("CardholderName"),
		})
		if a := m.txt("PayerPartyDebtorFinancialAccount/IBANID"); a != "" && debit.Account == "" {
			debit.Account = a
		}
	}
	if debit != (DirectDebit{}) {
		v.DirectDebit = &debit
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
	v.ciiTotals(st.one("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"))
}

func (v *Invoice) ciiTotals(sum *node) {
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
