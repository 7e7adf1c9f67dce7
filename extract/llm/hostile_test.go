package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/extract/llm"
	"github.com/docket-go/docket/internal/rusage"
	"github.com/docket-go/docket/layout"
)

// A saying is a model with one answer for all.
type saying string

// Complete implements llm.Model.
func (s saying) Complete(context.Context, llm.Request) (llm.Response, error) {
	return llm.Response{Text: string(s)}, nil
}

// pages lays n pages of so many lines of so many words out.
func pages(n, lines, words int, word func(i int) string) *layout.Document {
	d := &layout.Document{}
	k := 0
	for range n {
		text := make([]string, lines)
		for i := range text {
			parts := make([]string, words)
			for j := range parts {
				parts[j] = word(k)
				k++
			}
			text[i] = strings.Join(parts, " ")
		}
		p := page(text...).Pages[0]
		p.Number = len(d.Pages) + 1
		d.Pages = append(d.Pages, p)
	}
	return d
}

var (
	wide = extract.Schema{Name: "x", Fields: []extract.Field{{Name: "rows", Kind: extract.KindTable, Fields: []extract.Field{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}, {Name: "e"}}}}}
	many = extract.Schema{Name: "x", Fields: []extract.Field{{Name: "many", Many: true}}}
)

// rowsOf is an answer of n rows whose cells have different quotes.
func rowsOf(n int, quote func(i int) string) string {
	var rows []any
	for i := range n {
		cells := map[string]any{}
		for _, c := range []string{"a", "b", "c", "d", "e"} {
			q := quote(i)
			if c != "a" {
				q += c
			}
			cells[c] = map[string]string{"value": q, "quote": q}
		}
		rows = append(rows, map[string]any{"lines": []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "cells": cells})
	}
	b, _ := json.Marshal(map[string]any{"rows": rows})
	return string(b)
}

// listOf is an answer of n values.
func listOf(n int, quote func(i int) string) string {
	var values []any
	for i := range n {
		values = append(values, map[string]any{"value": quote(i), "quote": quote(i), "lines": []int{1}})
	}
	b, _ := json.Marshal(map[string]any{"many": values})
	return string(b)
}

// TestHostileAnswers: neither answer nor document makes the search for quotes
// long. The longest of these takes 1.8 CPU seconds; with a search whose work
// grew with both it took minutes.
func TestHostileAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: documents of 200 pages are searched")
	}
	ones := func(int) string { return "1" }
	points := func(int) string { return "." }
	plain := func(i int) string { return fmt.Sprintf("word%d", i%977) }
	long := func(i int) string { return strings.Repeat("1", 200) + fmt.Sprint(i) }
	nowhere := func(i int) string { return fmt.Sprintf("word3 word4 word5 nowhere %d", i) }
	book := pages(200, 60, 10, plain)
	for _, c := range []struct {
		name   string
		d      *layout.Document
		s      extract.Schema
		answer string
		want   error
	}{
		{"rows of long quotes, pages of ones", pages(10, 60, 30, ones), wide, rowsOf(500, long), nil},
		{"rows that stand nowhere", book, wide, rowsOf(500, nowhere), nil},
		{"rows, pages of points", pages(2, 3, 5000, points), wide, rowsOf(500, plain), nil},
		{"rows that stand everywhere", pages(20, 60, 10, ones), wide, rowsOf(500, ones), nil},
		{"values of 20,000 letters", pages(10, 60, 30, ones), many, listOf(400, func(i int) string { return strings.Repeat("1", 19_000) + fmt.Sprint(i) }), nil},
		{"values that stand nowhere", book, many, listOf(500, nowhere), nil},
		{"values, pages of points", pages(2, 3, 5000, points), many, listOf(500, plain), nil},
		{"too many values", book, many, listOf(20_000, nowhere), llm.ErrAnswer},
		{"a value of a megabyte", book, many, listOf(1, func(int) string { return strings.Repeat("1", 1<<20) }), llm.ErrAnswer},
	} {
		p, err := llm.New(llm.Config{Model: saying(c.answer)})
		if err != nil {
			t.Fatal(err)
		}
		before, known := rusage.CPUTime()
		_, err = p.Propose(context.Background(), c.d, c.s)
		after, _ := rusage.CPUTime()
		t.Logf("%-40s %v, error %v", c.name, after-before, err)
		if c.want != nil && !errors.Is(err, c.want) || c.want == nil && err != nil && !errors.Is(err, llm.ErrAnswer) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
		if known && after-before > 20*time.Second {
			t.Errorf("%s: %v of CPU time", c.name, after-before)
		}
	}
}

// TestMuchWork: what an answer has beyond the work that is done for it is told
// as an error, and what was found before counts.
func TestMuchWork(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: a document of 200 pages is searched")
	}
	word := func(i int) string { return fmt.Sprintf("w%dx%d", i%89, i%97) }
	d := pages(200, 60, 20, word)
	s := extract.Schema{Name: "x", Fields: []extract.Field{{Name: "found", Kind: extract.KindString}, {Name: "many", Many: true}}}
	var list map[string]any
	if err := json.Unmarshal([]byte(listOf(500, func(i int) string { return fmt.Sprintf("w1x1 w2x2 w3x3 w4x4 %d nowhere %d at all", i, 7*i) })), &list); err != nil {
		t.Fatal(err)
	}
	list["found"] = map[string]any{"value": "w5x5", "quote": "w5x5", "lines": []int{1}}
	b, _ := json.Marshal(list)
	p, err := llm.New(llm.Config{Model: saying(b)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Propose(context.Background(), d, s)
	if !errors.Is(err, llm.ErrAnswer) || len(got) == 0 || got[0].Field != "found" || got[0].Value.Evidence == nil {
		t.Errorf("error %v, %d proposals", err, len(got))
	}
}

// TestCancelSearch: the end of the context ends the search within a moment.
func TestCancelSearch(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p, err := llm.New(llm.Config{Model: saying(listOf(500, func(i int) string { return fmt.Sprint("nowhere ", i) }))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Propose(ctx, doc, many); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}
