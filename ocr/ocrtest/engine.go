package ocrtest

import (
	"errors"
	"image"
	"image/color"
	"image/draw"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/docket-go/docket/ocr"
)

// Options say what TestEngine expects of an engine. The zero value expects what
// a good engine for English print does.
type Options struct {
	MinF1     float64 // of words on clean pages, default 0.97
	MaxLost   float64 // share of lost letters on clean pages, default 0.01
	Degraded  float64 // word F1 on spoilt pages, default 0.93
	Numbers   float64 // word F1 on a page of amounts, dates and codes in columns, default that of clean pages
	Foreign   float64 // word F1 on pages in other languages than English, default 0.9
	BoxIoU    float64 // mean overlap of word boxes with the ink, default 0.6
	Rotations bool    // expect pages on a side or upside down to be read (where Capabilities says so, it is expected anyway)
	Pages     []Page  // further pages to read with the bounds of clean ones
	// Languages of Pages, passed on in ocr.Options.
	Languages []string
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		v   *float64
		def float64
	}{{&o.MinF1, 0.97}, {&o.MaxLost, 0.01}, {&o.Degraded, 0.93}, {&o.Foreign, 0.9}, {&o.BoxIoU, 0.6}} {
		if *d.v == 0 {
			*d.v = d.def
		}
	}
	if o.Numbers == 0 {
		o.Numbers = o.MinF1
	}
	return o
}

// A suite is an engine under test.
type suite struct {
	e ocr.Engine
	o Options
}

// TestEngine holds an engine against the contract of ocr.Engine. open is called
// once for each of a few groups of cases; what it returns is closed.
func TestEngine(t *testing.T, open func(t *testing.T) ocr.Engine, o Options) {
	s := &suite{e: open(t), o: o.withDefaults()}
	for _, c := range []struct {
		name, expects string
		run           func(*suite, *testing.T)
	}{
		{"Info", "an engine has a name and a version, and tells its languages", (*suite).info},
		{"Text", "clean pages are read nearly without error", (*suite).text},
		{"Boxes", "word boxes enclose the ink of the words, in points of the page", (*suite).boxes},
		{"Degraded", "skew, noise, blur, low resolution and coloured or inverted text are survived", (*suite).degraded},
		{"Turned", "an engine with the power Orientation reads pages that lie on a side or upside down, and says how they lay", (*suite).turned},
		{"Unusable", "nil and empty images are ErrImage", (*suite).unusable},
		{"Blank", "images without text give pages without lines, however small", (*suite).blank},
		{"Origin", "where an image's bounds start makes no difference, and the image is not changed", (*suite).origin},
		{"Regions", "only the parts asked for are read, and boxes stay those of the page", (*suite).regions},
		{"Line", "LayoutLine reads an image that is a single line", (*suite).line},
		{"Language", "a language without data is ErrLanguage", (*suite).language},
		{"Languages", "a page in a language that the engine says it reads is read when the language is named", (*suite).languages},
		{"Progress", "progress rises to the number of lines", (*suite).progress},
		{"Concurrent", "calls in parallel give what single calls do", (*suite).concurrent},
		{"Cancel", "the end of the context ends a call within a second", (*suite).cancel},
		{"Close", "closing twice is harmless, calls afterwards are ErrClosed", (*suite).close},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Cleanup(func() {
				if t.Failed() {
					t.Log("the contract: " + c.expects)
				}
			})
			c.run(s, t)
		})
	}
}

// read renders and reads a page.
func (s *suite) read(t *testing.T, p Page, o ocr.Options) (*ocr.Page, []TrueWord) {
	t.Helper()
	img, words, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.e.Recognize(t.Context(), img, o)
	if err != nil {
		t.Fatal(err)
	}
	return page, words
}

func (s *suite) info(t *testing.T) {
	i, c := s.e.Info(), s.e.Capabilities()
	if i.Name == "" || i.Version == "" {
		t.Errorf("Info is %+v", i)
	}
	if len(c.Languages) == 0 || c.Cancel == "" {
		t.Errorf("Capabilities are %+v", c)
	}
	if !reflect.DeepEqual(i, s.e.Info()) || !reflect.DeepEqual(c, s.e.Capabilities()) {
		t.Error("Info or Capabilities are not constant")
	}
}

func (s *suite) text(t *testing.T) {
	for _, p := range []Page{Letter(), Invoice(), Small()} {
		s.expect(t, p, ocr.Options{}, s.o.MinF1, s.o.MaxLost)
	}
	s.expect(t, Numbers(), ocr.Options{}, s.o.Numbers, max(s.o.MaxLost, 1-s.o.Numbers))
	for _, p := range s.o.Pages {
		s.expect(t, p, ocr.Options{Languages: s.o.Languages}, s.o.MinF1, s.o.MaxLost)
	}
}

func (s *suite) expect(t *testing.T, p Page, o ocr.Options, f1, lost float64) *ocr.Page {
	t.Helper()
	page, _ := s.read(t, p, o)
	got := Text(page)
	sc := Compare(p.Text(), got, false)
	t.Logf("word F1 %.3f, lost letters %.4f", sc.F1(), sc.Lost())
	if sc.F1() < f1 || sc.Lost() > lost {
		t.Errorf("word F1 %.3f and lost letters %.4f, want at least %.3f and at most %.4f; read:\n%s", sc.F1(), sc.Lost(), f1, lost, got)
	}
	return page
}

func (s *suite) boxes(t *testing.T) {
	p := Invoice()
	page, truth := s.read(t, p, ocr.Options{})
	if q := p.withDefaults(); page.Size.W < q.Width-1 || page.Size.W > q.Width+1 || page.Size.H < q.Height-1 || page.Size.H > q.Height+1 || page.DPI != q.DPI {
		t.Errorf("page of %v at %v dpi, want %vx%v points", page.Size, page.DPI, q.Width, q.Height)
	}
	var sum float64
	n := 0
	for _, l := range page.Lines {
		for _, w := range l.Words {
			if w.Confidence < 0 || w.Confidence > 1 {
				t.Errorf("confidence %v of %q", w.Confidence, w.Text)
			}
			for _, tw := range truth {
				if tw.Text == w.Text && tw.Box.Contains(w.Box.Center()) {
					sum += tw.Box.IoU(w.Box)
					n++
				}
			}
		}
	}
	if n < len(truth)*9/10 {
		t.Fatalf("%d of %d words lie where they were printed", n, len(truth))
	}
	if sum/float64(n) < s.o.BoxIoU {
		t.Errorf("mean overlap of word boxes with the ink is %.3f, want %.3f", sum/float64(n), s.o.BoxIoU)
	}
}

func (s *suite) degraded(t *testing.T) {
	for name, spoil := range map[string]func(*Page){
		"skew":   func(p *Page) { p.Skew = 2.5 },
		"noise":  func(p *Page) { p.Noise = 25 },
		"blur":   func(p *Page) { p.Blur = 2 },
		"lowres": func(p *Page) { p.DPI = 110 },
		"faint": func(p *Page) {
			p.Paper = color.Gray{Y: 225}
			for i := range p.Pieces {
				p.Pieces[i].Ink = color.Gray{Y: 165}
			}
		},
		"inverted": func(p *Page) {
			p.Paper = color.Gray{Y: 30}
			for i := range p.Pieces {
				p.Pieces[i].Ink = color.Gray{Y: 230}
			}
		},
		"coloured": func(p *Page) {
			for i := range p.Pieces {
				p.Pieces[i].Ink, p.Pieces[i].Paper = color.NRGBA{200, 90, 20, 255}, color.NRGBA{250, 240, 200, 255}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := Letter()
			spoil(&p)
			s.expect(t, p, ocr.Options{}, s.o.Degraded, 0.03)
		})
	}
}

func (s *suite) turned(t *testing.T) {
	if !s.e.Capabilities().Orientation && !s.o.Rotations {
		t.Skip("the engine does not have the power Orientation")
	}
	for _, turn := range []int{90, 180, 270} {
		p := Letter()
		p.Rotation = turn
		page := s.expect(t, p, ocr.Options{}, s.o.MinF1-0.01, s.o.MaxLost+0.005)
		if want := 360 - turn; page.Orientation.Rotation != want {
			t.Errorf("image turned by %d: rotation %d, want %d", turn, page.Orientation.Rotation, want)
		}
		if q := p.withDefaults(); page.Size.H < q.Height-1 || page.Size.H > q.Height+1 {
			t.Errorf("image turned by %d: page is %v", turn, page.Size)
		}
	}
}

// emptyImage has bounds of no area.
type emptyImage struct{ image.Image }

func (emptyImage) Bounds() image.Rectangle { return image.Rectangle{} }

func (s *suite) unusable(t *testing.T) {
	for name, img := range map[string]image.Image{
		"nil": nil, "empty": image.NewGray(image.Rect(0, 0, 0, 10)), "foreign": emptyImage{image.White},
	} {
		if _, err := s.e.Recognize(t.Context(), ocr.Image{Pix: img}, ocr.Options{}); !errors.Is(err, ocr.ErrImage) {
			t.Errorf("%s image: error %v, want ErrImage", name, err)
		}
	}
}

func (s *suite) blank(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {1, 400}, {3000, 2}, {5, 5}, {40, 40}, {600, 800}} {
		img := image.NewGray(image.Rectangle{Max: size})
		draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
		p, err := s.e.Recognize(t.Context(), ocr.Image{Pix: img, DPI: 150}, ocr.Options{})
		if err != nil || len(p.Lines) > 0 {
			t.Errorf("white image of %v: %+v, error %v", size, p, err)
		}
	}
}

func (s *suite) origin(t *testing.T) {
	p := Small()
	img, _, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	size := img.Pix.Bounds().Size()
	wide := image.NewNRGBA(image.Rect(-7, 11, size.X+30, size.Y+50))
	at := image.Rectangle{Max: size}.Add(image.Pt(5, 20))
	draw.Draw(wide, at, img.Pix, image.Point{}, draw.Src)
	before := append([]byte(nil), wide.Pix...)
	want, err := s.e.Recognize(t.Context(), img, ocr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.e.Recognize(t.Context(), ocr.Image{Pix: wide.SubImage(at), DPI: img.DPI}, ocr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("a part of an image reads %q, the same pixels alone %q", Text(got), Text(want))
	}
	if !reflect.DeepEqual(before, wide.Pix) {
		t.Error("the image was changed")
	}
}

func (s *suite) regions(t *testing.T) {
	p := Page{Pieces: append(Column(60, 120, 12, 18, "The first part of the page", "should not be read at all"),
		Column(60, 500, 12, 18, "Only this paragraph counts", "because it was asked for")...)}
	img, truth, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	size := img.Pix.Bounds().Size()
	o := ocr.Options{Regions: []image.Rectangle{image.Rect(0, size.Y/2, size.X, size.Y+1000)}}
	page, err := s.e.Recognize(t.Context(), img, o)
	if err != nil {
		t.Fatal(err)
	}
	got := Text(page)
	if sc := Compare("Only this paragraph counts because it was asked for", got, false); sc.F1() < 0.95 {
		t.Errorf("lower half reads %q", got)
	}
	for _, tw := range truth {
		for _, l := range page.Lines {
			for _, w := range l.Words {
				if w.Text == "paragraph" && tw.Text == w.Text && !tw.Box.Contains(w.Box.Center()) {
					t.Errorf("%q at %v, was printed at %v", w.Text, w.Box, tw.Box)
				}
			}
		}
	}
}

func (s *suite) line(t *testing.T) {
	p := Page{Width: 220, Height: 20, DPI: 200, Pieces: Column(5, 14, 11, 0, "Total amount due 1,234.56")}
	page, _ := s.read(t, p, ocr.Options{Layout: ocr.LayoutLine})
	if got := strings.TrimSpace(Text(page)); got != "Total amount due 1,234.56" {
		t.Errorf("read %q", got)
	}
}

func (s *suite) language(t *testing.T) {
	p := Small()
	img, _, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []string{"tlh-unknown", "../eng", ""} {
		if _, err := s.e.Recognize(t.Context(), img, ocr.Options{Languages: []string{l}}); !errors.Is(err, ocr.ErrLanguage) {
			t.Errorf("language %q: error %v, want ErrLanguage", l, err)
		}
	}
}

func (s *suite) languages(t *testing.T) { TestLanguages(t, s.e, s.o) }

func (s *suite) progress(t *testing.T) {
	var mu sync.Mutex
	var done, total int
	page, _ := s.read(t, Letter(), ocr.Options{Progress: func(d, n int) {
		mu.Lock()
		defer mu.Unlock()
		if d < done || d > n || total != 0 && n != total {
			t.Errorf("progress %d of %d after %d of %d", d, n, done, total)
		}
		done, total = d, n
	}})
	if done != total || total < len(page.Lines) {
		t.Errorf("progress ended at %d of %d; %d lines", done, total, len(page.Lines))
	}
}

func (s *suite) concurrent(t *testing.T) {
	pages := []Page{Small(), {Width: 300, Height: 100, DPI: 200, Pieces: Column(20, 40, 12, 18, "Another page", "with other words")}}
	want := make([]*ocr.Page, len(pages))
	for i, p := range pages {
		want[i], _ = s.read(t, p, ocr.Options{})
	}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			p := pages[g%2]
			img, _, err := p.Render()
			if err != nil {
				t.Error(err)
				return
			}
			got, err := s.e.Recognize(t.Context(), img, ocr.Options{})
			if err != nil || !reflect.DeepEqual(got, want[g%2]) {
				t.Errorf("call %d differs from the same call alone (error %v)", g, err)
			}
		})
	}
	wg.Wait()
}

func (s *suite) close(t *testing.T) {
	for range 2 {
		if err := s.e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	img := image.NewGray(image.Rect(0, 0, 50, 50))
	if _, err := s.e.Recognize(t.Context(), ocr.Image{Pix: img}, ocr.Options{}); !errors.Is(err, ocr.ErrClosed) {
		t.Errorf("after Close: error %v, want ErrClosed", err)
	}
}
