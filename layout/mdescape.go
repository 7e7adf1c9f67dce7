package layout

import (
	"regexp"
	"strings"
	"unicode"
)

// What is markup at the start of a line, each with the length of what stands
// before the sign to be escaped: headings, quotes, items, fences, underlines of
// headings, rules, definitions of links.
var lineStartMark = regexp.MustCompile(`^(#{1,6}(\s|$)|>|[-+*](\s|$)|\d{1,9}[.)](\s|$)|` + "```" + `|~~~|=+\s*$|-+\s*$|([-_*]\s*){3,}$|\[[^\]]*\]:)`)

// entity is what HTML and Markdown read as one character.
var entity = regexp.MustCompile(`^&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// escapeMarkdown keeps s, which begins a line, from being read as markup. It
// escapes no more than it must, so that the text stays readable as it is.
func escapeMarkdown(s string) string {
	if lineStartMark.MatchString(s) {
		i := strings.IndexAny(s, "#-+*>.)`~=_[")
		return s[:i] + `\` + s[i:i+1] + escapeInline(s[i+1:])
	}
	return escapeInline(s)
}

// escapeHeading keeps s, the text of a heading, from being read as markup: the
// signs at its end could close the heading.
func escapeHeading(s string) string {
	s = escapeInline(s)
	if t := strings.TrimRight(s, "#"); t != s && (t == "" || strings.HasSuffix(t, " ")) {
		return t + `\` + s[len(t):]
	}
	return s
}

// escapeItem keeps s, the text of a list item, from being read as markup: a
// box at its start would be one to tick.
func escapeItem(s string) string {
	if len(s) > 3 && s[0] == '[' && strings.ContainsRune(" xX", rune(s[1])) && s[2] == ']' && s[3] == ' ' {
		return `\` + s[:1] + escapeInline(s[1:])
	}
	return escapeMarkdown(s)
}

// escapeInline keeps s from being read as markup where it begins no line.
func escapeInline(s string) string {
	if !strings.ContainsAny(s, "<*_`[\\&~") {
		return s
	}
	rs := []rune(s)
	star, low, wave := pairs(rs, '*'), pairs(rs, '_'), pairs(rs, '~')
	var b strings.Builder
	i := -1
	for at, r := range s {
		i++
		next, _ := around(rs, i)
		switch {
		case r == '<' && (isLetterOrDigit(next) || next == '/' || next == '!' || next == '?'), r == '`', r == ']' && next == '(', r == '[' && next == '^',
			r == '*' && star, r == '_' && low, r == '~' && wave,
			r == '\\' && (i+1 == len(rs) || next < 0x80 && unicode.IsOneOf([]*unicode.RangeTable{unicode.P, unicode.S}, next)),
			r == '&' && entity.MatchString(s[at:]):
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
		if open && right && (c != '_' || !left || !isLetterOrDigit(next)) {
			return true
		}
		open = open || left && (c != '_' || !right || !isLetterOrDigit(prev))
		i = j
	}
	return false
}
