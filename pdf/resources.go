package pdf

import (
	"slices"

	"github.com/docket-go/docket/pdf/internal/content"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxContent bounds the content of a page that is looked at, decoded.
const maxContent = 32 << 20

// usedResources returns the resources of page without those that its content
// does not name, or nil where that cannot be told. Many files have one
// dictionary for all pages: without this each page split off would carry the
// fonts and pictures of the whole file.
func usedResources(s *cos.Source, page cos.Page) types.Dict {
	resources, ok := s.Dict(page.Entry("Resources"))
	if !ok {
		return nil
	}
	data, ok := pageContent(s, page)
	if !ok {
		return nil
	}
	used := map[string]bool{}
	content.Names(data, used)
	out := types.Dict{}
	for k, v := range resources {
		sub, ok := s.Dict(v)
		if !ok || !slices.Contains([]string{"Font", "XObject", "ExtGState", "ColorSpace", "Pattern", "Shading", "Properties"}, k) {
			out[k] = v
			continue
		}
		kept := types.Dict{}
		for name, o := range sub {
			if !used[name] {
				continue
			}
			if borrows(s, k, o) {
				return nil
			}
			kept[name] = o
		}
		out[k] = kept
	}
	return out
}

// borrows reports whether o, a resource of the given kind, has content without
// resources of its own, which then takes those of the page.
func borrows(s *cos.Source, kind string, o types.Object) bool {
	d, ok := s.Dict(o)
	if !ok || d["Resources"] != nil {
		return false
	}
	switch kind {
	case "XObject":
		return s.Name(d["Subtype"]) == "Form"
	case "Font":
		return s.Name(d["Subtype"]) == "Type3"
	case "Pattern":
		n, _ := s.Number(d["PatternType"])
		return n == 1
	}
	return false
}

// pageContent returns the decoded content of page, its streams joined.
func pageContent(s *cos.Source, page cos.Page) (data []byte, ok bool) {
	for _, o := range contents(s, page, func(o types.Object) types.Object { return o }) {
		sd, ok := s.Resolve(o).(types.StreamDict)
		if !ok {
			return nil, false
		}
		part, ok := decode(sd, maxContent-len(data))
		if !ok {
			return nil, false
		}
		data = append(append(data, part...), '\n')
	}
	return data, true
}

// decode returns the data of a stream, up to limit bytes.
func decode(sd types.StreamDict, limit int) ([]byte, bool) {
	sd.Content = nil
	if limit <= 0 || sd.DecodeWithLimit(int64(limit)) != nil || len(sd.Content) > limit {
		return nil, false
	}
	return sd.Content, true
}
