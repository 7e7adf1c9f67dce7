package imagescore

import (
	"context"
	"math"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/scene"
)

// snapsOfKind is how many photographs are made of each kind of difficulty, and
// snapsOfNone how many without a document.
const (
	snapsOfKind = 30
	snapsOfNone = 60
)

// snapshots looks for documents in photographs that are difficult in one way
// each: the share of documents that are found with all corners within a hundredth
// of the diagonal, and how many are found besides.
func snapshots(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	var out []measure.Measure
	for _, kind := range append([]string{"none"}, scene.SnapshotKinds...) {
		n := uint64(snapsOfKind)
		if kind == "none" {
			n = snapsOfNone
		}
		good, all, extra := 0, 0, 0
		for i := range n {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			w, h := 1000, 750
			if i%3 == 2 {
				w, h = h, w
			}
			p := scene.NewSnapshot(firstSeed+i, kind, w, h)
			docs := imageops.DetectDocuments(p.Image, imageops.DetectOptions{})
			hits := hit(docs, p, kind == "cut")
			good, all, extra = good+hits, all+len(p.Quads), extra+len(docs)-hits
			if e.Errors > 0 && (hits < len(p.Quads) || len(docs) > hits) {
				e.Logf("%s %d on %s: %d of %d documents, %d found", kind, firstSeed+i, p.Kind, hits, len(p.Quads), len(docs))
			}
		}
		if all > 0 {
			out = append(out, figure("snapshots_"+kind, float64(good)/float64(all)))
		}
		out = append(out, figure("snapshots_"+kind+"_false", float64(extra)/float64(max(all, int(n)))))
	}
	return out, nil
}

// hit counts the documents of a photograph that were found. Of one that the
// border cuts off, the part in the picture is compared: 19 parts of 20 of what
// either covers must be common.
func hit(docs []imageops.Document, p *scene.Photo, cut bool) (n int) {
	size := p.Image.Rect.Size()
	for _, q := range p.Quads {
		for _, d := range docs {
			if cut && common(d.Quad, q, size.X, size.Y) > .95 || corners(d.Quad, q) < .01*math.Hypot(float64(size.X), float64(size.Y)) {
				n++
				break
			}
		}
	}
	return n
}

// common is the share of what either of two quadrilaterals covers of a picture
// that both cover.
func common(a imageops.Quad, b [4][2]float64, w, h int) float64 {
	other := imageops.Quad{}
	for i, p := range b {
		other[i] = imageops.Point{X: p[0], Y: p[1]}
	}
	both, either := 0, 0
	for y := 2; y < h; y += 4 {
		for x := 2; x < w; x += 4 {
			in, also := holds(a, float64(x), float64(y)), holds(other, float64(x), float64(y))
			if in && also {
				both++
			}
			if in || also {
				either++
			}
		}
	}
	return float64(both) / float64(max(either, 1))
}

func holds(q imageops.Quad, x, y float64) bool {
	for i, a := range q {
		b := q[(i+1)%4]
		if (b.X-a.X)*(y-a.Y)-(b.Y-a.Y)*(x-a.X) < 0 {
			return false
		}
	}
	return true
}
