package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParsePages(t *testing.T) {
	for _, c := range []struct {
		spec string
		want []int
	}{
		{"", []int{1, 2, 3, 4, 5, 6, 7}},
		{" all ", []int{1, 2, 3, 4, 5, 6, 7}},
		{"2-4", []int{2, 3, 4}},
		{"2,3,7", []int{2, 3, 7}},
		{"5-", []int{5, 6, 7}},
		{"-3", []int{1, 2, 3}},
		{"odd", []int{1, 3, 5, 7}},
		{"Even", []int{2, 4, 6}},
		{"4-2", []int{4, 3, 2}},
		{"last", []int{7}},
		{"last-5", []int{7, 6, 5}},
		{"7 - 7", []int{7}},
		{"1,1", []int{1, 1}},
		{" 2 – 3 , 6 to 7", []int{2, 3, 6, 7}},
		{"007", []int{7}},
	} {
		got, err := ParsePages(c.spec, 7)
		if err != nil {
			t.Errorf("%q: %v", c.spec, err)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: %s", c.spec, d)
		}
	}
	if got, err := ParsePages("even", 1); err != nil || len(got) != 0 {
		t.Errorf("even of one page = %v, %v; want none", got, err)
	}
}

func TestParsePagesErrors(t *testing.T) {
	for _, c := range []struct {
		spec, want string
		noPage     bool
	}{
		{"2-x", `pdf: page range "2-x": "x" is not a page number`, false},
		{"1,,2", `pdf: page range "1,,2": empty item`, false},
		{"-", `pdf: page range "-": a range needs a first or a last page`, false},
		{"1-2-3", `pdf: page range "1-2-3": "2-3" is not a page number`, false},
		{"0", `pdf: page range "0": pages are counted from 1`, true},
		{"1, 8", `pdf: page range "1, 8": "8": there is no page 8, the document has 7`, true},
		{"5-99999999999999999999", `pdf: page range "5-99999999999999999999": there is no page 99999999999999999999, the document has 7`, true},
		{"+1", `pdf: page range "+1": "+1" is not a page number`, false},
	} {
		_, err := ParsePages(c.spec, 7)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: error %v, want %s", c.spec, err, c.want)
		}
		if !errors.Is(err, ErrPageRange) || errors.Is(err, ErrPage) != c.noPage {
			t.Errorf("%q: wrong kind of error: %v", c.spec, err)
		}
	}
	if _, err := ParsePages(strings.Repeat("1-9999,", 200)+"1", 10_000); !errors.Is(err, ErrPageRange) {
		t.Errorf("two million pages: %v", err)
	}
	if _, err := ParsePages("all", 0); !errors.Is(err, ErrPage) {
		t.Errorf("no pages: %v", err)
	}
}

func ExampleParsePages() {
	pages, err := ParsePages("1,3-5,last-7", 8)
	fmt.Println(pages, err)
	_, err = ParsePages("6-12", 8)
	fmt.Println(err)
	// Output:
	// [1 3 4 5 8 7] <nil>
	// pdf: page range "6-12": there is no page 12, the document has 8
}

func FuzzParsePages(f *testing.F) {
	for _, s := range []string{"", "1-3", "5-,odd", "last-1", "–", "2to4", "9999999999999999999"} {
		f.Add(s, 9)
	}
	f.Fuzz(func(t *testing.T, spec string, count int) {
		got, err := ParsePages(spec, count)
		if err != nil {
			if !errors.Is(err, ErrPageRange) || got != nil {
				t.Fatalf("%q of %d: %v with error %v", spec, count, got, err)
			}
			return
		}
		if i := slices.IndexFunc(got, func(p int) bool { return p < 1 || p > count }); i >= 0 {
			t.Fatalf("%q of %d: page %d", spec, count, got[i])
		}
	})
}
