package extract_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A maker makes schemas by chance.
type maker struct{ r *rand.Rand }

func (m maker) one(of ...string) string { return of[m.r.IntN(len(of))] }

func (m maker) some(p float64, f func()) {
	if m.r.Float64() < p {
		f()
	}
}

func (m maker) fields(depth int) []extract.Field {
	var out []extract.Field
	for i := range 1 + m.r.IntN(5) {
		out = append(out, m.field(fmt.Sprintf("%s%d", m.one("a", "Größe ", "x.y", `q"`, "z/~", "$ref"), i), depth))
	}
	return out
}

func (m maker) field(name string, depth int) extract.Field {
	kinds := []extract.Kind{extract.KindString, extract.KindNumber, extract.KindMoney, extract.KindDate, extract.KindBool, extract.KindEnum, extract.KindAddress, extract.KindCode}
	if depth < 3 {
		kinds = append(kinds, extract.KindObject, extract.KindTable)
	}
	f := extract.Field{Name: name, Kind: kinds[m.r.IntN(len(kinds))]}
	m.some(.5, func() { f.Description = m.one("what it is", "a \"quoted\" word", "Straße & <Ort>") })
	m.some(.3, func() { f.Required = true })
	m.some(.3, func() { f.Labels = []string{m.one("Total", "Zähler-Nr.:"), "sum"} })
	m.some(.2, func() { f.Term = "BT-12" })
	m.some(.2, func() { f.Region = &extract.Region{Page: m.r.IntN(3) - 1, X0: .1, Y0: .25, X1: .5, Y1: .3} })
	if f.Kind == extract.KindObject || f.Kind == extract.KindTable {
		f.Fields = m.fields(depth + 1)
		return f
	}
	m.some(.3, func() { f.Many = true })
	m.some(.3, func() { f.Pattern = m.one(`[0-9]{8}`, `^(a|b)\\?$`) })
	m.some(.3, func() { f.Example = m.one("12.50", "RE-1", "true") })
	switch f.Kind {
	case extract.KindEnum:
		f.Enum = []string{"red", "green", "1"}
	case extract.KindString, extract.KindCode:
		m.some(.2, func() { f.Enum = []string{"one", "two"} })
		m.some(.2, func() { f.Check = "iban" })
	case extract.KindNumber, extract.KindMoney:
		m.some(.2, func() { f.Enum = []string{"7", "19.00", "x"} })
	}
	return f
}

func (m maker) schema() extract.Schema {
	s := extract.Schema{Name: "made", Fields: m.fields(0)}
	m.some(.5, func() { s.Version, s.Class, s.Description = "7", "invoice", "of a \u2028 kind" })
	m.some(.3, func() { s.Anchors = []extract.Anchor{{Text: "Invoice", Page: 1, X0: .1, Y0: .1, X1: .2, Y1: .15}} })
	return s
}

// TestSchemaRoundTrips: whatever a schema says survives JSON Schema and JSON.
func TestSchemaRoundTrips(t *testing.T) {
	for seed := range uint64(400) {
		s := maker{rand.New(rand.NewPCG(seed, 1))}.schema()
		if err := s.Validate(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		data, err := s.JSONSchema()
		if err != nil {
			t.Fatal(err)
		}
		back, err := extract.FromJSONSchema(data)
		if d := cmp.Diff(s, back, cmpopts.EquateEmpty()); d != "" || err != nil {
			t.Fatalf("seed %d: by JSON Schema (-want +got): %v\n%s\n%s", seed, err, d, data)
		}
		data, err = json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err = extract.ParseSchema(data)
		if d := cmp.Diff(s, back, cmpopts.EquateEmpty()); d != "" || err != nil {
			t.Fatalf("seed %d: by JSON (-want +got): %v\n%s", seed, err, d)
		}
	}
}

// TestForeignJSONSchema reads what other tools write.
func TestForeignJSONSchema(t *testing.T) {
	field := func(name string, kind extract.Kind) extract.Field { return extract.Field{Name: name, Kind: kind} }
	table := func(name string, cols ...extract.Field) extract.Field {
		return extract.Field{Name: name, Kind: extract.KindTable, Fields: cols}
	}
	for name, c := range map[string]struct {
		schema string
		want   []extract.Field
	}{
		"the order of the document": {`{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"}}}`, []extract.Field{field("z", extract.KindString), field("a", extract.KindNumber)}},
		"null and optional": {`{"properties":{"a":{"type":["null","number"]},"b":{"anyOf":[{"type":"string","format":"date"},{"type":"null"}]},"c":{"type":"string","nullable":true}}}`,
			[]extract.Field{field("a", extract.KindNumber), field("b", extract.KindDate), field("c", extract.KindString)}},
		"$defs": {`{"$defs":{"line":{"type":"object","properties":{"n":{"type":"number"}}}},"type":"object","properties":{"lines":{"type":"array","items":{"$ref":"#/$defs/line"}},"first":{"$ref":"#/$defs/line","description":"d"}}}`,
			[]extract.Field{table("lines", field("n", extract.KindNumber)), {Name: "first", Kind: extract.KindObject, Description: "d", Fields: []extract.Field{field("n", extract.KindNumber)}}}},
		"a root that is a $ref": {`{"$ref":"#/definitions/A","definitions":{"A":{"type":"object","required":["x"],"properties":{"x":{"type":"boolean"}}}}}`, []extract.Field{{Name: "x", Kind: extract.KindBool, Required: true}}},
		"allOf": {`{"allOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"string"}}}],"properties":{"c":{"type":"string"}}}`,
			[]extract.Field{field("c", extract.KindString), {Name: "a", Kind: extract.KindString, Required: true}, field("b", extract.KindString)}},
		"enums": {`{"properties":{"a":{"enum":["x",null,"y"]},"b":{"const":"k"},"c":{"oneOf":[{"const":"p"},{"const":"q"}]},"d":{"type":"integer","enum":[1,10000000000000000000000]}}}`,
			[]extract.Field{{Name: "a", Kind: extract.KindEnum, Enum: []string{"x", "y"}}, {Name: "b", Kind: extract.KindEnum, Enum: []string{"k"}}, {Name: "c", Kind: extract.KindEnum, Enum: []string{"p", "q"}}, {Name: "d", Kind: extract.KindNumber, Enum: []string{"1", "10000000000000000000000"}}}},
		"any schema":      {`{"properties":{"a":true,"b":{},"c":{"type":"array"}},"additionalProperties":{"type":"string"}}`, []extract.Field{field("a", extract.KindString), field("b", extract.KindString), {Name: "c", Kind: extract.KindString, Many: true}}},
		"bounds":          {`{"properties":{"a":{"type":"number","minimum":0,"exclusiveMaximum":9,"default":1,"not":{"const":3}}},"minProperties":1}`, []extract.Field{field("a", extract.KindNumber)}},
		"formats":         {`{"properties":{"a":{"type":"string","format":"date-time"},"b":{"type":"string","format":"email"}}}`, []extract.Field{field("a", extract.KindDate), field("b", extract.KindString)}},
		"escaped pointer": {`{"$defs":{"a/b~c":{"type":"number"}},"properties":{"a":{"$ref":"#/$defs/a~1b~0c"}}}`, []extract.Field{field("a", extract.KindNumber)}},
	} {
		got, err := extract.FromJSONSchema([]byte(c.schema))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := cmp.Diff(c.want, got.Fields, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestBadSchemas: the error says what is wrong, and where in the text.
func TestBadSchemas(t *testing.T) {
	deep := strings.Repeat(`{"type":"object","properties":{"a":`, 12) + `{}` + strings.Repeat("}}", 12)
	for _, c := range []struct{ schema, want string }{
		{`{"type":"object",`, "line 1"}, {`{"properties":{"a":{"$ref":"other.json"}}}`, "out of the document"}, {`{"properties":{"a":{"$ref":"#/$defs/no"}}}`, "leads nowhere, of a"},
		{`{"properties":{"a":{"$ref":"#/properties/a"}}}`, "refers to itself"}, {`{"$ref":"#"}`, "refers to itself"},
		{`{"$defs":{"x":{"allOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}]}},"properties":{"a":{"$ref":"#/$defs/x"}}}`, "refers to itself"},
		{`{"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}}}},"properties":{"a":{"$ref":"#/$defs/n"}}}`, "nested deeper"},
		{`{"type":"string"}`, "the root is of type string"}, {`[]`, "line 1"}, {`{"properties":[]}`, "must be an object"}, {deep, "nested deeper"},
		{`{"properties":{"a":{"oneOf":[{"type":"string"},{"type":"object","properties":{"b":{}}}]}}}`, "different types"},
		{`{"properties":{"a":{"type":"array","items":{"type":"array","items":{"type":"string"}}}}}`, "a list of lists"}, {`{"type":"object"}`, "no fields"},
	} {
		if _, err := extract.FromJSONSchema([]byte(c.schema)); !errors.Is(err, extract.ErrSchema) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80s: error %v, want %q in it", c.schema, err, c.want)
		}
	}
	for _, c := range []struct{ schema, want string }{
		{"{\n \"name\": \"x\",\n \"fields\": [{\"name\": \"a\", \"lables\": [\"A\"]}]\n}", `line 3, column 27: json: unknown field "lables"`},
		{"{\"name\":\n 7}", "line 2, column 2"}, {"{\n\n}}", "behind the schema"}, {`{"name":"x","fields":[{"name":"a","pattern":"("}]}`, "x.a: pattern"},
		{`{"name":"x","fields":[{"name":"a","region":{"x0":50,"y0":50,"x1":200,"y1":90}}]}`, "x.a: region 50,50 to 200,90"},
		{`{"name":"x","fields":[{"name":"a","kind":"object","many":true,"fields":[{"name":"b"}]}]}`, "x.a: a list of objects is a table"},
		{`{"name":"x","fields":[{"name":"a"}],"anchors":[{"text":"--","x0":0,"y0":0,"x1":1,"y1":1}]}`, "anchor 1"},
	} {
		if _, err := extract.ParseSchema([]byte(c.schema)); !errors.Is(err, extract.ErrSchema) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q in it", c.schema, err, c.want)
		}
	}
}

func FuzzFromJSONSchema(f *testing.F) {
	f.Add([]byte(`{"type":"object","properties":{"a":{"$ref":"#/properties/b"},"b":{"type":"array","items":{"type":"object","properties":{"c":{"enum":[1,null]}}}}}}`))
	f.Add([]byte(`{"allOf":[{"$ref":"#/$defs/x"}],"$defs":{"x":{"anyOf":[{"type":"null"},{"properties":{"y":true}}]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := extract.FromJSONSchema(data)
		if err != nil {
			if !errors.Is(err, extract.ErrSchema) {
				t.Errorf("error %v is no ErrSchema", err)
			}
			return
		}
		out, err := s.JSONSchema()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := extract.FromJSONSchema(out); err != nil {
			t.Errorf("what was read cannot be read again: %v\n%s", err, out)
		}
	})
}
