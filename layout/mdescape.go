package layout

import (
	"regexp"
	"strings"
	"unicode"
)

var lineStartMark = regexp.MustCompile(`^(#{1,6}\s|[-+*>]\s|\d{1,9}[.)]\s|` + "```" + `|~~~|={3,}|-{3,})`)

// escapeMarkdown keeps s, which begins a line, from being read as markup. It
// escapes no more than it must, so that the text stays readable as it is.
func escapeMarkdown(s string) string {
	if lineStartMark.MatchString(s) {
		if i := strings.IndexAny(s, "#-+*>.)`~="); i >= 0 {
			return s[:i] + `\` + s[i:i+1] + escapeInline(s[i+1:])
		}
	}
	return escapeInline(s)
}

// escapeInline keeps s from being read as markup where it begins no line.
func escapeInline(s string) string {
	if !strings.ContainsAny(s, "<*_`[") {
		return s
	}
	rs := []rune(s)
	star, low := pairs(rs, '*'), pairs(rs, '_')
	var b strings.Builder
	for i, r := range rs {
		next, prev := around(rs, i)
		switch {
		case r == '<' && (isLetterOrDigit(next) || next == '/' || next == '!'), r == '`', r == ']' && next == '(',
			r == '*' && star && prev != '\\', r == '_' && low:
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// around returns the runes behind and before rs[i], a space at the ends.
func around(rs []rune, i int) (next, prev rune) {
	next, prev = ' ', ' '
	if i+1 < len(rs) {
		next = rs[i+1]
	}
	if i > 0 {
		prev = rs[i-1]
	}
	return next, prev
}

// pairs reports whether a run of the sign c opens emphasis and a later one
// closes it, by the rules of CommonMark.
func pairs(rs []rune, c rune) bool {
	open := false
	for i := 0; i < len(rs); {
		if rs[i] != c {
			i++
			continue
		}
		j := i
		for j < len(rs) && rs[j] == c {
			j++
		}
		_, prev := around(rs, i)
		next, _ := around(rs, j-1)
		left := !unicode.IsSpace(next) && (isLetterOrDigit(next) || !isLetterOrDigit(prev))
		right := !unicode.IsSpace(prev) && (isLetterOrDigit(prev) || !isLetterOrDigit(next))
		if open && right && (c == '*' || !left || !isLetterOrDigit(next)) {
			return true
		}
		open = open || left && (c == '*' || !right || !isLetterOrDigit(prev))
		i = j
	}
	return false
}
