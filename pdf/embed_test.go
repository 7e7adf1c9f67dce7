package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/xmp"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// holder is a file with embedded files in all places that may have some: the
// name tree, the associated files of the document and of a page, and an
// annotation, to which a tag refers.
func holder() []byte {
	return rawFile(
		"<</Type/Catalog/Pages 2 0 R/AF[6 0 R 7 0 R]/StructTreeRoot 11 0 R/Names<</EmbeddedFiles<</Names[(named.xml)6 0 R]>>/Dests<</Names[(d)[3 0 R/Fit]]>>>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 300]>>",
		"<</Type/Page/Parent 2 0 R/AF[8 0 R]/Annots[9 0 R<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Dest(d)>>]>>",
		"<</Type/EmbeddedFile/Subtype/text#2Fxml/Params<</ModDate(D:20260102030405+01'00')>>/Length 5>>\nstream\nfirst\nendstream",
		"<</Type/EmbeddedFile/Length 5>>\nstream\nother\nendstream",
		"<</Type/Filespec/F(named.xml)/UF(named.xml)/AFRelationship/Data/EF<</F 4 0 R>>>>",
		"<</Type/Filespec/UF(associated.bin)/EF<</F 5 0 R>>>>",
		"<</Type/Filespec/F(of page)/EF<</F 5 0 R>>>>",
		"<</Type/Annot/Subtype/FileAttachment/Rect[9 9 20 20]/FS 10 0 R>>",
		"<</Type/Filespec/F(..\\\\pinned.txt)/EF<</F 5 0 R>>>>",
		"<</Type/StructTreeRoot/K<</Type/StructElem/S/Annot/K<</Type/OBJR/Obj 9 0 R/Pg 3 0 R>>>>>>",
	)
}

// TestAttachmentPlaces finds embedded files wherever they hang, each once.
func TestAttachmentPlaces(t *testing.T) {
	got, err := open(t, holder()).Attachments(context.Background())
	check(t, err)
	want := []Attachment{
		{Name: "named.xml", MediaType: "text/xml", Relationship: "Data", Data: []byte("first"), Modified: time.Date(2026, 1, 2, 2, 4, 5, 0, time.UTC)},
		{Name: "associated.bin", Data: []byte("other")},
		{Name: "of page", Page: 1, Data: []byte("other")},
		{Name: "pinned.txt", Page: 1, Data: []byte("other")},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Attachment{}, "OriginalName"), cmpopts.EquateApproxTime(0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDetach leaves no embedded file in the bytes, and all else.
func TestDetach(t *testing.T) {
	ctx := context.Background()
	var out bytes.Buffer
	check(t, Save(ctx, &out, open(t, holder()), SaveOptions{Detach: true}))
	qpdfCheck(t, out.Bytes())
	s, err := cos.Read(ctx, out.Bytes(), "", cos.Limits{})
	check(t, err)
	for nr := range 40 {
		if d, ok := s.Dict(s.Entry(nr)); ok && (d["EF"] != nil || d["AF"] != nil || s.Name(d["Type"]) == "EmbeddedFile") {
			t.Errorf("object %d still is %v", nr, d)
		}
	}
	if annots, _ := s.Array(s.Pages[0].Dict["Annots"]); len(annots) != 1 {
		t.Errorf("%d annotations, want the link", len(annots))
	}
	if (&destinations{s: s}).explicit(types.StringLiteral("d")) == nil {
		t.Error("the named destination is lost")
	}
}

// TestEmbedInvoice embeds and replaces the XML of an e-invoice as Factur-X
// asks for it, and reads it back with our own reader, qpdf and MuPDF.
func TestEmbedInvoice(t *testing.T) {
	ctx := context.Background()
	modified := time.Date(2026, 3, 4, 5, 6, 7, 0, time.FixedZone("", 3600))
	o := SaveOptions{Attach: []Attachment{
		{Name: "../factur-x.xml", Description: "Factur-X invoice", Data: []byte("<old/>")},
		{Name: "factur-x.xml", Description: "Factur-X invoice", Data: []byte("<Invoice/>"), Modified: modified},
	}}
	var first, second bytes.Buffer
	check(t, Save(ctx, &first, open(t, holder()), o))
	o.Attach = []Attachment{{Name: "factur-x.xml", Relationship: "Data", Data: []byte("<Next/>")}}
	o.Info = &layout.Info{Modified: modified}
	check(t, Save(ctx, &second, open(t, first.Bytes()), o))
	for i, c := range []struct {
		file     []byte
		relation string
		data     string
	}{{first.Bytes(), "Alternative", "<Invoice/>"}, {second.Bytes(), "Data", "<Next/>"}} {
		qpdfCheck(t, c.file)
		s, err := cos.Read(ctx, c.file, "", cos.Limits{})
		check(t, err)
		af, _ := s.Array(s.Root["AF"])
		if len(af) != 3 { // two of the holder and the invoice
			t.Errorf("file %d: %d associated files", i, len(af))
		}
		spec, _ := s.Dict(af[len(af)-1])
		_, sd, _ := embeddedStream(s, spec)
		params, _ := s.Dict(sd.Dict["Params"])
		date, _ := s.String(params["ModDate"])
		if s.Name(spec["AFRelationship"]) != c.relation || s.Name(sd.Dict["Subtype"]) != "text/xml" || string(date) != "D:20260304050607+01'00'" {
			t.Errorf("file %d: %v, %v", i, spec, sd.Dict)
		}
		if bytes.Contains(c.file, []byte("<old/>")) {
			t.Errorf("file %d holds the file that was replaced", i)
		}
		files, err := open(t, c.file).Attachments(ctx)
		check(t, err)
		found := 0
		for _, f := range files {
			if f.Name == "factur-x.xml" {
				found++
				if string(f.Data) != c.data || f.Relationship != c.relation || !f.Modified.Equal(modified) {
					t.Errorf("file %d: %+v", i, f)
				}
			}
		}
		if found != 1 || len(files) != 5 {
			t.Errorf("file %d: %d of %d files are the invoice", i, found, len(files))
		}
		foreignReaders(t, c.file, c.data)
	}
}

// foreignReaders gets factur-x.xml with qpdf, poppler and MuPDF, those that
// are installed.
func foreignReaders(t *testing.T, file []byte, want string) {
	t.Helper()
	name := tempFile(t, file)
	for _, args := range [][]string{
		{"qpdf", "--show-attachment=factur-x.xml", name},
		{"pdfdetach", "-savefile", "factur-x.xml", "-o", "/dev/stdout", name},
	} {
		if _, err := exec.LookPath(args[0]); err != nil {
			continue
		}
		if out, err := exec.Command(args[0], args[1:]...).Output(); err != nil || string(out) != want {
			t.Errorf("%s: %q, %v, want %q", args[0], out, err, want)
		}
	}
	if _, err := exec.LookPath("mutool"); err == nil {
		out, err := exec.Command("mutool", "show", name, "trailer/Root/AF").Output()
		if err != nil || strings.Count(string(out), " R") != 3 {
			t.Errorf("mutool: %q, %v", out, err)
		}
	}
}

// TestMetadata keeps, changes and drops what a file says of itself, in both
// places.
func TestMetadata(t *testing.T) {
	ctx := context.Background()
	packet := string(xmp.New([]xmp.Property{
		{Name: "dc:title", Form: xmp.Alt, Value: "XMP title"}, {Name: "pdf:Producer", Value: "XMP producer"},
		{Name: "pdfaid:part", Value: "3"}, {Name: "pdfx:Old", Value: "x"}, {Name: "xmp:CreateDate", Value: "2020-02-03T04:05:06+02:00"},
	}))
	src := rawFile("<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>", fmt.Sprintf("<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream", len(packet), packet),
		"<</Producer(Dictionary)/ModDate(D:20210203040506-03'30')/Own(entry)/Trapped/False>>")
	src = bytes.Replace(src, []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Info 5 0 R"), 1)
	m, err := open(t, src).Metadata(ctx)
	check(t, err)
	want := layout.Info{
		Title: "XMP title", Producer: "Dictionary", Custom: map[string]string{"Own": "entry"},
		Created: time.Date(2020, 2, 3, 2, 5, 6, 0, time.UTC), Modified: time.Date(2021, 2, 3, 7, 35, 6, 0, time.UTC),
	}
	if diff := cmp.Diff(want, m.Info, cmpopts.EquateApproxTime(0)); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
	if m.Entries["ModDate"] != "D:20210203040506-03'30'" || string(m.XMP) != packet || m.Properties["pdfaid:part"][0] != "3" {
		t.Errorf("%+v", m)
	}
	set := &layout.Info{Title: "Neu & gut", Custom: map[string]string{"Cost_centre": "4711"}}
	for name, c := range map[string]struct {
		o     WriteOptions
		title string // of both places, empty = no packet
		extra []string
	}{
		"kept":    {WriteOptions{}, "XMP title", []string{"pdfaid:part", "pdfx:Old", "xmp:CreateDate"}},
		"changed": {WriteOptions{Info: set}, "Neu & gut", []string{"pdfaid:part", "pdfx:Cost_centre"}},
		"dropped": {WriteOptions{DropMetadata: true}, "", nil},
		"given":   {WriteOptions{DropMetadata: true, XMP: []byte(packet)}, "XMP title", []string{"pdfaid:part", "pdfx:Old", "xmp:CreateDate"}},
		"locked":  {WriteOptions{Encryption: &Encryption{OwnerPassword: "o"}}, "XMP title", []string{"pdfx:Old", "xmp:CreateDate"}},
	} {
		var out bytes.Buffer
		check(t, Save(ctx, &out, open(t, src), SaveOptions{WriteOptions: c.o}))
		qpdfCheck(t, out.Bytes())
		got, err := open(t, out.Bytes()).Metadata(ctx)
		check(t, err)
		if got.Info.Title != c.title || (got.XMP == nil) != (c.title == "") {
			t.Errorf("%s: title %q, packet %q", name, got.Info.Title, got.XMP)
		}
		for _, k := range []string{"pdfaid:part", "pdfx:Old", "pdfx:Cost_centre", "xmp:CreateDate"} {
			if has := got.Properties[k] != nil; has != strings.Contains(strings.Join(c.extra, " "), k) {
				t.Errorf("%s: %s is there: %v", name, k, has)
			}
		}
	}
	var out bytes.Buffer
	check(t, ExtractPages(ctx, &out, open(t, src), []int{1}, WriteOptions{}))
	if got, err := open(t, out.Bytes()).Metadata(ctx); err != nil || got.Properties["pdfaid:part"] != nil || got.Info.Title != "XMP title" {
		t.Errorf("extract: %+v, %v", got, err)
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := open(t, src).Metadata(canceled); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}
