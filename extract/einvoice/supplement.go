package einvoice

import (
	"encoding/base64"
	"strings"
)

// supplement makes a document beside the invoice of its parts; file is the
// element with its content, or nil.
func supplement(ref, description, url string, file *node) Supplement {
	s := Supplement{Ref: ref, Description: description, URL: url}
	if file == nil {
		return s
	}
	s.File, s.MIME = file.attr("filename"), file.attr("mimeCode")
	text := strings.Join(strings.Fields(file.content()), "")
	if data, err := base64.StdEncoding.DecodeString(text); err == nil && len(data) > 0 {
		s.Data = data
	}
	return s
}

// schemed reads an identifier with its scheme.
func schemed(n *node) ID { return ID{n.content(), n.attr("schemeID")} }

// addID adds an identifier of p.
func (p *Party) addID(id ID) {
	p.IDs = append(p.IDs, id.Value)
	p.Identifiers = append(p.Identifiers, id)
}
