package imageops

import (
	"image"
	"math"
)

// CleanOptions tune Clean. The zero value is useful.
type CleanOptions struct {
	// Keep steps from being taken, whatever the page looks like.
	NoCrop, NoDeskew, NoLight, NoDenoise, NoDewarp bool
	// MaxSkew is how far a page is turned; default 15 degrees.
	MaxSkew float64
	// MaxPixels bounds a page that is cut out of a photograph; default 100
	// million.
	MaxPixels int64
}

// Cleaned is a page made ready for reading, with the way back to the image that
// it was made from.
type Cleaned struct {
	Warped        // Image is an *image.Gray
	Cropped  bool // the page was cut out of a photograph
	Skew     Skew // what was corrected; 0 degrees for nothing
	Light    bool // shadows or low contrast were evened out
	Denoised bool // single wrong pixels were taken out
	Curl     Curl // what was straightened; 0 pixels for nothing
}

// Changed reports whether Clean did anything beyond making the image grey.
func (c Cleaned) Changed() bool {
	return c.Cropped || c.Light || c.Denoised || c.Skew.Degrees != 0 || c.Curl.Pixels != 0
}

// Clean prepares a page image for text recognition: it cuts the page out of a
// photograph, takes out shadows, low contrast and specks, turns it straight and
// straightens its lines; each only where measurement says that it is needed, so that a good scan stays
// as it is.
func Clean(img image.Image, o CleanOptions) Cleaned {
	c := Cleaned{Warped: Warped{Image: grayView(img), back: identity}}
	if img.Bounds().Empty() {
		c.Image = ToGray(img)
		return c
	}
	if !o.NoCrop {
		c.crop(img, o)
	}
	if !o.NoLight {
		c.light()
	}
	if !o.NoDenoise {
		c.denoise()
	}
	if !o.NoDeskew {
		c.deskew(o)
	}
	if !o.NoDewarp {
		c.dewarp()
	}
	if g, ok := img.(*image.Gray); ok && c.Image == g {
		c.Image = ToGray(g)
	}
	return c
}

// crop cuts out the one sheet of a photograph: it must be sure, large, and
// brighter than what is around it, which no shaded box on a scan is.
func (c *Cleaned) crop(img image.Image, o CleanOptions) {
	size := img.Bounds().Size()
	docs := DetectDocuments(img, DetectOptions{MinConfidence: .75, MinArea: .2, Max: 2})
	if len(docs) != 1 {
		return
	}
	q := docs[0].Quad
	inside, outside := meanTones(c.Image.(*image.Gray), q)
	if area := q.Area() / float64(size.X*size.Y); area > .97 || inside < outside+12 {
		return
	}
	w, err := Warp(c.Image, q, WarpOptions{MaxPixels: o.MaxPixels})
	if err != nil {
		return // the page is read as it is
	}
	c.Image, c.back, c.Cropped = w.Image, w.back, true
}

// meanTones is the mean grey inside and outside of q.
func meanTones(g *image.Gray, q Quad) (inside, outside float64) {
	var sum, n [2]float64
	step := max(1, max(g.Rect.Dx(), g.Rect.Dy())/300)
	for y := 0; y < g.Rect.Dy(); y += step {
		for x := 0; x < g.Rect.Dx(); x += step {
			k := 1
			if q.holds(Point{float64(x), float64(y)}) {
				k = 0
			}
			sum[k] += float64(g.Pix[y*g.Stride+x])
			n[k]++
		}
	}
	return sum[0] / max(n[0], 1), sum[1] / max(n[1], 1)
}

// Below these a page counts as unevenly lit, or as faint.
const (
	evenLight  = .8 // darkest paper by brightest
	goodSpread = 25
)

// light evens out shadows and stretches faint ink.
func (c *Cleaned) light() {
	g := c.Image.(*image.Gray)
	b := backgroundOf(g)
	b.gray()
	ink := inkTone(g)
	if b.darker >= evenLight && b.paper-ink >= goodSpread {
		return
	}
	out := image.NewGray(image.Rect(0, 0, g.Rect.Dx(), g.Rect.Dy()))
	b.flatten(out, g)
	if ink = inkTone(out); ink > 90 && ink < 235 { // ink to about 40, paper where it is
		var lut [256]uint8
		for i := range lut {
			lut[i] = uint8(min(max(40+(float64(i)-ink)*(250-40)/(250-ink), 0), 255))
		}
		for i, v := range out.Pix {
			out.Pix[i] = lut[v]
		}
	}
	c.Image, c.Light = out, true
}

// inkTone is the grey of the darkest hundredth of the pixels.
func inkTone(g *image.Gray) float64 {
	hist := histogram(g)
	return float64(quantile(hist[:], g.Rect.Dx()*g.Rect.Dy()/100))
}

// deskew turns the page straight.
func (c *Cleaned) deskew(o CleanOptions) {
	const least = .35 // below, readers do as well, and turning costs sharpness
	s := EstimateSkew(c.Image, SkewOptions{MaxDegrees: o.MaxSkew})
	if s.Confidence < .4 || math.Abs(s.Degrees) < least {
		return
	}
	w := RotateFree(c.Image, -s.Degrees, nil)
	c.Image, c.back, c.Skew = w.Image, w.back.Then(c.back), s
}

// dewarp straightens the lines of a page that was not flat.
func (c *Cleaned) dewarp() {
	curl := EstimateCurl(c.Image)
	if !curl.bends(c.Image.Bounds(), DewarpOptions{}) {
		return
	}
	w := straighten(c.Image, curl.Bend)
	c.Image, c.bend, c.Curl = w.Image, w.bend, curl
}
