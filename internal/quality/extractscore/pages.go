package extractscore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"sort"
	"strings"

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

// A pile is a sequence of whole documents, as the splitting set lists them.
type pile struct {
	ID     string `json:"id"`
	Starts []int  `json:"starts"`
	Pages  int    `json:"pages"`
	Docs   []struct {
		Path  string `json:"path"`
		Pages int    `json:"pages"`
		Kind  string `json:"kind"`
		Group string `json:"group"`
	} `json:"docs"`
	doc *layout.Document
}

// Piles reads the piles of the splitting set: PDFs by package pdf, receipts
// by the words that come with them.
func Piles(ctx context.Context, data string) ([]pile, error) {
	files, err := filepath.Glob(filepath.Join(data, "extract", "splitting", "*.json"))
	if err != nil {
		return nil, err
	}
	seen := map[string]*layout.Document{}
	var out []pile
	for _, f := range files {
		var ps []pile
		if err := readJSON(f, &ps); err != nil {
			return nil, err
		}
		for i := range ps {
			if err := ps[i].read(ctx, data, seen); err != nil {
				return nil, fmt.Errorf("pile %s: %w", ps[i].ID, err)
			}
		}
		out = append(out, ps...)
	}
	return out, nil
}

func (p *pile) read(ctx context.Context, data string, seen map[string]*layout.Document) error {
	p.doc = &layout.Document{Name: p.ID}
	for _, d := range p.Docs {
		doc := seen[d.Path]
		if doc == nil {
			file := filepath.Join(data, "extract", filepath.FromSlash(d.Path))
			var err error
			if strings.HasSuffix(file, ".pdf") {
				doc, _, err = readPDF(ctx, file)
			} else {
				id := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
				doc, err = readWords(filepath.Dir(filepath.Dir(file)), "ocr_gt", id)
			}
			if err != nil {
				return err
			}
			seen[d.Path] = doc
		}
		if len(doc.Pages) != d.Pages {
			return fmt.Errorf("%s has %d pages, not %d", d.Path, len(doc.Pages), d.Pages)
		}
		p.doc.Pages = append(p.doc.Pages, doc.Pages...)
	}
	for i := range p.doc.Pages {
		p.doc.Pages[i].Number = i + 1
	}
	return nil
}

// TrainingPiles returns the piles as training data.
func TrainingPiles(ctx context.Context, data string) ([]extract.Pile, error) {
	ps, err := Piles(ctx, data)
	if err != nil {
		return nil, err
	}
	var out []extract.Pile
	for _, p := range ps {
		out = append(out, extract.Pile{Document: p.doc, Starts: p.Starts, Group: p.ID})
	}
	return out, nil
}

// splits scores the splitting of piles, cross-validated by pile and with the
// embedded weights.
func (r *run) splits() error {
	ps, err := Piles(r.ctx, r.env.Data)
	if err != nil || len(ps) == 0 {
		return err
	}
	cases, err := TrainingCases(r.ctx, r.env)
	if err != nil {
		return err
	}
	cv, in := splitBoard{}, splitBoard{}
	for k := range 4 {
		o := extract.TrainOptions{}
		for _, p := range ps {
			if pileFold(p.ID) != k {
				o.Piles = append(o.Piles, extract.Pile{Document: p.doc, Starts: p.Starts, Group: p.ID})
			}
		}
		ranker, err := extract.TrainOnly(r.ctx, Samples(cases), o, "class", "split")
		if err != nil {
			return err
		}
		for i := range ps {
			if pileFold(ps[i].ID) == k {
				if err := cv.add(r, &ps[i], extract.SplitOptions{Ranker: ranker}); err != nil {
					return err
				}
			}
		}
	}
	for i := range ps {
		if err := in.add(r, &ps[i], extract.SplitOptions{}); err != nil {
			return err
		}
	}
	r.put("split_boundary_cv_f1", cv.bounds.f1())
	r.put("split_document_cv_f1", cv.docs.f1())
	r.put("split_class_cv_accuracy", share(cv.classRight, cv.docs.tp))
	r.put("split_boundary_f1", in.bounds.f1())
	r.put("split_document_f1", in.docs.f1())
	r.put("split_class_accuracy", share(in.classRight, in.docs.tp))
	return nil
}

func pileFold(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return int(h.Sum32() % 4)
}

// A splitBoard counts boundaries (the first page apart) and whole documents.
type splitBoard struct {
	bounds, docs tally
	classRight   int
}

func (b *splitBoard) add(r *run, p *pile, o extract.SplitOptions) error {
	parts, err := extract.Split(r.ctx, p.doc, o)
	if err != nil {
		return err
	}
	want, got := map[int]bool{}, map[int]bool{}
	kinds := map[[2]int]string{}
	sort.Ints(p.Starts)
	for i, s := range p.Starts {
		end := p.Pages
		if i+1 < len(p.Starts) {
			end = p.Starts[i+1] - 1
		}
		kinds[[2]int{s, end}] = p.Docs[i].Kind
		want[s] = true
	}
	hit := 0
	for _, q := range parts {
		got[q.First] = true
		last := q.Last
		if n := len(q.Separators); n > 0 {
			last = q.Separators[n-1] // a blank page belongs to the document before it
		}
		if kind, ok := kinds[[2]int{q.First, last}]; ok {
			hit++
			if kind == q.Class {
				b.classRight++
			} else {
				r.env.Logf("pile %s pages %d-%d: %s is taken for %s", p.ID, q.First, last, kind, q.Class)
			}
		}
	}
	b.docs.tp += hit
	b.docs.fp += len(parts) - hit
	b.docs.fn += len(kinds) - hit
	for s := 2; s <= p.Pages; s++ {
		switch {
		case want[s] && got[s]:
			b.bounds.tp++
		case got[s]:
			b.bounds.fp++
			r.env.Logf("pile %s: page %d begins no document", p.ID, s)
		case want[s]:
			b.bounds.fn++
			r.env.Logf("pile %s: page %d begins a document", p.ID, s)
		}
	}
	return nil
}
