package extract

// orphanAddresses returns addresses at the head or the foot of a page that
// stand below no name: letterheads print the two apart.
func (v *view) orphanAddresses(blocks []partyBlock) []partyBlock {
	taken := map[int]bool{}
	for i := range blocks {
		for _, w := range blocks[i].addrWords {
			taken[w] = true
		}
	}
	var out []partyBlock
	for i := range v.lines {
		l := &v.lines[i]
		if y := v.pages[l.page].relY(l.box); y > 0.15 && y < 0.85 || taken[l.words[0]] || v.belowText(i) {
			continue
		}
		f := newLineFacts(*l, v.em)
		if f.org || f.tel || f.date || f.bank() || f.identifies() || !f.addr && !reHouse.MatchString(l.text) || f.digits == 0 || len(f.tokens) > 7 {
			continue
		}
		b := partyBlock{}
		b.readAddress(v, i, 1.3*v.em)
		if len(b.addr) == 0 {
			continue
		}
		b.addr, b.addrWords = append([]string{l.text}, b.addr...), append(append([]int(nil), l.words...), b.addrWords...)
		out = append(out, b)
	}
	return out
}

// belowText reports whether a line stands close above line i in its column.
func (v *view) belowText(i int) bool {
	l := &v.lines[i]
	for k := range v.lines {
		o := &v.lines[k]
		if k == i || o.page != l.page || o.box.Y1 > l.box.Y0+0.4*v.em || l.box.Y0-o.box.Y1 > 1.2*v.em {
			continue
		}
		if o.box.X1 > l.box.X0 && o.box.X0 < l.box.X1 {
			return true
		}
	}
	return false
}
