package pdf

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hebrewFile draws content with a font whose letters a to e are those of a Hebrew
// alphabet's beginning, 600 units wide.
func hebrewFile(content string) []byte {
	const cmap = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n1 begincodespacerange <00> <FF> endcodespacerange\n" +
		"1 beginbfrange <61> <65> <05D0> endbfrange\n1 beginbfchar <31> <0031> endbfchar\nendcmap end end"
	stream := func(s string) string { return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(s), s) }
	return rawFile(
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 300]>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
		stream(content),
		"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding/ToUnicode 6 0 R>>",
		stream(cmap),
	)
}

// TestRightToLeftOrder gives words in logical order, whichever way a file draws
// them.
func TestRightToLeftOrder(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"to the right, as it is seen", "BT /F 20 Tf 100 100 Td (edcba) Tj ET", "אבגדה"},
		{"to the left, as it is read", "BT /F 20 Tf 200 100 Td [(a)1200(b)1200(c)1200(d)1200(e)] TJ ET", "אבגדה"},
		{"one letter", "BT /F 20 Tf 200 100 Td (a) Tj ET", "א"},
	} {
		in, err := open(t, hebrewFile(c.content)).Input(context.Background(), 1)
		check(t, err)
		var got []string
		for _, w := range in.Words {
			got = append(got, w.Text)
		}
		if diff := cmp.Diff([]string{c.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
