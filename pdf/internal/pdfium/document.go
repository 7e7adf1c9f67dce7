package pdfium

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"time"
	"unicode/utf16"
)

// PageCount returns the number of pages of the open document.
func (in *Instance) PageCount() int { return max(in.callInt("FPDF_GetPageCount", in.doc), 0) }

// Meta returns an entry of the Info dictionary.
func (in *Instance) Meta(key string) string {
	k := in.putString(key)
	defer in.free(k)
	return in.utf16Result(func(buf, size uint64) uint64 {
		return in.call("FPDF_GetMetaText", in.doc, uint64(k), buf, size)
	})
}

// maxMetaKeys bounds the entries of an Info dictionary that are read.
const maxMetaKeys = 1000

// MetaKeys returns the keys of the Info dictionary.
func (in *Instance) MetaKeys() []string {
	var out []string
	for i := range min(max(in.callInt("EPDF_GetMetaKeyCount", in.doc, 0), 0), maxMetaKeys) {
		key := in.bytesResult(func(buf, size uint64) uint64 {
			return in.call("EPDF_GetMetaKeyName", in.doc, uint64(i), 0, buf, size)
		})
		if key = bytes.TrimRight(key, "\x00"); len(key) > 0 {
			out = append(out, string(key))
		}
	}
	return out
}

// PageLabel returns the label of page i (0-based).
func (in *Instance) PageLabel(i int) string {
	return in.utf16Result(func(buf, size uint64) uint64 {
		return in.call("FPDF_GetPageLabel", in.doc, uint64(i), buf, size)
	})
}

// FormType returns PDFium's kind of interactive form: 0 none, 1 AcroForm, 2 and
// 3 XFA.
func (in *Instance) FormType() int { return in.callInt("FPDF_GetFormType", in.doc) }

// utf16Result reads a string by PDFium's custom: get is called with a buffer
// and its size in bytes and answers the size needed, zero included.
func (in *Instance) utf16Result(get func(buf, size uint64) uint64) string {
	return decodeUTF16(in.bytesResult(get))
}

// bytesResult reads what get writes; the slice is valid until the next call.
// The size is asked for first: some functions trap where the buffer is small.
func (in *Instance) bytesResult(get func(buf, size uint64) uint64) []byte {
	n := int(uint32(get(0, 0)))
	if n <= 0 || in.err != nil {
		return nil
	}
	if n <= scratchSize {
		get(uint64(in.scratch), uint64(n))
		return in.read(in.scratch, n)
	}
	p := in.malloc(n)
	defer in.free(p)
	get(uint64(p), uint64(n))
	return append([]byte(nil), in.read(p, n)...)
}

// decodeUTF16 decodes little-endian UTF-16 up to the first zero.
func decodeUTF16(b []byte) string {
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		c := binary.LittleEndian.Uint16(b[i:])
		if c == 0 {
			break
		}
		u = append(u, c)
	}
	return string(utf16.Decode(u))
}

// formBudget bounds how long the form environment of a document may take to
// make: a tree of fields whose branches meet again grows without end.
const formBudget = 5 * time.Second

// openForm makes the form environment that fields are drawn and flattened by.
// It reports whether there is one.
func (in *Instance) openForm() bool {
	if in.form != 0 {
		return true
	}
	if in.src.noForms.Load() || in.FormType() == 0 {
		return false
	}
	outer := in.ctx
	ctx, cancel := context.WithTimeout(outer, formBudget)
	defer cancel()
	in.ctx = ctx
	in.info = in.call("PDFiumExt_OpenFormFillInfo")
	in.form = in.call("PDFiumExt_InitFormFillEnvironment", in.doc, in.info)
	in.ctx = outer
	if in.err != nil && outer.Err() == nil {
		in.src.noForms.Store(true)
		in.err = ErrForms
	}
	if in.form != 0 {
		in.call("FPDF_SetFormFieldHighlightAlpha", in.form, 0)
	}
	return in.form != 0
}

func (in *Instance) closeForm() {
	if in.form != 0 {
		in.call("PDFiumExt_ExitFormFillEnvironment", in.form)
	}
	if in.info != 0 {
		in.call("PDFiumExt_CloseFormFillInfo", in.info)
	}
	in.form, in.info = 0, 0
}

// Save writes the open document to w, encrypted as it was.
func (in *Instance) Save(w io.Writer) error {
	if len(in.flattened) > 0 {
		if err := in.reload(); err != nil {
			return err
		}
	}
	return in.save(in.doc, w)
}

func (in *Instance) save(doc uint64, w io.Writer) error {
	const noIncremental = 2
	var b [8]byte
	binary.LittleEndian.PutUint32(b[:], 1)               // version
	binary.LittleEndian.PutUint32(b[4:], in.tableBase+1) // write_block
	p := in.malloc(len(b))
	defer in.free(p)
	in.write(p, b[:])
	in.sink, in.sinkErr = w, nil
	ok := in.callBool("FPDF_SaveAsCopy", doc, uint64(p), noIncremental)
	in.sink = nil
	switch {
	case in.err != nil:
		return in.err
	case in.sinkErr != nil:
		return in.sinkErr
	case !ok:
		return ErrFormat
	}
	return nil
}

// SavePages writes a new document made of pages (0-based) of the open one to w.
func (in *Instance) SavePages(w io.Writer, pages []int) error {
	if len(in.flattened) > 0 {
		if err := in.reload(); err != nil {
			return err
		}
	}
	doc := in.call("FPDF_CreateNewDocument")
	if in.err != nil {
		return in.err
	}
	defer in.call("FPDF_CloseDocument", doc)
	p := in.malloc(4 * max(len(pages), 1))
	defer in.free(p)
	b := make([]byte, 4*len(pages))
	for i, n := range pages {
		binary.LittleEndian.PutUint32(b[4*i:], uint32(n))
	}
	in.write(p, b)
	if !in.callBool("FPDF_ImportPagesByIndex", doc, in.doc, uint64(p), uint64(len(pages)), 0) {
		if in.err != nil {
			return in.err
		}
		return ErrFormat
	}
	return in.save(doc, w)
}
