package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/google/go-cmp/cmp"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// book is a file of n pages that say which they are. Its outline leads to the
// first and the last page.
func book(t testing.TB, name string, n int) []byte {
	var pages []testPage
	for i := range n {
		pages = append(pages, testPage{media: []float64{0, 0, 200, 300}, content: fmt.Sprintf("BT /F1 12 Tf 20 200 Td (%s%d) Tj ET", name, i+1)})
	}
	return makePDF(t, pages...)
}

// pageTexts returns the words of each page, joined.
func pageTexts(t testing.TB, d *Document) []string {
	t.Helper()
	var out []string
	for n := range d.PageCount() {
		in, err := d.Input(context.Background(), n+1)
		check(t, err)
		var words []string
		for _, w := range in.Words {
			words = append(words, w.Text)
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

// outlineOf returns the bookmarks as "level title>page".
func outlineOf(t testing.TB, d *Document) []string {
	t.Helper()
	marks, err := d.Outline(context.Background())
	check(t, err)
	var out []string
	for _, b := range marks {
		out = append(out, fmt.Sprintf("%d %s>%d", b.Level, b.Title, b.Page))
	}
	return out
}

func TestExtractPages(t *testing.T) {
	ctx := context.Background()
	d := open(t, book(t, "p", 7))
	for _, c := range []struct {
		pages []int
		want  []string
		marks []string
	}{
		{[]int{1, 2, 3, 4, 5, 6, 7}, []string{"p1", "p2", "p3", "p4", "p5", "p6", "p7"}, []string{"1 Beginning>1", "1 End>7"}},
		{[]int{7, 2, 2}, []string{"p7", "p2", "p2"}, []string{"1 End>1"}},
		{[]int{3}, []string{"p3"}, nil},
		{[]int{1, 1}, []string{"p1", "p1"}, []string{"1 Beginning>1"}},
	} {
		var out bytes.Buffer
		check(t, ExtractPages(ctx, &out, d, c.pages, WriteOptions{}))
		qpdfCheck(t, out.Bytes())
		got := open(t, out.Bytes())
		if diff := cmp.Diff(c.want, pageTexts(t, got)); diff != "" {
			t.Errorf("%v: %s", c.pages, diff)
		}
		if diff := cmp.Diff(c.marks, outlineOf(t, got)); diff != "" {
			t.Errorf("%v: bookmarks: %s", c.pages, diff)
		}
		if got.Info().Title != "Prüfung" {
			t.Errorf("%v: title %q", c.pages, got.Info().Title)
		}
	}
	for _, bad := range [][]int{nil, {0}, {8}, {1, -1}} {
		if err := ExtractPages(ctx, io.Discard, d, bad, WriteOptions{}); !errors.Is(err, ErrPage) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	var out bytes.Buffer
	check(t, RemovePages(ctx, &out, d, []int{2, 3, 7, 2}, WriteOptions{}))
	if diff := cmp.Diff([]string{"p1", "p4", "p5", "p6"}, pageTexts(t, open(t, out.Bytes()))); diff != "" {
		t.Errorf("removed: %s", diff)
	}
	if err := RemovePages(ctx, io.Discard, d, numbers(7), WriteOptions{}); !errors.Is(err, ErrPage) {
		t.Errorf("all removed: %v", err)
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	if err := ExtractPages(canceled, io.Discard, d, []int{1}, WriteOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

// parts collects what Split writes.
type parts struct {
	infos []SplitPart
	files []*bytes.Buffer
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func (p *parts) create(s SplitPart) (io.WriteCloser, error) {
	p.infos = append(p.infos, s)
	b := &bytes.Buffer{}
	p.files = append(p.files, b)
	return nopCloser{b}, nil
}

func TestSplit(t *testing.T) {
	ctx := context.Background()
	d := open(t, book(t, "p", 7))
	for _, c := range []struct {
		name   string
		o      SplitOptions
		want   [][]int
		titles []string
	}{
		{"single pages", SplitOptions{}, [][]int{{1}, {2}, {3}, {4}, {5}, {6}, {7}}, nil},
		{"three each", SplitOptions{Every: 3}, [][]int{{1, 2, 3}, {4, 5, 6}, {7}}, nil},
		{"ranges", SplitOptions{Ranges: []string{"1-2", "last", "3-1"}}, [][]int{{1, 2}, {7}, {3, 2, 1}}, nil},
		{"outline", SplitOptions{OutlineLevel: 1}, [][]int{{1, 2, 3, 4, 5, 6}, {7}}, []string{"Beginning", "End"}},
		{"small", SplitOptions{MaxBytes: 10}, [][]int{{1}, {2}, {3}, {4}, {5}, {6}, {7}}, nil},
		{"large", SplitOptions{MaxBytes: 1 << 20}, [][]int{{1, 2, 3, 4, 5, 6, 7}}, nil},
	} {
		var p parts
		check(t, Split(ctx, d, c.o, p.create))
		var got [][]int
		for i, s := range p.infos {
			got = append(got, s.Pages)
			if c.titles != nil && s.Title != c.titles[i] {
				t.Errorf("%s: part %d is %q", c.name, i, s.Title)
			}
			var want []string
			for _, n := range s.Pages {
				want = append(want, fmt.Sprint("p", n))
			}
			if diff := cmp.Diff(want, pageTexts(t, open(t, p.files[i].Bytes()))); diff != "" {
				t.Errorf("%s: part %d: %s", c.name, i, diff)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	var three bytes.Buffer
	check(t, ExtractPages(ctx, &three, d, []int{2, 3, 4}, WriteOptions{}))
	limit := int64(three.Len() + 20)
	var p parts
	check(t, Split(ctx, d, SplitOptions{MaxBytes: limit}, p.create))
	if len(p.files) < 2 || len(p.files) > 4 {
		t.Errorf("%d parts of %d bytes", len(p.files), limit)
	}
	for i, f := range p.files {
		if int64(f.Len()) > limit {
			t.Errorf("part %d has %d bytes, limit %d", i, f.Len(), limit)
		}
	}
	if err := Split(ctx, d, SplitOptions{Every: 2, MaxBytes: 5}, p.create); !errors.Is(err, ErrPageRange) {
		t.Errorf("two ways: %v", err)
	}
	if err := Split(ctx, d, SplitOptions{Ranges: []string{"9"}}, p.create); !errors.Is(err, ErrPage) {
		t.Errorf("no such page: %v", err)
	}
	broken := errors.New("disk full")
	if err := Split(ctx, d, SplitOptions{}, func(SplitPart) (io.WriteCloser, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("create failed: %v", err)
	}
}

func TestMerge(t *testing.T) {
	ctx := context.Background()
	a, b := open(t, book(t, "a", 3)), open(t, book(t, "b", 2))
	page := &layout.Page{Size: layout.Size{W: 100, H: 100}, Words: []layout.Word{{Text: "scan", Box: layout.Rect{X0: 10, Y0: 10, X1: 40, Y1: 20}}}}
	var out bytes.Buffer
	check(t, Merge(ctx, &out, []MergeInput{
		{Document: a, Bookmark: "First"},
		{Image: &ImagePage{Image: grayRamp(50, 50), Page: page}, Bookmark: "Scan"},
		{Document: b, Pages: []int{2}},
		{Document: a, Pages: []int{3, 1}, Bookmark: "Again"},
	}, WriteOptions{}))
	qpdfCheck(t, out.Bytes())
	got := open(t, out.Bytes())
	if diff := cmp.Diff([]string{"a1", "a2", "a3", "scan", "b2", "a3", "a1"}, pageTexts(t, got)); diff != "" {
		t.Error(diff)
	}
	want := []string{"1 First>1", "2 Beginning>1", "2 End>3", "1 Scan>4", "1 End>5", "1 Again>6", "2 Beginning>7", "2 End>6"}
	if diff := cmp.Diff(want, outlineOf(t, got)); diff != "" {
		t.Error(diff)
	}
	for _, bad := range [][]MergeInput{nil, {{}}, {{Document: a, Pages: []int{4}}}} {
		if err := Merge(ctx, io.Discard, bad, WriteOptions{}); !errors.Is(err, ErrPage) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestSave(t *testing.T) {
	ctx := context.Background()
	d := open(t, book(t, "p", 3))
	var out bytes.Buffer
	info := layout.Info{Title: "Neu", Author: "Ä", Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	check(t, Save(ctx, &out, d, SaveOptions{
		WriteOptions: WriteOptions{Info: &info, Optimize: true},
		Order:        []int{3, 1, 2}, Rotate: map[int]int{1: 90, 2: -90, 3: 360},
		Attach: []Attachment{{Name: "factur-x.xml", MediaType: "text/xml", Description: "invoice", Data: []byte("<a/>")}, {Name: "日本.txt", Data: []byte("x")}},
	}))
	qpdfCheck(t, out.Bytes())
	got := open(t, out.Bytes())
	if diff := cmp.Diff([]string{"p3", "p1", "p2"}, pageTexts(t, got)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1 Beginning>2", "1 End>1"}, outlineOf(t, got)); diff != "" {
		t.Error(diff)
	}
	for n, want := range []int{0, 90, 270} {
		if p, err := got.Page(n + 1); err != nil || p.Rotation != want {
			t.Errorf("page %d: turned by %d, %v, want %d", n+1, p.Rotation, err, want)
		}
	}
	if i := got.Info(); i.Title != "Neu" || i.Author != "Ä" || !i.Created.Equal(info.Created) {
		t.Errorf("information %+v", i)
	}
	files, err := got.Attachments(ctx)
	check(t, err)
	if len(files) != 2 || files[0].Name != "factur-x.xml" || string(files[0].Data) != "<a/>" || files[1].OriginalName != "日本.txt" {
		t.Errorf("embedded files %+v", files)
	}
	var again bytes.Buffer
	check(t, Save(ctx, &again, got, SaveOptions{Detach: true, WriteOptions: WriteOptions{DropMetadata: true}, Attach: []Attachment{{Name: "b", Data: []byte("b")}}}))
	last := open(t, again.Bytes())
	if files, err = last.Attachments(ctx); err != nil || len(files) != 1 || files[0].Name != "b" || last.Info().Title != "" {
		t.Errorf("after Detach: %+v, %v, title %q", files, err, last.Info().Title)
	}
	for _, bad := range []SaveOptions{{Order: []int{1, 2}}, {Order: []int{1, 2, 2}}, {Rotate: map[int]int{4: 90}}} {
		if err := Save(ctx, io.Discard, d, bad); !errors.Is(err, ErrPage) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if err := Save(ctx, io.Discard, d, SaveOptions{Rotate: map[int]int{1: 45}}); !errors.Is(err, ErrUnsupported) {
		t.Errorf("turn by 45 degrees: %v", err)
	}
}

func TestEncryption(t *testing.T) {
	SkipInterpreted(t)
	ctx := context.Background()
	d := open(t, book(t, "p", 2))
	for _, e := range []Encryption{
		{UserPassword: "geheim"}, {UserPassword: "ßecret 密码", OwnerPassword: "owner"}, {OwnerPassword: "owner", Deny: RightPrint | RightCopy},
	} {
		var out bytes.Buffer
		check(t, Save(ctx, &out, d, SaveOptions{WriteOptions: WriteOptions{Encryption: &e}, Attach: []Attachment{{Name: "a", Data: []byte("secret data")}}}))
		if bytes.Contains(out.Bytes(), []byte("secret data")) {
			t.Error("not encrypted")
		}
		if e.UserPassword != "" {
			if _, err := Open(ctx, out.Bytes(), OpenOptions{}); !errors.Is(err, ErrEncrypted) {
				t.Errorf("%+v without password: %v", e, err)
			}
			if _, err := Open(ctx, out.Bytes(), OpenOptions{Password: "wrong"}); !errors.Is(err, ErrEncrypted) {
				t.Errorf("%+v with wrong password: %v", e, err)
			}
		} else {
			qpdfCheck(t, out.Bytes())
		}
		for _, password := range []string{e.UserPassword, e.OwnerPassword} {
			if password == "" && e.UserPassword != "" {
				continue
			}
			got, err := Open(ctx, out.Bytes(), OpenOptions{Password: password})
			if err != nil {
				t.Errorf("%+v with %q: %v", e, password, err)
				continue
			}
			if diff := cmp.Diff([]string{"p1", "p2"}, pageTexts(t, got)); diff != "" || got.Info().Title != "Prüfung" {
				t.Errorf("%+v with %q: %s title %q", e, password, diff, got.Info().Title)
			}
			var plain bytes.Buffer // and back
			check(t, Save(ctx, &plain, got, SaveOptions{}))
			qpdfCheck(t, plain.Bytes())
			if diff := cmp.Diff([]string{"p1", "p2"}, pageTexts(t, open(t, plain.Bytes()))); diff != "" {
				t.Errorf("%+v decrypted: %s", e, diff)
			}
			check(t, got.Close())
		}
	}
	for _, e := range []Encryption{{}, {UserPassword: "\xff"}} {
		if err := Save(ctx, io.Discard, d, SaveOptions{WriteOptions: WriteOptions{Encryption: &e}}); !errors.Is(err, ErrPassword) {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

// TestOptimize stores equal streams once.
func TestOptimize(t *testing.T) {
	ctx := context.Background()
	noise := grayRamp(300, 300)
	for i := range noise.Pix {
		noise.Pix[i] = byte(i * i * 7 >> 3)
	}
	img := &ImagePage{Encoded: encodeJPEG(t, noise), DPIX: 300}
	var twice bytes.Buffer
	check(t, Merge(ctx, &twice, []MergeInput{{Image: img}, {Image: img}}, WriteOptions{}))
	d := open(t, twice.Bytes())
	var out, again bytes.Buffer
	check(t, Save(ctx, &out, d, SaveOptions{WriteOptions: WriteOptions{Optimize: true}}))
	qpdfCheck(t, out.Bytes())
	if out.Len() > twice.Len()*6/10 {
		t.Errorf("%d bytes of %d left", out.Len(), twice.Len())
	}
	check(t, Save(ctx, &again, d, SaveOptions{WriteOptions: WriteOptions{Optimize: true}}))
	if !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Error("two runs differ")
	}
	got := open(t, out.Bytes())
	for n := 1; n <= 2; n++ {
		a, err := d.Render(ctx, n, RenderOptions{DPI: 100})
		check(t, err)
		b, err := got.Render(ctx, n, RenderOptions{DPI: 100})
		check(t, err)
		if difference(a, b) != 0 {
			t.Errorf("page %d looks different", n)
		}
	}
}

// TestExtractNames resolves named destinations, keeps labels, fields and
// layers of the pages taken.
func TestExtractNames(t *testing.T) {
	src := rawFile(
		"<</Type/Catalog/Pages 2 0 R/Names<</Dests<</Names[(one)[3 0 R/Fit](two)<</D[4 0 R/XYZ 0 0 0]>>]>>>>"+
			"/PageLabels<</Nums[0<</S/r>>1<</S/D/P(A-)/St 5>>]>>/AcroForm<</Fields[6 0 R 7 0 R]/DA(x)>>"+
			"/OCProperties<</OCGs[8 0 R 9 0 R]/D<</OFF[8 0 R 9 0 R]>>>>>>",
		"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 100 100]>>",
		"<</Type/Page/Parent 2 0 R/Annots[5 0 R 6 0 R]>>",
		"<</Type/Page/Parent 2 0 R/Annots[7 0 R 10 0 R]/Resources 11 0 R/Contents 12 0 R>>",
		"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Dest(two)>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(f1)/Rect[0 0 9 9]/P 3 0 R>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(f2)/Rect[0 0 9 9]/P 4 0 R>>",
		"<</Type/OCG/Name(layer1)>>", "<</Type/OCG/Name(layer2)>>",
		"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/GoTo/D(two)>>>>",
		"<</Properties<</P 9 0 R>>/Font<</Used<</Type/Font/BaseFont/Kept>>/Other<</Type/Font/BaseFont/Unused>>>>>>",
		"<</Length 41>>\nstream\n/OC /P BDC BT /Used 1 Tf (/Other) Tj ET EMC\nendstream",
	)
	s, err := cos.Read(context.Background(), src, "", cos.Limits{})
	check(t, err)
	var out bytes.Buffer
	check(t, extract(context.Background(), &out, s, &destinations{s: s}, []int{2}, WriteOptions{}))
	got, err := cos.Read(context.Background(), out.Bytes(), "", cos.Limits{})
	check(t, err)
	var dump []byte
	for nr := range 100 {
		o := got.Entry(nr)
		if sd, ok := o.(types.StreamDict); ok {
			o = sd.Dict
		}
		dump = append(cos.Append(dump, o), '\n')
	}
	text := string(dump)
	for _, want := range []string{"/T(f2)", "layer2", "/P(A-)/S/D/St 5", "/XYZ", "Kept"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
	for _, no := range []string{"/T(f1)", "layer1", "(two)", "/S/r", "Unused"} {
		if strings.Contains(text, no) {
			t.Errorf("%s is left in %s", no, text)
		}
	}
	annots, _ := got.Array(got.Pages[0].Dict["Annots"])
	link, _ := got.Dict(annots[1])
	action, _ := got.Dict(link["A"])
	dest, _ := got.Array(action["D"])
	if len(dest) == 0 || dest[0] != types.Object(got.Pages[0].Ref) {
		t.Errorf("link leads to %v, page is %v", dest, got.Pages[0].Ref)
	}
}

// rawFile makes a file of objects numbered from 1, the catalog first.
func rawFile(objects ...string) []byte {
	b := []byte("%PDF-1.7\n")
	var offs []int
	for i, o := range objects {
		offs = append(offs, len(b))
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := len(b)
	b = fmt.Appendf(b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offs {
		b = fmt.Appendf(b, "%010d 00000 n \n", o)
	}
	return fmt.Appendf(b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
}
