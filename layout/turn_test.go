package layout_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docket-go/docket/layout"
)

// A page that lies on its side has its text read downwards; turned back by 270
// degrees it is upright, and Origin leads back to where everything was.
func TestTurned(t *testing.T) {
	box := layout.Rect{X0: 500, Y0: 40, X1: 512, Y1: 100}
	in := layout.PageInput{
		Number: 3, Size: layout.Size{W: 600, H: 400},
		Words:   []layout.Word{{Text: "downwards", Box: box, Direction: 90, Baseline: 7, Chars: []layout.Char{{Text: "d", Box: box}}}},
		Rulings: []layout.Ruling{{Box: layout.Rect{X0: 10, Y0: 0, X1: 11, Y1: 400}, Width: 1}},
		Fills:   []layout.Fill{{Box: box}}, Images: []layout.Image{{Box: box}}, Links: []layout.Link{{Box: box}},
		Fields: []layout.Field{{Box: box}}, Marks: []layout.Mark{{Box: box}}, Ticks: []layout.Rect{box},
		Tags: &layout.Tag{Type: "Document", Children: []layout.Tag{{Type: "P", Box: box, Words: []int{0}}}},
	}
	for v, i := reflect.ValueOf(in), 0; i < v.NumField(); i++ {
		if f := v.Field(i); f.Kind() == reflect.Slice && f.Len() == 0 {
			boxed := f.Type().Elem() == reflect.TypeFor[layout.Rect]()
			if f.Type().Elem().Kind() == reflect.Struct && !boxed {
				_, boxed = f.Type().Elem().FieldByName("Box")
			}
			if boxed {
				t.Errorf("%s has boxes, and this test none of them", v.Type().Field(i).Name)
			}
		}
	}
	up := in.Turned(270)
	want := layout.Rect{X0: 40, Y0: 88, X1: 100, Y1: 100} // x = y, y = 600 - x
	near := cmpopts.EquateApprox(0, 1e-9)
	for name, got := range map[string]layout.Rect{
		"word": up.Words[0].Box, "char": up.Words[0].Chars[0].Box, "fill": up.Fills[0].Box, "image": up.Images[0].Box,
		"link": up.Links[0].Box, "field": up.Fields[0].Box, "mark": up.Marks[0].Box, "tick": up.Ticks[0], "tag": up.Tags.Children[0].Box,
	} {
		if d := cmp.Diff(want, got, near); d != "" {
			t.Errorf("%s: -want +got\n%s", name, d)
		}
	}
	if w := up.Words[0]; w.Direction != 0 || w.Baseline != 0 || up.Size != (layout.Size{W: 400, H: 600}) || !up.Rulings[0].Horizontal() {
		t.Errorf("direction %d, baseline %g, size %v, ruling %v", w.Direction, w.Baseline, up.Size, up.Rulings[0])
	}
	back := up.Origin.ApplyQuad(up.Words[0].Box.Quad()).Bounds()
	if d := cmp.Diff(box, back, near); d != "" || up.Origin.Rotation != 270 || up.Origin.Size != in.Size {
		t.Errorf("origin %+v leads back to\n%s", up.Origin, d)
	}
	if in.Words[0].Box != box || in.Tags.Children[0].Box != box || in.Words[0].Chars[0].Box != box {
		t.Error("the page that was turned has changed")
	}
	whole := in
	for _, d := range []int{90, 90, -180, 360, 0} {
		whole = whole.Turned(d)
	}
	if d := cmp.Diff(in.Rulings, whole.Rulings, near); d != "" || whole.Origin.Rotation != 0 || whole.Words[0].Direction != 90 {
		t.Errorf("four quarters leave rotation %d, direction %d, -want +got\n%s", whole.Origin.Rotation, whole.Words[0].Direction, d)
	}
}
