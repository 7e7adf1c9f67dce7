package imageops

import (
	"image"
)

// Quality says how well a page image can be read, so that a host can ask for a
// better one.
type Quality struct {
	Score      float64 // 0-1, the least of the four below
	Sharpness  float64 // 0-1; below .3 letters run into each other
	Contrast   float64 // 0-1; ink against paper
	Light      float64 // 0-1; 1 for even light, less under shadows
	Resolution float64 // 0-1; height of small letters against what readers need
	Skew       Skew
	XHeight    float64 // estimated height of small letters in pixels, 0 for no text
	EdgeWidth  float64 // pixels over which ink becomes paper
}

// Measures from which on an image is as good as any.
const (
	fullContrast = 120
	fullXHeight  = 16 // 10 point at 200 dpi
	leastXHeight = 6
	fullEdge     = 2.2
	worstEdge    = 7
)

// Assess measures the quality of a page image. An image without text has a
// Score of 0.
func Assess(img image.Image) Quality {
	g := grayView(img)
	if g.Rect.Dx() < 16 || g.Rect.Dy() < 16 {
		return Quality{}
	}
	b := backgroundOf(g)
	q := Quality{Skew: EstimateSkew(g, SkewOptions{})}
	if q.XHeight = xHeight(g); q.XHeight == 0 {
		return q
	}
	flat := Flatten(g)
	ink := inkTone(flat)
	q.Contrast = part(250-ink, 0, fullContrast)
	q.Light = b.evenness()
	q.Resolution = part(q.XHeight, leastXHeight/2, fullXHeight)
	q.EdgeWidth = edgeWidth(flat, 250-ink)
	// Blur counts against the size of the letters.
	relative := q.EdgeWidth * fullXHeight / max(min(q.XHeight, 2*fullXHeight), leastXHeight)
	q.Sharpness = 1 - part(relative, fullEdge, worstEdge)
	q.Score = min(q.Sharpness, q.Contrast, q.Light, q.Resolution)
	return q
}

// part is where v lies between from and to, 0-1.
func part(v, from, to float64) float64 { return min(max((v-from)/(to-from), 0), 1) }

// evenness is Quality.Light.
func (b *background) evenness() float64 { return part(b.darker, .2, .75) }

// Light measures how evenly a page image is lit: Quality.Light alone, which
// costs a fraction of Assess.
func Light(img image.Image) float64 {
	if img.Bounds().Dx() < 16 || img.Bounds().Dy() < 16 {
		return 1
	}
	return backgroundOf(grayView(img)).evenness()
}

// xHeight is the most frequent height of connected ink that may be a letter:
// small letters are more than all others.
func xHeight(g *image.Gray) float64 {
	b := inkOf(Binarize(g, BinarizeOptions{Window: max(15, max(g.Rect.Dx(), g.Rect.Dy())/60)}))
	var counts [160]float64
	n := 0
	for _, r := range components(b) {
		w, h := r.Dx(), r.Dy()
		if h >= 4 && h < len(counts)-1 && w >= 2 && w <= 3*h && w*4 >= h {
			counts[h]++
			n++
		}
	}
	if n < 30 {
		return 0
	}
	best, at := 0.0, 0
	for h := 4; h < len(counts)-1; h++ {
		if v := counts[h-1] + 2*counts[h] + counts[h+1]; v > best {
			best, at = v, h
		}
	}
	return float64(at)
}

// components returns the boxes of connected ink, in no order.
func components(b *bitmap) []image.Rectangle {
	type run struct{ x0, x1, group int }
	var parent []int
	var boxes []image.Rectangle
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	var above, row []run
	for y := range b.h {
		row = row[:0]
		k := 0
		b.runs(y, func(x0, x1 int) {
			r := run{x0, x1, -1}
			box := image.Rect(x0, y, x1, y+1)
			for k < len(above) && above[k].x1 < x0 {
				k++
			}
			for j := k; j < len(above) && above[j].x0 <= x1; j++ {
				other := find(above[j].group)
				switch {
				case r.group < 0:
					r.group = other
				case r.group != other:
					parent[other] = r.group
					boxes[r.group] = boxes[r.group].Union(boxes[other])
				}
			}
			if r.group < 0 {
				r.group = len(parent)
				parent, boxes = append(parent, r.group), append(boxes, box)
			} else {
				boxes[r.group] = boxes[r.group].Union(box)
			}
			row = append(row, r)
		})
		above, row = row, above
	}
	var out []image.Rectangle
	for i, p := range parent {
		if p == i {
			out = append(out, boxes[i])
		}
	}
	return out
}

// edgeWidth is the typical width of the transition from ink to paper: the
// contrast divided by the steepest slopes.
func edgeWidth(g *image.Gray, contrast float64) float64 {
	if contrast < 10 {
		return worstEdge
	}
	var hist [256]int
	n := 0
	for y := 0; y < g.Rect.Dy(); y += 2 {
		row := g.Pix[y*g.Stride:][:g.Rect.Dx()]
		for x := 1; x < len(row)-1; x++ {
			d := int(row[x+1]) - int(row[x-1])
			d = max(d, -d) / 2
			if float64(d) > contrast/10 {
				hist[d]++
				n++
			}
		}
	}
	if n == 0 {
		return worstEdge
	}
	steep := quantile(hist[:], n*9/10)
	return contrast / max(float64(steep), 1)
}
