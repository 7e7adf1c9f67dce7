package cos

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// objectsPerStream is how many objects share an object stream. More compress
// better, fewer are quicker to reach.
const objectsPerStream = 100

// An entry of the cross-reference table.
type entry struct {
	stream int   // object stream that holds the object, 0 = none
	offset int64 // of the object, or its index in the stream
	gen    int
	used   bool
}

// A Writer writes a file object by object: nothing but the cross-reference
// table and one object stream is kept in memory. Equal calls give equal bytes.
type Writer struct {
	w       *bufio.Writer
	sum     hash.Hash
	off     int64
	entries []entry
	level   int
	crypt   *crypter
	encrypt types.Object // the encryption dictionary or its reference
	inc     *increment
	taken   map[types.Integer]bool // numbers that must not be used
	id      types.Array            // of the file whose encryption is kept
	pending []pendingObject
	err     error
	scratch []byte
}

type pendingObject struct {
	nr   int
	data []byte
}

// increment is what is known of the file that is appended to.
type increment struct {
	prev    int64 // offset of its last cross-reference section
	classic bool  // its sections are tables, not streams
	trailer types.Dict
	first   int // lowest free object number
}

// NewWriter begins a file of PDF 1.7.
func NewWriter(w io.Writer) *Writer {
	out := newWriter(w)
	out.entries = make([]entry, 1)
	out.raw([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	return out
}

func newWriter(w io.Writer) *Writer {
	return &Writer{w: bufio.NewWriterSize(w, 64<<10), sum: sha256.New(), level: zlib.DefaultCompression}
}

func (w *Writer) raw(b []byte) {
	if w.err != nil {
		return
	}
	n, err := w.w.Write(b)
	w.off += int64(n)
	w.sum.Write(b[:n])
	w.err = err
}

// Size returns the number of bytes written so far, near enough: objects that
// wait for their stream count uncompressed.
func (w *Writer) Size() int64 {
	n := w.off
	for _, p := range w.pending {
		n += int64(len(p.data))
	}
	return n
}

// Alloc returns the reference of a new object.
func (w *Writer) Alloc() types.IndirectRef {
	w.entries = append(w.entries, entry{})
	for w.taken[types.Integer(len(w.entries)-1)] {
		w.entries = append(w.entries, entry{})
	}
	return types.IndirectRef{ObjectNumber: types.Integer(len(w.entries) - 1)}
}

// Add writes o as a new object.
func (w *Writer) Add(o types.Object) (types.IndirectRef, error) {
	r := w.Alloc()
	return r, w.Put(r, o)
}

// Put writes o, which is not a stream, as the object ref.
func (w *Writer) Put(ref types.IndirectRef, o types.Object) error {
	nr, gen := int(ref.ObjectNumber), int(ref.GenerationNumber)
	if w.err != nil {
		return w.err
	}
	if w.compresses() && gen == 0 && !w.isEncrypt(ref) {
		w.pending = append(w.pending, pendingObject{nr, Append(nil, o)})
		if len(w.pending) >= objectsPerStream {
			return w.flushObjects()
		}
		return nil
	}
	return w.direct(nr, gen, o)
}

// compresses reports whether the file may have object streams.
func (w *Writer) compresses() bool { return w.inc == nil || !w.inc.classic }

func (w *Writer) isEncrypt(ref types.IndirectRef) bool {
	r, ok := w.encrypt.(types.IndirectRef)
	return ok && r == ref
}

func (w *Writer) direct(nr, gen int, o types.Object) error {
	if w.crypt != nil && !w.isEncrypt(types.IndirectRef{ObjectNumber: types.Integer(nr), GenerationNumber: types.Integer(gen)}) {
		var err error
		if o, err = w.crypt.object(o, nr, gen); err != nil {
			return err
		}
	}
	b := w.begin(nr, gen)
	b = Append(b, o)
	b = append(b, "\nendobj\n"...)
	w.scratch = b
	w.raw(b)
	return w.err
}

func (w *Writer) begin(nr, gen int) []byte {
	w.set(nr, entry{offset: w.off, gen: gen, used: true})
	b := strconv.AppendInt(w.scratch[:0], int64(nr), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(gen), 10)
	return append(b, " obj\n"...)
}

func (w *Writer) set(nr int, e entry) {
	for nr >= len(w.entries) {
		w.entries = append(w.entries, entry{})
	}
	w.entries[nr] = e
}

// PutStream writes a stream whose data raw is encoded as d says. Length is
// set; d is not changed.
func (w *Writer) PutStream(ref types.IndirectRef, d types.Dict, raw []byte) error {
	if w.err != nil {
		return w.err
	}
	nr, gen := int(ref.ObjectNumber), int(ref.GenerationNumber)
	c := make(types.Dict, len(d)+1)
	for k, v := range d {
		c[k] = v
	}
	var o types.Object = c
	if w.crypt != nil && d["Type"] != types.Name("XRef") {
		var err error
		if raw, err = w.crypt.stream(d, raw, nr, gen); err != nil {
			return err
		}
		if o, err = w.crypt.object(c, nr, gen); err != nil {
			return err
		}
	}
	o.(types.Dict)["Length"] = types.Integer(len(raw))
	b := w.begin(nr, gen)
	b = Append(b, o)
	b = append(b, "\nstream\n"...)
	w.scratch = b
	w.raw(b)
	w.raw(raw)
	w.raw([]byte("\nendstream\nendobj\n"))
	return w.err
}

// AddStream compresses data and writes it as a new stream.
func (w *Writer) AddStream(d types.Dict, data []byte) (types.IndirectRef, error) {
	r := w.Alloc()
	return r, w.PutFlate(r, d, data)
}

// PutFlate compresses data and writes it as the stream ref.
func (w *Writer) PutFlate(ref types.IndirectRef, d types.Dict, data []byte) error {
	z, err := Deflate(data, w.level)
	if err != nil {
		return err
	}
	c := types.Dict{"Filter": types.Name("FlateDecode")}
	for k, v := range d {
		c[k] = v
	}
	return w.PutStream(ref, c, z)
}

// deflaters are reused: a new one takes longer than a small stream.
var deflaters [zlib.BestCompression + 2]sync.Pool

// Deflate returns data in zlib's format.
func Deflate(data []byte, level int) ([]byte, error) {
	var buf bytes.Buffer
	pool := &deflaters[level+1]
	z, _ := pool.Get().(*zlib.Writer)
	if z == nil {
		var err error
		if z, err = zlib.NewWriterLevel(&buf, level); err != nil {
			return nil, fmt.Errorf("deflate: %w", err)
		}
	} else {
		z.Reset(&buf)
	}
	defer pool.Put(z)
	if _, err := z.Write(data); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	return buf.Bytes(), nil
}

func (w *Writer) flushObjects() error {
	if len(w.pending) == 0 {
		return w.err
	}
	var head, body []byte
	ref := w.Alloc()
	for i, p := range w.pending {
		head = strconv.AppendInt(head, int64(p.nr), 10)
		head = append(head, ' ')
		head = strconv.AppendInt(head, int64(len(body)), 10)
		head = append(head, ' ')
		body = append(append(body, p.data...), '\n')
		w.set(p.nr, entry{stream: int(ref.ObjectNumber), offset: int64(i), used: true})
	}
	d := types.Dict{"Type": types.Name("ObjStm"), "N": types.Integer(len(w.pending)), "First": types.Integer(len(head))}
	w.pending = w.pending[:0]
	return w.PutFlate(ref, d, append(head, body...))
}

// Finish writes the cross-reference table and flushes. The trailer names Root
// and, where there is one, Info; ID and Size are added.
func (w *Writer) Finish(trailer types.Dict) error {
	if err := w.flushObjects(); err != nil {
		return err
	}
	t := types.Dict{}
	if w.inc != nil {
		for k, v := range w.inc.trailer {
			t[k] = v
		}
		t["Prev"] = types.Integer(w.inc.prev)
	}
	for k, v := range trailer {
		t[k] = v
	}
	if w.encrypt != nil {
		t["Encrypt"] = w.encrypt
	}
	if w.id != nil {
		t["ID"] = w.id
	}
	w.identify(t)
	var err error
	if w.compresses() {
		err = w.xrefStream(t)
	} else {
		err = w.xrefTable(t)
	}
	if err != nil {
		return err
	}
	w.err = errors.New("writer finished")
	return w.w.Flush()
}

// identify sets ID from the bytes written so far: the first part is kept where
// the file had one.
func (w *Writer) identify(t types.Dict) {
	id := types.NewHexLiteral(w.sum.Sum(nil)[:16])
	if old, ok := t["ID"].(types.Array); ok && len(old) == 2 {
		t["ID"] = types.Array{old[0], id}
		return
	}
	t["ID"] = types.Array{id, id}
}

// sections returns the runs of object numbers in use, as first, count pairs.
// Only the free-list head stands for unused ones in a whole file.
func (w *Writer) sections() [][2]int {
	var out [][2]int
	for nr, e := range w.entries {
		if !e.used && (nr != 0 || w.inc != nil) {
			continue
		}
		if n := len(out); n > 0 && out[n-1][0]+out[n-1][1] == nr {
			out[n-1][1]++
			continue
		}
		out = append(out, [2]int{nr, 1})
	}
	return out
}

func (w *Writer) xrefStream(t types.Dict) error {
	ref := w.Alloc()
	start := w.off
	w.set(int(ref.ObjectNumber), entry{offset: start, used: true})
	t["Type"] = types.Name("XRef")
	t["Size"] = types.Integer(len(w.entries))
	width := 1
	for v := max(start, int64(len(w.entries))); v > 255; v >>= 8 {
		width++
	}
	t["W"] = types.Array{types.Integer(1), types.Integer(width), types.Integer(2)}
	var data []byte
	var index types.Array
	for _, s := range w.sections() {
		index = append(index, types.Integer(s[0]), types.Integer(s[1]))
		for _, e := range w.entries[s[0] : s[0]+s[1]] {
			data = appendEntry(data, e, width)
		}
	}
	t["Index"] = index
	// Columns of one entry differ little from those of the one before.
	t["DecodeParms"] = types.Dict{"Predictor": types.Integer(12), "Columns": types.Integer(width + 3)}
	if err := w.PutFlate(ref, t, predictUp(data, width+3)); err != nil {
		return err
	}
	w.raw(fmt.Appendf(nil, "startxref\n%d\n%%%%EOF\n", start))
	return w.err
}

func appendEntry(b []byte, e entry, width int) []byte {
	kind, a, c := byte(1), e.offset, e.gen
	switch {
	case !e.used:
		kind, a, c = 0, 0, 65535
	case e.stream > 0:
		kind, a, c = 2, int64(e.stream), int(e.offset)
	}
	b = append(b, kind)
	for i := width - 1; i >= 0; i-- {
		b = append(b, byte(a>>(8*i)))
	}
	return append(b, byte(c>>8), byte(c))
}

// predictUp applies PNG's Up filter to rows of n bytes.
func predictUp(data []byte, n int) []byte {
	out := make([]byte, 0, len(data)+len(data)/n)
	prev := make([]byte, n)
	for row := range slices.Chunk(data, n) {
		out = append(out, 2)
		for i, v := range row {
			out = append(out, v-prev[i])
		}
		prev = row
	}
	return out
}

func (w *Writer) xrefTable(t types.Dict) error {
	start := w.off
	t["Size"] = types.Integer(len(w.entries))
	b := []byte("xref\n")
	for _, s := range w.sections() {
		b = fmt.Appendf(b, "%d %d\n", s[0], s[1])
		for _, e := range w.entries[s[0] : s[0]+s[1]] {
			b = fmt.Appendf(b, "%010d %05d n \n", e.offset, e.gen)
		}
	}
	b = append(b, "trailer\n"...)
	b = Append(b, t)
	w.raw(fmt.Appendf(b, "\nstartxref\n%d\n%%%%EOF\n", start))
	return w.err
}
