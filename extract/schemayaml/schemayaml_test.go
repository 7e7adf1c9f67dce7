package schemayaml_test

import (
	"errors"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/extract/schemayaml"
	"github.com/google/go-cmp/cmp"
)

func TestRoundTrip(t *testing.T) {
	for _, s := range []extract.Schema{extract.Invoice(), extract.Receipt(), extract.Contract()} {
		data, err := schemayaml.Format(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := schemayaml.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s, got); d != "" {
			t.Errorf("%s changed on the way through YAML:\n%s", s.Name, d)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, bad := range []string{"", "name: x", "name: x\nfields:\n- name: a\n  nonsense: 1", "fields: 3", "{"} {
		if _, err := schemayaml.Parse([]byte(bad)); !errors.Is(err, extract.ErrSchema) {
			t.Errorf("Parse(%q) = %v, want ErrSchema", bad, err)
		}
	}
}
