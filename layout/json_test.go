package layout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// goDocs are the comments of the package's types and fields, and the values of
// its string types.
type goDocs struct {
	text  map[string]string // by Type or Type.Field
	enums map[string][]string
}

func readGoDocs(t *testing.T) goDocs {
	t.Helper()
	d := goDocs{map[string]string{}, map[string][]string{}}
	pkgs, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	flat := func(g *ast.CommentGroup) string { return strings.Join(strings.Fields(g.Text()), " ") }
	for _, f := range pkgs["layout"].Files {
		ast.Inspect(f, func(n ast.Node) bool {
			decl, ok := n.(*ast.GenDecl)
			if !ok {
				return true
			}
			for _, s := range decl.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					d.text[s.Name.Name] = flat(decl.Doc)
					if st, ok := s.Type.(*ast.StructType); ok {
						for _, f := range st.Fields.List {
							for _, name := range f.Names {
								d.text[s.Name.Name+"."+name.Name] = flat(f.Comment)
							}
						}
					}
				case *ast.ValueSpec:
					if id, ok := s.Type.(*ast.Ident); ok && decl.Tok == token.CONST {
						if v, err := strconv.Unquote(s.Values[0].(*ast.BasicLit).Value); err == nil {
							d.enums[id.Name] = append(d.enums[id.Name], v)
						}
					}
				}
			}
			return true
		})
	}
	return d
}

type object = map[string]any

// schemaOf returns the schema of t; named structs go into defs.
func (d goDocs) schemaOf(t reflect.Type, defs object) object {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Pointer:
		return d.schemaOf(t.Elem(), defs)
	case t.Kind() == reflect.Slice:
		return object{"type": "array", "items": d.schemaOf(t.Elem(), defs)}
	case t.Kind() == reflect.Array:
		return object{"type": "array", "items": d.schemaOf(t.Elem(), defs), "minItems": t.Len(), "maxItems": t.Len()}
	case t.Kind() == reflect.Map:
		return object{"type": "object", "additionalProperties": d.schemaOf(t.Elem(), defs)}
	case t.Kind() == reflect.String && d.enums[t.Name()] != nil:
		return object{"type": "string", "enum": d.enums[t.Name()]}
	case t.Kind() == reflect.Struct:
		if defs[t.Name()] == nil {
			defs[t.Name()] = object{} // for types that hold themselves
			defs[t.Name()] = d.structSchema(t, defs)
		}
		return object{"$ref": "#/$defs/" + t.Name()}
	}
	return object{"type": map[reflect.Kind]string{reflect.String: "string", reflect.Bool: "boolean", reflect.Int: "integer", reflect.Float64: "number"}[t.Kind()]}
}

func (d goDocs) structSchema(t reflect.Type, defs object) object {
	props, required := object{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		s := d.schemaOf(f.Type, defs)
		if text := d.text[t.Name()+"."+f.Name]; text != "" {
			s["description"] = text
		}
		props[name] = s
		if !strings.Contains(options, "omit") {
			required = append(required, name)
		}
	}
	return object{"type": "object", "description": d.text[t.Name()], "properties": props, "required": required, "additionalProperties": false}
}

// TestSchema holds the schema to the types that it describes.
func TestSchema(t *testing.T) {
	defs := object{}
	d := readGoDocs(t)
	root := d.schemaOf(reflect.TypeFor[Document](), defs)
	root["$schema"], root["title"], root["$defs"] = "https://json-schema.org/draft/2020-12/schema", "Document", defs
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(root); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("document.schema.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(b.String(), string(Schema())); diff != "" {
		t.Errorf("document.schema.json differs from the types, run with -update:\n%s", diff)
	}
}

// conforms checks v against schema s, as far as TestSchema writes schemas.
func conforms(root, s object, v any, at string) error {
	if ref, ok := s["$ref"].(string); ok {
		return conforms(root, root["$defs"].(object)[strings.TrimPrefix(ref, "#/$defs/")].(object), v, at)
	}
	switch v := v.(type) {
	case object:
		if s["type"] != "object" {
			return fmt.Errorf("%s: an object, want %v", at, s["type"])
		}
		required, _ := s["required"].([]any)
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				return fmt.Errorf("%s: no %s", at, name)
			}
		}
		for name, x := range v {
			if s["properties"] == nil {
				return conforms(root, s["additionalProperties"].(object), x, at+"."+name)
			}
			p, ok := s["properties"].(object)[name].(object)
			if !ok {
				return fmt.Errorf("%s: %s is unknown", at, name)
			}
			if err := conforms(root, p, x, at+"."+name); err != nil {
				return err
			}
		}
	case []any:
		if n, ok := s["minItems"].(float64); s["type"] != "array" || ok && float64(len(v)) != n {
			return fmt.Errorf("%s: an array of %d, want %v", at, len(v), s)
		}
		for i, x := range v {
			if err := conforms(root, s["items"].(object), x, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case string:
		if enum, ok := s["enum"].([]any); s["type"] != "string" || ok && !slices.Contains(enum, any(v)) {
			return fmt.Errorf("%s: %q, want %v", at, v, s)
		}
	case float64:
		if s["type"] != "number" && (s["type"] != "integer" || v != float64(int(v))) {
			return fmt.Errorf("%s: %v, want %v", at, v, s["type"])
		}
	case bool:
		if s["type"] != "boolean" {
			return fmt.Errorf("%s: %v, want %v", at, v, s["type"])
		}
	default:
		return fmt.Errorf("%s: %v has no type of the schema", at, v)
	}
	return nil
}

func TestJSONMeetsTheSchema(t *testing.T) {
	var schema object
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	d := richDocument()
	d.Info.Title = `a "pages":[ trap`
	var b bytes.Buffer
	if err := WriteJSON(&b, d); err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(b.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	if err := conforms(schema, schema, v, "document"); err != nil {
		t.Error(err)
	}
	got, err := ReadJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	v.(object)["pages"].([]any)[0].(object)["source"] = "rumour"
	if conforms(schema, schema, v, "document") == nil {
		t.Error("the schema takes a source that is none")
	}
}

func TestReadJSONChecksIndexes(t *testing.T) {
	for name, spoil := range map[string]func(*Page){
		"words":   func(p *Page) { p.Lines[0].Words.End = len(p.Words) + 1 },
		"lines":   func(p *Page) { p.Blocks[0].Lines.Start = -1 },
		"parent":  func(p *Page) { x := len(p.Blocks); p.Blocks[0].Parent = &x },
		"circle":  func(p *Page) { x := 0; p.Blocks[0].Parent, p.Blocks[0].Children = &x, []int{0} },
		"cell":    func(p *Page) { p.Blocks[0].Table = &Table{Rows: 1, Cols: 1, Cells: []Cell{{Row: 1}}} },
		"caption": func(p *Page) { x := -1; p.Blocks[0].Table = &Table{Caption: &x} },
	} {
		d := richDocument()
		spoil(&d.Pages[0])
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadJSON(bytes.NewReader(b)); !errors.Is(err, ErrDocument) {
			t.Errorf("%s: error %v, want ErrDocument", name, err)
		}
	}
	if _, err := ReadJSON(strings.NewReader("{")); err == nil || errors.Is(err, ErrDocument) {
		t.Errorf("half an object: error %v", err)
	}
}

// writers are all exports.
var writers = []func(io.Writer, *Document) error{
	WriteJSON, WriteDocling,
	func(w io.Writer, d *Document) error { return WriteMarkdown(w, d, ExportOptions{Furniture: true}) },
	func(w io.Writer, d *Document) error { return WriteHTML(w, d, ExportOptions{}) },
	func(w io.Writer, d *Document) error { return WriteText(w, d, ExportOptions{Reflow: true}) },
	func(w io.Writer, d *Document) error { return WriteText(w, d, ExportOptions{Layout: true}) },
	func(w io.Writer, d *Document) error { return WriteHOCR(w, d, HOCROptions{}) },
	func(w io.Writer, d *Document) error { return WriteALTO(w, d, ALTOOptions{}) },
	func(w io.Writer, d *Document) error { return json.NewEncoder(w).Encode(d.Objects()) },
}

func FuzzReadJSON(f *testing.F) {
	b, err := json.Marshal(richDocument())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"pages":[{"blocks":[{"table":{"rows":1e9,"cols":1e9}}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if d, err := ReadJSON(bytes.NewReader(b)); err == nil {
			var out bytes.Buffer
			for _, write := range writers {
				if err := write(&out, d); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
