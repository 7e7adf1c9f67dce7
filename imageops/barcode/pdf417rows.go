package barcode

import (
	"image"
	"maps"
	"math"
	"slices"

	"github.com/docket-go/docket/imageops"
)

// votes count how often each value was seen at one place.
type votes map[int]int

// first are the values seen most often, at most n.
func (v votes) first(n int) []int {
	all := slices.Sorted(maps.Keys(v))
	slices.SortStableFunc(all, func(a, b int) int { return v[b] - v[a] })
	return all[:min(n, len(all))]
}

// most is the value seen most often; ok is false without any.
func (v votes) most() (value int, ok bool) {
	if f := v.first(1); len(f) > 0 {
		return f[0], true
	}
	return 0, false
}

// reading gathers what lines through a code tell.
type reading struct {
	columns int // of data
	grid    [maxRows][maxColumns]votes
	high    votes // (rows-1) / 3
	low     votes // error level * 3 + (rows-1) % 3
	across  votes // columns - 1
	agreed  int   // codewords on lines whose two ends name one row
}

// readFrame reads the codewords of a code, lines one pixel apart, and corrects
// them. It returns those that are data, without their number.
func readFrame(g *image.Gray, f frame) (data []int, ok bool) {
	length := f.right.point(.5).X - f.left.point(.5).X
	guess := int(math.Round((length/f.module-stopModules)/symbolModules)) - 3
	lines := int(max(f.left.bottom-f.left.top, f.right.bottom-f.right.top)) + 1
	for _, columns := range []int{guess, guess - 1, guess + 1} {
		if columns < 1 || columns > maxColumns {
			continue
		}
		r := newReading(g, f, columns, min(lines, 2000))
		if n, ok := r.across.most(); !ok || n+1 != columns {
			continue
		}
		if data, ok = r.correct(); ok {
			return data, true
		}
	}
	return nil, false
}

// newReading reads lines across a code, along the slant at which the most of a
// few agree with the indicators at both of their ends.
func newReading(g *image.Gray, f frame, columns, lines int) *reading {
	best, most := f, -1
	for _, shear := range []float64{0, 1, -1, 2, -2, 3, -3} {
		try := f.sheared(shear * f.module)
		r := &reading{columns: columns, high: votes{}, low: votes{}, across: votes{}}
		for i := range min(lines, 24) {
			r.line(g, try, (float64(i)+.5)/24)
		}
		if r.agreed > most {
			best, most = try, r.agreed
		}
	}
	r := &reading{columns: columns, high: votes{}, low: votes{}, across: votes{}}
	for i := range lines {
		r.line(g, best, float64(i)/float64(max(lines-1, 1)))
	}
	return r
}

// line reads one line across the code, t of the way down.
func (r *reading) line(g *image.Gray, f frame, t float64) {
	p, q := f.left.point(t), f.right.point(t)
	length := math.Hypot(q.X-p.X, q.Y-p.Y)
	module := length / float64((r.columns+3)*symbolModules+stopModules)
	const quiet = 2 // modules before and behind
	dx, dy := (q.X-p.X)/length*quiet*module, (q.Y-p.Y)/length*quiet*module
	e := trace(g, imageops.Point{X: p.X - dx, Y: p.Y - dy}, imageops.Point{X: q.X + dx, Y: q.Y + dy}, 12*module)
	symbols := e.symbols(quiet*module, module, r.columns+2)
	if symbols == nil {
		return
	}
	var clusters [3]int
	for _, s := range symbols {
		if s.ok {
			clusters[s.cluster]++
		}
	}
	cluster := 0
	for c, n := range clusters {
		if n > clusters[cluster] {
			cluster = c
		}
	}
	if clusters[cluster]*2 <= r.columns+2 && clusters[cluster] < 3 {
		return
	}
	first, last := symbols[0], symbols[len(symbols)-1]
	row := -1
	for i, s := range []symbol{first, last} {
		if !s.ok || s.cluster != cluster {
			continue
		}
		at := s.value/30*3 + cluster
		if row >= 0 && at != row || at >= maxRows {
			return // the two sides do not agree
		}
		if row == at {
			r.agreed += clusters[cluster]
		}
		row = at
		// What an indicator tells changes with the row, on the right one row later.
		[]votes{r.high, r.low, r.across}[(cluster+2*i)%3][s.value%30]++
	}
	if row < 0 {
		return
	}
	for c, s := range symbols[1 : len(symbols)-1] {
		if s.ok && s.cluster == cluster {
			if r.grid[row][c] == nil {
				r.grid[row][c] = votes{}
			}
			r.grid[row][c][s.value]++
		}
	}
}

// symbol is a codeword read on a line.
type symbol struct {
	cluster, value int
	ok             bool
}

// symbols reads n codewords behind the start pattern, which begins at about the
// given place.
func (e edges) symbols(from, module float64, n int) []symbol {
	at := e.dark(from, 3*module)
	if at < 0 || at+len(startWidths) >= len(e) {
		return nil
	}
	next := e.dark(e[at]+symbolModules*module, 1.5*module)
	if next < 0 {
		return nil
	}
	spread := 0.0 // of the ink, in pixels a bar
	if next-at == len(startWidths) {
		for k := at; k < next; k += 2 {
			spread += (e[k+1] - e[k]) / 4
		}
		spread -= 11.0 / 4 * (e[next] - e[at]) / symbolModules
	}
	out := make([]symbol, n)
	pos := e[next]
	for i := range out {
		end := e.dark(pos+symbolModules*module, 1.3*module)
		if next >= 0 && end-next == 8 {
			out[i] = e.symbol(next, spread)
		}
		if end < 0 {
			pos += symbolModules * module
		} else {
			if next >= 0 {
				module += .2 * ((e[end]-e[next])/symbolModules - module)
			}
			pos = e[end]
		}
		next = end
	}
	return out
}

// dark is the edge to dark that is nearest to a place, -1 where none is within
// reach.
func (e edges) dark(place, reach float64) int {
	i, _ := slices.BinarySearch(e, place)
	best := -1
	for k := max(0, (i-3)&^1); k < len(e) && k <= i+2; k += 2 {
		if d := math.Abs(e[k] - place); d <= reach && (best < 0 || d < math.Abs(e[best]-place)) {
			best = k
		}
	}
	return best
}

// symbol reads the codeword whose first bar begins at edge i.
func (e edges) symbol(i int, spread float64) symbol {
	widths := make([]float64, 8)
	for k := range widths {
		widths[k] = e[i+k+1] - e[i+k]
		if k%2 == 0 {
			widths[k] -= spread
		} else {
			widths[k] += spread
		}
	}
	pattern, ok := modulesOf(widths)
	if !ok {
		return symbol{}
	}
	c, ok := codewords()[pattern]
	return symbol{c[0], c[1], ok}
}

// correct tries the numbers of rows and levels of correction that were seen, those
// seen most often first: some writers are wrong about them at one side.
func (r *reading) correct() (data []int, ok bool) {
	for _, low := range r.low.first(3) {
		for _, high := range r.high.first(3) {
			rows, level := high*3+low%3+1, low/3
			if rows < 3 || rows > maxRows || level > 8 {
				continue
			}
			if data, ok = r.correctRows(rows, 2<<level); ok {
				return data, true
			}
		}
	}
	return nil, false
}

// correctRows puts the codewords of some rows in order and corrects them.
func (r *reading) correctRows(rows, checks int) (data []int, ok bool) {
	words := make([]int, rows*r.columns)
	if len(words) > 928 || checks >= len(words) {
		return nil, false
	}
	var missing []int
	for i := range words {
		v, ok := r.grid[i/r.columns][i%r.columns].most()
		if !ok {
			missing = append(missing, i)
		}
		words[i] = v
	}
	if !correct929(words, missing, checks) || words[0] < 1 || words[0] > len(words)-checks {
		return nil, false
	}
	return words[1:words[0]], true
}
