package ocrtest

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
)

// The fonts of generated pages. They have Latin, Greek and Cyrillic letters.
const (
	Regular = "regular"
	Bold    = "bold"
	Italic  = "italic"
	Mono    = "mono"
)

var fonts = map[string][]byte{Regular: goregular.TTF, Bold: gobold.TTF, Italic: goitalic.TTF, Mono: gomono.TTF}

// A Piece is text at a place of a generated page.
type Piece struct {
	X, Y  float64 // left end of the baseline in points from the top left
	Text  string
	Font  string      // default Regular
	Size  float64     // of the font in points, default 10
	Ink   color.Color // default black
	Paper color.Color // painted behind the text; default none
}

// A Field is a coloured part of a generated page.
type Field struct {
	Box   layout.Rect // points from the top left
	Paper color.Color
}

// A Page is a page of known text.
type Page struct {
	Width, Height float64 // points; default A4, 595 x 842
	DPI           float64 // default 300
	Pieces        []Piece
	Paper         color.Color // default white
	Fields        []Field     // painted on it, below the text

	// How the page is spoilt, in this order.
	Skew     float64 // degrees clockwise
	Rotation int     // clockwise quarter turns in degrees: how the image lies
	Noise    float64 // standard deviation of a grey level
	Blur     int     // radius of a box in pixels
	Seed     uint64  // of the noise
}

// A TrueWord is a word of a page and its place on the upright page in points.
type TrueWord struct {
	Text string
	Box  layout.Rect
}

// Column returns pieces for lines of text under one another, leading points
// apart.
func Column(x, y, size, leading float64, lines ...string) []Piece {
	out := make([]Piece, len(lines))
	for i, l := range lines {
		out[i] = Piece{X: x, Y: y + float64(i)*leading, Text: l, Size: size}
	}
	return out
}

// Text is the true text, piece by piece.
func (p *Page) Text() string {
	var b strings.Builder
	for _, c := range p.Pieces {
		b.WriteString(c.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

func (p *Page) withDefaults() Page {
	q := *p
	if q.Width == 0 || q.Height == 0 {
		q.Width, q.Height = 595, 842
	}
	if q.DPI == 0 {
		q.DPI = 300
	}
	if q.Paper == nil {
		q.Paper = color.White
	}
	return q
}

// Render paints the page and returns the true words with the boxes they have
// before the page is skewed and turned. Two calls give the same pixels.
func (p *Page) Render() (ocr.Image, []TrueWord, error) {
	q := p.withDefaults()
	k := q.DPI / 72
	img := image.NewNRGBA(image.Rect(0, 0, int(math.Round(q.Width*k)), int(math.Round(q.Height*k))))
	draw.Draw(img, img.Rect, image.NewUniform(q.Paper), image.Point{}, draw.Src)
	for _, f := range q.Fields {
		at := func(v float64) int { return int(math.Round(v * k)) }
		r := image.Rect(at(f.Box.X0), at(f.Box.Y0), at(f.Box.X1), at(f.Box.Y1))
		draw.Draw(img, r, image.NewUniform(f.Paper), image.Point{}, draw.Src)
	}
	var words []TrueWord
	for _, c := range q.Pieces {
		w, err := c.paint(img, q.DPI)
		if err != nil {
			return ocr.Image{}, nil, err
		}
		words = append(words, w...)
	}
	out := image.Image(img)
	if q.Skew != 0 {
		out = skew(img, q.Skew, q.Paper)
	}
	out = ocr.Turn(out, q.Rotation)
	if q.Noise > 0 || q.Blur > 0 {
		out = spoil(ocr.Image{Pix: out}.Gray(), q)
	}
	return ocr.Image{Pix: out, DPI: q.DPI}, words, nil
}

func (c *Piece) paint(img *image.NRGBA, dpi float64) ([]TrueWord, error) {
	name, size, ink := c.Font, c.Size, c.Ink
	if name == "" {
		name = Regular
	}
	if size == 0 {
		size = 10
	}
	if ink == nil {
		ink = color.Black
	}
	f, err := opentype.Parse(fonts[name])
	if err != nil {
		return nil, fmt.Errorf("ocrtest: font %q: %w", name, err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: dpi})
	if err != nil {
		return nil, fmt.Errorf("ocrtest: font %q: %w", name, err)
	}
	k := dpi / 72
	d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face,
		Dot: fixed.Point26_6{X: fixed.Int26_6(c.X * k * 64), Y: fixed.Int26_6(c.Y * k * 64)}}
	if c.Paper != nil {
		b, _ := d.BoundString(c.Text)
		r := image.Rect(b.Min.X.Floor(), b.Min.Y.Floor(), b.Max.X.Ceil(), b.Max.Y.Ceil()).Inset(-int(size * k / 3))
		draw.Draw(img, r, image.NewUniform(c.Paper), image.Point{}, draw.Src)
	}
	var words []TrueWord
	for i, w := range strings.Split(c.Text, " ") {
		if i > 0 {
			d.DrawString(" ")
		}
		if w == "" {
			continue
		}
		b, _ := d.BoundString(w)
		f := func(v fixed.Int26_6) float64 { return float64(v) / 64 / k }
		words = append(words, TrueWord{w, layout.Rect{X0: f(b.Min.X), Y0: f(b.Min.Y), X1: f(b.Max.X), Y1: f(b.Max.Y)}})
		d.DrawString(w)
	}
	return words, face.Close()
}

// skew turns an image about its middle without changing its size.
func skew(img *image.NRGBA, degrees float64, paper color.Color) *image.NRGBA {
	out := image.NewNRGBA(img.Rect)
	draw.Draw(out, out.Rect, image.NewUniform(paper), image.Point{}, draw.Src)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(img.Rect.Dx())/2, float64(img.Rect.Dy())/2
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			dx, dy := float64(x)+0.5-cx, float64(y)+0.5-cy
			sx, sy := cx+dx*cos+dy*sin-0.5, cy-dx*sin+dy*cos-0.5
			x0, y0 := int(math.Floor(sx)), int(math.Floor(sy))
			if x0 < 0 || y0 < 0 || x0+1 >= img.Rect.Dx() || y0+1 >= img.Rect.Dy() {
				continue
			}
			fx, fy := sx-float64(x0), sy-float64(y0)
			i := img.PixOffset(x0, y0)
			for c := range 4 {
				top := float64(img.Pix[i+c])*(1-fx) + float64(img.Pix[i+4+c])*fx
				bottom := float64(img.Pix[i+img.Stride+c])*(1-fx) + float64(img.Pix[i+img.Stride+4+c])*fx
				out.Pix[out.PixOffset(x, y)+c] = uint8(top*(1-fy) + bottom*fy + 0.5)
			}
		}
	}
	return out
}

// spoil blurs and adds noise.
func spoil(g *image.Gray, p Page) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(p.Seed, 1))
	for y := range h {
		for x := range w {
			sum, n := 0, 0
			for yy := max(0, y-p.Blur); yy <= min(h-1, y+p.Blur); yy++ {
				for _, v := range g.Pix[yy*g.Stride+max(0, x-p.Blur) : yy*g.Stride+min(w-1, x+p.Blur)+1] {
					sum, n = sum+int(v), n+1
				}
			}
			v := float64(sum)/float64(n) + r.NormFloat64()*p.Noise
			out.Pix[y*out.Stride+x] = uint8(min(255, max(0, v+0.5)))
		}
	}
	return out
}
