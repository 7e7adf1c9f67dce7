package cos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// twoPages writes a file of two pages with a string and a stream.
func twoPages(t testing.TB) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := NewWriter(&buf)
	tree := NewPageTree(w)
	for i := range 2 {
		c, err := w.AddStream(nil, fmt.Appendf(nil, "%d 0 m", i))
		check(t, err)
		ref := w.Alloc()
		check(t, w.Put(ref, types.Dict{"Type": types.Name("Page"), "MediaBox": Numbers(0, 0, 100.5, 200),
			"Contents": c, "Parent": tree.Add(ref), "Note": Text("ä(b)")}))
	}
	root, err := tree.Finish()
	check(t, err)
	cat, err := w.Add(types.Dict{"Type": types.Name("Catalog"), "Pages": root})
	check(t, err)
	check(t, w.Finish(types.Dict{"Root": cat}))
	return buf.Bytes()
}

func read(t testing.TB, b []byte, password string) *Source {
	t.Helper()
	s, err := Read(context.Background(), b, password, Limits{})
	check(t, err)
	return s
}

func TestAppend(t *testing.T) {
	for _, c := range []struct {
		o    types.Object
		want string
	}{
		{nil, "null"},
		{types.Array{types.Integer(1), types.Float(0.5), types.Name("A b"), types.Integer(-3), types.Boolean(true), nil}, "[1 0.5/A#20b -3 true null]"},
		{types.Dict{"B": types.Integer(1), "A": types.Dict{}, "C": nil, "D": types.IndirectRef{ObjectNumber: 7}}, "<</A<<>>/B 1/D 7 0 R>>"},
		{types.Array{types.StringLiteral("a"), types.HexLiteral("0A"), types.Name("")}, "[(a)<0A>/]"},
		{Text("ü"), "(\xfe\xff\x00\xfc)"},
		{Text("𝄞"), "(\xfe\xff\xd84\xdd\x1e)"},
		{Literal([]byte("a\r(\\")), `(a\r\(\\)`},
		{Numbers(1, 0.1234567, -0.5), "[1 0.123457 -0.5]"},
	} {
		if d := cmp.Diff(c.want, string(Append(nil, c.o))); d != "" {
			t.Error(d)
		}
	}
}

// TestIncrement replaces a page and adds an object, in plain and in encrypted
// files of both kinds of cross-reference.
func TestIncrement(t *testing.T) {
	plain := twoPages(t)
	files := map[string][]byte{"streams": plain, "table": classic(t, plain)}
	for _, c := range []struct {
		aes  bool
		bits int
	}{{false, 40}, {false, 128}, {true, 128}, {true, 256}} {
		files[fmt.Sprintf("aes=%v %d", c.aes, c.bits)] = encrypt(t, plain, c.aes, c.bits)
	}
	for name, data := range files {
		s := read(t, data, "pw")
		var out bytes.Buffer
		w := NewIncrement(&out, s)
		if w == nil {
			t.Errorf("%s: no increment", name)
			continue
		}
		content, err := w.AddStream(nil, []byte("new content"))
		check(t, err)
		d := s.Pages[1].Clone()
		d["Contents"], d["Note"] = content, Text("changed")
		check(t, w.Put(s.Pages[1].Ref, d))
		check(t, w.Finish(nil))
		checkRewrite(t, name, s)
		if !bytes.HasPrefix(out.Bytes(), data) {
			t.Errorf("%s: bytes of the file given changed", name)
		}
		got := read(t, out.Bytes(), "pw")
		if got.Encrypted() != s.Encrypted() || len(got.Pages) != 2 {
			t.Errorf("%s: encrypted %v, %d pages", name, got.Encrypted(), len(got.Pages))
			continue
		}
		if got.text(got.Pages[0].Dict["Note"]) != "ä(b)" || got.text(got.Pages[1].Dict["Note"]) != "changed" {
			t.Errorf("%s: strings %v, %v", name, got.Pages[0].Dict["Note"], got.Pages[1].Dict["Note"])
		}
		sd, _ := got.Resolve(got.Pages[1].Dict["Contents"]).(types.StreamDict)
		if err := sd.DecodeWithLimit(1000); err != nil || string(sd.Content) != "new content" {
			t.Errorf("%s: content %q, %v", name, sd.Content, err)
		}
	}
}

// checkRewrite copies s into a new file with the encryption of s.
func checkRewrite(t *testing.T, name string, s *Source) {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out)
	check(t, w.EncryptLike(s))
	tree, c := NewPageTree(w), NewCopier(w, s)
	for _, p := range s.Pages {
		ref := w.Alloc()
		d := c.Dict(p.Clone())
		d["Parent"] = tree.Add(ref)
		check(t, w.Put(ref, d))
	}
	check(t, c.Flush(context.Background()))
	root, err := tree.Finish()
	check(t, err)
	cat, err := w.Add(types.Dict{"Type": types.Name("Catalog"), "Pages": root})
	check(t, err)
	check(t, w.Finish(types.Dict{"Root": cat}))
	got := read(t, out.Bytes(), "pw")
	if got.Encrypted() != s.Encrypted() || got.text(got.Pages[0].Dict["Note"]) != "ä(b)" {
		t.Errorf("%s: rewritten: encrypted %v, string %v", name, got.Encrypted(), got.Pages[0].Dict["Note"])
	}
	sd, _ := got.Resolve(got.Pages[1].Dict["Contents"]).(types.StreamDict)
	if err := sd.DecodeWithLimit(1000); err != nil || string(sd.Content) != "1 0 m" {
		t.Errorf("%s: rewritten content %q, %v", name, sd.Content, err)
	}
}

func (s *Source) text(o types.Object) string {
	v, _ := types.Unescape(string(s.Resolve(o).(types.StringLiteral)))
	out, err := types.DecodeUTF16String(string(v))
	if err != nil {
		return string(v)
	}
	return out
}

// classic has pdfcpu write b with a cross-reference table.
func classic(t *testing.T, b []byte) []byte {
	conf := model.Configuration(*configuration(len(b), ""))
	ctx, err := api.ReadAndValidate(bytes.NewReader(b), &conf)
	check(t, err)
	ctx.WriteObjectStream, ctx.WriteXRefStream = false, false
	var out bytes.Buffer
	check(t, api.WriteContext(ctx, &out))
	if !bytes.Contains(out.Bytes(), []byte("trailer")) {
		t.Fatal("no cross-reference table")
	}
	return out.Bytes()
}

func encrypt(t *testing.T, b []byte, aes bool, bits int) []byte {
	conf := configuration(len(b), "")
	conf.EncryptUsingAES, conf.EncryptKeyLength = aes, bits
	conf.UserPW, conf.OwnerPW, conf.Permissions = "pw", "owner", model.PermissionsAll
	conf.Cmd = model.ENCRYPT
	var out bytes.Buffer
	check(t, api.Encrypt(bytes.NewReader(b), &out, conf))
	if _, err := Read(context.Background(), out.Bytes(), "", Limits{}); !errors.Is(err, ErrEncrypted) {
		t.Fatalf("without password: %v", err)
	}
	return out.Bytes()
}

func TestPageTree(t *testing.T) {
	for _, n := range []int{1, fanOut, fanOut + 1, fanOut*fanOut + 1} {
		var buf bytes.Buffer
		w := NewWriter(&buf)
		tree := NewPageTree(w)
		for i := range n {
			ref := w.Alloc()
			check(t, w.Put(ref, types.Dict{"Type": types.Name("Page"), "Nr": types.Integer(i), "Parent": tree.Add(ref)}))
		}
		root, err := tree.Finish()
		check(t, err)
		cat, err := w.Add(types.Dict{"Type": types.Name("Catalog"), "Pages": root})
		check(t, err)
		check(t, w.Finish(types.Dict{"Root": cat}))
		s := read(t, buf.Bytes(), "")
		if len(s.Pages) != n {
			t.Fatalf("%d of %d pages", len(s.Pages), n)
		}
		for i, p := range s.Pages {
			if p.Dict["Nr"] != types.Integer(i) {
				t.Fatalf("page %d of %d is %v", i, n, p.Dict["Nr"])
			}
		}
		if _, err := Read(context.Background(), buf.Bytes(), "", Limits{Pages: max(n-1, 1)}); n > 1 && !errors.Is(err, ErrTooLarge) {
			t.Errorf("limit of %d pages: %v", n-1, err)
		}
	}
}

// raw makes a file of the given objects, numbered from 1, of which the first
// is the catalog.
func raw(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var offs []int
	for i, o := range objects {
		offs = append(offs, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offs {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

const catalog = "<</Type/Catalog/Pages 2 0 R>>"

func TestOddFiles(t *testing.T) {
	for _, c := range []struct {
		name  string
		data  []byte
		pages int
		want  error
	}{
		{"empty", nil, 0, ErrCorrupt},
		{"garbage", []byte("not a PDF"), 0, ErrCorrupt},
		{"loop of nodes", raw(catalog, "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>", "<</Type/Pages/Kids[2 0 R 4 0 R]>>", "<</Type/Page>>"), 1, nil},
		{"node twice", raw(catalog, "<</Type/Pages/Kids[3 0 R 3 0 R]>>", "<</Type/Pages/Kids[4 0 R]>>", "<</Type/Page>>"), 1, nil},
		{"page twice", raw(catalog, "<</Type/Pages/Kids[3 0 R 3 0 R]>>", "<</Type/Page>>"), 2, nil},
		{"direct page", raw(catalog, "<</Type/Pages/Kids[<</Type/Page>>]>>"), 1, nil},
		{"count lies", raw(catalog, "<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", "<</Type/Page>>"), 1, nil},
		{"catalog points at page", raw(catalog, "<</Type/Page/MediaBox[0 0 9 9]>>"), 1, nil},
		{"no pages", raw(catalog, "<</Type/Pages/Kids[]>>"), 0, ErrCorrupt},
		{"reference to itself", raw(catalog, "<</Type/Pages/Kids 3 0 R>>", "3 0 R"), 1, nil},
		{"deep array", raw(catalog, "<</Type/Pages/Kids[3 0 R]>>", "<</Type/Page/A "+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)+">>"), 0, ErrCorrupt},
	} {
		s, err := Read(context.Background(), c.data, "", Limits{})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err == nil && len(s.Pages) != c.pages {
			t.Errorf("%s: %d pages, want %d", c.name, len(s.Pages), c.pages)
		}
	}
}

func TestInherited(t *testing.T) {
	s := read(t, raw(catalog, "<</Type/Pages/Kids[3 0 R]/MediaBox[0 0 10 20]/Rotate 90>>",
		"<</Type/Pages/Kids[4 0 R 5 0 R]/CropBox[1 1 9 99]/Parent 2 0 R>>",
		"<</Type/Page/Rotate 180/UserUnit 2>>", "<</Type/Page/MediaBox[30 20 0 0]/CropBox[50 50 60 60]>>"), "")
	want := []Frame{
		{Rect{0, 0, 10, 20}, Rect{1, 1, 9, 20}, 180, 2},
		{Rect{0, 0, 30, 20}, Rect{0, 0, 30, 20}, 90, 1},
	}
	for i, p := range s.Pages {
		if d := cmp.Diff(want[i], s.Frame(p)); d != "" {
			t.Errorf("page %d: %s", i+1, d)
		}
	}
}

// FuzzRead copies whatever can be read; the copy must have the same pages.
func FuzzRead(f *testing.F) {
	f.Add(twoPages(f))
	f.Add(raw(catalog, "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>", "<</Type/Page/A 3 0 R/B[<</C(x)>>]>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx := context.Background()
		dog := time.AfterFunc(10*time.Second, func() { panic(fmt.Sprintf("hangs: %q", data)) })
		defer dog.Stop()
		s, err := Read(ctx, data, "", Limits{Time: 2 * time.Second})
		if err != nil {
			for _, known := range []error{ErrEncrypted, ErrCorrupt, ErrTooLarge, ErrUnsupported} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("untyped error %v", err)
		}
		var buf bytes.Buffer
		w := NewWriter(&buf)
		tree, c := NewPageTree(w), NewCopier(w, s)
		for _, p := range s.Pages {
			ref := w.Alloc()
			d := c.Dict(p.Clone())
			d["Type"], d["Parent"] = types.Name("Page"), tree.Add(ref)
			check(t, w.Put(ref, d))
		}
		check(t, c.Flush(ctx))
		root, err := tree.Finish()
		check(t, err)
		cat, err := w.Add(types.Dict{"Type": types.Name("Catalog"), "Pages": root})
		check(t, err)
		check(t, w.Finish(types.Dict{"Root": cat}))
		again, err := Read(ctx, buf.Bytes(), "", Limits{})
		if err != nil || len(again.Pages) != len(s.Pages) {
			t.Fatalf("copy of %d pages: %v", len(s.Pages), err)
		}
	})
}
