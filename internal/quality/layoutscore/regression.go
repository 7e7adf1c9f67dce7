package layoutscore

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/layout"
)

// docling scores the test files of Docling against the Markdown that Docling
// makes of them, which is no human truth: "nid" as it stands, "text_nid"
// without what is markup, since Docling finds no table where we find one and
// the other way round. Files whose names say that their script runs from right
// to left count apart.
func (s *scorer) docling(ctx context.Context, read reader, files []string) ([]measure.Measure, error) {
	type kind struct {
		name, measure string
		mean          mean
		least         float64
	}
	kinds := []kind{{name: "ltr", measure: "nid"}, {name: "ltr", measure: "text_nid"}, {name: "rtl", measure: "nid"}, {name: "rtl", measure: "text_nid"}}
	for i := range kinds {
		kinds[i].least = 1
	}
	for _, f := range files {
		if _, err := os.Stat(filepath.Join(filepath.Dir(filepath.Dir(f)), "groundtruth", strings.TrimSuffix(filepath.Base(f), ".pdf")+".md")); err != nil {
			continue // Docling gives no answer to it
		}
		// Docling leaves out furniture and knows only pipe tables.
		truth, got, err := markdownOf(ctx, read, f, "groundtruth", layout.ExportOptions{PipeTables: true})
		if err != nil {
			return nil, err
		}
		first := 0
		if strings.HasPrefix(filepath.Base(f), "right_to_left") {
			first = 2
		}
		for i, metric := range []func(truth, got string) (float64, bool){readingOrder, textOrder} {
			k := &kinds[first+i]
			v, ok := metric(truth, got)
			k.mean.add(v, ok)
			k.least = min(k.least, v)
			if i == 0 {
				s.note(f, v)
			} else {
				s.note(f+" (text)", v)
			}
		}
	}
	var out []measure.Measure
	for _, k := range kinds {
		out = append(out, measure.Measure{Set: s.set, Name: "docling_" + k.name + "_" + k.measure, Value: k.mean.value()},
			measure.Measure{Set: s.set, Name: "docling_" + k.name + "_" + k.measure + "_least", Value: k.least})
	}
	return out, nil
}

var (
	markupLine = regexp.MustCompile("(?m)^\\s*(#{1,6} +|```.*|- +(\\[[ x]\\] +)?|\\d{1,3}[.)] +|<!--.*-->)|^\\|( *-+ *\\|)+ *$")
	markupSign = regexp.MustCompile(`\\([_*#.<>` + "`" + `\[\]()|\\-])`)
)

// textOrder is the reading order of the text alone: no headings, bullets,
// numbers of items, borders of tables or escapes.
func textOrder(truth, got string) (float64, bool) {
	plain := func(s string) string {
		s = markupSign.ReplaceAllString(markupLine.ReplaceAllString(s, ""), "$1")
		return normalise(strings.NewReplacer("|", " ", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s))
	}
	t := plain(truth)
	if t == "" {
		return 0, false
	}
	return similarity(t, plain(got)), true
}
