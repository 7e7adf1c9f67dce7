package pdf

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
)

// buttonFile has a check box that is on, one that is off, a radio button that is
// on, and a check box that is on and drawn with lines. The others show a character
// of ZapfDingbats where they are on.
func buttonFile(form string) []byte {
	shape := func(content string) string {
		return fmt.Sprintf("<</Type/XObject/Subtype/Form/BBox[0 0 14 14]/Resources<</Font<</ZaDb 12 0 R>>>>/Length %d>>\nstream\n%s\nendstream", len(content), content)
	}
	button := func(name, state string, flags, y, on int) string {
		return fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Btn/Ff %d/T(%s)/V/%s/AS/%s/F 4/MK<</CA(4)>>/DA(/ZaDb 0 Tf 0 g)/Rect[50 %d 64 %d]/P 3 0 R/AP<</N<</Yes %d 0 R/Off 11 0 R>>>>>>",
			flags, name, state, state, y, y+14, on)
	}
	const radio = 1 << 15
	return rawFile(
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R 6 0 R 7 0 R]"+form+"/DA(/ZaDb 0 Tf)/DR<</Font<</ZaDb 12 0 R>>>>>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 300]>>",
		"<</Type/Page/Parent 2 0 R/Annots[4 0 R 5 0 R 6 0 R 7 0 R]>>",
		button("on", "Yes", 0, 20, 8), button("off", "Off", 0, 50, 8), button("choice", "Yes", radio, 80, 9), button("lines", "Yes", 0, 110, 10),
		shape("q BT /ZaDb 12 Tf 2 3 Td (4) Tj ET Q"), shape("q BT /ZaDb 12 Tf 2 3 Td (l) Tj ET Q"), shape("0 0 m 14 14 l 0 14 m 14 0 l S"), shape(""),
		"<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>",
	)
}

// TestButtonMarks reads the marks of buttons as the file shows them, whether or not
// the form has its appearances made anew, and what else there is on the page once.
func TestButtonMarks(t *testing.T) {
	ctx := context.Background()
	want := map[string]string{"on": "✔", "choice": "●"}
	for _, form := range []string{"", "/NeedAppearances true"} {
		var out bytes.Buffer
		check(t, Save(ctx, &out, open(t, buttonFile(form)), SaveOptions{}))
		s, err := cos.Read(ctx, out.Bytes(), "", cos.Limits{})
		check(t, err)
		fields, _ := s.Dict(s.Root["AcroForm"])
		if got := fields["NeedAppearances"] != nil; got != (form != "") {
			t.Fatalf("%q: the form that was written asks for appearances: %v", form, got)
		}
		d := open(t, out.Bytes())
		for range 2 { // reading leaves nothing behind
			in, err := d.Input(ctx, 1)
			check(t, err)
			got := map[string]string{}
			for _, w := range in.Words {
				got[fieldAt(in, w.Box)] += w.Text
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q: marks by field (-want +got):\n%s", form, diff)
			}
			if len(in.Fields) != 4 || len(bare(in)) != 1 {
				t.Errorf("%q: %d fields, without a mark: %v", form, len(in.Fields), bare(in))
			}
		}
	}
}

// fieldAt returns the name of the field that holds box, empty where none does.
func fieldAt(in *layout.PageInput, box layout.Rect) string {
	for _, f := range in.Fields {
		if f.Box.Contains(box.Center()) {
			return f.Name
		}
	}
	return ""
}
