package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"strings"
	"sync"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/task"
)

// A document is a small file and what is done with it.
type document struct {
	name string
	data []byte
	do   func(ctx context.Context, m *task.Manager, in task.Input) error
}

// do submits an operation and waits for its result.
func do[R any](op func(in task.Input) task.Operation[R]) func(context.Context, *task.Manager, task.Input) error {
	return func(ctx context.Context, m *task.Manager, in task.Input) error {
		_, err := task.Do(ctx, m, op(in))
		return err
	}
}

// smallDocuments makes one document for each of some operations.
func smallDocuments(ctx context.Context) ([]document, error) {
	page := image.NewGray(image.Rect(0, 0, 320, 400))
	for i := range page.Pix {
		page.Pix[i] = 255
	}
	var png, scan bytes.Buffer
	if err := imageops.Encode(&png, page, imageops.EncodeOptions{Format: imageops.PNG, DPI: 100}); err != nil {
		return nil, err
	}
	out := pdf.NewImagePDF(&scan, pdf.ImagePDFOptions{})
	read := layout.Page{Number: 1, Size: layout.Size{W: 230.4, H: 288}, Words: typed()}
	for n := range 2 {
		read.Number = n + 1
		if err := out.AddPage(ctx, pdf.ImagePage{Image: page, DPIX: 100, DPIY: 100, Page: &read}); err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return []document{
		{"page.png", png.Bytes(), do(func(in task.Input) task.Operation[*layout.Document] {
			return task.Recognize{Input: in, Want: []task.Role{task.RoleText, task.RoleHOCR}}
		})},
		{"page.png", png.Bytes(), do(func(in task.Input) task.Operation[*task.Files] { return task.Convert{Input: in, Format: "jpeg"} })},
		{"scan.pdf", scan.Bytes(), do(func(in task.Input) task.Operation[*task.Extraction] {
			return task.Extract{Input: in, OCR: task.OCRNever}
		})},
		{"scan.pdf", scan.Bytes(), do(func(in task.Input) task.Operation[*task.Files] { return task.Split{Input: in} })},
		{"scan.pdf", scan.Bytes(), do(func(in task.Input) task.Operation[*task.SearchablePDF] {
			return task.Searchable{Input: in, OCR: task.OCRAlways}
		})},
	}, nil
}

// push has the documents from from to to done, some at once.
func push(ctx context.Context, m *task.Manager, docs []document, from, to int) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for i := from; i < to && ctx.Err() == nil; i++ {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			d := docs[i%len(docs)]
			if err := d.do(ctx, m, task.Bytes(d.name, d.data)); err != nil {
				stop(fmt.Errorf("document %d: %w", i+1, err))
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

const text = "Invoice 4711 of 14 March 2026 for goods 100.00 EUR"

// typed is the text as words of a page.
func typed() []layout.Word {
	var out []layout.Word
	for i, w := range strings.Fields(text) {
		x, y := 20+50*float64(i%4), 30+20*float64(i/4)
		out = append(out, layout.Word{Text: w, Confidence: .9, Box: layout.Rect{X0: x, Y0: y, X1: x + 40, Y1: y + 10}})
	}
	return out
}

// A typist is an engine that reads the same of every page.
type typist struct{}

func (typist) Info() ocr.Info                 { return ocr.Info{Name: "typist"} }
func (typist) Capabilities() ocr.Capabilities { return ocr.Capabilities{Words: true} }
func (typist) Close() error                   { return nil }

func (typist) Recognize(_ context.Context, in ocr.Image, _ ocr.Options) (*ocr.Page, error) {
	size := in.Pix.Bounds().Size()
	k := 72 / in.DPI
	return &ocr.Page{
		DPI: in.DPI, Size: layout.Size{W: float64(size.X) * k, H: float64(size.Y) * k}, Lines: []ocr.Line{{Words: typed()}},
	}, nil
}
