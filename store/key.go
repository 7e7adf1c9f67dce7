package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a key.
const (
	MaxKeyBytes     = 512 // a whole key
	MaxSegmentBytes = 200 // what stands between two slashes
	MaxSegments     = 32
)

// ValidKey reports whether key may name an artifact. A key is one or more
// segments joined by single slashes. A segment holds letters, digits and
// combining marks of any script and the characters '.', '-' and '_'; it
// neither begins with '.' or '-' nor ends with '.', and it is no device name of
// Windows (CON, NUL, COM1, …, with or without extension). So a key can never
// leave its store, hide in it, or be taken for an option, whatever file system
// or object service is below. Keys are compared byte by byte: case matters, and
// nothing in them is decoded or normalised.
func ValidKey(key string) bool {
	if len(key) == 0 || len(key) > MaxKeyBytes || !utf8.ValidString(key) ||
		strings.Count(key, "/") >= MaxSegments {
		return false
	}
	for s := range strings.SplitSeq(key, "/") {
		if !validSegment(s) {
			return false
		}
	}
	return true
}

func validSegment(s string) bool {
	if s == "" || len(s) > MaxSegmentBytes || s[0] == '.' || s[0] == '-' || s[len(s)-1] == '.' {
		return false
	}
	for _, r := range s {
		if r == '.' || r == '-' || r == '_' {
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return !deviceName(s)
}

// deviceName reports whether Windows would open a device instead of a file.
func deviceName(s string) bool {
	base, _, _ := strings.Cut(s, ".")
	base = strings.ToUpper(base)
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	if n, ok := strings.CutPrefix(base, "COM"); ok {
		return portNumber(n)
	}
	n, ok := strings.CutPrefix(base, "LPT")
	return ok && portNumber(n)
}

// portNumber accepts the digits that Windows takes after COM and LPT, which
// include the superscripts of Latin-1.
func portNumber(s string) bool {
	return len(s) == 1 && s[0] >= '0' && s[0] <= '9' || s == "¹" || s == "²" || s == "³"
}
