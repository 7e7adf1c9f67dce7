//go:build training

package embedded

import (
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/dbnet"
)

var (
	trainingFrom = flag.String("training-from", "", "folder of SROIE receipts (img/*.jpg, ocr_gt/*.json) to cut lines from")
	trainingTo   = flag.String("training-to", "", "folder to write line images and lines.tsv to")
)

// TestWriteTrainingLines cuts the lines that training learns from: each
// line of a receipt as its official box has it, as the detector found it, and
// wider, with what the model reads. It is no test, so it is built with the tag
// training only.
func TestWriteTrainingLines(t *testing.T) {
	if *trainingFrom == "" || *trainingTo == "" {
		t.Fatal("-training-from and -training-to are missing")
	}
	d, err := dbnet.New()
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s, err := e.models.open(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	list, err := os.Create(filepath.Join(*trainingTo, "lines.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	files, err := filepath.Glob(filepath.Join(*trainingFrom, "img", "*.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		w := lineWriter{t: t, s: s, d: &detector{net: d}, list: list, id: strings.TrimSuffix(filepath.Base(f), ".jpg"), number: i}
		w.receipt(f)
	}
}

// A lineWriter cuts the lines of one receipt.
type lineWriter struct {
	t      *testing.T
	s      *session
	d      *detector
	list   *os.File
	id     string
	number int
}

type trueLine struct {
	Text string
	Box  [4]float64 // x0, y0, x1, y1
}

func (w *lineWriter) receipt(file string) {
	b, err := os.ReadFile(filepath.Join(*trainingFrom, "ocr_gt", w.id+".json"))
	if err != nil {
		w.t.Fatal(err)
	}
	var doc struct{ Pages []struct{ Lines []trueLine } }
	if err := json.Unmarshal(b, &doc); err != nil || len(doc.Pages) == 0 {
		w.t.Fatalf("%s: no page: %v", w.id, err)
	}
	f, err := os.Open(file)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	img, err := jpeg.Decode(f)
	if err != nil {
		w.t.Fatal(err)
	}
	g := ocr.Image{Pix: img}.Gray()
	found, err := w.d.find(w.t.Context(), g)
	if err != nil {
		w.t.Fatal(err)
	}
	lines := doc.Pages[0].Lines
	for i, l := range lines {
		q := ocr.RectQuad(image.Rect(int(l.Box[0]), int(l.Box[1]), int(l.Box[2])+1, int(l.Box[3])+1))
		if q.Width() < 3 || q.Height() < 3 {
			continue
		}
		w.write("gt", i, l.Text, cut(g, q))
		if k := soleBox(lines, found, i); k >= 0 {
			w.write("det", i, l.Text, cut(g, found[k].Quad))
			w.write("wide", i, l.Text, cutGrown(g, found[k].Quad, widerEnds, widerSides))
		}
	}
}

func (w *lineWriter) write(kind string, i int, truth string, c crop) {
	r, err := w.s.line(w.t.Context(), c.img)
	if err != nil {
		w.t.Fatal(err)
	}
	name := fmt.Sprintf("%s_%03d_%s.png", w.id, i, kind)
	f, err := os.Create(filepath.Join(*trainingTo, name))
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, c.img); err != nil {
		w.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(w.list, "%s\t%d\t%s\t%s\t%.4f\t%s\n", name, w.number, kind, truth, r.Conf, r.Text()); err != nil {
		w.t.Fatal(err)
	}
}

// soleBox returns the box that the detector found for line i, where it found
// one for this line alone that has about its extent, or -1.
func soleBox(lines []trueLine, found []ocr.Region, i int) int {
	sole := -1
	for k, r := range found {
		if !touches(lines[i], r.Quad) {
			continue
		}
		if sole >= 0 {
			return -1
		}
		sole = k
	}
	if sole < 0 {
		return -1
	}
	for j, l := range lines {
		if j != i && touches(l, found[sole].Quad) {
			return -1
		}
	}
	l := lines[i]
	x0, _, x1, _ := extent(found[sole].Quad)
	h := l.Box[3] - l.Box[1]
	if x0 > l.Box[0]+h/2 || x0 < l.Box[0]-h || x1 < l.Box[2]-h/2 || x1 > l.Box[2]+h {
		return -1
	}
	return sole
}

// touches reports whether a box has a good part of a line in it.
func touches(l trueLine, q ocr.Quad) bool {
	x0, y0, x1, y1 := extent(q)
	w, h := l.Box[2]-l.Box[0], l.Box[3]-l.Box[1]
	ix, iy := min(x1, l.Box[2])-max(x0, l.Box[0]), min(y1, l.Box[3])-max(y0, l.Box[1])
	return ix > 0.15*min(w, 3*h) && ix > 0 && iy > 0.3*h
}

func extent(q ocr.Quad) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = q[0][0], q[0][1], q[0][0], q[0][1]
	for _, p := range q {
		x0, y0, x1, y1 = min(x0, p[0]), min(y0, p[1]), max(x1, p[0]), max(y1, p[1])
	}
	return x0, y0, x1, y1
}
