package layout_test

import (
	"context"
	"errors"
	"image"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/layout/layouttest"
)

// fakeModel finds what it is told.
type fakeModel struct {
	found []layout.Detection
	table *layout.Table
	err   error
	calls int
}

func (f *fakeModel) Detect(ctx context.Context, in layout.ModelInput) ([]layout.Detection, error) {
	f.calls++
	return f.found, errors.Join(ctx.Err(), f.err)
}

func (f *fakeModel) Structure(ctx context.Context, in layout.ModelInput, box layout.Rect) (*layout.Table, error) {
	f.calls++
	if f.table == nil {
		return &layout.Table{}, errors.Join(ctx.Err(), f.err)
	}
	return f.table, errors.Join(ctx.Err(), f.err)
}

func TestModelConformance(t *testing.T) {
	layouttest.TestDetector(t, func(*testing.T) layout.Detector {
		return &fakeModel{found: []layout.Detection{{Role: layout.RoleTable, Box: layouttest.Table, Confidence: 0.9}}}
	})
	layouttest.TestTableModel(t, func(*testing.T) layout.TableModel { return &fakeModel{} })
}

func tablesOf(p layout.Page) (n int) {
	for _, b := range p.Blocks {
		if b.Table != nil {
			n++
		}
	}
	return n
}

func TestAnalyzeWith(t *testing.T) {
	in := *layouttest.Page().Page
	m := &fakeModel{}
	if p, err := layout.AnalyzeWith(t.Context(), in, layout.Options{}, layout.Models{Detector: m}); err != nil || m.calls != 0 || tablesOf(p) != 1 {
		t.Errorf("a page that geometry is sure of: %d calls, %d tables, %v", m.calls, tablesOf(p), err)
	}
	bare := in
	bare.Rulings = nil
	bare.Words = append([]layout.Word(nil), in.Words[:9]...) // two rows of the table are too few for geometry
	box := layout.Rect{X0: 40, Y0: 120, X1: 281, Y1: 161}
	m.found = []layout.Detection{{Role: layout.RoleTable, Box: box, Confidence: 0.9}, {Role: layout.RoleTable, Box: in.Words[0].Box, Confidence: 0.1}}
	m.table = &layout.Table{Rows: 1, Cols: 2, Cells: []layout.Cell{
		{Box: layout.Rect{X0: 40, Y0: 120, X1: 120, Y1: 160}}, {Col: 1, Box: layout.Rect{X0: 120, Y0: 120, X1: 281, Y1: 160}}}}
	asked := 0
	models := layout.Models{Detector: m, Tables: m, Below: 2, Image: func(context.Context) (image.Image, float64, error) {
		asked++
		return layouttest.Page().Image, 100, nil
	}}
	p, err := layout.AnalyzeWith(t.Context(), bare, layout.Options{}, models)
	if err != nil || tablesOf(p) != 1 || asked != 1 {
		t.Fatalf("%d tables, %d images, %v; want one of each", tablesOf(p), asked, err)
	}
	for _, b := range p.Blocks {
		if b.Table != nil && (b.Table.Cols != 2 || b.Source != "model") {
			t.Errorf("table %+v by %s, want the model's", b.Table, b.Source)
		}
	}
	broken := errors.New("broken")
	m.err = broken
	if _, err := layout.AnalyzeWith(t.Context(), bare, layout.Options{}, models); !errors.Is(err, broken) {
		t.Errorf("error %v, want the model's", err)
	}
}
