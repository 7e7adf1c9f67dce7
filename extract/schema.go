package extract

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/docket-go/docket/extract/value"
)

// ErrSchema means that a schema contradicts itself; the text says where.
var ErrSchema = errors.New("extract: invalid schema")

// A Kind is the type of a field's values.
type Kind string

// The kinds.
const (
	KindString  Kind = "string"
	KindNumber  Kind = "number"  // exact decimal
	KindMoney   Kind = "money"   // exact decimal with a currency
	KindDate    Kind = "date"    // yyyy-mm-dd
	KindBool    Kind = "bool"    // true or false; also the state of a checkbox
	KindEnum    Kind = "enum"    // one of Field.Enum
	KindAddress Kind = "address" // a postal address, in one line
	KindCode    Kind = "code"    // an identifier, see Field.Check
	KindObject  Kind = "object"  // a group of Fields
	KindTable   Kind = "table"   // rows whose columns are Fields
)

// A Schema says what to look for in a document.
type Schema struct {
	Name        string  `json:"name" yaml:"name"`
	Version     string  `json:"version,omitempty" yaml:"version,omitempty"`
	Description string  `json:"description,omitempty" yaml:"description,omitempty"`
	Class       string  `json:"class,omitempty" yaml:"class,omitempty"` // the class of document that it fits, empty = any
	Fields      []Field `json:"fields" yaml:"fields"`

	// Anchors are texts of the sample page that regions were drawn on, and where
	// they stood there. A scan is moved, turned and scaled against it; where its
	// anchors are found the regions go along. See AnchorTo.
	Anchors []Anchor `json:"anchors,omitempty" yaml:"anchors,omitempty"`
}

// A Field is one variable of a Schema.
type Field struct {
	Name        string   `json:"name" yaml:"name"`
	Description string   `json:"description,omitempty" yaml:"description,omitempty"` // for people and language models
	Kind        Kind     `json:"kind,omitempty" yaml:"kind,omitempty"`               // default string
	Required    bool     `json:"required,omitempty" yaml:"required,omitempty"`       // its absence is an issue of the result
	Many        bool     `json:"many,omitempty" yaml:"many,omitempty"`               // a list of values
	Labels      []string `json:"labels,omitempty" yaml:"labels,omitempty"`           // phrases printed beside or above the value, any language; fields of the built-in schemas have theirs
	Pattern     string   `json:"pattern,omitempty" yaml:"pattern,omitempty"`         // regular expression (RE2) that the raw value must match; its first group, if any, is the value
	Example     string   `json:"example,omitempty" yaml:"example,omitempty"`         // a typical value; its shape helps to find others
	Enum        []string `json:"enum,omitempty" yaml:"enum,omitempty"`               // the values of KindEnum
	Check       string   `json:"check,omitempty" yaml:"check,omitempty"`             // check digits: see value.Check
	Term        string   `json:"term,omitempty" yaml:"term,omitempty"`               // business term of EN 16931, such as BT-1
	Fields      []Field  `json:"fields,omitempty" yaml:"fields,omitempty"`           // members of KindObject, columns of KindTable

	// Region, where set, is where the value stands: relative to the page (0..1,
	// origin top left). Page is 1-based, 0 = any, negative from the end.
	Region *Region `json:"region,omitempty" yaml:"region,omitempty"`
}

// A Region is a place on a page, as the template of a user draws it.
type Region struct {
	Page int     `json:"page,omitempty" yaml:"page,omitempty"` // 1-based; 0 = any page, -1 = the last
	X0   float64 `json:"x0" yaml:"x0"`
	Y0   float64 `json:"y0" yaml:"y0"`
	X1   float64 `json:"x1" yaml:"x1"`
	Y1   float64 `json:"y1" yaml:"y1"`
}

// An Anchor is a text that every document of a kind has printed in its place,
// such as a label of a form: relative to the page (0..1, origin top left).
type Anchor struct {
	Text string  `json:"text" yaml:"text"`
	Page int     `json:"page,omitempty" yaml:"page,omitempty"` // 1-based; 0 = any page, -1 = the last
	X0   float64 `json:"x0" yaml:"x0"`
	Y0   float64 `json:"y0" yaml:"y0"`
	X1   float64 `json:"x1" yaml:"x1"`
	Y1   float64 `json:"y1" yaml:"y1"`
}

// Validate reports the first contradiction in s; the error matches ErrSchema.
func (s *Schema) Validate() error {
	if len(s.Fields) == 0 {
		return fmt.Errorf("%w: %q has no fields", ErrSchema, s.Name)
	}
	for i, a := range s.Anchors {
		if fold(a.Text) == "" || !onPage(a.X0, a.Y0, a.X1, a.Y1) {
			return fmt.Errorf("%w: %s: anchor %d %q needs letters or digits and a place within 0..1", ErrSchema, s.Name, i+1, a.Text)
		}
	}
	return validateFields(s.Fields, s.Name, 0)
}

// onPage reports whether a box relative to the page is one; it may reach a
// little over the edge, as drawn by hand.
func onPage(x0, y0, x1, y1 float64) bool {
	return x0 < x1 && y0 < y1 && x0 >= -0.1 && y0 >= -0.1 && x1 <= 1.1 && y1 <= 1.1
}

func validateFields(fs []Field, in string, depth int) error {
	if depth > 8 {
		return fmt.Errorf("%w: %s: nested deeper than 8", ErrSchema, in)
	}
	seen := map[string]bool{}
	for i := range fs {
		f := &fs[i]
		at := in + "." + f.Name
		if f.Name == "" {
			return fmt.Errorf("%w: %s: field %d has no name", ErrSchema, in, i+1)
		}
		if seen[f.Name] {
			return fmt.Errorf("%w: %s: two fields of this name", ErrSchema, at)
		}
		seen[f.Name] = true
		if err := f.validate(at, depth); err != nil {
			return err
		}
	}
	return nil
}

var kinds = []Kind{"", KindString, KindNumber, KindMoney, KindDate, KindBool, KindEnum, KindAddress, KindCode, KindObject, KindTable}

func (f *Field) validate(at string, depth int) error {
	if !slices.Contains(kinds, f.Kind) {
		return fmt.Errorf("%w: %s: unknown kind %q", ErrSchema, at, f.Kind)
	}
	if f.Kind == KindEnum && len(f.Enum) == 0 {
		return fmt.Errorf("%w: %s: an enum needs values", ErrSchema, at)
	}
	if f.Pattern != "" {
		if _, err := regexp.Compile(f.Pattern); err != nil {
			return fmt.Errorf("%w: %s: pattern: %v", ErrSchema, at, err)
		}
	}
	if f.Check != "" {
		if _, _, known := value.Check(f.Check, ""); !known {
			return fmt.Errorf("%w: %s: unknown check %q", ErrSchema, at, f.Check)
		}
	}
	if r := f.Region; r != nil && !onPage(r.X0, r.Y0, r.X1, r.Y1) {
		return fmt.Errorf("%w: %s: region %g,%g to %g,%g is empty or not within 0..1", ErrSchema, at, r.X0, r.Y0, r.X1, r.Y1)
	}
	nested := f.Kind == KindObject || f.Kind == KindTable
	if nested && f.Many {
		return fmt.Errorf("%w: %s: a list of objects is a table, and tables have no lists", ErrSchema, at)
	}
	if nested != (len(f.Fields) > 0) {
		return fmt.Errorf("%w: %s: members go with objects and tables only", ErrSchema, at)
	}
	return validateFields(f.Fields, at, depth+1)
}

// Field returns the field called name, or nil.
func (s *Schema) Field(name string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

// kind returns the kind of f with its default.
func (f *Field) kind() Kind {
	if f.Kind == "" {
		return KindString
	}
	return f.Kind
}
