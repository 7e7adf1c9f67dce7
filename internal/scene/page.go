// Package scene generates page images with known structure and photographs of
// them with known corners, the same for the same seed.
package scene

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Page is a page image and what is on it. Boxes are pixels.
type Page struct {
	Image  *image.NRGBA
	DPI    float64
	Text   []string          // lines from top to bottom
	Words  []image.Rectangle // of the lines
	Bold   []bool            // of each word
	Lines  []image.Rectangle // rulings
	Boxes  []image.Rectangle // checkboxes
	Marked []bool            // of each checkbox
	Fills  []image.Rectangle
}

var fonts = sync.OnceValue(func() [2]*opentype.Font {
	var all [2]*opentype.Font
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(fmt.Sprintf("scene: the fonts of x/image do not parse: %v", err))
		}
		all[i] = f
	}
	return all
})

const vocabulary = `invoice delivery customer number total amount received quality paper between 
station Rechnung Lieferung summer weather 2026 1,250.00 42 Berlin signed without question 
machine north window letter answer 17.03.2026 payment account terms within thirty days service 
quantity price discount reference order shipped against forward evening report committee`

// NewPage makes a page of the given size in inches. Its kind, text and table
// follow from the seed.
func NewPage(seed uint64, widthInch, heightInch, dpi float64) *Page {
	rnd := rand.New(rand.NewPCG(seed, 77))
	w, h := int(widthInch*dpi), int(heightInch*dpi)
	p := &Page{Image: image.NewNRGBA(image.Rect(0, 0, w, h)), DPI: dpi}
	draw.Draw(p.Image, p.Image.Rect, image.White, image.Point{}, draw.Src)
	words := strings.Fields(vocabulary)
	margin := int(min(.08*widthInch, .8) * dpi)
	size := 10.0
	if widthInch < 5 {
		size = 8
	}
	y := margin + int(dpi*size*2/72)
	y = p.line(rnd, words, margin, w-margin, y, size*1.8, true)
	line := int(dpi * size * 1.35 / 72)
	for y < h/3 {
		y = p.line(rnd, words, margin, w-margin-rnd.IntN(w/4), y, size, rnd.IntN(6) == 0)
		if rnd.IntN(5) == 0 {
			y += line
		}
	}
	if widthInch >= 5 {
		y = p.table(rnd, words, margin, w-margin, y+line, size)
		y = p.checkboxes(rnd, words, margin, w-margin, y+line, size)
	}
	for y < h-margin-line {
		y = p.line(rnd, words, margin, w-margin, y, size, false)
	}
	return p
}

func (p *Page) face(size float64, bold bool) font.Face {
	f := fonts()[0]
	if bold {
		f = fonts()[1]
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: p.DPI})
	if err != nil {
		panic(fmt.Sprintf("scene: %v", err))
	}
	return face
}

// line writes random words from x0 as long as they end before x1, with the
// baseline at y, and returns the next baseline.
func (p *Page) line(rnd *rand.Rand, words []string, x0, x1, y int, size float64, bold bool) int {
	face := p.face(size, bold)
	var text []string
	x := x0
	for {
		word := words[rnd.IntN(len(words))]
		width := font.MeasureString(face, word).Ceil()
		if x+width > x1 {
			break
		}
		p.word(face, word, x, y, bold)
		text = append(text, word)
		x += width + font.MeasureString(face, " ").Ceil()
	}
	p.Text = append(p.Text, strings.Join(text, " "))
	return y + int(p.DPI*size*1.35/72)
}

func (p *Page) word(face font.Face, word string, x, y int, bold bool) {
	d := font.Drawer{Dst: p.Image, Src: image.NewUniform(color.NRGBA{25, 25, 30, 255}), Face: face, Dot: fixed.P(x, y)}
	b, _ := d.BoundString(word)
	d.DrawString(word)
	p.Words = append(p.Words, image.Rect(b.Min.X.Floor(), b.Min.Y.Floor(), b.Max.X.Ceil(), b.Max.Y.Ceil()))
	p.Bold = append(p.Bold, bold)
}

func (p *Page) fill(r image.Rectangle, c color.NRGBA) {
	draw.Draw(p.Image, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// table draws a ruled table with a shaded head.
func (p *Page) table(rnd *rand.Rand, words []string, x0, x1, y int, size float64) int {
	rows, cols := 3+rnd.IntN(4), 3+rnd.IntN(3)
	height, width := int(p.DPI*size*2/72), (x1-x0)/cols
	thick := max(1, int(p.DPI*float64(1+rnd.IntN(3))/2/72))
	shade := uint8(190 + rnd.IntN(40))
	head := image.Rect(x0, y, x0+cols*width, y+height)
	p.fill(head, color.NRGBA{shade, shade, shade, 255})
	p.Fills = append(p.Fills, head)
	for r := range rows {
		for c := range cols {
			face := p.face(size, r == 0)
			p.word(face, words[rnd.IntN(len(words))], x0+c*width+height/3, y+r*height+height*2/3, r == 0)
		}
	}
	ink := color.NRGBA{20, 20, 20, 255}
	for r := range rows + 1 {
		line := image.Rect(x0, y+r*height, x0+cols*width+thick, y+r*height+thick)
		p.fill(line, ink)
		p.Lines = append(p.Lines, line)
	}
	for c := range cols + 1 {
		line := image.Rect(x0+c*width, y, x0+c*width+thick, y+rows*height+thick)
		p.fill(line, ink)
		p.Lines = append(p.Lines, line)
	}
	return y + rows*height + int(p.DPI*size*2/72)
}

// checkboxes draws a row of choices, some of them marked.
func (p *Page) checkboxes(rnd *rand.Rand, words []string, x0, x1, y int, size float64) int {
	side := int(p.DPI * (size - 1 + float64(rnd.IntN(4))) / 72)
	thick := max(1, int(p.DPI*.75/72))
	face := p.face(size, false)
	ink := color.NRGBA{20, 20, 20, 255}
	for x := x0; x+4*side < x1; x += (x1 - x0) / 4 {
		box := image.Rect(x, y-side, x+side, y)
		p.fill(box, ink)
		p.fill(box.Inset(thick), color.NRGBA{255, 255, 255, 255})
		marked := rnd.IntN(2) == 0
		if marked {
			for i := thick; i < side-thick; i++ {
				for d := range thick + 1 {
					p.Image.SetNRGBA(box.Min.X+i, box.Min.Y+min(i+d, side-1), ink)
					p.Image.SetNRGBA(box.Min.X+i, box.Max.Y-1-min(i+d, side-1), ink)
				}
			}
		}
		p.Boxes, p.Marked = append(p.Boxes, box), append(p.Marked, marked)
		p.word(face, words[rnd.IntN(len(words))], x+side*3/2, y, false)
	}
	return y + int(p.DPI*size*2/72)
}
