package sysfont

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// FuzzFaces reads anything as a font: no panic, and every face has a name.
func FuzzFaces(f *testing.F) {
	f.Add([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00name\x00\x00\x00\x00\x00\x00\x00\x1c\x00\x00\x00\x14\x00\x00\x00\x01\x00\x12\x00\x03\x00\x01\x04\x09\x00\x01\x00\x02\x00\x00\x00A"))
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, face := range readFaces(bytes.NewReader(data), "x") {
			if face.Family == "" {
				t.Error("a face without name")
			}
		}
	})
}

func TestMatch(t *testing.T) {
	x := &Index{scan: func() []Face {
		return []Face{
			{Family: "Plain", names: []string{"plain", "plainregular"}, weight: 400},
			{Family: "Plain", names: []string{"plain", "plainbold"}, weight: 700},
			{Family: "Plain", names: []string{"plain"}, weight: 400, italic: true},
			{Family: "Kana", names: []string{"kana"}, weight: 300, pages: 1 << 17},
			{Family: "Kana", names: []string{"kana"}, weight: 400, pages: 1 << 17},
		}
	}}
	tests := []struct {
		name    string
		weight  int
		italic  bool
		charset int
		want    int // -1 = none
	}{
		{"Plain", 400, false, 0, 0},
		{"plain", 650, false, 0, 1},
		{"Plain-Bold", 400, false, 0, 1},
		{"Plain,Italic", 400, true, 0, 2},
		{"Other", 400, false, 0, -1},
		{"Other", 400, false, 128, 4},
		{"Kana", 200, false, 128, 3},
		{"Plain", 400, false, 128, 4},
		{"Plain", 400, false, 134, -1},
		{"", 400, false, 0, -1},
	}
	for _, tt := range tests {
		n, ok := x.Match(tt.name, tt.weight, tt.italic, tt.charset)
		if !ok {
			n = -1
		}
		if n != tt.want {
			t.Errorf("%+v: got %d", tt, n)
		}
	}
	if !x.Has(128) || x.Has(129) {
		t.Error("Has tells other character sets")
	}
}

// TestSystem reads the fonts that this machine has.
func TestSystem(t *testing.T) {
	x := New(Folders())
	faces := x.scan()
	if len(faces) == 0 {
		t.Skip("this machine has no fonts in", Folders())
	}
	data, offset, _ := x.Data(0)
	want, err := os.ReadFile(faces[0].path)
	if err != nil || !bytes.Equal(data, want) || offset >= int64(len(data)) {
		t.Errorf("%s: %d bytes, font at %d, %v", faces[0].path, len(data), offset, err)
	}
	if faces[0].Family != x.Family(0) || x.Family(len(faces)) != "" {
		t.Error("Family tells others")
	}
	if n, ok := x.Match(faces[0].Family, faces[0].weight, faces[0].italic, 0); !ok || !slices.Contains(faces[n].names, normal(faces[0].Family)) {
		t.Errorf("%s is not found by its name", faces[0].Family)
	}
	if data, _, _ := New([]string{filepath.Join(t.TempDir(), "none")}).Data(0); data != nil {
		t.Error("a font of no folder")
	}
}
