package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// forms adds the form fields, checkboxes and barcodes of the page, and marks
// lines of "key: value" as such.
func (p *prepared) forms(rs []*region) []*region {
	for _, f := range p.fields {
		r := &region{Rect: f.Box, role: RoleField, label: cmp.Or(f.Value, f.Label, f.Name), conf: 1, source: "field"}
		switch f.Kind {
		case "checkbox", "radio":
			if m := (Mark{Box: f.Box, Kind: f.Kind, Checked: f.Checked, Confidence: 1}); m.toCell(rs) {
				continue
			}
			r.role, r.label = RoleMark, markState(f.Checked)
			rs = takeLabel(r, rs)
		case "signature":
			r.role, r.label = RoleSignature, f.Value
		case "button":
			continue
		}
		rs = append(rs, r)
	}
	for _, m := range p.marks {
		if m.Kind != "barcode" && m.toCell(rs) {
			continue
		}
		r := &region{Rect: m.Box, role: RoleMark, label: markState(m.Checked), conf: cmp.Or(m.Confidence, 1), source: "mark"}
		if m.Kind == "barcode" {
			r.role, r.label = RoleBarcode, m.Text
		} else {
			rs = takeLabel(r, rs)
		}
		rs = append(rs, r)
	}
	rs = p.drawnMarks(rs)
	for i, r := range rs {
		if kv := keyValues(r); kv != nil {
			rs[i] = kv
		}
	}
	return rs
}

func markState(checked bool) string {
	if checked {
		return MarkSelected
	}
	return MarkUnselected
}

// takeLabel gives a mark the short text right behind it, and removes that text
// from rs.
func takeLabel(m *region, rs []*region) []*region {
	best := -1
	for i, r := range rs {
		if r.role != RoleText && r.role != RoleListItem || r.grid != nil || r.frame != nil || len(r.lines) == 0 || len(r.lines) > 3 || len(r.kids) > 0 {
			continue
		}
		l := r.lines[0]
		if gap := l.X0 - m.X1; gap < -1 || gap > 2*l.size || math.Abs(l.Center().Y-m.Center().Y) > 0.7*l.size {
			continue
		}
		if best < 0 || r.X0 < rs[best].X0 {
			best = i
		}
	}
	if best < 0 {
		return rs
	}
	m.lines = rs[best].lines
	m.size = rs[best].size
	m.Rect = m.Rect.Union(rs[best].Rect)
	return slices.Delete(rs, best, best+1)
}

// ticked reports whether a checkbox stands right before a line.
func (p *prepared) ticked(l *phrase) bool {
	return slices.ContainsFunc(p.marks, func(m Mark) bool {
		gap := l.X0 - m.Box.X1
		return m.Kind != "barcode" && gap > -1 && gap < 2*l.size && math.Abs(l.Center().Y-m.Box.Center().Y) < 0.7*l.size
	})
}

// drawnMarks turns texts that begin with the sign of a checkbox into marks.
func (p *prepared) drawnMarks(rs []*region) []*region {
	for _, r := range rs {
		if r.role != RoleText && r.role != RoleListItem || len(r.lines) == 0 || r.grid != nil || r.frame != nil {
			continue
		}
		switch sign := []rune(r.lines[0].words[0].text); sign[0] {
		case '☐', '□', '❏', '❑':
			r.role, r.label = RoleMark, MarkUnselected
		case '☑', '☒', '🗹', '✔', '☓':
			r.role, r.label = RoleMark, MarkSelected
		}
	}
	return rs
}

// Keys are short; a longer text before a colon is a sentence.
const (
	maxKeyWords   = 5
	maxValueWords = 10
)

// keyValues splits a region whose lines all read "key: value" into pairs; nil
// where r is none.
func keyValues(r *region) *region {
	if r.role != RoleText || r.grid != nil || len(r.kids) > 0 || len(r.lines) < 2 || r.frame != nil || r.rtl() {
		return nil
	}
	kv := &region{Rect: r.Rect, role: RoleKeyValue, size: r.size, conf: 0.6, source: r.source}
	for _, l := range r.lines {
		k := slices.IndexFunc(l.words, func(w glyphRun) bool { return strings.HasSuffix(w.text, ":") && len(w.text) > 1 || w.text == ":" })
		if k < 0 || k+1 > maxKeyWords || k+1 >= len(l.words) || len(l.words)-k-1 > maxValueWords {
			return nil
		}
		kv.kids = append(kv.kids, pairPart(RoleKey, l, 0, k+1, r), pairPart(RoleValue, l, k+1, len(l.words), r))
	}
	return kv
}

// pairPart makes a region of the words i..j of a line.
func pairPart(role Role, l *phrase, i, j int, r *region) *region {
	p := newPhrase(l.words[i])
	for _, w := range l.words[i+1 : j] {
		p.add(w)
	}
	return &region{Rect: p.Rect, role: role, lines: []*phrase{p}, size: r.size, conf: 0.6, source: r.source}
}

// rtl reports whether r is of right-to-left script.
func (r *region) rtl() bool {
	return len(r.lines) > 0 && r.lines[0].share(func(w *glyphRun) bool { return w.rtl }) > 0.5
}
