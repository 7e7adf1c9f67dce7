package layout

// PageInput is what a page reader (package pdf, an OCR engine) knows of one
// page: the raw material of Analyze. All boxes are in points of the upright
// page, origin top left.
type PageInput struct {
	Number   int
	Label    string
	Size     Size
	Source   TextSource
	DPI      float64
	Language string
	Words    []Word    // in any order
	Lines    []Range   // optional hint: ranges of Words that an engine read as one line
	Strokes  []float64 // optional: the width of the pen of each of Words in points, measured in pixels; 0 = unknown
	Rulings  []Ruling  // drawn lines, also thin filled boxes
	Fills    []Fill
	Images   []Image
	Links    []Link
	Fields   []Field
	Marks    []Mark
	Ticks    []Rect // small drawings that are neither lines nor boxes, such as the cross in a drawn checkbox
	Tags     *Tag   // structure tree of a tagged page, or nil
	Origin   Origin
	Warnings []string
}

// A Ruling is a straight horizontal or vertical line.
type Ruling struct {
	Box   Rect    `json:"box"`             // the inked area; the longer side tells the direction
	Width float64 `json:"width,omitempty"` // line width in points
}

// Horizontal reports whether the ruling lies rather than stands.
func (r Ruling) Horizontal() bool { return r.Box.Width() >= r.Box.Height() }

// A Fill is a filled rectangle behind the text.
type Fill struct {
	Box   Rect   `json:"box"`
	Color string `json:"color,omitempty"` // #rrggbb
}

// An Image is a picture on the page.
type Image struct {
	Box Rect   `json:"box"`
	Alt string `json:"alt,omitempty"`
}

// A Link is an area that leads elsewhere.
type Link struct {
	Box  Rect   `json:"box"`
	URI  string `json:"uri,omitempty"`
	Page int    `json:"page,omitempty"` // 1-based target in the document, 0 = none
}

// A Field is an interactive form field.
type Field struct {
	Box     Rect     `json:"box"`
	Name    string   `json:"name,omitempty"` // fully qualified
	Label   string   `json:"label,omitempty"`
	Kind    string   `json:"kind"` // text, checkbox, radio, combobox, listbox, button, signature
	Value   string   `json:"value,omitempty"`
	Checked bool     `json:"checked,omitempty"`
	Options []string `json:"options,omitempty"`
}

// A Mark is a checkbox or radio button found in pixels or drawn by the page,
// or a barcode with its text.
type Mark struct {
	Box        Rect    `json:"box"`
	Kind       string  `json:"kind"` // checkbox, radio, barcode
	Checked    bool    `json:"checked,omitempty"`
	Text       string  `json:"text,omitempty"`
	Format     string  `json:"format,omitempty"` // of a barcode, such as qr_code
	Confidence float64 `json:"confidence,omitempty"`
}

// A Tag is a node of a PDF structure tree.
type Tag struct {
	Type     string // standard structure type, such as P, H1, Table, TR, TD
	Words    []int  // indexes of PageInput.Words
	Box      Rect
	Alt      string
	RowSpan  int
	ColSpan  int
	Children []Tag
}
