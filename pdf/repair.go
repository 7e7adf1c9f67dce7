package pdf

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

const (
	maxRepairObjects = 2_000_000
	maxObjectNumber  = 8_388_607 // what the specification asks readers to support
)

// repair returns a copy of a damaged file with a new cross-reference table of
// the objects that stand in it, or nil where there are none to be found. It
// helps where the file has no header, no trailer, or a cross-reference that
// leads astray in a way that the renderer does not mend by itself.
func repair(data []byte) []byte {
	offsets := findObjects(data)
	if len(offsets) == 0 {
		return nil
	}
	trailer := findTrailer(data)
	if trailer == "" {
		root := findCatalog(data, offsets)
		if root == 0 {
			return nil
		}
		trailer = fmt.Sprintf("/Root %d 0 R", root)
	}
	var out bytes.Buffer
	const header = "%PDF-1.7\n"
	shift := 0
	if at := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-")); at < 0 {
		out.WriteString(header)
		shift = len(header)
	} else { // offsets count from the header
		data, shift = data[at:], -at
	}
	out.Write(data)
	start := out.Len() + 1
	out.WriteString("\nxref\n0 1\n0000000000 65535 f \n")
	numbers := make([]int, 0, len(offsets))
	for n := range offsets {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		if at := offsets[n] + shift; at >= 0 {
			fmt.Fprintf(&out, "%d 1\n%010d 00000 n \n", n, at)
		}
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", numbers[len(numbers)-1]+1, trailer, start)
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
// is not nested.
func findTrailer(data []byte) string {
	for end := len(data); ; {
		at := bytes.LastIndex(data[:end], []byte("trailer"))
		if at < 0 {
			return ""
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
