package xobject

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxProfile bounds an embedded colour profile in bytes.
const maxProfile = 4 << 20

// JPEG takes a JPEG file over as it is.
func JPEG(b []byte) (*Image, error) {
	if len(b) < 4 || b[0] != 0xff || b[1] != 0xd8 {
		return nil, fmt.Errorf("%w: no JPEG", ErrCorrupt)
	}
	p := jpegParser{m: &Image{Orientation: 1, Data: b}}
	if err := p.parse(b[2:]); err != nil {
		return nil, err
	}
	return p.finish()
}

type jpegParser struct {
	m       *Image
	adobe   bool
	exifX   float64
	exifY   float64
	profile map[byte][]byte
}

func (p *jpegParser) parse(b []byte) error {
	for {
		for len(b) > 0 && b[0] != 0xff { // garbage between segments
			b = b[1:]
		}
		for len(b) > 1 && b[1] == 0xff { // fill bytes
			b = b[1:]
		}
		if len(b) < 4 {
			return fmt.Errorf("%w: JPEG without picture", ErrCorrupt)
		}
		marker := b[1]
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd7 {
			b = b[2:]
			continue
		}
		n := int(binary.BigEndian.Uint16(b[2:]))
		if n < 2 || n > len(b)-2 {
			return fmt.Errorf("%w: JPEG segment %#02x", ErrCorrupt, marker)
		}
		seg := b[4 : 2+n]
		b = b[2+n:]
		if marker == 0xda {
			return nil
		}
		if err := p.segment(marker, seg); err != nil {
			return err
		}
	}
}

func (p *jpegParser) segment(marker byte, seg []byte) error {
	switch {
	case marker == 0xc0 || marker == 0xc1 || marker == 0xc2:
		return p.frame(seg)
	case marker >= 0xc3 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
		return fmt.Errorf("%w: JPEG process %#02x", ErrUnsupported, marker)
	case marker == 0xe0 && bytes.HasPrefix(seg, []byte("JFIF\x00")) && len(seg) >= 12:
		x, y := float64(binary.BigEndian.Uint16(seg[8:])), float64(binary.BigEndian.Uint16(seg[10:]))
		switch seg[7] {
		case 1:
			p.m.DPIX, p.m.DPIY = x, y
		case 2:
			p.m.DPIX, p.m.DPIY = x*2.54, y*2.54
		}
	case marker == 0xe1 && bytes.HasPrefix(seg, []byte("Exif\x00\x00")):
		p.exif(seg[6:])
	case marker == 0xe2 && bytes.HasPrefix(seg, []byte("ICC_PROFILE\x00")) && len(seg) > 14:
		if p.profile == nil {
			p.profile = map[byte][]byte{}
		}
		p.profile[seg[12]] = seg[14:]
	case marker == 0xee && bytes.HasPrefix(seg, []byte("Adobe")):
		p.adobe = true
	}
	return nil
}

func (p *jpegParser) frame(seg []byte) error {
	if len(seg) < 6 {
		return fmt.Errorf("%w: JPEG frame", ErrCorrupt)
	}
	bits, h, w, n := seg[0], int(binary.BigEndian.Uint16(seg[1:])), int(binary.BigEndian.Uint16(seg[3:])), int(seg[5])
	if w == 0 || h == 0 {
		return fmt.Errorf("%w: JPEG of %d by %d pixels", ErrUnsupported, w, h)
	}
	space := map[int]string{1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}[n]
	if bits != 8 || space == "" {
		return fmt.Errorf("%w: JPEG of %d components of %d bits", ErrUnsupported, n, bits)
	}
	p.m.Width, p.m.Height, p.m.Components = w, h, n
	p.m.Dict = dict(w, h, 8, space)
	p.m.Dict["Filter"] = types.Name("DCTDecode")
	return nil
}

func (p *jpegParser) finish() (*Image, error) {
	m := p.m
	if m.Dict == nil {
		return nil, fmt.Errorf("%w: JPEG without frame", ErrCorrupt)
	}
	if m.DPIX <= 1 || m.DPIY <= 1 { // 1 by 1 is an aspect ratio
		m.DPIX, m.DPIY = p.exifX, p.exifY
	}
	if p.adobe && m.Components == 4 { // Photoshop's inverted CMYK
		m.Dict["Decode"] = types.Array{types.Integer(1), types.Integer(0), types.Integer(1), types.Integer(0),
			types.Integer(1), types.Integer(0), types.Integer(1), types.Integer(0)}
	}
	var icc []byte
	for i := 1; i <= len(p.profile); i++ {
		icc = append(icc, p.profile[byte(i)]...)
	}
	if usableProfile(icc, m.Components) {
		m.ICC = icc
	}
	return m, nil
}

// usableProfile checks size, signature and colour space of an ICC profile.
func usableProfile(icc []byte, components int) bool {
	if len(icc) < 128 || len(icc) > maxProfile || string(icc[36:40]) != "acsp" {
		return false
	}
	if int64(binary.BigEndian.Uint32(icc)) != int64(len(icc)) {
		return false
	}
	switch string(icc[16:20]) {
	case "GRAY":
		return components == 1
	case "RGB ":
		return components == 3
	case "CMYK":
		return components == 4
	}
	return false
}

// exif reads turn and resolution from the first directory of a TIFF header.
func (p *jpegParser) exif(b []byte) {
	var bo binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		bo = binary.BigEndian
	case !bytes.HasPrefix(b, []byte("II*\x00")):
		return
	}
	if len(b) < 8 {
		return
	}
	off := int64(bo.Uint32(b[4:]))
	if off < 8 || off+2 > int64(len(b)) {
		return
	}
	n := int64(bo.Uint16(b[off:]))
	unit := 1.0 // dots an inch
	for i := range n {
		e := off + 2 + 12*i
		if e+12 > int64(len(b)) {
			break
		}
		switch tag := bo.Uint16(b[e:]); tag {
		case 0x112:
			if o := int(bo.Uint16(b[e+8:])); o >= 1 && o <= 8 {
				p.m.Orientation = o
			}
		case 0x11a, 0x11b:
			v := rational(b, bo, bo.Uint32(b[e+8:]))
			if tag == 0x11a {
				p.exifX = v
			} else {
				p.exifY = v
			}
		case 0x128:
			if bo.Uint16(b[e+8:]) == 3 { // dots a centimetre
				unit = 2.54
			}
		}
	}
	p.exifX, p.exifY = p.exifX*unit, p.exifY*unit
}

func rational(b []byte, bo binary.ByteOrder, off uint32) float64 {
	if int64(off)+8 > int64(len(b)) {
		return 0
	}
	num, den := bo.Uint32(b[off:]), bo.Uint32(b[off+4:])
	if den == 0 {
		return 0
	}
	return float64(num) / float64(den)
}
