package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

// indexEntry is an entry of a subject index: words, a comma and pages.
var indexEntry = regexp.MustCompile(`\pL[^,]*.*, ?[0-9]{1,4}([-–][0-9]{1,4})?(, ?[0-9]{1,4}([-–][0-9]{1,4})?)*[.;]?$`)

// isEntry reports whether t is an entry of a subject index.
func isEntry(t string) bool {
	end := strings.TrimRight(t, ".;")
	return end != "" && end[len(end)-1] >= '0' && end[len(end)-1] <= '9' && strings.Contains(t, ",") && indexEntry.MatchString(t)
}

// What must be seen of columns that are lists.
const (
	leastListed = 8   // cells
	entryShare  = 0.5 // of them that are entries of an index
)

// listColumns reports whether the columns of rows are parts of one list that
// runs down them one after the other: entries of a subject index, or words
// sorted from A to Z.
func listColumns(rows []textRow, cols []interval) bool {
	cells := make([][]string, len(cols))
	gut := gutters(cols)
	entries, n := 0, 0
	for _, r := range rows {
		for _, x := range r.phrases {
			first, last := columnSpan(x, cols, gut)
			if first != last {
				continue
			}
			t := x.text()
			cells[first] = append(cells[first], strings.ToLower(t))
			n++
			if isEntry(t) {
				entries++
			}
		}
	}
	if n < leastListed {
		return false
	}
	if float64(entries) >= entryShare*float64(n) {
		return true
	}
	all := slices.Concat(cells...)
	return slices.IsSorted(all) && all[0] != all[len(all)-1] && !slices.ContainsFunc(all, figure) &&
		!slices.ContainsFunc(cells, func(c []string) bool { return len(c) < 2 })
}

// numberedText reports whether a column within rows is nothing but the numbers
// of a list, one after the other, whose text stands beside it.
func numberedText(rows []textRow) bool {
	cols := columnsOf(rows, rows[0].phrases[0].size)
	if len(cols) < 3 {
		return false
	}
	gut := gutters(cols)
	columns := make([][]*phrase, len(cols))
	for _, r := range rows {
		for _, x := range r.phrases {
			c, _ := slices.BinarySearch(gut[1:len(cols)], x.Center().X)
			columns[c] = append(columns[c], x)
		}
	}
	for c := 1; c+1 < len(cols); c++ {
		words := 0
		for _, x := range columns[c+1] {
			words += len(x.words)
		}
		if len(columns[c]) >= 2 && countsUp(columns[c]) && words >= labelledWords*len(columns[c+1]) {
			return true
		}
	}
	return false
}

// countsUp reports whether phrases are the numbers of items, one after the other.
func countsUp(ph []*phrase) bool {
	last := -1
	for i, x := range ph {
		t := x.text()
		n, kind := ordinal(t)
		if !enumerator.MatchString(t) || kind != "number" || !strings.HasSuffix(t, ".") && !strings.HasSuffix(t, ")") || i > 0 && n != last+1 {
			return false
		}
		last = n
	}
	return true
}

// What entries set side by side look like: lines below names in bold, apart
// from each other.
const (
	leastEntryLines  = 3
	leastEntryGroups = 2
	entryGap         = 1.3 // of the leading within
)

// boldEntries reports whether rows are groups, each below a row of nothing but
// bold names: entries of a directory side by side.
func boldEntries(rows []textRow) bool {
	if len(rows) < leastEntryGroups*leastEntryLines {
		return false
	}
	var leads []float64
	for i := 1; i < len(rows); i++ {
		leads = append(leads, rows[i].base()-rows[i-1].base())
	}
	least := slices.Min(leads)
	groups, from := 0, 0
	for i := 1; i <= len(rows); i++ {
		if i < len(rows) && leads[i-1] <= entryGap*least {
			continue
		}
		if i-from < leastEntryLines || !boldHead(rows[from:i]) || len(rows[from].phrases) < 2 {
			return false
		}
		groups, from = groups+1, i
	}
	return groups >= leastEntryGroups
}

// optionRows reports whether most rows of several phrases are answers to
// choose among.
func optionRows(rows []textRow) bool {
	found, multi := 0, 0
	for _, r := range rows {
		if len(r.phrases) < 2 {
			continue
		}
		multi++
		if options(r.phrases) {
			found++
		}
	}
	return found > 0 && found*2 >= multi
}

// options reports whether each phrase of a row begins with the next letter or
// number.
func options(row []*phrase) bool {
	last, kind := -1, ""
	for i, x := range row {
		m, bullet := itemMark(x)
		n, k := ordinal(m)
		if m == "" || bullet || n < 1 || i > 0 && (n != last+1 || k != kind) {
			return false
		}
		last, kind = n, k
	}
	return len(row) >= 2
}

// maxCards bounds the pictures of a page up to which cards are looked for.
const maxCards = 500

// pictured reports whether pictures stand side by side over rows and every
// column below one of them: then they are cards.
func (p *prepared) pictured(rows []textRow, cols []interval) bool {
	top := rows[0].Y0
	var over []Rect
	if len(p.images) > maxCards {
		return false
	}
	for _, m := range p.images {
		if gap := top - m.Box.Y1; gap > -p.body && gap < 4*p.body && m.Box.Height() > 2*p.body {
			over = append(over, m.Box.Inset(-p.body))
		}
	}
	under := map[int]bool{}
	for _, c := range cols {
		k := slices.IndexFunc(over, func(b Rect) bool { x := (c.lo + c.hi) / 2; return x > b.X0 && x < b.X1 })
		if k < 0 {
			return false
		}
		under[k] = true
	}
	return len(under) >= 2
}

// What tells columns of running text, whose lines happen to lie side by side,
// from the cells of a table.
const (
	proseRows  = 5
	proseWords = 2.6 // mean of the lines of each column
	proseFull  = 0.7 // share of its lines that fill its width
	proseDense = 0.8 // share of its lines that follow each other without a gap
	proseOpen  = 0.4 // share of its lines that go on with a small letter
)

// proseColumns reports whether most columns of rows are running text and all
// others too short to tell.
func proseColumns(rows []textRow) bool {
	if len(rows) < proseRows {
		return false
	}
	cols := columnsOf(rows, rows[0].phrases[0].size)
	if len(cols) < 2 {
		return false
	}
	gut := gutters(cols)
	words := make([][]glyphRun, len(cols))
	for _, r := range rows {
		for _, x := range r.phrases {
			for _, w := range x.words {
				c, _ := slices.BinarySearch(gut[1:len(cols)], w.Center().X)
				words[c] = append(words[c], w)
			}
		}
	}
	running := 0
	for c := range cols {
		switch lines := textRows(words[c]); {
		case len(lines) < proseRows:
		case runningText(lines, cols[c].hi-cols[c].lo):
			running++
		default:
			return false
		}
	}
	return running*3 >= len(cols)*2
}

// runningText reports whether the lines of a column of a width read as one
// text, evenly set.
func runningText(lines [][]glyphRun, width float64) bool {
	var leads []float64
	for i, l := range lines[1:] {
		leads = append(leads, l[0].base-lines[i][0].base)
	}
	slices.Sort(leads)
	usual := leads[len(leads)/2]
	even, _ := slices.BinarySearch(leads, 1.5*usual)
	if float64(even) < proseDense*float64(len(leads)) {
		return false
	}
	count, full, open := 0, 0, 0
	for i, l := range lines {
		count += len(l)
		if l[len(l)-1].X1-l[0].X0 > 0.8*width {
			full++
		}
		if i > 0 && continuesWord(l[0].text) {
			open++
		}
	}
	k := float64(len(lines))
	return float64(count) >= proseWords*k && float64(full) >= proseFull*k && float64(open) >= proseOpen*k
}

// rowsAround returns the rows of all phrases (sorted by height) in type of a
// size that stand in box or a few lines above or below it.
func rowsAround(box Rect, em float64, all []*phrase) []textRow {
	i, _ := slices.BinarySearchFunc(all, box.Y0-aroundLines*em, func(x *phrase, y float64) int { return cmp.Compare(x.base, y) })
	var ph []*phrase
	for ; i < len(all) && all[i].base < box.Y1+aroundLines*em; i++ {
		if xOverlap(all[i].Rect, box) > 0 && math.Abs(all[i].size-em) < 0.15*em {
			ph = append(ph, all[i])
		}
	}
	return rowsOf(ph)
}

// aroundLines is how far rowsAround looks, in font sizes.
const aroundLines = 6
