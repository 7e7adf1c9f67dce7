package pdf

import (
	"bytes"

	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// imageEntries is what the dictionary of an image says that PDFium does not
// tell.
type imageEntries struct {
	masked  bool // it has a mask, is one, or has alternates
	decoded bool // it has a Decode array
}

// maxDict bounds how far before its data the dictionary of a stream is sought.
const maxDict = 16 << 10

// imageDict finds the dictionary of an image in the file by the place of its
// data. ok is false where the data do not stand in the file as they are, as
// in encrypted files, or where the dictionary is not plain.
func imageDict(file []byte, o pdfium.Object) (e imageEntries, ok bool) {
	raw := o.RawImage()
	if len(raw) == 0 {
		return e, false
	}
	at := bytes.Index(file, raw)
	if at < 0 {
		return e, false
	}
	head := file[max(at-maxDict, 0):at]
	end := bytes.LastIndex(head, []byte("stream"))
	if end < 0 || len(bytes.Trim(head[end+len("stream"):], "\r\n \t")) > 0 {
		return e, false
	}
	head = head[:end]
	begin := bytes.LastIndex(head, []byte(" obj"))
	if begin < 0 {
		return e, false
	}
	dict := head[begin:]
	for _, key := range []string{"/SMask", "/Mask", "/ImageMask", "/SMaskInData", "/Alternates"} {
		e.masked = e.masked || hasKey(dict, key)
	}
	e.decoded = hasKey(dict, "/Decode")
	return e, true
}

// hasKey reports whether key stands in dict as a whole name.
func hasKey(dict []byte, key string) bool {
	for {
		i := bytes.Index(dict, []byte(key))
		if i < 0 {
			return false
		}
		dict = dict[i+len(key):]
		if len(dict) == 0 || bytes.IndexByte([]byte(" \t\r\n\x00\f/<>[]()%"), dict[0]) >= 0 {
			return true
		}
	}
}
