package store

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// Names of files. A key maps to one path and no two keys to the same, also on
// file systems that ignore case or normalise Unicode: capitals become '!' and
// the small letter, all but ASCII becomes '%' and two hex digits a byte. A
// directory ends in '~', so that "a" and "a/b" can both stand. What grows too
// long for a file name is replaced by its sum; the key is in the footer.
const maxFileName = 230

func filePath(key string) string {
	dir, leaf := path.Split(key)
	if dir == "" {
		return fileName(leaf)
	}
	return path.Join(dirPath(strings.TrimSuffix(dir, "/")), fileName(leaf))
}

func dirPath(key string) string {
	segments := strings.Split(key, "/")
	for i, s := range segments {
		segments[i] = fileName(s) + "~"
	}
	return strings.Join(segments, "/")
}

func fileName(segment string) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for i := range len(segment) {
		switch c := segment[i]; {
		case c >= 'A' && c <= 'Z':
			b.WriteByte('!')
			b.WriteByte(c + 'a' - 'A')
		case c < 0x80:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	if b.Len() > maxFileName {
		sum := sha256.Sum256([]byte(segment))
		return "%%" + hex.EncodeToString(sum[:])
	}
	return b.String()
}
