package imagescore

import (
	"bytes"
	"context"
	"image/jpeg"
	"math"
	"time"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/rusage"
	"github.com/docket-go/docket/internal/scene"
)

// job is an operation that is timed.
type job struct {
	name string
	f    func() error
}

// speeds measures the CPU time of single operations on 12 megapixels, as the
// least of some runs: other load on the machine only ever adds to it.
func speeds(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	if _, ok := rusage.CPUTime(); !ok {
		e.Logf("imageops: this system does not tell CPU time, so that no operation is timed")
		return nil, nil
	}
	gray := imageops.ToGray(scene.NewPage(1, 4000/350.0, 3000/350.0, 350).Image)
	color := imageops.ToNRGBA(gray)
	photo := scene.NewPhoto(2, scene.PhotoOptions{Width: 4000, Height: 3000}).Image
	var file bytes.Buffer
	if err := imageops.Encode(&file, photo, imageops.EncodeOptions{Format: imageops.JPEG}); err != nil {
		return nil, err
	}
	w, h := float64(gray.Rect.Dx()), float64(gray.Rect.Dy())
	q := imageops.Quad{{X: .05 * w, Y: .03 * h}, {X: .97 * w, Y: .06 * h}, {X: .93 * w, Y: .98 * h}, {X: .02 * w, Y: .95 * h}}
	whole := imageops.WarpOptions{Width: gray.Rect.Dx(), Height: gray.Rect.Dy()}
	var out []measure.Measure
	for _, c := range append([]job{
		{"sauvola", func() error { imageops.Binarize(gray, imageops.BinarizeOptions{}); return nil }},
		{"warp_gray", func() error { _, err := imageops.Warp(gray, q, whole); return err }},
		{"warp_color", func() error { _, err := imageops.Warp(color, q, whole); return err }},
		{"half", func() error { imageops.Scale(gray, gray.Rect.Dx()/2, gray.Rect.Dy()/2); return nil }},
		{"blur_2", func() error { imageops.Blur(gray, 2); return nil }},
		{"skew", func() error { imageops.EstimateSkew(gray, imageops.SkewOptions{}); return nil }},
		{"detect", func() error { imageops.DetectDocuments(photo, imageops.DetectOptions{}); return nil }},
	}, jpegJobs(ctx, file.Bytes())...) {
		least := math.Inf(1)
		for range 5 {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			from, _ := rusage.CPUTime()
			if err := c.f(); err != nil {
				return nil, err
			}
			to, _ := rusage.CPUTime()
			least = min(least, float64(to-from)/float64(time.Millisecond))
		}
		out = append(out, figure("cpu_ms_"+c.name, least))
	}
	return out, nil
}

// jpegJobs read a photograph, all of it or what is needed, and what that is
// compared with.
func jpegJobs(ctx context.Context, file []byte) []job {
	return []job{
		{"detect_jpeg", func() error {
			_, _, err := imageops.DetectBytes(ctx, file, imageops.Limits{}, imageops.DetectOptions{})
			return err
		}},
		{"thumbnail_jpeg", func() error {
			_, err := imageops.ThumbnailBytes(ctx, file, imageops.Limits{}, 256, 256)
			return err
		}},
		{"decode_jpeg", func() error { _, err := imageops.DecodeBytes(ctx, file, imageops.Limits{}); return err }},
		{"decode_jpeg_gray", func() error {
			_, err := imageops.DecodeWith(ctx, file, imageops.DecodeOptions{Gray: true})
			return err
		}},
		{"image_jpeg_gray", func() error { // what it is compared with
			img, err := jpeg.Decode(bytes.NewReader(file))
			if err == nil {
				imageops.ToGray(img)
			}
			return err
		}},
	}
}
