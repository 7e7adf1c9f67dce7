package pdf_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"log"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// scan makes a searchable PDF of n page images with one word each.
func scan(n int) *pdf.Document {
	var file bytes.Buffer
	out := pdf.NewImagePDF(&file, pdf.ImagePDFOptions{Info: layout.Info{Title: "Scan"}})
	for i := range n {
		page := layout.Page{
			Size:  layout.Size{W: 595, H: 842},
			Words: []layout.Word{{Text: fmt.Sprintf("page-%d", i+1), Box: layout.Rect{X0: 72, Y0: 72, X1: 130, Y1: 84}}},
		}
		img := image.NewGray(image.Rect(0, 0, 595, 842))
		if err := out.AddPage(context.Background(), pdf.ImagePage{Image: img, Page: &page}); err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		log.Fatal(err)
	}
	return reopen(&file)
}

func reopen(file *bytes.Buffer) *pdf.Document {
	d, err := pdf.Open(context.Background(), file.Bytes(), pdf.OpenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	return d
}

// words prints the words of each page.
func words(d *pdf.Document) {
	for n := range d.PageCount() {
		in, err := d.Input(context.Background(), n+1)
		if err != nil {
			log.Fatal(err)
		}
		for _, w := range in.Words {
			fmt.Print(w.Text, " ")
		}
	}
	fmt.Println()
}

func ExampleNewImagePDF() {
	d := scan(2)
	defer d.Close()
	fmt.Println(d.PageCount(), d.Info().Title)
	words(d)
	// Output:
	// 2 Scan
	// page-1 page-2
}

func ExampleWriteSearchable() {
	d := scan(1)
	defer d.Close()
	page := layout.Page{
		Number: 1, Size: layout.Size{W: 595, H: 842},
		Words: []layout.Word{{Text: "better", Box: layout.Rect{X0: 72, Y0: 72, X1: 130, Y1: 84}}},
	}
	var out bytes.Buffer
	err := pdf.WriteSearchable(context.Background(), &out, d, []layout.Page{page}, pdf.SearchableOptions{Replace: true})
	if err != nil {
		log.Fatal(err)
	}
	again := reopen(&out)
	defer again.Close()
	words(again)
	// Output: better
}

func ExampleExtractPages() {
	d := scan(5)
	defer d.Close()
	pages, err := pdf.ParsePages("4-,1", d.PageCount())
	if err != nil {
		log.Fatal(err)
	}
	var out bytes.Buffer
	if err := pdf.ExtractPages(context.Background(), &out, d, pages, pdf.WriteOptions{}); err != nil {
		log.Fatal(err)
	}
	words(reopen(&out))
	// Output: page-4 page-5 page-1
}

func ExampleRemovePages() {
	var out bytes.Buffer
	if err := pdf.RemovePages(context.Background(), &out, scan(3), []int{2}, pdf.WriteOptions{}); err != nil {
		log.Fatal(err)
	}
	words(reopen(&out))
	// Output: page-1 page-3
}

type buffer struct{ *bytes.Buffer }

func (buffer) Close() error { return nil }

func ExampleSplit() {
	var files []*bytes.Buffer
	create := func(p pdf.SplitPart) (io.WriteCloser, error) {
		fmt.Println("part", p.Index+1, "has pages", p.Pages)
		files = append(files, &bytes.Buffer{})
		return buffer{files[p.Index]}, nil
	}
	if err := pdf.Split(context.Background(), scan(3), pdf.SplitOptions{Every: 2}, create); err != nil {
		log.Fatal(err)
	}
	words(reopen(files[1]))
	// Output:
	// part 1 has pages [1 2]
	// part 2 has pages [3]
	// page-3
}

func ExampleMerge() {
	ctx := context.Background()
	cover := &pdf.ImagePage{Image: image.NewGray(image.Rect(0, 0, 200, 300)), DPIX: 72}
	var out bytes.Buffer
	err := pdf.Merge(ctx, &out, []pdf.MergeInput{
		{Image: cover, Bookmark: "Cover"},
		{Document: scan(2), Bookmark: "Scan"},
		{Document: scan(3), Pages: []int{3}},
	}, pdf.WriteOptions{})
	if err != nil {
		log.Fatal(err)
	}
	d := reopen(&out)
	marks, err := d.Outline(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range marks {
		fmt.Println(b.Title, b.Page)
	}
	words(d)
	// Output:
	// Cover 1
	// Scan 2
	// page-1 page-2 page-3
}

func ExampleSave() {
	ctx := context.Background()
	var out bytes.Buffer
	err := pdf.Save(ctx, &out, scan(2), pdf.SaveOptions{
		WriteOptions: pdf.WriteOptions{Encryption: &pdf.Encryption{UserPassword: "secret", Deny: pdf.RightPrint}},
		Rotate:       map[int]int{2: 90},
		Attach:       []pdf.Attachment{{Name: "invoice.xml", MediaType: "text/xml", Data: []byte("<Invoice/>")}},
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = pdf.Open(ctx, out.Bytes(), pdf.OpenOptions{})
	fmt.Println(err)
	d, err := pdf.Open(ctx, out.Bytes(), pdf.OpenOptions{Password: "secret"})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	page, err := d.Page(2)
	if err != nil {
		log.Fatal(err)
	}
	files, err := d.Attachments(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Rotation, files[0].Name, string(files[0].Data))
	// Output:
	// pdf: password required
	// 90 invoice.xml <Invoice/>
}

// An e-invoice is a PDF with its XML embedded, associated with the document.
func ExampleSave_invoice() {
	ctx := context.Background()
	var out bytes.Buffer
	err := pdf.Save(ctx, &out, scan(1), pdf.SaveOptions{Attach: []pdf.Attachment{{
		Name: "factur-x.xml", Description: "Factur-X invoice", Relationship: "Alternative",
		Modified: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Data: []byte("<rsm:CrossIndustryInvoice/>"),
	}}})
	if err != nil {
		log.Fatal(err)
	}
	d := reopen(&out)
	defer d.Close()
	files, err := d.Attachments(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		fmt.Println(f.Name, f.MediaType, f.Relationship, f.Modified.Format(time.DateOnly))
	}
	// Output: factur-x.xml text/xml Alternative 2026-11-22
}

func ExampleDocument_Metadata() {
	ctx := context.Background()
	var out bytes.Buffer
	info := layout.Info{Title: "Annual report", Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Custom: map[string]string{"Department": "Sales"}}
	if err := pdf.Save(ctx, &out, scan(1), pdf.SaveOptions{WriteOptions: pdf.WriteOptions{Info: &info}}); err != nil {
		log.Fatal(err)
	}
	d := reopen(&out)
	defer d.Close()
	m, err := d.Metadata(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Info.Title, m.Info.Custom["Department"], m.Entries["CreationDate"])
	// Output: Annual report Sales D:20260102030405Z
}
