package xmp

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample has properties as elements, as attributes, under foreign prefixes and
// in several descriptions.
const sample = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- kept -->
 <r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <r:Description r:about="uuid:1" xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:p="http://ns.adobe.com/pdf/1.3/" p:Producer="Old &amp; Co" p:Keywords="a b">
   <d:title><r:Alt><r:li xml:lang="de">Alt</r:li><r:li xml:lang="x-default">Old</r:li></r:Alt></d:title>
   <d:creator><r:Seq><r:li>One</r:li><r:li>Two</r:li></r:Seq></d:creator>
  </r:Description>
  <r:Description r:about="uuid:1" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#" xmlns:id="http://www.aiim.org/pdfa/ns/id/"
    xmlns:mm="http://ns.adobe.com/xap/1.0/mm/" xmlns:own="http://example.com/own/">
   <fx:DocumentFileName>factur-x.xml</fx:DocumentFileName><id:part>3</id:part>
   <mm:DerivedFrom r:parseType="Resource"><mm:DocumentID>x</mm:DocumentID></mm:DerivedFrom>
   <own:thing r:resource="http://example.com/t"/>
  </r:Description>
 </r:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`

func TestParse(t *testing.T) {
	want := map[string][]string{
		"dc:title": {"Old", "Alt"}, "dc:creator": {"One", "Two"}, "pdf:Producer": {"Old & Co"}, "pdf:Keywords": {"a b"},
		"fx:DocumentFileName": {"factur-x.xml"}, "pdfaid:part": {"3"}, "http://example.com/own/:thing": {"http://example.com/t"},
	}
	got, err := Parse([]byte(sample))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	wide := []byte{0xfe, 0xff}
	for _, r := range sample {
		wide = append(wide, byte(r>>8), byte(r))
	}
	if got, err := Parse(wide); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("UTF-16: %v, %v", got, err)
	}
}

func TestUpdate(t *testing.T) {
	set := []Property{
		{Name: "dc:title", Form: Alt, Value: `New <"title"> & more`}, {Name: "dc:creator", Form: Seq},
		{Name: "pdf:Keywords"}, {Name: "xmp:CreatorTool", Value: "tool"},
	}
	out, err := Update([]byte(sample), set, func(name string) bool { return strings.HasPrefix(name, "pdfaid:") })
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(out)
	want := map[string][]string{
		"dc:title": {`New <"title"> & more`}, "pdf:Producer": {"Old & Co"}, "xmp:CreatorTool": {"tool"},
		"fx:DocumentFileName": {"factur-x.xml"}, "http://example.com/own/:thing": {"http://example.com/t"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s\n%s", err, diff, out)
	}
	for _, kept := range []string{"<!-- kept -->", "<mm:DocumentID>x</mm:DocumentID>", `<?xpacket end="w"?>`, `rdf:about="uuid:1"`} {
		if !strings.Contains(string(out), kept) {
			t.Errorf("%q is missing in\n%s", kept, out)
		}
	}
	again, err := Update(out, nil, nil)
	if err != nil || string(again) != string(out) {
		t.Errorf("an update of nothing changes the packet: %v\n%s\n%s", err, out, again)
	}
	if got, err := Parse(New(set)); err != nil || got["dc:title"][0] != set[0].Value || len(got) != 2 {
		t.Errorf("new packet: %v, %v", got, err)
	}
}

func TestBadPackets(t *testing.T) {
	deep := strings.Repeat("<a>", 1000)
	for _, bad := range []string{"<", "<a></b>", deep, "<a>&undefined;</a>", "<r:RDF>"} {
		if _, err := Parse([]byte(bad)); !errors.Is(err, ErrSyntax) {
			t.Errorf("Parse %.20q: %v", bad, err)
		}
		if _, err := Update([]byte(bad), nil, nil); !errors.Is(err, ErrSyntax) {
			t.Errorf("Update %.20q: %v", bad, err)
		}
	}
}

// FuzzUpdate expects that what was written can be read, with what was set.
func FuzzUpdate(f *testing.F) {
	f.Add([]byte(sample), "title")
	f.Add([]byte(empty), "\x00<&")
	f.Add([]byte("\xff\xfe<\x00a\x00"), "")
	f.Fuzz(func(t *testing.T, packet []byte, title string) {
		had, err := Parse(packet)
		out, uerr := Update(packet, []Property{{Name: "dc:title", Form: Alt, Value: title}}, nil)
		if err != nil || uerr != nil {
			return
		}
		got, err := Parse(out)
		if err != nil {
			t.Fatalf("%v in %q, made of %q", err, out, packet)
		}
		if title == "" && len(got["dc:title"]) > 0 || title != "" && len(got["dc:title"]) != 1 {
			t.Errorf("title %q reads %q, was %q", title, got["dc:title"], had["dc:title"])
		}
	})
}
