package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/extract/value"
)

// A rowAnswer is what the model says of one row of a table.
type rowAnswer struct {
	lines []int
	cells map[string]answer
}

// tables returns the tables of s to ask for, with the columns to ask for.
func (p *Proposer) tables(s extract.Schema) []extract.Field {
	var out []extract.Field
	for name, t := range s.All() {
		if t.Kind != extract.KindTable {
			continue
		}
		f := *t
		f.Name = name
		all := p.asked(name, t.Name)
		f.Fields = slices.DeleteFunc(slices.Clone(f.Fields), func(c extract.Field) bool {
			return c.Kind == extract.KindTable || c.Kind == extract.KindObject || !all && !slices.Contains(p.c.Fields, name+"."+c.Name)
		})
		if len(f.Fields) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// proposeTables asks for the rows of tables, in a request of its own: a table
// whose answer is cut off or broken costs no other field.
func (p *Proposer) proposeTables(ctx context.Context, g *grounder, req Request, tables []extract.Field) ([]extract.Proposal, error) {
	var err error
	if req.Schema, err = json.Marshal(tableSchema(tables, p.c.MaxRows)); err != nil {
		return nil, err
	}
	var answers map[string][]rowAnswer
	err = p.ask(ctx, req, func(text string) error {
		answers, err = parseTables(text, tables, p.c.MaxRows)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []extract.Proposal
	g.scanned, g.steps = 0, 0
	for i := range tables {
		props, err := g.tableProposals(ctx, &tables[i], answers[tables[i].Name])
		out = append(out, props...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// tableSchema is the JSON Schema of an answer to tables of at most most rows.
func tableSchema(tables []extract.Field, most int) map[string]any {
	text := map[string]any{"type": "string"}
	one := map[string]any{
		"type": []string{"object", "null"}, "additionalProperties": false, "required": []string{"value", "quote"},
		"properties": map[string]any{"value": text, "quote": text},
	}
	object := func(required []string, props map[string]any) map[string]any {
		return map[string]any{"type": "object", "additionalProperties": false, "required": required, "properties": props}
	}
	props := map[string]any{}
	var names []string
	for _, t := range tables {
		cells := map[string]any{}
		var cols []string
		for _, c := range t.Fields {
			cells[c.Name] = one
			cols = append(cols, c.Name)
		}
		row := object([]string{"lines", "cells"}, map[string]any{
			"lines": map[string]any{"type": "array", "items": map[string]any{"type": "integer"}}, "cells": object(cols, cells),
		})
		props[t.Name] = map[string]any{"type": "array", "maxItems": most, "items": row}
		names = append(names, t.Name)
	}
	return object(names, props)
}

// parseTables validates the text of an answer to tables.
func parseTables(text string, tables []extract.Field, most int) (map[string][]rowAnswer, error) {
	raw, err := parseObject(text)
	if err != nil {
		return nil, err
	}
	out := map[string][]rowAnswer{}
	for name, msg := range raw {
		k := slices.IndexFunc(tables, func(f extract.Field) bool { return f.Name == name })
		if k < 0 {
			return nil, fmt.Errorf("unknown table %q", name)
		}
		var list []json.RawMessage
		if err := json.Unmarshal(msg, &list); err != nil {
			return nil, fmt.Errorf("table %q must be a list of rows", name)
		}
		if len(list) > most {
			return nil, fmt.Errorf("table %q has %d rows, at most %d are allowed", name, len(list), most)
		}
		for i, m := range list {
			row, err := parseRow(m, tables[k].Fields)
			if err != nil {
				return nil, fmt.Errorf("table %q, row %d: %w", name, i+1, err)
			}
			out[name] = append(out[name], row)
		}
	}
	return out, nil
}

func parseRow(msg json.RawMessage, cols []extract.Field) (rowAnswer, error) {
	var raw struct {
		Lines []int64                    `json:"lines"`
		Cells map[string]json.RawMessage `json:"cells"`
	}
	if err := json.Unmarshal(msg, &raw); err != nil {
		return rowAnswer{}, errors.New("must be an object of lines and cells")
	}
	r := rowAnswer{lineNumbers(raw.Lines), map[string]answer{}}
	for name, m := range raw.Cells {
		if !slices.ContainsFunc(cols, func(c extract.Field) bool { return c.Name == name }) {
			return r, fmt.Errorf("unknown column %q", name)
		}
		as, err := parseField(m, false)
		if err != nil {
			return r, fmt.Errorf("column %q: %w", name, err)
		}
		for _, a := range as {
			r.cells[name] = a
		}
	}
	return r, nil
}

// tableProposals grounds rows. The cell with the longest quote finds the place
// of its row and must stand on words that no row before it has, so that a
// model that repeats itself adds nothing; the other cells must stand near it.
func (g *grounder) tableProposals(ctx context.Context, t *extract.Field, rows []rowAnswer) ([]extract.Proposal, error) {
	var out []extract.Proposal
	taken := map[wordKey]int{} // by which row
	n := 0
	for _, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if g.spent() {
			return out, errWork
		}
		anchor := row.anchor(t.Fields)
		at, ok := g.findAnchor(row.cells[anchor], row.lines, taken)
		if !ok {
			for col := range row.cells {
				out = append(out, notPrinted(t, col, n+1))
			}
			continue
		}
		n++
		beside := g.beside(at)
		for _, c := range row.order(t.Fields, anchor) {
			p, found := at, c.Name == anchor
			if !found {
				p, found = g.findCell(row.cells[c.Name], beside, taken, n)
			}
			a, ok := g.cell(c, row.cells[c.Name], p, found)
			if !ok {
				a = notPrinted(t, c.Name, n)
			} else {
				g.take(taken, p, n)
			}
			a.Field, a.Row = t.Name+"."+c.Name, n
			out = append(out, a)
		}
	}
	return out, nil
}

// anchor is the column with the longest quote.
func (r *rowAnswer) anchor(cols []extract.Field) string {
	name, best := "", 0
	for _, c := range cols {
		if n := len(foldText(r.cells[c.Name].quoted())); n > best {
			name, best = c.Name, n
		}
	}
	return name
}

// order returns the columns that r has, first of all the anchor, then as in
// the schema.
func (r *rowAnswer) order(cols []extract.Field, anchor string) []*extract.Field {
	var out []*extract.Field
	for i := range cols {
		if _, ok := r.cells[cols[i].Name]; ok {
			out = append(out, &cols[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *extract.Field) int {
		switch {
		case a.Name == b.Name:
			return 0
		case a.Name == anchor:
			return -1
		case b.Name == anchor:
			return 1
		}
		return 0
	})
	return out
}

// quoted is where to look for a: its quote, or its value where there is none.
func (a answer) quoted() string {
	if foldText(a.Quote) == "" {
		return a.Value
	}
	return a.Quote
}

// notPrinted is a cell without a place, which counts nothing.
func notPrinted(t *extract.Field, col string, row int) extract.Proposal {
	v := extract.Value{Norm: "?", Issues: []string{"the model's value stands nowhere in the document"}}
	return extract.Proposal{Field: t.Name + "." + col, Row: row, Value: v, Score: gradeScore[notFound]}
}

func (g *grounder) take(taken map[wordKey]int, p place, row int) {
	for _, w := range p.words {
		taken[wordKey{g.lines[p.line].page, w}] = row
	}
}

// findAnchor looks for a on free words: of the named lines, of their
// neighbours, at last anywhere, there letter for letter only.
func (g *grounder) findAnchor(a answer, lines []int, taken map[wordKey]int) (place, bool) {
	free := func(k wordKey) bool { return taken[k] == 0 }
	w := want(a.quoted())
	if p, ok := g.matchOn(w, g.around(lines[:min(len(lines), 10)], 1), free); ok {
		return p, true
	}
	return g.matchAnywhere(w, free)
}

// findCell looks for a on the lines beside the place of its row, on free words
// first, then on those of the row itself, but never on another row's.
func (g *grounder) findCell(a answer, beside []int, taken map[wordKey]int, row int) (place, bool) {
	w := want(a.quoted())
	if p, ok := g.matchOn(w, beside, func(k wordKey) bool { return taken[k] == 0 }); ok {
		return p, true
	}
	return g.matchOn(w, beside, func(k wordKey) bool { return taken[k] == 0 || taken[k] == row })
}

// matchOn looks for w on lines, first letter for letter, then by likeness.
func (g *grounder) matchOn(w *wanted, lines []int, free filter) (place, bool) {
	for _, i := range lines {
		if p, ok := g.matchFrom(w, i, free); ok {
			return p, true
		}
		if p, ok := g.matchParted(w, i, free); ok {
			return p, true
		}
	}
	for _, i := range lines {
		if p, ok := g.matchLike(w, i, free); ok {
			return p, true
		}
	}
	return place{}, false
}

// beside returns the lines that may hold cells of the row of at, nearest
// first: those at its height, the three below and the one above. A layout may
// make a line of every cell, so that height counts, not the number of a line.
func (g *grounder) beside(at place) []int {
	home := g.lines[at.line]
	height := max(home.box.Y1-home.box.Y0, 1)
	middle := (home.box.Y0 + home.box.Y1) / 2
	off := func(i int) float64 { return (g.lines[i].box.Y0+g.lines[i].box.Y1)/2 - middle }
	var out []int
	for i := range g.lines {
		if d := off(i); g.lines[i].page == home.page && d > -2.2*height && d < 6.5*height {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(math.Abs(off(a)), math.Abs(off(b))) })
	return out
}

// matchParted looks for a cell over several lines, which may have those of other
// cells between them: each line adds the run of words that takes most off the
// beginning of what is left.
func (g *grounder) matchParted(w *wanted, i int, free filter) (place, bool) {
	left, out := w.fold, place{line: i, grade: folded}
	for k := i; k < min(i+quoteLines, len(g.lines)) && g.lines[k].page == g.lines[i].page && left != "" && g.scanned <= mostScanned; k++ {
		run, rest := g.longestRun(k, left, free)
		if k == i && len(run) == 0 {
			return place{}, false
		}
		out.words, left = append(out.words, run...), rest
	}
	return out, left == "" && len(out.words) > 0
}

// longestRun returns the words of line k, side by side and free, that take
// most off the beginning of want, and what remains of it.
func (g *grounder) longestRun(k int, want string, free filter) ([]int, string) {
	l := &g.lines[k]
	t := &g.pages[l.page]
	from, to, rest := l.from, l.from, want
	for a := l.from; a < l.to; a++ {
		left, b := want, a
		for ; b < l.to; b++ {
			g.scanned += 8
			fold := t.text[t.words[b].start:t.words[b].end]
			if !strings.HasPrefix(left, fold) || !free(wordKey{l.page, t.words[b].word}) {
				break
			}
			left = left[len(fold):]
		}
		if len(left) < len(rest) {
			from, to, rest = a, b, left
		}
	}
	var out []int
	for _, w := range t.words[from:to] {
		out = append(out, w.word)
	}
	return out, rest
}

// cell makes a proposal of a at p; false where the words there do not say it.
func (g *grounder) cell(c *extract.Field, a answer, p place, found bool) (extract.Proposal, bool) {
	norm, ok := normalise(c, a.Value)
	if !ok || !found {
		return extract.Proposal{}, false
	}
	v := extract.Value{Kind: c.Kind, Raw: a.quoted(), Norm: norm, Evidence: g.evidence(p)}
	switch c.Kind {
	case extract.KindMoney, extract.KindNumber:
		ok = saysNumber(v.Evidence.Text, norm)
	default:
		ok = says(c, v.Evidence.Text, norm)
	}
	return extract.Proposal{Value: v, Score: gradeScore[p.grade]}, ok
}

// saysNumber reports whether text, or a word of it, is the number norm, its
// sign aside. It is stricter than says: the cells of a row are checked against
// each other, and a 1 stands in every 100.
func saysNumber(text, norm string) bool {
	want, ok := value.ParseNumber(strings.TrimLeft(norm, "-"), value.NumberOptions{Decimal: '.'})
	if !ok {
		return false
	}
	unitless := func(s string) string {
		return strings.TrimFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
	}
	for _, s := range append(strings.Fields(text), text) {
		for _, dec := range []byte{'.', ','} {
			if n, ok := value.ParseNumber(unitless(s), value.NumberOptions{Decimal: dec}); ok && n.Value.Equal(want.Value) {
				return true
			}
		}
	}
	return false
}
