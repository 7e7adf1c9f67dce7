// Package textlayer makes the invisible text of a searchable page: a font
// without ink, and the content stream that shows words with it.
package textlayer

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// The metrics of the font, in thousandths of its size. A space is narrower
// than half of what a letter takes on average, so that it fits into the gap
// between words.
const (
	glyphWidth = 500
	spaceWidth = 250
	spaceCode  = 1
	maxCodes   = 60_000 // a page may add as many as fit into 16 bits
)

// A Font is a Type0 font without ink, shared by pages. Each grapheme cluster
// has a code of its own, given out in the order of use, so that any script can
// be searched and copied.
type Font struct {
	Ref      types.IndirectRef
	codes    map[string]uint16
	clusters []string
}

// NewFont returns a font that will be written as object ref.
func NewFont(ref types.IndirectRef) *Font {
	return &Font{Ref: ref, codes: map[string]uint16{" ": spaceCode}, clusters: []string{" "}}
}

// Full reports that the next page should begin another font.
func (f *Font) Full() bool { return len(f.clusters) > maxCodes }

// code returns the code of a cluster. When all are used up the replacement
// character stands for the rest, which takes a page of more than 5,000
// different ones.
func (f *Font) code(cluster string) uint16 {
	if c, ok := f.codes[cluster]; ok {
		return c
	}
	if len(f.clusters) >= 0xfffe {
		if cluster == string(utf8.RuneError) {
			return spaceCode
		}
		return f.code(string(utf8.RuneError))
	}
	f.clusters = append(f.clusters, cluster)
	c := uint16(len(f.clusters))
	f.codes[cluster] = c
	return c
}

// encode returns the codes of the grapheme clusters of s, from left to right.
// Control characters are dropped, any white space is a space.
//
// Two kinds of clusters get a code for each character: those of right-to-left
// text, whose characters readers turn around one by one, marks included, and
// those with characters beyond the BMP, of which MuPDF understands only one a
// code.
func (f *Font) encode(s string, rtl bool) []uint16 {
	var clusters []string
	for it := graphemes.FromString(s); it.Next(); {
		c := clean(it.Value())
		switch {
		case c == "":
		case rtl || beyondBMP(c):
			for _, r := range c {
				clusters = append(clusters, string(r))
			}
		default:
			clusters = append(clusters, c)
		}
	}
	if rtl {
		clusters = visual(clusters)
	}
	out := make([]uint16, len(clusters), len(clusters)+1)
	for i, c := range clusters {
		out[i] = f.code(c)
	}
	return out
}

// maxCluster bounds a cluster in runes: what one code may stand for is limited
// by the 512 bytes that a string of a character map may have.
const maxCluster = 64

func beyondBMP(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > 0xffff })
}

func clean(cluster string) string {
	var out []rune
	for _, r := range cluster {
		switch {
		case r == '\t', r == '\n', r == '\r', r == '\u00a0', r == '\u3000', r >= '\u2000' && r <= '\u200a', r == '\u2028', r == '\u2029':
			r = ' '
		case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xfeff:
			continue
		}
		if len(out) < maxCluster {
			out = append(out, r)
		}
	}
	return string(out)
}

// Write adds the objects of the font to w.
func (f *Font) Write(w *cos.Writer) error {
	file, err := w.AddStream(types.Dict{"Length1": types.Integer(len(trueType()))}, trueType())
	if err != nil {
		return err
	}
	const name = types.Name("GlyphlessText")
	descriptor, err := w.Add(types.Dict{
		"Type": types.Name("FontDescriptor"), "FontName": name, "Flags": types.Integer(4),
		"FontBBox": cos.Numbers(0, 0, glyphWidth, 1000), "ItalicAngle": types.Integer(0),
		"Ascent": types.Integer(1000), "Descent": types.Integer(-1), // poppler takes 0 for unknown
		"CapHeight": types.Integer(1000), "StemV": types.Integer(80), "FontFile2": file,
	})
	if err != nil {
		return err
	}
	gids := make([]byte, 2*(len(f.clusters)+1))
	for i := 1; i <= len(f.clusters); i++ {
		gids[2*i+1] = 1
	}
	gids[2*spaceCode+1] = 2
	gidMap, err := w.AddStream(types.Dict{}, gids)
	if err != nil {
		return err
	}
	descendant, err := w.Add(types.Dict{
		"Type": types.Name("Font"), "Subtype": types.Name("CIDFontType2"), "BaseFont": name,
		"CIDSystemInfo": types.Dict{"Registry": types.StringLiteral("Adobe"), "Ordering": types.StringLiteral("Identity"), "Supplement": types.Integer(0)},
		"CIDToGIDMap":   gidMap, "FontDescriptor": descriptor,
		"DW": types.Integer(glyphWidth), "W": types.Array{types.Integer(spaceCode), types.Array{types.Integer(spaceWidth)}},
	})
	if err != nil {
		return err
	}
	toUnicode, err := w.AddStream(types.Dict{}, f.toUnicode())
	if err != nil {
		return err
	}
	return w.Put(f.Ref, types.Dict{
		"Type": types.Name("Font"), "Subtype": types.Name("Type0"), "BaseFont": name,
		"Encoding": types.Name("Identity-H"), "DescendantFonts": types.Array{descendant}, "ToUnicode": toUnicode,
	})
}

func (f *Font) toUnicode() []byte {
	b := []byte("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	for i := 0; i < len(f.clusters); i += 100 {
		n := min(100, len(f.clusters)-i)
		b = fmt.Appendf(b, "%d beginbfchar\n", n)
		for j, c := range f.clusters[i : i+n] {
			b = fmt.Appendf(b, "<%04X><", i+j+1)
			for _, u := range utf16.Encode([]rune(c)) {
				b = fmt.Appendf(b, "%04X", u)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"...)
}

// trueType builds a font file of three glyphs without outline: .notdef, one
// for letters and one for the space.
func trueType() []byte {
	be := binary.BigEndian
	head := be.AppendUint32(nil, 0x00010000) // version
	head = be.AppendUint32(head, 0x00010000) // revision
	head = be.AppendUint32(head, 0)          // checksum adjustment, set below
	head = be.AppendUint32(head, 0x5f0f3cf5) // magic
	head = be.AppendUint16(head, 3)          // flags: baseline and side bearing at 0
	head = be.AppendUint16(head, 1000)       // units an em
	head = append(head, make([]byte, 16)...) // created, modified
	for _, v := range []uint16{0, 0, glyphWidth, 1000, 0, 8, 2, 0, 0} {
		head = be.AppendUint16(head, v) // box, style, smallest size, direction, short offsets, format
	}
	hhea := be.AppendUint32(nil, 0x00010000)
	// A descent of 0 is unknown to MuPDF, which then takes a fifth of the size.
	for _, v := range []uint16{1000, 0xffff, 0, glyphWidth, 0, 0, glyphWidth, 1, 0, 0, 0, 0, 0, 0, 0, 3} {
		hhea = be.AppendUint16(hhea, v) // ascender … number of metrics
	}
	maxp := be.AppendUint32(nil, 0x00010000)
	for _, v := range []uint16{3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0} {
		maxp = be.AppendUint16(maxp, v)
	}
	var hmtx []byte
	for _, v := range []uint16{glyphWidth, 0, glyphWidth, 0, spaceWidth, 0} {
		hmtx = be.AppendUint16(hmtx, v)
	}
	cmap := be.AppendUint32(nil, 1)       // version 0, one table
	cmap = be.AppendUint32(cmap, 0x10000) // Macintosh, Roman
	cmap = be.AppendUint32(cmap, 12)      // offset
	cmap = be.AppendUint16(cmap, 6)       // format
	cmap = be.AppendUint16(cmap, 12)      // length
	cmap = be.AppendUint16(cmap, 0)       // language
	cmap = be.AppendUint16(cmap, 32)      // first code
	cmap = be.AppendUint16(cmap, 1)       // count
	cmap = be.AppendUint16(cmap, 2)       // glyph of the space
	post := be.AppendUint32(nil, 0x30000) // no glyph names
	post = append(post, make([]byte, 28)...)
	return assemble([]table{
		{"cmap", cmap}, {"glyf", make([]byte, 4)}, {"head", head}, {"hhea", hhea},
		{"hmtx", hmtx}, {"loca", make([]byte, 8)}, {"maxp", maxp}, {"post", post},
	})
}

type table struct {
	tag  string
	data []byte
}

// assemble writes the table directory (sorted by tag) and the tables.
func assemble(tables []table) []byte {
	be := binary.BigEndian
	out := be.AppendUint32(nil, 0x00010000)
	for _, v := range []uint16{uint16(len(tables)), 128, 3, uint16(16*len(tables) - 128)} {
		out = be.AppendUint16(out, v)
	}
	off := len(out) + 16*len(tables)
	var body []byte
	headAt := 0
	for _, t := range tables {
		if t.tag == "head" {
			headAt = off + len(body)
		}
		out = append(out, t.tag...)
		out = be.AppendUint32(out, checksum(t.data))
		out = be.AppendUint32(out, uint32(off+len(body)))
		out = be.AppendUint32(out, uint32(len(t.data)))
		body = append(body, t.data...)
		body = append(body, make([]byte, -len(t.data)&3)...)
	}
	out = append(out, body...)
	be.PutUint32(out[headAt+8:], 0xb1b0afba-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for i := 0; i < len(b); i += 4 {
		var w [4]byte
		copy(w[:], b[i:])
		sum += binary.BigEndian.Uint32(w[:])
	}
	return sum
}
