package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
)

// imageEntries is what the dictionary of an image says that PDFium does not
// tell.
type imageEntries struct {
	masked  bool   // it has a mask, or alternates
	stencil bool   // it is a mask itself: painted with the fill colour
	predict bool   // its Flate data are predicted, or may be
	decode  string // the Decode array without spaces, such as [1 0]; empty = the default
	fax     faxParams
}

// faxParams are the parameters of CCITTFaxDecode.
type faxParams struct {
	known         bool // all parameters stand in the dictionary itself
	k             int
	columns, rows int
	blackIs1      bool
	byteAlign     bool
}

// maxDict bounds how far before its data the dictionary of a stream is sought.
const maxDict = 16 << 10

// imageDict finds the dictionary of an image, whose data in the file are raw,
// by their place. ok is false where the data do not stand in the file as they
// are, as in encrypted files, or where the dictionary is not plain.
func imageDict(file, raw []byte) (e imageEntries, ok bool) {
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
	for _, key := range []string{"/SMask", "/Mask", "/SMaskInData", "/Alternates"} {
		e.masked = e.masked || hasKey(dict, key)
	}
	e.stencil = stencilEntry.Match(dict)
	if m := decodeEntry.FindSubmatch(dict); m != nil {
		e.decode = string(bytes.Join(bytes.Fields(m[1]), []byte(" ")))
	} else if hasKey(dict, "/Decode") {
		return e, false
	}
	e.fax = readFaxParams(dict)
	e.predict = !e.fax.known || hasKey(dict, "/Predictor")
	return e, true
}

// maxInflated bounds the data of a picture that are deflated around another
// filter.
const maxInflated = 64 << 20

// inflate undoes a FlateDecode that stands before another filter.
func inflate(raw []byte) []byte {
	zr, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(zr, maxInflated+1))
	if err != nil || len(out) > maxInflated {
		return nil
	}
	return out
}

var (
	stencilEntry = regexp.MustCompile(`/(?:ImageMask|IM)\s+true`)
	decodeEntry  = regexp.MustCompile(`/Decode\s*\[\s*([-+.\d\s]*?)\s*\]`)
	parmsEntry   = regexp.MustCompile(`/DecodeParms\s*\[?(?:\s*null)*\s*<<([^<>]*)>>`)
	faxNumber    = regexp.MustCompile(`/(K|Columns|Rows)\s+(-?\d+)(\s+\d+\s+R)?`)
	faxFlag      = regexp.MustCompile(`/(BlackIs1|EncodedByteAlign)\s+true`)
)

func readFaxParams(dict []byte) faxParams {
	p := faxParams{columns: 1728, known: true}
	m := parmsEntry.FindSubmatch(dict)
	if m == nil {
		p.known = !hasKey(dict, "/DecodeParms") && !hasKey(dict, "/DP")
		return p
	}
	for _, n := range faxNumber.FindAllSubmatch(m[1], -1) {
		v, err := strconv.Atoi(string(n[2]))
		if err != nil || len(n[3]) > 0 { // a reference
			return faxParams{}
		}
		switch string(n[1]) {
		case "K":
			p.k = v
		case "Columns":
			p.columns = v
		case "Rows":
			p.rows = v
		}
	}
	for _, f := range faxFlag.FindAllSubmatch(m[1], -1) {
		if string(f[1]) == "BlackIs1" {
			p.blackIs1 = true
		} else {
			p.byteAlign = true
		}
	}
	return p
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
