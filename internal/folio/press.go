package folio

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/docket-go/docket/layout"
	"github.com/pdfcpu/pdfcpu/pkg/font"
)

// A face is one of the fonts that every PDF reader has.
type face int

// The faces. hebrewFace draws Latin letters that the file calls Hebrew ones.
const (
	sans face = iota
	sansBold
	sansItalic
	serif
	serifBold
	serifItalic
	mono
	hebrewFace
	hebrewBold
	faces
)

var faceNames = [faces]string{"Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-Italic", "Courier", "Helvetica", "Helvetica-Bold"}

// A look is how a document is set.
type look struct {
	body, bold, italic face
	head               face
	size, lead         float64 // of the body, in points and in font sizes
	heads              [3]float64
	gap                float64 // between paragraphs, in lines
	indent             float64 // of first lines, in font sizes
	justify, hyphens   bool
	numbered           bool
	color              string // of headings, as operands of rg
}

func newLook(r *rand.Rand) look {
	l := look{body: sans, bold: sansBold, italic: sansItalic, head: sansBold, size: 8.5 + 0.5*float64(r.IntN(6)), lead: 1.15 + 0.05*float64(r.IntN(7)), color: "0 0 0"}
	if r.IntN(2) == 0 {
		l.body, l.bold, l.italic = serif, serifBold, serifItalic
		l.head = serifBold
		if r.IntN(2) == 0 {
			l.head = sansBold
		}
	}
	l.heads = [3]float64{math.Round(l.size * (1.7 + 0.5*r.Float64())), l.size + 3 + float64(r.IntN(2)), l.size + float64(r.IntN(2))}
	if r.IntN(3) == 0 {
		l.indent = 1.2
	} else {
		l.gap = 0.4 + 0.4*r.Float64()
	}
	l.justify, l.hyphens, l.numbered = r.IntN(2) == 0, r.IntN(2) == 0, r.IntN(3) == 0
	if r.IntN(3) == 0 {
		l.color = "0.1 0.2 0.5"
	}
	return l
}

// A press writes the pages of a document. Coordinates are points from the top
// left corner, y of a baseline.
type press struct {
	look
	rnd         *rand.Rand
	w, h        float64
	leaves      []*leaf
	blocks      []Block
	tagged, lie bool
	shuffled    bool // content stands in no order in the file
	tags        []tag
}

// A leaf is one page.
type leaf struct {
	back   []string // fills and lines
	text   []string
	w, h   float64
	rotate int
	marks  int
}

func (p *press) leaf() *leaf { return p.leaves[len(p.leaves)-1] }

// page begins a page.
func (p *press) page() {
	p.leaves = append(p.leaves, &leaf{w: p.w, h: p.h})
}

// width returns the width of s.
func (p *press) width(f face, size float64, s string) float64 {
	sum := 0
	for _, r := range s {
		w, err := font.CharWidth(faceNames[f], latin(r))
		if err != nil {
			w = 500
		}
		sum += w
	}
	return float64(sum) / 1000 * size
}

// hebrewFirst is alef; the letters from it to tav are drawn as a to z and {.
const hebrewFirst = 0x5d0

func latin(r rune) rune {
	if r >= hebrewFirst && r < hebrewFirst+27 {
		return 'a' + r - hebrewFirst
	}
	return r
}

// winAnsi are the characters beyond Latin-1 that the faces hold.
var winAnsi = map[rune]byte{'•': 0x95, '–': 0x96, '—': 0x97, '’': 0x92, '“': 0x93, '”': 0x94, '€': 0x80, '†': 0x86}

// literal writes s as a string of a content stream.
func literal(s string) string {
	var b strings.Builder
	b.WriteByte('(')
	for _, r := range s {
		r = latin(r)
		if c, ok := winAnsi[r]; ok {
			r = rune(c)
		}
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteByte(byte(r))
		case r < 0x80:
			b.WriteByte(byte(r))
		default:
			fmt.Fprintf(&b, "\\%03o", r)
		}
	}
	b.WriteByte(')')
	return b.String()
}

// put draws s with its left end at x. stretch widens its spaces.
func (p *press) put(x, y float64, f face, size float64, s string, stretch float64) {
	p.emit(fmt.Sprintf("BT /F%d %.2f Tf %.3f Tw 1 0 0 1 %.2f %.2f Tm %s Tj ET", f, size, stretch, x, p.leaf().h-y, literal(s)))
}

// upwards draws s from y upwards, its baseline at x.
func (p *press) upwards(x, y float64, f face, size float64, s string) {
	p.emit(fmt.Sprintf("BT /F%d %.2f Tf 0 Tw 0 1 -1 0 %.2f %.2f Tm %s Tj ET", f, size, x, p.leaf().h-y, literal(s)))
}

// colored draws s in a colour.
func (p *press) colored(x, y float64, f face, size float64, s, color string) {
	p.emit(fmt.Sprintf("%s rg BT /F%d %.2f Tf 0 Tw 1 0 0 1 %.2f %.2f Tm %s Tj ET 0 0 0 rg", color, f, size, x, p.leaf().h-y, literal(s)))
}

// right draws s so that it ends at x.
func (p *press) right(x, y float64, f face, size float64, s string) {
	p.put(x-p.width(f, size, s), y, f, size, s, 0)
}

// rule draws a line.
func (p *press) rule(x0, y0, x1, y1, width float64) {
	h := p.leaf().h
	p.leaf().back = append(p.leaf().back, fmt.Sprintf("%.2f w %.2f %.2f m %.2f %.2f l S", width, x0, h-y0, x1, h-y1))
}

// tint fills a box with a shade of grey.
func (p *press) tint(r layout.Rect, grey float64) {
	h := p.leaf().h
	p.leaf().back = append([]string{fmt.Sprintf("%.2f g %.2f %.2f %.2f %.2f re f 0 g", grey, r.X0, h-r.Y1, r.Width(), r.Height())}, p.leaf().back...)
}

// frame draws the outline of a box.
func (p *press) frame(r layout.Rect, width float64) {
	h := p.leaf().h
	p.leaf().back = append(p.leaf().back, fmt.Sprintf("%.2f w %.2f %.2f %.2f %.2f re S", width, r.X0, h-r.Y1, r.Width(), r.Height()))
}

// picture draws an image.
func (p *press) picture(r layout.Rect) {
	h := p.leaf().h
	p.leaf().back = append(p.leaf().back, fmt.Sprintf("q %.2f 0 0 %.2f %.2f %.2f cm /Im Do Q", r.Width(), r.Height(), r.X0, h-r.Y1))
}

func (p *press) emit(op string) {
	l := p.leaf()
	if p.tagged {
		op = fmt.Sprintf("/P <</MCID %d>> BDC %s EMC", l.marks, op)
		if n := len(p.tags); n > 0 {
			p.tags[n-1].marks = append(p.tags[n-1].marks, [2]int{len(p.leaves) - 1, l.marks})
		}
		l.marks++
	}
	l.text = append(l.text, op)
}

// add notes a block of the truth; what is drawn from now on is its text.
func (p *press) add(b Block) {
	p.blocks = append(p.blocks, b)
	p.tag(b)
}

// say notes a block of text.
func (p *press) say(role layout.Role, level int, text string) {
	p.add(Block{Role: role, Level: level, Text: text})
}

// content returns the content stream of a page.
func (p *press) content(l *leaf) []byte {
	var b bytes.Buffer
	for _, s := range l.back {
		b.WriteString(s + "\n")
	}
	if p.shuffled {
		p.rnd.Shuffle(len(l.text), func(i, j int) { l.text[i], l.text[j] = l.text[j], l.text[i] })
	}
	for _, s := range l.text {
		b.WriteString(s + "\n")
	}
	return b.Bytes()
}
