package extractscore

import (
	"context"
	"slices"

	"github.com/docket-go/docket/internal/quality/measure"
)

// imageSet is the set of the receipts as the default engine reads them.
const imageSet = "sroie_image"

// TrainingCases returns the cases that the embedded weights are trained on.
// The receipts of SROIE are there twice: in their official boxes, and as the
// default engine reads their images, with its mistakes. Documents that the
// project makes are there for the classes alone. DOCKET_OCR_CACHE names a folder that
// keeps what was read.
func TrainingCases(ctx context.Context, e measure.Env) ([]Case, error) {
	var all []Case
	for _, s := range []struct{ set, words string }{{"sroie", "ocr_gt"}, {"receipts_text", "txt"}, {"einvoice", "ocr_gt"}, {"invoice2data", "ocr_gt"}, {"kleister_nda", "txt"}} {
		cases, err := load(e.Data, s.set, s.words)
		if err != nil {
			return nil, err
		}
		all = append(all, cases...)
	}
	r := &run{ctx: ctx, env: e}
	images, err := r.readImages()
	if err != nil {
		return nil, err
	}
	for i := range images {
		images[i].Truth.Set = imageSet
	}
	made, err := madeTraining(ctx)
	return append(append(all, images...), made...), err
}

// madeTraining returns documents that the project makes for the classifier: of
// their values nothing is learnt. Those that only judge have other seeds.
func madeTraining(ctx context.Context) ([]Case, error) {
	all, err := FolioCases(ctx, 1, 4)
	if err != nil {
		return nil, err
	}
	for _, c := range slices.Concat(ClassCases(0, 3), MadeCases(1), FamilyCases(families, 0, 1)) {
		c.Truth.Group = c.Truth.Set + " " + c.Truth.Group
		all = append(all, c)
	}
	for i := range all {
		all[i].Made = true
	}
	return all, nil
}
