package extract

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Decode puts the values of r into a T, which must be a struct whose fields
// carry the tags that Of reads. Types string, bool, integers, floats,
// decimal.Decimal, time.Time, slices and structs are known; absent values
// leave the zero value.
func Decode[T any](r *Result) (T, error) {
	var dst T
	v := reflect.ValueOf(&dst).Elem()
	if v.Kind() != reflect.Struct {
		return dst, fmt.Errorf("%w: %s is no struct", ErrSchema, v.Type())
	}
	return dst, r.decodeStruct(v, "")
}

func (r *Result) decodeStruct(v reflect.Value, prefix string) error {
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		name, _, ok := fieldTag(sf)
		if !ok {
			continue
		}
		f := v.Field(i)
		if err := r.decodeField(f, prefix+name); err != nil {
			return fmt.Errorf("extract: field %s: %w", prefix+name, err)
		}
	}
	return nil
}

func (r *Result) decodeField(f reflect.Value, name string) error {
	switch {
	case isScalar(f.Type()):
		if v, ok := r.Values[name]; ok {
			return setScalar(f, v.Norm)
		}
	case f.Kind() == reflect.Struct:
		return r.decodeStruct(f, name+".")
	case f.Kind() == reflect.Slice && isScalar(f.Type().Elem()):
		for _, v := range r.Lists[name] {
			e := reflect.New(f.Type().Elem()).Elem()
			if err := setScalar(e, v.Norm); err != nil {
				return err
			}
			f.Set(reflect.Append(f, e))
		}
	case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
		for _, row := range r.rowsOf(name) {
			e := reflect.New(f.Type().Elem()).Elem()
			inner := Result{Values: row}
			if err := inner.decodeStruct(e, ""); err != nil {
				return err
			}
			f.Set(reflect.Append(f, e))
		}
	}
	return nil
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
)

func isScalar(t reflect.Type) bool {
	if t == decimalType || t == timeType {
		return true
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		return true
	}
	return false
}

func setScalar(f reflect.Value, norm string) error {
	switch f.Type() {
	case decimalType:
		d, err := decimal.NewFromString(norm)
		if err == nil {
			f.Set(reflect.ValueOf(d))
		}
		return err
	case timeType:
		t, err := time.Parse(time.DateOnly, norm)
		if err == nil {
			f.Set(reflect.ValueOf(t))
		}
		return err
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(norm)
	case reflect.Bool:
		f.SetBool(norm == "true")
	case reflect.Float32, reflect.Float64:
		x, err := strconv.ParseFloat(norm, 64)
		f.SetFloat(x)
		return err
	default:
		d, err := decimal.NewFromString(norm)
		if err != nil {
			return err
		}
		f.SetInt(d.IntPart())
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
		out[f.Name] = r.mapField(f)
	}
	return out
}

func (r *Result) mapField(f *Field) any {
	switch {
	case f.Kind == KindTable:
		rows := []any{}
		for _, row := range r.rowsOf(f.Name) {
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
			m[f.Fields[j].Name] = nil
			if v, ok := r.Values[f.Name+"."+f.Fields[j].Name]; ok {
				m[f.Fields[j].Name] = plainValue(v)
			}
		}
		return m
	case f.Many:
		list := []any{}
		for _, v := range r.Lists[f.Name] {
			list = append(list, plainValue(v))
		}
		return list
	}
	if v, ok := r.Values[f.Name]; ok {
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
