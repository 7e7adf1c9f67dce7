package lstm

import (
	"context"
	"fmt"
	"image"
	"strings"
)

// Options tune a Recognizer; the zero value reads best.
type Options struct {
	// Plain reads the image once and as it is, like libtesseract's page
	// segmentation mode 13, instead of trimming it and trying several crops.
	Plain bool
	// NoDictionary leaves the word lists of the model out.
	NoDictionary bool
	// NoInvert does not try light text on dark ground.
	NoInvert bool
	// Allow holds the only characters that may be read, beside the space;
	// empty allows all. Deny holds such as may not be read.
	Allow, Deny string
}

// Recognizer reads lines. It keeps buffers between lines and is not safe for
// concurrent use: make one a goroutine, they share the Model.
type Recognizer struct {
	Options Options // may be changed between lines

	m        *Model
	allow    string // that the decoder is set for
	deny     string
	scratch  scratch
	inverted scratch // for the second try with inverted pixels
	dec      *decoder
}

// NewRecognizer returns a recogniser for m. It costs next to nothing until the
// first line is read.
func (m *Model) NewRecognizer() *Recognizer {
	k := bestKernel()
	return &Recognizer{m: m, scratch: scratch{k: k}, inverted: scratch{k: k}, dec: newDecoder(m)}
}

// Result is one line in reading order.
type Result struct {
	Words    []Word
	Conf     float64 // 0 to 1: mean of the characters
	Inverted bool    // light text on dark ground
}

// Word is a run of characters between spaces. In scripts written without spaces
// it is a word of the dictionary or a single character.
type Word struct {
	Text   string          // in logical order
	Box    image.Rectangle // its ink, in pixels from the top left of the line image
	Conf   float64         // 0 to 1, on Tesseract's scale: that of the weakest character
	Joined bool            // no space between this word and the one before it
	RTL    bool            // stands in text that runs from right to left
	Chars  []Char          // in logical order
}

// Char is one character, ligature or cluster.
type Char struct {
	Text string
	Box  image.Rectangle
	Conf float64
}

// Text joins the words, with spaces where there are spaces.
func (r Result) Text() string {
	var b strings.Builder
	for i, w := range r.Words {
		if i > 0 && !w.Joined {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// Limits of a line image.
const (
	maxPixels = 1 << 26
	maxWidth  = 1 << 15 // after scaling to the network's height
)

// Line reads a grey image that holds one upright line of text, best with some
// ground around it: about a fifth of the text height. A line without text is a
// Result without words, not an error. The error matches ErrImage, or is that
// of ctx, which ends the call within some milliseconds.
func (r *Recognizer) Line(ctx context.Context, g *image.Gray) (Result, error) {
	if err := r.check(g); err != nil {
		return Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	g = plainGray(g)
	r.restrict()
	if r.Options.Plain {
		t, err := r.read(ctx, g)
		if err != nil {
			return Result{}, err
		}
		return r.result(t, newInk(g, 0), 0), nil
	}
	return r.best(ctx, g)
}

func (r *Recognizer) check(g *image.Gray) error {
	if g == nil {
		return fmt.Errorf("%w: nil", ErrImage)
	}
	w, h := g.Rect.Dx(), g.Rect.Dy()
	switch {
	case w <= 0 || h <= 0:
		return fmt.Errorf("%w: %d by %d pixels", ErrImage, w, h)
	case w > maxPixels/h || int64(w)*int64(r.m.height) > maxWidth*int64(h):
		return fmt.Errorf("%w: %d by %d pixels is too large", ErrImage, w, h)
	case g.Stride < w || len(g.Pix) < (h-1)*g.Stride+w:
		return fmt.Errorf("%w: %d pixels for %d by %d", ErrImage, len(g.Pix), w, h)
	}
	return nil
}

// plainGray gives g bounds from (0,0) and a stride of its width.
func plainGray(g *image.Gray) *image.Gray {
	if g.Rect.Min == (image.Point{}) && g.Stride == g.Rect.Dx() {
		return g
	}
	return crop(g, image.Rect(0, 0, g.Rect.Dx(), g.Rect.Dy()))
}

// crop copies a part, given in pixels from the top left of g.
func crop(g *image.Gray, b image.Rectangle) *image.Gray {
	w := b.Dx()
	d := image.NewGray(image.Rect(0, 0, w, b.Dy()))
	for y := range b.Dy() {
		o := (b.Min.Y+y)*g.Stride + b.Min.X
		copy(d.Pix[y*w:(y+1)*w], g.Pix[o:o+w])
	}
	return d
}

// try is one reading of an image.
type try struct {
	glyphs   []glyph
	sure     float32
	inverted bool
}

// certain is the sureness from which on other crops are not tried. On 1,740
// lines of scans, photos and receipts it leaves word F1 as it is and saves more
// than half of the time.
const certain = -0.2

// Lines much taller than those that models are trained on are read less surely
// than they say: from tall pixels on, certainTall is asked for.
const (
	tall        = 90
	certainTall = -0.1
)

// best trims the line to its ink and reads it. Where it is not certain it reads
// two lower crops, too, and keeps the surest reading: parts of other lines and
// loose margins are what confuses the network most.
func (r *Recognizer) best(ctx context.Context, g *image.Gray) (Result, error) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	k := newInk(g, h/14)
	x0, x1 := k.extent()
	if x0 >= x1 {
		return Result{}, nil // nothing but ground
	}
	x0, x1 = max(0, x0-h/28), min(w, x1+h/28)
	if x1-x0 < minCrop {
		x0, x1 = 0, w
	}
	best, enough := try{sure: minCert - 1}, float32(certain)
	if h >= tall {
		enough = certainTall
	}
	for _, n := range []int{0, h / 14, h / 8} {
		if n > 0 && h-2*n < minCrop || best.sure > enough {
			break
		}
		t, err := r.read(ctx, crop(g, image.Rect(x0, n, x1, h-n)))
		if err != nil {
			return Result{}, err
		}
		if t.sure > best.sure {
			best = t
		}
	}
	return r.result(best, k, x0), nil
}

const minCrop = 8 // pixels along a side

// read runs network and decoder over an image.
func (r *Recognizer) read(ctx context.Context, g *image.Gray) (try, error) {
	m := r.m
	f := float32(m.height) / float32(g.Rect.Dy())
	px := scaleTo(g, m.height)
	if px == nil || px.Rect.Dx() < m.xScale {
		return try{sure: minCert}, nil
	}
	s, t := &r.scratch, try{}
	mean := r.run(ctx, s, px)
	if !r.Options.NoInvert && mean < 0.7 && ctx.Err() == nil {
		if px == g {
			px = crop(g, g.Rect)
		}
		for i, v := range px.Pix {
			px.Pix[i] = 255 - v
		}
		if r.run(ctx, &r.inverted, px) > mean {
			s, t.inverted = &r.inverted, true
		}
	}
	if err := ctx.Err(); err != nil {
		return try{}, err
	}
	r.dec.decode(s.prob, !r.Options.NoDictionary, s.stopped)
	if err := ctx.Err(); err != nil {
		return try{}, err
	}
	t.glyphs = m.fold(r.dec.path(), float32(m.xScale)/f)
	t.sure = sureness(t.glyphs)
	m.markSpaces(t.glyphs, s.prob)
	return t, nil
}

// run fills s.prob and returns the mean probability of the winning outputs
// that are no blanks.
func (r *Recognizer) run(ctx context.Context, s *scratch, g *image.Gray) float32 {
	m := r.m
	s.start(ctx, m.seed())
	in := toPlane(s, g)
	s.give(m.net.forward(s, in))
	s.give(in)
	sum, n := 0, 0
	for t := 0; t+m.nClasses <= len(s.prob); t += m.nClasses {
		if c, p := greatest(s.prob[t : t+m.nClasses]); int32(c) != m.null {
			sum += int(127 * p)
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return float32(float64(sum) / float64(n) / 127)
}

func greatest(p []float32) (int, float32) {
	b := 0
	for i, v := range p {
		if v > p[b] {
			b = i
		}
	}
	return b, p[b]
}
