package extract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// A jsonSchema is the part of JSON Schema that is understood. Keywords
// beginning with x- carry what JSON Schema has no word for.
type jsonSchema struct {
	Ref         string                 `json:"$ref,omitempty"`
	Defs        map[string]*jsonSchema `json:"$defs,omitempty"`
	Definitions map[string]*jsonSchema `json:"definitions,omitempty"` // until draft 7
	AllOf       []*jsonSchema          `json:"allOf,omitempty"`
	AnyOf       []*jsonSchema          `json:"anyOf,omitempty"`
	OneOf       []*jsonSchema          `json:"oneOf,omitempty"`
	Const       any                    `json:"const,omitempty"`
	Schema      string                 `json:"$schema,omitempty"`
	Title       string                 `json:"title,omitempty"`
	Description string                 `json:"description,omitempty"`
	Type        any                    `json:"type,omitempty"`
	Format      string                 `json:"format,omitempty"`
	Pattern     string                 `json:"pattern,omitempty"`
	Enum        []any                  `json:"enum,omitempty"`
	Examples    []any                  `json:"examples,omitempty"`
	Example     any                    `json:"example,omitempty"`
	Properties  properties             `json:"properties,omitzero"`
	Order       []string               `json:"x-order,omitempty"` // order of the properties
	Required    []string               `json:"required,omitempty"`
	Items       *jsonSchema            `json:"items,omitempty"`
	Closed      any                    `json:"additionalProperties,omitempty"`
	Kind        Kind                   `json:"x-kind,omitempty"`
	Labels      []string               `json:"x-labels,omitempty"`
	Check       string                 `json:"x-check,omitempty"`
	Term        string                 `json:"x-term,omitempty"`
	Version     string                 `json:"x-version,omitempty"`
	Class       string                 `json:"x-class,omitempty"`
	Region      *Region                `json:"x-region,omitempty"`
	Anchors     []Anchor               `json:"x-anchors,omitempty"`
}

// JSONSchema writes s as JSON Schema (draft 2020-12). FromJSONSchema reads it
// back without loss.
func (s *Schema) JSONSchema() ([]byte, error) {
	j := objectSchema(s.Fields)
	j.Schema, j.Title, j.Description, j.Version, j.Class, j.Anchors = "https://json-schema.org/draft/2020-12/schema", s.Name, s.Description, s.Version, s.Class, s.Anchors
	return json.MarshalIndent(j, "", "  ")
}

func objectSchema(fs []Field) *jsonSchema {
	j := &jsonSchema{Type: "object", Closed: false}
	for i := range fs {
		j.Properties.set(fs[i].Name, fs[i].jsonSchema())
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
		if json.Valid([]byte(e)) && j.Type == "number" {
			j.Enum = append(j.Enum, json.Number(e))
		} else {
			j.Enum = append(j.Enum, e)
		}
	}
	j.Pattern = f.Pattern
	if f.Example != "" {
		j.Examples = []any{f.Example}
	}
	if k := f.kind(); k == KindMoney || k == KindAddress || k == KindCode || k == KindString && len(f.Enum) > 0 {
		j.Kind = k
	}
	if f.Many {
		j = &jsonSchema{Type: "array", Items: j}
	}
	j.Description, j.Labels, j.Check, j.Term, j.Region = f.Description, f.Labels, f.Check, f.Term, f.Region
	return j
}

// FromJSONSchema makes a schema of a JSON Schema (drafts 4 to 2020-12) or of the
// schema object of OpenAPI, whose root is an object. It follows $ref within the
// document, joins allOf, and takes of anyOf and oneOf the one alternative that is
// not null. The fields are in the order of the document. Keywords that only bound
// values (minimum, maxLength, minItems, default, not, if and their like) are
// ignored, for they say nothing about what to look for. The error matches
// ErrSchema: no JSON, a root that is no object, a $ref to another document, to
// nothing or to itself, alternatives that differ, a list of lists.
func FromJSONSchema(data []byte) (Schema, error) {
	var j jsonSchema
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&j); err != nil {
		return Schema{}, schemaError(data, err)
	}
	r := &refs{root: &j}
	root, err := r.resolve(&j, 0)
	if err != nil {
		return Schema{}, err
	}
	if root.typeName() != "object" {
		return Schema{}, fmt.Errorf("%w: the root is of type %s, want object", ErrSchema, root.typeName())
	}
	s := Schema{Name: root.Title, Version: root.Version, Description: root.Description, Class: root.Class, Anchors: root.Anchors}
	if s.Fields, err = r.fields(root, 0); err != nil {
		return s, err
	}
	return s, s.Validate()
}

func (r *refs) fields(j *jsonSchema, depth int) ([]Field, error) {
	if depth > 8 {
		return nil, fmt.Errorf("%w: nested deeper than 8", ErrSchema)
	}
	var out []Field
	for _, n := range j.names() {
		p, err := r.resolve(j.Properties.by[n], 0)
		if err != nil {
			return nil, fmt.Errorf("%w, of %s", err, n)
		}
		f, err := r.field(p, n, depth)
		if err != nil {
			return nil, err
		}
		f.Required = slices.Contains(j.Required, n)
		out = append(out, f)
	}
	return out, nil
}

// names returns the properties of j in the order that it gives.
func (j *jsonSchema) names() []string {
	var names []string
	for _, n := range append(slices.Clone(j.Order), j.Properties.names...) {
		if j.Properties.by[n] != nil && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

func (r *refs) field(j *jsonSchema, name string, depth int) (f Field, err error) {
	var items *jsonSchema
	if j.Items != nil {
		if items, err = r.resolve(j.Items, 0); err != nil {
			return f, fmt.Errorf("%w, of %s", err, name)
		}
	}
	switch typ := j.typeName(); {
	case typ == "array" && items != nil && items.typeName() == "object":
		f.Kind = KindTable
		f.Fields, err = r.fields(items, depth+1)
	case typ == "array" && items != nil:
		if f, err = r.field(items, name, depth+1); err == nil && (f.Kind == KindTable || f.Many) {
			err = fmt.Errorf("%w: %s: a list of lists", ErrSchema, name)
		}
		f.Many = true
	case typ == "array":
		f.Kind, f.Many = KindString, true
	case typ == "object":
		f.Kind = KindObject
		f.Fields, err = r.fields(j, depth+1)
	case typ == "number" || typ == "integer":
		f.Kind = KindNumber
	case typ == "boolean":
		f.Kind = KindBool
	case j.Format == "date" || j.Format == "date-time":
		f.Kind = KindDate
	case len(j.enum()) > 0:
		f.Kind = KindEnum
	default:
		f.Kind = KindString
	}
	if e := j.enum(); len(e) > 0 {
		f.Enum = e
	}
	if j.Kind != "" && f.Kind != KindTable {
		f.Kind = j.Kind
	}
	f.Name = name
	f.fill(j)
	return f, err
}

// enum returns the values of enum and const; null is none.
func (j *jsonSchema) enum() []string {
	var out []string
	for _, e := range append(slices.Clone(j.Enum), j.Const) {
		if e != nil {
			out = append(out, fmt.Sprint(e))
		}
	}
	return out
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
	if len(j.Properties.by) > 0 {
		return "object"
	}
	return "string"
}
