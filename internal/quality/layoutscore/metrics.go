package layoutscore

import "slices"

// readingOrder is the NID: how well the text agrees in content and order. ok
// is false where the truth is empty.
func readingOrder(truth, got string) (score float64, ok bool) {
	t := normalise(pipeTablesToHTML(truth))
	if t == "" {
		return 0, false
	}
	return similarity(t, normalise(pipeTablesToHTML(got))), true
}

// teds is the tree edit distance similarity of two tables (Zhong et al.,
// "Image-based table recognition", 2019).
func teds(truth, got table) float64 {
	n := max(truth.size, got.size)
	if n == 0 {
		return 0
	}
	d := treeDistance(got.root, truth.root, func(x, y *node) float64 {
		switch {
		case x.tag != y.tag || x.col != y.col || x.row != y.row:
			return 1
		case x.tag == "td" && (x.text != "" || y.text != ""):
			return distance(cellText(x.text), cellText(y.text))
		}
		return 0
	})
	return 1 - d/float64(n)
}

// together puts all tables of a page below one root, as the bench does.
func together(ts []table) table {
	out := table{root: &node{tag: "table"}}
	for _, t := range ts {
		out.root.kids = append(out.root.kids, t.root)
		out.size += t.size + 1
	}
	return out
}

// pageTables is the bench's TEDS of a page. ok is false where the truth has no
// table: what was invented there goes unpunished.
func pageTables(truth, got string) (score float64, ok bool) {
	t, g := parseTables(pipeTablesToHTML(truth)), parseTables(pipeTablesToHTML(got))
	if len(t) == 0 {
		return 0, false
	}
	if len(g) == 0 {
		return 0, true
	}
	return teds(together(t), together(g)), true
}

// allTables pairs the tables of a page, best first, and returns the sum of
// their TEDS and the number of pairs, misses and inventions.
func allTables(truth, got string) (sum float64, n int) {
	t, g := parseTables(pipeTablesToHTML(truth)), parseTables(pipeTablesToHTML(got))
	type pair struct {
		i, j  int
		score float64
	}
	var pairs []pair
	for i := range t {
		for j := range g {
			pairs = append(pairs, pair{i, j, teds(t[i], g[j])})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	usedT, usedG := map[int]bool{}, map[int]bool{}
	for _, p := range pairs {
		if !usedT[p.i] && !usedG[p.j] {
			usedT[p.i], usedG[p.j] = true, true
			sum += max(0, p.score)
		}
	}
	return sum, max(len(t), len(g))
}

// headings is the MHS: how well headings and the text below them agree. ok is
// false where the truth has none.
func headings(truth, got string) (score float64, ok bool) {
	t, nt := headingTree(truth)
	if nt == 0 {
		return 0, false
	}
	g, ng := headingTree(got)
	if ng == 0 {
		return 0, true
	}
	d := treeDistance(t, g, func(x, y *node) float64 {
		if x.tag != y.tag {
			return 1
		}
		return distance(x.text, y.text)
	})
	return min(1, max(0, 1-d/float64(max(t.size(), g.size())))), true
}
