package extract

import (
	"iter"
	"strings"
)

// All returns the fields of s by the names that results give their values: the
// members of objects as object.member, however deep, but not the objects
// themselves; a table, also one in an object, as one field.
func (s *Schema) All() iter.Seq2[string, *Field] {
	return func(yield func(string, *Field) bool) { walkFields(s.Fields, "", yield) }
}

func walkFields(fs []Field, prefix string, yield func(string, *Field) bool) bool {
	for i := range fs {
		f := &fs[i]
		switch {
		case f.Kind == KindObject:
			if !walkFields(f.Fields, prefix+f.Name+".", yield) {
				return false
			}
		case !yield(prefix+f.Name, f):
			return false
		}
	}
	return true
}

// Lookup returns the field that a result calls name: that of this name, or the
// member of an object called object.member; nil where there is none.
func (s *Schema) Lookup(name string) *Field {
	if f := s.Field(name); f != nil {
		return f
	}
	for i, r := range name {
		if r != '.' {
			continue
		}
		if f := s.Field(name[:i]); f != nil && f.Kind == KindObject {
			if m := (&Schema{Fields: f.Fields}).Lookup(name[i+1:]); m != nil {
				return m
			}
		}
	}
	return nil
}

// column returns the table and the column that name, table.column, means.
func (s *Schema) column(name string) (table string, f, col *Field) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", nil, nil
	}
	if f = s.Lookup(name[:i]); f == nil || f.Kind != KindTable {
		return "", nil, nil
	}
	return name[:i], f, (&Schema{Fields: f.Fields}).Field(name[i+1:])
}

// absent returns the names of the required fields of r without a value. A
// member of an object that is not required itself is missed only where other
// members of the object are there.
func (r *Result) absent() []string {
	var out []string
	has := func(name string) bool {
		_, ok := r.Values[name]
		return ok || len(r.Lists[name]) > 0 || len(r.Tables[name].Rows) > 0
	}
	var walk func(fs []Field, prefix string, must bool)
	walk = func(fs []Field, prefix string, must bool) {
		for i := range fs {
			f := &fs[i]
			name := prefix + f.Name
			if f.Kind != KindObject {
				if must && f.Required && !has(name) {
					out = append(out, name)
				}
				continue
			}
			some := false
			inner := Schema{Fields: f.Fields}
			for member := range inner.All() {
				some = some || has(name+"."+member)
			}
			walk(f.Fields, name+".", some || must && f.Required)
		}
	}
	walk(r.Schema.Fields, "", true)
	return out
}
