package extractscore

import (
	"context"
	"fmt"
	"sort"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/rusage"
)

// run is one scoring of package extract.
type run struct {
	ctx context.Context
	env measure.Env
	out []measure.Measure
}

func (r *run) put(name string, v float64) {
	r.out = append(r.out, measure.Measure{Set: "extract", Name: name, Value: v})
}

// Set scores package extract over a data folder. The images are read by the
// default engine, the PDFs by package pdf.
func Set(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	r := &run{ctx: ctx, env: e}
	for _, part := range []func() error{r.rules, r.valid, r.xml, r.crossValidated, r.receipts, r.invoices, r.contracts, r.memories, r.splits, r.pdfs, r.images} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return r.out, nil
}

// CrossValidate calls each with every case and a Ranker that has seen no
// document of the case's group, neither for its weights nor for its
// confidences.
func CrossValidate(ctx context.Context, cases []Case, each func(c *Case, r *extract.Ranker) error) error {
	set, err := extract.NewTrainingSet(ctx, Samples(cases))
	if err != nil {
		return err
	}
	fold := func(i int) int { return extract.FoldOf(cases[i].Truth.Group) }
	held, _, err := set.CrossFit(ctx, extract.TrainOptions{}, 5, fold)
	if err != nil {
		return err
	}
	for i := range cases {
		if err := each(&cases[i], held[fold(i)]); err != nil {
			return err
		}
	}
	return nil
}

// Samples turns cases into training samples.
func Samples(cases []Case) []extract.Sample {
	out := make([]extract.Sample, len(cases))
	for i, c := range cases {
		set := c.Truth.Set
		if set == imageSet {
			set = "sroie" // the same suppliers
		}
		s := extract.Sample{Document: c.Doc, Group: set + "/" + c.Truth.Group, Values: map[string]string{}, Class: c.Truth.Kind}
		for name, f := range c.Truth.Fields {
			if !f.visible() || c.Made || !c.sure(name, f) {
				continue
			}
			s.Values[name] = f.Value
			if f.Type == "money" {
				s.Values[name] = money(f.Value)
			}
		}
		if !c.Made {
			s.Items, s.VATRates = trueItems(&c.Truth), trueRates(&c.Truth)
		}
		out[i] = s
	}
	return out
}

// trueItems returns the rows of line items that are known for sure: silver
// ones only where they sum to a total.
func trueItems(t *Truth) []map[string]string {
	rows := visibleRows(t.Items)
	switch {
	case t.Silver.SumOK:
		rows = t.Silver.Items
	case t.Kind == extract.ClassReceipt && !t.SumOK:
		return nil
	}
	var out []map[string]string
	for _, r := range rows {
		m := map[string]string{}
		for _, col := range itemColumns {
			if m[col] = text(r[col]); col != "description" {
				m[col] = itemValue(col, r[col])
			}
		}
		out = append(out, m)
	}
	return out
}

func trueRates(t *Truth) []extract.VATRate {
	var out []extract.VATRate
	for _, r := range t.VATRates {
		out = append(out, extract.VATRate{Rate: number(r["rate"]), Net: money(r["net"]), VAT: money(r["vat"])})
	}
	return out
}

// extractAll scores cases with the embedded weights and returns the CPU time a
// page in milliseconds.
func (r *run) extractAll(cases []Case, s extract.Schema, each func(c *Case, res *extract.Result)) (float64, error) {
	pages := 0
	start, _ := rusage.CPUTime()
	for i := range cases {
		res, err := extract.Extract(r.ctx, cases[i].Doc, s, extract.Options{})
		if err != nil {
			return 0, fmt.Errorf("%s: %w", cases[i].Truth.ID, err)
		}
		pages += len(cases[i].Doc.Pages)
		each(&cases[i], res)
	}
	end, _ := rusage.CPUTime() // 0 where the system does not tell
	return float64((end - start).Microseconds()) / 1000 / float64(max(1, pages)), nil
}

// show prints the errors of a board.
func (r *run) show(name string, b *board) {
	if r.env.Errors == 0 {
		return
	}
	fields := make([]string, 0, len(b.fields))
	for f := range b.fields {
		fields = append(fields, f)
	}
	sort.Strings(fields)
	for _, f := range fields {
		t := b.fields[f]
		r.env.Logf("%s %-22s P %.3f R %.3f F1 %.3f n %d", name, f, t.precision(), t.recall(), t.f1(), t.tp+t.fn)
	}
	cols := make([]string, 0, len(b.items))
	for f := range b.items {
		cols = append(cols, f)
	}
	sort.Strings(cols)
	for _, f := range cols {
		t := b.items[f]
		r.env.Logf("%s item %-17s P %.3f R %.3f F1 %.3f n %d", name, f, t.precision(), t.recall(), t.f1(), t.tp+t.fn)
	}
	for i, m := range b.errs {
		if i >= r.env.Errors {
			break
		}
		r.env.Logf("%s %s %s want %q got %q (%.2f)", name, m.id, m.field, m.want, m.got, m.confidence)
	}
}

// cvBoards are the scores of documents read with weights that have not seen
// their supplier.
type cvBoards struct {
	boxes, texts, printed, all *board
	cells                      *board // line items and VAT rows of all sets
	images, heldOut            *board // receipts read by the default engine, and those left out of its training
	class, madeClass           tally  // of the data, and of documents that the project makes
	unreadTotal, unreadDate    int    // values of receipts_text that are printed nowhere
}

func (v *cvBoards) add(c *Case, res *extract.Result) {
	switch {
	case c.Made:
		return
	case c.Truth.Set == imageSet:
		v.images.addFields(&c.Truth, res, nil)
		addKnownItems(v.images, c, res)
		if c.HeldOut {
			v.heldOut.addFields(&c.Truth, res, nil)
			addKnownItems(v.heldOut, c, res)
		}
		return
	case c.Truth.Set == "sroie":
		v.boxes.addFields(&c.Truth, res, nil)
		v.all.addFields(&c.Truth, res, nil)
	case c.Truth.Kind == extract.ClassReceipt:
		v.texts.addFields(&c.Truth, res, nil)
		total, date := v.printed.addPrinted(c, res)
		v.unreadTotal, v.unreadDate = v.unreadTotal+b2i(!total), v.unreadDate+b2i(!date)
		addKnownItems(v.texts, c, res)
	case c.Truth.Kind == extract.ClassInvoice:
		v.all.addFields(&c.Truth, res, InvoiceFields)
	}
	addKnownItems(v.cells, c, res)
	if len(c.Truth.VATRates) > 0 {
		v.cells.addVAT(c.Truth.VATRates, res.VATRates)
	}
}

// addKnownItems scores the line items of c where they are known for sure.
func addKnownItems(b *board, c *Case, res *extract.Result) {
	rows := visibleRows(c.Truth.Items)
	switch {
	case c.Truth.Silver.SumOK:
		rows = c.Truth.Silver.Items
	case c.Truth.Kind == extract.ClassReceipt && !c.Truth.SumOK:
		return
	}
	if len(rows) > 0 {
		b.addItems(rows, res.Tables[extract.FieldLineItems])
	}
}

// crossValidated scores what the weights decide with weights that have not
// seen the supplier: receipts with boxes, from images and as text, classes,
// confidences.
func (r *run) crossValidated() error {
	cases, err := TrainingCases(r.ctx, r.env)
	if err != nil || len(cases) == 0 {
		return err
	}
	v := cvBoards{boxes: newBoard(), texts: newBoard(), printed: newBoard(), all: newBoard(), cells: newBoard(), images: newBoard(), heldOut: newBoard()}
	err = CrossValidate(r.ctx, cases, func(c *Case, ranker *extract.Ranker) error {
		s, ok := extract.BuiltIn(c.Truth.Kind)
		if !ok {
			s = extract.Invoice() // the class alone counts
		}
		res, err := extract.Extract(r.ctx, c.Doc, s, extract.Options{Ranker: ranker})
		if err != nil {
			return err
		}
		v.add(c, res)
		class := &v.class
		if c.Made {
			class = &v.madeClass
		}
		switch {
		case c.Truth.Set == imageSet:
		case res.Class == c.Truth.Kind:
			class.tp++
		default:
			class.fp++
			r.env.Logf("class %s %s: %s is taken for %s", c.Truth.Set, c.Truth.ID, c.Truth.Kind, res.Class)
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.putCV(&v)
	r.show("sroie cv", v.boxes)
	r.show("sroie image cv", v.images)
	r.show("receipts_text cv", v.texts)
	return nil
}

func (r *run) putCV(v *cvBoards) {
	r.put("class_cv_accuracy", v.class.precision())
	r.put("class_made_cv_accuracy", v.madeClass.precision())
	r.put("sroie_boxes_cv_f1", v.boxes.micro().f1())
	r.put("receipts_text_total_cv_f1", v.texts.field(extract.FieldGross).f1())
	r.put("receipts_text_date_cv_f1", v.texts.field(extract.FieldIssueDate).f1())
	r.put("receipts_text_total_printed_cv_f1", v.printed.field(extract.FieldGross).f1())
	r.put("receipts_text_date_printed_cv_f1", v.printed.field(extract.FieldIssueDate).f1())
	r.put("receipts_text_total_not_printed", float64(v.unreadTotal))
	r.put("receipts_text_date_not_printed", float64(v.unreadDate))
	r.put("receipts_text_items_row_cv_f1", v.texts.item("row").f1())
	r.put("ece_cv", ece(v.all.answers))
	r.put("auto_accept_cv", autoAccept(v.all.answers, 0.98))
	r.put("items_cells_ece_cv", ece(v.cells.cells))
	r.put("items_cells_auto_accept_95_cv", autoAccept(v.cells.cells, 0.95)) // the truth of the receipts is silver: hardly better itself
	r.put("vat_rows_ece_cv", ece(v.cells.rates))
	r.put("vat_rows_auto_accept_95_cv", autoAccept(v.cells.rates, 0.95))
	if v.images.micro() == (tally{}) {
		return
	}
	r.put("sroie_image_cv_f1", v.images.micro().f1())
	r.put("sroie_image_cv_items_row_f1", v.images.item("row").f1())
	r.put("sroie_image_cv_ece", ece(v.images.answers))
	r.put("sroie_image_held_out_cv_f1", v.heldOut.micro().f1())
	r.put("sroie_image_held_out_cv_items_row_f1", v.heldOut.item("row").f1())
}

// receipts scores the SROIE receipts with the embedded weights, which have
// seen the development set.
func (r *run) receipts() error {
	cases, err := load(r.env.Data, "sroie", "ocr_gt")
	if err != nil || len(cases) == 0 {
		return err
	}
	b := newBoard()
	ms, err := r.extractAll(cases, extract.Receipt(), func(c *Case, res *extract.Result) {
		b.addFields(&c.Truth, res, nil)
		if c.Truth.Silver.SumOK {
			b.addItems(c.Truth.Silver.Items, res.Tables[extract.FieldLineItems])
		}
	})
	if err != nil {
		return err
	}
	r.put("sroie_boxes_f1", b.micro().f1())
	r.put("sroie_items_row_f1", b.item("row").f1())
	r.put("sroie_items_amount_f1", b.item("amount").f1())
	r.put("sroie_ms_page", ms)
	r.show("sroie", b)
	return nil
}

// InvoiceFields are the printed header fields that count in the invoice sets.
var InvoiceFields = []string{
	extract.FieldNumber, extract.FieldIssueDate, extract.FieldDueDate, extract.FieldDeliveryDate, extract.FieldNet, extract.FieldVAT, extract.FieldGross,
	extract.FieldDue, extract.FieldOrderNumber, extract.FieldIBAN, extract.FieldBIC, extract.FieldSupplierVATID, extract.FieldCurrency,
}

// partyFields are those that the XML has of the parties, and two more.
var partyFields = []string{extract.FieldSupplierName, extract.FieldCustomerName, extract.FieldSupplierAddress, extract.FieldCustomerAddress, extract.FieldSupplierTaxNo, extract.FieldLineTotal}

// invoices scores e-invoices by what is printed, and invoice2data's documents.
func (r *run) invoices() error {
	cases, err := load(r.env.Data, "einvoice", "ocr_gt")
	if err != nil {
		return err
	}
	b, party, printed := newBoard(), newBoard(), newBoard()
	ms, err := r.extractAll(cases, extract.Invoice(), func(c *Case, res *extract.Result) {
		b.addFields(&c.Truth, res, InvoiceFields)
		party.addFields(&c.Truth, res, partyFields)
		truth, read := withoutCountry(&c.Truth, res)
		printed.addFields(truth, read, partyFields)
		b.addVAT(c.Truth.VATRates, res.VATRates)
		b.addItems(visibleRows(c.Truth.Items), res.Tables[extract.FieldLineItems])
	})
	if err != nil {
		return err
	}
	if len(cases) > 0 {
		r.put("einvoice_f1", b.micro().f1())
		r.put("items_row_f1", b.item("row").f1())
		r.put("items_amount_f1", b.item("amount").f1())
		r.put("vat_rows_f1", b.vat.f1())
		r.put("einvoice_parties_f1", party.micro().f1())
		r.put("einvoice_parties_without_country_f1", printed.micro().f1())
		r.put("einvoice_ms_page", ms)
		r.show("einvoice", b)
		r.show("einvoice", party)
	}
	return r.invoice2data()
}

func (r *run) invoice2data() error {
	cases, err := load(r.env.Data, "invoice2data", "ocr_gt")
	if err != nil || len(cases) == 0 {
		return err
	}
	b := newBoard()
	if _, err := r.extractAll(cases, extract.Invoice(), func(c *Case, res *extract.Result) { b.addFields(&c.Truth, res, nil) }); err != nil {
		return err
	}
	r.put("invoice2data_f1", b.micro().f1())
	r.show("invoice2data", b)
	return nil
}

func visibleRows(rows []map[string]any) []map[string]any {
	var out []map[string]any
	for _, r := range rows {
		if v, ok := r["visible"].(bool); !ok || v {
			out = append(out, r)
		}
	}
	return out
}
