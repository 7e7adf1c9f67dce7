package pdfium

import (
	"encoding/binary"
	"strings"
)

// A Link is an area of the page that leads elsewhere.
type Link struct {
	Box  Rect
	URI  string
	Page int // 1-based target page, 0 = none
}

const maxLinks = 10_000

// Links returns the link annotations of the page.
func (p *Page) Links() []Link {
	in := p.in
	pos, handle := in.scratch+1024, in.scratch+1028 // not touched by the calls below
	in.write(pos, make([]byte, 8))
	var out []Link
	for len(out) < maxLinks && in.callBool("FPDFLink_Enumerate", p.h, uint64(pos), uint64(handle)) {
		h := uint64(u32At(in.read(handle, 4), 0))
		if h == 0 || in.err != nil {
			break
		}
		var keep [4]byte
		copy(keep[:], in.read(pos, 4))
		l, ok := p.link(h)
		in.write(pos, keep[:])
		if ok {
			out = append(out, l)
		}
	}
	return out
}

func (p *Page) link(h uint64) (l Link, ok bool) {
	in := p.in
	if !in.callBool("FPDFLink_GetAnnotRect", h, uint64(in.scratch)) {
		return l, false
	}
	b := in.read(in.scratch, 16) // left, top, right, bottom
	l.Box = Rect{f32At(b, 0), f32At(b, 12), f32At(b, 8), f32At(b, 4)}
	if dest := in.call("FPDFLink_GetDest", in.doc, h); dest != 0 {
		l.Page = in.callInt("FPDFDest_GetDestPageIndex", in.doc, dest) + 1
	} else if action := in.call("FPDFLink_GetAction", h); action != 0 {
		l.URI, l.Page = in.actionTarget(action)
	}
	return l, l.URI != "" || l.Page > 0
}

// The kinds of actions.
const (
	actionGoTo = 1
	actionURI  = 3
)

func (in *Instance) actionTarget(action uint64) (uri string, page int) {
	switch in.call("FPDFAction_GetType", action) {
	case actionGoTo:
		if dest := in.call("FPDFAction_GetDest", in.doc, action); dest != 0 {
			page = in.callInt("FPDFDest_GetDestPageIndex", in.doc, dest) + 1
		}
	case actionURI:
		b := in.bytesResult(func(buf, size uint64) uint64 {
			return in.call("FPDFAction_GetURIPath", in.doc, action, buf, size)
		})
		uri = strings.ToValidUTF8(strings.TrimRight(string(b), "\x00"), "\uFFFD")
	}
	return uri, max(page, 0)
}

// A Bookmark is an entry of the document's outline.
type Bookmark struct {
	Title string
	URI   string
	Page  int // 1-based, 0 = none
	Level int // 1 = top
}

const (
	maxBookmarks     = 100_000
	maxBookmarkDepth = 64
)

// Outline returns the bookmarks of the document, depth first.
func (in *Instance) Outline() []Bookmark {
	var out []Bookmark
	seen := map[uint64]bool{} // files may hold loops
	var walk func(parent uint64, level int)
	walk = func(parent uint64, level int) {
		h := in.call("FPDFBookmark_GetFirstChild", in.doc, parent)
		for h != 0 && !seen[h] && len(out) < maxBookmarks && in.err == nil {
			seen[h] = true
			out = append(out, in.bookmark(h, level))
			if level < maxBookmarkDepth {
				walk(h, level+1)
			}
			h = in.call("FPDFBookmark_GetNextSibling", in.doc, h)
		}
	}
	walk(0, 1)
	return out
}

func (in *Instance) bookmark(h uint64, level int) Bookmark {
	b := Bookmark{Level: level}
	b.Title = in.utf16Result(func(buf, size uint64) uint64 {
		return in.call("FPDFBookmark_GetTitle", h, buf, size)
	})
	if dest := in.call("FPDFBookmark_GetDest", in.doc, h); dest != 0 {
		b.Page = max(in.callInt("FPDFDest_GetDestPageIndex", in.doc, dest)+1, 0)
	} else if action := in.call("FPDFBookmark_GetAction", h); action != 0 {
		b.URI, b.Page = in.actionTarget(action)
	}
	return b
}

// An Attachment is a file embedded in the document.
type Attachment struct {
	Name        string // as the file says, which may hold anything
	MediaType   string
	Description string
	Data        []byte
	TooLarge    bool // Data was left out
}

// Attachments returns the embedded files; those of more than limit bytes
// without their data.
func (in *Instance) Attachments(limit int) []Attachment {
	var out []Attachment
	for i := range min(max(in.callInt("FPDFDoc_GetAttachmentCount", in.doc), 0), 10_000) {
		h := in.call("FPDFDoc_GetAttachment", in.doc, uint64(i))
		if h == 0 {
			continue
		}
		text := func(name string) string {
			return in.utf16Result(func(buf, size uint64) uint64 { return in.call(name, h, buf, size) })
		}
		a := Attachment{
			Name: text("FPDFAttachment_GetName"), MediaType: text("FPDFAttachment_GetSubtype"),
			Description: text("EPDFAttachment_GetDescription"),
		}
		a.Data, a.TooLarge = in.attachmentData(h, limit)
		out = append(out, a)
	}
	return out
}

func (in *Instance) attachmentData(h uint64, limit int) (data []byte, tooLarge bool) {
	size := in.malloc(4)
	defer in.free(size)
	if !in.callBool("FPDFAttachment_GetFile", h, 0, 0, uint64(size)) {
		return nil, false
	}
	n := int(binary.LittleEndian.Uint32(in.read(size, 4)))
	if n <= 0 || n > limit {
		return nil, n > limit
	}
	buf := in.malloc(n)
	defer in.free(buf)
	if !in.callBool("FPDFAttachment_GetFile", h, uint64(buf), uint64(n), uint64(size)) {
		return nil, false
	}
	return append([]byte(nil), in.read(buf, n)...), false
}
