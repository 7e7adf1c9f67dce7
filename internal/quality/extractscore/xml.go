package extractscore

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// xml scores the reading of e-invoice data: the share of invoices whose every
// known field, VAT rate and line item comes out exactly, and the share of
// twins, one invoice in both syntaxes, that read the same.
func (r *run) xml() error {
	cases, err := load(r.env.Data, "einvoice", "")
	if err != nil {
		return err
	}
	exact, all := 0, 0
	for i := range cases {
		c := &cases[i]
		data, err := os.ReadFile(filepath.Join(c.Dir, "xml", c.Truth.ID+".xml"))
		if err != nil {
			r.env.Logf("einvoice %s: %v", c.Truth.ID, err)
			continue
		}
		res, err := r.readXML(data)
		if err != nil {
			return err
		}
		all++
		if r.exactXML(&c.Truth, res) {
			exact++
		}
	}
	if all > 0 {
		r.put("einvoice_xml_exact", share(exact, all))
	}
	return r.twins()
}

func (r *run) readXML(data []byte) (*extract.Result, error) {
	return extract.Extract(r.ctx, &layout.Document{}, extract.Invoice(), extract.Options{Attachments: []extract.Attachment{{Name: "factur-x.xml", Data: data}}})
}

func (r *run) exactXML(t *Truth, res *extract.Result) bool {
	ok := true
	for name, f := range t.Fields {
		if got, want := normalise(f.Type, res.Values[name].Norm), normalise(f.Type, f.Value); got != want {
			r.env.Logf("einvoice xml %s %s: want %q got %q", t.ID, name, want, got)
			ok = false
		}
	}
	b := newBoard()
	b.addVAT(t.VATRates, res.VATRates)
	b.addItems(t.Items, res.Tables[extract.FieldLineItems])
	if b.vat.fp+b.vat.fn > 0 {
		r.env.Logf("einvoice xml %s: VAT rates differ", t.ID)
		ok = false
	}
	for col, it := range b.items {
		if it.fp+it.fn > 0 {
			r.env.Logf("einvoice xml %s: column %s differs", t.ID, col)
			ok = false
		}
	}
	return ok
}

// twins compares the CII and the UBL form of the same invoices. Of the 27 pairs
// of the official examples one cannot be equal: the two files of
// not_validating_full_invoice_based_onTest_EeISI_300_CENfullmodel do not hold
// the same invoice, the differences are logged.
func (r *run) twins() error {
	root := filepath.Join(r.env.Data, "extract", "en16931", "xml")
	files, err := filepath.Glob(filepath.Join(root, "cii", "*.cii.xml"))
	if err != nil {
		return err
	}
	equal, all := 0, 0
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".cii.xml")
		a, err1 := os.ReadFile(f)
		b, err2 := os.ReadFile(filepath.Join(root, "ubl", name+".ubl.xml"))
		if err1 != nil || err2 != nil {
			continue
		}
		ra, err := r.readXML(a)
		if err != nil {
			return err
		}
		rb, err := r.readXML(b)
		if err != nil {
			return err
		}
		all++
		if r.sameReading(name, ra, rb) {
			equal++
		}
	}
	if all > 0 {
		r.put("einvoice_twins_equal", share(equal, all))
	}
	return nil
}

func (r *run) sameReading(name string, a, b *extract.Result) bool {
	ok := len(a.VATRates) == len(b.VATRates) && len(a.Tables[extract.FieldLineItems].Rows) == len(b.Tables[extract.FieldLineItems].Rows)
	if !ok {
		r.env.Logf("twins %s: different numbers of rows", name)
	}
	for f, v := range a.Values {
		if w := b.Values[f]; w.Norm != v.Norm {
			r.env.Logf("twins %s %s: %q and %q", name, f, v.Norm, w.Norm)
			ok = false
		}
	}
	for f := range b.Values {
		if _, has := a.Values[f]; !has {
			r.env.Logf("twins %s %s: only in UBL", name, f)
			ok = false
		}
	}
	return ok
}

// contracts scores effective date and jurisdiction of contracts.
func (r *run) contracts() error {
	cases, err := load(r.env.Data, "kleister_nda", "txt")
	if err != nil || len(cases) == 0 {
		return err
	}
	b := newBoard()
	if _, err := r.extractAll(cases, extract.Contract(), func(c *Case, res *extract.Result) { b.addFields(&c.Truth, res, nil) }); err != nil {
		return err
	}
	r.put("kleister_jurisdiction_f1", b.field(extract.FieldJurisdiction).f1())
	r.put("kleister_effective_date_f1", b.field(extract.FieldEffectiveDate).f1())
	r.put("kleister_term_f1", b.field(extract.FieldTermLength).f1())
	r.show("kleister", b)
	return nil
}

// memories scores the memory on boxes and on OCR.
func (r *run) memories() error {
	if err := r.memory("ocr_gt", "boxes"); err != nil {
		return err
	}
	return r.memory("ocr_tesseract", "tesseract")
}
