package pdf_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/docket-go/docket/pdf"
)

// TestRepair opens files that lack what every reader looks for first.
func TestRepair(t *testing.T) {
	good := file(testPage{content: "BT /F1 12 Tf 50 200 Td (Hello) Tj ET"}, testPage{})
	cut := func(at string) []byte { return bytes.Clone(good[:bytes.Index(good, []byte(at))]) }
	replace := func(old, new string) []byte { return bytes.ReplaceAll(good, []byte(old), []byte(new)) }
	for name, data := range map[string][]byte{
		"no header":      good[9:],
		"junk before":    append(bytes.Repeat([]byte("junk "), 300), good...),
		"no trailer":     cut("trailer"),
		"no table":       cut("xref"),
		"trailer hurt":   replace("trailer", "traiIer"),
		"offsets hurt":   replace("00000 n", "00000 f"),
		"huge number":    append(cut("xref"), "2147483647 0 obj << /Root 1 0 R >> endobj"...),
		"end of a line":  replace("\n", "\r"),
		"nothing after":  append(bytes.Clone(good), bytes.Repeat([]byte{0}, 4096)...),
		"startxref hurt": replace("startxref\n", "startxref\n9"),
	} {
		t.Run(name, func(t *testing.T) {
			d, err := pdf.Open(t.Context(), data, pdf.OpenOptions{})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			in, err := d.Input(t.Context(), 1)
			if d.PageCount() != 2 || err != nil || texts(in) != "Hello" {
				t.Errorf("%d pages, %v", d.PageCount(), err)
			}
		})
	}
	for name, data := range map[string][]byte{
		"no catalog":                  replace("/Catalog", "/Cat"),
		"damaged page tree":           bytes.Replace(good, []byte("/Type /Pages"), []byte("/Type \x00\x01"), 1)[:bytes.LastIndex(good, []byte("/Kids"))],
		"identifier hurt":             bytes.Replace(replace("/Catalog", "/Cat"), []byte("/Root 1"), []byte("/ID[<5e6 0 R] /Root 1"), 1),
		"object stream of no type":    compressed("/Type /Potato", false),
		"object stream, no table":     compressed("/Type /ObjStm", false),
		"object stream cut, inflated": compressed("/Type /ObjStm", true),
	} {
		t.Run(name, func(t *testing.T) {
			d, err := pdf.Open(t.Context(), data, pdf.OpenOptions{})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			in, err := d.Input(t.Context(), 1)
			if d.PageCount() != 2 || err != nil || texts(in) != "Hello" {
				t.Errorf("%d pages, %v", d.PageCount(), err)
			}
		})
	}
	for name, data := range map[string][]byte{
		"only head": good[:200],
	} {
		if _, err := pdf.Open(t.Context(), data, pdf.OpenOptions{}); !errors.Is(err, pdf.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// compressed returns a file of two pages, all but a content stream in an object
// stream of the type given, without cross-reference.
func compressed(kind string, flate bool) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 7 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var head, body bytes.Buffer
	for i, o := range objects {
		fmt.Fprintf(&head, "%d %d ", i+1, body.Len())
		body.WriteString(o + " ")
	}
	data, filter := append(head.Bytes(), body.Bytes()...), ""
	first := head.Len()
	if flate {
		var buf bytes.Buffer
		zw := zlib.NewWriter(&buf)
		zw.Write(data)
		zw.Close()
		data, filter = buf.Bytes()[:buf.Len()-4], "/Filter /FlateDecode" // the checksum is lost
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%%PDF-1.5\n6 0 obj\n<< %s %s /N %d /First %d /Length %d >>\nstream\n%s\nendstream\nendobj\n", kind, filter, len(objects), first, len(data), data)
	out.WriteString("7 0 obj\n<< /Length 36 >>\nstream\nBT /F1 12 Tf 50 200 Td (Hello) Tj ET \nendstream\nendobj\n")
	return out.Bytes()
}

// TestRepairEncrypted makes a new page tree for a file whose catalog is lost:
// what protects it must stay.
func TestRepairEncrypted(t *testing.T) {
	data := encrypted("", "owner")
	begin, end := bytes.Index(data, []byte("/Encrypt "))+len("/Encrypt "), bytes.Index(data, []byte(" /ID"))
	protection := "9 0 obj\n" + string(data[begin:end]) + "\nendobj\n"
	data = slices.Concat(data[:begin], []byte("9 0 R"), data[end:])
	for old, new := range map[string]string{"/Root 5 0 R": "/Root 8 0 R", "/Type /Catalog": "/Type /Nothing", "xref\n0": protection + "xref\n0"} {
		data = bytes.Replace(data, []byte(old), []byte(new), 1)
	}
	in, err := open(t, data).Input(t.Context(), 1)
	if err != nil || texts(in) != "Secret" {
		t.Errorf("%v, %v", in, err)
	}
}
