package layout_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/layout"
)

// A page that was straightened maps back: first what OCR turned, then the bend,
// then the way to the uploaded page; also after it was written and read.
func TestBend(t *testing.T) {
	o := layout.Origin{
		Matrix: layout.Matrix{1, 0, 5, 0, 1, 7, 0, 0, 1},
		Bend: &layout.Bend{
			Before: layout.Rotation(180, layout.Size{W: 200, H: 110}), Size: layout.Size{W: 200, H: 100}, Top: 10,
			Powers: 2, Terms: []float64{1, 2, 3, 4},
		},
	}
	// (50, 20) turns to (150, 90) and loses the top: (150, 80), x = .5, y = .6.
	want := layout.Point{X: 155, Y: 87 + 1*.5 + 2*.25 + .6*(3*.5+4*.25)}
	data, err := json.Marshal(layout.Page{Origin: o})
	if err != nil {
		t.Fatal(err)
	}
	var read layout.Page
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(o, read.Origin); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	for _, p := range []*layout.Page{{Origin: o}, &read} {
		got := p.ToSource(layout.Point{X: 50, Y: 20})
		if math.Hypot(got.X-want.X, got.Y-want.Y) > 1e-9 {
			t.Errorf("%v, want %v", got, want)
		}
		if q := p.ToSourceQuad(layout.Rect{X0: 50, Y0: 20, X1: 60, Y1: 30}); q[0] != got {
			t.Errorf("the box begins at %v, the point lies at %v", q[0], got)
		}
	}
}
