// Schema fills a struct of one's own from documents: its tags say what to look
// for, the result says where each value stands and how sure that is.
//
//	go run ./examples/schema [FILE…]
//
// Without FILE it reads a bill that it draws itself.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/task"
)

// A Bill is what is wanted of the bills of a waterworks.
type Bill struct {
	Customer string    `doc:"customer" label:"Customer number" pattern:"C-[0-9]{6}"`
	Meter    string    `doc:"meter,required" label:"Meter" pattern:"[0-9]{8}"`
	Used     float64   `doc:"used" label:"Consumption in m3" kind:"number"`
	Read     time.Time `doc:"read" label:"Read on"`
	Total    float64   `doc:"gross_total,required" kind:"money"` // the name of a built-in field, whose labels are known
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, files []string, out io.Writer) error {
	schema, err := extract.Of[Bill]()
	if err != nil {
		return err
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return err
	}
	defer engine.Close()
	m, err := task.NewManager(task.Config{OCR: engine, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer m.Close()
	var inputs []task.Input
	for _, f := range files {
		inputs = append(inputs, task.File(f))
	}
	if len(files) == 0 {
		sample, err := drawSample()
		if err != nil {
			return err
		}
		inputs = []task.Input{task.Bytes("sample.png", sample)}
	}
	for _, in := range inputs {
		x, err := task.Do(ctx, m, task.Extract{Input: in, Schema: schema})
		if err != nil {
			return fmt.Errorf("%s: %w", in.Name, err)
		}
		if err := show(out, x); err != nil {
			return err
		}
	}
	return nil
}

// show prints the struct, the evidence and what a person should look at.
func show(out io.Writer, x *task.Extraction) error {
	bill, err := extract.Decode[Bill](&x.Result)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %+v\n", x.Document.Name, bill)
	for _, f := range x.Schema.Fields {
		v, ok := x.Values[f.Name]
		if !ok {
			continue
		}
		fmt.Fprintf(out, "  %-12s %-12s %3.0f %%", f.Name, v.Norm, 100*v.Confidence)
		if e := v.Evidence; e != nil {
			fmt.Fprintf(out, "  page %d at %.0f,%.0f: %q", e.Page, e.Box.X0, e.Box.Y0, e.Text)
		}
		fmt.Fprintln(out)
	}
	if look := x.Review(0.8); len(look) > 0 {
		slices.Sort(look)
		fmt.Fprintln(out, "  please look at:", look)
	}
	return nil
}

// drawSample draws a scan of a bill.
func drawSample() ([]byte, error) {
	p := ocrtest.Page{DPI: 200, Noise: 5}
	for i, line := range [][2]string{
		{"Lakeside Waterworks", ""}, {"Customer number:", "C-204417"}, {"Meter:", "88120034"}, {"Read on:", "12 March 2026"},
		{"Consumption in m3:", "143"}, {"Total amount due:", "287.40"},
	} {
		y := 80 + 28*float64(i)
		p.Pieces = append(p.Pieces, ocrtest.Piece{X: 60, Y: y, Text: line[0]})
		if line[1] != "" {
			p.Pieces = append(p.Pieces, ocrtest.Piece{X: 240, Y: y, Text: line[1]})
		}
	}
	img, _, err := p.Render()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = imageops.Encode(&b, img.Pix, imageops.EncodeOptions{DPI: img.DPI})
	return b.Bytes(), err
}
