package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ParseSchema reads the JSON form of a Schema. Unknown keys are refused, for
// they are misspelt ones; the error matches ErrSchema and says where in data.
func ParseSchema(data []byte) (Schema, error) {
	var s Schema
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(&s)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("there is more behind the schema")
		}
	}
	if err != nil {
		return s, schemaError(data, err)
	}
	return s, s.Validate()
}

// schemaError makes an ErrSchema of what encoding/json says of data, with the
// line and column that it is about.
func schemaError(data []byte, err error) error {
	at := int64(-1)
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset - 1
	case errors.As(err, &typ):
		at = typ.Offset - 1
	case errors.Is(err, io.ErrUnexpectedEOF):
		at = int64(len(data))
	default:
		if _, key, ok := strings.Cut(err.Error(), "unknown field "); ok {
			at = int64(bytes.Index(data, []byte(key)))
		}
	}
	if at < 0 {
		return fmt.Errorf("%w: %w", ErrSchema, err)
	}
	before := data[:min(at, int64(len(data)))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Errorf("%w: line %d, column %d: %w", ErrSchema, line, len(before)-bytes.LastIndexByte(before, '\n'), err)
}
