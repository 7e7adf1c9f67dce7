package imageops

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"reflect"
	"sync"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

// heavy skips a test that takes many pixels through one goroutine in short runs,
// which are those under the race detector: there it finds nothing that
// TestConcurrent does not, and takes twenty times as long.
func heavy(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("many pixels in one goroutine: left out of short tests")
	}
}

// Everything may be called from many goroutines at once, also on one image, and
// gives each of them the same.
func TestConcurrent(t *testing.T) {
	photo := scene.NewPhoto(1, scene.PhotoOptions{Width: 320, Height: 240}).Image
	page := ToGray(scene.NewPage(1, 3, 3, 75).Image)
	file := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, photo, nil) })
	quad := Quad{{X: 20, Y: 10}, {X: 300, Y: 20}, {X: 290, Y: 220}, {X: 10, Y: 230}}
	calls := map[string]func() any{
		"decode": func() any {
			img, err := DecodeWith(t.Context(), file, DecodeOptions{Enough: 100})
			return []any{img.Pix, err}
		},
		"encode": func() any {
			var all []any
			for _, format := range []string{PNG, JPEG, TIFF, WebP} {
				var b bytes.Buffer
				err := Encode(&b, page, EncodeOptions{Format: format})
				all = append(all, b.Bytes(), err)
			}
			return all
		},
		"scale":     func() any { return []any{Scale(photo, 100, 70), Scale(page, 500, 400), Thumbnail(photo, 64, 64)} },
		"detect":    func() any { return DetectDocuments(photo, DetectOptions{}) },
		"warp":      func() any { w, err := Warp(photo, quad, WarpOptions{}); return []any{w.Image, w.Transform(), err} },
		"skew":      func() any { return EstimateSkew(page, SkewOptions{}) },
		"dewarp":    func() any { return EstimateCurl(page) },
		"clean":     func() any { return Clean(photo, CleanOptions{}).Image },
		"binarize":  func() any { return Binarize(page, BinarizeOptions{}) },
		"blur":      func() any { return []image.Image{Blur(photo, 1.5), Blur(page, 3)} },
		"structure": func() any { return FindStructure(page, StructureOptions{}) },
		"assess":    func() any { return Assess(page) },
	}
	for _, e := range Effects() {
		calls["effect "+e.Name()] = func() any { return e.Apply(photo) }
	}
	for name, call := range calls {
		want := call()
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if !reflect.DeepEqual(want, call()) {
					t.Errorf("%s gives something else at once with others", name)
				}
			})
		}
		wg.Wait()
	}
}
