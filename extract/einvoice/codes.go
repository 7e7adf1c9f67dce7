package einvoice

import "strings"

// A codeList is a list of codes, each between two spaces. Searching the text
// costs a microsecond at most and nothing at start, unlike a map.
type codeList string

// has reports whether code is in l.
func (l codeList) has(code string) bool {
	return code != "" && !strings.Contains(code, " ") && strings.Contains(string(l), " "+code+" ")
}

// mimeTypes are the media types that a document within the data may have.
const mimeTypes codeList = " application/pdf image/png image/jpeg text/csv application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/vnd.oasis.opendocument.spreadsheet "

// optional reports whether code is in l or not given.
func (l codeList) optional(code string) bool { return code == "" || l.has(code) }
