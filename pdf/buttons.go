package pdf

import (
	"slices"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// isChecked reports whether f is a check box or radio button that is on.
func isChecked(f layout.Field) bool {
	return f.Checked && (f.Kind == "checkbox" || f.Kind == "radio")
}

// bare returns the boxes of the buttons that are on and have no word in them.
func bare(in *layout.PageInput) []layout.Rect {
	var out []layout.Rect
	for _, f := range in.Fields {
		if isChecked(f) && !slices.ContainsFunc(in.Words, func(w layout.Word) bool { return f.Box.Contains(w.Box.Center()) }) {
			out = append(out, f.Box)
		}
	}
	return out
}

// readButtons adds the marks of check boxes and radio buttons that are on. Where
// a form asks for new appearances (NeedAppearances) PDFium draws these buttons
// anew, with lines for what the file shows as a character of ZapfDingbats. So
// pages that have a button that is on and without a word are read a second time
// as the file draws them, and words inside of such a button are taken.
func readButtons(p *pdfium.Page, v view, in *layout.PageInput) error {
	boxes := bare(in)
	if len(boxes) == 0 {
		return nil
	}
	if err := p.Restore(); err != nil {
		return err
	}
	if err := p.Flatten(); err != nil {
		return err
	}
	inside := func(c layout.Point) bool {
		return slices.ContainsFunc(boxes, func(b layout.Rect) bool { return b.Contains(c) })
	}
	words := newWordReader(p, v)
	defer words.free()
	err := p.Objects(func(o pdfium.Object) bool {
		if o.Kind == pdfium.ObjectText && inside(v.rect(o.Bounds()).Center()) {
			words.object(o)
			words.flush()
		}
		return true
	})
	for _, w := range words.words {
		if inside(w.Box.Center()) {
			in.Words = append(in.Words, w)
		}
	}
	return err
}
