package einvoice

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Errors that callers branch on.
var (
	// ErrFormat means that the data is no XML invoice of a known kind.
	ErrFormat = errors.New("einvoice: not an e-invoice")
	// ErrXML means that the XML is broken.
	ErrXML = errors.New("einvoice: broken XML")
	// ErrUnsafe means that the XML holds a document type definition or exceeds
	// a limit of size, depth or number of elements.
	ErrUnsafe = errors.New("einvoice: refused XML")
)

const (
	maxBytes = 64 << 20
	maxNodes = 1_000_000
	maxDepth = 64
)

// A node is an XML element by its local name.
type node struct {
	name  string
	attrs map[string]string
	text  []byte // a slice, for comments may part it into millions of pieces
	kids  []*node
}

// parseXML builds the tree of data.
func parseXML(data []byte) (*node, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrUnsafe, maxBytes)
	}
	data, err := decodeUTF16(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrXML, err)
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charsetReader
	var stack []*node
	var root *node
	for count := 0; ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrXML, err)
		}
		switch t := tok.(type) {
		case xml.Directive:
			return nil, fmt.Errorf("%w: it holds a document type definition", ErrUnsafe)
		case xml.StartElement:
			if count++; count > maxNodes || len(stack) >= maxDepth {
				return nil, fmt.Errorf("%w: too many or too deep elements", ErrUnsafe)
			}
			n := &node{name: t.Name.Local}
			for _, a := range t.Attr {
				if n.attrs == nil {
					n.attrs = map[string]string{}
				}
				n.attrs[a.Name.Local] = a.Value
			}
			if len(stack) > 0 {
				p := stack[len(stack)-1]
				p.kids = append(p.kids, n)
			} else if root == nil {
				root = n
			}
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				n := stack[len(stack)-1]
				n.text = append(n.text, t...)
			}
		}
	}
	if root == nil {
		return nil, fmt.Errorf("%w: no element", ErrXML)
	}
	return root, nil
}

// decodeUTF16 turns UTF-16 with a byte order mark into UTF-8 and drops a mark
// of UTF-8.
func decodeUTF16(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !bytes.HasPrefix(data, []byte{0xff, 0xfe}) && !bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return data, nil
	}
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	if err != nil {
		return nil, err
	}
	// The declaration still says UTF-16, which no longer holds.
	if i := bytes.Index(out, []byte("?>")); i > 0 && bytes.HasPrefix(out, []byte("<?xml")) {
		out = out[i+2:]
	}
	return out, nil
}

func charsetReader(charset string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return in, nil
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	case "iso-8859-15", "latin9":
		return charmap.ISO8859_15.NewDecoder().Reader(in), nil
	}
	return nil, fmt.Errorf("unknown encoding %q", charset)
}

// all returns the elements at path (names separated by slashes) below n.
func (n *node) all(path string) []*node {
	if n == nil {
		return nil
	}
	cur := []*node{n}
	for name := range strings.SplitSeq(path, "/") {
		var next []*node
		for _, c := range cur {
			for _, k := range c.kids {
				if k.name == name {
					next = append(next, k)
				}
			}
		}
		cur = next
	}
	return cur
}

// one returns the first element at the first of paths that has one.
func (n *node) one(paths ...string) *node {
	for _, p := range paths {
		if r := n.all(p); len(r) > 0 {
			return r[0]
		}
	}
	return nil
}

// txt returns the first text at any of paths that is not empty.
func (n *node) txt(paths ...string) string {
	for _, p := range paths {
		for _, r := range n.all(p) {
			if t := r.content(); t != "" {
				return t
			}
		}
	}
	return ""
}

// content returns the text of n and all below it.
func (n *node) content() string {
	if n == nil {
		return ""
	}
	if len(n.kids) == 0 {
		return string(bytes.TrimSpace(n.text))
	}
	var b strings.Builder
	b.Write(n.text)
	for _, k := range n.kids {
		b.WriteString(k.content())
	}
	return strings.TrimSpace(b.String())
}

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	return n.attrs[name]
}
