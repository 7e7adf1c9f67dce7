package layoutscore

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
)

var update = flag.Bool("update", false, "write the figures of this run as the golden ones")

// A made page is a generated one with its truth as Markdown.
type made struct {
	in    layout.PageInput
	truth string
}

func (m *made) text(x, y, size float64, bold bool, s string) float64 {
	for _, w := range strings.Fields(s) {
		n := float64(len(w)) * size / 2
		m.in.Words = append(m.in.Words, layout.Word{Text: w, Confidence: 1, Baseline: y, Font: layout.Font{Size: size, Bold: bold},
			Box: layout.Rect{X0: x, Y0: y - 0.7*size, X1: x + n, Y1: y + 0.2*size}})
		x += n + 0.28*size
	}
	return x
}

func (m *made) line(x0, y0, x1, y1 float64) {
	m.in.Rulings = append(m.in.Rulings, layout.Ruling{Box: layout.Rect{X0: x0, Y0: y0, X1: x1 + 0.5, Y1: y1 + 0.5}, Width: 0.5})
}

var vocabulary = strings.Fields("harbour ferry island market winter copper village timber river signal garden bridge valley cotton engine")

// generate makes a page of a heading, prose and a table in one of three styles.
func generate(r *rand.Rand, style string) made {
	words := func(n int) string {
		s := make([]string, n)
		for i := range s {
			s[i] = vocabulary[r.IntN(len(vocabulary))]
		}
		return strings.Join(s, " ")
	}
	m := made{in: layout.PageInput{Number: 2, Size: layout.Size{W: 595, H: 842}, Source: layout.SourceNative}}
	head := words(3)
	m.text(60, 90, 14, true, head)
	m.truth = "# " + head + "\n\n"
	y := 115.0
	for range 5 {
		s := words(12)
		m.text(60, y, 10, false, s)
		m.truth += s + " "
		y += 12
	}
	m.truth += "\n\n<table>"
	rows, cols := 4+r.IntN(6), 3+r.IntN(4)
	pitch := 460.0 / float64(cols)
	top := y + 10
	for i := range rows {
		m.truth += "<tr>"
		for c := range cols {
			s := vocabulary[r.IntN(len(vocabulary))]
			if i > 0 && c > 0 {
				s = fmt.Sprint(r.IntN(9000))
			}
			m.text(64+pitch*float64(c), top+13+16*float64(i), 10, i == 0, s)
			m.truth += "<td>" + html.EscapeString(s) + "</td>"
		}
		m.truth += "</tr>"
	}
	m.truth += "</table>"
	bottom := top + 16*float64(rows) + 3
	switch style {
	case "grid":
		for i := range rows + 1 {
			m.line(60, top+16*float64(i)+1, 520, top+16*float64(i)+1)
		}
		for c := range cols + 1 {
			m.line(60+pitch*float64(c), top+1, 60+pitch*float64(c), top+16*float64(rows)+1)
		}
	case "booktabs":
		for _, at := range []float64{top, top + 17, bottom} {
			m.line(60, at, 520, at)
		}
	}
	return m
}

// TestGenerated holds the figures on generated pages to those they had.
func TestGenerated(t *testing.T) {
	var got bytes.Buffer
	for _, style := range []string{"grid", "booktabs", "none"} {
		r := rand.New(rand.NewPCG(1, uint64(len(style))))
		var order, tables, heads mean
		for range 20 {
			m := generate(r, style)
			d := &layout.Document{Pages: []layout.Page{layout.Analyze(m.in, layout.Options{})}}
			var b strings.Builder
			if err := layout.WriteMarkdown(&b, d, layout.ExportOptions{Furniture: true}); err != nil {
				t.Fatal(err)
			}
			v, ok := readingOrder(m.truth, b.String())
			order.add(v, ok)
			v, ok = pageTables(m.truth, b.String())
			tables.add(v, ok)
			v, ok = headings(m.truth, b.String())
			heads.add(v, ok)
		}
		fmt.Fprintf(&got, "%s\tnid %.4f\tteds %.4f\tmhs %.4f\n", style, order.value(), tables.value(), heads.value())
	}
	const golden = "testdata/generated.txt"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("figures are\n%swere\n%srun with -update where they are better", got.String(), want)
	}
}
