package ocrtest

import (
	"fmt"
	"image/color"
	"math/rand/v2"
	"strings"

	"github.com/docket-go/docket/layout"
)

// A Case is a named page.
type Case struct {
	Name string
	Page Page
}

// Sizes are pages whose text or whose format is unusually small or large. They
// have up to 35 million pixels and thousands of words.
func Sizes() []Case {
	return []Case{
		{"A3 of 8 point", columns(842, 1191, 300, 8, 3)},
		{"A2 of 8 point", columns(1191, 1684, 300, 8, 4)},
		{"A4 of 6 point", columns(595, 842, 300, 6, 2)},
		{"A4 of 5 point", columns(595, 842, 300, 5, 3)},
		{"A4 of 8.5 point at 100 dpi", columns(595, 842, 100, 8.5, 1)},
		{"headline", headline(36, 72)},
		{"larger headline", headline(54, 96)},
		{"poster", poster(250)},
		{"larger poster", poster(340)},
		{"till receipt", receipt()},
		{"strip", strip()},
	}
}

// Colours are pages whose text is told from its ground by colour, by little, or
// by being lighter.
func Colours() []Case {
	return []Case{
		{"red on green", coloured(rgb(0xd00000), rgb(0x0c6a0c))},
		{"green on magenta", coloured(rgb(0x008a00), rgb(0xc000c0))},
		{"blue on dark", coloured(rgb(0x3060ff), rgb(0x101828))},
		{"dark blue on black", coloured(rgb(0x0000ff), rgb(0x1a1a1a))},
		{"yellow on white", coloured(rgb(0xe8d800), rgb(0xffffff))},
		{"orange on grey", coloured(rgb(0xe08030), rgb(0x9a9a9a))},
		{"light blocks beside dark", blocks()},
		{"light grey", coloured(rgb(0xc8c8c8), rgb(0xffffff))},
		{"faint grey", coloured(rgb(0xe0e0e0), rgb(0xffffff))},
	}
}

func rgb(v uint32) color.Color {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

var stock = strings.Fields(`about account address after agreement amount annual answer balance before between
	building business carefully century charge children company condition contract corner country customer
	delivery different document during effect engine enough estimate evening example family figure finished
	following forward garden general ground history however important increase interest journal kitchen large
	letter library machine manager market material measure member message method million minute modern morning
	mountain nature nothing number office original paper payment people perhaps period picture place position
	problem product quality quarter question reason receipt record report result return river school second
	service several signal simple station street summer supply surface system together travel under usual
	valley village visitor water weather weekend window winter without written yellow yesterday`)

// prose returns a line of at most n characters.
func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for {
		w := stock[r.IntN(len(stock))]
		switch r.IntN(12) {
		case 0:
			w = fmt.Sprint(10 + r.IntN(9000))
		case 1:
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		if b.Len()+1+len(w) > n {
			return b.String()
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
}

// columns is a page full of text of one size.
func columns(width, height, dpi, size float64, n int) Page {
	const margin, gutter = 40, 18
	r := rand.New(rand.NewPCG(uint64(width), uint64(10*size)))
	p := Page{Width: width, Height: height, DPI: dpi}
	column := (width - 2*margin + gutter) / float64(n)
	chars := int((column - gutter) / (0.56 * size))
	for k := range n {
		for y := margin + size; y < height-margin; y += 1.25 * size {
			p.Pieces = append(p.Pieces, Piece{X: margin + float64(k)*column, Y: y, Text: prose(r, chars), Size: size})
		}
	}
	return p
}

// headline is a page of 300 dpi with large letters of two sizes above text.
func headline(small, large float64) Page {
	r := rand.New(rand.NewPCG(uint64(small), uint64(large)))
	p := Page{Pieces: []Piece{
		{X: 40, Y: 60 + 0.75*large, Text: "Sale", Font: Bold, Size: large},
		{X: 40, Y: 80 + 0.9*large + small, Text: "Winter", Font: Bold, Size: small},
	}}
	top := 110 + 0.9*large + 1.3*small
	for y := top; y < 800; y += 14 {
		p.Pieces = append(p.Pieces, Piece{X: 40, Y: y, Text: prose(r, 85)})
	}
	return p
}

// poster is a page of 100 dpi with two words of large letters above a line of
// text.
func poster(size float64) Page {
	r := rand.New(rand.NewPCG(uint64(size), 1))
	return Page{Width: 3 * size, Height: 2.8 * size, DPI: 100, Pieces: []Piece{
		{X: 30, Y: size, Text: "Open", Size: size},
		{X: 30, Y: 2.1 * size, Text: "Sale", Size: size},
		{X: 30, Y: 2.6 * size, Text: prose(r, 60), Size: 14},
	}}
}

// receipt is a till receipt of 600 x 9000 pixels.
func receipt() Page {
	const dpi = 203.0
	r := rand.New(rand.NewPCG(1, 9000))
	p := Page{Width: 600 * 72 / dpi, Height: 9000 * 72 / dpi, DPI: dpi}
	for y := 30.0; y < p.Height-20; y += 12.5 {
		p.Pieces = append(p.Pieces,
			Piece{X: 10, Y: y, Text: prose(r, 24), Font: Mono, Size: 9},
			Piece{X: 166, Y: y, Text: fmt.Sprintf("%d.%02d", 10+r.IntN(90), r.IntN(100)), Font: Mono, Size: 9})
	}
	return p
}

// strip is an image of 9000 x 300 pixels.
func strip() Page {
	r := rand.New(rand.NewPCG(9000, 1))
	p := Page{Width: 9000 * 72 / 300, Height: 72}
	for k := range 10 {
		x := 20 + 213*float64(k)
		for y := 16.0; y < 70; y += 13 {
			p.Pieces = append(p.Pieces, Piece{X: x, Y: y, Text: prose(r, 36)})
		}
	}
	return p
}

// coloured is a page of 200 dpi with text of one colour on one ground.
func coloured(ink, paper color.Color) Page {
	r := rand.New(rand.NewPCG(2, 2))
	p := Page{Width: 420, Height: 300, DPI: 200, Paper: paper}
	for y := 30.0; y < 280; y += 16 {
		p.Pieces = append(p.Pieces, Piece{X: 30, Y: y, Text: prose(r, 60), Size: 11, Ink: ink})
	}
	return p
}

// blocks is a page of dark and light fields beside one another.
func blocks() Page {
	r := rand.New(rand.NewPCG(3, 3))
	p := Page{Width: 420, Height: 300, DPI: 200}
	grounds := []color.Color{rgb(0x202020), rgb(0xffffff), rgb(0x1040a0), rgb(0xf0e8c0), rgb(0x0c6a0c), rgb(0xd0d0d0)}
	for i, ground := range grounds {
		x, y := 140*float64(i%3), 150*float64(i/3)
		p.Fields = append(p.Fields, Field{layout.Rect{X0: x, Y0: y, X1: x + 140, Y1: y + 150}, ground})
		ink := color.Color(color.White)
		if luminance(ground) > 128 {
			ink = color.Black
		}
		for k := range 9 {
			p.Pieces = append(p.Pieces, Piece{X: x + 10, Y: y + 18 + 15*float64(k), Text: prose(r, 20), Ink: ink})
		}
	}
	return p
}

func luminance(c color.Color) uint8 { return color.GrayModel.Convert(c).(color.Gray).Y }
