package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/extract/value"
)

// An answer is what the model says of one field.
type answer struct {
	Value string
	Quote string
	Lines []int
}

// longestAnswer is the length in bytes of the longest value and quote: a clause
// of a contract over several pages.
const longestAnswer = 20_000

// answerSchema is the JSON Schema of an answer to fields.
func answerSchema(fields []extract.Field) map[string]any {
	one := map[string]any{
		"type": []string{"object", "null"}, "additionalProperties": false, "required": []string{"value", "quote", "lines"},
		"properties": map[string]any{
			"value": map[string]any{"type": "string"}, "quote": map[string]any{"type": "string"},
			"lines": map[string]any{"type": "array", "items": map[string]any{"type": "integer"}},
		},
	}
	props := map[string]any{}
	var names []string
	for _, f := range fields {
		props[f.Name] = one
		if f.Many {
			props[f.Name] = map[string]any{"type": "array", "items": one}
		}
		names = append(names, f.Name)
	}
	return map[string]any{"type": "object", "additionalProperties": false, "required": names, "properties": props}
}

// parseAnswers validates the text of an answer. Fences and talk around the
// object are forgiven, unknown fields and wrong types are not.
func parseAnswers(text string, fields []extract.Field, most int) (map[string][]answer, error) {
	raw, err := parseObject(text)
	if err != nil {
		return nil, err
	}
	out := map[string][]answer{}
	for name, msg := range raw {
		k := slices.IndexFunc(fields, func(f extract.Field) bool { return f.Name == name })
		if k < 0 {
			return nil, fmt.Errorf("unknown field %q", name)
		}
		as, err := parseField(msg, fields[k].Many)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", name, err)
		}
		if len(as) > most {
			return nil, fmt.Errorf("field %q has %d values, at most %d are allowed", name, len(as), most)
		}
		out[name] = as
	}
	return out, nil
}

// parseObject reads the object in text, whatever stands around it.
func parseObject(text string) (map[string]json.RawMessage, error) {
	i, j := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')
	if i < 0 || j < i {
		return nil, errors.New("no JSON object")
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text[i:j+1]), &raw); err != nil {
		return nil, fmt.Errorf("invalid JSON: %w", err)
	}
	return raw, nil
}

func parseField(msg json.RawMessage, many bool) ([]answer, error) {
	var list []json.RawMessage
	if many {
		if err := json.Unmarshal(msg, &list); err != nil {
			return nil, errors.New("must be a list")
		}
	} else {
		list = []json.RawMessage{msg}
	}
	var out []answer
	for _, m := range list {
		if string(m) == "null" {
			continue
		}
		var a struct {
			Value json.RawMessage `json:"value"`
			Quote string          `json:"quote"`
			Lines []int64         `json:"lines"`
		}
		if err := json.Unmarshal(m, &a); err != nil {
			return nil, errors.New("must be null or an object of value, quote and lines")
		}
		v, err := scalar(a.Value)
		if err != nil {
			return nil, err
		}
		if len(v) > longestAnswer || len(a.Quote) > longestAnswer {
			return nil, fmt.Errorf("a value or quote is longer than %d bytes", longestAnswer)
		}
		if v != "" {
			out = append(out, answer{v, a.Quote, lineNumbers(a.Lines)})
		}
	}
	return out, nil
}

// lineNumbers leaves out the numbers that no line can have, so that an answer
// counts the same where an int has 32 bits.
func lineNumbers(answered []int64) []int {
	var out []int
	for _, n := range answered {
		if n > 0 && n <= math.MaxInt32 {
			out = append(out, int(n))
		}
	}
	return out
}

// scalar returns the text of a string, a number or a truth value.
func scalar(m json.RawMessage) (string, error) {
	s := strings.TrimSpace(string(m))
	switch {
	case s == "" || s == "null":
		return "", nil
	case s[0] == '{' || s[0] == '[':
		return "", errors.New("value must be a text or a number")
	case s[0] == '"':
		var t string
		err := json.Unmarshal(m, &t)
		return strings.TrimSpace(t), err
	}
	return s, nil
}

// normalise brings the answer v into the form of f's kind; false where it is
// no value of that kind.
func normalise(f *extract.Field, v string) (string, bool) {
	switch f.Kind {
	case extract.KindMoney, extract.KindNumber:
		n, ok := value.ParseNumber(v, value.NumberOptions{Decimal: '.'})
		if !ok {
			return "", false
		}
		if f.Kind == extract.KindMoney && n.Value.Exponent() >= -2 {
			return n.Value.StringFixed(2), true
		}
		return n.Value.String(), true
	case extract.KindDate:
		h := value.FindDates(v, value.DateOptions{MinYear: 1900})
		if len(h) == 0 {
			return "", false
		}
		return h[0].ISO, true
	case extract.KindEnum:
		for _, e := range f.Enum {
			if strings.EqualFold(e, v) {
				return e, true
			}
		}
		return "", false
	case extract.KindBool:
		v = strings.ToLower(v)
		return v, v == "true" || v == "false"
	case extract.KindCode:
		if f.Check != "" {
			norm, _, _ := value.Check(f.Check, v)
			return norm, norm != ""
		}
	}
	return v, v != ""
}
