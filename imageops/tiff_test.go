package imageops

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"testing"
)

// Every width of runs and every mode of Group 4 comes back.
func TestG4RoundTrip(t *testing.T) {
	for _, w := range []int{1, 2, 7, 8, 9, 63, 64, 65, 2559, 2560, 2561, 2623, 2624, 2625, 6000} {
		for _, g := range []*image.Gray{bilevelPicture(w, 20), image.NewGray(image.Rect(0, 0, w, 3)), noise(w, 12)} {
			b := encoded(t, func(out io.Writer) error { return Encode(out, g, EncodeOptions{Format: TIFF}) })
			if d := rms(t, decoded(t, b), g); d > 0 {
				t.Errorf("width %d: off by %.2f", w, d)
			}
		}
	}
}

func noise(w, h int) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, w, h))
	v := uint32(1)
	for i := range g.Pix {
		v = v*1664525 + 1013904223
		g.Pix[i] = uint8(int32(v) >> 31)
	}
	return g
}

// Line noise in a fax costs the rows it hits and no others.
func TestG3Damage(t *testing.T) {
	bw := bilevelPicture(200, 60)
	data := groupThree(bw, true, false, false)
	data[len(data)/2] ^= 0xff
	data[len(data)/2+1] ^= 0x5a
	fields := []tiffField{short(tagWidth, 200), short(tagLength, 60), short(tagPhotometric, 0), short(tagCompression, 3)}
	got := decoded(t, tiffBytes(binary.LittleEndian, false, fields, [][]byte{data})).(*image.Gray)
	bad := 0
	for y := range 60 {
		if !bytes.Equal(got.Pix[y*200:(y+1)*200], bw.Pix[y*200:(y+1)*200]) {
			bad++
		}
	}
	if bad > 3 {
		t.Errorf("%d rows are damaged", bad)
	}
}

func TestMultiPageTIFF(t *testing.T) {
	pages := []image.Image{picture(30, 20), bilevelPicture(50, 60), ToGray(picture(7, 9)), picture(1, 1)}
	b := encoded(t, func(w io.Writer) error {
		return EncodeTIFF(w, func(yield func(image.Image, error) bool) {
			for _, p := range pages {
				if !yield(p, nil) {
					return
				}
			}
		}, EncodeOptions{DPI: 204.5})
	})
	frames, err := Frames(context.Background(), b, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for img, err := range frames {
		if err != nil {
			t.Fatal(err)
		}
		if img.Frame != i || img.Frames != len(pages) || img.DPIX != 204.5 {
			t.Errorf("frame %d of %d, %v dpi", img.Frame, img.Frames, img.DPIX)
		}
		if d := rms(t, img.Pix, pages[i]); d > 0 {
			t.Errorf("frame %d is off by %.2f", i, d)
		}
		i++
	}
	if i != len(pages) {
		t.Errorf("%d frames", i)
	}
	if _, err := Frames(context.Background(), b, Limits{Frames: 3}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("four pages under a limit of three: %v", err)
	}
	if frames, err = Frames(context.Background(), b, Limits{Pixels: 1000}); err != nil {
		t.Fatal(err)
	}
	var errs []error
	for _, err := range frames {
		errs = append(errs, err)
	}
	if len(errs) != 4 || errs[0] != nil || !errors.Is(errs[1], ErrTooLarge) || errs[2] != nil || errs[3] != nil {
		t.Errorf("only the second page is over the limit: %v", errs)
	}
}

func TestEncodeTIFFStops(t *testing.T) {
	boom := errors.New("boom")
	err := EncodeTIFF(io.Discard, func(yield func(image.Image, error) bool) {
		_ = yield(picture(3, 3), nil) && yield(nil, boom)
	}, EncodeOptions{})
	if !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	if err := EncodeTIFF(io.Discard, func(func(image.Image, error) bool) {}, EncodeOptions{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("no pages: %v", err)
	}
}

// Directories that point at each other end.
func TestTIFFLoop(t *testing.T) {
	b := encoded(t, func(w io.Writer) error { return Encode(w, picture(3, 3), EncodeOptions{Format: TIFF}) })
	n := int(binary.LittleEndian.Uint16(b[8:]))
	binary.LittleEndian.PutUint32(b[10+12*n:], 8)
	c, err := DecodeConfig(b, Limits{})
	if err != nil || c.Frames != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

func ExampleFrames() {
	var buf bytes.Buffer
	pages := func(yield func(image.Image, error) bool) {
		_ = yield(image.NewGray(image.Rect(0, 0, 20, 30)), nil) && yield(image.NewNRGBA(image.Rect(0, 0, 40, 10)), nil)
	}
	if err := EncodeTIFF(&buf, pages, EncodeOptions{DPI: 300}); err != nil {
		panic(err)
	}
	frames, err := Frames(context.Background(), buf.Bytes(), Limits{})
	if err != nil {
		panic(err)
	}
	for img, err := range frames {
		if err != nil {
			panic(err)
		}
		fmt.Printf("%d of %d: %v at %v dpi\n", img.Frame+1, img.Frames, img.Pix.Bounds().Size(), img.DPIX)
	}
	// Output:
	// 1 of 2: (20,30) at 300 dpi
	// 2 of 2: (40,10) at 300 dpi
}
