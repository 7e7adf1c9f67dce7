package extract

import (
	"context"
	"math"
	"slices"
	"strings"
)

// Calibrate fits the confidences of r to answers that were given by weights
// trained without the groups that they are about: the samples are cut into
// five folds by group. Samples without a class are left out. CrossFit does the
// same together with the training.
func (r *Ranker) Calibrate(ctx context.Context, samples []Sample, o TrainOptions) error {
	set, err := NewTrainingSet(ctx, samples)
	if err != nil {
		return err
	}
	_, all, err := set.CrossFit(ctx, o, 5, func(i int) int { return FoldOf(samples[i].Group) })
	if err != nil {
		return err
	}
	r.calibration = all.calibration
	return nil
}

// fit fits the confidences of r to the points of all folds but one.
func (r *Ranker) fit(folds []map[string][]calibrationPoint, but int) {
	points := map[string][]calibrationPoint{}
	for k, m := range folds {
		if k != but {
			for name, ps := range m {
				points[name] = append(points[name], ps...)
			}
		}
	}
	r.calibration = map[string][]float64{}
	for name, ps := range points {
		if len(ps) >= 25 {
			r.calibration[name] = fitLogistic(ps, priorOf(name))
		}
	}
}

// priorOf returns the coefficients that the calibration called name is drawn to.
func priorOf(name string) []float64 {
	switch {
	case strings.Contains(name, "/cell/"):
		return defaultCells()
	case strings.HasSuffix(name, "/vat_rate"):
		return defaultRates()
	}
	return defaultCalibration()
}

// A calibrationPoint is an answer and whether it was right.
type calibrationPoint struct {
	in    []float64
	right bool
}

// collectPoints reads s with weights held and notes every answer whose truth
// is known, under the field and under its kind.
func collectPoints(s Sample, held *Ranker, points map[string][]calibrationPoint) {
	schema, ok := BuiltIn(s.Class)
	if !ok {
		return
	}
	x := newExtraction(s.Document, schema, Options{Ranker: held})
	if x.propose(context.Background()) != nil {
		return
	}
	x.decode()
	x.tables()
	x.collectCells(&s, points)
	profile := x.profile()
	for name, want := range s.Values {
		v, has := x.res.Values[name]
		if !has {
			continue
		}
		i := slices.IndexFunc(x.options[name], func(o option) bool { return o.key == keyOfKind(v.Kind, v.Norm) })
		if i != 0 {
			continue
		}
		p := calibrationPoint{x.calibrationInputs(x.options[name]), keyOfKind(v.Kind, v.Norm) == keyOfKind(v.Kind, want)}
		for _, key := range []string{profile + name, profile + string(v.Kind), profile} {
			points[key] = append(points[key], p)
		}
	}
}

// fitLogistic fits a regularised logistic regression by gradient descent with
// a fixed number of steps. The pull towards the prior coefficients keeps
// fields with few mistakes from certainty.
func fitLogistic(ps []calibrationPoint, prior []float64) []float64 {
	w := slices.Clone(prior)
	n := float64(len(ps))
	for range 3000 {
		grad := make([]float64, len(w))
		for _, p := range ps {
			s := 0.0
			for i, x := range p.in {
				s += w[i] * x
			}
			e := -sigmoid(s)
			if p.right {
				e++
			}
			for i, x := range p.in {
				grad[i] += e * x
			}
		}
		for i := range w {
			w[i] += 0.05 * (grad[i]/n - 2/n*(w[i]-prior[i]))
		}
	}
	for i := range w {
		if math.IsNaN(w[i]) {
			return prior
		}
	}
	return w
}

// defaultCalibration is used where nothing was fitted.
func defaultCalibration() []float64 { return []float64{-0.3, 0.6, 0.4, -0.5, 0.3} }
