package textlayer

import (
	"math"
	"strconv"

	"github.com/docket-go/docket/layout"
)

// A Word is a word to be shown: its four corners in user space, as seen in
// its reading direction.
type Word struct {
	Text   string
	Quad   [4]XY // top left, top right, bottom right, bottom left
	Joined bool  // no space before it
	First  bool  // begins a line
	RTL    bool  // right-to-left script, Text in logical order
}

// XY is a point of user space, y growing upwards.
type XY struct{ X, Y float64 }

// Words returns the words of p line by line, mapped to user space by user,
// which takes points of the page as uploaded. Invisible words are left out:
// nobody can see what they would stand for.
func Words(p *layout.Page, user func(x, y float64) (float64, float64)) []Word {
	out := make([]Word, 0, len(p.Words))
	done := make([]bool, len(p.Words))
	add := func(i int, first bool) bool {
		w := &p.Words[i]
		if done[i] || w.Invisible {
			return false
		}
		done[i] = true
		q := p.Origin.ApplyQuad(wordQuad(w))
		tw := Word{Text: w.Text, Joined: w.Joined && !first, First: first, RTL: w.RTL}
		for k, c := range q {
			tw.Quad[k].X, tw.Quad[k].Y = user(c.X, c.Y)
		}
		out = append(out, tw)
		return true
	}
	for _, l := range p.Lines {
		first := true
		for i := max(l.Words.Start, 0); i < min(l.Words.End, len(p.Words)); i++ {
			if add(i, first) {
				first = false
			}
		}
	}
	for i := range p.Words {
		add(i, true)
	}
	return out
}

// wordQuad returns the corners of w as seen in its reading direction.
func wordQuad(w *layout.Word) layout.Quad {
	if !w.Quad.IsZero() {
		return w.Quad
	}
	q := w.Box.Quad()
	n := ((w.Direction/90)%4 + 4) % 4
	return layout.Quad{q[n], q[(n+1)%4], q[(n+2)%4], q[(n+3)%4]}
}

// Content returns the operators that show words with font f, which the
// resources of the page call name. The text is invisible (rendering mode 3)
// and leaves no trace in the graphics state. Each word is stretched to the
// width of its box and has its height as font size.
func (f *Font) Content(words []Word, name string) []byte {
	c := content{font: f, name: name, cos: 1}
	c.b = append(c.b, "q BT 3 Tr\n"...)
	for i := range words {
		var next *Word
		if i+1 < len(words) && !words[i+1].First && !words[i+1].Joined {
			next = &words[i+1]
		}
		c.word(&words[i], next)
	}
	c.b = append(c.b, "ET Q\n"...)
	return c.b
}

// content is the state of the text object being written.
type content struct {
	font     *Font
	name     string
	b        []byte
	cos, sin float64 // of the text matrix
	x, y     float64 // where the current line begins, as readers of b see it
	size     string
	scale    string
}

func (c *content) word(w, next *Word) {
	codes := c.font.encode(w.Text, w.RTL || rightToLeft(w.Text))
	g, ok := place(w)
	if len(codes) == 0 || !ok {
		return
	}
	advance := 0.0 // of the codes at size 1
	for _, code := range codes {
		advance += codeWidth(code)
	}
	c.move(g)
	c.setSize(g.height)
	c.setScale(100 * g.width / (advance * g.height))
	if next == nil {
		c.show(codes)
		return
	}
	// A real space between words. Its own width does for the gap unless it
	// would reach into the next word.
	room := gap(g, next)
	if own := spaceWidth / 1000.0 / advance * g.width; room >= own {
		c.show(append(codes, spaceCode))
		return
	}
	c.show(codes)
	c.setScale(100 * max(room, 0.01) / (spaceWidth / 1000.0 * g.height))
	c.show([]uint16{spaceCode})
}

func codeWidth(code uint16) float64 {
	if code == spaceCode {
		return spaceWidth / 1000.0
	}
	return glyphWidth / 1000.0
}

// geometry is a word's place: where its baseline begins, the direction of it,
// and its extents.
type geometry struct {
	x, y, cos, sin, width, height float64
}

// maxExtent bounds width and height of a word in user space; a page has at
// most 14,400 units.
const maxExtent = 1e5

func place(w *Word) (geometry, bool) {
	tl, br, bl := w.Quad[0], w.Quad[2], w.Quad[3]
	g := geometry{x: bl.X, y: bl.Y}
	g.width = math.Hypot(br.X-bl.X, br.Y-bl.Y)
	if !(g.width > 1e-3 && g.width <= maxExtent) {
		return g, false
	}
	g.cos, g.sin = (br.X-bl.X)/g.width, (br.Y-bl.Y)/g.width
	g.height = (tl.Y-bl.Y)*g.cos - (tl.X-bl.X)*g.sin
	if !(g.height > 1e-2) || g.height > maxExtent || math.Abs(g.x) > 1e6 || math.Abs(g.y) > 1e6 {
		return g, false
	}
	return g, true
}

// gap returns the distance along the baseline from the end of the word at g to
// the beginning of next.
func gap(g geometry, next *Word) float64 {
	bl := next.Quad[3]
	return (bl.X-g.x)*g.cos + (bl.Y-g.y)*g.sin - g.width
}

// move begins at g: by a translation where the direction stays, else by a new
// text matrix. What was rounded is remembered, so that errors do not add up.
func (c *content) move(g geometry) {
	drift := math.Abs(g.cos*c.sin-g.sin*c.cos) * g.width
	if g.cos*c.cos+g.sin*c.sin > 0 && drift < 0.01 {
		dx, dy := g.x-c.x, g.y-c.y
		tx, ty := round2(dx*c.cos+dy*c.sin), round2(dy*c.cos-dx*c.sin)
		c.num(tx)
		c.num(ty)
		c.op("Td")
		c.x += tx*c.cos - ty*c.sin
		c.y += tx*c.sin + ty*c.cos
		return
	}
	c.cos, c.sin = roundTo(g.cos, 1e5), roundTo(g.sin, 1e5)
	c.x, c.y = round2(g.x), round2(g.y)
	for _, v := range []float64{c.cos, c.sin, -c.sin, c.cos} {
		c.b = appendNum(c.b, v, 5)
		c.b = append(c.b, ' ')
	}
	c.num(c.x)
	c.num(c.y)
	c.op("Tm")
}

func (c *content) setSize(v float64) {
	s := string(appendNum(nil, v, 2))
	if s == c.size {
		return
	}
	c.size = s
	c.b = append(append(c.b, '/'), c.name...)
	c.b = append(append(c.b, ' '), s...)
	c.b = append(c.b, ' ')
	c.op("Tf")
}

func (c *content) setScale(v float64) {
	s := string(appendNum(nil, min(max(v, 0.01), 30_000), scaleDigits(v)))
	if s == c.scale {
		return
	}
	c.scale = s
	c.b = append(append(c.b, s...), ' ')
	c.op("Tz")
}

// scaleDigits keeps the error of a stretched word below a thousandth.
func scaleDigits(v float64) int {
	switch {
	case v >= 50:
		return 1
	case v >= 5:
		return 2
	}
	return 4
}

// show writes codes as a literal string: the high byte of nearly all is 0,
// which compresses better than digits.
func (c *content) show(codes []uint16) {
	c.b = append(c.b, '(')
	for _, code := range codes {
		for _, v := range [2]byte{byte(code >> 8), byte(code)} {
			switch v {
			case '(', ')', '\\':
				c.b = append(c.b, '\\', v)
			case '\r':
				c.b = append(c.b, '\\', 'r')
			default:
				c.b = append(c.b, v)
			}
		}
	}
	c.b = append(c.b, ')')
	c.op("Tj")
}

func (c *content) num(v float64) {
	c.b = appendNum(c.b, v, 2)
	c.b = append(c.b, ' ')
}

func (c *content) op(s string) { c.b = append(append(c.b, s...), '\n') }

func appendNum(b []byte, v float64, digits int) []byte {
	start := len(b)
	b = strconv.AppendFloat(b, v, 'f', digits, 64)
	for b[len(b)-1] == '0' && digits > 0 {
		b = b[:len(b)-1]
		digits--
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	if string(b[start:]) == "-0" {
		return append(b[:start], '0')
	}
	return b
}

func round2(v float64) float64 { return math.Round(v*100) / 100 }

func roundTo(v, k float64) float64 { return math.Round(v*k) / k }
