package extract

import (
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
// The kind follows from the Go type where the tag does not give it. Pointers
// are what they point to; an embedded struct without tag gives its fields; a
// type with UnmarshalText, and Value itself, are strings unless the tag kind
// says otherwise. The tag term names a business term of EN 16931.
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
		if inlined(sf) {
			inner, err := structFields(pointed(sf.Type), depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
			continue
		}
		name, opts, ok := fieldTag(sf)
		if !ok {
			continue
		}
		f := Field{
			Name: name, Description: sf.Tag.Get("desc"), Required: slices.Contains(opts, "required"), Pattern: sf.Tag.Get("pattern"),
			Example: sf.Tag.Get("example"), Check: sf.Tag.Get("check"), Kind: Kind(sf.Tag.Get("kind")),
			Term: sf.Tag.Get("term"),
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
	t = pointed(t)
	switch {
	case isScalar(t):
		if f.Kind != "" {
			return nil
		}
		switch {
		case t == timeType:
			f.Kind = KindDate
		case t == valueType || t != decimalType && readsText(t):
			f.Kind = KindString
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
	case t.Kind() == reflect.Slice && isScalar(pointed(t.Elem())):
		f.Many = true
		return f.typed(t.Elem(), depth)
	case t.Kind() == reflect.Slice && pointed(t.Elem()).Kind() == reflect.Struct:
		f.Kind = KindTable
		f.Fields, err = structFields(pointed(t.Elem()), depth+1)
	default:
		return fmt.Errorf("%w: %s: no kind for %s", ErrSchema, f.Name, t)
	}
	return err
}
