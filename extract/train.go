package extract

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/docket-go/docket/layout"
)

// A Sample is a document whose values are known.
type Sample struct {
	Document *layout.Document
	Values   map[string]string // normalised, by field name
	Class    string            // receipt, invoice and so on; empty = not known
	Group    string            // supplier or layout family: samples of one group count together as little more than one

	Items    []map[string]string // rows of the line items by column, normalised; none = not known. Only confidences are fitted to them
	VATRates []VATRate           // rows of the VAT breakdown; none = not known
}

// A Pile is a document made of several, for training Split.
type Pile struct {
	Document *layout.Document
	Starts   []int  // 1-based first pages of its parts
	Group    string // of the pile
}

// TrainOptions tune Train. The zero value is what the embedded weights were
// trained with.
type TrainOptions struct {
	Epochs int                // default 30
	L2     map[string]float64 // regularisation by field; default .03, .1 for names, .3 for addresses
	Seed   uint64             // of the order of the samples
	Piles  []Pile             // piles to learn page boundaries from; without any the built-in priors are used
}

// ErrTraining means that there is nothing to learn from.
var ErrTraining = errors.New("extract: no usable samples")

// Train learns ranker weights from samples: a softmax over the candidates of
// each document, in which every right candidate shares the probability
// (maximum likelihood by AdaGrad, regularised towards prior weights). A feature
// must occur in two groups at least, so that no supplier's words are learnt by
// heart. The result goes into Options.Ranker.
func Train(ctx context.Context, samples []Sample, o TrainOptions) (*Ranker, error) {
	return TrainOnly(ctx, samples, o, append([]string{classModel, splitModel}, rankedFields...)...)
}

// TrainOnly is Train for some of the models: the names of ranked fields, class
// and split.
func TrainOnly(ctx context.Context, samples []Sample, o TrainOptions, models ...string) (*Ranker, error) {
	set, err := NewTrainingSet(ctx, samples, models...)
	if err != nil {
		return nil, err
	}
	return set.Train(ctx, o, nil)
}

// trainSplit learns page boundaries: to begin a part or to go on are the two
// candidates of every page behind the first.
func (r *Ranker) trainSplit(ctx context.Context, o TrainOptions) error {
	var exs []trainExample
	for _, p := range o.Piles {
		var before *pageFacts
		for i := range p.Document.Pages {
			if err := ctx.Err(); err != nil {
				return err
			}
			f := newPageFacts(&p.Document.Pages[i], i, r)
			if f.blank {
				continue
			}
			if before != nil {
				want := "on"
				if slices.Contains(p.Starts, i+1) {
					want = "begin"
				}
				e, _ := newExample([]choice{{key: "begin", f: boundaryFeatures(before, &f)}, {key: "on", f: features{}}}, want, p.Group)
				exs = append(exs, e)
			}
			before = &f
		}
	}
	if len(exs) == 0 {
		return nil
	}
	ws, err := trainField(ctx, exs, priors(splitModel), o.Epochs, 0.02, o.Seed)
	if err == nil {
		r.weights[splitModel] = ws
	}
	return err
}

// A trainExample is the candidates of one document in dense form.
type trainExample struct {
	feats [][]uint32
	vals  [][]float32
	right []bool
	group string
}

func newExample(cs []choice, want, group string) (trainExample, bool) {
	e := trainExample{group: group}
	any := false
	for _, c := range cs {
		ks := make([]uint32, 0, len(c.f))
		xs := make([]float32, 0, len(c.f))
		for k := range c.f {
			ks = append(ks, k)
		}
		slices.Sort(ks)
		for _, k := range ks {
			xs = append(xs, float32(c.f[k]))
		}
		e.feats, e.vals = append(e.feats, ks), append(e.vals, xs)
		e.right = append(e.right, c.key == want)
		any = any || c.key == want
	}
	return e, any
}

// classExample makes the classes the candidates of a document.
func (v *view) classExample(s Sample) (trainExample, bool) {
	if s.Class == "" {
		return trainExample{}, false
	}
	e := v.classEvidence(0, len(v.rows))
	var cs []choice
	for c, hand := range e.hand(v, 0) {
		cs = append(cs, choice{key: c, f: e.features(v, 0, learntAs(c), hand)})
	}
	slices.SortFunc(cs, func(a, b choice) int { return cmp.Compare(a.key, b.key) })
	return newExample(cs, s.Class, s.Group)
}

// priors are the weights that training starts from and is drawn to.
func priors(field string) map[uint32]float64 {
	m := map[uint32]float64{}
	if field == classModel {
		m[featureHash(handWeight)] = 1
	}
	if field == splitModel {
		for name, w := range splitPriors {
			m[featureHash(name)] = w
		}
	}
	for name, w := range rankPriors[field] {
		m[featureHash(name)] = w
	}
	return m
}

// rankPriors are the weights that are known before any training.
var rankPriors = map[string]map[string]float64{
	FieldSupplierName: {
		"legal:last": 1, "legal:all": -2, "legal:other": -0.5, "doc": -2, "dup": -0.5, "j1num": -2, "j1legal": -1, "s:tel": -2, "s:addr": -0.5, "s:date": -2,
	},
	FieldGross: {
		"C:cash": -2, "C:change": -2.5, "C:tax": -0.7, "C:sub": -1.2, "C:disc": -1, "C:qty": -0.7, "C:round": -0.5, "C:grand": 2, "C:total": 1.5, "C:total&pct": -1.5, "C:grand&pct": -1, "neg0&grand": 2, "a-b": 0.5,
		"C:incl": 0.8, "cashchange": 1.5, "colsum": 0.7, "a+b": 0.3, "right": 0.7, "cur": 0.3, "neg0": -3, "cnt3": 0.3, "cnt2": 0.3, "cnt4": 0.3,
		"rank0": 0.5, "roundedby": 2, "thenrounded": -2, "pctend": -2, "P1:cash": -1, "N1:cash": 0.7, "N1:change": -0.5, "N2:change": 0.5,
	},
}

func trainField(ctx context.Context, exs []trainExample, prior map[uint32]float64, epochs int, l2 float64, seed uint64) (map[uint32]float32, error) {
	if len(exs) == 0 {
		return nil, ErrTraining
	}
	index, keys := denseIndex(exs, prior)
	t := &trainer{l2: l2, w: make([]float64, len(keys)), w0: make([]float64, len(keys)), g2: make([]float64, len(keys)), grad: make([]float64, len(keys))}
	for i, k := range keys {
		t.w0[i] = prior[k]
		t.w[i] = prior[k]
	}
	size := map[string]int{}
	for _, e := range exs {
		size[e.group]++
	}
	for i := range exs {
		exs[i].feats = remap(exs[i].feats, index)
	}
	rnd := rand.New(rand.NewPCG(seed, 1))
	order := rnd.Perm(len(exs))
	for range epochs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rnd.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			t.step(&exs[i], 1/math.Pow(float64(size[exs[i].group]), 0.6))
		}
	}
	out := map[uint32]float32{}
	for i, k := range keys {
		if math.Abs(t.w[i]) >= 0.02 {
			out[k] = float32(t.w[i])
		}
	}
	return out, nil
}

const unused = ^uint32(0)

// denseIndex numbers the features that occur in two groups or have a prior.
func denseIndex(exs []trainExample, prior map[uint32]float64) (map[uint32]uint32, []uint32) {
	groups := map[uint32]string{}
	many := map[uint32]bool{}
	for _, e := range exs {
		for _, ks := range e.feats {
			for _, k := range ks {
				if g, seen := groups[k]; !seen {
					groups[k] = e.group
				} else if g != e.group {
					many[k] = true
				}
			}
		}
	}
	for k := range prior {
		many[k] = true
	}
	index := make(map[uint32]uint32, len(many))
	keys := slices.Sorted(maps.Keys(many))
	for i, k := range keys {
		index[k] = uint32(i)
	}
	return index, keys
}

func remap(feats [][]uint32, index map[uint32]uint32) [][]uint32 {
	out := make([][]uint32, len(feats))
	for i, ks := range feats {
		out[i] = make([]uint32, len(ks))
		for j, k := range ks {
			if n, ok := index[k]; ok {
				out[i][j] = n
			} else {
				out[i][j] = unused
			}
		}
	}
	return out
}

type trainer struct {
	l2        float64
	w, w0, g2 []float64
	grad      []float64
	touched   []uint32
	scores    []float64
}

// step moves the weights along the gradient of one document.
func (t *trainer) step(e *trainExample, weight float64) {
	t.scores = t.scores[:0]
	for i, ks := range e.feats {
		s := 0.0
		for j, k := range ks {
			if k != unused {
				s += t.w[k] * float64(e.vals[i][j])
			}
		}
		t.scores = append(t.scores, s)
	}
	softmax(t.scores)
	right := 1e-9
	for i, p := range t.scores {
		if e.right[i] {
			right += p
		}
	}
	for i, p := range t.scores {
		g := -p
		if e.right[i] {
			g += p / right
		}
		if math.Abs(g) < 1e-5 {
			continue
		}
		for j, k := range e.feats[i] {
			if k == unused {
				continue
			}
			if t.grad[k] == 0 {
				t.touched = append(t.touched, k)
			}
			t.grad[k] += g * float64(e.vals[i][j])
		}
	}
	for _, k := range t.touched {
		g := t.grad[k]*weight - t.l2*(t.w[k]-t.w0[k])
		t.g2[k] += g * g
		t.w[k] += 0.3 * g / (math.Sqrt(t.g2[k]) + 1e-6)
		t.grad[k] = 0
	}
	t.touched = t.touched[:0]
}
