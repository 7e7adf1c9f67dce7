package heic

import (
	"encoding/binary"
	"image"
	"image/draw"
	"math"

	"github.com/docket-go/docket/imageops"
)

// upright turns, mirrors and crops a picture as the file says. EXIF data is not
// asked: in this format it only repeats what the file says (ISO/IEC 23008-12).
func (p *picture) upright(img *image.NRGBA) *image.NRGBA {
	for _, x := range p.turns {
		if len(x.body) == 0 {
			continue
		}
		switch x.kind {
		case "irot":
			if n := int(x.body[0] & 3); n > 0 { // quarters, counter-clockwise
				img = imageops.Rotate(img, (4-n)*90).(*image.NRGBA)
			}
		case "imir":
			mirror(img, x.body[0]&1 == 0)
		case "clap":
			img = aperture(img, x.body)
		}
	}
	return img
}

// mirror swaps left and right, or top and bottom.
func mirror(img *image.NRGBA, sideways bool) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if !sideways {
		for y := range h / 2 {
			swap(img.Pix[y*img.Stride:][:4*w], img.Pix[(h-1-y)*img.Stride:][:4*w])
		}
		return
	}
	for y := range h {
		row := img.Pix[y*img.Stride:]
		for x := range w / 2 {
			swap(row[4*x:4*x+4], row[4*(w-1-x):4*(w-x)])
		}
	}
}

func swap(a, b []byte) {
	for i := range a {
		a[i], b[i] = b[i], a[i]
	}
}

// aperture crops a picture to its clean aperture: width, height and the place of
// the middle from that of the picture, each as a fraction. One that is not
// within the picture is no reason to refuse it: it is left out.
func aperture(img *image.NRGBA, b []byte) *image.NRGBA {
	if len(b) < 32 {
		return img
	}
	var v [4]float64
	for i := range v {
		n, d := binary.BigEndian.Uint32(b[8*i:]), int32(binary.BigEndian.Uint32(b[8*i+4:]))
		if v[i] = float64(n) / float64(d); i > 1 {
			v[i] = float64(int32(n)) / float64(d)
		}
		if math.IsNaN(v[i]) || math.Abs(v[i]) > 1<<20 {
			return img
		}
	}
	w, h := int(math.Round(v[0])), int(math.Round(v[1]))
	x := int(math.Round(v[2] + float64(img.Rect.Dx()-w)/2))
	y := int(math.Round(v[3] + float64(img.Rect.Dy()-h)/2))
	r := image.Rect(x, y, x+w, y+h)
	if w < 1 || h < 1 || !r.In(img.Rect) {
		return img
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Rect, img, r.Min, draw.Src)
	return out
}

// orientation is what was done in the numbers of EXIF, as far as it was turned
// or mirrored only.
func (p *picture) orientation() int {
	turns := 0
	for _, x := range p.turns {
		switch {
		case len(x.body) == 0:
		case x.kind == "imir":
			return 2
		case x.kind == "irot":
			turns += int(x.body[0] & 3)
		}
	}
	return [4]int{1, 8, 3, 6}[turns&3]
}
