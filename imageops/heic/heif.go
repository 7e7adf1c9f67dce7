package heic

import (
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/docket-go/docket/imageops"
)

// The container: ISO/IEC 14496-12 and 23008-12.

// picture is the primary item of a file.
type picture struct {
	id            uint64
	width, height int // before it is turned
	columns, rows int // of a grid; 1 for a single frame
	parts         []uint64
	meta          *meta
	turns         []box  // how it is turned, mirrored and cropped, in this order
	profile       []byte // of its colours, nil where they are sRGB
}

// tile is a frame with its parameter sets, as a stream with start codes.
type tile struct {
	stream []byte
	color  color
}

// box is a part of a file.
type box struct {
	kind string
	body []byte
}

// boxes yields the boxes of b, as far as they are whole.
func boxes(b []byte) iter.Seq[box] {
	return func(yield func(box) bool) {
		for len(b) >= 8 {
			size, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
			switch {
			case size == 0:
				size = uint64(len(b))
			case size == 1 && len(b) >= 16:
				size, head = binary.BigEndian.Uint64(b[8:]), 16
			}
			if size < head || size > uint64(len(b)) || !yield(box{string(b[4:8]), b[head:size]}) {
				return
			}
			b = b[size:]
		}
	}
}

// child is the body of the first box of a kind, nil where there is none.
func child(b []byte, kind string) []byte {
	for x := range boxes(b) {
		if x.kind == kind {
			return x.body
		}
	}
	return nil
}

// reader takes numbers off bytes; beyond their end it gives zeros and is short.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) uint(n int) uint64 {
	if n > len(r.b) {
		r.b, r.short = nil, true
		return 0
	}
	v := uint64(0)
	for _, c := range r.b[:n] {
		v = v<<8 | uint64(c)
	}
	r.b = r.b[n:]
	return v
}

// meta is what a file says of its items.
type meta struct {
	src, data  []byte // the file, and the data in the meta box itself
	kinds      map[uint64]string
	extents    map[uint64][][]byte
	parts      map[uint64][]uint64 // of grids
	alpha      map[uint64]uint64   // the items with the transparency of others
	properties map[uint64][]box
}

func corrupt(why string) error { return fmt.Errorf("%w: heic: %s", imageops.ErrCorrupt, why) }

// parse reads the structure of a file.
func parse(src []byte) (*picture, error) {
	body := child(src, "meta")
	if len(body) < 4 {
		return nil, corrupt("no meta box")
	}
	body = body[4:]
	m := &meta{src: src, data: child(body, "idat"), kinds: map[uint64]string{}, extents: map[uint64][][]byte{}, parts: map[uint64][]uint64{}, alpha: map[uint64]uint64{}, properties: map[uint64][]box{}}
	m.items(child(body, "iinf"))
	if err := m.locations(child(body, "iloc")); err != nil {
		return nil, err
	}
	m.associations(child(body, "iprp"))
	m.references(child(body, "iref"))
	pitm := reader{b: child(body, "pitm")}
	size := 2
	if pitm.uint(4)>>24 > 0 {
		size = 4
	}
	return m.picture(pitm.uint(size))
}

// items reads the kinds of the items.
func (m *meta) items(b []byte) {
	r := reader{b: b}
	if r.uint(4)>>24 == 0 {
		r.uint(2)
	} else {
		r.uint(4)
	}
	for x := range boxes(r.b) {
		e := reader{b: x.body}
		version := e.uint(4) >> 24
		if x.kind != "infe" || version < 2 {
			continue
		}
		size := 2
		if version > 2 {
			size = 4
		}
		id := e.uint(size)
		e.uint(2)
		if len(e.b) >= 4 {
			m.kinds[id] = string(e.b[:4])
		}
	}
}

// locations reads where the data of the items lie.
func (m *meta) locations(b []byte) error {
	r := reader{b: b}
	version := r.uint(4) >> 24
	sizes := r.uint(2)
	offsetSize, lengthSize, baseSize, indexSize := int(sizes>>12&15), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	idSize := 2
	if version == 2 {
		idSize = 4
	}
	if lengthSize < 4 {
		return corrupt("item locations")
	}
	for n := r.uint(idSize); n > 0 && !r.short; n-- {
		id := r.uint(idSize)
		method := uint64(0)
		if version > 0 {
			method = r.uint(2) & 15
		}
		r.uint(2)
		base, total := r.uint(baseSize), uint64(0)
		from := m.src
		if method == 1 {
			from = m.data
		}
		for k := r.uint(2); k > 0 && !r.short; k-- {
			if version > 0 {
				r.uint(indexSize)
			}
			at, length := base+r.uint(offsetSize), r.uint(lengthSize)
			if method > 1 || at > uint64(len(from)) || length > uint64(len(from))-at {
				continue // an item that is used and lacks data is found out then
			}
			if total += length; total > uint64(len(m.src)) {
				return corrupt("an item longer than the file")
			}
			m.extents[id] = append(m.extents[id], from[at:at+length])
		}
	}
	if r.short || b == nil {
		return corrupt("item locations")
	}
	return nil
}

// references reads which items grids are made of, and which are the
// transparency of others.
func (m *meta) references(b []byte) {
	r := reader{b: b}
	size := 2
	if r.uint(4)>>24 > 0 {
		size = 4
	}
	for x := range boxes(r.b) {
		e := reader{b: x.body}
		from := e.uint(size)
		for n := e.uint(2); n > 0 && !e.short; n-- {
			switch to := e.uint(size); {
			case x.kind == "dimg":
				m.parts[from] = append(m.parts[from], to)
			case x.kind == "auxl" && m.isAlpha(from):
				m.alpha[to] = from
			}
		}
	}
}

// isAlpha reports whether an auxiliary item is transparency.
func (m *meta) isAlpha(id uint64) bool {
	b := m.property(id, "auxC")
	if len(b) < 4 {
		return false
	}
	switch urn, _, _ := strings.Cut(string(b[4:]), "\x00"); urn {
	case "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1":
		return true
	}
	return false
}

// associations reads the properties of the items.
func (m *meta) associations(b []byte) {
	all := slices.Collect(boxes(child(b, "ipco")))
	r := reader{b: child(b, "ipma")}
	head := r.uint(4)
	idSize, indexSize := 2, 1
	if head>>24 > 0 {
		idSize = 4
	}
	if head&1 != 0 {
		indexSize = 2
	}
	for n := r.uint(4); n > 0 && !r.short; n-- {
		id := r.uint(idSize)
		for k := r.uint(1); k > 0 && !r.short; k-- {
			i := r.uint(indexSize) &^ (1 << (8*indexSize - 1))
			if i >= 1 && i <= uint64(len(all)) {
				m.properties[id] = append(m.properties[id], all[i-1])
			}
		}
	}
}

// property is the body of a property of an item, nil where it has none.
func (m *meta) property(id uint64, kind string) []byte {
	for _, p := range m.properties[id] {
		if p.kind == kind {
			return p.body
		}
	}
	return nil
}

// picture gathers what the primary item is made of.
func (m *meta) picture(id uint64) (*picture, error) {
	p := &picture{id: id}
	size := reader{b: m.property(id, "ispe")}
	size.uint(4)
	p.width, p.height = int(size.uint(4)), int(size.uint(4))
	for _, x := range m.properties[id] {
		switch x.kind {
		case "irot", "imir", "clap":
			p.turns = append(p.turns, x)
		}
	}
	p.parts, p.columns, p.rows, p.meta = []uint64{id}, 1, 1, m
	switch m.kinds[id] {
	case "hvc1":
	case "grid":
		r := reader{b: slices.Concat(m.extents[id]...)}
		wide := r.uint(2) & 1
		p.rows, p.columns = int(r.uint(1))+1, int(r.uint(1))+1
		p.width, p.height = int(r.uint(2+2*int(wide))), int(r.uint(2+2*int(wide)))
		if p.parts = m.parts[id]; r.short || len(p.parts) != p.rows*p.columns {
			return nil, corrupt("grid")
		}
	default:
		return nil, fmt.Errorf("%w: heic: a picture of kind %q", imageops.ErrUnsupported, m.kinds[id])
	}
	if p.width < 1 || p.height < 1 || p.width > 1<<20 || p.height > 1<<20 {
		return nil, corrupt("size")
	}
	p.profile = m.profile(id)
	if p.profile == nil && len(p.parts) > 0 {
		p.profile = m.profile(p.parts[0])
	}
	return p, nil
}

// tile makes the stream of a coded item.
func (m *meta) tile(id uint64) (tile, error) {
	t := tile{color: color{matrix: 6}}
	config, data := m.property(id, "hvcC"), slices.Concat(m.extents[id]...)
	if m.kinds[id] != "hvc1" || len(config) < 23 || len(data) == 0 {
		return t, corrupt("an item without a frame")
	}
	for _, p := range m.properties[id] {
		if p.kind == "colr" && len(p.body) >= 11 && string(p.body[:4]) == "nclx" {
			t.color = color{limited: p.body[10]&0x80 == 0, matrix: int(p.body[8])<<8 | int(p.body[9])}
		}
	}
	r := reader{b: config[22:]}
	for n := r.uint(1); n > 0; n-- {
		r.uint(1)
		for k := r.uint(2); k > 0 && !r.short; k-- {
			t.unit(&r, 2)
		}
	}
	length := int(config[21]&3) + 1
	for d := (reader{b: data}); len(d.b) > 0; {
		t.unit(&d, length)
		if d.short {
			return t, corrupt("a frame cut off")
		}
	}
	return t, nil
}

// unit moves one NAL unit, behind its length of some bytes, to the stream.
func (t *tile) unit(r *reader, length int) {
	n := r.uint(length)
	if n > uint64(len(r.b)) {
		r.b, r.short = nil, true
		return
	}
	t.stream = append(append(t.stream, 0, 0, 0, 1), r.b[:n]...)
	r.b = r.b[n:]
}
