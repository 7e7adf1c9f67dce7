package pdf

import (
	"context"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// Input reads what page n (1-based) says of itself without looking at pixels:
// words, drawn lines, filled boxes, pictures, links, form fields, with the text
// and drawings of fields and annotations. Words stand in the order of the page's
// content. A check box or radio button that is on has its mark as a word where the
// file shows it as a character.
func (d *Document) Input(ctx context.Context, n int) (*layout.PageInput, error) {
	if got := d.takeRead(n); got != nil {
		return got, ctx.Err()
	}
	in, _, err := d.read(ctx, n)
	return in, err
}

// Classify says how page n (1-based) is to be read, and why. It reads the whole
// page; a call of Input for the same page that follows soon does not read it
// again.
func (d *Document) Classify(ctx context.Context, n int) (Classification, error) {
	d.mu.Lock()
	c, ok := d.kinds[n]
	d.mu.Unlock()
	if ok {
		return c, ctx.Err()
	}
	in, c, err := d.read(ctx, n)
	if err == nil {
		d.keepRead(n, in)
	}
	return c, err
}

// maxKept is how many pages that were read by Classify wait for Input.
const maxKept = 8

// keepRead keeps in for the next call of Input; the oldest page makes room.
func (d *Document) keepRead(n int, in *layout.PageInput) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.kept) >= maxKept {
		d.kept = d.kept[1:]
	}
	d.kept = append(d.kept, in)
}

// takeRead returns what keepRead kept of page n, once.
func (d *Document) takeRead(n int) *layout.PageInput {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, in := range d.kept {
		if in.Number == n {
			d.kept = append(d.kept[:i:i], d.kept[i+1:]...)
			return in
		}
	}
	return nil
}

func (d *Document) read(ctx context.Context, n int) (*layout.PageInput, Classification, error) {
	var in *layout.PageInput
	var c Classification
	err := d.page(ctx, n, func(p *pdfium.Page) (err error) {
		v, err := d.viewOn(ctx, p, n)
		if err != nil {
			return err
		}
		in, c, err = readPage(p, v, n)
		return err
	})
	if err != nil {
		return nil, c, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kinds == nil {
		d.kinds = map[int]Classification{}
	}
	d.kinds[n] = c
	return in, c, nil
}

func readPage(p *pdfium.Page, v view, n int) (*layout.PageInput, Classification, error) {
	in := &layout.PageInput{Number: n, Label: p.Label(), Size: v.size(), Source: layout.SourceNative}
	if p.AnnotationCount() > 0 {
		for _, l := range p.Links() {
			in.Links = append(in.Links, layout.Link{Box: v.rect(l.Box), URI: l.URI, Page: l.Page})
		}
		in.Fields = readFields(p, v)
		if err := p.Flatten(); err != nil {
			return nil, Classification{}, err
		}
	}
	words, content, err := readObjects(p, v)
	if err != nil {
		return nil, Classification{}, err
	}
	in.Words = words.take()
	in.Rulings, in.Fills, in.Images, in.Ticks = content.rulings, content.fills, content.images, content.ticks
	in.Warnings = words.warnings()
	if words.tagged {
		in.Tags = readTags(p, in.Words, words.marks)
	}
	if words.hidden > words.letters/2 {
		in.Source = layout.SourceHidden
	}
	class := classify(in, words, content)
	words.free()
	return in, class, readButtons(p, v, in)
}

// readObjects reads the words of a page, in the order of its content, and what
// is drawn besides.
func readObjects(p *pdfium.Page, v view) (*wordReader, *contentReader, error) {
	words, content := newWordReader(p, v), newContentReader(v)
	plain := true
	err := p.Objects(func(o pdfium.Object) bool {
		if o.Kind != pdfium.ObjectText {
			content.object(o)
		} else if plain {
			plain = words.object(o)
		}
		return true
	})
	words.flush()
	if err == nil && (!plain || words.anyRTL) {
		words.free()
		words, err = readAgain(p, v)
	}
	return words, content, err
}

var fieldKinds = map[int]string{
	pdfium.FieldButton: "button", pdfium.FieldCheckbox: "checkbox", pdfium.FieldRadio: "radio", pdfium.FieldCombobox: "combobox",
	pdfium.FieldListbox: "listbox", pdfium.FieldText: "text", pdfium.FieldSignature: "signature",
}

// readFields returns the form fields of a page; those of a kind without name
// are left out.
func readFields(p *pdfium.Page, v view) []layout.Field {
	var out []layout.Field
	for _, f := range p.Fields() {
		if kind, ok := fieldKinds[f.Kind]; ok {
			out = append(out, layout.Field{
				Box: v.rect(f.Box), Name: f.Name, Label: f.Label, Kind: kind, Value: f.Value, Checked: f.Checked, Options: f.Options,
			})
		}
	}
	return out
}
