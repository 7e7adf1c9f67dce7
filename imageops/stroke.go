package imageops

import (
	"image"
	"math"
)

// StrokeWidths measures the pen in each of the boxes, in pixels: twice the area
// of its ink by the length of its outline, both from grey values, so that parts
// of pixels count. Divided by the height of the letters it tells bold from
// regular. It is 0 where a box holds no ink to measure.
func StrokeWidths(img image.Image, boxes []Rect) []float64 {
	g := grayView(img)
	out := make([]float64, len(boxes))
	for i, b := range boxes {
		out[i] = strokeWidth(g, b.Pixels().Intersect(g.Rect))
	}
	return out
}

func strokeWidth(g *image.Gray, r image.Rectangle) float64 {
	if r.Dx() < 2 || r.Dy() < 2 {
		return 0
	}
	var hist [256]int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, v := range g.Pix[y*g.Stride+r.Min.X : y*g.Stride+r.Max.X] {
			hist[v]++
		}
	}
	n := r.Dx() * r.Dy()
	threshold, _ := otsu(&hist)
	dark := 0
	for _, c := range hist[:int(threshold)+1] {
		dark += c
	}
	ink, paper := quantile(hist[:int(threshold)+1], dark/4), int(threshold)+1+quantile(hist[int(threshold)+1:], (n-dark)/2)
	if dark*2 > n { // light letters on a dark ground
		ink, paper = int(threshold)+1+quantile(hist[int(threshold)+1:], (n-dark)*3/4), quantile(hist[:int(threshold)+1], dark/2)
	}
	contrast := paper - ink
	if contrast > -30 && contrast < 30 {
		return 0
	}
	var cover [256]float64 // how much of a pixel of this value is ink
	for v := range cover {
		c := float64(paper-v) / float64(contrast)
		if c < .15 {
			c = 0
		}
		cover[v] = min(max(c, 0), 1)
	}
	var area, outline float64
	for y := r.Min.Y; y < r.Max.Y-1; y++ {
		row, below := g.Pix[y*g.Stride+r.Min.X:][:r.Dx()], g.Pix[(y+1)*g.Stride+r.Min.X:][:r.Dx()]
		for x := range len(row) - 1 {
			c := cover[row[x]]
			area += c
			dx, dy := cover[row[x+1]]-c, cover[below[x]]-c
			if dx != 0 || dy != 0 {
				outline += math.Sqrt(dx*dx + dy*dy)
			}
		}
	}
	if outline == 0 {
		return 0
	}
	return 2 * area / outline
}

// quantile is the value that n counts lie below.
func quantile(hist []int, n int) int {
	for v, c := range hist {
		if n -= c; n < 0 {
			return v
		}
	}
	return max(len(hist)-1, 0)
}
