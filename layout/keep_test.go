package layout

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
)

// scatter makes a page of words that all differ, with rulings, fills, boxes
// and pictures, at places on a loose grid.
func scatter(r *rand.Rand) PageInput {
	in := PageInput{Number: 1 + r.IntN(2), Size: Size{595, 842}, Source: SourceNative}
	pitch := 8 + 4*float64(r.IntN(4))
	cols := 1 + r.IntN(6)
	for i := range 5 + r.IntN(160) {
		size := []float64{7, 10, 10, 10, 14, 22}[r.IntN(6)]
		x := 40 + 500/float64(cols)*float64(r.IntN(cols)) + float64(r.IntN(4))*r.Float64()*30
		y := 30 + pitch*float64(r.IntN(int(780/pitch)))
		text := coined(i)
		n := float64(len(text)) * size / 2
		w := Word{Text: text, Box: Rect{x, y - 0.7*size, x + n, y + 0.2*size}, Confidence: 1, Baseline: y, Font: Font{Size: size, Bold: r.IntN(5) == 0, Italic: r.IntN(9) == 0}}
		if r.IntN(40) == 0 {
			w.Direction, w.Baseline, w.Box = 90*(1+r.IntN(3)), 0, Rect{x, y, x + size, y + n}
		}
		if r.IntN(8) == 0 {
			in.Words = append(in.Words, Word{Text: []string{"•", "1.", "a)", "☐", "Table", "§", "Name:", "12.5%"}[r.IntN(8)], Box: Rect{x - 20, y - 0.7*size, x - 4, y + 0.2*size}, Confidence: 1, Baseline: y, Font: Font{Size: size}})
		}
		in.Words = append(in.Words, w)
	}
	for range r.IntN(30) {
		x, y := 40+50*float64(r.IntN(10)), 30+pitch*float64(r.IntN(60))
		if r.IntN(2) == 0 {
			in.Rulings = append(in.Rulings, Ruling{Box: Rect{x, y, x + 100*float64(1+r.IntN(5)), y + 0.5}, Width: 0.5})
		} else {
			in.Rulings = append(in.Rulings, Ruling{Box: Rect{x, y, x + 0.5, y + pitch*float64(1+r.IntN(20))}, Width: 0.5})
		}
	}
	for range r.IntN(4) {
		x, y := 600*r.Float64(), 800*r.Float64()
		box := Rect{x, y, x + 200*r.Float64(), y + 200*r.Float64()}
		switch r.IntN(3) {
		case 0:
			in.Images = append(in.Images, Image{Box: box})
		case 1:
			in.Fills = append(in.Fills, Fill{Box: box, Color: "#dddddd"})
		default:
			in.Marks = append(in.Marks, Mark{Box: Rect{x, y, x + 9, y + 9}, Kind: "checkbox", Checked: r.IntN(2) == 0})
		}
	}
	return in
}

// coined returns a word of capitals and small letters that is no part of another.
func coined(i int) string {
	return "Q" + string(rune('a'+i/26%26)) + string(rune('a'+i%26)) + "x"
}

// keeps fails where an export has not each word once.
func keeps(t *testing.T, in PageInput) {
	t.Helper()
	d := &Document{Pages: []Page{Analyze(in, Options{})}}
	AnalyzeDocument(d, Options{})
	o := ExportOptions{Furniture: true}
	for name, write := range map[string]func(*strings.Builder) error{
		"text":     func(b *strings.Builder) error { return WriteText(b, d, o) },
		"Markdown": func(b *strings.Builder) error { return WriteMarkdown(b, d, o) },
		"HTML":     func(b *strings.Builder) error { return WriteHTML(b, d, o) },
		"hOCR":     func(b *strings.Builder) error { return WriteHOCR(b, d, HOCROptions{}) },
		"ALTO":     func(b *strings.Builder) error { return WriteALTO(b, d, ALTOOptions{}) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range in.Words {
			if w := in.Words[i].Text; strings.HasPrefix(w, "Q") {
				if n := strings.Count(b.String(), w); n != 1 {
					t.Errorf("%s: %s stands there %d times", name, w, n)
				}
			}
		}
	}
}

// Every word of a page stands once in every export, whatever lies on the page.
func TestExportsKeepWords(t *testing.T) {
	n := uint64(300)
	if testing.Short() {
		t.Log("short: fewer pages")
		n = 40
	}
	for seed := range n {
		keeps(t, scatter(rand.New(rand.NewPCG(seed, 11))))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzExportsKeepWords(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, data []byte) {
		var key [32]byte
		copy(key[:], data)
		in := scatter(rand.New(rand.NewChaCha8(key)))
		for i := 32; i+4 <= len(data); i += 4 { // move words to where the bytes say
			k := int(binary.LittleEndian.Uint16(data[i:])) % len(in.Words)
			w := &in.Words[k]
			x, y := 2*float64(data[i+2]), 3*float64(data[i+3])
			w.Box = Rect{x, y, x + max(w.Box.Width(), 1), y + max(w.Box.Height(), 1)}
			w.Baseline = 0
		}
		keeps(t, in)
	})
}
