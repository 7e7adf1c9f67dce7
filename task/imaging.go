package task

import (
	"cmp"
	"context"
	"image"
	"io"
	"path"
	"strings"

	"github.com/docket-go/docket/imageops"
)

// Files is the result of operations that make files.
type Files struct {
	Files []Artifact `json:"files"`
}

// Convert writes an image in another format.
type Convert struct {
	Input   Input
	Format  string // png, jpeg, tiff or webp, or its media type
	Quality int    `json:",omitempty"` // of JPEG, 1 to 100; default 85
	Name    string `json:",omitempty"` // of the file made; default from the input's
}

// Kind implements Operation.
func (Convert) Kind() string { return "convert" }

// Validate checks the parameters.
func (o Convert) Validate() error { return validateEncoding(o.Format, o.Quality) }

// Run implements Operation.
func (o Convert) Run(ctx context.Context, env *Env) (*Files, error) {
	return env.transform(ctx, o.Input, o.encoding(), func(img image.Image) ([]image.Image, error) {
		return []image.Image{img}, nil
	})
}

func (o Convert) encoding() encoding { return encoding{o.Format, o.Quality, o.Name} }

// DetectDocuments finds sheets of paper in a photograph.
type DetectDocuments struct {
	Input         Input
	Max           int     `json:",omitempty"` // most documents to find; default 8
	MinConfidence float64 `json:",omitempty"` // 0 to 1; default that of package imageops
}

// A Detection is the result of DetectDocuments, in pixels of the upright image.
type Detection struct {
	Width     int        `json:"width"` // of the image
	Height    int        `json:"height"`
	Documents []Detected `json:"documents"` // surest first; none found is no error
}

// Detected is one document in a photograph.
type Detected struct {
	Vertices   imageops.Quad `json:"vertices"` // top left, top right, bottom right, bottom left
	Box        Box           `json:"box"`      // around Vertices
	Confidence float64       `json:"confidence"`
}

// A Box is a rectangle in pixels.
type Box struct {
	Left   float64 `json:"left"`
	Top    float64 `json:"top"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// Kind implements Operation.
func (DetectDocuments) Kind() string { return "detect-documents" }

// Validate checks the parameters.
func (o DetectDocuments) Validate() error {
	var errs []error
	if o.Max < 0 {
		errs = append(errs, invalid("Max", "%d is negative", o.Max))
	}
	if !(o.MinConfidence >= 0 && o.MinConfidence <= 1) {
		errs = append(errs, invalid("MinConfidence", "%g is not between 0 and 1", o.MinConfidence))
	}
	return together(errs...)
}

// Run implements Operation.
func (o DetectDocuments) Run(ctx context.Context, env *Env) (*Detection, error) {
	var d *Detection
	err := env.onImage(ctx, o.Input, func(ctx context.Context, s *source) error {
		docs, c, err := imageops.DetectBytes(ctx, s.data, s.limits, imageops.DetectOptions{Max: o.Max, MinConfidence: o.MinConfidence})
		if err != nil {
			return err
		}
		d = &Detection{Width: c.Width, Height: c.Height, Documents: []Detected{}}
		for _, found := range docs {
			d.Documents = append(d.Documents, detected(found))
		}
		return nil
	})
	return d, err
}

func detected(d imageops.Document) Detected {
	b := d.Quad.Bounds()
	return Detected{Vertices: d.Quad, Box: Box{b.X0, b.Y0, b.X1 - b.X0, b.Y1 - b.Y0}, Confidence: d.Confidence}
}

// Warp cuts a quadrilateral out of an image and makes it an upright page with
// the aspect that the document has.
type Warp struct {
	Input    Input
	Vertices imageops.Quad // top left, top right, bottom right, bottom left; may lie outside of the image
	Format   string        `json:",omitempty"` // default png
	Quality  int           `json:",omitempty"`
	Name     string        `json:",omitempty"`
}

// Kind implements Operation.
func (Warp) Kind() string { return "warp" }

// Validate checks the parameters.
func (o Warp) Validate() error {
	err := validateEncoding(o.Format, o.Quality)
	if o.Vertices == (imageops.Quad{}) {
		return together(invalid("Vertices", "four corners are required"), err)
	}
	return err
}

// Run implements Operation.
func (o Warp) Run(ctx context.Context, env *Env) (*Files, error) {
	return env.transform(ctx, o.Input, encoding{o.Format, o.Quality, o.Name}, func(img image.Image) ([]image.Image, error) {
		w, err := imageops.Warp(img, o.Vertices, imageops.WarpOptions{MaxPixels: env.Limits().Pixels})
		return []image.Image{w.Image}, err
	})
}

// ApplyEffect makes an image look better or different: original, grayscale,
// scanner, black-and-white or black-background.
type ApplyEffect struct {
	Input   Input
	Effect  string
	Format  string `json:",omitempty"` // default png
	Quality int    `json:",omitempty"`
	Name    string `json:",omitempty"`
}

// Kind implements Operation.
func (ApplyEffect) Kind() string { return "apply-effect" }

// Validate checks the parameters.
func (o ApplyEffect) Validate() error {
	_, err := effect(o.Effect)
	return together(err, validateEncoding(o.Format, o.Quality))
}

// Run implements Operation.
func (o ApplyEffect) Run(ctx context.Context, env *Env) (*Files, error) {
	e, err := effect(o.Effect)
	if err != nil {
		return nil, err
	}
	return env.transform(ctx, o.Input, encoding{o.Format, o.Quality, o.Name}, func(img image.Image) ([]image.Image, error) {
		return []image.Image{e.Apply(img)}, nil
	})
}

// Scan finds the documents in a photograph, cuts each out upright and applies
// an effect. Without any it takes the whole image.
type Scan struct {
	Input   Input
	Effect  string `json:",omitempty"` // as in ApplyEffect; default scanner
	Max     int    `json:",omitempty"` // most documents; default 8
	Format  string `json:",omitempty"` // default png
	Quality int    `json:",omitempty"`
	Name    string `json:",omitempty"`
}

// Kind implements Operation.
func (Scan) Kind() string { return "scan" }

// Validate checks the parameters.
func (o Scan) Validate() error {
	_, err := effect(cmp.Or(o.Effect, defaultEffect))
	errs := []error{err, validateEncoding(o.Format, o.Quality)}
	if o.Max < 0 {
		errs = append(errs, invalid("Max", "%d is negative", o.Max))
	}
	return together(errs...)
}

const defaultEffect = "scanner"

// Run implements Operation.
func (o Scan) Run(ctx context.Context, env *Env) (*Files, error) {
	e, err := effect(cmp.Or(o.Effect, defaultEffect))
	if err != nil {
		return nil, err
	}
	return env.transform(ctx, o.Input, encoding{o.Format, o.Quality, o.Name}, func(img image.Image) ([]image.Image, error) {
		found, err := imageops.Scan(img, imageops.ScanOptions{
			Detect: imageops.DetectOptions{Max: o.Max}, Warp: imageops.WarpOptions{MaxPixels: env.Limits().Pixels}, Effect: e, Whole: true,
		})
		out := make([]image.Image, len(found))
		for i, f := range found {
			out[i] = f.Image
		}
		return out, err
	})
}

func effect(name string) (imageops.Effect, error) {
	e, ok := imageops.EffectByName(name)
	if ok {
		return e, nil
	}
	var names []string
	for _, e := range imageops.Effects() {
		names = append(names, e.Name())
	}
	return nil, invalid("Effect", "%q is none of %s", name, strings.Join(names, ", "))
}

// An encoding is how images are written.
type encoding struct {
	format  string
	quality int
	name    string
}

// extensions of the formats that can be written.
var extensions = map[string]string{imageops.PNG: ".png", imageops.JPEG: ".jpg", imageops.TIFF: ".tiff", imageops.WebP: ".webp"}

// plain returns the format as package imageops names it.
func plain(format string) string {
	return cmp.Or(strings.TrimPrefix(strings.ToLower(format), "image/"), imageops.PNG)
}

func validateEncoding(format string, quality int) error {
	var errs []error
	if _, ok := extensions[plain(format)]; !ok {
		errs = append(errs, invalid("Format", "%q is none of png, jpeg, tiff and webp", format))
	}
	if quality < 0 || quality > 100 {
		errs = append(errs, invalid("Quality", "%d is not between 1 and 100", quality))
	}
	return together(errs...)
}

// withImage calls work with the first frame of an image file, as one page of
// the Manager's.
func (e *Env) withImage(ctx context.Context, in Input, work func(s *source, img image.Image) error) error {
	return e.onImage(ctx, in, func(ctx context.Context, s *source) error {
		img, err := imageops.DecodeBytes(ctx, s.data, s.limits)
		if err != nil {
			return err
		}
		return work(s, img.Pix)
	})
}

// onImage calls work with an image file, as one page of the Manager's.
func (e *Env) onImage(ctx context.Context, in Input, work func(ctx context.Context, s *source) error) error {
	s, err := e.open(ctx, in)
	if err != nil {
		return err
	}
	defer s.close()
	if s.pdf != nil {
		return Errorf(Unsupported, "%s is a PDF; the operation Render makes images of it", s.name)
	}
	return e.Pages(ctx, Span{PhaseRead, 5, 90}, []int{1}, func(ctx context.Context, _ *Page) error { return work(ctx, s) })
}

// transform makes images of an image and keeps them.
func (e *Env) transform(ctx context.Context, in Input, enc encoding, work func(img image.Image) ([]image.Image, error)) (*Files, error) {
	out := &Files{}
	err := e.withImage(ctx, in, func(s *source, img image.Image) error {
		made, err := work(img)
		if err != nil {
			return err
		}
		out.Files = nil
		e.forget(RoleGenerated) // of a first try
		for i, m := range made {
			a, err := e.saveEncoded(ctx, s.name, i+1, len(made), m, enc)
			if err != nil {
				return err
			}
			out.Files = append(out.Files, a)
		}
		return nil
	})
	return out, err
}

// saveEncoded keeps the n-th of several images.
func (e *Env) saveEncoded(ctx context.Context, source string, n, of int, img image.Image, enc encoding) (Artifact, error) {
	format := plain(enc.format)
	base := strings.TrimSuffix(cmp.Or(enc.name, source), path.Ext(cmp.Or(enc.name, source)))
	if of > 1 {
		base = numbered(base, n)
	}
	size := img.Bounds().Size()
	a := Artifact{
		Role: RoleGenerated, Name: base + extensions[format], MediaType: "image/" + format, Page: 0, Width: size.X, Height: size.Y,
	}
	return e.Save(ctx, a, func(w io.Writer) error {
		return imageops.Encode(w, img, imageops.EncodeOptions{Format: format, Quality: enc.quality})
	})
}
