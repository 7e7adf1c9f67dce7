package pdf_test

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/docket-go/docket/pdf"
)

// A builder writes PDF files for tests. Object n is the n-th that was added.
type builder struct {
	objects []string
	trailer string // more entries
}

// add adds an object and returns its reference.
func (b *builder) add(format string, args ...any) string {
	b.objects = append(b.objects, fmt.Sprintf(format, args...))
	return fmt.Sprintf("%d 0 R", len(b.objects))
}

// stream adds a stream with the given dictionary entries.
func (b *builder) stream(dict, data string) string {
	return b.add("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// bytes returns the file; root is the reference of the catalog.
func (b *builder) bytes(root string) []byte {
	var buf bytes.Buffer
	buf.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(b.objects))
	for i, o := range b.objects {
		offsets[i] = buf.Len()
		fmt.Fprintf(&buf, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := buf.Len()
	fmt.Fprintf(&buf, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&buf, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&buf, "trailer\n<< /Size %d /Root %s %s >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, root, b.trailer, start)
	return buf.Bytes()
}

// A testPage is a page of a test file.
type testPage struct {
	content string
	entries string // of the page, such as /Rotate 90; default a MediaBox of 400 x 300
	xobject string // entries of the XObject resources
}

const testMediaBox = "/MediaBox [0 0 400 300]"

// file returns a file of pages with the fonts F1 (Helvetica), F2
// (Times-BoldItalic) and F3 (Type0 with ToUnicode, see toUnicode).
func file(pages ...testPage) []byte {
	b := &builder{}
	return b.bytes(b.catalog("", pages...))
}

func (b *builder) catalog(entries string, pages ...testPage) string {
	f1 := b.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	f2 := b.add("<< /Type /Font /Subtype /Type1 /BaseFont /Times-BoldItalic /Encoding /WinAnsiEncoding >>")
	f3 := b.unicodeFont()
	// the number of the Pages object is known: it follows content and page of each
	parent := fmt.Sprintf("%d 0 R", len(b.objects)+2*len(pages)+1)
	var kids []string
	for _, p := range pages {
		content := b.stream("", p.content)
		if !strings.Contains(p.entries, "/MediaBox") {
			p.entries += testMediaBox
		}
		kids = append(kids, b.add("<< /Type /Page /Parent %s /Contents %s /Resources << /Font << /F1 %s /F2 %s /F3 %s >> /XObject << %s >> >> %s >>",
			parent, content, f1, f2, f3, p.xobject, p.entries))
	}
	tree := b.add("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " "))
	return b.add("<< /Type /Catalog /Pages %s %s >>", tree, entries)
}

// unicodeFont adds a composite font whose code 1 is U+1F600, code 2 the two
// letters fi and code 3 U+05D0.
func (b *builder) unicodeFont() string {
	cmap := b.stream("", `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /T def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
3 beginbfchar <0001> <D83DDE00> <0002> <00660069> <0003> <05D0> endbfchar
endcmap end end`)
	descriptor := b.add("<< /Type /FontDescriptor /FontName /Helvetica /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>")
	cid := b.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica /DW 1000 /FontDescriptor %s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>", descriptor)
	return b.add("<< /Type /Font /Subtype /Type0 /BaseFont /Helvetica /Encoding /Identity-H /DescendantFonts [%s] /ToUnicode %s >>", cid, cmap)
}

// encrypted returns a file of one page protected with RC4 of 40 bits
// (revision 2 of the standard security handler).
func encrypted(user, owner string) []byte {
	const pad = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"
	const id, permissions = "0123456789abcdef", -4
	padded := func(s string) []byte { return []byte((s + pad)[:32]) }
	crypt := func(key, data []byte) []byte {
		c, err := rc4.NewCipher(key)
		if err != nil {
			panic(err)
		}
		out := make([]byte, len(data))
		c.XORKeyStream(out, data)
		return out
	}
	ownerKey := md5.Sum(padded(owner))
	o := crypt(ownerKey[:5], padded(user))
	seed := append(padded(user), o...)
	seed = binary.LittleEndian.AppendUint32(seed, uint32(permissions&0xFFFFFFFF))
	sum := md5.Sum(append(seed, id...))
	key := sum[:5]
	u := crypt(key, []byte(pad))

	b := &builder{}
	content := "BT /F1 12 Tf 50 200 Td (Secret) Tj ET"
	number := uint32(len(b.objects) + 1) // of the content stream
	salted := md5.Sum(append(append([]byte{}, key...), byte(number), byte(number>>8), byte(number>>16), 0, 0))
	c := b.stream("", string(crypt(salted[:10], []byte(content))))
	font := b.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	page := b.add("<< /Type /Page /Parent 4 0 R /Contents %s /Resources << /Font << /F1 %s >> >> %s >>", c, font, testMediaBox)
	pages := b.add("<< /Type /Pages /Count 1 /Kids [%s] >>", page)
	root := b.add("<< /Type /Catalog /Pages %s >>", pages)
	b.trailer = fmt.Sprintf("/Encrypt << /Filter /Standard /V 1 /R 2 /O <%x> /U <%x> /P %d >> /ID [<%x> <%x>]", o, u, permissions, id, id)
	return b.bytes(root)
}

func open(t testing.TB, data []byte) *pdf.Document {
	t.Helper()
	d, err := pdf.Open(t.Context(), data, pdf.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
