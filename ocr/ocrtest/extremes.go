package ocrtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
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
		{"till receipt", receipt()},
		{"strip", strip()},
	}
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
