package pdf

import (
	"crypto/md5"
	"maps"
	"slices"
	"strings"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// embedFiles sets the embedded files of a catalog being written: those that
// the source has and those to be added.
func (f *part) embedFiles(catalog types.Dict, o SaveOptions) error {
	e := embedder{part: f, files: map[string]types.Object{}, new: map[string]bool{}}
	for _, att := range o.Attach {
		e.new[safeName(att.Name)] = true
	}
	if !o.Detach {
		e.keep()
	}
	for i, att := range o.Attach {
		if slices.ContainsFunc(o.Attach[i+1:], func(b Attachment) bool { return safeName(b.Name) == safeName(att.Name) }) {
			continue
		}
		if err := e.attach(att); err != nil {
			return err
		}
	}
	return e.setNames(catalog)
}

// An embedder gathers the embedded files of a file being written.
type embedder struct {
	*part
	files      map[string]types.Object // by the bytes of the name in the tree
	associated types.Array
	new        map[string]bool // names of the files to be added
}

// keep takes over the files of the source but those to be replaced.
func (e *embedder) keep() {
	names, _ := e.s.Dict(e.s.Root["Names"])
	e.s.Tree(names["EmbeddedFiles"], "Names", func(key, value types.Object) bool {
		if b, ok := e.s.String(key); ok && !e.replaced(value, cos.DecodeText(b)) {
			e.files[string(b)] = e.copier.Object(value)
		}
		return true
	})
	old, _ := e.s.Array(e.s.Root["AF"])
	for _, v := range old {
		if !e.replaced(v, "") {
			e.associated = append(e.associated, e.copier.Object(v))
		}
	}
}

// replaced reports whether one of the new files has the name of a file
// specification.
func (e *embedder) replaced(spec types.Object, name string) bool {
	d, _ := e.s.Dict(spec)
	if own := fileName(e.s, d); own != "" {
		name = own
	}
	return e.new[safeName(name)]
}

func (e *embedder) attach(att Attachment) error {
	att.Name = safeName(att.Name)
	spec, err := e.fileSpec(att)
	if err != nil {
		return err
	}
	ref, err := e.a.w.Add(spec)
	if err != nil {
		return err
	}
	e.files[textBytes(att.Name)] = ref
	e.associated = append(e.associated, ref)
	return nil
}

// setNames puts the name tree of embedded files into a catalog.
func (e *embedder) setNames(catalog types.Dict) error {
	kept := types.Dict{}
	names, _ := e.s.Dict(e.s.Root["Names"])
	for k, v := range names {
		if k != "EmbeddedFiles" {
			kept[k] = v
		}
	}
	out := e.copier.Dict(kept)
	var list types.Array
	for _, k := range slices.Sorted(maps.Keys(e.files)) {
		list = append(list, cos.Literal([]byte(k)), e.files[k])
	}
	if len(list) > 0 {
		out["EmbeddedFiles"] = types.Dict{"Names": list}
	}
	if len(e.associated) > 0 {
		catalog["AF"] = e.associated
	}
	if len(out) == 0 {
		return nil
	}
	ref, err := e.a.w.Add(out)
	catalog["Names"] = ref
	return err
}

// fileSpec writes the content of att and returns its file specification.
func (e *embedder) fileSpec(att Attachment) (types.Dict, error) {
	sum := md5.Sum(att.Data)
	params := types.Dict{"Size": types.Integer(len(att.Data)), "CheckSum": types.NewHexLiteral(sum[:])}
	if att.Modified.IsZero() && e.a.o.Info != nil {
		if att.Modified = e.a.o.Info.Modified; att.Modified.IsZero() {
			att.Modified = e.a.o.Info.Created
		}
	}
	if !att.Modified.IsZero() {
		params["ModDate"] = cos.Date(att.Modified)
	}
	if !att.Created.IsZero() {
		params["CreationDate"] = cos.Date(att.Created)
	}
	isXML := strings.HasSuffix(strings.ToLower(att.Name), ".xml") || strings.HasSuffix(att.MediaType, "/xml")
	if att.MediaType == "" && isXML {
		att.MediaType = "text/xml"
	}
	d := types.Dict{"Type": types.Name("EmbeddedFile"), "Params": params}
	if att.MediaType != "" {
		d["Subtype"] = types.Name(att.MediaType)
	}
	stream, err := e.a.w.AddStream(d, att.Data)
	if err != nil {
		return nil, err
	}
	relationship := att.Relationship
	switch {
	case relationship != "":
	case isXML: // such as the XML of an e-invoice: it says the same in another way
		relationship = "Alternative"
	default:
		relationship = "Unspecified"
	}
	spec := types.Dict{
		"Type": types.Name("Filespec"), "F": cos.Text(att.Name), "UF": cos.Text(att.Name),
		"EF": types.Dict{"F": stream, "UF": stream}, "AFRelationship": types.Name(relationship),
	}
	if att.Description != "" {
		spec["Desc"] = cos.Text(att.Description)
	}
	return spec, nil
}

// detach leaves the embedded files of the source out of all that is copied.
// It must be called before anything is.
func (f *part) detach() {
	f.copier.Rewrite = withoutFiles
	f.prepare = func(page types.Dict) {
		annots, ok := f.s.Array(page["Annots"])
		if !ok {
			return
		}
		page["Annots"] = slices.DeleteFunc(slices.Clone(annots), func(o types.Object) bool {
			a, _ := f.s.Dict(o)
			holds := f.s.Name(a["Subtype"]) == "FileAttachment"
			if r, ok := o.(types.IndirectRef); ok && holds {
				f.copier.Map(r, types.IndirectRef{}) // tags may refer to it
			}
			return holds
		})
	}
}

// withoutFiles returns d without associated files and, where it is a file
// specification, without the file.
func withoutFiles(d types.Dict) types.Dict {
	spec := d["EF"] != nil && (d["F"] != nil || d["UF"] != nil)
	if d["AF"] == nil && !spec {
		return d
	}
	out := types.Dict{}
	for k, v := range d {
		if k != "AF" && (k != "EF" || !spec) {
			out[k] = v
		}
	}
	return out
}

// textBytes returns the bytes of s as a text string.
func textBytes(s string) string {
	b, err := types.Unescape(string(cos.Text(s).(types.StringLiteral)))
	if err != nil {
		return s
	}
	return string(b)
}
