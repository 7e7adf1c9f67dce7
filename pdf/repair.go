package pdf

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	maxRepairObjects = 2_000_000
	maxObjectNumber  = 8_388_607 // what the specification asks readers to support
)

// mend returns a copy of a damaged file with a new cross-reference table of the
// objects that stand in it, those in object streams included, or nil where
// there are none to be found. It helps where the file has no header, no
// trailer, or a cross-reference that leads astray in a way that the renderer
// does not mend by itself. Where tree is set, the page tree is made anew too, of
// all pages in the order in which they stand in the file.
func mend(data []byte, tree bool) []byte {
	offsets := findObjects(data)
	if len(offsets) == 0 {
		return nil
	}
	if at := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-")); at != 0 {
		const header = "%PDF-1.7\n"
		data = slices.Concat([]byte(header), data)
		for n := range offsets {
			offsets[n] += len(header)
		}
	}
	trailer := findTrailer(data)
	if !bytes.Contains([]byte(trailer), []byte("/Encrypt")) {
		data = expandStreams(data, offsets)
	}
	switch {
	case tree:
		var protection []string
		if strings.Contains(trailer, "/Encrypt") {
			protection = protectionEntry.FindAllString(trailer, -1)
		}
		var ok bool
		if data, trailer, ok = newTree(data, offsets); !ok {
			return nil
		}
		trailer += " " + strings.Join(protection, " ")
	case trailer == "":
		root := findCatalog(data, offsets)
		if root == 0 {
			return nil
		}
		trailer = fmt.Sprintf("/Root %d 0 R", root)
	}
	return appendTable(data, offsets, trailer)
}

// appendTable adds a cross-reference table.
func appendTable(data []byte, offsets map[int]int, trailer string) []byte {
	out := bytes.NewBuffer(slices.Clone(data))
	start := out.Len() + 1
	out.WriteString("\nxref\n0 1\n0000000000 65535 f \n")
	numbers := slices.Sorted(maps.Keys(offsets))
	for _, n := range numbers {
		fmt.Fprintf(out, "%d 1\n%010d 00000 n \n", n, offsets[n])
	}
	fmt.Fprintf(out, "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", numbers[len(numbers)-1]+1, trailer, start)
	return out.Bytes()
}

// findObjects returns where the objects of a file begin; the last of a number
// counts.
func findObjects(data []byte) map[int]int {
	offsets := map[int]int{}
	key := []byte("obj")
	for at := 0; len(offsets) < maxRepairObjects; at += len(key) {
		i := bytes.Index(data[at:], key)
		if i < 0 {
			break
		}
		at += i
		if at > 0 && data[at-1] == 'd' { // endobj
			continue
		}
		gen, rest := lastNumber(data[:at])
		number, rest := lastNumber(rest)
		if gen >= 0 && number > 0 && number <= maxObjectNumber {
			offsets[number] = len(rest)
		}
	}
	return offsets
}

// lastNumber returns the number at the end of data, or -1, and what stands
// before it.
func lastNumber(data []byte) (int, []byte) {
	data = bytes.TrimRight(data, " \t\r\n\f\x00")
	end := len(data)
	begin := end
	for begin > 0 && end-begin < 11 && '0' <= data[begin-1] && data[begin-1] <= '9' {
		begin--
	}
	n, err := strconv.Atoi(string(data[begin:end]))
	if err != nil {
		return -1, nil
	}
	return n, data[:begin]
}

// findTrailer returns the entries of the last trailer that names a root and
// is not nested, or those of the last cross-reference stream.
func findTrailer(data []byte) string {
	for end := len(data); ; {
		at := bytes.LastIndex(data[:end], []byte("trailer"))
		if at < 0 {
			return findXRefStream(data)
		}
		end = at
		dict := data[at:min(len(data), at+8192)]
		open, stop := bytes.Index(dict, []byte("<<")), bytes.Index(dict, []byte(">>"))
		if open < 0 || stop < open {
			continue
		}
		entries := dict[open+2 : stop]
		if !hasKey(entries, "/Root") || bytes.Contains(entries, []byte("<<")) {
			continue
		}
		return dropEntries(string(entries), "/Size", "/Prev", "/XRefStm")
	}
}

var (
	trailerEntry    = regexp.MustCompile(`/(?:Root|Info|Encrypt)\s+\d+\s+\d+\s+R|/ID\s*\[[^\]]*\]`)
	protectionEntry = regexp.MustCompile(`/Encrypt\s+\d+\s+\d+\s+R|/ID\s*\[[^\]]*\]`)
	xrefType        = regexp.MustCompile(`/Type\s*/XRef\b`)
)

// findXRefStream returns what the dictionary of the last cross-reference stream
// says that names a root.
func findXRefStream(data []byte) string {
	found := xrefType.FindAllIndex(data, -1)
	for _, at := range slices.Backward(found) {
		begin := bytes.LastIndex(data[:at[0]], []byte("obj"))
		end := bytes.Index(data[at[0]:], []byte("stream"))
		if begin < 0 || end < 0 || at[0]+end-begin > 8192 {
			continue
		}
		entries := trailerEntry.FindAll(data[begin:at[0]+end], -1)
		if dict := bytes.Join(entries, []byte(" ")); hasKey(dict, "/Root") {
			return string(dict)
		}
	}
	return ""
}

// dropEntries removes entries with a single number as value.
func dropEntries(dict string, keys ...string) string {
	for _, key := range keys {
		i := bytes.Index([]byte(dict), []byte(key))
		if i < 0 {
			continue
		}
		rest := bytes.TrimLeft([]byte(dict[i+len(key):]), " \t\r\n")
		rest = bytes.TrimLeft(rest, "+-0123456789")
		dict = dict[:i] + string(rest)
	}
	return dict
}

// findCatalog returns the number of the last object that says it is a catalog.
func findCatalog(data []byte, offsets map[int]int) int {
	best, at := 0, -1
	for n, offset := range offsets {
		body := data[offset:min(len(data), offset+4096)]
		if end := bytes.Index(body, []byte("endobj")); end >= 0 {
			body = body[:end]
		}
		if offset > at && hasKey(body, "/Catalog") && hasKey(body, "/Pages") {
			best, at = n, offset
		}
	}
	return best
}
