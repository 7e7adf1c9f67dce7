package imageops

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"slices"
)

// Values of tagPhotometric.
const (
	whiteIsZero = 0
	blackIsZero = 1
	rgbColor    = 2
	paletteIdx  = 3
	cmykColor   = 5
	ycbcrColor  = 6
	cieLab      = 8
)

// tiffPage is what is needed to decode one page.
type tiffPage struct {
	t             *tiffFile
	w, h          int
	photometric   int
	compression   int
	bits          int // of every sample
	samples       int // a pixel, of which the first `colors` are the colour
	colors        int
	alpha         int // number of the alpha sample, 0 for none
	premultiplied bool
	planar        bool // each sample in blocks of its own
	predictor     int
	lsbFirst      bool // fill order 2
	fax           uint64
	palette       [256]color.NRGBA
	subX, subY    int // chroma subsampling
	tables        []byte
	inks          *colorTable // of CMYK, nil for the plain formula

	blockW, blockH int
	tiled          bool
	offsets        tiffEntry
	counts         tiffEntry
	oldJPEG        []byte // the one stream of a page of old-style JPEG
}

// page reads a directory and checks that its parts fit together.
func (t *tiffFile) page(dir tiffDir) (*tiffPage, error) {
	p := &tiffPage{
		t: t, w: int(t.uint(dir, tagWidth, 0)), h: int(t.uint(dir, tagLength, 0)),
		compression: int(t.uint(dir, tagCompression, 1)),
		planar:      t.uint(dir, tagPlanar, 1) == 2,
		predictor:   int(t.uint(dir, tagPredictor, 1)),
		lsbFirst:    t.uint(dir, tagFillOrder, 1) == 2,
		subX:        1, subY: 1,
	}
	photometric, ok := dir[tagPhotometric]
	if !ok || photometric.count == 0 {
		return nil, fmt.Errorf("%w: tiff: no photometric interpretation", ErrCorrupt)
	}
	p.photometric = int(t.value(photometric, 0))
	if p.compression == compressG3 {
		p.fax = t.uint(dir, tagT4Options, 0)
	} else {
		p.fax = t.uint(dir, tagT6Options, 0)
	}
	if e, ok := dir[tagJPEGTables]; ok {
		p.tables = e.data
	}
	for _, f := range []func(tiffDir) error{p.readSamples, p.readColor, p.readBlocks} {
		if err := f(dir); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// readSamples reads how many samples of how many bits a pixel has.
func (p *tiffPage) readSamples(dir tiffDir) error {
	t := p.t
	bits, ok := dir[tagBitsPerSample]
	if !ok || bits.count == 0 {
		bits = tiffEntry{kind: 1, count: 1, data: []byte{1}}
	}
	p.bits = int(t.value(bits, 0))
	p.samples = int(t.uint(dir, tagSamplesPerPixel, bits.count))
	if p.samples < 1 || p.samples > 64 {
		return fmt.Errorf("%w: tiff: %d samples a pixel", ErrUnsupported, p.samples)
	}
	for i := 1; i < int(min(bits.count, 64)); i++ {
		if int(t.value(bits, i)) != p.bits {
			return fmt.Errorf("%w: tiff: samples of different sizes", ErrUnsupported)
		}
	}
	if !slices.Contains([]int{1, 2, 4, 8, 12, 16}, p.bits) {
		return fmt.Errorf("%w: tiff: samples of %d bits", ErrUnsupported, p.bits)
	}
	if format := t.uint(dir, tagSampleFormat, 1); format != 1 && format != 4 {
		return fmt.Errorf("%w: tiff: sample format %d", ErrUnsupported, format)
	}
	return nil
}

// readColor reads what the samples mean.
func (p *tiffPage) readColor(dir tiffDir) error {
	t := p.t
	switch p.photometric {
	case whiteIsZero, blackIsZero:
		p.colors = 1
	case rgbColor, ycbcrColor:
		p.colors = 3
	case cieLab:
		p.colors = min(p.samples, 3)
		if p.bits != 8 || p.colors == 2 {
			return fmt.Errorf("%w: tiff: CIELAB of %d x %d bits", ErrUnsupported, p.samples, p.bits)
		}
	case cmykColor:
		p.colors = 4
	case paletteIdx:
		p.colors = 1
		if err := p.readPalette(dir); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%w: tiff: photometric interpretation %d", ErrUnsupported, p.photometric)
	}
	if p.samples < p.colors {
		return fmt.Errorf("%w: tiff: %d samples a pixel", ErrCorrupt, p.samples)
	}
	if e, ok := dir[tagExtraSamples]; ok && p.samples > p.colors {
		for i := range min(int(e.count), p.samples-p.colors) {
			if kind := t.value(e, i); kind == 1 || kind == 2 {
				p.alpha, p.premultiplied = p.colors+i, kind == 1
				break
			}
		}
	}
	if p.photometric == ycbcrColor && p.compression != compressJPEG && p.compression != compressOldJPEG {
		p.subX, p.subY = 2, 2
		if e, ok := dir[tagYCbCrSubsample]; ok && e.count >= 2 {
			p.subX, p.subY = int(t.value(e, 0)), int(t.value(e, 1))
		}
		if p.subX*p.subY > 1 && (p.planar || p.bits != 8 || p.samples != 3) ||
			!slices.Contains([]int{1, 2, 4}, p.subX) || !slices.Contains([]int{1, 2, 4}, p.subY) {
			return fmt.Errorf("%w: tiff: YCbCr subsampled %d x %d", ErrUnsupported, p.subX, p.subY)
		}
	}
	return nil
}

func (p *tiffPage) readPalette(dir tiffDir) error {
	e, n := dir[tagColorMap], 1<<p.bits
	if p.bits > 8 || e.kind != 3 || e.count < 3 {
		return fmt.Errorf("%w: tiff: no usable color map", ErrCorrupt)
	}
	n = min(n, int(e.count)/3)
	for i := range p.palette {
		p.palette[i] = color.NRGBA{A: 255}
		if i < n {
			c := func(k int) uint8 { return uint8(p.t.value(e, i+k*n) >> 8) }
			p.palette[i] = color.NRGBA{c(0), c(1), c(2), 255}
		}
	}
	return nil
}

// readBlocks reads where the strips or tiles are.
func (p *tiffPage) readBlocks(dir tiffDir) error {
	t := p.t
	if p.compression == compressOldJPEG {
		if e, ok := dir[tagJPEGStart]; ok && e.count == 1 {
			at := t.value(e, 0)
			n := t.uint(dir, tagJPEGLength, uint64(len(t.src))-min(at, uint64(len(t.src))))
			b, err := t.slice(at, min(n, uint64(len(t.src))-min(at, uint64(len(t.src)))))
			p.oldJPEG = b
			return err
		}
		return fmt.Errorf("%w: tiff: old-style JPEG in pieces", ErrUnsupported)
	}
	p.blockW, p.blockH = p.w, p.h
	offsets, counts := tagStripOffsets, tagStripByteCounts
	if tw := t.uint(dir, tagTileWidth, 0); tw != 0 {
		th := t.uint(dir, tagTileLength, 0)
		if tw < 8 || th < 8 || tw > 1<<16 || th > 1<<16 {
			return fmt.Errorf("%w: tiff: tiles of %d x %d", ErrUnsupported, tw, th)
		}
		p.tiled, p.blockW, p.blockH = true, int(tw), int(th)
		offsets, counts = tagTileOffsets, tagTileByteCounts
		if _, ok := dir[offsets]; !ok {
			offsets, counts = tagStripOffsets, tagStripByteCounts // written so by some
		}
	} else if rows := t.uint(dir, tagRowsPerStrip, 0); rows > 0 && rows < uint64(p.h) {
		p.blockH = int(rows)
	}
	p.offsets, p.counts = dir[offsets], dir[counts]
	if p.w == 0 || p.h == 0 {
		return nil // refused by the limits
	}
	across, down := p.blocks()
	n := int64(across) * int64(down)
	if p.planar {
		n *= int64(p.samples)
	}
	if n > int64(p.offsets.count) {
		return fmt.Errorf("%w: tiff: %d blocks, %d offsets", ErrCorrupt, n, p.offsets.count)
	}
	if n == 1 && p.counts.count == 0 && p.offsets.count == 1 {
		return nil // some writers leave the length of an only block out
	}
	if n > int64(p.counts.count) {
		return fmt.Errorf("%w: tiff: %d blocks, %d byte counts", ErrCorrupt, n, p.counts.count)
	}
	return nil
}

// blocks is how many blocks make up a plane.
func (p *tiffPage) blocks() (across, down int) {
	return (p.w + p.blockW - 1) / p.blockW, (p.h + p.blockH - 1) / p.blockH
}

// gray reports whether the page has no colour by its kind.
func (p *tiffPage) gray() bool {
	switch p.photometric {
	case whiteIsZero, blackIsZero:
		return p.alpha == 0
	case paletteIdx:
		return p.alpha == 0 && !slices.ContainsFunc(p.palette[:], func(c color.NRGBA) bool { return c.R != c.G || c.G != c.B })
	}
	return false
}

// raw returns the bytes of a block as they stand in the file. What is beyond
// its end is missing; decompression says whether that matters.
func (p *tiffPage) raw(i int) ([]byte, error) {
	at, size := p.t.value(p.offsets, i), uint64(len(p.t.src))
	if at >= size {
		return nil, fmt.Errorf("%w: tiff: block at %d is beyond the end", ErrCorrupt, at)
	}
	n := size - at
	if p.counts.count > 0 {
		n = min(n, p.t.value(p.counts, i))
	}
	return p.t.slice(at, n)
}

// decode makes the pixels.
func (p *tiffPage) decode(ctx context.Context) (image.Image, error) {
	rect := image.Rect(0, 0, p.w, p.h)
	var dst image.Image
	if p.gray() {
		dst = image.NewGray(rect)
	} else {
		dst = image.NewNRGBA(rect)
	}
	if p.oldJPEG != nil {
		return dst, p.drawJPEG(ctx, dst, p.oldJPEG, rect)
	}
	across, down := p.blocks()
	planes := 1
	if p.planar {
		planes = p.samples
	}
	u := newUnpacker(p, dst)
	for by := range down {
		for bx := range across {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			at := image.Rect(bx*p.blockW, by*p.blockH, (bx+1)*p.blockW, (by+1)*p.blockH)
			if err := p.block(ctx, u, at, (by*across + bx), planes); err != nil {
				return nil, err
			}
		}
	}
	return dst, nil
}

// block decodes one strip or tile, of all planes, to its place.
func (p *tiffPage) block(ctx context.Context, u *unpacker, at image.Rectangle, number, planes int) error {
	across, down := p.blocks()
	if !p.tiled {
		at.Max.Y = min(at.Max.Y, p.h)
	}
	for plane := range planes {
		raw, err := p.raw(plane*across*down + number)
		if err != nil {
			return err
		}
		if p.compression == compressJPEG {
			if planes > 1 {
				return fmt.Errorf("%w: tiff: JPEG in planes", ErrUnsupported)
			}
			return p.drawJPEG(ctx, u.dst, raw, at)
		}
		samples := p.samples
		if p.planar {
			samples = 1
		}
		if err := u.fill(plane, raw, at.Dx(), at.Dy(), samples); err != nil {
			return err
		}
	}
	u.place(at)
	return nil
}
