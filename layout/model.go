package layout

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"slices"
)

// ModelInput is what a model sees of a page.
type ModelInput struct {
	Page  *PageInput  // words, rulings and so on; not to be changed
	Image image.Image // the upright page; nil where the host has none
	DPI   float64     // of Image
}

// A Detection is a region that a model found.
type Detection struct {
	Role       Role
	Box        Rect    // in points of the upright page
	Confidence float64 // 0 to 1
}

// A Detector finds the regions of a page by a model, such as one trained on
// DocLayNet. Implementations must be safe for concurrent use and pass
// layouttest.TestDetector.
type Detector interface {
	// Detect returns the regions of a page in any order; none is no error. It
	// neither keeps nor changes in, and returns within a second of the end of
	// ctx with an error matching ctx's.
	Detect(ctx context.Context, in ModelInput) ([]Detection, error)
}

// A TableModel finds the structure of a table by a model. Implementations must
// be safe for concurrent use and pass layouttest.TestTableModel.
type TableModel interface {
	// Structure returns the cells of the table in box: rows, columns, spans,
	// header flags and boxes; Lines are ignored. A table of no rows says that
	// there is none. It neither keeps nor changes in, and returns within a
	// second of the end of ctx with an error matching ctx's.
	Structure(ctx context.Context, in ModelInput, box Rect) (*Table, error)
}

// Models are what AnalyzeWith asks where geometry alone is not sure.
type Models struct {
	// Detector finds regions. Default: none.
	Detector Detector
	// Tables finds the structure of tables. Default: none.
	Tables TableModel
	// Below is the confidence under which a page goes to the Detector and a
	// table to the TableModel: 0 to 1, above 1 means always. Default 0.7.
	Below float64
	// Least is the confidence from which a Detection counts. Default 0.5.
	Least float64
	// Image returns the image of the upright page and its resolution. It is
	// called at most once, and only where a model is asked. Default: none.
	Image func(ctx context.Context) (img image.Image, dpi float64, err error)
}

// AnalyzeWith is Analyze with models for the pages and tables that geometry is
// not sure of. A page that geometry is sure of costs no more than Analyze. It
// fails only where a model or Models.Image does.
func AnalyzeWith(ctx context.Context, in PageInput, o Options, m Models) (Page, error) {
	m.Below, m.Least = cmp.Or(m.Below, 0.7), cmp.Or(m.Least, 0.5)
	o = o.withDefaults()
	page := Analyze(in, o)
	unsure := page.unsure(m.Below)
	if m.Detector == nil && m.Tables == nil || !unsure {
		return page, nil
	}
	seen := ModelInput{Page: &in}
	if m.Image != nil {
		var err error
		if seen.Image, seen.DPI, err = m.Image(ctx); err != nil {
			return Page{}, fmt.Errorf("layout: page image for a model: %w", err)
		}
	}
	var found []Detection
	if m.Detector != nil {
		var err error
		if found, err = m.Detector.Detect(ctx, seen); err != nil {
			return Page{}, fmt.Errorf("layout: detector: %w", err)
		}
		found = slices.DeleteFunc(slices.Clone(found), func(d Detection) bool { return !(d.Confidence >= m.Least) || !usable(d.Box) })
	}
	o.detections = found
	if m.Tables == nil {
		if len(found) > 0 {
			page = Analyze(in, o)
		}
		return page, nil
	}
	for _, b := range tablesToAsk(&page, found, m.Below) {
		t, err := m.Tables.Structure(ctx, seen, b)
		if err != nil {
			return Page{}, fmt.Errorf("layout: table model: %w", err)
		}
		if t != nil {
			o.tables = append(o.tables, modelTable{b, t})
		}
	}
	if len(found) > 0 || len(o.tables) > 0 {
		page = Analyze(in, o)
	}
	return page, nil
}

// A modelTable is the answer of a TableModel for a box.
type modelTable struct {
	box   Rect
	table *Table
}

// unsure reports whether geometry is less sure of the page than limit: of its
// text as a whole or of a table.
func (p *Page) unsure(limit float64) bool {
	weight, sum := 0, 0.0
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Table != nil && b.Confidence < limit {
			return true
		}
		if b.Parent == nil {
			n := b.Lines.Len() + 1
			weight += n
			sum += b.Confidence * float64(n)
		}
	}
	return weight > 0 && sum < limit*float64(weight)
}

// tablesToAsk returns the boxes of the tables that geometry is not sure of and
// those that only the detector found.
func tablesToAsk(p *Page, found []Detection, limit float64) []Rect {
	var out []Rect
	for i := range p.Blocks {
		if b := &p.Blocks[i]; b.Table != nil && b.Confidence < limit {
			out = append(out, b.Box)
		}
	}
	for _, d := range found {
		if d.Role == RoleTable && !slices.ContainsFunc(p.Blocks, func(b Block) bool { return b.Table != nil && b.Box.IoU(d.Box) > 0.3 }) {
			out = append(out, upright(d.Box))
		}
	}
	return out
}

// modelGrids puts the tables of models in the place of those of geometry, and
// drops tables where a sure detector sees text.
func (p *prepared) modelGrids(found []*grid, o Options) []*grid {
	found = slices.DeleteFunc(found, func(g *grid) bool {
		return g.kind == "borderless" && slices.ContainsFunc(o.detections, func(d Detection) bool {
			return d.Role != RoleTable && d.Role != RoleDocumentIndex && d.Role != RoleForm && g.Overlap(p.frame.in(upright(d.Box))) > 0.8
		})
	})
	for _, m := range o.tables {
		if m.table.Rows == 0 { // there is none
			box := p.frame.in(upright(m.box))
			found = slices.DeleteFunc(found, func(f *grid) bool { return f.Overlap(box) > 0.5 })
			continue
		}
		g := p.modelGrid(m)
		if g == nil {
			continue
		}
		found = slices.DeleteFunc(found, func(f *grid) bool { return f.Overlap(g.Rect) > 0.5 || g.Overlap(f.Rect) > 0.5 })
		found = append(found, g)
	}
	for _, d := range o.detections { // found by the detector alone: gutters tell its columns
		box := p.frame.in(upright(d.Box))
		if d.Role != RoleTable || slices.ContainsFunc(found, func(g *grid) bool { return g.Overlap(box) > 0.3 || box.Overlap(g.Rect) > 0.3 }) {
			continue
		}
		if rows := rowsOf(p.phrasesIn(box, 0.9)); len(rows) >= 2 {
			if g := streamGrid(rows, box, nil, p.body); g != nil {
				g.kind = sourceModel
				found = append(found, g)
			}
		}
	}
	return found
}

// modelGrid makes a grid of a model's table and gives it the words in its cells.
func (p *prepared) modelGrid(m modelTable) *grid {
	t := m.table
	if !t.drawable() || t.Rows*t.Cols < 2 || t.Rows*t.Cols > maxUnitCells || len(t.Cells) > maxUnitCells {
		return nil
	}
	g := &grid{Rect: p.frame.in(upright(m.box)), rows: t.Rows, cols: t.Cols, kind: sourceModel}
	for _, c := range t.Cells {
		if !usable(c.Box) || c.Row < 0 || c.Col < 0 || c.Row >= t.Rows || c.Col >= t.Cols {
			continue
		}
		g.cells = append(g.cells, gridCell{Rect: p.frame.in(upright(c.Box)), r: c.Row, c: c.Col,
			rs: min(max(c.RowSpan, 1), t.Rows-c.Row), cs: min(max(c.ColSpan, 1), t.Cols-c.Col), header: c.Header})
	}
	g.fill(p.runsIn(g.Rect))
	g.complete()
	return g
}

// modelRoles gives regions the roles that a detector sees there.
func (p *prepared) modelRoles(rs []*region, found []Detection) {
	for _, r := range rs {
		if r.grid != nil || r.frame != nil {
			continue
		}
		best := 0.0
		for _, d := range found {
			switch d.Role {
			case RoleText, RoleTitle, RoleSectionHeader, RoleCaption, RoleFootnote, RoleFormula, RoleCode, RolePageHeader, RolePageFooter, RoleListItem:
			default:
				continue
			}
			if o := r.Overlap(p.frame.in(upright(d.Box))); o > 0.7 && d.Confidence > best {
				best = d.Confidence
				r.role, r.conf, r.source = d.Role, min(d.Confidence, 1), sourceModel
			}
		}
	}
}
