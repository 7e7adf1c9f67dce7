// Package xmp reads XMP packets (ISO 16684-1) and changes single properties of
// them, leaving the rest as it is.
package xmp

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// ErrSyntax means that a packet cannot be read.
var ErrSyntax = errors.New("bad XMP packet")

const (
	maxDepth  = 100     // of elements
	maxTokens = 500_000 // of a packet
	rdf       = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
)

// prefixes are the namespaces with the prefix by which properties are named
// here, whatever a packet calls them.
var prefixes = map[string]string{
	"http://purl.org/dc/elements/1.1/":                     "dc",
	"http://ns.adobe.com/xap/1.0/":                         "xmp",
	"http://ns.adobe.com/xap/1.0/mm/":                      "xmpMM",
	"http://ns.adobe.com/xap/1.0/rights/":                  "xmpRights",
	"http://ns.adobe.com/pdf/1.3/":                         "pdf",
	"http://ns.adobe.com/pdfx/1.3/":                        "pdfx",
	"http://www.aiim.org/pdfa/ns/id/":                      "pdfaid",
	"http://www.aiim.org/pdfua/ns/id/":                     "pdfuaid",
	"http://www.npes.org/pdfx/ns/id/":                      "pdfxid",
	"http://www.aiim.org/pdfe/ns/id/":                      "pdfe",
	"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#": "fx",
	"urn:zugferd:pdfa:CrossIndustryDocument:invoice:2p0#":  "zf",
	"urn:ferd:pdfa:CrossIndustryDocument:invoice:1p0#":     "zf",
	"http://www.aiim.org/pdfa/ns/extension/":               "pdfaExtension",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#":          "rdf",
	"http://www.w3.org/XML/1998/namespace":                 "xml",
	"adobe:ns:meta/":                                       "x",
	"http://ns.adobe.com/photoshop/1.0/":                   "photoshop",
	"http://ns.adobe.com/tiff/1.0/":                        "tiff",
	"http://ns.adobe.com/exif/1.0/":                        "exif",
	"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/":          "Iptc4xmpCore",
	"http://prismstandard.org/namespaces/basic/2.0/":       "prism",
	"http://crossref.org/crossmark/1.0/":                   "crossmark",
	"http://www.niso.org/schemas/jav/1.0/":                 "jav",
	"http://creativecommons.org/ns#":                       "cc",
}

// namespace returns the namespace of one of the prefixes that Set takes.
func namespace(prefix string) string {
	switch prefix {
	case "dc":
		return "http://purl.org/dc/elements/1.1/"
	case "xmp":
		return "http://ns.adobe.com/xap/1.0/"
	case "pdf":
		return "http://ns.adobe.com/pdf/1.3/"
	case "pdfx":
		return "http://ns.adobe.com/pdfx/1.3/"
	case "pdfaid":
		return "http://www.aiim.org/pdfa/ns/id/"
	}
	return ""
}

// utf8Packet returns data as UTF-8: packets may be in UTF-16, too.
func utf8Packet(data []byte) []byte {
	big := bytes.HasPrefix(data, []byte{0xfe, 0xff}) || bytes.HasPrefix(data, []byte{0, '<'})
	little := bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{'<', 0})
	if !big && !little {
		return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		hi, lo := data[2*i], data[2*i+1]
		if little {
			hi, lo = lo, hi
		}
		units[i] = uint16(hi)<<8 | uint16(lo)
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff"))
}

func decoder(data []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	return d
}

// Parse returns the properties of a packet by name, such as dc:title. An array
// has several values, the default language first; structures are left out.
func Parse(data []byte) (map[string][]string, error) {
	p := parser{d: decoder(utf8Packet(data)), out: map[string][]string{}}
	for range maxTokens {
		t, err := p.d.Token()
		if err == io.EOF {
			return p.out, nil
		}
		if err == nil {
			err = p.token(t)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %v", ErrSyntax, err)
		}
	}
	return nil, fmt.Errorf("%w: too long", ErrSyntax)
}

// A parser gathers the properties of the descriptions that stand directly in
// the RDF element.
type parser struct {
	d    *xml.Decoder
	out  map[string][]string
	path []xml.Name
	base int // depth of the RDF element, 0 = not in it

	text    strings.Builder
	values  []string
	first   bool // the item being read is that of the default language
	complex bool // the property is a structure
}

func (p *parser) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		if p.path = append(p.path, t.Name); len(p.path) > maxDepth {
			return errors.New("nested too deep")
		}
		p.start(t)
	case xml.CharData:
		p.text.Write(t)
	case xml.EndElement:
		p.end(t.Name)
		p.path = p.path[:len(p.path)-1]
	}
	return nil
}

func (p *parser) start(t xml.StartElement) {
	depth := len(p.path) - p.base // 1: description, 2: property, 3: array, 4: item
	switch {
	case p.base == 0:
		if t.Name.Space == rdf && t.Name.Local == "RDF" {
			p.base = len(p.path)
		}
		return
	case depth == 1:
		for _, a := range t.Attr {
			if a.Name.Space != "xmlns" && a.Name.Space != rdf && a.Name.Space != "" && a.Name.Local != "xmlns" {
				p.add(a.Name, a.Value)
			}
		}
	case depth == 2:
		p.values, p.complex = nil, false
		for _, a := range t.Attr {
			p.complex = p.complex || a.Name.Space == rdf && a.Name.Local == "parseType"
			if a.Name.Space == rdf && a.Name.Local == "resource" {
				p.values = append(p.values, a.Value)
			}
		}
	case depth == 3:
		p.complex = p.complex || t.Name.Space != rdf || t.Name.Local == "Description"
	case depth == 4:
		p.first = false
		for _, a := range t.Attr {
			p.first = p.first || a.Name.Local == "lang" && a.Value == "x-default"
			p.complex = p.complex || a.Name.Space == rdf && a.Name.Local == "parseType"
		}
	default:
		p.complex = true
	}
	p.text.Reset()
}

func (p *parser) end(name xml.Name) {
	depth := len(p.path) - p.base
	switch {
	case p.base == 0:
	case depth == 0:
		p.base = 0
	case depth == 4 && p.first:
		p.values = append([]string{p.text.String()}, p.values...)
	case depth == 4:
		p.values = append(p.values, p.text.String())
	case depth == 2 && !p.complex:
		if text := strings.TrimSpace(p.text.String()); len(p.values) == 0 && text != "" {
			p.values = []string{text}
		}
		for _, v := range p.values {
			p.add(name, v)
		}
	}
	if p.base != 0 && depth != 4 {
		p.text.Reset()
	}
}

func (p *parser) add(name xml.Name, value string) {
	prefix, ok := prefixes[name.Space]
	if !ok {
		prefix = name.Space
	}
	key := prefix + ":" + name.Local
	p.out[key] = append(p.out[key], value)
}
