package layout

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var enumerator = regexp.MustCompile(`^(\(?([0-9]{1,3}|[a-zA-Z]|[ivxlIVXL]{1,6})[.)]|[0-9]{1,3}(\.[0-9]{1,3}){1,3}\.?|\[[0-9]{1,3}\])$`)

// section is the number of a section of a law.
var section = regexp.MustCompile(`^§§? ?[0-9]{1,4}[a-z]?$`)

// itemMark returns the marker with which a line begins, and whether it is a
// bullet; empty where the line begins with none.
func itemMark(l *phrase) (mark string, bullet bool) {
	w := l.words[0].text
	switch {
	case w == "§" && len(l.words) > 1 && strings.ContainsAny(l.words[1].text[:1], "0123456789"):
		return "", false // a section of a law
	case len(l.words) > 1 && isBullet(w):
		return w, true
	case len(l.words) > 1 && enumerator.MatchString(w):
		return w, false
	}
	if r := []rune(w); len(r) > 1 && isBullet(string(r[0])) && r[0] > 0x2000 && r[0] != '–' && r[0] != '—' { // no space behind it
		return string(r[0]), true
	}
	return "", false
}

// joinMarks joins a marker that stands far off with the text of its item.
func joinMarks(ls []*phrase) []*phrase {
	dead := make([]bool, len(ls))
	for i, a := range ls { // sorted by baseline
		if t := a.text(); len(a.words) > 1 && !section.MatchString(t) || !isBullet(t) && !enumerator.MatchString(t) && !section.MatchString(t) {
			continue
		}
		lo, hi := window(ls, i, 0.4*a.size)
		best := -1
		for j := lo; j < hi; j++ {
			b := ls[j]
			if j == i || dead[j] || b.X0 < a.X1 || b.X0-a.X1 > 4*max(a.size, b.size) || len(b.text()) < 2 {
				continue
			}
			if best < 0 || b.X0 < ls[best].X0 {
				best = j
			}
		}
		if best >= 0 && !dead[i] {
			b := ls[best]
			b.words = slices.Concat(a.words, b.words)
			b.Rect = b.Rect.Union(a.Rect)
			dead[i] = true
		}
	}
	var out []*phrase
	for i, l := range ls {
		if !dead[i] {
			out = append(out, l)
		}
	}
	return out
}

// splitItems cuts text regions before the lines that begin an item of a list.
// Numbers count only where they go on from each other.
func splitItems(rs []*region) []*region {
	var out []*region
	for _, r := range rs {
		if r.role != RoleText || r.grid != nil || len(r.lines) == 0 {
			out = append(out, r)
			continue
		}
		marks := itemLines(r)
		if len(marks) == 0 {
			out = append(out, r)
			continue
		}
		if marks[0] > 0 {
			out = append(out, r.part(0, marks[0]))
		}
		for k, i := range marks {
			end := len(r.lines)
			if k+1 < len(marks) {
				end = marks[k+1]
			}
			item := r.part(i, end)
			label, bullet := itemMark(r.lines[i])
			item.label = label
			if bullet || len(marks) > 1 { // a lone number may head a section: see groupLists
				item.role, item.level = RoleListItem, 1
			}
			out = append(out, item)
		}
	}
	return out
}

// part returns the lines i..j of r as a region of their own.
func (r *region) part(i, j int) *region {
	p := &region{role: r.role, lines: slices.Clone(r.lines[i:j]), conf: r.conf, source: r.source}
	for _, l := range p.lines {
		p.Rect = p.Rect.Union(l.Rect)
	}
	p.measure()
	return p
}

// itemLines returns the lines of r that begin an item.
func itemLines(r *region) []int {
	var marks []int
	numbers := 0
	for i, l := range r.lines {
		m, bullet := itemMark(l)
		if m == "" || l.leads() || !bullet && !sequel(r.lines, marks, m) {
			continue
		}
		if i > 0 && !bullet && len(marks) == 0 && math.Abs(l.X0-r.X0) > 1.5*l.size {
			continue
		}
		marks = append(marks, i)
		if !bullet {
			numbers++
		}
	}
	if len(marks) == 1 && numbers == 1 && marks[0] > 0 { // a number at a line's start by chance
		return nil
	}
	return marks
}

// sequel reports whether the enumerator m goes on from the last marker of its
// kind in marks, or may be the first of a list.
func sequel(lines []*phrase, marks []int, m string) bool {
	n, kind := ordinal(m)
	for _, i := range slices.Backward(marks) {
		last, bullet := itemMark(lines[i])
		if bullet {
			continue
		}
		if k, other := ordinal(last); other == kind {
			return n == k+1 || n == 1 || kind == "path"
		}
	}
	return n >= 0
}

// ordinal returns the number that an enumerator stands for and its kind.
func ordinal(m string) (n int, kind string) {
	core := strings.Trim(m, "().[]")
	if v, err := strconv.Atoi(core); err == nil {
		return v, "number"
	}
	if strings.Contains(core, ".") {
		return 0, "path"
	}
	if v := roman(core); v > 0 && (len(core) > 1 || core == "i" || core == "I") {
		return v, "roman"
	}
	if len(core) == 1 {
		return int(core[0]|0x20-'a') + 1, "letter"
	}
	return -1, ""
}

// roman returns the value of a Roman numeral, 0 where s is none.
func roman(s string) int {
	value := map[rune]int{'i': 1, 'v': 5, 'x': 10, 'l': 50, 'c': 100}
	sum, last := 0, 0
	for _, r := range strings.ToLower(s) {
		v := value[r]
		if v == 0 {
			return 0
		}
		if v > last {
			sum -= 2 * last
		}
		sum += v
		last = v
	}
	return sum
}

// groupLists makes lists of the items that follow each other in reading order,
// nested by indentation. A lone numbered paragraph stays a paragraph.
func groupLists(rs []*region) []*region {
	var out []*region
	for i := 0; i < len(rs); {
		j := i
		for j < len(rs) && mayBeItem(rs[j]) && (j == i || sameColumn(rs[j-1], rs[j])) {
			j++
		}
		for k := i; k < j; k++ {
			rs[k].role, rs[k].level = RoleListItem, 1
		}
		switch {
		case j == i:
			out = append(out, rs[i])
			i++
			continue
		case j-i == 1 && !strongBullet(rs[i].label):
			rs[i].role, rs[i].level, rs[i].label = RoleText, 0, ""
			out = append(out, rs[i])
		default:
			out = append(out, newList(rs[i:j]))
		}
		i = j
	}
	return out
}

// strongBullet reports whether a sign makes an item even alone; stars and
// dashes also mark notes and speech.
func strongBullet(s string) bool {
	return isBullet(s) && !slices.Contains([]string{"*", "-", "–", "—", "o", "§", "»", "›", "·"}, s)
}

// mayBeItem reports whether r is an item of a list or a paragraph that begins
// with a number.
func mayBeItem(r *region) bool {
	return r.role == RoleListItem || r.role == RoleText && r.label != "" && r.grid == nil
}

func sameColumn(a, b *region) bool {
	return b.Y0 > a.Y0-a.size && b.Y0-a.Y1 < 4*a.size && b.X0 < a.X1 && a.X0 < b.X1
}

// newList nests items by where they begin: each is a child of the last one
// that begins further left.
func newList(items []*region) *region {
	list := &region{role: RoleList, conf: 0.8, source: "geometry", size: items[0].size}
	type open struct {
		x    float64
		item *region
	}
	var stack []open
	for _, it := range items {
		list.Rect = list.Rect.Union(it.Rect)
		for len(stack) > 0 && it.X0 < stack[len(stack)-1].x+0.7*it.size {
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 {
			list.kids = append(list.kids, it)
		} else {
			up := stack[len(stack)-1].item
			up.kids = append(up.kids, it)
		}
		it.level = len(stack) + 1
		stack = append(stack, open{it.X0, it})
	}
	return list
}
