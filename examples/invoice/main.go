// Invoice reads invoices and receipts and prints what they say: the fields with
// where they stand and how sure that is, the line items, the VAT rates, the
// rules that fail and what a person should look at.
//
//	go run ./examples/invoice [-split] [-min 0.9] [-lang deu] [-tessdata DIR] [FILE…]
//
// With -split a FILE is a pile of documents, which is taken apart first. Without
// FILE it reads an invoice that it draws itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/european"
	"github.com/docket-go/docket/task"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "invoice:", err)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("invoice", flag.ContinueOnError)
	split := flags.Bool("split", false, "each file is a pile of documents")
	least := flags.Float64("min", 0.9, "confidence below which a person should look")
	lang := flags.String("lang", "", "languages to read, such as deu+eng; default English")
	tessdata := flags.String("tessdata", "", "folder with traineddata files of languages beside deu, eng, fra, ita, nld, por and spa")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var languages []string
	if *lang != "" {
		languages = strings.Split(*lang, "+")
	}
	engine, err := embedded.New(embedded.Config{Models: european.Models(), Languages: languages, TessdataDir: *tessdata})
	if err != nil {
		return err
	}
	defer engine.Close()
	m, err := task.NewManager(task.Config{OCR: engine, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer m.Close()
	inputs, err := open(flags.Args())
	if err != nil {
		return err
	}
	for _, in := range inputs {
		if *split {
			err = pile(ctx, m, in, *least, out)
		} else {
			err = single(ctx, m, in, *least, out)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// open returns the files as inputs of tasks, or the sample.
func open(files []string) ([]task.Input, error) {
	if len(files) == 0 {
		sample, err := drawSample()
		return []task.Input{task.Bytes("sample.png", sample)}, err
	}
	var in []task.Input
	for _, f := range files {
		in = append(in, task.File(f))
	}
	return in, nil
}

// single reads a file that is one document.
func single(ctx context.Context, m *task.Manager, in task.Input, least float64, out io.Writer) error {
	x, err := task.Do(ctx, m, task.Extract{Input: in})
	if err != nil {
		return fmt.Errorf("%s: %w", in.Name, err)
	}
	fmt.Fprintf(out, "%s: %s (%.0f %%)\n", filepath.Base(in.Name), x.Class, 100*x.ClassConfidence)
	return show(out, &x.Result, least)
}

// pile reads a file that holds several documents.
func pile(ctx context.Context, m *task.Manager, in task.Input, least float64, out io.Writer) error {
	p, err := task.Do(ctx, m, task.SplitDocuments{Input: in, Fields: true})
	if err != nil {
		return fmt.Errorf("%s: %w", in.Name, err)
	}
	for i, part := range p.Parts {
		fmt.Fprintf(out, "%s, document %d, pages %v: %s (%.0f %%)\n", filepath.Base(in.Name), i+1, part.Pages, part.Class, 100*part.ClassConfidence)
		if part.Values != nil {
			if err := show(out, part.Values, least); err != nil {
				return err
			}
		}
	}
	return nil
}

// show prints a result in the order of its schema.
func show(out io.Writer, r *extract.Result, least float64) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range r.Schema.Fields {
		v, ok := r.Values[f.Name]
		if !ok || v.Norm == "" {
			continue
		}
		where := "computed"
		if v.Evidence != nil {
			b := v.Evidence.Box
			where = fmt.Sprintf("page %d at %.0f, %.0f", v.Evidence.Page, b.X0, b.Y0)
		}
		fmt.Fprintf(w, "  %s\t%s\t%.2f\t%s\n", f.Name, strings.ReplaceAll(strings.TrimSpace(v.Norm+" "+v.Currency), "\n", ", "), v.Confidence, where)
	}
	for name, t := range r.Tables {
		for i, row := range t.Rows {
			fmt.Fprintf(w, "  %s %d\t%s\n", name, i+1, cells(row))
		}
	}
	for _, v := range r.VATRates {
		fmt.Fprintf(w, "  VAT %s %%\tof %s is %s\n", v.Rate, v.Net, v.VAT)
	}
	for _, c := range r.Checks {
		if !c.OK {
			fmt.Fprintf(w, "  rule %s fails\t%s\n", c.ID, c.Message)
		}
	}
	if names := r.Review(least); len(names) > 0 {
		fmt.Fprintf(w, "  to be looked at\t%s\n", strings.Join(names, ", "))
	}
	return w.Flush()
}

// cells joins the cells of a row in a fixed order.
func cells(row extract.Row) string {
	var out []string
	for _, c := range []string{extract.ColDescription, extract.ColQuantity, extract.ColUnitPrice, extract.ColAmount} {
		if v, ok := row.Cells[c]; ok && v.Norm != "" {
			out = append(out, v.Norm)
		}
	}
	return strings.Join(out, " | ")
}
