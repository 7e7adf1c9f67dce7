// Package ocrscore scores the embedded OCR engine: on a folder of page images
// with their true text, and on pages that it makes itself.
package ocrscore

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/european"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// Score reads the pages of the folder ocr below e.Data twice: in English, and
// with all models that can be embedded and those of e.Tessdata, chosen by the
// text (measures models_...). The definitions of the measures are ocrtest's;
// receipts and invoices are also summed apart, the pages that turn out to be
// French, read with the French model, and the rotated pages, which count in no
// other sum.
func Score(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "ocr")
	if _, err := os.Stat(dir); err != nil {
		e.Logf("ocr: %v, left out", err)
		return nil, nil
	}
	out, french, err := folder(ctx, e, dir, "", embedded.Config{})
	if err != nil {
		return nil, err
	}
	more, _, err := folder(ctx, e, dir, "models_", embedded.Config{Models: european.Models(), TessdataDir: e.Tessdata})
	if err != nil {
		return nil, err
	}
	out = append(out, more...)
	if more, err = inFrench(ctx, e, french); err != nil {
		return nil, err
	}
	out = append(out, more...)
	scans, err := searchable(ctx, e)
	return append(out, scans...), err
}

// folder scores all samples of dir, and returns those that turned out to be
// French.
func folder(ctx context.Context, e measure.Env, dir, prefix string, c embedded.Config) ([]measure.Measure, []ocrtest.Sample, error) {
	engine, err := embedded.New(c)
	if err != nil {
		return nil, nil, err
	}
	defer engine.Close()
	groups := map[string]ocrtest.Score{}
	var pages []ocrtest.PageResult
	var french []ocrtest.Sample
	var cal calibration
	sum, err := ocrtest.ScoreFolder(ctx, dir, engine, ocr.Options{}, func(r ocrtest.PageResult) {
		group, _, _ := strings.Cut(r.Sample.Kind, "-")
		group = strings.TrimRight(group, "0123456789") // rotated90, rotated180
		groups[group] = groups[group].Add(r.Score)
		pages = append(pages, r)
		if r.Sample.Apart() {
			return
		}
		cal.add(r.Sample.Truth, r.Page, r.Sample.Kind == receipt)
		if r.Page.Language == "fr" {
			french = append(french, r.Sample)
		}
	})
	if err != nil {
		return nil, nil, err
	}
	worst(e, pages)
	out := figures("ocr", prefix, sum)
	out = append(out, measure.Measure{Set: "ocr", Name: prefix + "cer", Value: sum.CER()})
	for _, g := range []string{receipt, "invoice", "rotated"} {
		out = append(out, measure.Measure{Set: "ocr", Name: prefix + g + "_word_f1", Value: groups[g].F1()})
	}
	return append(out, cal.figures("ocr", prefix)...), french, nil
}

// receipt is the kind of samples whose truth is upper-case.
const receipt = "receipt"

// inFrench reads samples with the French model, named in the call.
func inFrench(ctx context.Context, e measure.Env, samples []ocrtest.Sample) ([]measure.Measure, error) {
	engine, err := embedded.New(embedded.Config{Models: european.Models(), TessdataDir: e.Tessdata})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	var sum ocrtest.Score
	for _, s := range samples {
		img, err := s.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		p, err := engine.Recognize(ctx, ocr.Image{Pix: img}, ocr.Options{Languages: []string{"fr"}})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		sum = sum.Add(ocrtest.Compare(s.Truth, ocrtest.Text(p), s.Ordered))
	}
	return figures("ocr", "french_", sum), nil
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
