package einvoice

import (
	"encoding/base64"

	"github.com/shopspring/decimal"
)

// A Term is one business term of an invoice.
type Term struct {
	ID     string // such as BT-31
	Name   string // as EN 16931 calls it, such as Seller VAT identifier
	Path   []int  // which of the groups that may stand several times it is of, from 1: the line, then the allowance on it; empty for the document
	Text   string // dates are yyyy-mm-dd, amounts plain decimals without zeros at their end, documents base64
	Scheme string // of an identifier or a classification; empty where none is given
}

// Terms returns the business terms of EN 16931 that v has, in the order of
// their groups. Terms of the VAT breakdown, the lines and other groups that may
// stand several times bear in Path which one they are of.
func (v *Invoice) Terms() []Term {
	var t terms
	t.document(v)
	t.references(v)
	t.seller(&v.Seller)
	t.buyer(&v.Buyer)
	t.others(v)
	t.delivery(v)
	t.payment(v)
	for i := range v.Allowances {
		t.allowance(&v.Allowances[i], documentAllowance, documentCharge, i+1)
	}
	t.totals(v)
	for i := range v.Documents {
		t.supplement(&v.Documents[i], i+1)
	}
	for i := range v.Lines {
		t.line(&v.Lines[i], i+1)
	}
	return t
}

type terms []Term

// text adds a term that has a text.
func (t *terms) text(id, s string, path ...int) {
	if s != "" {
		*t = append(*t, Term{ID: id, Name: termNames[id], Path: path, Text: s})
	}
}

func (t *terms) id(id string, x ID, path ...int) {
	if x.Value != "" {
		*t = append(*t, Term{ID: id, Name: termNames[id], Path: path, Text: x.Value, Scheme: x.Scheme})
	}
}

func (t *terms) amount(id string, d *decimal.Decimal, path ...int) {
	if d != nil {
		t.text(id, d.String(), path...)
	}
}

func (t *terms) document(v *Invoice) {
	for _, x := range []struct{ id, text string }{
		{"BT-1", v.Number}, {"BT-2", v.IssueDate}, {"BT-3", v.TypeCode}, {"BT-5", v.Currency}, {"BT-6", v.TaxCurrency}, {"BT-7", v.TaxPointDate}, {"BT-8", v.TaxPointCode},
		{"BT-9", v.DueDate}, {"BT-10", v.BuyerRef}, {"BT-11", v.Project}, {"BT-12", v.Contract}, {"BT-13", v.OrderNumber}, {"BT-14", v.SalesOrder},
		{"BT-15", v.ReceivingAdvice}, {"BT-16", v.DespatchAdvice}, {"BT-17", v.Tender},
	} {
		t.text(x.id, x.text)
	}
	t.id("BT-18", v.Object)
	t.text("BT-19", v.BuyerAccount)
	t.text("BT-20", v.PaymentTerms)
	for i, n := range v.Notes {
		if i < len(v.NoteSubjects) {
			t.text("BT-21", v.NoteSubjects[i], i+1)
		}
		t.text("BT-22", n, i+1)
	}
	t.text("BT-23", v.Process)
	t.text("BT-24", v.Profile)
}

func (t *terms) references(v *Invoice) {
	for i, p := range v.Preceding {
		t.text("BT-25", p, i+1)
		if i < len(v.PrecedingDates) {
			t.text("BT-26", v.PrecedingDates[i], i+1)
		}
	}
}

func (t *terms) seller(p *Party) {
	t.text("BT-27", p.Name)
	t.text("BT-28", p.TradingName)
	for i, id := range p.Identifiers {
		t.id("BT-29", id, i+1)
	}
	t.id("BT-30", ID{p.LegalID, p.LegalScheme})
	t.text("BT-31", p.VATID)
	t.text("BT-32", p.TaxID)
	t.text("BT-33", p.LegalInfo)
	t.id("BT-34", ID{p.Endpoint, p.EndpointID})
	t.address(p.Address, "BT-35", "BT-36", "BT-162", "BT-37", "BT-38", "BT-39", "BT-40")
	t.contact(p.Contact, "BT-41", "BT-42", "BT-43")
}

func (t *terms) buyer(p *Party) {
	t.text("BT-44", p.Name)
	t.text("BT-45", p.TradingName)
	for i, id := range p.Identifiers {
		t.id("BT-46", id, i+1)
	}
	t.id("BT-47", ID{p.LegalID, p.LegalScheme})
	t.text("BT-48", p.VATID)
	t.id("BT-49", ID{p.Endpoint, p.EndpointID})
	t.address(p.Address, "BT-50", "BT-51", "BT-163", "BT-52", "BT-53", "BT-54", "BT-55")
	t.contact(p.Contact, "BT-56", "BT-57", "BT-58")
}

// address adds the parts of a: three lines, city, postcode, subdivision and
// country.
func (t *terms) address(a *Address, ids ...string) {
	if a == nil {
		return
	}
	for i, s := range []string{a.Line1, a.Line2, a.Line3, a.City, a.Postcode, a.Subdivision, a.Country} {
		t.text(ids[i], s)
	}
}

func (t *terms) contact(c *Contact, name, phone, email string) {
	if c == nil {
		return
	}
	t.text(name, c.Name)
	t.text(phone, c.Phone)
	t.text(email, c.Email)
}

func (t *terms) others(v *Invoice) {
	if p := v.Payee; p != nil {
		t.text("BT-59", p.Name)
		for i, id := range p.Identifiers {
			t.id("BT-60", id, i+1)
		}
		t.id("BT-61", ID{p.LegalID, p.LegalScheme})
	}
	if p := v.TaxRep; p != nil {
		t.text("BT-62", p.Name)
		t.text("BT-63", p.VATID)
		t.address(p.Address, "BT-64", "BT-65", "BT-164", "BT-66", "BT-67", "BT-68", "BT-69")
	}
}

func (t *terms) delivery(v *Invoice) {
	t.text("BT-70", v.DeliverToName)
	t.id("BT-71", v.DeliverToID)
	t.text("BT-72", v.DeliveryDate)
	if v.Period != nil {
		t.text("BT-73", v.Period.Start)
		t.text("BT-74", v.Period.End)
	}
	t.address(v.DeliverTo, "BT-75", "BT-76", "BT-165", "BT-77", "BT-78", "BT-79", "BT-80")
}

func (t *terms) payment(v *Invoice) {
	for i, p := range v.Payments {
		for _, x := range []struct{ id, text string }{
			{"BT-81", p.Code}, {"BT-82", p.Text}, {"BT-84", p.IBAN}, {"BT-85", p.AccountName}, {"BT-86", p.BIC}, {"BT-87", p.CardNumber}, {"BT-88", p.CardHolder},
		} {
			t.text(x.id, x.text, i+1)
		}
	}
	t.text("BT-83", v.PaymentRef)
	if d := v.DirectDebit; d != nil {
		t.text("BT-89", d.Mandate)
		t.text("BT-90", d.Creditor)
		t.text("BT-91", d.Account)
	}
}

// The terms of allowances and charges: amount, base, percentage, VAT category
// and rate, reason and its code.
var (
	documentAllowance = [7]string{"BT-92", "BT-93", "BT-94", "BT-95", "BT-96", "BT-97", "BT-98"}
	documentCharge    = [7]string{"BT-99", "BT-100", "BT-101", "BT-102", "BT-103", "BT-104", "BT-105"}
	lineAllowance     = [7]string{"BT-136", "BT-137", "BT-138", "", "", "BT-139", "BT-140"}
	lineCharge        = [7]string{"BT-141", "BT-142", "BT-143", "", "", "BT-144", "BT-145"}
)

func (t *terms) allowance(a *Allowance, allowance, charge [7]string, path ...int) {
	ids := allowance
	if a.Charge {
		ids = charge
	}
	t.amount(ids[0], a.Amount, path...)
	t.amount(ids[1], a.Base, path...)
	t.amount(ids[2], a.Percent, path...)
	if ids[3] != "" {
		t.text(ids[3], a.Category, path...)
		t.amount(ids[4], a.Rate, path...)
	}
	t.text(ids[5], a.Reason, path...)
	t.text(ids[6], a.ReasonCode, path...)
}

func (t *terms) totals(v *Invoice) {
	s := &v.Totals
	ids := []string{"BT-106", "BT-107", "BT-108", "BT-109", "BT-110", "BT-111", "BT-112", "BT-113", "BT-114", "BT-115"}
	for i, d := range []*decimal.Decimal{s.Lines, s.Allowances, s.Charges, s.Net, s.VAT, s.VATOther, s.Gross, s.Prepaid, s.Rounding, s.Due} {
		t.amount(ids[i], d)
	}
	for i, r := range v.VAT {
		t.amount("BT-116", r.Base, i+1)
		t.amount("BT-117", r.Tax, i+1)
		t.text("BT-118", r.Category, i+1)
		t.amount("BT-119", r.Rate, i+1)
		t.text("BT-120", r.Reason, i+1)
		t.text("BT-121", r.ReasonCode, i+1)
	}
}

func (t *terms) supplement(s *Supplement, i int) {
	t.text("BT-122", s.Ref, i)
	t.text("BT-123", s.Description, i)
	t.text("BT-124", s.URL, i)
	t.text("BT-125", base64.StdEncoding.EncodeToString(s.Data), i)
}

func (t *terms) line(l *Line, i int) {
	t.text("BT-126", l.ID, i)
	t.text("BT-127", l.Note, i)
	t.id("BT-128", l.Object, i)
	t.amount("BT-129", l.Quantity, i)
	t.text("BT-130", l.Unit, i)
	t.amount("BT-131", l.Amount, i)
	t.text("BT-132", l.OrderLine, i)
	t.text("BT-133", l.BuyerAccount, i)
	if l.Period != nil {
		t.text("BT-134", l.Period.Start, i)
		t.text("BT-135", l.Period.End, i)
	}
	for k := range l.Allowances {
		t.allowance(&l.Allowances[k], lineAllowance, lineCharge, i, k+1)
	}
	t.amount("BT-146", l.Price, i)
	t.amount("BT-147", l.Discount, i)
	t.amount("BT-148", l.GrossPrice, i)
	t.amount("BT-149", l.BaseQuantity, i)
	t.text("BT-150", l.BaseUnit, i)
	t.text("BT-151", l.Category, i)
	t.amount("BT-152", l.Rate, i)
	t.text("BT-153", l.Name, i)
	t.text("BT-154", l.Description, i)
	t.text("BT-155", l.SKU, i)
	t.text("BT-156", l.BuyerSKU, i)
	t.id("BT-157", ID{l.StandardID, l.StandardSch}, i)
	for k, c := range l.Classes {
		t.id("BT-158", ID{c.Code, c.List}, i, k+1)
	}
	t.text("BT-159", l.Origin, i)
	for k, a := range l.Attributes {
		t.text("BT-160", a.Name, i, k+1)
		t.text("BT-161", a.Value, i, k+1)
	}
}
