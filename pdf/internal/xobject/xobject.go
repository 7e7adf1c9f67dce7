// Package xobject turns image files and pixels into image XObjects of PDF. JPEG
// and PNG data is taken over as it is where PDF can hold it.
package xobject

import (
	"errors"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// ErrUnsupported means that PDF cannot hold the data as it is; it must be
// decoded and given as pixels.
var ErrUnsupported = errors.New("image format cannot be taken over")

// ErrCorrupt means that the data is no image of the format it claims to be.
var ErrCorrupt = errors.New("corrupt image")

// An Image is an image XObject.
type Image struct {
	Width, Height int        // pixels as stored
	Orientation   int        // EXIF: 1 to 8, how the stored pixels are to be turned
	DPIX, DPIY    float64    // what the file says, of the pixels as stored; 0 = nothing
	ICC           []byte     // colour profile that replaces ColorSpace, or nil
	Components    int        // of the profile
	Dict          types.Dict // without Length
	Palette       []byte     // RGB triples of an indexed image, or nil
	Data          []byte     // encoded as Dict says
}

// dict returns the entries that all images have.
func dict(w, h, bits int, space string) types.Dict {
	return types.Dict{
		"Type": types.Name("XObject"), "Subtype": types.Name("Image"),
		"Width": types.Integer(w), "Height": types.Integer(h),
		"BitsPerComponent": types.Integer(bits), "ColorSpace": types.Name(space),
	}
}

// Write adds the image to w and returns its reference.
func (m *Image) Write(w *cos.Writer) (types.IndirectRef, error) {
	d := make(types.Dict, len(m.Dict)+1)
	for k, v := range m.Dict {
		d[k] = v
	}
	switch {
	case m.ICC != nil:
		profile, err := w.AddStream(types.Dict{"N": types.Integer(m.Components), "Alternate": m.Dict["ColorSpace"]}, m.ICC)
		if err != nil {
			return types.IndirectRef{}, err
		}
		d["ColorSpace"] = types.Array{types.Name("ICCBased"), profile}
	case m.Palette != nil:
		d["ColorSpace"] = types.Array{types.Name("Indexed"), types.Name("DeviceRGB"), types.Integer(len(m.Palette)/3 - 1), types.NewHexLiteral(m.Palette)}
	}
	ref := w.Alloc()
	return ref, w.PutStream(ref, d, m.Data)
}

// Placement returns the matrix that paints the image, turned as Orientation
// says, over a page of w by h units with its origin at the bottom left.
func (m *Image) Placement(w, h float64) [6]float64 {
	switch m.Orientation {
	case 2:
		return [6]float64{-w, 0, 0, h, w, 0}
	case 3:
		return [6]float64{-w, 0, 0, -h, w, h}
	case 4:
		return [6]float64{w, 0, 0, -h, 0, h}
	case 5:
		return [6]float64{0, -h, -w, 0, w, h}
	case 6:
		return [6]float64{0, -h, w, 0, 0, h}
	case 7:
		return [6]float64{0, h, w, 0, 0, 0}
	case 8:
		return [6]float64{0, h, -w, 0, w, 0}
	}
	return [6]float64{w, 0, 0, h, 0, 0}
}

// Turned returns width, height and resolutions after the turn by Orientation.
func (m *Image) Turned() (w, h int, dpiX, dpiY float64) {
	if m.Orientation >= 5 {
		return m.Height, m.Width, m.DPIY, m.DPIX
	}
	return m.Width, m.Height, m.DPIX, m.DPIY
}
