package imageops

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image/png"
	"io"
)

const metresPerInch = .0254

// openPNG reads the chunks before the pixels: size, resolution, EXIF.
func openPNG(src []byte) (frame, error) {
	if len(src) < 33 || string(src[12:16]) != "IHDR" {
		return frame{}, fmt.Errorf("%w: png: no header", ErrCorrupt)
	}
	fr := frame{
		w:           int64(binary.BigEndian.Uint32(src[16:])),
		h:           int64(binary.BigEndian.Uint32(src[20:])),
		gray:        src[25] == 0,
		orientation: 1,
		decode:      whole(src, png.Decode),
	}
	for name, data := range pngChunks(src[8:]) {
		switch name {
		case "pHYs":
			if len(data) == 9 && data[8] == 1 {
				fr.dpiX = float64(binary.BigEndian.Uint32(data)) * metresPerInch
				fr.dpiY = float64(binary.BigEndian.Uint32(data[4:])) * metresPerInch
			}
		case "iCCP":
			fr.profile = pngProfile(data)
		case "eXIf":
			e := parseEXIF(data)
			fr.orientation = e.orientation
			if fr.dpiX == 0 {
				fr.dpiX, fr.dpiY = e.dpiX, e.dpiY
			}
		}
	}
	return plausible(fr), nil
}

// pngProfile reads a compressed profile, which stands behind its name.
func pngProfile(data []byte) *profile {
	name := bytes.IndexByte(data, 0)
	if name < 0 || name+2 > len(data) {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(data[name+2:]))
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(z, iccMost+1))
	if err != nil {
		return nil
	}
	p, _ := parseICC(b)
	return p
}

// pngChunks yields the chunks up to the first that is cut off.
func pngChunks(b []byte) func(yield func(string, []byte) bool) {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 12 {
			n := int64(binary.BigEndian.Uint32(b))
			if n > int64(len(b))-12 || !yield(string(b[4:8]), b[8:8+n]) {
				return
			}
			b = b[12+n:]
		}
	}
}

// plausible drops a resolution that no scanner or camera has.
func plausible(fr frame) frame {
	ok := func(dpi float64) bool { return dpi >= 1 && dpi <= 20_000 }
	if !ok(fr.dpiX) || !ok(fr.dpiY) {
		fr.dpiX, fr.dpiY = 0, 0
	}
	return fr
}
