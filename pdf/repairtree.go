package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
)

const (
	maxExpanded   = 64 << 20 // bytes of all object streams of a damaged file
	maxInStream   = 100_000  // objects of one
	maxObjectHead = 16 << 10 // bytes of an object in which its entries are looked for
)

var (
	streamCount = regexp.MustCompile(`/N\s+(\d+)`)
	streamFirst = regexp.MustCompile(`/First\s+(\d+)`)
	pageType    = regexp.MustCompile(`/Type\s*/Page(?:[^A-Za-z]|$)`)
)

// expandStreams appends the objects that stand in object streams as objects of
// their own, and notes their offsets: a table of the old kind knows no others,
// and the streams may be what is damaged. A stream is taken for one by its
// entries, whatever it says of its type.
func expandStreams(data []byte, offsets map[int]int) []byte {
	left := maxExpanded
	end := len(data)
	for _, n := range slices.SortedFunc(maps.Keys(offsets), func(a, b int) int { return offsets[a] - offsets[b] }) {
		at := offsets[n]
		if at >= end {
			continue
		}
		head, body, ok := streamAt(data[at:end])
		count, first := entry(head, streamCount), entry(head, streamFirst)
		if !ok || count < 1 || count > maxInStream || first < 1 {
			continue
		}
		if hasKey(head, "/FlateDecode") {
			body = inflateSome(body, left)
		} else if hasKey(head, "/Filter") {
			continue
		}
		left -= len(body)
		data = appendObjects(data, body, count, first, at, offsets)
	}
	return data
}

// streamAt splits an object at the beginning of data into what stands before
// its stream and the stream.
func streamAt(data []byte) (head, body []byte, ok bool) {
	head = data[:min(len(data), maxObjectHead)]
	at := bytes.Index(head, []byte("stream"))
	if stop := bytes.Index(head, []byte("endobj")); at < 0 || stop >= 0 && stop < at {
		return nil, nil, false
	}
	head, body = data[:at], data[at+len("stream"):]
	body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
	stop := bytes.Index(body, []byte("endstream"))
	if stop < 0 {
		stop = len(body)
	}
	return head, body[:stop], true
}

func entry(dict []byte, key *regexp.Regexp) int {
	m := key.FindSubmatch(dict)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return 0
	}
	return n
}

// inflateSome returns what can be had of compressed data, at most limit bytes.
func inflateSome(raw []byte, limit int) []byte {
	zr, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	if _, err := io.Copy(&out, io.LimitReader(zr, int64(max(limit, 0)))); err != nil {
		return out.Bytes() // damaged behind that
	}
	return out.Bytes()
}

// appendObjects appends the objects of an object stream that stands at offset
// from; later objects of the file count more.
func appendObjects(data, body []byte, count, first, from int, offsets map[int]int) []byte {
	fields := bytes.Fields(body[:min(first, len(body))])
	for i := 0; i+1 < len(fields) && i < 2*count; i += 2 {
		number, err := strconv.Atoi(string(fields[i]))
		at, err2 := strconv.Atoi(string(fields[i+1]))
		if err != nil || err2 != nil || number < 1 || number > maxObjectNumber || at < 0 || first+at >= len(body) {
			continue
		}
		stop := len(body)
		if i+3 < len(fields) {
			if next, err := strconv.Atoi(string(fields[i+3])); err == nil && next > at && first+next <= len(body) {
				stop = first + next
			}
		}
		if old, known := offsets[number]; known && old > from {
			continue
		}
		data = append(data, '\n')
		offsets[number] = len(data)
		data = fmt.Appendf(data, "%d 0 obj\n%s\nendobj\n", number, body[first+at:stop])
	}
	return data
}

// newTree appends a catalog and a page tree of all pages.
func newTree(data []byte, offsets map[int]int) (out []byte, trailer string, ok bool) {
	listed, last := allPages(data, offsets)
	if len(listed) == 0 || last+2 > maxObjectNumber {
		return nil, "", false
	}
	out = append(slices.Clone(data), '\n')
	root, tree := last+1, last+2
	offsets[root] = len(out)
	out = fmt.Appendf(out, "%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n", root, tree)
	offsets[tree] = len(out)
	out = fmt.Appendf(out, "%d 0 obj\n<< /Type /Pages /Count %d /Kids [", tree, len(listed))
	for _, n := range listed {
		out = fmt.Appendf(out, " %d 0 R", n)
	}
	out = append(out, " ] >>\nendobj\n"...)
	return out, fmt.Sprintf("/Root %d 0 R", root), true
}

// allPages returns the pages that whole nodes of the old tree list, whether they
// are there or not, then those whose node is lost; a page that its node does
// not list was removed. There must be one page at least. It returns the highest
// object number too.
func allPages(data []byte, offsets map[int]int) (listed []int, last int) {
	var pages []int
	nodes, known := map[int]bool{}, map[int]bool{}
	for _, n := range slices.SortedFunc(maps.Keys(offsets), func(a, b int) int { return offsets[a] - offsets[b] }) {
		last = max(last, n)
		body := objectHead(data, offsets[n])
		if pageType.Match(body) {
			pages = append(pages, n)
			continue
		}
		kids := listedPages(body)
		nodes[n] = kids != nil
		for _, k := range kids {
			if !known[k] {
				known[k] = true
				listed = append(listed, k)
			}
		}
	}
	if len(pages) == 0 {
		return nil, last
	}
	listed = slices.DeleteFunc(listed, func(n int) bool { return nodes[n] })
	for _, n := range pages {
		body := objectHead(data, offsets[n])
		shows := hasKey(body, "/Contents") || hasKey(body, "/MediaBox") || hasKey(body, "/Annots")
		if shows && !known[n] && !nodes[entry(body, parentEntry)] {
			listed = append(listed, n)
		}
	}
	return listed, last
}

// objectHead returns the beginning of the object at an offset, up to its
// stream or end.
func objectHead(data []byte, at int) []byte {
	if at >= len(data) {
		return nil
	}
	body := data[at:min(len(data), at+maxObjectHead)]
	for _, stop := range []string{"endobj", "stream"} {
		if end := bytes.Index(body, []byte(stop)); end >= 0 {
			body = body[:end]
		}
	}
	return body
}

var (
	pageCount   = regexp.MustCompile(`/Count\s+(\d+)`)
	parentEntry = regexp.MustCompile(`/Parent\s+(\d+)\s+\d+\s+R`)
	kidsEntry   = regexp.MustCompile(`/Kids\s*\[((?:\s*\d+\s+\d+\s+R)*)\s*\]`)
	reference   = regexp.MustCompile(`(\d+)\s+\d+\s+R`)
)

// listedPages returns the pages that a node of the old tree lists: it counts as
// many as it has kids, so that these are no nodes themselves.
func listedPages(node []byte) []int {
	m := kidsEntry.FindSubmatch(node)
	if m == nil {
		return nil
	}
	var kids []int
	for _, ref := range reference.FindAllSubmatch(m[1], -1) {
		if n, err := strconv.Atoi(string(ref[1])); err == nil && n > 0 && n <= maxObjectNumber {
			kids = append(kids, n)
		}
	}
	if len(kids) != entry(node, pageCount) {
		return nil
	}
	return kids
}
