package lstm

import "slices"

// The network reads every line from left to right. Here the words and
// characters of scripts that run the other way are put in logical order, by
// the rules of Tesseract's ResultIterator.

// wordDirection is how a word runs.
type wordDirection uint8

const (
	wordNeutral wordDirection = iota
	wordLeft
	wordRight
	wordMixed
)

func (cs *charset) direction(w run) wordDirection {
	var left, right bool
	for _, g := range w.glyphs {
		switch cs.chars[g.id].dir {
		case dirLeft, dirArabNumber:
			left = true
		case dirRight, dirArabic:
			right = true
		}
	}
	switch {
	case left && right:
		return wordMixed
	case left:
		return wordLeft
	case right:
		return wordRight
	}
	return wordNeutral
}

// place is a word in reading order, and whether its context runs from right
// to left.
type place struct {
	index int
	rtl   bool
}

func (cs *charset) readingOrder(rs []run) []place {
	out := make([]place, 0, len(rs))
	if !cs.rtl {
		for i := range rs {
			out = append(out, place{i, false})
		}
		return out
	}
	dirs := make([]wordDirection, len(rs))
	for i, w := range rs {
		dirs[i] = cs.direction(w)
	}
	if leftToRight(dirs) {
		return appendRuns(out, dirs, false, len(dirs))
	}
	// Neutral words at the right end, next to a left-to-right word, belong to
	// its run.
	end := len(dirs)
	if n := end - 1; dirs[n] == wordNeutral {
		for n > 0 && dirs[n] == wordNeutral {
			n--
		}
		if dirs[n] == wordLeft {
			left := n
			for i := n; i >= 0 && dirs[i] != wordRight; i-- {
				if dirs[i] == wordLeft {
					left = i
				}
			}
			for i := left; i < len(dirs); i++ {
				out = append(out, place{i, false})
			}
			end = left
		}
	}
	return appendRuns(out, dirs, true, end)
}

// leftToRight tells the main direction of a line: a line does not start with a
// word of the other direction; else the majority decides.
func leftToRight(dirs []wordDirection) bool {
	if len(dirs) == 0 || dirs[0] == wordRight {
		return len(dirs) == 0
	}
	if dirs[len(dirs)-1] == wordLeft {
		return true
	}
	n := 0
	for _, d := range dirs {
		switch d {
		case wordLeft:
			n++
		case wordRight:
			n--
		}
	}
	return n >= 0
}

// appendRuns appends the first n words in the given main direction, runs of the
// other direction turned round.
func appendRuns(out []place, dirs []wordDirection, rtl bool, n int) []place {
	major, minor := wordLeft, wordRight
	at := func(k int) int { return k } // k counts in the main direction
	if rtl {
		major, minor = wordRight, wordLeft
		at = func(k int) int { return n - 1 - k }
	}
	for k := 0; k < n; {
		if dirs[at(k)] != minor {
			out = append(out, place{at(k), rtl})
			k++
			continue
		}
		last := k
		for j := k; j < n && dirs[at(j)] != major; j++ {
			if dirs[at(j)] == minor {
				last = j
			}
		}
		for j := last; j >= k; j-- {
			out = append(out, place{at(j), !rtl})
		}
		k = last + 1
	}
	return out
}

// reverse puts the glyphs of a word in text that runs from right to left in
// logical order: numbers and left-to-right letters in it keep theirs.
func (cs *charset) reverse(gs []glyph) []glyph {
	left := cs.leftParts(gs)
	out := make([]glyph, 0, len(gs))
	for i := len(gs) - 1; i >= 0; {
		j := i
		for left[i] && j > 0 && left[j-1] {
			j--
		}
		out = append(out, gs[j:i+1]...)
		i = j - 1
	}
	return out
}

// leftParts tells which glyphs keep their order: letters that run from left to
// right, numbers with their separators and terminators, and what is between.
func (cs *charset) leftParts(gs []glyph) []bool {
	dirs := make([]direction, len(gs))
	for i, g := range gs {
		dirs[i] = cs.chars[g.id].dir
	}
	for i := 1; i+1 < len(dirs); i++ {
		if dirs[i-1] == dirNumber && dirs[i+1] == dirNumber && (dirs[i] == dirSeparator || dirs[i] == dirCommonSep) {
			dirs[i] = dirNumber
		}
	}
	spread := func(i, j int) { // a terminator next to a number belongs to it
		if dirs[i] == dirTerminator && dirs[j] == dirNumber {
			dirs[i] = dirNumber
		}
	}
	for i := 1; i < len(dirs); i++ {
		spread(i, i-1)
	}
	for i := len(dirs) - 2; i >= 0; i-- {
		spread(i, i+1)
	}
	left := make([]bool, len(gs))
	strong := func(d direction) bool { return d == dirLeft || d == dirNumber }
	for i := 0; i < len(dirs); i++ {
		if !strong(dirs[i]) {
			continue
		}
		last := i
		for j := i; j < len(dirs) && (strong(dirs[j]) || slices.Contains([]direction{dirCommonSep, dirNeutral}, dirs[j])); j++ {
			if strong(dirs[j]) {
				last = j
			}
		}
		for ; i <= last; i++ {
			left[i] = true
		}
		i = last
	}
	return left
}
