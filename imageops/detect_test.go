package imageops

import (
	"flag"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

var photos = flag.Int("photos", 0, "number of generated photographs that detection is tested on; default 16")

// photoCount is how many photographs a test makes.
func photoCount(usual int) int {
	if *photos > 0 {
		return *photos * usual / 16
	}
	return usual
}

var firstPhoto = flag.Uint64("firstphoto", 0, "seed of the first generated photograph")

// cornerError is the largest distance of a corner to its true place, for the
// best order of corners.
func cornerError(got Quad, want [4][2]float64) float64 {
	best := math.Inf(1)
	for turn := range 4 {
		worst := 0.0
		for i := range got {
			w := want[(i+turn)%4]
			worst = max(worst, side(got[i], Point{w[0], w[1]}))
		}
		best = min(best, worst)
	}
	return best
}

func TestDetectDocuments(t *testing.T) {
	heavy(t)
	good, n := 0, 0
	var errs []float64
	for i := range uint64(photoCount(16)) {
		seed := *firstPhoto + i
		p := scene.NewPhoto(seed, scene.PhotoOptions{})
		diagonal := math.Hypot(float64(p.Image.Rect.Dx()), float64(p.Image.Rect.Dy()))
		n++
		docs := DetectDocuments(p.Image, DetectOptions{})
		e := math.Inf(1)
		if len(docs) > 0 {
			e = cornerError(docs[0].Quad, p.Quads[0]) / diagonal
		}
		errs = append(errs, e)
		if e < .01 && len(docs) == 1 {
			good++
		} else {
			t.Logf("photo %d (%s): %d documents, corner error %.4f, %+v", seed, p.Kind, len(docs), e, docs)
		}
	}
	t.Logf("%d of %d photographs: one document, corners within 1 %% of the diagonal; median error %.4f", good, n, quantileOf(errs, .5))
	if good*100 < n*95 {
		t.Errorf("%d of %d photographs", good, n)
	}
}

func TestDetectDocumentsNone(t *testing.T) {
	heavy(t)
	wrong := 0
	n := photoCount(16)
	for i := range uint64(n) {
		p := scene.NewPhoto(*firstPhoto+1_000_000+i, scene.PhotoOptions{None: true, Hard: i%2 == 0})
		if docs := DetectDocuments(p.Image, DetectOptions{}); len(docs) > 0 {
			wrong++
			t.Logf("photo %d (%s): %+v", 1_000_000+i, p.Kind, docs)
		}
	}
	t.Logf("%d of %d photographs without a document have one found", wrong, n)
	if wrong*100 > n*2 {
		t.Errorf("%d of %d photographs without a document have one found", wrong, n)
	}
}

func TestDetectDocumentsHard(t *testing.T) {
	heavy(t)
	good, n := 0, photoCount(16)
	for i := range uint64(n) {
		seed := *firstPhoto + 2_000_000 + i
		p := scene.NewPhoto(seed, scene.PhotoOptions{Hard: true})
		diagonal := math.Hypot(float64(p.Image.Rect.Dx()), float64(p.Image.Rect.Dy()))
		docs := DetectDocuments(p.Image, DetectOptions{})
		if len(docs) > 0 && cornerError(docs[0].Quad, p.Quads[0]) < .02*diagonal {
			good++
		} else {
			t.Logf("photo %d (%s): %+v, want %v", seed, p.Kind, docs, p.Quads)
		}
	}
	t.Logf("%d of %d hard photographs within 2 %% of the diagonal", good, n)
	if good*100 < n*80 {
		t.Errorf("%d of %d hard photographs within 2 %% of the diagonal", good, n)
	}
}

func TestDetectSeveralDocuments(t *testing.T) {
	heavy(t)
	found, n, extra := 0, 0, 0
	for seed := range uint64(photoCount(8)) {
		p := scene.NewPhoto(*firstPhoto+3_000_000+seed, scene.PhotoOptions{Documents: 2 + int(seed%2)})
		diagonal := math.Hypot(float64(p.Image.Rect.Dx()), float64(p.Image.Rect.Dy()))
		docs := DetectDocuments(p.Image, DetectOptions{})
		hits := 0
		for _, q := range p.Quads {
			n++
			for _, d := range docs {
				if cornerError(d.Quad, q) < .015*diagonal {
					hits++
					break
				}
			}
		}
		found += hits
		extra += len(docs) - hits
		if hits < len(p.Quads) || len(docs) > hits {
			t.Logf("photo %d (%s): %d of %d, %d found", 3_000_000+seed, p.Kind, hits, len(p.Quads), len(docs))
		}
	}
	t.Logf("%d of %d receipts found, %d wrong", found, n, extra)
	if found*100 < n*88 || extra*100 > n*6 {
		t.Errorf("%d of %d receipts found, %d wrong", found, n, extra)
	}
}

func TestDetectOddImages(t *testing.T) {
	heavy(t)
	for _, size := range []image.Point{{0, 0}, {1, 1}, {40, 33}, {3000, 32}} {
		for name, img := range kinds(size.X, size.Y) {
			if docs := DetectDocuments(img, DetectOptions{}); len(docs) > 0 && size.X < 3000 {
				t.Logf("%s %v: %+v", name, size, docs)
			}
		}
	}
	if docs := DetectDocuments(scene.NewPage(1, 8.27, 11.69, 72).Image, DetectOptions{}); len(docs) > 0 {
		t.Errorf("a page that fills the image: %+v", docs)
	}
	form := image.NewGray(image.Rect(0, 0, 595, 842)) // a page with a shaded box
	for i := range form.Pix {
		form.Pix[i] = 255
	}
	draw.Draw(form, image.Rect(28, 600, 500, 760), image.NewUniform(color.Gray{245}), image.Point{}, draw.Src)
	if docs := DetectDocuments(form, DetectOptions{}); len(docs) > 0 {
		t.Errorf("a shaded box on a page: %+v", docs)
	}
	if docs := DetectDocuments(noise(600, 400), DetectOptions{}); len(docs) > 0 {
		t.Errorf("noise: %+v", docs)
	}
}

func BenchmarkDetectDocuments(b *testing.B) {
	p := scene.NewPhoto(2, scene.PhotoOptions{Width: 4000, Height: 3000})
	cpuLoop(b, func() { DetectDocuments(p.Image, DetectOptions{}) })
}
