package imagescore

import (
	"image"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scene"
)

// Spoil makes a page image of known text that was spoiled in some way.
func Spoil(kind string, seed uint64) (img image.Image, text string) {
	rnd := rand.New(rand.NewPCG(seed, 3))
	if kind == "photo" {
		p := scene.NewPhoto(seed, scene.PhotoOptions{Width: 2400, Height: 1800, Hard: true})
		return p.Image, strings.Join(p.Pages[0].Text, "\n")
	}
	if kind == "curved" {
		c := scene.NewCurved(seed, 150, scene.CurvedOptions{})
		return c.Photo, strings.Join(c.Text, "\n")
	}
	p := scene.NewPage(seed, 8.27, 11.69, 150)
	g := imageops.ToGray(p.Image)
	w, h := g.Rect.Dx(), g.Rect.Dy()
	switch kind {
	case "shadow":
		for y := range h {
			for x := range w {
				d := (float64(x)/float64(w) + float64(y)/float64(h) - .85) * 8
				k := (1 - .65/(1+math.Exp(-d))) * (1 - .3*float64(y)/float64(h))
				g.Pix[y*w+x] = uint8(min(max(float64(g.Pix[y*w+x])*k+rnd.NormFloat64()*3, 0), 255))
			}
		}
	case "skew":
		g = imageops.RotateFree(g, (rnd.Float64()*2-1)*5, nil).Image.(*image.Gray)
	case "fax":
		g = imageops.Binarize(imageops.RotateFree(g, rnd.Float64()-.5, nil).Image, imageops.BinarizeOptions{})
		for i := range g.Pix {
			if rnd.IntN(120) == 0 {
				g.Pix[i] ^= 255
			}
		}
	case "specks":
		for i := range g.Pix {
			if rnd.IntN(60) == 0 {
				g.Pix[i] ^= 255
			}
		}
	case "grain":
		for i, v := range g.Pix {
			g.Pix[i] = uint8(min(max(80+float64(v)*.45+rnd.NormFloat64()*40, 0), 255))
		}
	case "faint":
		for i, v := range g.Pix {
			g.Pix[i] = uint8(min(max(170+(float64(v)-255)*.14+rnd.NormFloat64()*4, 0), 255))
		}
	}
	return g, strings.Join(p.Text, "\n")
}
