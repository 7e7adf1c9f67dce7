package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// properties are the properties of a JSON Schema in their order.
type properties struct {
	names []string
	by    map[string]*jsonSchema
}

func (p *properties) set(name string, j *jsonSchema) {
	if p.by == nil {
		p.by = map[string]*jsonSchema{}
	}
	if p.by[name] == nil {
		p.names = append(p.names, name)
	}
	p.by[name] = j
}

// MarshalJSON implements json.Marshaler.
func (p properties) MarshalJSON() ([]byte, error) { return json.Marshal(p.by) }

// UnmarshalJSON implements json.Unmarshaler.
func (p *properties) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("properties must be an object")
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		j := &jsonSchema{}
		if err := d.Decode(j); err != nil {
			return err
		}
		p.set(name.(string), j)
	}
	return nil
}

// UnmarshalJSON implements json.Unmarshaler: a schema may also be true, which
// anything is valid by.
func (j *jsonSchema) UnmarshalJSON(data []byte) error {
	if s := string(bytes.TrimSpace(data)); s == "true" || s == "false" {
		*j = jsonSchema{}
		return nil
	}
	type plain jsonSchema
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode((*plain)(j))
}

// refs finds what a schema refers to.
type refs struct {
	root *jsonSchema
	seen int // references followed, for they may branch without end
}

const (
	mostRefs  = 10_000
	deepestOf = 16 // of $ref, allOf and their like in each other
)

// resolve returns j with its references followed and its alternatives joined.
func (r *refs) resolve(j *jsonSchema, depth int) (*jsonSchema, error) {
	if r.seen++; depth > deepestOf || r.seen > mostRefs {
		return nil, fmt.Errorf("%w: %s refers to itself", ErrSchema, j.Ref)
	}
	parts := append([]*jsonSchema(nil), j.AllOf...)
	if j.Ref != "" {
		to, err := r.lookup(j.Ref)
		if err != nil {
			return nil, err
		}
		parts = append(parts, to)
	}
	for _, of := range [][]*jsonSchema{j.AnyOf, j.OneOf} {
		one, err := alternative(of)
		if err != nil {
			return nil, err
		}
		if one != nil {
			parts = append(parts, one)
		}
	}
	if len(parts) == 0 {
		return j, nil
	}
	out := *j
	out.Ref, out.AllOf, out.AnyOf, out.OneOf = "", nil, nil, nil
	out.Properties = properties{}
	for _, n := range j.Properties.names {
		out.Properties.set(n, j.Properties.by[n])
	}
	for _, p := range parts {
		q, err := r.resolve(p, depth+1)
		if err != nil {
			return nil, err
		}
		out.join(q)
	}
	return &out, nil
}

// lookup returns what ref, # or #/a/b, points to among the definitions and
// properties of the document.
func (r *refs) lookup(ref string) (*jsonSchema, error) {
	path, local := strings.CutPrefix(ref, "#")
	if !local {
		return nil, fmt.Errorf("%w: $ref %q leads out of the document", ErrSchema, ref)
	}
	j := r.root
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if path == "" {
		parts = nil
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for i := 0; i < len(parts) && j != nil; i++ {
		var in map[string]*jsonSchema
		switch parts[i] {
		case "$defs":
			in = j.Defs
		case "definitions":
			in = j.Definitions
		case "properties":
			in = j.Properties.by
		case "items":
			j = j.Items
			continue
		}
		if i++; i < len(parts) {
			j = in[unescape.Replace(parts[i])]
		} else {
			j = nil
		}
	}
	if j == nil {
		return nil, fmt.Errorf("%w: $ref %q leads nowhere", ErrSchema, ref)
	}
	return j, nil
}

// alternative returns the one schema of anyOf or oneOf that is not null; nil
// where all are.
func alternative(of []*jsonSchema) (*jsonSchema, error) {
	var one *jsonSchema
	for _, j := range of {
		switch {
		case j == nil || j.Type == "null" || j.Ref == "" && j.Type == nil && len(j.Enum) == 1 && j.Enum[0] == nil:
		case one == nil:
			one = j
		case sameType(one, j):
			enum := append(append([]any(nil), values(one)...), values(j)...)
			joined := *one
			joined.Const, joined.Enum = nil, enum
			if len(values(one)) == 0 || len(values(j)) == 0 {
				joined.Enum = nil
			}
			one = &joined
		default:
			return nil, fmt.Errorf("%w: anyOf or oneOf of different types", ErrSchema)
		}
	}
	return one, nil
}

// values are those of enum and const.
func values(j *jsonSchema) []any {
	if j.Const != nil {
		return append(append([]any(nil), j.Enum...), j.Const)
	}
	return j.Enum
}

// sameType reports whether two alternatives are of one simple type.
func sameType(a, b *jsonSchema) bool {
	t := a.typeName()
	return a.Ref == "" && b.Ref == "" && t == b.typeName() && t != "object" && t != "array"
}

// join takes over from q what j does not say itself.
func (j *jsonSchema) join(q *jsonSchema) {
	for _, n := range q.Properties.names {
		if j.Properties.by[n] == nil {
			j.Properties.set(n, q.Properties.by[n])
		}
	}
	j.Required = append(append([]string(nil), j.Required...), q.Required...)
	j.Order = append(append([]string(nil), j.Order...), q.Order...)
	text := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	text(&j.Title, q.Title)
	text(&j.Description, q.Description)
	text(&j.Format, q.Format)
	text(&j.Pattern, q.Pattern)
	text(&j.Check, q.Check)
	text(&j.Term, q.Term)
	text((*string)(&j.Kind), string(q.Kind))
	if j.Type == nil {
		j.Type = q.Type
	}
	if len(j.Enum) == 0 && j.Const == nil {
		j.Enum, j.Const = q.Enum, q.Const
	}
	if len(j.Examples) == 0 {
		j.Examples = q.Examples
	}
	if j.Example == nil {
		j.Example = q.Example
	}
	if len(j.Labels) == 0 {
		j.Labels = q.Labels
	}
	if j.Items == nil {
		j.Items = q.Items
	}
	if j.Region == nil {
		j.Region = q.Region
	}
}
