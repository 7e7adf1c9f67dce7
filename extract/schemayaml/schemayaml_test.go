package schemayaml_test

import (
	"errors"
	"strings"
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

// TestOddTexts: texts that YAML could take for something else come back as
// they were.
func TestOddTexts(t *testing.T) {
	for _, text := range []string{"yes", "null", "~", "1", "0x10", "1e3", "2024-01-02", "- a", "a: b", "#x", " lead", "trail ", "a\nb", "tab\there", `\d{4}\\`, "'", `"`, "ß…", "[a", "{a", "*a", "&a", "!a", "%a", "@a", "`a", "|", ">", "?", ": ", "=", "<<", "true", ".5", "+1"} {
		want := extract.Schema{Name: text, Version: text, Description: text, Class: text, Anchors: []extract.Anchor{{Text: "x" + text, Page: -1, X0: .1, Y0: .2, X1: .3, Y1: .4}}, Fields: []extract.Field{
			{Name: text, Kind: extract.KindEnum, Description: text, Labels: []string{text, "b"}, Example: text, Enum: []string{text}, Term: text, Many: true, Required: true, Region: &extract.Region{Page: -1, X0: .1, Y0: .2, X1: .3, Y1: .4}},
			{Name: "t", Kind: extract.KindTable, Fields: []extract.Field{{Name: text, Kind: extract.KindMoney}}},
		}}
		data, err := schemayaml.Format(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := schemayaml.Parse(data)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%q: error %v (-want +got):\n%s\n%s", text, err, d, data)
		}
	}
}

// TestWhere: errors say where.
func TestWhere(t *testing.T) {
	for yaml, want := range map[string]string{
		"name: x\nfields:\n  - name: a\n    lables: [A]\n": "[4:5]", "name: x\nfields: [": "2:", "name: x\nfields: 7\n": "[2:9]",
	} {
		if _, err := schemayaml.Parse([]byte(yaml)); !errors.Is(err, extract.ErrSchema) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q in it", yaml, err, want)
		}
	}
}
