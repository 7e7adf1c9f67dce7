package pdf

import (
	"crypto/md5"
	"slices"
	"strings"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// embedFiles sets the embedded files of a catalog being written: those that
// the source has and those to be added.
func (f *part) embedFiles(catalog types.Dict, o SaveOptions) error {
	if len(o.Attach) == 0 && !o.Detach {
		return nil
	}
	a := f.a
	files := map[string]types.Object{} // by the bytes of the name in the tree
	names, _ := f.s.Dict(f.s.Root["Names"])
	var associated types.Array
	if !o.Detach {
		f.s.Tree(names["EmbeddedFiles"], "Names", func(key, value types.Object) bool {
			if b, ok := f.s.String(key); ok {
				files[string(b)] = f.copier.Object(value)
			}
			return true
		})
		old, _ := f.s.Array(f.s.Root["AF"])
		for _, v := range old {
			associated = append(associated, f.copier.Object(v))
		}
	}
	for _, att := range o.Attach {
		spec, err := a.fileSpec(att)
		if err != nil {
			return err
		}
		ref, err := a.w.Add(spec)
		if err != nil {
			return err
		}
		files[textBytes(att.Name)] = ref
		associated = append(associated, ref)
	}
	var list types.Array
	var keys []string
	for k := range files {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		list = append(list, cos.Literal([]byte(k)), files[k])
	}
	return f.setNames(catalog, names, list, associated)
}

// setNames puts the name tree of embedded files into a catalog.
func (f *part) setNames(catalog, names types.Dict, files, associated types.Array) error {
	kept := types.Dict{}
	for k, v := range names {
		if k != "EmbeddedFiles" {
			kept[k] = v
		}
	}
	out := f.copier.Dict(kept)
	delete(catalog, "AF")
	if len(files) > 0 {
		out["EmbeddedFiles"] = types.Dict{"Names": files}
	}
	if len(associated) > 0 {
		catalog["AF"] = associated
	}
	delete(catalog, "Names")
	if len(out) == 0 {
		return nil
	}
	ref, err := f.a.w.Add(out)
	catalog["Names"] = ref
	return err
}

// fileSpec writes the content of att and returns its file specification.
func (a *assembly) fileSpec(att Attachment) (types.Dict, error) {
	sum := md5.Sum(att.Data)
	d := types.Dict{
		"Type":   types.Name("EmbeddedFile"),
		"Params": types.Dict{"Size": types.Integer(len(att.Data)), "CheckSum": types.NewHexLiteral(sum[:])},
	}
	if att.MediaType != "" {
		d["Subtype"] = types.Name(att.MediaType)
	}
	stream, err := a.w.AddStream(d, att.Data)
	if err != nil {
		return nil, err
	}
	spec := types.Dict{
		"Type": types.Name("Filespec"), "F": cos.Text(att.Name), "UF": cos.Text(att.Name),
		"EF": types.Dict{"F": stream, "UF": stream}, "AFRelationship": types.Name(relationship(att)),
	}
	if att.Description != "" {
		spec["Desc"] = cos.Text(att.Description)
	}
	return spec, nil
}

// relationship returns what a file is to the document: structured data, such
// as the XML of an e-invoice, says the same in another way.
func relationship(att Attachment) string {
	if strings.HasSuffix(strings.ToLower(att.Name), ".xml") || strings.HasSuffix(att.MediaType, "/xml") {
		return "Alternative"
	}
	return "Unspecified"
}

// textBytes returns the bytes of s as a text string.
func textBytes(s string) string {
	b, err := types.Unescape(string(cos.Text(s).(types.StringLiteral)))
	if err != nil {
		return s
	}
	return string(b)
}
