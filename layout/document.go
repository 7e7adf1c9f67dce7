// Package layout is the document model that every other package speaks, and the
// analysis that turns the words of a page into blocks in reading order.
package layout

import "time"

// A Document is the recognised content of one submitted file, or of one part
// of it. It is plain data: it survives JSON unchanged.
type Document struct {
	Name       string      `json:"name,omitempty"`       // display name of the source
	MediaType  string      `json:"mediaType,omitempty"`  // of the source, such as application/pdf
	Info       Info        `json:"info,omitzero"`        // what the file says of itself
	Converted  time.Time   `json:"converted,omitzero"`   // when the document was made
	Languages  []string    `json:"languages,omitempty"`  // BCP 47, most used first
	Pages      []Page      `json:"pages"`                // in order of the source
	PageErrors []PageError `json:"pageErrors,omitempty"` // pages that failed; they also stand in Pages with State PageFailed
	Warnings   []string    `json:"warnings,omitempty"`   // what a reader should know of the whole document
}

// Info is what a file says of itself.
type Info struct {
	Title    string            `json:"title,omitempty"`
	Author   string            `json:"author,omitempty"`
	Subject  string            `json:"subject,omitempty"`
	Keywords string            `json:"keywords,omitempty"`
	Creator  string            `json:"creator,omitempty"`  // program that made the original
	Producer string            `json:"producer,omitempty"` // program that wrote the file
	Created  time.Time         `json:"created,omitzero"`
	Modified time.Time         `json:"modified,omitzero"`
	Custom   map[string]string `json:"custom,omitempty"` // other entries; dates that could not be parsed keep their raw text here
}

// A PageError tells which page failed, where and why.
type PageError struct {
	Page    int    `json:"page"`            // 1-based
	Phase   string `json:"phase,omitempty"` // such as render, ocr, layout
	Code    string `json:"code,omitempty"`  // an error code of package task, such as timeout
	Message string `json:"message"`
}

// A PageState says what became of a page.
type PageState string

// The states of a page.
const (
	PageDone    PageState = "done"    // read; no words means that the page has none
	PageFailed  PageState = "failed"  // not read; see Document.PageErrors
	PageSkipped PageState = "skipped" // not asked for
)

// A TextSource says where words come from.
type TextSource string

// The sources of words.
const (
	SourceNative TextSource = "native" // the document's own text
	SourceOCR    TextSource = "ocr"    // read from pixels
	SourceMixed  TextSource = "mixed"  // a page with both
	SourceHidden TextSource = "hidden" // an invisible text layer of an earlier OCR
)

// A Page is one page: words, lines and blocks. After Analyze all three stand
// in reading order, a Line is a range of Words and a Block a range of Lines.
type Page struct {
	Number   int        `json:"number"`             // 1-based
	Label    string     `json:"label,omitempty"`    // the page label of the source, such as iv
	Size     Size       `json:"size"`               // of the upright page, in points
	State    PageState  `json:"state,omitempty"`    // empty means PageDone
	Source   TextSource `json:"source,omitempty"`   // where the words come from
	DPI      float64    `json:"dpi,omitempty"`      // of the image that was read; 0 for native text
	Language string     `json:"language,omitempty"` // BCP 47, main language of the page
	Words    []Word     `json:"words,omitempty"`
	Lines    []Line     `json:"lines,omitempty"`
	Blocks   []Block    `json:"blocks,omitempty"`
	Rulings  []Ruling   `json:"rulings,omitempty"`
	Images   []Image    `json:"images,omitempty"`
	Links    []Link     `json:"links,omitempty"`
	Fields   []Field    `json:"fields,omitempty"`
	Origin   Origin     `json:"origin,omitzero"`    // how the upright page lies on the uploaded one
	Warnings []string   `json:"warnings,omitempty"` // such as a missing font
}

// An Origin maps the upright page back to the page as it was uploaded (before
// rotation, deskew, crop and warp). The zero Origin says that they are the same.
type Origin struct {
	Size     Size    `json:"size,omitzero"`      // of the uploaded page in points
	Rotation int     `json:"rotation,omitempty"` // clockwise degrees by which the uploaded page was turned to be upright: 0, 90, 180, 270
	Skew     float64 `json:"skew,omitempty"`     // degrees that were corrected, clockwise positive
	Steps    string  `json:"steps,omitempty"`    // what was done to the pixels before they were read, such as crop,light,deskew,dewarp
	Matrix   Matrix  `json:"matrix,omitzero"`    // upright point -> uploaded point; zero = identity
	Bend     *Bend   `json:"bend,omitempty"`     // of a page whose lines were straightened: comes before Matrix
}

// Apply maps a point of the upright page to the page as it was uploaded.
func (o Origin) Apply(p Point) Point {
	if o.Bend != nil {
		p = o.Bend.Apply(p)
	}
	return o.Matrix.Apply(p)
}

// ApplyQuad maps four corners.
func (o Origin) ApplyQuad(q Quad) Quad {
	for i := range q {
		q[i] = o.Apply(q[i])
	}
	return q
}

// ToSource maps a point of the upright page to the page as it was uploaded:
// points, origin top left.
func (p *Page) ToSource(pt Point) Point { return p.Origin.Apply(pt) }

// ToSourceQuad maps a box of the upright page to the page as it was uploaded.
func (p *Page) ToSourceQuad(r Rect) Quad { return p.Origin.ApplyQuad(r.Quad()) }

// A Range is a half-open range of indexes: Start <= i < End.
type Range struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len returns the number of indexes in r.
func (r Range) Len() int { return r.End - r.Start }

// A Word is the smallest unit of text with a box.
type Word struct {
	Text       string     `json:"text"`
	Box        Rect       `json:"box"`
	Quad       Quad       `json:"quad,omitzero"`        // set where the word is not axis-parallel
	Confidence float64    `json:"confidence,omitempty"` // 0 to 1; 1 for native text
	Source     TextSource `json:"source,omitempty"`     // empty means the page's
	Font       Font       `json:"font,omitzero"`
	Baseline   float64    `json:"baseline,omitempty"`  // y of the baseline at the word's left end, 0 = unknown
	Direction  int        `json:"direction,omitempty"` // reading direction in degrees clockwise from left-to-right on the upright page: 0, 90, 180, 270
	RTL        bool       `json:"rtl,omitempty"`       // right-to-left script; Text is in logical order
	Joined     bool       `json:"joined,omitempty"`    // no space between this word and the one before it on the line
	Language   string     `json:"language,omitempty"`  // BCP 47
	Invisible  bool       `json:"invisible,omitempty"` // hidden, clipped or off the page
	Chars      []Char     `json:"chars,omitempty"`     // only on request
}

// A Char is one character (grapheme cluster) of a word.
type Char struct {
	Text       string  `json:"text"`
	Box        Rect    `json:"box"`
	Confidence float64 `json:"confidence,omitempty"`
}

// A Font is how a word looks.
type Font struct {
	Name   string  `json:"name,omitempty"` // without subset prefix
	Size   float64 `json:"size,omitempty"` // in points of the page; for OCR an estimate
	Bold   bool    `json:"bold,omitempty"`
	Italic bool    `json:"italic,omitempty"`
	Color  string  `json:"color,omitempty"` // #rrggbb of the fill; empty = black or unknown
}

// A Line is a run of words on one baseline within one column.
type Line struct {
	Words      Range   `json:"words"` // of Page.Words
	Box        Rect    `json:"box"`
	Baseline   float64 `json:"baseline,omitempty"`   // y at the left end, 0 = unknown
	Confidence float64 `json:"confidence,omitempty"` // mean of its words, weighted by letters
	Hyphenated bool    `json:"hyphenated,omitempty"` // its last word goes on in the next line
}

// A Role says what a block is. The names are those of the DocLayNet and
// Docling label sets, with some of our own.
type Role string

// The roles of blocks.
const (
	RoleText           Role = "text" // a paragraph
	RoleTitle          Role = "title"
	RoleSectionHeader  Role = "section_header" // Level tells the depth, 1 = top
	RoleList           Role = "list"           // parent of list items
	RoleListItem       Role = "list_item"
	RoleTable          Role = "table"
	RolePicture        Role = "picture"
	RoleChart          Role = "chart"
	RoleCaption        Role = "caption"
	RoleFootnote       Role = "footnote"
	RoleFormula        Role = "formula"
	RoleCode           Role = "code"
	RolePageHeader     Role = "page_header"
	RolePageFooter     Role = "page_footer"
	RolePageNumber     Role = "page_number"
	RoleReference      Role = "reference"
	RoleDocumentIndex  Role = "document_index" // table of contents
	RoleForm           Role = "form"
	RoleField          Role = "field" // a form field of the document
	RoleKeyValue       Role = "key_value_region"
	RoleKey            Role = "key"
	RoleValue          Role = "value"
	RoleMark           Role = "mark" // checkbox or radio button; Label tells selected or unselected
	RoleBarcode        Role = "barcode"
	RoleSignature      Role = "signature"
	RoleHandwritten    Role = "handwritten_text"
	RoleGradingScale   Role = "grading_scale"
	RoleEmptyValue     Role = "empty_value"
	RoleParagraphGroup Role = "paragraph"
)

// The states of a mark, in Block.Label.
const (
	MarkSelected   = "selected"
	MarkUnselected = "unselected"
)

// What decided on a block, in Block.Source, where it is not geometry.
const (
	sourceTag   = "tag"
	sourceModel = "model"
)

// IsFurniture reports whether r is what repeats around the content: page
// headers, footers and numbers.
func (r Role) IsFurniture() bool {
	return r == RolePageHeader || r == RolePageFooter || r == RolePageNumber
}

// A Block is a region of a page. Blocks form a forest: Parent and Children are
// indexes of Page.Blocks; top-level blocks stand in reading order and so do
// the children of each.
type Block struct {
	Role       Role    `json:"role"`
	Box        Rect    `json:"box"`
	Lines      Range   `json:"lines"`                // of Page.Lines; a parent's range covers its children's
	Level      int     `json:"level,omitempty"`      // depth of a heading or list item, 1 = top
	Label      string  `json:"label,omitempty"`      // list marker, numbering, state of a mark, text of a barcode
	Language   string  `json:"language,omitempty"`   // BCP 47, where it is not the page's
	Confidence float64 `json:"confidence,omitempty"` // 0 to 1
	Parent     *int    `json:"parent,omitempty"`
	Children   []int   `json:"children,omitempty"`
	Table      *Table  `json:"table,omitempty"`     // set where Role is table (or a table-like index)
	Caption    *int    `json:"caption,omitempty"`   // of a picture: index of its caption in Page.Blocks; for tables see Table
	Source     string  `json:"source,omitempty"`    // what decided: geometry, ruling, tag, model
	Continues  bool    `json:"continues,omitempty"` // goes on from the last block of its kind on an earlier column or page
}

// A Table is a grid of cells.
type Table struct {
	Rows    int    `json:"rows"`
	Cols    int    `json:"cols"`
	Cells   []Cell `json:"cells"`             // row by row, left to right; spanned places have no cell
	Caption *int   `json:"caption,omitempty"` // index of the caption in Page.Blocks
}

// A Cell is one cell of a table.
type Cell struct {
	Row     int    `json:"row"`               // 0-based
	Col     int    `json:"col"`               // 0-based
	RowSpan int    `json:"rowSpan,omitempty"` // 0 means 1
	ColSpan int    `json:"colSpan,omitempty"` // 0 means 1
	Header  bool   `json:"header,omitempty"`  // column or row header
	Box     Rect   `json:"box"`
	Lines   Range  `json:"lines"`           // of Page.Lines
	Marks   []Mark `json:"marks,omitempty"` // checkboxes and radio buttons in the cell
}
