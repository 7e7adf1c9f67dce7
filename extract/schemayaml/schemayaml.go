// Package schemayaml reads and writes extraction schemas as YAML. It stands
// apart so that only hosts that want YAML link a YAML parser.
package schemayaml

import (
	"fmt"

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

// Format writes a schema.
func Format(s extract.Schema) ([]byte, error) { return yaml.Marshal(s) }
