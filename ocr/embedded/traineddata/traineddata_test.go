package traineddata

import (
	"bytes"
	"compress/gzip"
	"testing"
)

func TestModel(t *testing.T) {
	data := bytes.Repeat([]byte("weights "), 100)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	whole := Model{Language: "tst", SHA256: Digest(data), Size: len(data), Gzip: b.Bytes(), Base: Digest([]byte("base"))}
	if got, err := whole.Traineddata(); err != nil || !bytes.Equal(got, data) {
		t.Errorf("decompressed to %d bytes, error %v", len(got), err)
	}
	if err := whole.Check(); err != nil {
		t.Error(err)
	}
	if !whole.Replaces([]byte("base")) || whole.Replaces(data) {
		t.Error("replaces another file than the one it was made of")
	}
	if plain := (Model{Language: "tst"}); plain.Replaces(nil) {
		t.Error("a model that was made of none replaces a file")
	}
	for name, change := range map[string]func(*Model){
		"digest":    func(m *Model) { m.SHA256 = Digest(nil) },
		"size":      func(m *Model) { m.Size++ },
		"cut short": func(m *Model) { m.Gzip = m.Gzip[:len(m.Gzip)/2] },
		"no gzip":   func(m *Model) { m.Gzip = data },
		"empty":     func(m *Model) { m.Gzip = nil },
	} {
		m := whole
		change(&m)
		if m.Check() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
