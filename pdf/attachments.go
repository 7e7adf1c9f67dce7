package pdf

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// An Attachment is a file embedded in a document.
type Attachment struct {
	// Name is safe as the name of a file: no folders, no control characters,
	// no name that a system treats specially, at most 200 bytes. It is unique
	// within the document.
	Name         string
	OriginalName string // as the document says; it may hold anything. Not written
	MediaType    string // as the document says, such as text/xml; often empty. Written for .xml where it is empty
	Description  string
	// Relationship says what the file is to the document: Source, Data,
	// Alternative, Supplement, Unspecified and others of PDF 2.0; empty where
	// the document does not say it. Save writes Alternative for XML and else
	// Unspecified where it is empty; an e-invoice of the profiles MINIMUM and
	// BASIC WL needs Data.
	Relationship string
	// Created and Modified are zero where the document does not say it. Save
	// writes the date of WriteOptions.Info where Modified is zero: Factur-X
	// needs one.
	Created, Modified time.Time
	// Page is that of the annotation or page (1-based) that holds the file, 0
	// where the document does. Not written.
	Page int
	Data []byte
}

const maxName = 200 // bytes

// safeName turns what a document says into a name for a file.
func safeName(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	s = strings.ToValidUTF8(s, "_")
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(c rune) rune {
		switch {
		case !unicode.IsPrint(c), strings.ContainsRune(`<>:"|?*`, c):
			return '_'
		}
		return c
	}, s)
	s = strings.TrimRight(strings.TrimLeft(s, " -."), " .")
	if len(s) > maxName { // keep the end, which tells the type
		cut := len(s) - maxName
		for !utf8.RuneStart(s[cut]) {
			cut++
		}
		s = s[cut:]
	}
	if s == "" || reserved(s) {
		return "attachment" + s
	}
	return s
}

// reserved reports whether Windows takes s for a device.
func reserved(s string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(s), ".")
	switch base {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(base) == 4 && (strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT")) && base[3] >= '0' && base[3] <= '9'
}

// uniqueName numbers names that occur again.
func uniqueName(name string, seen map[string]bool) string {
	key := strings.ToLower(name)
	for n := 2; seen[key]; n++ {
		stem, ext := name, ""
		if i := strings.LastIndexByte(name, '.'); i > 0 {
			stem, ext = name[:i], name[i:]
		}
		key = strings.ToLower(fmt.Sprintf("%s-%d%s", stem, n, ext))
		if !seen[key] {
			name = fmt.Sprintf("%s-%d%s", stem, n, ext)
		}
	}
	seen[key] = true
	return name
}
