package xobject

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// PNG takes the compressed pixels of a PNG file over as they are. Interlaced
// files and those with transparency are unsupported.
func PNG(b []byte) (*Image, error) {
	if !bytes.HasPrefix(b, []byte(pngSignature)) {
		return nil, fmt.Errorf("%w: no PNG", ErrCorrupt)
	}
	m := &Image{Orientation: 1}
	for b = b[len(pngSignature):]; len(b) >= 12; {
		n := binary.BigEndian.Uint32(b)
		if int64(n)+12 > int64(len(b)) {
			return nil, fmt.Errorf("%w: PNG chunk", ErrCorrupt)
		}
		kind, data := string(b[4:8]), b[8:8+n]
		if crc32.ChecksumIEEE(b[4:8+n]) != binary.BigEndian.Uint32(b[8+n:]) {
			return nil, fmt.Errorf("%w: checksum of PNG chunk %q", ErrCorrupt, kind)
		}
		b = b[12+n:]
		if kind == "IEND" {
			break
		}
		if m.Dict == nil && kind != "IHDR" {
			return nil, fmt.Errorf("%w: PNG without header", ErrCorrupt)
		}
		if err := m.chunk(kind, data); err != nil {
			return nil, err
		}
	}
	if m.Dict == nil || len(m.Data) == 0 {
		return nil, fmt.Errorf("%w: PNG without picture", ErrCorrupt)
	}
	if m.Dict["ColorSpace"] == types.Name("Indexed") && len(m.Palette) == 0 {
		return nil, fmt.Errorf("%w: PNG without palette", ErrCorrupt)
	}
	return m, m.checkPNG()
}

// checkPNG makes sure that the data inflates to as many bytes as the header
// asks for.
func (m *Image) checkPNG() error {
	bits := int(m.Dict["BitsPerComponent"].(types.Integer))
	want := int64((m.Width*m.Components*bits+7)/8+1) * int64(m.Height)
	z, err := zlib.NewReader(bytes.NewReader(m.Data))
	if err != nil {
		return fmt.Errorf("%w: PNG data: %w", ErrCorrupt, err)
	}
	n, err := io.CopyN(io.Discard, z, want)
	if err != nil {
		return fmt.Errorf("%w: PNG data ends after %d of %d bytes: %w", ErrCorrupt, n, want, err)
	}
	return nil
}

func (m *Image) chunk(kind string, data []byte) error {
	switch kind {
	case "IHDR":
		return m.pngHeader(data)
	case "PLTE":
		if m.Dict["ColorSpace"] == types.Name("Indexed") {
			if len(data) == 0 || len(data)%3 != 0 || len(data) > 768 {
				return fmt.Errorf("%w: PNG palette", ErrCorrupt)
			}
			m.Palette = data
		}
	case "tRNS":
		return fmt.Errorf("%w: PNG with transparency", ErrUnsupported)
	case "pHYs":
		if len(data) == 9 && data[8] == 1 { // dots a metre
			m.DPIX = float64(binary.BigEndian.Uint32(data)) * 0.0254
			m.DPIY = float64(binary.BigEndian.Uint32(data[4:])) * 0.0254
		}
	case "IDAT":
		m.Data = append(m.Data, data...)
	}
	return nil
}

func (m *Image) pngHeader(data []byte) error {
	if len(data) != 13 {
		return fmt.Errorf("%w: PNG header", ErrCorrupt)
	}
	w, h := int(binary.BigEndian.Uint32(data)), int(binary.BigEndian.Uint32(data[4:]))
	bits, kind, interlaced := int(data[8]), data[9], data[12] != 0
	if w < 1 || h < 1 || w > 1<<24 || h > 1<<24 {
		return fmt.Errorf("%w: PNG of %d by %d pixels", ErrCorrupt, w, h)
	}
	if bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16 {
		return fmt.Errorf("%w: PNG of %d bits", ErrCorrupt, bits)
	}
	space, colors := "", 1
	switch kind {
	case 0:
		space = "DeviceGray"
	case 2:
		space, colors = "DeviceRGB", 3
	case 3:
		space = "Indexed"
	}
	if space == "" || interlaced || data[10] != 0 || data[11] != 0 {
		return fmt.Errorf("%w: interlaced or transparent PNG", ErrUnsupported)
	}
	m.Width, m.Height, m.Components = w, h, colors
	m.Dict = dict(w, h, bits, space)
	m.Dict["Filter"] = types.Name("FlateDecode")
	m.Dict["DecodeParms"] = types.Dict{"Predictor": types.Integer(15), "Colors": types.Integer(colors),
		"BitsPerComponent": types.Integer(bits), "Columns": types.Integer(w)}
	return nil
}
