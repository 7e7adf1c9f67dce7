// Package cleanscore scores what cleaning page images before they are read is
// worth: pages of known text are recognised by a Manager as they are, and as it
// does by default.
package cleanscore

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/quality/imagescore"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/task"
)

const set = "clean"

// What is made and taken.
var kinds = []string{"good", "photo", "shadow", "skew", "fax", "faint", "curved"}

const (
	made      = 4      // pages of each kind
	firstSeed = 80_000 // not that of the bounds in package task
	every     = 10     // of the receipts, one is read
)

// Score scores pages that it makes, and those of the folders ocr and
// extract/sroie below e.Data where they are.
func Score(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	out, err := Generated(ctx, e, kinds, made)
	if err != nil {
		return nil, err
	}
	for _, folder := range []func(context.Context, measure.Env, *bench) ([]measure.Measure, error){scans, receipts} {
		b, err := newBench()
		if err != nil {
			return nil, err
		}
		ms, err := folder(ctx, e, b)
		b.close()
		if err != nil {
			return nil, err
		}
		out = append(out, ms...)
	}
	return out, nil
}

// Generated scores pages that were spoiled in some ways.
func Generated(ctx context.Context, e measure.Env, kinds []string, pages uint64) ([]measure.Measure, error) {
	b, err := newBench()
	if err != nil {
		return nil, err
	}
	defer b.close()
	var out []measure.Measure
	for _, kind := range kinds {
		var s pair
		for i := range pages {
			img, text := imagescore.Spoil(kind, firstSeed+i)
			if err := b.score(ctx, e, &s, fmt.Sprintf("%s %d", kind, i), img, text, false); err != nil {
				return nil, err
			}
		}
		out = append(out, s.figures(kind)...)
	}
	return out, nil
}

// A pair is the scores of pages read as they are and cleaned.
type pair struct {
	raw, clean ocrtest.Score
	changed    int
}

func (p *pair) figures(name string) []measure.Measure {
	return []measure.Measure{
		{Set: set, Name: name + "_raw_word_f1", Value: p.raw.F1()},
		{Set: set, Name: name + "_word_f1", Value: p.clean.F1()},
		{Set: set, Name: name + "_changed", Value: float64(p.changed)},
	}
}

// bench reads pages.
type bench struct {
	engine *embedded.Engine
	m      *task.Manager
}

func newBench() (*bench, error) {
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return nil, err
	}
	m, err := task.NewManager(task.Config{OCR: engine, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		engine.Close()
		return nil, err
	}
	return &bench{engine, m}, nil
}

func (b *bench) close() {
	b.m.Close()
	b.engine.Close()
}

// score reads one page twice, once where nothing was cleaned.
func (b *bench) score(ctx context.Context, e measure.Env, s *pair, name string, img image.Image, truth string, capitals bool) error {
	var file bytes.Buffer
	if err := imageops.Encode(&file, img, imageops.EncodeOptions{Format: imageops.PNG}); err != nil {
		return err
	}
	read := func(raw bool) (ocrtest.Score, string, error) {
		doc, err := task.Do(ctx, b.m, task.Recognize{Input: task.Bytes("page.png", file.Bytes()), Raw: raw})
		if err != nil {
			return ocrtest.Score{}, "", fmt.Errorf("%s: %w", name, err)
		}
		text := doc.Text()
		if capitals {
			return ocrtest.Compare(strings.ToUpper(truth), strings.ToUpper(text), false), doc.Pages[0].Origin.Steps, nil
		}
		return ocrtest.Compare(truth, text, false), doc.Pages[0].Origin.Steps, nil
	}
	clean, steps, err := read(false)
	if err != nil {
		return err
	}
	raw := clean
	if steps != "" {
		s.changed++
		if raw, _, err = read(true); err != nil {
			return err
		}
		if e.Errors > 0 {
			e.Logf("clean: %s: %.4f -> %.4f, %s", name, raw.F1(), clean.F1(), steps)
		}
	}
	s.raw, s.clean = s.raw.Add(raw), s.clean.Add(clean)
	return nil
}

// scans reads the pages of the folder ocr.
func scans(ctx context.Context, e measure.Env, b *bench) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "ocr")
	if _, err := os.Stat(dir); err != nil || e.Data == "" {
		e.Logf("clean: no folder ocr in %q, left out", e.Data)
		return nil, nil
	}
	samples, err := ocrtest.Folder(dir)
	if err != nil {
		return nil, err
	}
	var s pair
	for _, p := range samples {
		img, err := p.Open()
		if err != nil {
			return nil, err
		}
		if err := b.score(ctx, e, &s, p.Name, img, p.Truth, p.Kind == "receipt"); err != nil {
			return nil, err
		}
	}
	return s.figures("ocr"), nil
}

// receipts reads some of the receipts of the folder extract/sroie.
func receipts(ctx context.Context, e measure.Env, b *bench) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "extract", "sroie", "dev")
	files, err := filepath.Glob(filepath.Join(dir, "img", "*"))
	if err != nil || len(files) == 0 || e.Data == "" {
		e.Logf("clean: no receipts in %s, left out", dir)
		return nil, err
	}
	var s pair
	for i := 0; i < len(files); i += every {
		id := strings.TrimSuffix(filepath.Base(files[i]), filepath.Ext(files[i]))
		text, err := trueText(filepath.Join(dir, "ocr_gt", id+".json"))
		if err != nil {
			return nil, err
		}
		data, err := os.ReadFile(files[i])
		if err != nil {
			return nil, err
		}
		img, err := imageops.DecodeBytes(ctx, data, imageops.Limits{})
		if err != nil {
			return nil, err
		}
		if err := b.score(ctx, e, &s, "receipt "+id, img.Pix, text, true); err != nil {
			return nil, err
		}
	}
	return s.figures("receipts"), nil
}

// trueText reads the lines of one file of true words.
func trueText(name string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	var f struct {
		Pages []struct {
			Lines []struct{ Text string }
		}
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	var b strings.Builder
	for _, p := range f.Pages {
		for _, l := range p.Lines {
			b.WriteString(l.Text + "\n")
		}
	}
	return b.String(), nil
}
