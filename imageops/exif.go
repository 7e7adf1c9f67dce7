package imageops

import "encoding/binary"

// exif is what is of interest in EXIF metadata.
type exif struct {
	orientation int // 1-8
	dpiX, dpiY  float64
}

// parseEXIF reads the first directory of a TIFF structure. Whatever does not
// fit is ignored: metadata never makes an image unreadable.
func parseEXIF(b []byte) exif {
	e := exif{orientation: 1}
	if len(b) >= 6 && string(b[:6]) == "Exif\x00\x00" {
		b = b[6:]
	}
	if len(b) < 8 {
		return e
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(b[:2]) == "MM" {
		order = binary.BigEndian
	}
	dir := int64(order.Uint32(b[4:]))
	if dir+2 > int64(len(b)) {
		return e
	}
	unit, x, y := uint16(2), 0.0, 0.0
	n := int64(order.Uint16(b[dir:]))
	for p := dir + 2; n > 0 && p+12 <= int64(len(b)); n, p = n-1, p+12 {
		entry := b[p : p+12]
		switch order.Uint16(entry) {
		case tagOrientation:
			if o := order.Uint16(entry[8:]); o >= 1 && o <= 8 {
				e.orientation = int(o)
			}
		case tagXResolution:
			x = exifRational(b, order, entry)
		case tagYResolution:
			y = exifRational(b, order, entry)
		case tagResolutionUnit:
			unit = order.Uint16(entry[8:])
		}
	}
	switch unit {
	case 2:
		e.dpiX, e.dpiY = x, y
	case 3:
		e.dpiX, e.dpiY = x*2.54, y*2.54
	}
	return e
}

func exifRational(b []byte, order binary.ByteOrder, entry []byte) float64 {
	at := int64(order.Uint32(entry[8:]))
	if at+8 > int64(len(b)) {
		return 0
	}
	num, den := order.Uint32(b[at:]), order.Uint32(b[at+4:])
	if den == 0 {
		return 0
	}
	return float64(num) / float64(den)
}

// Tags of TIFF 6.0.
const (
	tagOrientation    = 274
	tagXResolution    = 282
	tagYResolution    = 283
	tagResolutionUnit = 296
)
