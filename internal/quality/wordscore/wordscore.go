package wordscore

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
	"unicode"

	"github.com/docket-go/docket/internal/quality/located"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

const (
	program = "pdftotext"
	perFile = 30 * time.Second
	corpus  = "corpus_first_pages"
)

// A counter sums up the classes of many pages.
type counter struct {
	env    measure.Env
	counts [classes]int
	shown  [classes]int
}

// Files compares all pages of the born-digital inputs of the benchmark beside
// the data folder, and the first pages of the PDFs given.
func Files(ctx context.Context, e measure.Env, set string, first []string) ([]measure.Measure, error) {
	if _, err := exec.LookPath(program); err != nil {
		e.Logf("%s: %s is not on PATH, agreement of words left out", set, program)
		return nil, nil
	}
	born, err := filepath.Glob(filepath.Join(e.Data, "..", "bench", "inputs", "born-*.pdf"))
	if err != nil {
		return nil, err
	}
	var out []measure.Measure
	for _, name := range born {
		c := &counter{env: e}
		if err := c.file(ctx, name, 0); err != nil {
			return nil, err
		}
		base := filepath.Base(name)
		out = append(out, c.measures(set, base[:len(base)-len(filepath.Ext(base))])...)
	}
	c := &counter{env: e}
	for _, name := range first {
		if err := c.file(ctx, name, 1); err != nil {
			return nil, err
		}
	}
	if len(first) > 0 {
		out = append(out, c.measures(set, corpus)...)
	}
	return out, ctx.Err()
}

// measures returns the share of equal words, and of each class of differences.
func (c *counter) measures(set, name string) []measure.Measure {
	all := 0
	for _, n := range c.counts {
		all += n
	}
	if all == 0 {
		return nil
	}
	out := []measure.Measure{{Set: set, Name: "words_" + name, Value: float64(c.counts[equal]) / float64(all)}}
	for k, n := range c.counts {
		if class(k) != equal && n > 0 {
			out = append(out, measure.Measure{Set: set, Name: "words_" + name + "_" + classNames[k], Value: float64(n) / float64(all)})
		}
	}
	return out
}

// file compares the first pages of a file, or all where pages is 0. What either
// program cannot open is left out.
func (c *counter) file(ctx context.Context, name string, pages int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	args := []string{"-bbox", "-cropbox", name, "-"}
	if pages > 0 {
		args = append([]string{"-l", strconv.Itoa(pages)}, args...)
	}
	short, cancel := context.WithTimeout(ctx, perFile)
	defer cancel()
	text, err := exec.CommandContext(short, program, args...).Output()
	if err != nil {
		return ctx.Err()
	}
	d, err := pdf.OpenFile(ctx, name, pdf.OpenOptions{})
	if err != nil {
		return ctx.Err()
	}
	defer d.Close()
	theirs, err := located.ReadWords(bytes.NewReader(bytes.Map(visible, text)))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, p := range theirs {
		if i >= d.PageCount() {
			break
		}
		if err := c.page(ctx, d, i+1, p.Words, name); err != nil {
			return err
		}
	}
	return nil
}

// visible replaces what XML forbids and pdftotext prints all the same.
func visible(r rune) rune {
	if r < ' ' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
		return unicode.ReplacementChar
	}
	return r
}

func (c *counter) page(ctx context.Context, d *pdf.Document, n int, listed []located.Word, name string) error {
	short, cancel := context.WithTimeout(ctx, perFile)
	defer cancel()
	in, err := d.Input(short, n)
	if err != nil {
		return ctx.Err()
	}
	unit := 1.0
	if info, err := d.Page(n); err == nil && info.UserUnit > 0 { // poppler knows none
		unit = info.UserUnit
	}
	var theirs, ours []word
	for _, w := range listed {
		if w, ok := newWord(w.Text, w.Box); ok {
			theirs = append(theirs, w)
		}
	}
	for _, w := range in.Words {
		box := layout.Rect{X0: w.Box.X0 / unit, Y0: w.Box.Y0 / unit, X1: w.Box.X1 / unit, Y1: w.Box.Y1 / unit}
		if w, ok := newWord(w.Text, box); ok {
			ours = append(ours, w)
		}
	}
	for i, k := range compare(theirs, ours) {
		c.counts[k]++
		if k != equal && c.shown[k] < c.env.Errors {
			c.shown[k]++
			c.env.Logf("%s: page %d of %s: %q at %.0f: %s", classNames[k], n, filepath.Base(name), theirs[i].text, theirs[i].box, near(theirs[i], ours))
		}
	}
	return nil
}

// near tells what of ours stands at the place of t.
func near(t word, ours []word) string {
	out := ""
	for _, o := range ours {
		if overlaps(t.box, o.box) {
			out += fmt.Sprintf(" %q", o.text)
		}
	}
	return out
}
