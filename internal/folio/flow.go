package folio

import (
	"strings"

	"github.com/docket-go/docket/layout"
)

// A flow is the text of a document running through boxes: the columns of a
// page, then those of the next.
type flow struct {
	*press
	boxes  func() []layout.Rect // of a further page; nil = the text ends where the page does
	rest   []layout.Rect        // boxes of this page that come next
	box    layout.Rect
	y      float64 // top of the next line
	first  bool    // nothing stands in the box yet
	breaks []int   // number of blocks where each further box began
}

// newFlow begins a flow in boxes of the current page.
func newFlow(p *press, more func() []layout.Rect, boxes ...layout.Rect) *flow {
	f := &flow{press: p, boxes: more, rest: boxes[1:], box: boxes[0], y: boxes[0].Y0, first: true}
	return f
}

// split cuts a box into n columns.
func split(b layout.Rect, n int, gutter float64) []layout.Rect {
	w := (b.Width() - gutter*float64(n-1)) / float64(n)
	out := make([]layout.Rect, n)
	for i := range out {
		x := b.X0 + float64(i)*(w+gutter)
		out[i] = layout.Rect{X0: x, Y0: b.Y0, X1: x + w, Y1: b.Y1}
	}
	return out
}

// room makes sure that height is left, and reports whether there is.
func (f *flow) room(height float64) bool {
	for f.y+height > f.box.Y1 {
		if len(f.rest) == 0 {
			if f.boxes == nil {
				return false
			}
			f.rest = f.boxes()
		}
		f.box, f.rest = f.rest[0], f.rest[1:]
		f.breaks = append(f.breaks, len(f.blocks))
		f.y, f.first = f.box.Y0, true
	}
	return true
}

// space leaves room between blocks, but not at the top of a box.
func (f *flow) space(height float64) {
	if !f.first {
		f.y += height
	}
}

// lines sets text in lines; the first is indented, all others hang.
func (f *flow) lines(text string, fc face, size, lead, indent, hang float64, justify bool) {
	ls := f.wrap(text, fc, size, f.box.Width()-hang, indent-hang)
	for i, l := range ls {
		if !f.room(lead * size) { // the text ends here
			b := &f.blocks[len(f.blocks)-1]
			b.Text = strings.TrimSuffix(b.Text, text) + dehyphen(ls[:i])
			return
		}
		x, w := f.box.X0+hang, f.box.Width()-hang
		if i == 0 {
			x, w = f.box.X0+indent, f.box.Width()-indent
		}
		stretch := 0.0
		if n := strings.Count(l, " "); justify && i+1 < len(ls) && n > 0 {
			stretch = (w - f.width(fc, size, l)) / float64(n)
		}
		f.put(x, f.y+0.8*lead*size, fc, size, l, stretch)
		f.y += lead * size
		f.first = false
	}
}

// wrap cuts text into lines of a width; the first is narrower by indent.
func (p *press) wrap(text string, fc face, size, width, indent float64) []string {
	var out []string
	line, room := "", width-indent
	for _, w := range strings.Fields(text) {
		next := w
		if line != "" {
			next = line + " " + w
		}
		if p.width(fc, size, next) <= room || line == "" {
			line = next
			continue
		}
		if cut := len(w) / 2; p.hyphens && len(w) >= 8 && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" && p.width(fc, size, line+" "+w[:cut]+"-") <= room {
			out = append(out, line+" "+w[:cut]+"-")
			line = w[cut:]
		} else {
			out = append(out, line)
			line = w
		}
		room = width
	}
	if line != "" {
		out = append(out, line)
	}
	return out
}

// paragraph sets a paragraph of the body.
func (f *flow) paragraph(text string) {
	f.space(f.gap * f.size * f.lead)
	if !f.room(2 * f.lead * f.size) {
		return
	}
	f.say(layout.RoleText, 0, text)
	f.lines(text, f.body, f.size, f.lead, f.indent*f.size, 0, f.justify)
}

// heading sets a heading of a level; it stays with two lines of what follows.
func (f *flow) headed(level int, text string) bool {
	size := f.heads[level]
	f.space(0.9 * size)
	if !f.room(size*1.2 + 3*f.lead*f.size) {
		return false
	}
	f.say(layout.RoleSectionHeader, level, text)
	for _, l := range f.wrap(text, f.look.head, size, f.box.Width(), 0) {
		f.colored(f.box.X0, f.y+size, f.look.head, size, l, f.color)
		f.y += 1.2 * size
	}
	f.y += 0.3 * size
	f.first = false
	return true
}

// title sets the title of a document over the box.
func (f *flow) titled(text string) {
	size := f.heads[0]
	f.say(layout.RoleTitle, 0, text)
	for _, l := range f.wrap(text, f.look.head, size, f.box.Width(), 0) {
		f.colored(f.box.X0, f.y+size, f.look.head, size, l, f.color)
		f.y += 1.2 * size
	}
	f.y += 0.8 * size
}

// item sets an item of a list.
func (f *flow) item(level int, mark, text string) {
	if !f.room(f.lead * f.size) {
		return
	}
	f.say(layout.RoleListItem, level, mark+" "+text)
	in := (0.5 + 1.6*float64(level-1)) * f.size
	f.put(f.box.X0+in, f.y+0.8*f.lead*f.size, f.body, f.size, mark, 0)
	hang := in + max(1.4*f.size, f.width(f.body, f.size, mark+" "))
	f.lines(text, f.body, f.size, f.lead, hang, hang, false)
}
