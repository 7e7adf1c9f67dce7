package layoutscore

import (
	"math"
	"testing"
)

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

func TestStrings(t *testing.T) {
	for _, c := range []struct {
		a, b     string
		lcs, lev int
	}{{"", "", 0, 0}, {"abc", "", 0, 3}, {"kitten", "sitting", 4, 3}, {"flaw", "lawn", 3, 2}} {
		if got := commonSubsequence([]rune(c.a), []rune(c.b)); got != c.lcs {
			t.Errorf("%q %q: subsequence %d, want %d", c.a, c.b, got, c.lcs)
		}
		if got := levenshtein([]rune(c.a), []rune(c.b)); got != c.lev {
			t.Errorf("%q %q: distance %d, want %d", c.a, c.b, got, c.lev)
		}
	}
	long := ""
	for range 100 {
		long += "x"
	}
	if got := levenshtein([]rune(long), []rune(long[:30]+"y"+long[31:])); got != 1 {
		t.Errorf("long strings: distance %d, want 1", got)
	}
}

func TestMetrics(t *testing.T) {
	const truth = "# Title\n\ntext of it\n\n<table><tr><td>a</td><td>b</td></tr><tr><td colspan=\"2\">c</td></tr></table>\n"
	v, _ := readingOrder(truth, truth)
	near(t, "reading order of the same", v, 1)
	v, _ = pageTables(truth, truth)
	near(t, "tables of the same", v, 1)
	v, _ = headings(truth, truth)
	near(t, "headings of the same", v, 1)
	// One of five nodes (two rows, three cells) renamed: the span is missing.
	v, _ = pageTables(truth, "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>")
	near(t, "a span missed", v, 1-1.0/6)
	v, ok := pageTables("no table", truth)
	if ok {
		t.Errorf("page without a table scored %v", v)
	}
	sum, n := allTables("no table", truth)
	if sum != 0 || n != 1 {
		t.Errorf("an invented table counts %v of %d, want 0 of 1", sum, n)
	}
	v, _ = headings(truth, "text without headings")
	near(t, "no headings", v, 0)
	v, _ = pageTables("| a | b |\n| --- | --- |\n| c | d |\n", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
	near(t, "a pipe table", v, 1)
}

func TestAdjacency(t *testing.T) {
	truth := []region{{cells: []cell{{0, 0, 1, 1, "a"}, {0, 1, 1, 1, "b"}, {1, 0, 1, 1, ""}, {1, 1, 1, 1, "d"}, {2, 0, 1, 2, "e"}}}}
	h, n, g := adjacency(truth, truth)
	// a-b, a-e (over the empty cell), b-d, d-e
	if h != 4 || n != 4 || g != 4 {
		t.Errorf("got %d of %d and %d, want 4 of 4 and 4", h, n, g)
	}
	got := []region{{cells: []cell{{0, 0, 1, 1, "a"}, {0, 1, 1, 1, "b"}}}}
	if h, n, g = adjacency(truth, got); h != 1 || n != 4 || g != 1 {
		t.Errorf("got %d of %d and %d, want 1 of 4 and 1", h, n, g)
	}
}
