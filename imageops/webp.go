package imageops

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/webp"
)

// openWebP reads the chunks of the container: size, EXIF, animation.
func openWebP(src []byte) (frame, error) {
	fr := frame{orientation: 1, decode: whole(src, webp.Decode)}
	for name, data := range riffChunks(src[12:]) {
		switch name {
		case "ANIM", "ANMF":
			return frame{}, fmt.Errorf("%w: webp: an animation", ErrUnsupported)
		case "ICCP":
			fr.profile, _ = parseICC(data)
		case "EXIF":
			e := parseEXIF(data)
			fr.orientation, fr.dpiX, fr.dpiY = e.orientation, e.dpiX, e.dpiY
		}
	}
	c, err := webp.DecodeConfig(bytes.NewReader(src))
	if err != nil {
		return frame{}, err
	}
	fr.w, fr.h = int64(c.Width), int64(c.Height)
	return plausible(fr), nil
}

// riffChunks yields the chunks up to the first that is cut off.
func riffChunks(b []byte) func(yield func(string, []byte) bool) {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			n := int64(binary.LittleEndian.Uint32(b[4:]))
			if n > int64(len(b))-8 || !yield(string(b[:4]), b[8:8+n]) {
				return
			}
			b = b[8+min(n+n&1, int64(len(b))-8):]
		}
	}
}

// webpMax is the largest width and height that VP8L can hold.
const webpMax = 1 << 14

func encodeWebP(w io.Writer, src image.Image) error {
	b := src.Bounds()
	if max(b.Dx(), b.Dy()) > webpMax {
		return fmt.Errorf("%w: WebP holds at most %d x %d pixels, not %d x %d", ErrTooLarge, webpMax, webpMax, b.Dx(), b.Dy())
	}
	stream := encodeVP8L(src)
	if len(stream)&1 == 1 {
		stream = append(stream, 0)
	}
	le := binary.LittleEndian
	head := le.AppendUint32([]byte("RIFF"), uint32(12+len(stream)))
	head = le.AppendUint32(append(head, "WEBPVP8L"...), uint32(len(stream)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(stream)
	return err
}
