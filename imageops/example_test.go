//go:build !race

// The Examples make and search photographs in one goroutine: the race detector
// has nothing to find in them and would take minutes.

package imageops_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"math"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scene"
)

// photo is a photograph of a sheet on a dark table, as a file.
func photo() []byte {
	var file bytes.Buffer
	img := scene.NewPhoto(0, scene.PhotoOptions{Plain: true}).Image
	if err := imageops.Encode(&file, img, imageops.EncodeOptions{Format: imageops.JPEG, DPI: 72}); err != nil {
		panic(err)
	}
	return file.Bytes()
}

func ExampleDecode() {
	img, err := imageops.Decode(bytes.NewReader(photo()), imageops.Limits{Pixels: 20_000_000})
	if err != nil {
		panic(err)
	}
	fmt.Println(img.Format, img.Pix.Bounds().Size(), img.DPIX, "dpi")

	_, err = imageops.Decode(bytes.NewReader(photo()), imageops.Limits{Pixels: 1000})
	fmt.Println(errors.Is(err, imageops.ErrTooLarge))
	// Output:
	// jpeg (1000,750) 72 dpi
	// true
}

func ExampleDetectDocuments() {
	img, err := imageops.Decode(bytes.NewReader(photo()), imageops.Limits{})
	if err != nil {
		panic(err)
	}
	for _, d := range imageops.DetectDocuments(img.Pix, imageops.DetectOptions{}) {
		fmt.Printf("%.0f %% of the picture\n", 100*d.Quad.Area()/(1000*750))
	}
	// Output: 22 % of the picture
}

func ExampleWarp() {
	img := scene.NewPhoto(0, scene.PhotoOptions{Plain: true}).Image
	docs := imageops.DetectDocuments(img, imageops.DetectOptions{})
	page, err := imageops.Warp(img, docs[0].Quad, imageops.WarpOptions{Height: 1169})
	if err != nil {
		panic(err)
	}
	b := page.Image.Bounds()
	fmt.Printf("aspect %.1f\n", float64(b.Dx())/float64(b.Dy()))
	corner := page.ToSource(imageops.Point{}) // where the page's corner is in the photograph
	fmt.Println(math.Hypot(corner.X-docs[0].Quad[0].X, corner.Y-docs[0].Quad[0].Y) < .01)
	// Output:
	// aspect 0.6
	// true
}

func ExampleScan() {
	img, err := imageops.Decode(bytes.NewReader(photo()), imageops.Limits{})
	if err != nil {
		panic(err)
	}
	docs, err := imageops.Scan(img.Pix, imageops.ScanOptions{Effect: imageops.Scanner{}})
	if err != nil {
		panic(err)
	}
	for _, d := range docs {
		fmt.Printf("%.1f sure, %T\n", d.Confidence, d.Image)
	}
	// Output: 1.0 sure, *image.NRGBA
}

// Sepia is an effect of a host.
type Sepia struct{}

func (Sepia) Name() string { return "sepia" }

func (Sepia) Apply(img image.Image) image.Image {
	out := imageops.ToNRGBA(imageops.ToGray(img))
	for i := 0; i < len(out.Pix); i += 4 {
		out.Pix[i+2] = uint8(int(out.Pix[i+2]) * 3 / 4)
	}
	return out
}

func ExampleEffect() {
	page := scene.NewPage(1, 4, 4, 72).Image
	for _, e := range append(imageops.Effects(), Sepia{}) {
		fmt.Printf("%s: %T\n", e.Name(), e.Apply(page))
	}
	// Output:
	// original: *image.NRGBA
	// grayscale: *image.Gray
	// scanner: *image.NRGBA
	// black-and-white: *image.Gray
	// black-background: *image.NRGBA
	// sepia: *image.NRGBA
}

func ExampleClean() {
	page := scene.NewPage(7, 8.27, 11.69, 100).Image
	askew := imageops.RotateFree(page, 3, nil)
	clean := imageops.Clean(askew.Image, imageops.CleanOptions{})
	fmt.Printf("turned by %.1f degrees, light changed: %v\n", clean.Skew.Degrees, clean.Light)
	// Output: turned by 3.0 degrees, light changed: false
}

func ExampleThumbnail() {
	page := scene.NewPage(1, 8.27, 11.69, 100).Image
	fmt.Println(page.Bounds().Size(), imageops.Thumbnail(page, 0, 200).Bounds().Size())
	// Output: (827,1169) (141,200)
}

// A page image is asked for with a width, a height, or both.
func ExampleFit() {
	page := image.Pt(2480, 3508)
	fmt.Println(imageops.Fit(page, 1000, 0), imageops.Fit(page, 0, 1000), imageops.Fit(page, 5000, 0))
	// Output: (1000,1415) (707,1000) (2480,3508)
}
