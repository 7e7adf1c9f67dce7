package extract

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Of makes a schema of the struct T from its tags:
//
//	type Bill struct {
//		Total  decimal.Decimal `doc:"gross_total,required" desc:"amount to pay" kind:"money"`
//		Due    time.Time       `doc:"due_date" label:"Due date;Fällig am"`
//		Meter  string          `doc:"meter" pattern:"[0-9]{8}"`
//		Items  []Item          `doc:"line_items"`
//	}
//
// The kind follows from the Go type where the tag does not give it.
func Of[T any]() (Schema, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return Schema{}, fmt.Errorf("%w: %s is no struct", ErrSchema, t)
	}
	fields, err := structFields(t, 0)
	if err != nil {
		return Schema{}, err
	}
	s := Schema{Name: strings.ToLower(t.Name()), Fields: fields}
	return s, s.Validate()
}

func structFields(t reflect.Type, depth int) ([]Field, error) {
	if depth > 4 {
		return nil, fmt.Errorf("%w: %s nests too deep", ErrSchema, t)
	}
	var out []Field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, opts, ok := fieldTag(sf)
		if !ok {
			continue
		}
		f := Field{
			Name: name, Description: sf.Tag.Get("desc"), Required: slices.Contains(opts, "required"), Pattern: sf.Tag.Get("pattern"),
			Example: sf.Tag.Get("example"), Check: sf.Tag.Get("check"), Kind: Kind(sf.Tag.Get("kind")),
		}
		if l := sf.Tag.Get("label"); l != "" {
			f.Labels = strings.Split(l, ";")
		}
		if e := sf.Tag.Get("enum"); e != "" {
			f.Enum, f.Kind = strings.Split(e, ","), KindEnum
		}
		if err := f.typed(sf.Type, depth); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// typed sets the kind of f from the Go type t.
func (f *Field) typed(t reflect.Type, depth int) (err error) {
	switch {
	case isScalar(t):
		if f.Kind != "" {
			return nil
		}
		switch {
		case t == timeType:
			f.Kind = KindDate
		case t == decimalType || t.Kind() != reflect.String && t.Kind() != reflect.Bool:
			f.Kind = KindNumber
		case t.Kind() == reflect.Bool:
			f.Kind = KindBool
		default:
			f.Kind = KindString
		}
		return nil
	case t.Kind() == reflect.Struct:
		f.Kind = KindObject
		f.Fields, err = structFields(t, depth+1)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && !isScalar(t.Elem()):
		f.Kind = KindTable
		f.Fields, err = structFields(t.Elem(), depth+1)
	case t.Kind() == reflect.Slice && isScalar(t.Elem()):
		f.Many = true
		return f.typed(t.Elem(), depth)
	default:
		return fmt.Errorf("%w: %s: no kind for %s", ErrSchema, f.Name, t)
	}
	return err
}

// ParseSchema reads the JSON form of a Schema.
func ParseSchema(data []byte) (Schema, error) {
	var s Schema
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("%w: %w", ErrSchema, err)
	}
	return s, s.Validate()
}

// A jsonSchema is the part of JSON Schema that is understood: type, format,
// properties, items, required, enum, pattern, description, examples. Keywords
// beginning with x- carry what JSON Schema has no word for.
type jsonSchema struct {
	Schema      string                 `json:"$schema,omitempty"`
	Title       string                 `json:"title,omitempty"`
	Description string                 `json:"description,omitempty"`
	Type        any                    `json:"type,omitempty"`
	Format      string                 `json:"format,omitempty"`
	Pattern     string                 `json:"pattern,omitempty"`
	Enum        []any                  `json:"enum,omitempty"`
	Examples    []any                  `json:"examples,omitempty"`
	Example     any                    `json:"example,omitempty"`
	Properties  map[string]*jsonSchema `json:"properties,omitempty"`
	Order       []string               `json:"x-order,omitempty"` // order of the properties
	Required    []string               `json:"required,omitempty"`
	Items       *jsonSchema            `json:"items,omitempty"`
	Closed      *bool                  `json:"additionalProperties,omitempty"`
	Kind        Kind                   `json:"x-kind,omitempty"`
	Labels      []string               `json:"x-labels,omitempty"`
	Check       string                 `json:"x-check,omitempty"`
	Term        string                 `json:"x-term,omitempty"`
	Version     string                 `json:"x-version,omitempty"`
	Class       string                 `json:"x-class,omitempty"`
	Region      *Region                `json:"x-region,omitempty"`
}

// JSONSchema writes s as JSON Schema (draft 2020-12). FromJSONSchema reads it
// back without loss.
func (s *Schema) JSONSchema() ([]byte, error) {
	j := objectSchema(s.Fields)
	j.Schema, j.Title, j.Description, j.Version, j.Class = "https://json-schema.org/draft/2020-12/schema", s.Name, s.Description, s.Version, s.Class
	return json.MarshalIndent(j, "", "  ")
}

func objectSchema(fs []Field) *jsonSchema {
	no := false
	j := &jsonSchema{Type: "object", Properties: map[string]*jsonSchema{}, Closed: &no}
	for i := range fs {
		j.Properties[fs[i].Name] = fs[i].jsonSchema()
		j.Order = append(j.Order, fs[i].Name)
		if fs[i].Required {
			j.Required = append(j.Required, fs[i].Name)
		}
	}
	return j
}

func (f *Field) jsonSchema() *jsonSchema {
	var j *jsonSchema
	switch f.kind() {
	case KindObject:
		j = objectSchema(f.Fields)
	case KindTable:
		j = &jsonSchema{Type: "array", Items: objectSchema(f.Fields), Kind: KindTable}
	case KindNumber, KindMoney:
		j = &jsonSchema{Type: "number"}
	case KindBool:
		j = &jsonSchema{Type: "boolean"}
	case KindDate:
		j = &jsonSchema{Type: "string", Format: "date"}
	default:
		j = &jsonSchema{Type: "string"}
	}
	for _, e := range f.Enum {
		j.Enum = append(j.Enum, e)
	}
	j.Pattern = f.Pattern
	if f.Example != "" {
		j.Examples = []any{f.Example}
	}
	if k := f.kind(); k == KindMoney || k == KindAddress || k == KindCode {
		j.Kind = k
	}
	if f.Many {
		j = &jsonSchema{Type: "array", Items: j}
	}
	j.Description, j.Labels, j.Check, j.Term, j.Region = f.Description, f.Labels, f.Check, f.Term, f.Region
	return j
}

// FromJSONSchema makes a schema of a JSON Schema or of the schema object of
// OpenAPI, whose root is an object. Unknown keywords are ignored; the error
// matches ErrSchema.
func FromJSONSchema(data []byte) (Schema, error) {
	var j jsonSchema
	if err := json.Unmarshal(data, &j); err != nil {
		return Schema{}, fmt.Errorf("%w: %w", ErrSchema, err)
	}
	s := Schema{Name: j.Title, Version: j.Version, Description: j.Description, Class: j.Class}
	fields, err := j.fields(0)
	if err != nil {
		return s, err
	}
	s.Fields = fields
	return s, s.Validate()
}

func (j *jsonSchema) fields(depth int) ([]Field, error) {
	if depth > 8 {
		return nil, fmt.Errorf("%w: nested deeper than 8", ErrSchema)
	}
	names := slices.Clone(j.Order)
	var rest []string
	for n := range j.Properties {
		if !slices.Contains(names, n) {
			rest = append(rest, n)
		}
	}
	slices.Sort(rest)
	var out []Field
	for _, n := range append(names, rest...) {
		p := j.Properties[n]
		if p == nil {
			continue
		}
		f, err := p.field(n, depth)
		if err != nil {
			return nil, err
		}
		f.Required = slices.Contains(j.Required, n)
		out = append(out, f)
	}
	return out, nil
}

func (j *jsonSchema) field(name string, depth int) (f Field, err error) {
	switch typ := j.typeName(); {
	case typ == "array" && j.Items != nil && j.Items.typeName() == "object":
		f.Kind = KindTable
		f.Fields, err = j.Items.fields(depth + 1)
	case typ == "array" && j.Items != nil:
		if f, err = j.Items.field(name, depth+1); err == nil && (f.Kind == KindTable || f.Many) {
			err = fmt.Errorf("%w: %s: a list of lists", ErrSchema, name)
		}
		f.Many = true
	case typ == "object":
		f.Kind = KindObject
		f.Fields, err = j.fields(depth + 1)
	case typ == "number" || typ == "integer":
		f.Kind = KindNumber
	case typ == "boolean":
		f.Kind = KindBool
	case j.Format == "date" || j.Format == "date-time":
		f.Kind = KindDate
	case len(j.Enum) > 0:
		f.Kind = KindEnum
	default:
		f.Kind = KindString
	}
	for _, e := range j.Enum {
		f.Enum = append(f.Enum, fmt.Sprint(e))
	}
	if j.Kind != "" && f.Kind != KindTable {
		f.Kind = j.Kind
	}
	f.Name = name
	f.fill(j)
	return f, err
}

// fill takes over what the elements of a list keep too.
func (f *Field) fill(j *jsonSchema) {
	if j.Description != "" {
		f.Description = j.Description
	}
	if j.Pattern != "" {
		f.Pattern = j.Pattern
	}
	if len(j.Examples) > 0 {
		f.Example = fmt.Sprint(j.Examples[0])
	} else if j.Example != nil {
		f.Example = fmt.Sprint(j.Example)
	}
	if len(j.Labels) > 0 {
		f.Labels = j.Labels
	}
	if j.Check != "" {
		f.Check = j.Check
	}
	if j.Term != "" {
		f.Term = j.Term
	}
	if j.Region != nil {
		f.Region = j.Region
	}
}

// typeName returns the type of j: of several the first that is not null.
func (j *jsonSchema) typeName() string {
	switch t := j.Type.(type) {
	case string:
		return t
	case []any:
		for _, x := range t {
			if s, ok := x.(string); ok && s != "null" {
				return s
			}
		}
	}
	if len(j.Properties) > 0 {
		return "object"
	}
	return "string"
}
