package extract

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Decode puts the values of r into a T, which must be a struct whose fields
// carry the tags that Of reads. Types string, bool, integers, floats,
// decimal.Decimal, time.Time, Value, types with UnmarshalText, pointers to all of
// them, slices and structs are known; absent values leave the zero value, a nil
// pointer. A number that a type cannot hold is an error.
func Decode[T any](r *Result) (T, error) {
	var dst T
	v := reflect.ValueOf(&dst).Elem()
	if v.Kind() != reflect.Struct {
		return dst, fmt.Errorf("%w: %s is no struct", ErrSchema, v.Type())
	}
	return dst, r.decodeStruct(v, "", 0)
}

// deepest bounds structs within structs: a type may hold itself.
const deepest = 16

func (r *Result) decodeStruct(v reflect.Value, prefix string, depth int) error {
	if depth > deepest {
		return fmt.Errorf("%w: %s nests too deep", ErrSchema, v.Type())
	}
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		f := v.Field(i)
		if inlined(sf) {
			if err := r.decodeInto(f, prefix, depth+1); err != nil {
				return err
			}
			continue
		}
		name, _, ok := fieldTag(sf)
		if !ok {
			continue
		}
		if err := r.decodeField(f, prefix+name, depth); err != nil {
			return fmt.Errorf("extract: field %s: %w", prefix+name, err)
		}
	}
	return nil
}

// decodeInto fills a struct or what a pointer to one points to, which is made
// where there are values for it.
func (r *Result) decodeInto(f reflect.Value, prefix string, depth int) error {
	if f.Kind() != reflect.Pointer {
		return r.decodeStruct(f, prefix, depth)
	}
	made := reflect.New(f.Type().Elem())
	if err := r.decodeStruct(made.Elem(), prefix, depth); err != nil || made.Elem().IsZero() {
		return err
	}
	f.Set(made)
	return nil
}

func (r *Result) decodeField(f reflect.Value, name string, depth int) error {
	t := pointed(f.Type())
	switch {
	case isScalar(t):
		if v, ok := r.Values[name]; ok {
			return setScalar(f, v)
		}
	case t.Kind() == reflect.Struct:
		return r.decodeInto(f, name+".", depth+1)
	case t.Kind() == reflect.Slice && isScalar(pointed(t.Elem())):
		for _, v := range r.Lists[name] {
			e := reflect.New(t.Elem()).Elem()
			if err := setScalar(e, v); err != nil {
				return err
			}
			grow(f, e)
		}
	case t.Kind() == reflect.Slice && pointed(t.Elem()).Kind() == reflect.Struct:
		for _, row := range r.rowsOf(name) {
			e := reflect.New(t.Elem()).Elem()
			inner := Result{Values: row}
			if err := inner.decodeStruct(target(e), "", depth+1); err != nil {
				return err
			}
			grow(f, e)
		}
	}
	return nil
}

// target returns f or, made where it is nil, what it points to.
func target(f reflect.Value) reflect.Value {
	for f.Kind() == reflect.Pointer {
		if f.IsNil() {
			f.Set(reflect.New(f.Type().Elem()))
		}
		f = f.Elem()
	}
	return f
}

// grow appends e to the slice f.
func grow(f, e reflect.Value) {
	f = target(f)
	f.Set(reflect.Append(f, e))
}

// rowsOf returns the rows of a table as values by column; the VAT breakdown
// is one too.
func (r *Result) rowsOf(name string) []map[string]Value {
	var out []map[string]Value
	for _, row := range r.Tables[name].Rows {
		out = append(out, row.Cells)
	}
	if name != FieldVATRates || len(out) > 0 {
		return out
	}
	for _, v := range r.VATRates {
		row := map[string]Value{}
		for col, s := range map[string]string{ColRate: v.Rate, ColNet: v.Net, ColVAT: v.VAT, ColCategory: v.Category} {
			if s != "" {
				row[col] = Value{Kind: KindNumber, Norm: s, Confidence: v.Confidence, Evidence: v.Evidence, Origin: v.Origin}
			}
		}
		out = append(out, row)
	}
	return out
}

var (
	decimalType = reflect.TypeFor[decimal.Decimal]()
	timeType    = reflect.TypeFor[time.Time]()
	valueType   = reflect.TypeFor[Value]()
	textType    = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// pointed returns what t points to, t itself where it is no pointer.
func pointed(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// readsText reports whether values of t read themselves from text.
func readsText(t reflect.Type) bool { return reflect.PointerTo(t).Implements(textType) }

// inlined reports whether the fields of an embedded struct count as those of
// the struct that it is in.
func inlined(sf reflect.StructField) bool {
	_, tagged := sf.Tag.Lookup("doc")
	t := pointed(sf.Type)
	return sf.Anonymous && !tagged && t.Kind() == reflect.Struct && !isScalar(t) && (sf.IsExported() || sf.Type.Kind() == reflect.Struct)
}

func isScalar(t reflect.Type) bool {
	if t == decimalType || t == timeType || t == valueType || readsText(t) {
		return true
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	}
	return false
}

func setScalar(f reflect.Value, v Value) error {
	f = target(f)
	switch f.Type() {
	case valueType:
		f.Set(reflect.ValueOf(v))
		return nil
	case decimalType:
		d, err := v.Decimal()
		if err == nil {
			f.Set(reflect.ValueOf(d))
		}
		return err
	case timeType:
		t, err := v.Date()
		if err == nil {
			f.Set(reflect.ValueOf(t))
		}
		return err
	}
	if u, ok := f.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(v.Norm))
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(v.Norm)
		return nil
	case reflect.Bool:
		f.SetBool(v.Norm == "true")
		return nil
	}
	return setNumber(f, v)
}

// setNumber sets a float or an integer, which must be able to hold v.
func setNumber(f reflect.Value, v Value) error {
	d, err := v.Decimal()
	if err != nil {
		return err
	}
	n := d.BigInt()
	switch {
	case f.CanFloat():
		x := d.InexactFloat64()
		if f.OverflowFloat(x) {
			return fmt.Errorf("extract: %s is too large for %s", v.Norm, f.Type())
		}
		f.SetFloat(x)
	case !d.IsInteger():
		return fmt.Errorf("extract: %s is no whole number", v.Norm)
	case f.CanInt() && n.IsInt64() && !f.OverflowInt(n.Int64()):
		f.SetInt(n.Int64())
	case f.CanUint() && n.IsUint64() && !f.OverflowUint(n.Uint64()):
		f.SetUint(n.Uint64())
	default:
		return fmt.Errorf("extract: %s does not fit %s", v.Norm, f.Type())
	}
	return nil
}

// Map returns the values as a JSON-like object by field name: numbers as
// json.Number, tables and lists as arrays, objects nested, absent fields as
// null. It is what Docmap calls extractedData.
func (r *Result) Map() map[string]any {
	out := map[string]any{}
	for i := range r.Schema.Fields {
		f := &r.Schema.Fields[i]
		out[f.Name] = r.mapField(f, f.Name)
	}
	return out
}

// mapField returns the value of f, which r knows by name.
func (r *Result) mapField(f *Field, name string) any {
	switch {
	case f.Kind == KindTable:
		rows := []any{}
		for _, row := range r.rowsOf(name) {
			m := map[string]any{}
			for j := range f.Fields {
				m[f.Fields[j].Name] = nil
				if v, ok := row[f.Fields[j].Name]; ok {
					m[f.Fields[j].Name] = plainValue(v)
				}
			}
			rows = append(rows, m)
		}
		return rows
	case f.Kind == KindObject:
		m := map[string]any{}
		for j := range f.Fields {
			m[f.Fields[j].Name] = r.mapField(&f.Fields[j], name+"."+f.Fields[j].Name)
		}
		return m
	case f.Many:
		list := []any{}
		for _, v := range r.Lists[name] {
			list = append(list, plainValue(v))
		}
		return list
	}
	if v, ok := r.Values[name]; ok {
		return plainValue(v)
	}
	return nil
}

func plainValue(v Value) any {
	switch v.Kind {
	case KindNumber, KindMoney:
		return json.Number(v.Norm)
	case KindBool:
		return v.Norm == "true"
	}
	return v.Norm
}

// fieldTag reads the tag of a struct field: `doc:"name,required" desc:"..."
// label:"a;b" kind:"money" pattern:"..." example:"..." check:"iban" enum:"a,b"`.
// Fields without a doc tag, or with doc:"-", do not count.
func fieldTag(sf reflect.StructField) (name string, opts []string, ok bool) {
	tag, has := sf.Tag.Lookup("doc")
	if !has || tag == "-" || !sf.IsExported() {
		return "", nil, false
	}
	parts := strings.Split(tag, ",")
	if parts[0] == "" {
		parts[0] = strings.ToLower(sf.Name)
	}
	return parts[0], parts[1:], true
}
