package extractscore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/pdf"
)

// readPDF lays the native words of a PDF out.
func readPDF(ctx context.Context, file string) (*layout.Document, []extract.Attachment, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	d, err := pdf.Open(ctx, data, pdf.OpenOptions{})
	if err != nil {
		return nil, nil, err
	}
	defer d.Close()
	doc := &layout.Document{Name: filepath.Base(file)}
	for n := 1; n <= d.PageCount(); n++ {
		in, err := d.Input(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		doc.Pages = append(doc.Pages, layout.Analyze(*in, layout.Options{}))
	}
	layout.AnalyzeDocument(doc, layout.Options{})
	var files []extract.Attachment
	as, err := d.Attachments(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range as {
		files = append(files, extract.Attachment{Name: a.Name, Data: a.Data})
	}
	return doc, files, nil
}

// readImage recognises an image with the default engine. cache, where not
// empty, is a folder that keeps what was read, by the digest of the image and
// the name of the engine.
func readImage(ctx context.Context, engine *embedded.Engine, file, cache string) (*layout.Document, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	info := engine.Info()
	kept := ""
	if cache != "" {
		kept = filepath.Join(cache, fmt.Sprintf("%x.json", sha256.Sum256(append(data, info.Name+info.Version...))))
		var doc layout.Document
		if readJSON(kept, &doc) == nil {
			return &doc, nil
		}
	}
	img, err := imageops.Decode(bytes.NewReader(data), imageops.Limits{})
	if err != nil {
		return nil, err
	}
	page, err := engine.Recognize(ctx, ocr.Image{Pix: img.Pix, DPI: img.DPIX}, ocr.Options{})
	if err != nil {
		return nil, err
	}
	doc := &layout.Document{Pages: []layout.Page{layout.Analyze(page.Input(1), layout.Options{})}}
	if kept != "" {
		if b, err := json.Marshal(doc); err == nil {
			_ = os.WriteFile(kept, b, 0o644) // a cache that cannot be written only costs time
		}
	}
	return doc, nil
}

// heldOutEvery: every so many-th receipt, by name, was left out of the training
// of the embedded English model (ocr/embedded/engdata/README.md).
const heldOutEvery = 4

// readImages returns the receipts with the words that the default engine reads.
func (r *run) readImages() ([]Case, error) {
	cases, err := load(r.env.Data, "sroie", "")
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	var read []Case
	for i, c := range cases {
		c.HeldOut = i%heldOutEvery == 0
		c.Doc, err = readImage(r.ctx, engine, filepath.Join(c.Dir, "img", c.Truth.ID+".jpg"), os.Getenv("DOCKET_OCR_CACHE"))
		if err != nil {
			r.env.Logf("sroie %s: %v", c.Truth.ID, err)
			continue
		}
		read = append(read, c)
	}
	return read, nil
}

// images scores the receipts from their images with the default engine.
func (r *run) images() error {
	read, err := r.readImages()
	if err != nil || len(read) == 0 {
		return err
	}
	b, heldOut := newBoard(), newBoard()
	if _, err := r.extractAll(read, extract.Receipt(), func(c *Case, res *extract.Result) {
		b.addFields(&c.Truth, res, nil)
		addKnownItems(b, c, res)
		if c.HeldOut {
			heldOut.addFields(&c.Truth, res, nil)
			addKnownItems(heldOut, c, res)
		}
	}); err != nil {
		return err
	}
	r.put("sroie_image_f1", b.micro().f1())
	r.put("sroie_image_items_row_f1", b.item("row").f1())
	r.put("sroie_image_held_out_f1", heldOut.micro().f1())
	r.put("sroie_image_held_out_items_row_f1", heldOut.item("row").f1())
	r.show("sroie image", b)
	return r.stream(read, "image")
}

// pdfs scores the e-invoices from their PDF files, read by package pdf: what is
// printed, with the attachment ignored, and the attachment's data; and the
// files whose attachment is broken, which must be read from the page.
func (r *run) pdfs() error {
	cases, err := load(r.env.Data, "einvoice", "")
	if err != nil || len(cases) == 0 {
		return err
	}
	b := newBoard()
	exact, with := 0, 0
	for i := range cases {
		c := &cases[i]
		doc, files, err := readPDF(r.ctx, filepath.Join(c.Dir, "pdf", c.Truth.ID+".pdf"))
		if err != nil {
			r.env.Logf("einvoice %s: %v", c.Truth.ID, err)
			continue
		}
		page, err := extract.Extract(r.ctx, doc, extract.Invoice(), extract.Options{})
		if err != nil {
			return err
		}
		b.addFields(&c.Truth, page, InvoiceFields)
		b.addVAT(c.Truth.VATRates, page.VATRates)
		b.addItems(visibleRows(c.Truth.Items), page.Tables[extract.FieldLineItems])
		xml, err := extract.Extract(r.ctx, doc, extract.Invoice(), extract.Options{Attachments: files})
		if err != nil {
			return err
		}
		with++
		if r.exactXML(&c.Truth, xml) {
			exact++
		}
	}
	r.put("einvoice_pdf_f1", b.micro().f1())
	r.put("einvoice_pdf_items_row_f1", b.item("row").f1())
	r.put("einvoice_pdf_items_amount_f1", b.item("amount").f1())
	r.put("einvoice_pdf_vat_rows_f1", b.vat.f1())
	r.put("einvoice_pdf_xml_exact", share(exact, with))
	r.show("einvoice pdf", b)
	return r.robust()
}

// robust counts the files with broken e-invoice data that still give a total
// from the page.
func (r *run) robust() error {
	files, err := filepath.Glob(filepath.Join(r.env.Data, "extract", "einvoice", "robust", "*.pdf"))
	if err != nil || len(files) == 0 {
		return err
	}
	good := 0
	for _, f := range files {
		doc, att, err := readPDF(r.ctx, f)
		if err != nil {
			r.env.Logf("robust %s: %v", filepath.Base(f), err)
			continue
		}
		res, err := extract.Extract(r.ctx, doc, extract.Invoice(), extract.Options{Attachments: att})
		if err != nil {
			return err
		}
		v, ok := res.Values[extract.FieldGross]
		r.env.Logf("robust %s: gross %s from %s, issues %v", filepath.Base(f), v.Norm, v.Source, res.Issues)
		if ok {
			good++
		}
	}
	r.put("einvoice_robust_total_found", share(good, len(files)))
	return nil
}
