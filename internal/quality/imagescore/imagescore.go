// Package imagescore scores imageops on images that it makes itself: documents
// found in photographs, skew, what cleaning a page does for reading it, and what
// the operations cost.
package imagescore

import (
	"context"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/scene"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

const set = "imageops"

// How much is made. The seeds differ from those of the tests of imageops.
const (
	photos    = 240
	empties   = 120
	turned    = 40
	spoiled   = 3 // pages of each kind
	firstSeed = 50_000
)

// Score makes its images and scores them; it needs no data.
func Score(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	var out []measure.Measure
	for _, f := range []func(context.Context, measure.Env) ([]measure.Measure, error){documents, snapshots, skews, cleaning, speeds} {
		ms, err := f(ctx, e)
		if err != nil {
			return nil, err
		}
		out = append(out, ms...)
	}
	return out, nil
}

func figure(name string, v float64) measure.Measure {
	return measure.Measure{Set: set, Name: name, Value: v}
}

// documents looks for sheets in photographs: the share whose one sheet is found
// with all corners within a hundredth of the diagonal, and the share of
// photographs without a sheet where one is found.
func documents(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	good, wrong := 0, 0
	var errs []float64
	for i := range uint64(photos) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		p := scene.NewPhoto(firstSeed+i, scene.PhotoOptions{})
		docs := imageops.DetectDocuments(p.Image, imageops.DetectOptions{})
		off := math.Inf(1)
		if len(docs) > 0 {
			off = corners(docs[0].Quad, p.Quads[0]) / math.Hypot(float64(p.Image.Rect.Dx()), float64(p.Image.Rect.Dy()))
		}
		errs = append(errs, off)
		if off < .01 && len(docs) == 1 {
			good++
		} else if e.Errors > 0 {
			e.Logf("photograph %d on %s: %d documents, corners off by %.4f of the diagonal", firstSeed+i, p.Kind, len(docs), off)
		}
	}
	for i := range uint64(empties) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		p := scene.NewPhoto(2*firstSeed+i, scene.PhotoOptions{None: true, Hard: i%2 == 0})
		if len(imageops.DetectDocuments(p.Image, imageops.DetectOptions{})) > 0 {
			wrong++
		}
	}
	slices.Sort(errs)
	return []measure.Measure{
		figure("documents_within_1_percent", float64(good)/photos),
		figure("documents_median_error", errs[len(errs)/2]),
		figure("documents_false", float64(wrong)/empties),
	}, nil
}

// corners is the largest distance of a corner to its true place, for the best
// order of corners.
func corners(got imageops.Quad, want [4][2]float64) float64 {
	best := math.Inf(1)
	for turn := range 4 {
		worst := 0.0
		for i := range got {
			w := want[(i+turn)%4]
			worst = max(worst, math.Hypot(got[i].X-w[0], got[i].Y-w[1]))
		}
		best = min(best, worst)
	}
	return best
}

// skews measures pages turned by up to 15 degrees.
func skews(ctx context.Context, _ measure.Env) ([]measure.Measure, error) {
	rnd := rand.New(rand.NewPCG(firstSeed, 1))
	var errs []float64
	for i := range uint64(turned) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		want := (rnd.Float64()*2 - 1) * 15
		page := imageops.RotateFree(scene.NewPage(firstSeed+i, 8.27, 11.69, 150).Image, want, nil)
		got := imageops.EstimateSkew(page.Image, imageops.SkewOptions{MaxDegrees: 16})
		errs = append(errs, math.Abs(got.Degrees-want))
	}
	slices.Sort(errs)
	return []measure.Measure{
		figure("skew_median_error_degrees", errs[len(errs)/2]),
		figure("skew_p90_error_degrees", errs[len(errs)*9/10]),
	}, nil
}

// cleaning reads spoiled pages of known text as they are and cleaned.
func cleaning(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	var out []measure.Measure
	for _, kind := range []string{"good", "photo", "shadow", "skew", "fax", "faint", "specks", "grain", "curved"} {
		var before, after ocrtest.Score
		for i := range uint64(spoiled) {
			img, text := Spoil(kind, firstSeed+i)
			a, err := read(ctx, engine, img, text)
			if err != nil {
				return nil, err
			}
			clean := imageops.Clean(img, imageops.CleanOptions{})
			b, err := read(ctx, engine, clean.Image, text)
			if err != nil {
				return nil, err
			}
			if e.Errors > 0 {
				e.Logf("%s %d: %.4f -> %.4f, cropped %v, light %v, denoised %v, turned %.2f, straightened %.1f", kind, i, a.F1(), b.F1(),
					clean.Cropped, clean.Light, clean.Denoised, clean.Skew.Degrees, clean.Curl.Pixels)
			}
			before, after = before.Add(a), after.Add(b)
		}
		out = append(out, figure("ocr_"+kind+"_word_f1", before.F1()), figure("ocr_"+kind+"_cleaned_word_f1", after.F1()))
	}
	return out, nil
}

func read(ctx context.Context, e ocr.Engine, img image.Image, text string) (ocrtest.Score, error) {
	p, err := e.Recognize(ctx, ocr.Image{Pix: img, DPI: 150}, ocr.Options{})
	if err != nil {
		return ocrtest.Score{}, fmt.Errorf("read: %w", err)
	}
	return ocrtest.Compare(text, ocrtest.Text(p), false), nil
}
