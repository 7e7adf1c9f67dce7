package lstm

// extend adds every continuation of prev, which stands in beam index, with a
// code of the given rank.
func (d *decoder) extend(prev *node, index int, p []float32, rank uint8) {
	m := d.m
	length, cont, inDict := index%maxLen, index/maxLen%conts, index >= conts*maxLen
	pre, ok := d.unfinished(prev, length)
	if !ok {
		return
	}
	if prev != nil && !d.stay(prev, length, cont, inDict, p, rank) {
		return
	}
	// sum gives the certainty of code c when the blank (and, between the two
	// best codes, the previous symbol) may share the step.
	sum := func(c int32) float32 {
		q := p[c] + p[m.null]
		if prev != nil && cont == anything && prev.code != m.null &&
			(prev.code == d.top && c == d.second || c == d.top && prev.code == d.second) {
			q += p[prev.code]
		}
		return offset(logProb(q))
	}
	for _, c := range d.finals(pre, rank) {
		if d.flag[c] != rank || prev != nil && prev.code == c {
			continue
		}
		cert := d.code(p, c)
		if cert < minCert && c != m.null {
			continue
		}
		id := d.character(pre, c)
		if id != noChar && (m.chars[id].disabled || d.off != nil && d.off[id]) {
			continue
		}
		d.char(c, id, cert, inDict, anything, prev)
		if rank == rankTop && c != m.null {
			d.char(c, id, sum(c), inDict, onlyDup, prev)
		}
	}
	if !m.codes.multi {
		return
	}
	for _, c := range m.codes.next[codeKey(pre)] {
		if d.flag[c] != rank || prev != nil && prev.code == c {
			continue
		}
		d.part(length+1, false, c, noChar, d.code(p, c), inDict, anything, prev)
		if rank == rankTop && c != m.null {
			d.part(length+1, false, c, noChar, sum(c), inDict, onlyDup, prev)
		}
	}
}

// unfinished collects the codes of a path that belong to no character yet.
func (d *decoder) unfinished(prev *node, length int) ([]int32, bool) {
	pre := d.prefix[:length]
	for i, n := length-1, prev; i >= 0; i-- {
		for n != nil && (n.dup || n.code == d.m.null) {
			n = n.prev
		}
		if n == nil {
			return nil, false
		}
		pre[i] = n.code
		n = n.prev
	}
	return pre, true
}

// stay adds the paths that repeat the last symbol or put a blank inside a
// character. It reports whether something else may follow.
func (d *decoder) stay(prev *node, length, cont int, inDict bool, p []float32, rank uint8) bool {
	null := d.m.null
	if d.flag[prev.code] == rank {
		if cont != noDup {
			d.part(length, true, prev.code, prev.id, d.code(p, prev.code), inDict, anything, prev)
		}
		if cont == anything && rank == rankTop && prev.code != null {
			d.part(length, true, prev.code, prev.id, offset(logProb(p[prev.code]+p[null])), inDict, noDup, prev)
		}
	}
	if cont == onlyDup {
		return false
	}
	if prev.code != null && length > 0 && d.flag[null] == rank {
		d.part(length, false, null, noChar, d.code(p, null), inDict, anything, prev)
	}
	return true
}

// finals lists the codes that complete a character after pre; the caller
// checks their rank.
func (d *decoder) finals(pre []int32, rank uint8) []int32 {
	if len(pre) == 0 && rank < rankRest {
		return d.lists[rank]
	}
	return d.m.codes.final[codeKey(pre)]
}

// character is the one that code c completes, or noChar.
func (d *decoder) character(pre []int32, c int32) int32 {
	if len(pre) == 0 {
		if c == d.m.null {
			return noChar
		}
		return d.m.codes.single[c]
	}
	if id, ok := d.m.codes.decode[codeKey(append(pre, c))]; ok {
		return id
	}
	return noChar
}

// part adds a node that ends no new character.
func (d *decoder) part(length int, dup bool, code, id int32, cert float32, inDict bool, cont int, prev *node) {
	n := node{prev: prev, code: code, id: id, cert: cert, dup: dup, perm: permTop}
	index := cont*maxLen + length
	if inDict {
		if cert <= worstDict {
			return
		}
		n.perm = permNone
		index += conts * maxLen
	} else {
		n.cert = float32(n.cert * dictRatio)
		if n.cert < minCert && code != d.m.null {
			return
		}
	}
	if prev != nil {
		n.perm = prev.perm
	}
	d.add(beamWidth(length), &n, index)
}

// char adds a node that ends character id (or is a blank).
func (d *decoder) char(code, id int32, cert float32, inDict bool, cont int, prev *node) {
	if inDict {
		if cert > worstDict {
			d.word(code, id, cert, cont, prev)
		}
		return
	}
	d.add(beamWidth(0), &node{prev: prev, code: code, id: id, cert: float32(cert * dictRatio), perm: permTop}, cont*maxLen)
	if !d.useDict || id < 0 {
		return
	}
	if id == space && cert > worstDict {
		d.begin(node{prev: prev, code: code, id: id, cert: cert, perm: permNone}, cont)
	} else if id != space && d.m.chars[id].undelimited {
		d.begin(node{prev: prev, code: code, id: id, cert: float32(cert * dictRatio), perm: permTop}, cont)
	}
}

// word adds a node inside a dictionary word.
func (d *decoder) word(code, id int32, cert float32, cont int, prev *node) {
	in, outside := (conts+cont)*maxLen, cont*maxLen
	if id == noChar {
		d.add(beamWidth(0), &node{prev: prev, code: code, id: id, cert: cert, perm: permNone}, in)
		return
	}
	score := cert
	if prev != nil {
		score += prev.score
	}
	width := beamWidth(0)
	if d.cur.beams[in].full(width, score) && d.cur.beams[outside].full(width, score) {
		return
	}
	last := prev
	for last != nil && (last.id == noChar || last.dup) {
		last = last.prev
	}
	if id == space {
		if last != nil && last.wordEnd {
			n := node{prev: prev, code: code, id: id, cert: cert, perm: last.perm}
			d.begin(n, cont)
			d.add(width, &n, outside)
		}
		return
	}
	delimited := !d.m.chars[id].undelimited
	if last != nil && last.dawgStart && last.id != space && !d.m.chars[last.id].undelimited && delimited {
		return
	}
	act := d.dict.start
	if last != nil {
		if act = last.words; act == nil {
			return
		}
	}
	r := d.dict.step(act, id, d.m.chars[id].digit, d.tmp)
	d.tmp = r.at
	if r.perm == permNone {
		return
	}
	n := node{
		prev: prev, code: code, id: id, cert: cert, perm: r.perm,
		wordStart: last == nil || last.dawgStart, wordEnd: r.end, words: r.at,
	}
	d.add(width, &n, in)
	if r.end && !d.m.delimited {
		n.words = nil
		d.begin(n, cont)
		d.add(width, &n, outside)
	}
}

// begin remembers the best place to start a dictionary word: after n.
func (d *decoder) begin(n node, cont int) {
	n.score = n.cert
	if n.prev != nil {
		n.score += n.prev.score
	}
	if b := &d.cur.initial[cont]; b.code < 0 || n.score > b.score {
		n.dawgStart, n.words = true, d.dict.start
		n.hash = d.hash(n.code, false, n.prev)
		*b = n
	}
}
