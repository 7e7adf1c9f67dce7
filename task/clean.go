package task

import (
	"image"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
)

// When a page image is cleaned before it is read. What readers cope with is
// left alone, because every step costs sharpness: generated pages and receipts
// with their true text gave these bounds; the set clean of internal/quality
// shows what comes of it.
const (
	probeSide   = 800  // pixels of the longer side of the image that is measured
	poorLight   = .5   // imageops.Light below which shadows are taken out and a sheet is cut out of a photograph
	leastSkew   = 1    // degrees; readers cope with less
	sureSkew    = .8   // imageops.Skew.Confidence
	sureCurl    = .5   // imageops.Curl.Confidence
	leastCurl   = .002 // of the longer side, by which lines leave the straight; readers cope with less
	leastSide   = 300  // pixels of an image that is cleaned: a cut-out line has no background and no skew to speak of
	groundTone  = 24   // grey levels by which a ground is darker than paper
	groundShare = 8    // a ground is at least this part of the border
	clearGain   = .08  // of what is legible, for which a page is cut out or lit anew
	sampleStep  = 61   // of the pixels that tell whether an image is black and white
)

// A look is an image of a page, and how it lies on the page it was made from.
type look struct {
	img    image.Image
	origin layout.Origin
	gain   float64 // share by which more must be legible than in the look before
}

// looksAt returns what is to be read of img: it as it is and, where light is
// uneven, a sheet seems to lie on a ground, the page is askew or has specks,
// made ready for reading. Whatever is done to a page can do harm, so both are
// read then.
func looksAt(img image.Image, dpi float64, maxPixels int64) []look {
	looks := []look{{img: img}}
	size := img.Bounds().Size()
	if min(size.X, size.Y) < leastSide {
		return looks
	}
	probe := img
	if to := imageops.Fit(size, probeSide, probeSide); to.X < size.X*3/4 {
		probe = imageops.Scale(imageops.ToGray(img), to.X, to.Y)
	}
	s := imageops.EstimateSkew(probe, imageops.SkewOptions{})
	curl := imageops.EstimateCurl(probe)
	o := imageops.CleanOptions{
		NoCrop: true, NoLight: true, NoDeskew: s.Confidence < sureSkew || math.Abs(s.Degrees) < leastSkew, NoDenoise: !bilevel(img), MaxPixels: maxPixels,
		NoDewarp: curl.Confidence < sureCurl || curl.Pixels < leastCurl*float64(max(probe.Bounds().Dx(), probe.Bounds().Dy())),
	}
	if imageops.Light(probe) < poorLight || photographed(probe) {
		o.NoCrop, o.NoLight = false, false
	}
	c := imageops.Cleaned{}
	if !o.NoCrop || !o.NoDeskew || !o.NoDenoise || !o.NoDewarp {
		c = imageops.Clean(img, o)
	}
	if !c.Changed() {
		return looks
	}
	if c.Cropped && (o.NoDeskew || o.NoDewarp) { // the page alone tells better than page and ground
		o.NoDeskew, o.NoDewarp = false, false
		c = imageops.Clean(img, o)
	}
	gain := 0.0
	if c.Cropped || c.Light {
		gain = clearGain
	}
	return append(looks, look{c.Image, origin(img, c, dpi), gain})
}

// origin tells how a cleaned page lies on the image it was made from.
func origin(img image.Image, c imageops.Cleaned, dpi float64) layout.Origin {
	size, k := img.Bounds().Size(), dpi/72
	scale := func(f float64) layout.Matrix { return layout.Matrix{f, 0, 0, 0, f, 0, 0, 0, 1} }
	return layout.Origin{
		Size: layout.Size{W: float64(size.X) / k, H: float64(size.Y) / k}, Skew: c.Skew.Degrees, Steps: steps(c),
		Matrix: scale(1 / k).Mul(layout.Matrix(c.Transform())).Mul(scale(k)), Bend: bend(c.Bend(), k),
	}
}

// bend is b in points; k is pixels a point.
func bend(b imageops.Bend, k float64) *layout.Bend {
	if b.IsZero() {
		return nil
	}
	out := &layout.Bend{Size: layout.Size{W: b.Width / k, H: b.Height / k}, Top: b.Top / k, Powers: imageops.BendPowers}
	for _, t := range b.Terms {
		out.Terms = append(out.Terms, t/k)
	}
	return out
}

// legible weighs what was read by how sure it is: letters that are rather
// wrong than right count against it. Engines that do not know how sure they are
// are judged by the number of letters.
func legible(p *ocr.Page) float64 {
	sum, letters, known := 0.0, 0.0, false
	for _, l := range p.Lines {
		for _, w := range l.Words {
			n := float64(utf8.RuneCountInString(w.Text))
			sum += n * (2*w.Confidence - 1)
			letters += n
			known = known || w.Confidence != 0
		}
	}
	if !known {
		return letters
	}
	return sum
}

// steps names what was done.
func steps(c imageops.Cleaned) string {
	var s []string
	for _, step := range []struct {
		name string
		done bool
	}{{"crop", c.Cropped}, {"light", c.Light}, {"denoise", c.Denoised}, {"deskew", c.Skew.Degrees != 0}, {"dewarp", c.Curl.Pixels != 0}} {
		if step.done {
			s = append(s, step.name)
		}
	}
	return strings.Join(s, ",")
}

// photographed reports whether a sheet lies in img on a ground that shows at
// its border. A scan ends in paper, which is quickly seen.
func photographed(img image.Image) bool {
	g := imageops.ToGray(img)
	w, h := g.Rect.Dx(), g.Rect.Dy()
	edge := max(2, min(w, h)/60)
	var all, border [256]int
	total, around := 0, 0
	for y := range h {
		for x, v := range g.Pix[y*g.Stride:][:w] {
			all[v]++
			total++
			if x < edge || y < edge || x >= w-edge || y >= h-edge {
				border[v]++
				around++
			}
		}
	}
	paper, seen := 255, 0 // the tone that a fifth of the pixels reach
	for ; paper > 0 && seen < total/5; paper-- {
		seen += all[paper]
	}
	dark := 0
	for v := range max(0, paper-groundTone) {
		dark += border[v]
	}
	if dark < around/groundShare {
		return false
	}
	return len(imageops.DetectDocuments(img, imageops.DetectOptions{Max: 1})) > 0
}

// bilevel reports whether an image is black and white, as faxes are: only
// there single wrong pixels matter.
func bilevel(img image.Image) bool {
	g, ok := img.(*image.Gray)
	if !ok {
		return false
	}
	for y := g.Rect.Min.Y; y < g.Rect.Max.Y; y += sampleStep {
		row := g.Pix[g.PixOffset(g.Rect.Min.X, y):][:g.Rect.Dx()]
		for x := y % sampleStep; x < len(row); x += sampleStep {
			if v := row[x]; v != 0 && v != 255 {
				return false
			}
		}
	}
	return true
}
