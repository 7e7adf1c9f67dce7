package layout

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Chunk is a stretch of a document for retrieval: text that belongs
// together, the headings above it and the places where it stands.
type Chunk struct {
	Headings []string `json:"headings,omitempty"` // title and headings above, outermost first
	Text     string   `json:"text"`               // paragraphs with an empty line between, tables as pipe tables
	Places   []Place  `json:"places"`             // in reading order, one a block; a block that was split stands in several chunks
	Roles    []Role   `json:"roles"`              // of its blocks, each once, in reading order
	Number   int      `json:"number"`             // 1-based, in the document
	Size     int      `json:"size"`               // as ChunkOptions.Size counts Headings and Text
}

// A Place is a block of a page.
type Place struct {
	Page  int  `json:"page"`  // 1-based number of the page
	Block int  `json:"block"` // index of Page.Blocks
	Box   Rect `json:"box"`
}

// String returns the headings of c, joined by " > ", and its text: what an
// index or a language model should see.
func (c *Chunk) String() string {
	if len(c.Headings) == 0 {
		return c.Text
	}
	return strings.Join(c.Headings, " > ") + "\n\n" + c.Text
}

// ChunkOptions tune Document.Chunks. The zero value is useful.
type ChunkOptions struct {
	// Max is the largest size of a chunk with its headings. Default 1,500. A
	// word, or the headings alone, may be larger.
	Max int
	// Size measures text, such as in the tokens of a model. It must grow with
	// the text. Default: characters (Unicode code points).
	Size func(string) int
	// Furniture includes page headers, footers and page numbers.
	Furniture bool
}

// Chunks cuts d into chunks for retrieval. No chunk goes over a heading; within
// a section paragraphs are gathered up to the size asked for. What is larger is
// cut between sentences, lists between items, tables between rows with their
// header repeated. Paragraphs and tables that go on over pages are made whole
// first.
func (d *Document) Chunks(o ChunkOptions) []Chunk {
	o.Max = cmp.Or(max(o.Max, 0), 1500)
	if o.Size == nil {
		o.Size = utf8.RuneCountInString
	}
	c := chunker{o: o}
	for _, p := range d.pieces(o.Furniture) {
		c.add(p)
	}
	c.flush()
	return c.out
}

// A piece is what should stay in one chunk: a paragraph, a list, a table.
type piece struct {
	text   string
	head   string   // first lines that each part of a split piece repeats
	units  []string // parts between which it may be cut; empty = sentences
	sep    string   // between units
	level  int      // of a heading, 0 = title; -1 = no heading
	role   Role
	places []Place
}

// pieces returns the content of d in reading order.
func (d *Document) pieces(furniture bool) []piece {
	var out []piece
	tables, first := d.Tables(), map[TablePart]*LogicalTable{}
	for i := range tables {
		for k, part := range tables[i].Parts {
			part.Row = 0
			first[part] = nil
			if k == 0 {
				first[part] = &tables[i]
			}
		}
	}
	for i := range d.Pages {
		p := &d.Pages[i]
		for k := range p.Blocks {
			b := &p.Blocks[k]
			if b.Parent != nil || b.Role.IsFurniture() && !furniture {
				continue
			}
			if b.Table.drawable() {
				if t := first[TablePart{Page: i, Block: k}]; t != nil {
					out = append(out, d.tablePiece(t))
				}
				continue
			}
			x := p.piece(k)
			if n := len(out) - 1; b.Continues && b.Role == RoleText && n >= 0 && out[n].role == RoleText && x.text != "" {
				out[n].text = joinFlow(out[n].text, x.text)
				out[n].places = append(out[n].places, x.places...)
			} else if x.text != "" {
				out = append(out, x)
			}
		}
		if len(p.Blocks) == 0 && len(p.Lines) > 0 {
			out = append(out, piece{text: p.flow(Range{0, len(p.Lines)}), level: -1, role: RoleText})
		}
	}
	return out
}

// piece returns the text of block i, which is no table.
func (p *Page) piece(i int) piece {
	b := &p.Blocks[i]
	x := piece{text: p.BlockText(i), level: -1, role: b.Role, places: []Place{{p.Number, i, b.Box}}, sep: "\n"}
	switch b.Role {
	case RoleTitle:
		x.level = 0
	case RoleSectionHeader:
		x.level = max(b.Level, 1)
	case RoleCode:
		x.text = strings.Join(p.codeLines(b.Lines), "\n")
		x.units = strings.Split(x.text, "\n")
	case RoleList, RoleKeyValue, RoleDocumentIndex:
		x.units = strings.Split(x.text, "\n")
	}
	return x
}

// tablePiece returns a table as a pipe table that may be cut between rows.
func (d *Document) tablePiece(t *LogicalTable) piece {
	x := piece{level: -1, role: RoleTable, sep: "\n"}
	for _, part := range t.Parts {
		p := &d.Pages[part.Page]
		x.places = append(x.places, Place{p.Number, part.Block, p.Blocks[part.Block].Box})
	}
	if t.Rows == 0 || t.Cols == 0 {
		return x
	}
	lines := strings.Split(t.markdown(true), "\n")
	x.text = strings.Join(lines, "\n")
	x.head, x.units = lines[0]+"\n"+lines[1], lines[2:]
	return x
}

// A chunker gathers pieces.
type chunker struct {
	o     ChunkOptions
	out   []Chunk
	path  []string // headings in force
	level []int    // and their levels
	open  Chunk
}

func (c *chunker) add(p piece) {
	if p.level >= 0 {
		c.flush()
		for len(c.level) > 0 && c.level[len(c.level)-1] >= p.level {
			c.level, c.path = c.level[:len(c.level)-1], c.path[:len(c.path)-1]
		}
		c.level, c.path = append(c.level, p.level), append(c.path[:len(c.path):len(c.path)], p.text)
		c.open = Chunk{Headings: c.path, Places: p.places, Roles: []Role{p.role}}
		return
	}
	if c.fits(p.text, "\n\n") {
		c.put(p, p.text, "\n\n")
		return
	}
	c.cut(p)
}

// fits reports whether text has room in the open chunk.
func (c *chunker) fits(text, sep string) bool {
	t := c.open
	t.Headings, t.Text = c.path, joinNonEmpty(t.Text, text, sep)
	return c.o.Size(t.String()) <= c.o.Max
}

func joinNonEmpty(a, b, sep string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + sep + b
}

// put adds a part of p to the open chunk.
func (c *chunker) put(p piece, text, sep string) {
	c.open.Headings = c.path
	c.open.Text = joinNonEmpty(c.open.Text, text, sep)
	for _, at := range p.places {
		if !slices.Contains(c.open.Places, at) {
			c.open.Places = append(c.open.Places, at)
		}
	}
	if !slices.Contains(c.open.Roles, p.role) {
		c.open.Roles = append(c.open.Roles, p.role)
	}
}

// cut spreads a piece that does not fit over chunks of its own, unit by unit.
func (c *chunker) cut(p piece) {
	if c.open.Text != "" {
		c.flush()
	}
	if c.fits(p.text, "\n\n") {
		c.put(p, p.text, "\n\n")
		return
	}
	units, sep := p.units, p.sep
	if len(units) == 0 {
		units, sep = sentences(p.text), " "
	}
	for i := 0; i < len(units); i++ {
		u := units[i]
		if c.open.Text == "" && p.head != "" {
			u = p.head + "\n" + u
		}
		switch {
		case c.fits(u, sep):
			c.put(p, u, sep)
		case c.open.Text != "": // what is left begins a chunk
			c.flush()
			i--
		case i == 0:
			c.words(p, u)
		default: // no room for the head of the table beside it
			c.words(p, units[i])
		}
	}
}

// words spreads a unit that is larger than a chunk, word by word.
func (c *chunker) words(p piece, unit string) {
	for _, w := range strings.Fields(unit) {
		if c.open.Text != "" && !c.fits(w, " ") {
			c.flush()
		}
		c.put(p, w, " ")
	}
}

// flush ends the open chunk; headings without text below them are kept as one.
func (c *chunker) flush() {
	x := c.open
	c.open = Chunk{}
	if x.Text == "" && len(x.Places) == 0 {
		return
	}
	if x.Text == "" {
		x.Text = x.Headings[len(x.Headings)-1]
		x.Headings = x.Headings[:len(x.Headings)-1]
	}
	x.Number, x.Size = len(c.out)+1, c.o.Size(x.String())
	c.out = append(c.out, x)
}

// sentences cuts running text behind the marks that end a sentence.
func sentences(s string) []string {
	var out []string
	from := 0
	for i, r := range s {
		if r != ' ' || i == 0 {
			continue
		}
		before := strings.TrimRight(s[from:i], `"'”’)»`)
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(s[i+1:])
		if strings.ContainsRune(".!?…", last) && !continuesWord(string(next)) && !abbreviated(before) {
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

// abbreviated reports whether s ends in an initial or a short word with a
// point, such as "Dr.", which ends no sentence.
func abbreviated(s string) bool {
	w := s[strings.LastIndexByte(s, ' ')+1:]
	return strings.HasSuffix(w, ".") && utf8.RuneCountInString(w) <= 3 && !strings.ContainsAny(w, "0123456789")
}
