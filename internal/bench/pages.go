package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/docket-go/docket/pdf"
)

// pageJobs are the operations on whole pages.
func pageJobs() []job {
	const book = "born-freeculture-352p.pdf"
	return []job{
		{
			name: "split", file: book, units: 352, docket: split,
			peers: []peer{
				{"qpdf", `qpdf --split-pages $IN $OUT/part.pdf`},
				{"pdfseparate", `pdfseparate $IN $OUT/part-%d.pdf`},
				{"pdfcpu", `pdfcpu split -q -c disable $IN $OUT`},
			},
		},
		{
			name: "extract", file: book, units: 6, docket: extract,
			peers: []peer{
				{"qpdf", `qpdf $IN --pages . 5-10 -- $OUT/out.pdf`},
				{"mutool", `mutool clean $IN $OUT/out.pdf 5-10`},
				{"pdfcpu", `pdfcpu trim -q -c disable -pages 5-10 $IN $OUT/out.pdf`},
			},
		},
		{
			name: "merge", file: book, units: 704, docket: merge,
			peers: []peer{
				{"qpdf", `qpdf --empty --pages $IN $IN -- $OUT/out.pdf`},
				{"pdfunite", `pdfunite $IN $IN $OUT/out.pdf`},
				{"pdfcpu", `pdfcpu merge -q -c disable $OUT/out.pdf $IN $IN`},
			},
		},
	}
}

// lazy leaves the renderer out, which page operations do not need.
var lazy = pdf.OpenOptions{Lazy: true}

func split(ctx context.Context, files []string, dir string, _ options) error {
	d, err := pdf.OpenFile(ctx, files[0], lazy)
	if err != nil {
		return err
	}
	defer d.Close()
	return pdf.Split(ctx, d, pdf.SplitOptions{}, func(p pdf.SplitPart) (io.WriteCloser, error) {
		return os.Create(filepath.Join(dir, fmt.Sprintf("part-%03d.pdf", p.Index+1)))
	})
}

func extract(ctx context.Context, files []string, dir string, _ options) error {
	d, err := pdf.OpenFile(ctx, files[0], lazy)
	if err != nil {
		return err
	}
	defer d.Close()
	var b bytes.Buffer
	if err := pdf.ExtractPages(ctx, &b, d, []int{5, 6, 7, 8, 9, 10}, pdf.WriteOptions{}); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "out.pdf"), b.Bytes(), 0o600)
}

// merge opens the file twice, as two files that happen to be equal.
func merge(ctx context.Context, files []string, dir string, _ options) error {
	var in []pdf.MergeInput
	for range 2 {
		d, err := pdf.OpenFile(ctx, files[0], lazy)
		if err != nil {
			return err
		}
		defer d.Close()
		in = append(in, pdf.MergeInput{Document: d})
	}
	f, err := os.Create(filepath.Join(dir, "out.pdf"))
	if err != nil {
		return err
	}
	if err := pdf.Merge(ctx, f, in, pdf.WriteOptions{}); err != nil {
		return err
	}
	return f.Close()
}
