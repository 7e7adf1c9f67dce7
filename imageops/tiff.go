package imageops

import (
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"math"
)

// Tags of TIFF 6.0 that decoding needs beside those in exif.go.
const (
	tagSubfileType     = 254
	tagWidth           = 256
	tagLength          = 257
	tagBitsPerSample   = 258
	tagCompression     = 259
	tagPhotometric     = 262
	tagFillOrder       = 266
	tagStripOffsets    = 273
	tagSamplesPerPixel = 277
	tagRowsPerStrip    = 278
	tagStripByteCounts = 279
	tagPlanar          = 284
	tagT4Options       = 292
	tagT6Options       = 293
	tagPredictor       = 317
	tagColorMap        = 320
	tagTileWidth       = 322
	tagTileLength      = 323
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
	tagExtraSamples    = 338
	tagSampleFormat    = 339
	tagJPEGTables      = 347
	tagICC             = 34675
	tagJPEGStart       = 513
	tagJPEGLength      = 514
	tagYCbCrSubsample  = 530
)

// tiffFile reads values out of a TIFF or BigTIFF file.
type tiffFile struct {
	src   []byte
	order binary.ByteOrder
	big   bool
}

// tiffEntry is a directory entry.
type tiffEntry struct {
	kind  int
	count uint64
	data  []byte // the values, in the order of the file
}

// tiffDir is an image file directory.
type tiffDir map[int]tiffEntry

// openTIFF reads all directories. Pages whose directory cannot be used are
// frames with an error; a file without any page is an error.
func openTIFF(src []byte, l Limits) ([]frame, error) {
	t, at, err := newTIFF(src)
	if err != nil {
		return nil, err
	}
	var frames, reduced []frame
	seen := map[uint64]bool{}
	for at != 0 && !seen[at] {
		seen[at] = true
		if len(seen) > l.Frames {
			return nil, fmt.Errorf("%w: tiff: more than %d pages", ErrTooLarge, l.Frames)
		}
		dir, next, err := t.readDir(at)
		if err != nil {
			if len(seen) == 1 {
				return nil, err
			}
			frames = append(frames, frame{err: err})
			break
		}
		fr := t.frame(dir)
		if t.uint(dir, tagSubfileType, 0)&1 != 0 { // a smaller copy of another page
			reduced = append(reduced, fr)
		} else {
			frames = append(frames, fr)
		}
		at = next
	}
	if len(frames) == 0 {
		frames = reduced
	}
	if len(frames) == 0 {
		return nil, fmt.Errorf("%w: tiff: no page", ErrCorrupt)
	}
	return frames, nil
}

func newTIFF(src []byte) (*tiffFile, uint64, error) {
	if len(src) < 8 {
		return nil, 0, io.ErrUnexpectedEOF
	}
	t := &tiffFile{src: src, order: binary.LittleEndian}
	if src[0] == 'M' {
		t.order = binary.BigEndian
	}
	if t.order.Uint16(src[2:]) == 42 {
		return t, uint64(t.order.Uint32(src[4:])), nil
	}
	if len(src) < 16 {
		return nil, 0, io.ErrUnexpectedEOF
	}
	t.big = true
	return t, t.order.Uint64(src[8:]), nil
}

// slice returns n bytes at an offset.
func (t *tiffFile) slice(at, n uint64) ([]byte, error) {
	if at > uint64(len(t.src)) || n > uint64(len(t.src))-at {
		return nil, fmt.Errorf("%w: tiff: %d bytes at %d are beyond the end", ErrCorrupt, n, at)
	}
	return t.src[at : at+n : at+n], nil
}

// offset reads a number of the size that the file's kind of offsets has.
func (t *tiffFile) offset(b []byte) uint64 {
	if t.big {
		return t.order.Uint64(b)
	}
	return uint64(t.order.Uint32(b))
}

func (t *tiffFile) readDir(at uint64) (tiffDir, uint64, error) {
	countSize, entrySize, offsetSize := uint64(2), uint64(12), uint64(4)
	if t.big {
		countSize, entrySize, offsetSize = 8, 20, 8
	}
	b, err := t.slice(at, countSize)
	if err != nil {
		return nil, 0, err
	}
	n := uint64(t.order.Uint16(b))
	if t.big {
		n = t.order.Uint64(b)
	}
	if n == 0 || n > 4096 {
		return nil, 0, fmt.Errorf("%w: tiff: directory of %d entries", ErrCorrupt, n)
	}
	b, err = t.slice(at+countSize, n*entrySize)
	if err != nil {
		return nil, 0, err
	}
	dir := tiffDir{}
	for i := range n {
		e := b[i*entrySize : (i+1)*entrySize]
		tag := int(t.order.Uint16(e))
		entry, ok := t.entry(e)
		if _, twice := dir[tag]; ok && !twice {
			dir[tag] = entry
		}
	}
	next, err := t.slice(at+countSize+n*entrySize, offsetSize)
	if err != nil {
		return dir, 0, nil // the last directory may be cut off there
	}
	return dir, t.offset(next), nil
}

// tiffSizes are the bytes of a value of each type.
var tiffSizes = [...]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}

// entry reads an entry; not ok where its values are beyond the end, so that
// one broken tag that nobody needs does no harm.
func (t *tiffFile) entry(e []byte) (tiffEntry, bool) {
	kind := int(t.order.Uint16(e[2:]))
	if kind >= len(tiffSizes) || tiffSizes[kind] == 0 {
		return tiffEntry{}, false
	}
	count, value := uint64(t.order.Uint32(e[4:])), e[8:]
	if t.big {
		count, value = t.order.Uint64(e[4:]), e[12:]
	}
	if count > uint64(len(t.src)) {
		return tiffEntry{}, false
	}
	n := count * tiffSizes[kind]
	if n > uint64(len(value)) {
		var err error
		if value, err = t.slice(t.offset(value), n); err != nil {
			return tiffEntry{}, false
		}
	}
	return tiffEntry{kind: kind, count: count, data: value[:n]}, true
}

// value is number i of an entry.
func (t *tiffFile) value(e tiffEntry, i int) uint64 {
	switch size := int(tiffSizes[e.kind]); {
	case e.kind == 5 || e.kind == 10 || e.kind == 11 || e.kind == 12:
		return 0 // no integers
	case size == 1:
		return uint64(e.data[i])
	case size == 2:
		return uint64(t.order.Uint16(e.data[2*i:]))
	case size == 4:
		return uint64(t.order.Uint32(e.data[4*i:]))
	default:
		return t.order.Uint64(e.data[8*i:])
	}
}

// uint is the first number under a tag.
func (t *tiffFile) uint(dir tiffDir, tag int, absent uint64) uint64 {
	e, ok := dir[tag]
	if !ok || e.count == 0 {
		return absent
	}
	return t.value(e, 0)
}

// float is the first rational or floating number under a tag, 0 where absent.
func (t *tiffFile) float(dir tiffDir, tag int) float64 {
	e, ok := dir[tag]
	if !ok || e.count == 0 {
		return 0
	}
	switch e.kind {
	case 5:
		if den := t.order.Uint32(e.data[4:]); den != 0 {
			return float64(t.order.Uint32(e.data)) / float64(den)
		}
		return 0
	case 11:
		return float64(math.Float32frombits(t.order.Uint32(e.data)))
	case 12:
		return math.Float64frombits(t.order.Uint64(e.data))
	}
	return float64(t.value(e, 0))
}

// frame describes the page of a directory.
func (t *tiffFile) frame(dir tiffDir) frame {
	fr := frame{orientation: 1}
	w, h := t.uint(dir, tagWidth, 0), t.uint(dir, tagLength, 0)
	if w > math.MaxInt32 || h > math.MaxInt32 {
		fr.err = fmt.Errorf("%w: tiff: %d x %d pixels", ErrTooLarge, w, h)
		return fr
	}
	fr.w, fr.h = int64(w), int64(h)
	if o := t.uint(dir, tagOrientation, 1); o >= 1 && o <= 8 {
		fr.orientation = int(o)
	}
	fr.dpiX, fr.dpiY = t.float(dir, tagXResolution), t.float(dir, tagYResolution)
	switch t.uint(dir, tagResolutionUnit, 2) {
	case 1:
		fr.dpiX, fr.dpiY = 0, 0
	case 3:
		fr.dpiX, fr.dpiY = fr.dpiX*2.54, fr.dpiY*2.54
	}
	if math.IsNaN(fr.dpiX) || math.IsNaN(fr.dpiY) {
		fr.dpiX, fr.dpiY = 0, 0
	}
	p, err := t.page(dir)
	if err != nil {
		fr.err = err
		return fr
	}
	fr.gray = p.gray()
	if e, ok := dir[tagICC]; ok {
		if fr.profile, ok = parseICC(e.data); ok && fr.profile.space == "CMYK" {
			p.inks = fr.profile.table
		}
	}
	fr.decode = func(ctx context.Context, _ DecodeOptions) (image.Image, int, error) {
		img, err := p.decode(ctx)
		return img, 1, err
	}
	return plausible(fr)
}
