// Package schemayaml reads and writes extraction schemas as YAML. It stands
// apart so that only hosts that want YAML link a YAML parser.
package schemayaml

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/docket-go/docket/extract"
	"github.com/goccy/go-yaml"
)

// Parse reads a schema; unknown keys are refused. The error matches
// extract.ErrSchema.
func Parse(data []byte) (extract.Schema, error) {
	var s extract.Schema
	if err := yaml.UnmarshalWithOptions(data, &s, yaml.Strict()); err != nil {
		return s, fmt.Errorf("%w: %w", extract.ErrSchema, err)
	}
	return s, s.Validate()
}

// Format writes a schema. Texts with control characters are written as JSON
// writes them, for the writer of the library loses tabs.
func Format(s extract.Schema) ([]byte, error) {
	return yaml.MarshalWithOptions(s, yaml.CustomMarshaler[string](func(s string) ([]byte, error) {
		if strings.ContainsFunc(s, unicode.IsControl) {
			return json.Marshal(s)
		}
		return yaml.Marshal(s)
	}))
}
