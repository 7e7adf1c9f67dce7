package xmp

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Form says how a property holds its value.
type Form int

// The forms of properties.
const (
	Simple Form = iota
	Seq         // an ordered array
	Alt         // alternatives by language; the one written is the default
)

// A Property is to be set, or removed where it has no Value.
type Property struct {
	Name  string // such as dc:title; its prefix must be dc, xmp, pdf, pdfx or pdfaid
	Form  Form
	Value string
}

// empty is a packet without properties.
const empty = "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
	`<x:xmpmeta xmlns:x="adobe:ns:meta/">` + "\n" +
	`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
	"</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>"

// New returns a packet with the given properties.
func New(set []Property) []byte {
	out, err := Update([]byte(empty), set, nil)
	if err != nil { // the text above is well-formed
		panic(err)
	}
	return out
}

// Update returns packet with the properties of set changed, and without those
// of which drop reports true: it is asked with the name, such as pdfaid:part.
// All else is kept. drop may be nil.
func Update(packet []byte, set []Property, drop func(name string) bool) ([]byte, error) {
	u := updater{d: decoder(utf8Packet(packet)), set: set, drop: drop}
	for range maxTokens {
		t, err := u.d.RawToken()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = u.token(t)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %v", ErrSyntax, err)
		}
	}
	if !u.written || len(u.scopes) > 0 {
		return nil, fmt.Errorf("%w: no end of the RDF element", ErrSyntax)
	}
	return u.out.Bytes(), nil
}

// An updater copies a packet token by token.
type updater struct {
	d       *xml.Decoder
	set     []Property
	drop    func(string) bool
	out     bytes.Buffer
	scopes  []scope
	base    int    // depth of the RDF element, 0 = not in it
	skip    int    // depth of the element being left out, 0 = none
	about   string // of the descriptions
	written bool
}

// A scope is an open element with the namespaces that it declares.
type scope struct {
	name  xml.Name // with its prefix
	names map[string]string
}

// resolve returns the name of an element or attribute by the prefix known here.
func (u *updater) resolve(name xml.Name) string {
	for _, s := range slices.Backward(u.scopes) {
		if ns, ok := s.names[name.Space]; ok {
			if p, known := prefixes[ns]; known {
				return p + ":" + name.Local
			}
			return ns + ":" + name.Local
		}
	}
	return name.Space + ":" + name.Local
}

func (u *updater) unwanted(name string) bool {
	return slices.ContainsFunc(u.set, func(p Property) bool { return p.Name == name }) || u.drop != nil && u.drop(name)
}

func (u *updater) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return u.start(t)
	case xml.EndElement:
		return u.end(t)
	}
	if u.skip > 0 {
		return nil
	}
	switch t := t.(type) {
	case xml.CharData:
		u.out.WriteString(escape(string(t)))
	case xml.ProcInst:
		fmt.Fprintf(&u.out, "<?%s %s?>", t.Target, t.Inst)
	case xml.Comment:
		fmt.Fprintf(&u.out, "<!--%s-->", t)
	case xml.Directive:
		fmt.Fprintf(&u.out, "<!%s>", t)
	}
	return nil
}

func (u *updater) start(t xml.StartElement) error {
	s := scope{name: t.Name, names: map[string]string{}}
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == "xmlns":
			s.names[a.Name.Local] = a.Value
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			s.names[""] = a.Value
		}
	}
	if u.scopes = append(u.scopes, s); len(u.scopes) > maxDepth {
		return fmt.Errorf("nested too deep")
	}
	name := u.resolve(t.Name)
	switch depth := len(u.scopes) - u.base; {
	case u.skip > 0:
		return nil
	case u.base == 0:
		if name == "rdf:RDF" && !u.written {
			u.base = len(u.scopes)
		}
	case depth == 1:
		t.Attr = slices.DeleteFunc(slices.Clone(t.Attr), func(a xml.Attr) bool {
			full := u.resolve(a.Name)
			if full == "rdf:about" && u.about == "" {
				u.about = a.Value
			}
			return u.unwanted(full)
		})
	case depth == 2 && u.unwanted(name):
		u.skip = len(u.scopes)
		return nil
	}
	u.out.WriteString("<" + qualified(t.Name))
	for _, a := range t.Attr {
		fmt.Fprintf(&u.out, ` %s="%s"`, qualified(a.Name), escape(a.Value))
	}
	u.out.WriteString(">")
	return nil
}

func (u *updater) end(t xml.EndElement) error {
	if len(u.scopes) == 0 || u.scopes[len(u.scopes)-1].name != t.Name {
		return fmt.Errorf("end of %s, which is not open", qualified(t.Name))
	}
	depth := len(u.scopes)
	if u.base == depth {
		u.properties()
		u.base = 0
		u.written = true
	}
	u.scopes = u.scopes[:depth-1]
	switch {
	case u.skip == 0:
		u.out.WriteString("</" + qualified(t.Name) + ">")
	case u.skip == depth:
		u.skip = 0
	}
	return nil
}

// properties writes those that are set, as a description of their own.
func (u *updater) properties() {
	var used []string
	for _, p := range u.set {
		if prefix, _, _ := strings.Cut(p.Name, ":"); p.Value != "" && !slices.Contains(used, prefix) {
			used = append(used, prefix)
		}
	}
	if len(used) == 0 {
		return
	}
	fmt.Fprintf(&u.out, `<rdf:Description xmlns:rdf="%s" rdf:about="%s"`, rdf, escape(u.about))
	slices.Sort(used)
	for _, prefix := range used {
		fmt.Fprintf(&u.out, ` xmlns:%s="%s"`, prefix, namespace(prefix))
	}
	u.out.WriteString(">\n")
	for _, p := range u.set {
		if p.Value == "" {
			continue
		}
		v := escape(p.Value)
		switch p.Form {
		case Seq:
			v = "<rdf:Seq><rdf:li>" + v + "</rdf:li></rdf:Seq>"
		case Alt:
			v = `<rdf:Alt><rdf:li xml:lang="x-default">` + v + "</rdf:li></rdf:Alt>"
		}
		fmt.Fprintf(&u.out, "<%s>%s</%s>\n", p.Name, v, p.Name)
	}
	u.out.WriteString("</rdf:Description>\n")
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// escape makes s text or the value of an attribute; what XML cannot hold is
// replaced.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return '\ufffd'
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
