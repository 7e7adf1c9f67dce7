package pdf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrPageRange means that a page range is not one. The *PageRangeError says
// where and why.
var ErrPageRange = errors.New("pdf: bad page range")

// A PageRangeError is the error of ParsePages. It matches ErrPageRange, and
// ErrPage where the range names a page that does not exist.
type PageRangeError struct {
	Spec   string // as given
	Item   string // the part between commas that is wrong, trimmed; empty where it is the whole
	Reason string
	noPage bool
}

// Error returns Spec, Item and Reason.
func (e *PageRangeError) Error() string {
	if e.Item == "" || e.Item == e.Spec {
		return fmt.Sprintf("pdf: page range %q: %s", e.Spec, e.Reason)
	}
	return fmt.Sprintf("pdf: page range %q: %q: %s", e.Spec, e.Item, e.Reason)
}

// Is makes e match ErrPageRange, and ErrPage where a page is missing.
func (e *PageRangeError) Is(target error) bool {
	return target == ErrPageRange || e.noPage && target == ErrPage
}

// maxSelected bounds the pages that a range may name, repeated ones counted.
const maxSelected = 1_000_000

// ParsePages returns the 1-based page numbers that spec names in a document of
// count pages, in the order of spec. Items are separated by commas:
//
//	5        page 5
//	2-7      pages 2 to 7; 7-2 is the same backwards
//	5-       page 5 to the last
//	-3       page 1 to 3
//	last     the last page; also as an end of a range, such as last-1
//	odd even all
//
// Spaces and case do not matter; "to" and the dashes – and — stand for "-" too.
// An empty spec names all pages. Pages named twice come twice. A page that does
// not exist is an error: nothing is left out silently.
func ParsePages(spec string, count int) ([]int, error) {
	if strings.TrimSpace(spec) == "" {
		spec = "all"
	}
	var out []int
	for item := range strings.SplitSeq(spec, ",") {
		item = strings.TrimSpace(item)
		first, last, step, err := parseItem(item, count)
		if err != nil {
			err.Spec, err.Item = spec, item
			return nil, err
		}
		if n := (last-first)/step + 1; len(out)+n > maxSelected {
			return nil, &PageRangeError{Spec: spec, Item: item, Reason: fmt.Sprintf("more than %d pages", maxSelected)}
		}
		for p := first; (step > 0 && p <= last) || (step < 0 && p >= last); p += step {
			out = append(out, p)
		}
	}
	return out, nil
}

// parseItem returns the pages first, first+step, … up to last that item names.
func parseItem(item string, count int) (first, last, step int, err *PageRangeError) {
	if count < 1 {
		return 0, 0, 0, &PageRangeError{Reason: "the document has no pages", noPage: true}
	}
	lower := strings.ToLower(item)
	switch lower {
	case "":
		return 0, 0, 0, &PageRangeError{Reason: "empty item"}
	case "all":
		return 1, count, 1, nil
	case "odd":
		return 1, count, 2, nil
	case "even":
		return 2, count, 2, nil
	}
	from, to, isRange := cutDash(lower)
	if !isRange {
		p, err := parsePage(lower, count)
		return p, p, 1, err
	}
	if from == "" && to == "" {
		return 0, 0, 0, &PageRangeError{Reason: "a range needs a first or a last page"}
	}
	first, last = 1, count
	if from != "" {
		if first, err = parsePage(from, count); err != nil {
			return 0, 0, 0, err
		}
	}
	if to != "" {
		if last, err = parsePage(to, count); err != nil {
			return 0, 0, 0, err
		}
	}
	if first > last {
		return first, last, -1, nil
	}
	return first, last, 1, nil
}

// cutDash splits s at its dash, of whatever kind.
func cutDash(s string) (from, to string, ok bool) {
	for _, dash := range []string{"-", "–", "—", "to"} {
		if from, to, ok = strings.Cut(s, dash); ok {
			return strings.TrimSpace(from), strings.TrimSpace(to), true
		}
	}
	return s, "", false
}

func parsePage(s string, count int) (int, *PageRangeError) {
	if s == "last" {
		return count, nil
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, &PageRangeError{Reason: fmt.Sprintf("%q is not a page number", s)}
		}
	}
	p, err := strconv.Atoi(s)
	switch {
	case err == nil && p == 0:
		return 0, &PageRangeError{Reason: "pages are counted from 1", noPage: true}
	case err != nil || p > count:
		return 0, &PageRangeError{Reason: fmt.Sprintf("there is no page %s, the document has %d", s, count), noPage: true}
	}
	return p, nil
}
