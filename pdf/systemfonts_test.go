package pdf_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docket-go/docket/pdf"
)

// japanese returns a file with text in a font that it names only.
func japanese() []byte {
	b := &builder{}
	descriptor := b.add("<< /Type /FontDescriptor /FontName /Nowhere-Mincho /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>")
	cid := b.add("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Nowhere-Mincho /DW 1000 /FontDescriptor %s /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>", descriptor)
	font := b.add("<< /Type /Font /Subtype /Type0 /BaseFont /Nowhere-Mincho /Encoding /UniJIS-UCS2-H /DescendantFonts [%s] >>", cid)
	content := b.stream("", "BT /F1 48 Tf 50 150 Td <65E5672C8A9E> Tj ET")
	page := b.add("<< /Type /Page /Parent %d 0 R /Contents %s /Resources << /Font << /F1 %s >> >> %s >>", len(b.objects)+2, content, font, testMediaBox)
	pages := b.add("<< /Type /Pages /Count 1 /Kids [%s] >>", page)
	return b.bytes(b.add("<< /Type /Catalog /Pages %s >>", pages))
}

// blockFont returns a TrueType font in which every character of the Basic
// Multilingual Plane from U+4E00 to U+9FFF is a black square, and which says
// that it is for Japanese.
func blockFont(family string) []byte {
	u16 := func(v ...uint16) (b []byte) {
		for _, x := range v {
			b = binary.BigEndian.AppendUint16(b, x)
		}
		return b
	}
	square := slices.Concat(u16(1, 0, 0, 1000, 1000, 3, 0), []byte{1, 1, 1, 1}, u16(0, 1000, 0, 0xFC18), u16(0, 0, 1000, 0))
	square = append(square, make([]byte, (4-len(square)%4)%4)...)
	name := make([]byte, 0, 2*len(family))
	for _, c := range family {
		name = append(name, byte(c>>8), byte(c))
	}
	os2 := make([]byte, 96)
	copy(os2, u16(4, 1000, 400, 5))
	binary.BigEndian.PutUint32(os2[78:], 1<<17)
	cmap := slices.Concat(u16(0, 1, 3, 10), []byte{0, 0, 0, 12}, u16(13, 0), []byte{0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0x4E, 0, 0, 0, 0x9F, 0xFF, 0, 0, 0, 1})
	tables := []struct {
		tag  string
		data []byte
	}{
		{"OS/2", os2},
		{"cmap", cmap},
		{"glyf", square},
		{"head", slices.Concat(u16(1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000), make([]byte, 16), u16(0, 0, 1000, 1000, 0, 8, 2, 0, 0))},
		{"hhea", slices.Concat(u16(1, 0, 800, 0xFF38, 0, 1000, 0, 0, 1000, 1, 0, 0), make([]byte, 10), u16(1))},
		{"hmtx", u16(1000, 0, 0)},
		{"loca", u16(0, 0, uint16(len(square)/2))},
		{"maxp", slices.Concat(u16(1, 0, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0))},
		{"name", slices.Concat(u16(0, 1, 18, 3, 1, 0x409, 1, uint16(len(name)), 0), name)},
		{"post", slices.Concat(u16(3, 0), make([]byte, 28))},
	}
	out := u16(0, 1, uint16(len(tables)), 128, 3, uint16(16*len(tables)-128))
	out = append(u16(1, 0), out[4:]...)
	at := 12 + 16*len(tables)
	var body []byte
	for _, t := range tables {
		out = append(out, t.tag...)
		out = binary.BigEndian.AppendUint32(out, 0)
		out = binary.BigEndian.AppendUint32(out, uint32(at+len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.data)))
		body = append(body, t.data...)
		body = append(body, make([]byte, (4-len(body)%4)%4)...)
	}
	return append(out, body...)
}

// ink counts dark pixels.
func ink(img image.Image) int {
	n := 0
	for _, v := range img.(*image.Gray).Pix {
		if v < 128 {
			n++
		}
	}
	return n
}

// TestSystemFonts draws text in a font that is not in the file: with a font of
// the folders given, and without.
func TestSystemFonts(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "fonts", "deep")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"block.ttf": blockFont("Block"), "broken.ttf": blockFont("Broken")[:60], "none.otf": nil} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	draw := func(c pdf.RuntimeConfig) (pixels int, warnings string) {
		t.Helper()
		rt, err := pdf.NewRuntime(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer rt.Close()
		d, err := pdf.Open(t.Context(), japanese(), pdf.OpenOptions{Runtime: rt})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		img, err := d.Render(t.Context(), 1, pdf.RenderOptions{DPI: 72, Gray: true})
		if err != nil {
			t.Fatal(err)
		}
		in, err := d.Input(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(in); got != "日本語" {
			t.Errorf("text %q", got)
		}
		return ink(img), strings.Join(in.Warnings, "\n")
	}
	pixels, warnings := draw(pdf.RuntimeConfig{FontFolders: []string{filepath.Dir(folder), "/does/not/exist"}})
	if pixels < 3*40*40 || warnings != "" {
		t.Errorf("with a font: %d dark pixels, warnings %q; want three squares of 48 points and none", pixels, warnings)
	}
	for name, c := range map[string]pdf.RuntimeConfig{"none wanted": {NoSystemFonts: true}, "none there": {FontFolders: []string{}}} {
		pixels, warnings = draw(c)
		if pixels >= 3*40*40 || !bytes.Contains([]byte(warnings), []byte("Nowhere-Mincho")) {
			t.Errorf("%s: %d dark pixels, warnings %q; want one that names the font", name, pixels, warnings)
		}
	}
}
