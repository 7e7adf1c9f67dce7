package task

import (
	"image"
	"slices"
	"unicode/utf8"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
)

// A mixed page has words of its own and pictures that may hold more: a letter
// with a chart, or a scan on which a program has stamped a number. The pictures
// are read from the page as it is drawn, without the words that are known.

const (
	pictured     = 0.6 // share of the page that pictures cover from which it is a scan with something stamped on it
	ownLetters   = 100 // of its own text from which another page is as upright as that
	mostUpright  = 0.8 // share of them
	tallestKnown = 40  // points; taller words are marks over a page rather than part of it
	muchTaller   = 3   // times the height of a word under such a mark
	sure         = 0.7 // confidence of a word that is read in spite of it
)

// standsUpright reports whether the text of a page tells how it stands, so that
// nobody needs to ask the pixels.
func standsUpright(native *layout.PageInput) bool {
	if isScan(native) {
		return false
	}
	upright, all := letters(native.Words, func(w *layout.Word) bool { return !w.Invisible && w.Direction == 0 })
	return all >= ownLetters && float64(upright) >= mostUpright*float64(all)
}

// isScan reports whether a page is pictures for the most part.
func isScan(native *layout.PageInput) bool {
	covered := 0.0
	for _, img := range native.Images {
		covered += img.Box.Intersect(layout.Rect{X1: native.Size.W, Y1: native.Size.H}).Area()
	}
	return covered > pictured*native.Size.W*native.Size.H
}

// letters counts the characters of the words that are wanted, and of all.
func letters(words []layout.Word, wanted func(*layout.Word) bool) (some, all int) {
	for i := range words {
		n := utf8.RuneCountInString(words[i].Text)
		all += n
		if wanted(&words[i]) {
			some += n
		}
	}
	return some, all
}

// lies reports whether a word fills its box: it is seen, and does not cross the
// page at an angle as watermarks do.
func lies(w *layout.Word) bool {
	return !w.Invisible && !w.Box.IsEmpty() && (w.Quad.IsZero() || w.Quad.Area() > 0.5*w.Box.Area())
}

// withoutWords returns the image of a page with its known words painted over:
// they need not be read again.
func withoutWords(img image.Image, dpi float64, words []layout.Word) image.Image {
	var out *image.Gray
	for i := range words {
		w := &words[i]
		if !lies(w) || min(w.Box.Width(), w.Box.Height()) > tallestKnown {
			continue
		}
		if out == nil {
			out = imageops.ToGray(img)
			if out == img {
				out = &image.Gray{Pix: slices.Clone(out.Pix), Stride: out.Stride, Rect: out.Rect}
			}
		}
		paintOver(out, w.Box.Inset(-0.5), dpi)
	}
	if out == nil {
		return img
	}
	return out
}

// paintOver fills a box with the median of the pixels along its border.
func paintOver(g *image.Gray, box layout.Rect, dpi float64) {
	x0, y0, x1, y1 := box.Pixels(dpi)
	r := image.Rect(x0, y0, x1, y1).Add(g.Rect.Min).Intersect(g.Rect)
	if r.Empty() {
		return
	}
	var count [256]int
	n := 0
	see := func(x, y int) {
		count[g.Pix[g.PixOffset(x, y)]]++
		n++
	}
	for x := r.Min.X; x < r.Max.X; x++ {
		see(x, r.Min.Y)
		see(x, r.Max.Y-1)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		see(r.Min.X, y)
		see(r.Max.X-1, y)
	}
	paper, seen := 0, count[0]
	for 2*seen < n {
		paper++
		seen += count[paper]
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := g.Pix[g.PixOffset(r.Min.X, y):][:r.Dx()]
		for i := range row {
			row[i] = uint8(paper)
		}
	}
}

// blend adds to what a page says of itself what was read of its pictures. Where
// OCR turned the page, and found more text on it than it has of its own, its own
// is turned too: a number stamped on a scan does not know how that lies.
func blend(native, read *layout.PageInput) *layout.PageInput {
	out := *native
	if read.Origin.Rotation != native.Origin.Rotation {
		found, _ := letters(read.Words, func(w *layout.Word) bool { return w.Confidence >= sure })
		if _, own := letters(native.Words, lies); found <= own {
			out.Warnings = append(slices.Clip(out.Warnings), read.Warnings...)
			return &out
		}
		out = native.Turned(read.Origin.Rotation - native.Origin.Rotation)
		out.Origin = read.Origin
	}
	own := out.Words
	out.Lines = nil // hints of one of the two would be wrong for both together
	out.DPI, out.Language = read.DPI, read.Language
	out.Warnings = append(slices.Clip(out.Warnings), read.Warnings...)
	out.Words = slices.Clone(own)
	for i := range out.Words {
		if out.Words[i].Source == "" {
			out.Words[i].Source = layout.SourceNative
		}
	}
	strokes := make([]float64, len(own), len(own)+len(read.Words))
	copy(strokes, out.Strokes)
	for i, w := range read.Words {
		if known(&w, own) {
			continue
		}
		w.Source = layout.SourceOCR
		out.Words = append(out.Words, w)
		out.Source = layout.SourceMixed
		if i < len(read.Strokes) {
			strokes = append(strokes, read.Strokes[i])
		}
	}
	if len(strokes) == len(out.Words) {
		out.Strokes = strokes
	}
	addDrawn(&out, read)
	return &out
}

// known reports whether a word that was read lies mostly under words of the
// page's own.
func known(w *layout.Word, own []layout.Word) bool {
	sum := 0.0
	for i := range own {
		o := &own[i]
		if !lies(o) || w.Confidence >= sure && o.Box.Height() > muchTaller*w.Box.Height() {
			continue
		}
		if sum += w.Box.Overlap(o.Box); sum > 0.3 {
			return true
		}
	}
	return false
}

// addDrawn adds the lines, areas and checkboxes that were seen in a scan. What a
// page draws itself it has told, and a chart beside its text is no table.
func addDrawn(out, read *layout.PageInput) {
	if !isScan(out) {
		return
	}
	pictured := func(r layout.Rect) bool {
		return slices.ContainsFunc(out.Images, func(i layout.Image) bool { return i.Box.Contains(r.Center()) })
	}
	out.Rulings = slices.Clip(out.Rulings)
	for _, r := range read.Rulings {
		if pictured(r.Box) {
			out.Rulings = append(out.Rulings, r)
		}
	}
	out.Fills = slices.Clip(out.Fills)
	for _, f := range read.Fills {
		if pictured(f.Box) {
			out.Fills = append(out.Fills, f)
		}
	}
	out.Marks = slices.Clip(out.Marks)
	for _, m := range read.Marks {
		if pictured(m.Box) {
			out.Marks = append(out.Marks, m)
		}
	}
}
