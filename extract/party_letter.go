package extract

import "github.com/docket-go/docket/layout"

// partyHints are what the document says of its parties elsewhere.
type partyHints struct {
	domains []string
	senders []sender
}

// A sender is the line of small print above the window of an envelope: it
// names the supplier, and below it stands the customer.
type sender struct {
	name string // folded
	box  layout.Rect
}

// inSender reports whether l is a part of a sender line.
func (h *partyHints) inSender(l *textLine) bool {
	c := l.box.Center()
	for _, s := range h.senders {
		if c.Y > s.box.Y0 && c.Y < s.box.Y1 && l.box.X0 >= s.box.X0-1 && l.box.X1 <= s.box.X1+1 {
			return true
		}
	}
	return false
}

// inWindow reports whether l is the first line below a sender line.
func (h *partyHints) inWindow(v *view, l *textLine) bool {
	for _, s := range h.senders {
		gap := l.box.Y0 - s.box.Y1
		if gap < -0.3*v.em || gap > 4*v.em || l.box.X1 < s.box.X0 || l.box.X0 > s.box.X1 || l.box.X0 < s.box.X0-6*v.em {
			continue
		}
		first := true
		for i := range v.lines {
			o := &v.lines[i]
			first = first && (o.page != l.page || o.box.Y0 >= l.box.Y0 || o.box.Y0 < s.box.Y1-0.3*v.em || o.box.X0 > s.box.X1 || o.box.X1 < s.box.X0)
		}
		if first {
			return true
		}
	}
	return false
}

// salutation reports whether a line only says how its reader is addressed.
func salutation(f *lineFacts) bool {
	return len(f.tokens) == 1 && salutations[f.tokens[0]]
}

var salutations = wordSet("firma herrn herr frau familie an to monsieur madame m mme mr mrs ms messrs firm company sr sra senor senora spett spettle aan t")

// addressed reports whether line i follows a salutation in its column.
func (v *view) addressed(i int) bool {
	l := &v.lines[i]
	for k := i - 1; k >= max(0, i-4); k-- {
		o := &v.lines[k]
		if o.page == l.page && abs(o.box.X0-l.box.X0) < v.em && l.box.Y0-o.box.Y1 < 1.3*v.em {
			f := newLineFacts(*o, v.em)
			return salutation(&f)
		}
	}
	return false
}
