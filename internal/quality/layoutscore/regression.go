package layoutscore

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/layout"
	"golang.org/x/text/unicode/norm"
)

// docling scores the test files of Docling against the Markdown that Docling
// makes of them, which is no human truth: "nid" as it stands, "text_nid"
// without what is markup, since Docling finds no table where we find one and
// the other way round: in 2305.03393v1-pg9 it merges rows two by two, in
// redp5110 it makes tables of the contents and of a query, and loses page
// numbers; the tables of right_to_left_03 it gives as lines. Files whose names say that their script runs from right
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

// tabula scores the test files of tabula by the tables that its tests expect,
// as CSV: the share of rows that stand in one of our tables, cell by cell but
// for empty ones. Many of its tests ask for a part of the page only, and some
// for what the program does rather than for what the page says: AnimalSounds
// expects a text once that is drawn three times over itself; schools cuts names
// where the next cell begins, which the page shows in full below it; indictb1h
// keeps colons and brackets of Hebrew where they stand, not where they are read;
// spreadsheet_no_bounding_frame has a heading of three rows in the last of
// them, we in the first.
func (s *scorer) tabula(ctx context.Context, read reader, files []string) ([]measure.Measure, error) {
	var rows, whole mean
	for _, f := range files {
		truth, err := readCSV(filepath.Join(filepath.Dir(f), "csv", strings.TrimSuffix(filepath.Base(f), ".pdf")+".csv"))
		if errors.Is(err, fs.ErrNotExist) {
			continue // no expectation
		} else if err != nil {
			return nil, err
		}
		d, err := read(ctx, f)
		if err != nil {
			return nil, err
		}
		v, missed := rowsMet(truth, tableRows(d))
		rows.add(v, true)
		whole.add(0, v < 1)
		whole.add(1, v == 1)
		s.note(f, v)
		s.env.Logf("%s: %s: %d of %d rows met", s.set, filepath.Base(f), len(truth)-len(missed), len(truth))
		for _, r := range missed[:min(len(missed), s.env.Errors)] {
			s.env.Logf("%s\tmissed: %s", s.set, r)
		}
	}
	return []measure.Measure{{Set: s.set, Name: "tabula_rows", Value: rows.value()}, {Set: s.set, Name: "tabula_files_whole", Value: whole.value()}}, nil
}

// readCSV reads rows as rowKey writes them; empty ones are left out.
func readCSV(file string) ([]string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	all, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var out []string
	for _, cells := range all {
		if k := rowKey(cells); k != "" {
			out = append(out, k)
		}
	}
	return out, nil
}

// rowKey joins the cells that hold text, without white space, by bars. Forms
// of one width or another of a sign count as the same, for tabula folds them.
func rowKey(cells []string) string {
	var out []string
	for _, c := range cells {
		if c = strings.Join(strings.Fields(norm.NFKC.String(c)), ""); c != "" {
			out = append(out, c)
		}
	}
	return strings.Join(out, "|")
}

// tableRows returns the rows of all tables of d, as rowKey writes them. tabula
// lists columns from the left even where a table is read from the right.
func tableRows(d *layout.Document) map[string]int {
	out := map[string]int{}
	for _, t := range d.Tables() {
		rows := make([][]string, t.Rows)
		rtl := 0
		for _, c := range t.Cells {
			rows[c.Row] = append(rows[c.Row], c.Text)
			for _, r := range c.Text {
				switch {
				case unicode.In(r, unicode.Hebrew, unicode.Arabic):
					rtl++
				case unicode.IsLetter(r):
					rtl--
				}
			}
		}
		for _, r := range rows {
			if rtl > 0 {
				slices.Reverse(r)
			}
			out[rowKey(r)]++
		}
	}
	return out
}

// rowsMet returns the share of rows that are among got, and the others.
func rowsMet(rows []string, got map[string]int) (share float64, missed []string) {
	for _, r := range rows {
		if got[r] > 0 {
			got[r]--
		} else {
			missed = append(missed, r)
		}
	}
	return 1 - float64(len(missed))/float64(max(len(rows), 1)), missed
}
