package pdf

import (
	"bytes"
	"context"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// formFile has two pages and a form of a tree with widgets on both of them and
// a field of one widget on page 1, with fonts of its own.
func formFile(font string) []byte {
	return rawFile(
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 8 0 R]/DA(/"+font+" 9 Tf)/DR<</Font<</"+font+" 9 0 R>>>>>>>>",
		"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 300 300]>>",
		"<</Type/Page/Parent 2 0 R/Annots[6 0 R 8 0 R]>>",
		"<</Type/Page/Parent 2 0 R/Annots[7 0 R]>>",
		"<</T(tree)/Kids[6 0 R 7 0 R]>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(one)/V(first)/Parent 5 0 R/Rect[0 0 90 20]/P 3 0 R>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(two)/V(second)/Parent 5 0 R/Rect[0 0 90 20]/P 4 0 R>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(total)/V(42)/Rect[0 50 90 70]/P 3 0 R>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	)
}

// fieldNames returns the full names of the fields that pages show, sorted.
func fieldNames(t *testing.T, d *Document) []string {
	t.Helper()
	var out []string
	for n := range d.PageCount() {
		in, err := d.Input(context.Background(), n+1)
		check(t, err)
		for _, f := range in.Fields {
			out = append(out, f.Name+"="+f.Value)
		}
	}
	slices.Sort(out)
	return out
}

// TestExtractForm keeps the fields of the pages taken and nothing of others.
func TestExtractForm(t *testing.T) {
	ctx := context.Background()
	var out bytes.Buffer
	check(t, ExtractPages(ctx, &out, open(t, formFile("F")), []int{2}, WriteOptions{}))
	qpdfCheck(t, out.Bytes())
	if diff := cmp.Diff([]string{"tree.two=second"}, fieldNames(t, open(t, out.Bytes()))); diff != "" {
		t.Error(diff)
	}
	s, err := cos.Read(ctx, out.Bytes(), "", cos.Limits{})
	check(t, err)
	for nr := range 30 {
		if d, ok := s.Dict(s.Entry(nr)); ok {
			if b, _ := s.String(d["V"]); string(b) == "first" || string(b) == "42" {
				t.Errorf("object %d holds a field of the other page: %v", nr, d)
			}
		}
	}
}

// TestMergeForms gives fields of one name in several inputs names of their
// own, with all their values and fonts.
func TestMergeForms(t *testing.T) {
	ctx := context.Background()
	var out bytes.Buffer
	a, b, c := open(t, formFile("F")), open(t, formFile("G")), open(t, formFile("F"))
	check(t, Merge(ctx, &out, []MergeInput{{Document: a}, {Document: b}, {Document: c, Pages: []int{1}}, {Document: a, Pages: []int{2}}}, WriteOptions{}))
	qpdfCheck(t, out.Bytes())
	got := open(t, out.Bytes())
	want := []string{
		"total=42", "total_2=42", "total_3=42", "tree.one=first", "tree.two=second", "tree.two=second", // a comes twice
		"tree_2.one=first", "tree_2.two=second", "tree_3.one=first",
	}
	if diff := cmp.Diff(want, fieldNames(t, got)); diff != "" {
		t.Error(diff)
	}
	s, err := cos.Read(ctx, out.Bytes(), "", cos.Limits{})
	check(t, err)
	form, _ := s.Dict(s.Root["AcroForm"])
	dr, _ := s.Dict(form["DR"])
	fonts, _ := s.Dict(dr["Font"])
	if fonts["F"] == nil || fonts["G"] == nil {
		t.Errorf("fonts of the form: %v", fonts)
	}
	fields, _ := s.Array(form["Fields"])
	third, _ := s.Dict(fields[2])
	if da, _ := s.String(third["DA"]); len(fields) != 6 || string(da) != "/G 9 Tf" {
		t.Errorf("%d fields, the third is %v", len(fields), third)
	}
}

// TestMergeLayers keeps the layers of all inputs, each as visible as it was.
func TestMergeLayers(t *testing.T) {
	ctx := context.Background()
	layers := func(config string) []byte {
		return rawFile(
			"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R 6 0 R 7 0 R]/D<<"+config+">>>>>>",
			"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 99 99]>>",
			"<</Type/Page/Parent 2 0 R/Contents 8 0 R/Resources<</Properties<</A 5 0 R/B 6 0 R>>>>>>",
			"<</Type/Page/Parent 2 0 R/Contents 9 0 R/Resources<</Properties<</C 7 0 R>>>>>>",
			"<</Type/OCG/Name(a)>>", "<</Type/OCG/Name(b)>>", "<</Type/OCG/Name(c)>>",
			"<</Length 45>>\nstream\n/OC /A BDC EMC /OC /B BDC 9 9 50 50 re f EMC\n\nendstream",
			"<</Length 15>>\nstream\n/OC /C BDC EMC\n\nendstream",
		)
	}
	first := layers("/OFF[6 0 R]/Order[[(Drawing)5 0 R[6 0 R]]7 0 R]/RBGroups[[5 0 R 6 0 R]]")
	second := layers("/BaseState/OFF/ON[6 0 R]/Order[5 0 R 6 0 R 7 0 R]/Locked[7 0 R]")
	a, b := open(t, first), open(t, second)
	var out bytes.Buffer
	check(t, Merge(ctx, &out, []MergeInput{{Document: a, Pages: []int{1}}, {Document: b}, {Document: a, Pages: []int{2}}}, WriteOptions{}))
	qpdfCheck(t, out.Bytes())
	s, err := cos.Read(ctx, out.Bytes(), "", cos.Limits{})
	check(t, err)
	oc, _ := s.Dict(s.Root["OCProperties"])
	d, _ := s.Dict(oc["D"])
	var names func(o types.Object) string
	names = func(o types.Object) string {
		var parts []string
		list, _ := s.Array(o)
		for _, v := range list {
			if g, ok := s.Dict(v); ok {
				b, _ := s.String(g["Name"])
				parts = append(parts, string(b))
			} else if b, ok := s.String(v); ok {
				parts = append(parts, "("+string(b)+")")
			} else {
				parts = append(parts, names(v))
			}
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	for what, c := range map[string]struct {
		got  types.Object
		want string
	}{
		"groups": {oc["OCGs"], "[a b a b c c]"}, "hidden": {d["OFF"], "[b a c]"}, "locked": {d["Locked"], "[c]"},
		"exclusive": {d["RBGroups"], "[[a b]]"}, "order": {d["Order"], "[[(Drawing) a [b]] a b c c]"},
	} {
		if got := names(c.got); got != c.want {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
	in, err := open(t, out.Bytes()).Input(ctx, 2) // page 1 of the second input, whose box is on
	check(t, err)
	if len(in.Fills) != 1 {
		t.Errorf("%d boxes on page 2, want 1", len(in.Fills))
	}
}

// TestRepeatedPage gives a page that is taken twice annotations of its own.
func TestRepeatedPage(t *testing.T) {
	ctx := context.Background()
	src := rawFile("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2/MediaBox[0 0 99 99]>>",
		"<</Type/Page/Parent 2 0 R/Annots[4 0 R]>>", "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Dest[5 0 R/Fit]/P 3 0 R>>", "<</Type/Page/Parent 2 0 R>>")
	var out bytes.Buffer
	check(t, ExtractPages(ctx, &out, open(t, src), []int{1, 2, 1}, WriteOptions{}))
	qpdfCheck(t, out.Bytes())
	got := open(t, out.Bytes())
	for _, n := range []int{1, 3} {
		in, err := got.Input(ctx, n)
		check(t, err)
		if len(in.Links) != 1 || in.Links[0].Page != 2 {
			t.Errorf("page %d: links %+v", n, in.Links)
		}
	}
	s, err := cos.Read(ctx, out.Bytes(), "", cos.Limits{})
	check(t, err)
	one, _ := s.Array(s.Pages[0].Dict["Annots"])
	two, _ := s.Array(s.Pages[2].Dict["Annots"])
	if len(one) != 1 || len(two) != 1 || cmp.Equal(one[0], two[0]) {
		t.Errorf("annotations %v and %v", one, two)
	}
	if _, err := exec.LookPath("mutool"); err == nil {
		if msg, err := exec.Command("mutool", "info", tempFile(t, out.Bytes())).CombinedOutput(); err != nil || bytes.Contains(msg, []byte("warning")) {
			t.Errorf("mutool: %s, %v", msg, err)
		}
	}
}
