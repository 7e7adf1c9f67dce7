package pdf_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/pdf"
)

func TestAttachments(t *testing.T) {
	b := &builder{}
	xml := b.stream("/Type /EmbeddedFile /Subtype /text#2Fxml", "<a/>")
	spec := b.add("<< /Type /Filespec /F (../../factur-x.xml) /UF (../../factur-x.xml) /Desc (The invoice) /EF << /F %s >> >>", xml)
	again := b.add("<< /Type /Filespec /F (factur-x.xml) /EF << /F %s >> >>", xml)
	device := b.add("<< /Type /Filespec /F (nul) /EF << /F %s >> >>", xml)
	root := b.catalog(fmt.Sprintf("/Names << /EmbeddedFiles << /Names [(a) %s (b) %s (c) %s] >> >>", spec, again, device), testPage{})
	got, err := open(t, b.bytes(root)).Attachments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []pdf.Attachment{
		{Name: "factur-x.xml", OriginalName: "../../factur-x.xml", MediaType: "text/xml", Description: "The invoice", Data: []byte("<a/>")},
		{Name: "factur-x-2.xml", OriginalName: "factur-x.xml", MediaType: "text/xml", Data: []byte("<a/>")},
		{Name: "attachmentnul", OriginalName: "nul", MediaType: "text/xml", Data: []byte("<a/>")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Attachments (-want +got):\n%s", diff)
	}
	none, err := open(t, file(testPage{})).Attachments(t.Context())
	if err != nil || len(none) != 0 {
		t.Errorf("a file without: %v, %v", none, err)
	}
}

func TestOutline(t *testing.T) {
	b := &builder{}
	n := len(b.objects)
	ref := func(i int) string { return fmt.Sprintf("%d 0 R", n+i) }
	b.add("<< /First %s /Last %s >>", ref(2), ref(4))
	b.add("<< /Title (One) /Parent %s /Next %s /First %s /Last %s /Dest [1 /Fit] >>", ref(1), ref(4), ref(3), ref(3))
	b.add("<< /Title <FEFF00E4> /Parent %s /A << /S /URI /URI (https://example.com) >> /First %s >>", ref(2), ref(2)) // a loop
	b.add("<< /Title (Two) /Parent %s /A << /S /GoTo /D [0 /Fit] >> >>", ref(1))
	root := b.catalog("/Outlines "+ref(1), testPage{}, testPage{})
	got, err := open(t, b.bytes(root)).Outline(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []pdf.Bookmark{
		{Title: "One", Level: 1, Page: 2},
		{Title: "ä", Level: 2, URI: "https://example.com"},
		{Title: "Two", Level: 1, Page: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Outline (-want +got):\n%s", diff)
	}
}
