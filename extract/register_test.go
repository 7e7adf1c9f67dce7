package extract_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// form is a delivery form; what the lines name in capitals is filled in by hand.
const form = `Hollander Spedition                                Lieferschein
Frachtstrasse 88, Bremen                           Blatt eins

Absender                                           Empfaenger
%s                                      %s

Kennzeichen des Fahrzeugs                          Uebernommen durch
%s                                      %s

Anzahl der Packstuecke        Bruttogewicht        Gefahrgut
%s                            %s                   nein

Bemerkungen zur Zustellung
%s

Unterschrift des Fahrers                           Stempel der Niederlassung`

// filled returns the form with values, and where each of them stands.
func filled(values ...string) (*layout.Document, map[string]layout.Rect) {
	args := make([]any, len(values))
	for i, s := range values {
		args[i] = s
	}
	d := typed(fmt.Sprintf(form, args...))
	at := map[string]layout.Rect{}
	for _, w := range d.Pages[0].Words {
		at[w.Text] = w.Box
	}
	return d, at
}

// scanned moves, turns and scales the words of d, as a scanner does, and
// damages some letters.
func scanned(d *layout.Document, turn, scaleX, scaleY, dx, dy float64, r *rand.Rand) *layout.Document {
	out := &layout.Document{}
	sin, cos := math.Sincos(turn)
	for _, p := range d.Pages {
		q := p
		q.Words = nil
		for _, w := range p.Words {
			c := w.Box.Center()
			x, y := (c.X-300)*scaleX, (c.Y-400)*scaleY
			to := layout.Point{X: 300 + x*cos - y*sin + dx, Y: 400 + x*sin + y*cos + dy}
			hw, hh := w.Box.Width()/2*scaleX, w.Box.Height()/2*scaleY
			w.Box = layout.Rect{X0: to.X - hw, Y0: to.Y - hh, X1: to.X + hw, Y1: to.Y + hh}
			w.Confidence = .9
			if len(w.Text) > 5 && r.IntN(6) == 0 {
				w.Text = strings.NewReplacer("i", "1", "o", "0", "S", "5").Replace(w.Text)
			}
			q.Words = append(q.Words, w)
		}
		out.Pages = append(out.Pages, q)
	}
	return out
}

// template draws the regions of the form around the values of a sample.
func template(withAnchors bool) extract.Schema {
	d, at := filled("AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF", "GGGG")
	s := extract.Schema{Name: "form"}
	for _, f := range []struct{ name, text string }{{"sender", "AAAA"}, {"receiver", "BBBB"}, {"plate", "CCCC"}, {"by", "DDDD"}, {"parcels", "EEEE"}, {"weight", "FFFF"}, {"remarks", "GGGG"}} {
		b := at[f.text]
		s.Fields = append(s.Fields, extract.Field{Name: f.name, Region: &extract.Region{Page: 1, X0: (b.X0 - 6) / 595, Y0: (b.Y0 - 4) / 842, X1: (b.X1 + 50) / 595, Y1: (b.Y1 + 4) / 842}})
	}
	if withAnchors {
		s.AnchorTo(d)
	}
	return s
}

var written = []string{"Kowalski", "Lindgren", "HB-XY77", "Moreau", "4711", "815kg", "klingeln"}

func rightOf(t *testing.T, s extract.Schema, d *layout.Document) (right int, res *extract.Result) {
	t.Helper()
	res, err := extract.Extract(context.Background(), d, s, extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range s.Fields {
		clean := strings.NewReplacer("1", "i", "0", "o", "5", "s").Replace
		if clean(strings.ToLower(res.Values[f.Name].Norm)) == clean(strings.ToLower(written[i])) {
			right++
		}
	}
	return right, res
}

// TestRegions reads a form that was filled in, scanned askew, moved and scaled:
// with the anchors of the sample every region finds its value, without them
// most read beside it.
func TestRegions(t *testing.T) {
	with, without := template(true), template(false)
	if err := with.Validate(); err != nil || len(with.Anchors) < 8 {
		t.Fatalf("anchors %v, error %v", with.Anchors, err)
	}
	sample, _ := filled(written...)
	if n, _ := rightOf(t, without, sample); n != 7 {
		t.Errorf("unmoved: %d of 7 right", n)
	}
	right, plain, all := 0, 0, 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 5))
		some := func(most float64) float64 { return (r.Float64()*2 - 1) * most }
		d := scanned(sample, some(.06), 1+some(.1), 1+some(.1), some(30), some(40), r)
		a, _ := rightOf(t, with, d)
		b, _ := rightOf(t, without, d)
		right, plain, all = right+a, plain+b, all+7
	}
	t.Logf("%d of %d values right with anchors, %d without", right, all, plain)
	if right < all*97/100 || plain > all*6/10 {
		t.Errorf("%d of %d values right with anchors, %d without", right, all, plain)
	}
}

// TestWrongForm: on a page of another kind the anchors are missing, and the
// result says so.
func TestWrongForm(t *testing.T) {
	d := typed(strings.Repeat("some other page with words that say nothing\n", 40))
	_, res := rightOf(t, template(true), d)
	n := 0
	for _, v := range res.Values {
		if len(v.Issues) > 0 {
			n++
		}
	}
	if n == 0 || n != len(res.Values) {
		t.Errorf("%d of %d values bear an issue", n, len(res.Values))
	}
}

// TestRegionPages: a region is of one page, counted from either end, or of any;
// each page is registered by its own anchors.
func TestRegionPages(t *testing.T) {
	first, _ := filled("one", "x", "x", "x", "x", "x", "x")
	last, _ := filled("two", "x", "x", "x", "x", "x", "x")
	r := rand.New(rand.NewPCG(1, 1))
	first, last = scanned(first, .03, 1, 1, 20, 30, r), scanned(last, -.04, 1.05, 1.05, -20, -25, r)
	d := &layout.Document{Pages: []layout.Page{first.Pages[0], {Number: 2, Size: layout.Size{W: 595, H: 842}}, last.Pages[0]}}
	d.Pages[2].Number = 3
	for page, want := range map[int]string{1: "one", -1: "two", 3: "two", -3: "one", 2: "", 4: "", 0: "one"} {
		s := template(true)
		for i := range s.Anchors {
			s.Anchors[i].Page = 0
		}
		s.Fields = s.Fields[:1]
		s.Fields[0].Region.Page = page
		_, res := rightOf(t, s, d)
		if got := res.Values["sender"].Norm; got != want {
			t.Errorf("page %d: %q, want %q", page, got, want)
		}
	}
}

// TestFewAnchors: one anchor moves its regions, two also turn and scale.
func TestFewAnchors(t *testing.T) {
	sample, _ := filled(written...)
	r := rand.New(rand.NewPCG(9, 9))
	for n, d := range map[int]*layout.Document{1: scanned(sample, 0, 1, 1, 40, -35, r), 2: scanned(sample, .05, 1.08, 1.08, 10, 30, r)} {
		s := template(true)
		s.Anchors = []extract.Anchor{s.Anchors[0], s.Anchors[len(s.Anchors)-1]}[:n]
		if got, res := rightOf(t, s, d); got != 7 {
			t.Errorf("%d anchors: %d of 7 right: %v", n, got, res.Map())
		}
	}
}

// A template: regions drawn on a sample page. Its anchors let it find the
// regions on a page that was scanned askew.
func ExampleSchema_AnchorTo() {
	sample := page([2]string{"Meter report", "Harbour works"}, [2]string{"Station", "North"}, [2]string{"", ""}, [2]string{"Reading", "00000000"}, [2]string{"Inspector", "signature"})
	template := extract.Schema{Name: "meter", Fields: []extract.Field{
		{Name: "reading", Kind: extract.KindNumber, Pattern: "[0-9]+", Region: &extract.Region{X0: .4, Y0: .13, X1: .6, Y1: .17}},
	}}
	template.AnchorTo(sample)
	scan := page([2]string{"Meter report", "Harbour works"}, [2]string{"Station", "South"}, [2]string{"", ""}, [2]string{"Reading", "00815432"}, [2]string{"Inspector", "signature"})
	for i := range scan.Pages[0].Words { // 35 points lower
		b := &scan.Pages[0].Words[i].Box
		b.Y0, b.Y1 = b.Y0+35, b.Y1+35
	}
	x, err := extract.Extract(context.Background(), scan, template, extract.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(x.Values["reading"].Raw)
	// Output: 00815432
}
