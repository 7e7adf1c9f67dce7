package imageops

import (
	"image"
)

// ScanOptions tune Scan. The zero value is useful.
type ScanOptions struct {
	Detect DetectOptions
	Warp   WarpOptions
	Effect Effect // default Original
	// NoDewarp leaves the lines of a page that was not flat as they are. Otherwise
	// they are straightened where they are clearly bent, as Dewarp does.
	NoDewarp bool
	// Whole takes the whole image as the one document where none is found.
	Whole bool
}

// Scanned is a document cut out of a photograph.
type Scanned struct {
	Warped // image with the effect, and the way back to the photograph
	Document
}

// Scan finds the documents in a photograph, cuts them out upright and applies
// an effect: DetectDocuments, Warp, Dewarp and Effect in one. ToSource of what it
// returns leads back through all of them. Without a document the result is empty
// and no error.
func Scan(img image.Image, o ScanOptions) ([]Scanned, error) {
	effect := o.Effect
	if effect == nil {
		effect = Original{}
	}
	src := canonical(img)
	docs := DetectDocuments(src, o.Detect)
	if len(docs) == 0 && o.Whole && !src.Bounds().Empty() {
		b := rectOf(src.Bounds())
		docs = []Document{{Quad: Quad{{b.X0, b.Y0}, {b.X1, b.Y0}, {b.X1, b.Y1}, {b.X0, b.Y1}}}}
	}
	var out []Scanned
	for _, d := range docs {
		w, err := Warp(src, d.Quad, o.Warp)
		if err != nil {
			return nil, err
		}
		if !o.NoDewarp {
			flat, _ := Dewarp(w.Image, DewarpOptions{})
			w.Image, w.bend = flat.Image, flat.bend
		}
		w.Image = effect.Apply(w.Image)
		out = append(out, Scanned{Warped: w, Document: d})
	}
	return out, nil
}
