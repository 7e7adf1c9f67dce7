package pdf

import (
	"context"
	"encoding/xml"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/xmp"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Metadata is what a file says of itself, in its information dictionary and in
// its XMP packet.
type Metadata struct {
	// Info is that of Document.Info, with what the dictionary does not say
	// taken from the packet.
	Info layout.Info
	// Entries are those of the dictionary as they stand: texts decoded, dates
	// raw, such as D:20240229123456+01'00'.
	Entries map[string]string
	// XMP is the packet, nil where there is none.
	XMP []byte
	// Properties are those of the packet by name with the usual prefix, such
	// as dc:creator or pdfaid:part; arrays have several values, the default
	// language comes first, structures are left out. nil where there is no
	// packet or it cannot be read.
	Properties map[string][]string
}

// maxPacket bounds an XMP packet.
const maxPacket = 8 << 20

// Metadata returns what the file says of itself. It parses the file, so it
// takes longer than Info. Errors match ErrCorrupt, ErrTooLarge, ErrUnsupported,
// or the one of ctx.
func (d *Document) Metadata(ctx context.Context) (Metadata, error) {
	s, err := d.graph(ctx)
	if err != nil {
		return Metadata{}, err
	}
	m := Metadata{Entries: infoEntries(s), XMP: packet(s)}
	m.Info = infoOf(m.Entries)
	if m.XMP != nil {
		if m.Properties, err = xmp.Parse(m.XMP); err == nil {
			complete(&m.Info, m.Properties)
		}
	}
	return m, nil
}

// infoEntries returns the texts of the information dictionary of s.
func infoEntries(s *cos.Source) map[string]string {
	dict, _ := s.Dict(s.Info())
	entries := map[string]string{}
	for k, v := range dict {
		if b, ok := s.String(v); ok {
			entries[k] = cos.DecodeText(b)
		}
	}
	return entries
}

// packet returns the XMP packet of the document, or nil.
func packet(s *cos.Source) []byte {
	sd, ok := s.Resolve(s.Root["Metadata"]).(types.StreamDict)
	if !ok {
		return nil
	}
	data, ok := decode(sd, maxPacket)
	if !ok || len(data) == 0 {
		return nil
	}
	return data
}

// complete fills empty fields of i from the properties of a packet.
func complete(i *layout.Info, p map[string][]string) {
	for name, to := range map[string]*string{
		"dc:title": &i.Title, "dc:creator": &i.Author, "dc:description": &i.Subject,
		"pdf:Keywords": &i.Keywords, "xmp:CreatorTool": &i.Creator, "pdf:Producer": &i.Producer,
	} {
		v := p[name]
		if *to != "" || len(v) == 0 {
			continue
		}
		if *to = v[0]; name == "dc:creator" {
			*to = strings.Join(v, ", ")
		}
	}
	for name, to := range map[string]*time.Time{"xmp:CreateDate": &i.Created, "xmp:ModifyDate": &i.Modified} {
		if v := p[name]; to.IsZero() && len(v) > 0 {
			*to = parseISODate(v[0])
		}
	}
}

// parseISODate parses a date of XMP, of which the end may be missing; what
// cannot be parsed is zero.
func parseISODate(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// properties returns those of an XMP packet that say what i says, the empty
// ones to be removed.
func properties(i layout.Info) []xmp.Property {
	date := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	out := []xmp.Property{
		{Name: "dc:title", Form: xmp.Alt, Value: i.Title},
		{Name: "dc:creator", Form: xmp.Seq, Value: i.Author},
		{Name: "dc:description", Form: xmp.Alt, Value: i.Subject},
		{Name: "pdf:Keywords", Value: i.Keywords},
		{Name: "pdf:Producer", Value: i.Producer},
		{Name: "xmp:CreatorTool", Value: i.Creator},
		{Name: "xmp:CreateDate", Value: date(i.Created)},
		{Name: "xmp:ModifyDate", Value: date(i.Modified)},
		{Name: "xmp:MetadataDate", Value: date(i.Modified)},
	}
	for _, k := range slices.Sorted(maps.Keys(i.Custom)) {
		if xmlName(k) && k != "CreationDate" && k != "ModDate" {
			out = append(out, xmp.Property{Name: "pdfx:" + k, Value: i.Custom[k]})
		}
	}
	return out
}

// xmlName reports whether an entry of the information dictionary can be a
// property.
func xmlName(s string) bool {
	err := xml.Unmarshal([]byte("<"+s+"/>"), new(struct{}))
	return err == nil && !strings.ContainsAny(s, " :/<>&='\"\t\r\n")
}

// putMetadata sets the XMP packet of the catalog and the information
// dictionary of the trailer, in step with each other.
func (a *assembly) putMetadata(catalog, trailer types.Dict) error {
	delete(catalog, "Metadata")
	info := a.info()
	if len(info) > 0 {
		ref, err := a.w.Add(info)
		if err != nil {
			return err
		}
		trailer["Info"] = ref
	}
	data := a.packet()
	if data == nil {
		return nil
	}
	// Uncompressed, as it is meant to be found by programs that know no PDF.
	ref := a.w.Alloc()
	catalog["Metadata"] = ref
	return a.w.PutStream(ref, types.Dict{"Type": types.Name("Metadata"), "Subtype": types.Name("XML")}, data)
}

// info returns the information dictionary to be written.
func (a *assembly) info() types.Dict {
	switch {
	case a.o.Info != nil:
		return infoDict(*a.o.Info)
	case a.o.DropMetadata || a.first == nil:
		return nil
	}
	d, _ := a.first.s.Dict(a.first.s.Info())
	return a.first.copier.Dict(d)
}

// packet returns the XMP packet to be written, nil for none. That of the first
// part is brought in step with what is changed; one that cannot be read is
// left out then.
func (a *assembly) packet() []byte {
	if a.o.XMP != nil || a.o.DropMetadata && a.o.Info == nil || a.first == nil {
		return a.o.XMP
	}
	old := packet(a.first.s)
	if old == nil {
		return nil
	}
	had, err := xmp.Parse(old)
	if err != nil {
		if a.o.Info != nil {
			return nil
		}
		return old
	}
	claims := a.falseClaims(had)
	if a.o.Info == nil && len(claims) == 0 {
		return old
	}
	var set []xmp.Property
	if a.o.Info != nil {
		set = properties(*a.o.Info)
	}
	out, err := xmp.Update(old, set, func(name string) bool {
		prefix, _, _ := strings.Cut(name, ":")
		return slices.Contains(claims, prefix) || a.o.Info != nil && prefix == "pdfx"
	})
	if err != nil {
		return nil
	}
	return out
}

// falseClaims returns the prefixes of properties by which a file says that it
// conforms to a standard, where what is written may not: a file of other pages
// never, one with all that the input has unless it is encrypted, gets other
// files within or claims PDF/A-1, which knows no compressed objects.
func (a *assembly) falseClaims(had map[string][]string) []string {
	var out []string
	kept := a.first.whole && a.o.Encryption == nil
	for name, values := range had {
		prefix, _, _ := strings.Cut(name, ":")
		switch {
		case !slices.Contains([]string{"pdfaid", "pdfuaid", "pdfxid", "pdfe"}, prefix):
		case !kept, name == "pdfaid:part" && (values[0] == "1" || values[0] == "2" && a.attached):
			out = append(out, prefix)
		}
	}
	return out
}
