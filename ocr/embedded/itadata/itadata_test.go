package itadata

import "testing"

func TestModel(t *testing.T) {
	if err := Model().Check(); err != nil {
		t.Error(err)
	}
}
