package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// A testPage is one page of a generated file.
type testPage struct {
	media, crop []float64
	rotate      int
	unit        float64
	content     string
}

// makePDF writes a file of pages whose attributes are partly inherited. Its
// outline leads to the first and the last page.
func makePDF(t testing.TB, pages ...testPage) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := cos.NewWriter(&buf)
	tree := cos.NewPageTree(w)
	var refs types.Array
	font, err := w.Add(types.Dict{"Type": types.Name("Font"), "Subtype": types.Name("Type1"), "BaseFont": types.Name("Helvetica")})
	check(t, err)
	for _, p := range pages {
		content, err := w.AddStream(nil, []byte(p.content))
		check(t, err)
		d := types.Dict{
			"Type": types.Name("Page"), "MediaBox": cos.Numbers(p.media...), "Contents": content,
			"Resources": types.Dict{"Font": types.Dict{"F1": font}},
		}
		if p.crop != nil {
			d["CropBox"] = cos.Numbers(p.crop...)
		}
		if p.rotate != 0 {
			d["Rotate"] = types.Integer(p.rotate)
		}
		if p.unit != 0 {
			d["UserUnit"] = types.Float(p.unit)
		}
		ref := w.Alloc()
		d["Parent"] = tree.Add(ref)
		check(t, w.Put(ref, d))
		refs = append(refs, ref)
	}
	root, err := tree.Finish()
	check(t, err)
	catalog := types.Dict{"Type": types.Name("Catalog"), "Pages": root}
	if len(refs) > 0 {
		catalog["Outlines"] = makeOutline(t, w, refs)
	}
	cat, err := w.Add(catalog)
	check(t, err)
	info, err := w.Add(types.Dict{"Title": cos.Text("Prüfung"), "Author": cos.Text("Nobody")})
	check(t, err)
	check(t, w.Finish(types.Dict{"Root": cat, "Info": info}))
	return buf.Bytes()
}

func makeOutline(t testing.TB, w *cos.Writer, pages types.Array) types.IndirectRef {
	top, first, last := w.Alloc(), w.Alloc(), w.Alloc()
	item := func(title string, page types.Object) types.Dict {
		return types.Dict{"Title": cos.Text(title), "Parent": top, "Dest": types.Array{page, types.Name("Fit")}}
	}
	a, b := item("Beginning", pages[0]), item("End", pages[len(pages)-1])
	a["Next"], b["Prev"] = last, first
	check(t, w.Put(first, a))
	check(t, w.Put(last, b))
	check(t, w.Put(top, types.Dict{"Type": types.Name("Outlines"), "First": first, "Last": last, "Count": types.Integer(2)}))
	return top
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// oddPages are pages of every rotation, with and without CropBox and UserUnit.
func oddPages() []testPage {
	var out []testPage
	for _, rotate := range []int{0, 90, 180, 270, -90} {
		out = append(out,
			testPage{media: []float64{0, 0, 400, 600}, rotate: rotate, content: "0.5 g 50 50 100 80 re f"},
			testPage{media: []float64{-100, 50, 500, 650}, crop: []float64{-20, 120, 420, 600}, rotate: rotate, content: "q q 2 0 0 2 9 9 cm 0 0 10 10 re f"},
			testPage{media: []float64{0, 0, 300, 200}, crop: []float64{10, 10, 290, 190}, rotate: rotate, unit: 2.5, content: "Q Q 1 0 0 RG 10 10 m 90 90 l S"},
		)
	}
	return out
}

var testWords = []string{"invoice", "Straße", "(12)", `a\b`, "№7", "日本語", "हिन्दी", "Ελλάδα", "ﬁn", "👩‍👩‍👧", "ไทย", "12.345,67", "é", "\u0065\u0301t", "I"}

// wordPage returns a page of size with words on lines, of which the fifth is
// narrowly spaced.
func wordPage(n int, size layout.Size, rng *rand.Rand) layout.Page {
	p := layout.Page{Number: n, Size: size}
	y := 12.0
	for line := 0; y < size.H-30; line++ {
		h := 6 + 8*rng.Float64()
		gap := 2 + 6*rng.Float64()
		if line == 4 {
			gap = 0.8
		}
		start := len(p.Words)
		for x := 10.0; ; {
			text := testWords[rng.IntN(len(testWords))]
			w := h * (0.3 + 0.5*rng.Float64()) * float64(len([]rune(text)))
			if x+w > size.W-10 {
				break
			}
			p.Words = append(p.Words, layout.Word{Text: text, Box: layout.Rect{X0: x, Y0: y, X1: x + w, Y1: y + h}})
			x += w + gap
		}
		p.Lines = append(p.Lines, layout.Line{Words: layout.Range{Start: start, End: len(p.Words)}})
		y += 2 * h
	}
	return p
}

func writeSearchable(t testing.TB, src []byte, pages []layout.Page, o SearchableOptions) []byte {
	t.Helper()
	s, err := cos.Read(context.Background(), src, "", cos.Limits{})
	check(t, err)
	var out bytes.Buffer
	check(t, writeLayers(context.Background(), &out, s, pages, o))
	return out.Bytes()
}

// TestSearchableInPlace reads the words back with poppler, which knows
// nothing of this package.
func TestSearchableInPlace(t *testing.T) {
	needTool(t, "pdftotext")
	src := makePDF(t, oddPages()...)
	s, err := cos.Read(context.Background(), src, "", cos.Limits{})
	check(t, err)
	rng := rand.New(rand.NewPCG(3, 4))
	var pages []layout.Page
	for i, p := range s.Pages {
		w, h := s.Frame(p).Size()
		pages = append(pages, wordPage(i+1, layout.Size{W: w, H: h}, rng))
	}
	for _, o := range []SearchableOptions{{}, {Rewrite: true}} {
		out := writeSearchable(t, src, pages, o)
		if again := writeSearchable(t, src, pages, o); !bytes.Equal(out, again) {
			t.Errorf("%+v: two runs differ", o)
		}
		if !o.Rewrite && !bytes.HasPrefix(out, src) {
			t.Errorf("the file given is not kept")
		}
		qpdfCheck(t, out)
		got := popplerWords(t, out)
		for i, p := range pages {
			unit := 1.0
			if u, ok := s.Number(s.Pages[i].Dict["UserUnit"]); ok {
				unit = u
			}
			comparePlaces(t, fmt.Sprintf("%+v page %d", o, i+1), p.Words, got[i], unit)
		}
	}
}

// TestSearchableDocuments goes through Open: encrypted files stay encrypted,
// what the parser refuses is mended first, errors are typed.
func TestSearchableDocuments(t *testing.T) {
	SkipInterpreted(t)
	ctx := context.Background()
	plain := book(t, "p", 2)
	var locked bytes.Buffer
	check(t, Save(ctx, &locked, open(t, plain), SaveOptions{WriteOptions: WriteOptions{Encryption: &Encryption{UserPassword: "pw"}}}))
	pages := []layout.Page{{Number: 2, Size: layout.Size{W: 200, H: 300}, Words: []layout.Word{{Text: "layer", Box: layout.Rect{X0: 20, Y0: 20, X1: 50, Y1: 30}}}}}
	for name, c := range map[string]struct {
		data     []byte
		password string
	}{
		"plain":           {plain, ""},
		"encrypted":       {locked.Bytes(), "pw"},
		"unknown version": {bytes.Replace(plain, []byte("%PDF-1.7"), []byte("%PDF-2.1"), 1), ""},
		"no end":          {plain[:bytes.LastIndex(plain, []byte("startxref"))], ""},
	} {
		d, err := Open(ctx, c.data, OpenOptions{Password: c.password})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, rewrite := range []bool{false, true} {
			var out bytes.Buffer
			if err := WriteSearchable(ctx, &out, d, pages, SearchableOptions{Rewrite: rewrite}); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			_, err := Open(ctx, out.Bytes(), OpenOptions{})
			if locked := errors.Is(err, ErrEncrypted); locked != (c.password != "") {
				t.Errorf("%s: opened without password: %v", name, err)
			}
			got, err := Open(ctx, out.Bytes(), OpenOptions{Password: c.password})
			check(t, err)
			if text := strings.Join(pageTexts(t, got), " "); !strings.Contains(text, "p1") || !strings.Contains(text, "p2") || !strings.Contains(text, "layer") {
				t.Errorf("%s: text %q", name, text)
			}
			check(t, got.Close())
		}
		check(t, d.Close())
	}
	d := open(t, plain)
	for _, bad := range [][]layout.Page{{{Number: 3}}, {{Number: 0}}, {{Number: 1}, {Number: 1}}} {
		if err := WriteSearchable(ctx, io.Discard, d, bad, SearchableOptions{}); !errors.Is(err, ErrPage) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	if err := WriteSearchable(canceled, io.Discard, d, pages, SearchableOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
	full := errors.New("disk full")
	if err := WriteSearchable(ctx, failingWriter{full}, d, pages, SearchableOptions{}); !errors.Is(err, full) {
		t.Errorf("writer failed: %v", err)
	}
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }

// TestUpright turns pages that OCR had to turn.
func TestUpright(t *testing.T) {
	needTool(t, "pdftotext")
	upright := layout.Size{W: 600, H: 400}
	page := wordPage(1, upright, rand.New(rand.NewPCG(7, 8)))
	page.Origin = layout.Origin{Rotation: 90, Size: layout.Size{W: 400, H: 600}, Matrix: layout.Rotation(90, upright)}
	for _, rotate := range []int{0, 270} {
		src := makePDF(t, testPage{media: []float64{0, 0, 400, 600}})
		if rotate == 270 {
			src = makePDF(t, testPage{media: []float64{0, 0, 600, 400}, rotate: 270})
		}
		out := writeSearchable(t, src, []layout.Page{page}, SearchableOptions{Upright: true})
		qpdfCheck(t, out)
		s, err := cos.Read(context.Background(), out, "", cos.Limits{})
		check(t, err)
		if w, h := s.Frame(s.Pages[0]).Size(); w != 600 || h != 400 {
			t.Errorf("turned page is %v by %v", w, h)
		}
		comparePlaces(t, "turned page", page.Words, popplerWords(t, out)[0], 1)
	}
}

// TestReplaceLayer puts a layer on pages that have one already, in their
// content and in a form.
func TestReplaceLayer(t *testing.T) {
	src := rawFile("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 300]>>",
		"<</Type/Page/Parent 2 0 R/Resources<</Font<</F 4 0 R>>/XObject<</X 6 0 R>>>>/Contents[5 0 R 5 0 R]>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Length 75>>\nstream\nBT /F 9 Tf 3 Tr 9 9 Td (wrong) Tj 0 Tr 9 90 Td (seen) Tj ET /X Do           \nendstream",
		"<</Type/XObject/Subtype/Form/BBox[0 0 300 300]/Resources<</Font<</F 4 0 R>>>>/Length 39>>\nstream\nBT 3 Tr /F 9 Tf 99 99 Td (hidden) Tj ET\nendstream")
	pages := []layout.Page{{Number: 1, Size: layout.Size{W: 300, H: 300}, Words: []layout.Word{{Text: "right", Box: layout.Rect{X0: 20, Y0: 20, X1: 50, Y1: 30}}}}}
	for _, rewrite := range []bool{false, true} {
		kept := strings.Join(pageTexts(t, open(t, writeSearchable(t, src, pages, SearchableOptions{Rewrite: rewrite}))), " ")
		for _, w := range []string{"wrong", "hidden", "seen", "right"} {
			if !strings.Contains(kept, w) {
				t.Errorf("rewrite %v: %q is missing in %q", rewrite, w, kept)
			}
		}
		out := writeSearchable(t, src, pages, SearchableOptions{Replace: true, Rewrite: rewrite})
		qpdfCheck(t, out)
		got := strings.Join(pageTexts(t, open(t, out)), " ")
		if strings.Contains(got, "wrong") || strings.Contains(got, "hidden") || !strings.Contains(got, "seen") || !strings.Contains(got, "right") {
			t.Errorf("rewrite %v: replaced: %q", rewrite, got)
		}
	}
}

// comparePlaces expects each of want among got, at the same place; poppler
// leaves UserUnit out.
func comparePlaces(t *testing.T, what string, want, got []layout.Word, unit float64) {
	t.Helper()
	byText := map[string][]layout.Rect{}
	for _, w := range got {
		byText[w.Text] = append(byText[w.Text], w.Box)
	}
	missed := 0
	for _, w := range want {
		b := layout.Rect{X0: w.Box.X0 / unit, Y0: w.Box.Y0 / unit, X1: w.Box.X1 / unit, Y1: w.Box.Y1 / unit}
		best := 0.0
		for _, g := range byText[w.Text] {
			best = max(best, b.IoU(g))
		}
		if best < 0.95 {
			if missed++; missed == 1 {
				t.Errorf("%s: %q at %.2f: best IoU %.3f of %d with this text", what, w.Text, b, best, len(byText[w.Text]))
			}
		}
	}
	if missed > 0 || len(got) != len(want) {
		t.Errorf("%s: %d of %d words not in place, %d found", what, missed, len(want), len(got))
	}
}

var (
	pageTag = regexp.MustCompile(`<page width|<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>`)
)

func popplerWords(t *testing.T, file []byte) [][]layout.Word {
	t.Helper()
	out, err := exec.Command("pdftotext", "-bbox", "-cropbox", tempFile(t, file), "-").Output()
	check(t, err)
	var pages [][]layout.Word
	for _, m := range pageTag.FindAllSubmatch(out, -1) {
		if m[5] == nil {
			pages = append(pages, nil)
			continue
		}
		var v [4]float64
		for i := range v {
			v[i], _ = strconv.ParseFloat(string(m[1+i]), 64)
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], layout.Word{
			Text: html.UnescapeString(string(m[5])), Box: layout.Rect{X0: v[0], Y0: v[1], X1: v[2], Y1: v[3]}})
	}
	return pages
}

func needTool(t testing.TB, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not on PATH: nothing independent to compare with", name)
	}
}

func tempFile(t testing.TB, b []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "test.pdf")
	check(t, os.WriteFile(name, b, 0o600))
	return name
}

// qpdfCheck lets qpdf check the syntax of a file, where it is installed.
func qpdfCheck(t testing.TB, b []byte) {
	t.Helper()
	if _, err := exec.LookPath("qpdf"); err != nil {
		return
	}
	if out, err := exec.Command("qpdf", "--check", tempFile(t, b)).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
}
