package pdfium

import (
	"bytes"
	"context"
	"encoding/binary"
	"unicode"

	"github.com/tetratelabs/wazero/api"
)

// Fonts are where fonts come from that a file names and does not hold. Its
// methods are called while a page is loaded or drawn; they must be safe for
// concurrent use.
type Fonts interface {
	// Match returns a number for the font that fits a name, weight, slope and
	// character set of Windows.
	Match(name string, weight int, italic bool, charset int) (n int, ok bool)
	// Has reports whether there is a font with a character set.
	Has(charset int) bool
	// Family returns the name of the family of font n.
	Family(n int) string
	// Data returns the file of font n, where the font begins in it, and whether
	// the file is a collection.
	Data(n int) (data []byte, offset int64, many bool)
}

// offerFonts tells PDFium whom to ask for fonts: an FPDF_SYSFONTINFO of the
// callbacks that gen/patch.go put into the function table, from the third on.
func (in *Instance) offerFonts() {
	if in.rt.cfg.Fonts == nil {
		return
	}
	const callbacks = 8
	b := binary.LittleEndian.AppendUint32(nil, 1) // version
	for i := range uint32(callbacks) {
		b = binary.LittleEndian.AppendUint32(b, in.tableBase+2+i)
	}
	p := in.malloc(len(b)) // for the life of the instance
	in.write(p, b)
	in.call("FPDF_SetSystemFontInfo", uint64(p))
}

func fontsOf(ctx context.Context) Fonts {
	if in := instanceOf(ctx); in != nil {
		return in.rt.cfg.Fonts
	}
	return nil
}

const maxFontName = 256

// cString reads text that ends with a zero.
func cString(m api.Memory, p uint32) string {
	b, ok := m.Read(p, min(maxFontName, m.Size()-min(p, m.Size())))
	if !ok || p == 0 {
		return ""
	}
	if end := bytes.IndexByte(b, 0); end >= 0 {
		b = b[:end]
	}
	return string(b)
}

// fontMap is MapFont: this, weight, italic, charset, pitch, face, exact. It
// answers the number of a font plus one.
func fontMap(ctx context.Context, m api.Module, s []uint64) {
	weight, italic, charset, face := int(int32(s[1])), int32(s[2]) != 0, int(int32(s[3])), cString(m.Memory(), uint32(s[5]))
	s[0] = 0
	if fonts := fontsOf(ctx); fonts != nil {
		if n, ok := fonts.Match(face, weight, italic, charset); ok {
			s[0] = uint64(n) + 1
		}
	}
}

// fontGet is GetFont: this, face.
func fontGet(ctx context.Context, m api.Module, s []uint64) {
	face := cString(m.Memory(), uint32(s[1]))
	s[0] = 0
	if fonts := fontsOf(ctx); fonts != nil {
		if n, ok := fonts.Match(face, 400, false, 0); ok {
			s[0] = uint64(n) + 1
		}
	}
}

// fontData is GetFontData: this, font, table, buffer, size. It answers the size
// of the data, and writes them where they fit. Of the tables of a font PDFium
// asks for the whole font, 0, and the collection that it is part of.
func fontData(ctx context.Context, m api.Module, s []uint64) {
	font, table, buf, size := int(uint32(s[1]))-1, uint32(s[2]), uint32(s[3]), uint64(uint32(s[4]))
	s[0] = 0
	fonts := fontsOf(ctx)
	if fonts == nil {
		return
	}
	data, offset, many := fonts.Data(font)
	const collection = 'f' | 'c'<<8 | 't'<<16 | 't'<<24
	switch {
	case table == collection && many:
	case table == 0 && many:
		data = data[offset:]
	case table == 0:
	default:
		return
	}
	s[0] = uint64(len(data))
	if buf != 0 && size >= uint64(len(data)) && !m.Memory().Write(buf, data) {
		s[0] = 0
	}
}

// fontFace is GetFaceName: this, font, buffer, size.
func fontFace(ctx context.Context, m api.Module, s []uint64) {
	font, buf, size := int(uint32(s[1]))-1, uint32(s[2]), uint64(uint32(s[3]))
	s[0] = 0
	if fonts := fontsOf(ctx); fonts != nil {
		name := append([]byte(fonts.Family(font)), 0)
		s[0] = uint64(len(name))
		if buf != 0 && size >= uint64(len(name)) {
			m.Memory().Write(buf, name)
		}
	}
}

// fontCharset is GetFontCharset: this, font. Every font is Unicode here.
func fontCharset(_ context.Context, _ api.Module, s []uint64) {
	const anyCharset = 1
	s[0] = anyCharset
}

// CanDraw reports whether text of a font that is not embedded can be drawn:
// whether a font of the system has the script of c.
func (p *Page) CanDraw(c rune) bool {
	fonts := p.in.rt.cfg.Fonts
	if fonts == nil {
		return false
	}
	for _, s := range scripts {
		if unicode.Is(s.table, c) {
			for _, charset := range s.charsets {
				if fonts.Has(charset) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// scripts lists the character sets of Windows that have a script.
var scripts = []struct {
	table    *unicode.RangeTable
	charsets []int
}{
	{unicode.Han, []int{128, 134, 136, 129}}, {unicode.Hiragana, []int{128}}, {unicode.Katakana, []int{128}}, {unicode.Hangul, []int{129}},
	{unicode.Greek, []int{161}}, {unicode.Cyrillic, []int{204}}, {unicode.Hebrew, []int{177}}, {unicode.Arabic, []int{178}}, {unicode.Thai, []int{222}},
}
