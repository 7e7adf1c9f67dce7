package extract

import (
	"context"
	"fmt"
	"slices"
)

// A TrainingSet is samples with the features of their candidates, so that
// several Rankers can be trained on parts of them: reading the candidates
// takes longer than training.
type TrainingSet struct {
	samples  []Sample
	models   []string
	examples []map[string]trainExample // by model, for each sample
}

// NewTrainingSet reads the candidates of samples for the models named: ranked
// fields, class and split; without any name all models.
func NewTrainingSet(ctx context.Context, samples []Sample, models ...string) (*TrainingSet, error) {
	if len(models) == 0 {
		models = append([]string{classModel, splitModel}, rankedFields...)
	}
	t := &TrainingSet{samples: samples, models: models, examples: make([]map[string]trainExample, len(samples))}
	for i := range samples {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t.examples[i] = readExamples(&samples[i], models)
	}
	return t, nil
}

// readExamples returns the training examples of one sample by model.
func readExamples(s *Sample, models []string) map[string]trainExample {
	out := map[string]trainExample{}
	v := newView(s.Document)
	v.readLabels(nil)
	if e, ok := v.classExample(*s); ok && slices.Contains(models, classModel) {
		out[classModel] = e
	}
	if s.Class != "" && s.Class != ClassReceipt {
		return out // the ranked fields are those of receipts
	}
	for _, field := range rankedFields {
		if want, ok := s.Values[field]; ok && slices.Contains(models, field) {
			cs := v.choices(field)
			key := keyOf(field, want)
			if v.scanned {
				key = nearestKey(cs, field, want)
			}
			if e, ok := newExample(cs, key, s.Group); ok {
				out[field] = e
			}
		}
	}
	return out
}

// nearestKey returns the key of want or, where no candidate of a name or an
// address has it, that of the candidate which differs from it only by letters
// that were misread: it is the right place all the same.
func nearestKey(cs []choice, field, want string) string {
	key := keyOf(field, want)
	if field != FieldSupplierName && field != FieldSupplierAddress {
		return key
	}
	best, near := key, 0.85
	for i := range cs {
		if cs[i].key == key {
			return key
		}
		if s := likeness(cs[i].key, key); s > near {
			best, near = cs[i].key, s
		}
	}
	return best
}

// Train trains a Ranker on the samples i for which keep(i) is true, or on all
// where keep is nil.
func (t *TrainingSet) Train(ctx context.Context, o TrainOptions, keep func(i int) bool) (*Ranker, error) {
	if o.Epochs == 0 {
		o.Epochs = 30
	}
	r := &Ranker{weights: map[string]map[uint32]float32{splitModel: {}}, calibration: map[string][]float64{}}
	for name, w := range splitPriors {
		r.weights[splitModel][featureHash(name)] = float32(w)
	}
	for _, field := range append([]string{classModel}, rankedFields...) {
		if !slices.Contains(t.models, field) {
			continue
		}
		var exs []trainExample
		for i, m := range t.examples {
			if e, ok := m[field]; ok && (keep == nil || keep(i)) {
				exs = append(exs, e)
			}
		}
		ws, err := trainField(ctx, exs, priors(field), o.Epochs, o.l2(field), o.Seed)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", field, err)
		}
		r.weights[field] = ws
	}
	if slices.Contains(t.models, splitModel) {
		return r, r.trainSplit(ctx, o)
	}
	return r, nil
}

// l2 returns the regularisation of field.
func (o *TrainOptions) l2(field string) float64 {
	if l2, ok := o.L2[field]; ok {
		return l2
	}
	switch field {
	case FieldSupplierName:
		return 0.1
	case FieldSupplierAddress:
		return 0.3
	}
	return 0.03
}

// CrossFit trains one Ranker for each fold, without the samples of that fold,
// and gives it confidences fitted to answers about samples of other folds
// that their own Rankers gave: nothing that Ranker k knows of its weights or
// its confidences comes from the answers of fold k. The last Ranker is trained
// on all samples and its confidences fitted to all those answers. fold(i) is
// the fold of sample i, 0 <= fold(i) < folds; samples of one group belong into
// one fold.
func (t *TrainingSet) CrossFit(ctx context.Context, o TrainOptions, folds int, fold func(i int) int) (held []*Ranker, all *Ranker, err error) {
	points := make([]map[string][]calibrationPoint, folds)
	for k := range folds {
		r, err := t.Train(ctx, o, func(i int) bool { return fold(i) != k })
		if err != nil {
			return nil, nil, err
		}
		held, points[k] = append(held, r), map[string][]calibrationPoint{}
		for i := range t.samples {
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			if fold(i) == k {
				collectPoints(t.samples[i], r, points[k])
			}
		}
	}
	for k := range folds {
		held[k].fit(points, k)
	}
	if all, err = t.Train(ctx, o, nil); err != nil {
		return nil, nil, err
	}
	all.fit(points, -1)
	return held, all, nil
}

// FoldOf puts a group into one of five folds, always the same.
func FoldOf(group string) int { return int(featureHash(group+"z") % 5) }
