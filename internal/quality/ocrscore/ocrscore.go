// Package ocrscore scores the embedded OCR engine: on a folder of page images
// with their true text, and on pages that it makes itself.
package ocrscore

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// Score reads the pages of the folder ocr below e.Data. The definitions of the
// measures are ocrtest's; receipts and invoices are also summed apart, and the
// rotated pages, which count in no other sum.
func Score(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "ocr")
	if _, err := os.Stat(dir); err != nil {
		e.Logf("ocr: %v, left out", err)
		return nil, nil
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	groups := map[string]ocrtest.Score{}
	var pages []ocrtest.PageResult
	sum, err := ocrtest.ScoreFolder(ctx, dir, engine, ocr.Options{}, func(r ocrtest.PageResult) {
		group, _, _ := strings.Cut(r.Sample.Kind, "-")
		group = strings.TrimRight(group, "0123456789") // rotated90, rotated180
		groups[group] = groups[group].Add(r.Score)
		pages = append(pages, r)
	})
	if err != nil {
		return nil, err
	}
	worst(e, pages)
	out := figures("ocr", "", sum)
	out = append(out, measure.Measure{Set: "ocr", Name: "cer", Value: sum.CER()})
	for _, g := range []string{"receipt", "invoice", "rotated"} {
		out = append(out, measure.Measure{Set: "ocr", Name: g + "_word_f1", Value: groups[g].F1()})
	}
	scans, err := searchable(ctx, e)
	return append(out, scans...), err
}

func figures(set, prefix string, s ocrtest.Score) []measure.Measure {
	return []measure.Measure{
		{Set: set, Name: prefix + "word_f1", Value: s.F1()},
		{Set: set, Name: prefix + "word_recall", Value: s.Recall()},
		{Set: set, Name: prefix + "word_precision", Value: s.Precision()},
		{Set: set, Name: prefix + "lost", Value: s.Lost()},
	}
}

// worst shows the pages that were read worst.
func worst(e measure.Env, pages []ocrtest.PageResult) {
	slices.SortFunc(pages, func(a, b ocrtest.PageResult) int { return cmp.Compare(a.Score.F1(), b.Score.F1()) })
	for _, r := range pages[:min(e.Errors, len(pages))] {
		e.Logf("ocr: %-16s %-14s word F1 %.3f, lost %.3f, %v", r.Sample.Name, r.Sample.Kind, r.Score.F1(), r.Score.Lost(), r.Took)
	}
}
