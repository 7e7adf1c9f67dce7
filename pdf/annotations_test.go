package pdf_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/docket-go/docket/pdf"
)

// TestAnnotations reads and draws what a page shows of annotations: those without
// an appearance get one, and what is hidden, or only printed, is neither read nor
// drawn.
func TestAnnotations(t *testing.T) {
	b := &builder{}
	look := func(text string) string {
		return b.stream("/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
			"BT /F1 12 Tf 2 5 Td ("+text+") Tj ET")
	}
	form := "/DA (/Helv 12 Tf 0 g) /F 4"
	var all, fields []string
	add := func(field bool, rect, entries string) {
		ref := b.add("<< /Type /Annot /Rect [%s] %s >>", rect, entries)
		if all = append(all, ref); field {
			fields = append(fields, ref)
		}
	}
	add(true, "50 260 250 280", "/Subtype /Widget /FT /Tx /T (name) /V (Typed value) "+form)
	add(true, "50 200 250 250", "/Subtype /Widget /FT /Ch /T (list) /Opt [(First) (Second)] /V (Second) "+form)
	add(true, "50 170 250 190", "/Subtype /Widget /FT /Ch /Ff 131072 /T (combo) /Opt [(Red) (Blue)] /V (Blue) "+form)
	add(false, "50 120 250 160", "/Subtype /FreeText /Contents (Free text that is long enough for two lines) "+form)
	add(false, "50 90 250 110", "/Subtype /Stamp /F 4 /AP << /N "+look("Stamped")+" >>")
	add(false, "50 60 250 80", "/Subtype /Stamp /F 2 /AP << /N "+look("Hidden")+" >>")
	add(false, "50 30 250 50", "/Subtype /Stamp /F 36 /AP << /N "+look("Printed")+" >>")
	add(false, "260 200 290 250", "/Subtype /Popup /Open true /Contents (Comment)")
	root := b.catalog(fmt.Sprintf("/AcroForm << /Fields [%s] /NeedAppearances true /DR << /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
		strings.Join(fields, " ")), testPage{entries: "/Annots [" + strings.Join(all, " ") + "]"})
	d := open(t, b.bytes(root))
	in, err := d.Input(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(texts(in))
	want := strings.Fields("Typed value First Second Blue Free text that is long enough for two lines Stamped")
	slices.Sort(words)
	slices.Sort(want)
	if !slices.Equal(words, want) {
		t.Errorf("words %q, want %q", words, want)
	}
	const height = 300 // of the page in points
	for _, c := range []struct {
		y    int // of the lower side
		ink  bool
		what string
	}{{260, true, "text field"}, {120, true, "free text"}, {90, true, "stamp"}, {60, false, "hidden stamp"}, {30, false, "stamp that is only printed"}} {
		n := dark(t, d, pdf.RenderOptions{DPI: 72, Gray: true}, 52, height-c.y-18, 120, height-c.y-2)
		if c.ink != (n > 0) {
			t.Errorf("%s: %d dark pixels", c.what, n)
		}
	}
}
