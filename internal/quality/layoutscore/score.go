package layoutscore

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// A mean adds up figures.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v float64, ok bool) {
	if ok {
		m.sum += v
		m.n++
	}
}

func (m mean) value() float64 { return m.sum / float64(max(m.n, 1)) }

func f1(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// A reader makes an analysed document of a file.
type reader func(ctx context.Context, file string) (*layout.Document, error)

// Score measures the layout of born-digital PDFs over the folders of
// e.Data/layout: dpbench* (also with structure trees) and pubtabnet* (Markdown
// truth), icdar2013* (tables), and what Docling and tabula make of their test
// files.
func Score(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	s := scorer{env: e, set: "layout"}
	ms, err := s.run(ctx, s.native)
	if s.pages > 0 {
		e.Logf("layout: %d pages, %.2f ms a page in Analyze", s.pages, s.took.Seconds()*1000/float64(s.pages))
	}
	return ms, err
}

type scorer struct {
	env   measure.Env
	set   string
	pages int
	took  time.Duration // in Analyze
	worst []worst
}

type worst struct {
	name  string
	score float64
}

func (s *scorer) run(ctx context.Context, read reader) ([]measure.Measure, error) {
	root := filepath.Join(s.env.Data, "layout")
	var out []measure.Measure
	for _, set := range []struct {
		pattern, files string
		score          func(context.Context, reader, []string) ([]measure.Measure, error)
	}{
		{"dpbench*", "pdfs/*.pdf", s.pageSet("dp")},
		{"dpbench*", "tagged/*.pdf", s.pageSet("dp_tagged")},
		{"pubtabnet*", "pdfs/*.pdf", s.tableSet},
		{"icdar2013*", "*.pdf", s.competition},
		{"regression/docling", "pdf/sources/*.pdf", s.docling},
		{"regression/tabula*", "*.pdf", s.tabula},
	} {
		files, err := filepath.Glob(filepath.Join(root, set.pattern, set.files))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			s.env.Logf("%s: no %s in %s, its figures are left out", s.set, set.pattern, root)
			continue
		}
		ms, err := set.score(ctx, read, files)
		if err != nil {
			return nil, err
		}
		out = append(out, ms...)
	}
	s.showWorst()
	return out, nil
}

// native reads the text of a PDF.
func (s *scorer) native(ctx context.Context, file string) (*layout.Document, error) {
	d, err := pdf.OpenFile(ctx, file, pdf.OpenOptions{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	defer d.Close()
	out := &layout.Document{Name: filepath.Base(file)}
	for n := 1; n <= d.PageCount(); n++ {
		in, err := d.Input(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("%s, page %d: %w", file, n, err)
		}
		start := time.Now()
		out.Pages = append(out.Pages, layout.Analyze(*in, layout.Options{}))
		s.took += time.Since(start)
		s.pages++
	}
	layout.AnalyzeDocument(out, layout.Options{})
	return out, nil
}

// markdownOf reads a file and returns its Markdown and the truth beside it.
func markdownOf(ctx context.Context, read reader, file, folder string, o layout.ExportOptions) (truth, got string, err error) {
	base := strings.TrimSuffix(filepath.Base(file), ".pdf")
	t, err := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(file)), folder, base+".md"))
	if err != nil {
		return "", "", err
	}
	d, err := read(ctx, file)
	if err != nil {
		return "", "", err
	}
	var b strings.Builder
	if err := layout.WriteMarkdown(&b, d, o); err != nil {
		return "", "", err
	}
	return string(t), b.String(), nil
}

// pageSet returns a scorer of pages with Markdown truth: order, tables,
// headings. name begins the names of its measures.
func (s *scorer) pageSet(name string) func(context.Context, reader, []string) ([]measure.Measure, error) {
	return func(ctx context.Context, read reader, files []string) ([]measure.Measure, error) {
		return s.scorePages(ctx, read, files, name)
	}
}

func (s *scorer) scorePages(ctx context.Context, read reader, files []string, name string) ([]measure.Measure, error) {
	var overall, order, tables, heads mean
	var sum float64
	n := 0
	for _, f := range files {
		truth, got, err := markdownOf(ctx, read, f, "markdown", layout.ExportOptions{Furniture: true})
		if err != nil {
			return nil, err
		}
		var page mean
		for _, m := range []struct {
			of     *mean
			metric func(truth, got string) (float64, bool)
		}{{&order, readingOrder}, {&tables, pageTables}, {&heads, headings}} {
			v, ok := m.metric(truth, got)
			m.of.add(v, ok)
			page.add(v, ok)
		}
		overall.add(page.value(), page.n > 0)
		s.note(f, page.value())
		v, k := allTables(truth, got)
		sum += v
		n += k
	}
	return []measure.Measure{
		{Set: s.set, Name: name + "_overall", Value: overall.value()},
		{Set: s.set, Name: name + "_nid", Value: order.value()},
		{Set: s.set, Name: name + "_teds", Value: tables.value()},
		{Set: s.set, Name: name + "_teds_all", Value: sum / float64(max(n, 1))},
		{Set: s.set, Name: name + "_mhs", Value: heads.value()},
	}, nil
}

// tableSet scores pages with one table each, by the style they are set in:
// the last part of the file's name.
func (s *scorer) tableSet(ctx context.Context, read reader, files []string) ([]measure.Measure, error) {
	by := map[string]*mean{}
	var styles []string
	for _, f := range files {
		truth, got, err := markdownOf(ctx, read, f, "gt", layout.ExportOptions{Furniture: true})
		if err != nil {
			return nil, err
		}
		style := strings.TrimPrefix(filepath.Ext(strings.TrimSuffix(f, ".pdf")), ".")
		if by[style] == nil {
			by[style] = &mean{}
			styles = append(styles, style)
		}
		v, ok := pageTables(truth, got)
		by[style].add(v, ok)
		s.note(f, v)
	}
	slices.Sort(styles)
	var out []measure.Measure
	for _, style := range styles {
		out = append(out, measure.Measure{Set: s.set, Name: "ptn_" + style, Value: by[style].value()})
	}
	return out, nil
}

// competition scores the ICDAR 2013 tables.
func (s *scorer) competition(ctx context.Context, read reader, files []string) ([]measure.Measure, error) {
	var precision, recall mean
	hits, inTruth, inGot := 0, 0, 0
	least := 1.0
	for _, f := range files {
		str := strings.TrimSuffix(f, ".pdf") + "-str.xml"
		if _, err := os.Stat(str); err != nil {
			s.env.Logf("%s: %s has no truth beside it", s.set, filepath.Base(f))
			continue
		}
		truth, err := readRegions(str)
		if err != nil {
			return nil, err
		}
		d, err := read(ctx, f)
		if err != nil {
			return nil, err
		}
		h, t, g := adjacency(truth, regionsOf(d))
		hits, inTruth, inGot = hits+h, inTruth+t, inGot+g
		p, r := float64(h)/float64(max(g, 1)), float64(h)/float64(max(t, 1))
		precision.add(p, true)
		recall.add(r, true)
		least = min(least, r)
		s.note(f, f1(p, r))
	}
	return []measure.Measure{
		{Set: s.set, Name: "icdar_f1", Value: f1(precision.value(), recall.value())},
		{Set: s.set, Name: "icdar_pooled_f1", Value: f1(float64(hits)/float64(max(inGot, 1)), float64(hits)/float64(max(inTruth, 1)))},
		{Set: s.set, Name: "icdar_least_recall", Value: least},
	}, nil
}

func (s *scorer) note(file string, score float64) {
	s.worst = append(s.worst, worst{filepath.Base(file), score})
}

// showWorst logs the files that scored least.
func (s *scorer) showWorst() {
	slices.SortStableFunc(s.worst, func(a, b worst) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	for _, w := range s.worst[:min(s.env.Errors, len(s.worst))] {
		s.env.Logf("%s\t%.3f\t%s", s.set, w.score, w.name)
	}
}
