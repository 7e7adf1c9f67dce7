package layout

import "slices"

// Pictures smaller than leastPicture points on a side are ornaments, those
// that cover more than backgroundShare of the page its background.
const (
	leastPicture    = 18
	backgroundShare = 0.6
	labelShare      = 0.35 // of the page: the largest picture that takes up text on it
	maxImages       = 2000 // that are looked at, the largest
)

// pictures makes regions of the images of the page; short texts on them become
// their children, the alternative texts of the structure tree their labels.
func (p *prepared) pictures(rs []*region, tags *Tag) []*region {
	page := p.size.W * p.size.H
	var pics []*region
	for _, m := range p.images {
		b := m.Box.Intersect(Rect{0, 0, p.size.W, p.size.H})
		if b.Width() < leastPicture || b.Height() < leastPicture || b.Area() > backgroundShare*page ||
			slices.ContainsFunc(pics, func(o *region) bool { return b.Overlap(o.Rect) > 0.9 }) {
			continue
		}
		if slices.ContainsFunc(rs, func(r *region) bool { return r.grid != nil && b.Overlap(r.Rect) > 0.5 }) {
			continue
		}
		pics = append(pics, &region{Rect: b, role: RolePicture, label: m.Alt, conf: 0.9, source: "image"})
	}
	if len(pics) == 0 {
		return rs
	}
	altOf(tags, func(alt string, box Rect) {
		for _, q := range pics {
			if q.label == "" && q.IoU(p.frame.in(box)) > 0.5 {
				q.label = alt
			}
		}
	}, 0)
	var out []*region
	for _, r := range rs {
		var on *region
		for _, q := range pics {
			if r.grid == nil && q.Area() < labelShare*page && r.Overlap(q.Rect) > 0.7 && len(r.lines) <= 6 {
				on = q
				break
			}
		}
		if on == nil {
			out = append(out, r)
			continue
		}
		if r.role == RoleSectionHeader || r.role == RoleTitle {
			r.role, r.level = RoleText, 0
		}
		on.kids = append(on.kids, r)
	}
	for _, q := range pics {
		q.kids = readingOrder(q.kids, p.rtl)
		out = append(out, q)
	}
	return out
}
