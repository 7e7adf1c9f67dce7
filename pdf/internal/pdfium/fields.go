package pdfium

// A Field is a widget of an interactive form on a page.
type Field struct {
	Box     Rect
	Kind    int    // PDFium's number: see the Field constants
	Name    string // fully qualified
	Label   string // the alternate name
	Value   string
	Checked bool
	Options []string
}

// The kinds of fields.
const (
	FieldButton    = 1
	FieldCheckbox  = 2
	FieldRadio     = 3
	FieldCombobox  = 4
	FieldListbox   = 5
	FieldText      = 6
	FieldSignature = 7
)

const (
	maxFields  = 10_000
	maxOptions = 1_000
)

// Fields returns the form fields of the page.
func (p *Page) Fields() []Field {
	in := p.in
	const widget = 20
	var out []Field
	for i := range p.AnnotationCount() {
		if len(out) >= maxFields || in.err != nil {
			break
		}
		a := in.call("FPDFPage_GetAnnot", p.h, uint64(i))
		if a == 0 {
			continue
		}
		if in.callInt("FPDFAnnot_GetSubtype", a) == widget && p.joinForm() {
			if f, ok := p.field(a); ok {
				out = append(out, f)
			}
		}
		in.call("FPDFPage_CloseAnnot", a)
	}
	return out
}

func (p *Page) field(a uint64) (f Field, ok bool) {
	in := p.in
	if f.Kind = in.callInt("FPDFAnnot_GetFormFieldType", in.form, a); f.Kind <= 0 {
		return f, false
	}
	if !in.callBool("FPDFAnnot_GetRect", a, uint64(in.scratch)) {
		return f, false
	}
	b := in.read(in.scratch, 16) // left, top, right, bottom
	f.Box = Rect{f32At(b, 0), f32At(b, 12), f32At(b, 8), f32At(b, 4)}
	text := func(name string) string {
		return in.utf16Result(func(buf, size uint64) uint64 { return in.call(name, in.form, a, buf, size) })
	}
	f.Name, f.Label = text("FPDFAnnot_GetFormFieldName"), text("FPDFAnnot_GetFormFieldAlternateName")
	f.Value = text("FPDFAnnot_GetFormFieldValue")
	switch f.Kind {
	case FieldCheckbox, FieldRadio:
		f.Checked = in.callBool("FPDFAnnot_IsChecked", in.form, a)
		f.Value = text("FPDFAnnot_GetFormFieldExportValue")
	case FieldCombobox, FieldListbox:
		for i := range min(max(in.callInt("FPDFAnnot_GetOptionCount", in.form, a), 0), maxOptions) {
			f.Options = append(f.Options, in.utf16Result(func(buf, size uint64) uint64 {
				return in.call("FPDFAnnot_GetOptionLabel", in.form, a, uint64(i), buf, size)
			}))
		}
	}
	return f, true
}
