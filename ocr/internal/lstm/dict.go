package lstm

import "slices"

// dict reads words against the graphs of a model: words, numbers, and the
// punctuation around them (Tesseract's Dict::def_letter_is_okay).
type dict struct {
	punc  *dawg
	words []*dawg // words, numbers
	start []pos
}

// pos is one way to read the current word prefix in the graphs.
type pos struct {
	edge, punc int32
	dawg       int8 // index in dict.words, -1: still in leading punctuation
	hasPunc    bool
	back       bool // in trailing punctuation
}

// readDict returns nil when there are no graphs.
func readDict(punc, word, num []byte) (*dict, error) {
	var q dict
	var err error
	if q.punc, err = readDawg(punc, false, permPunc); err != nil {
		return nil, err
	}
	for _, v := range []struct {
		b      []byte
		number bool
		perm   uint8
	}{{word, false, permWord}, {num, true, permNumber}} {
		d, err := readDawg(v.b, v.number, v.perm)
		if err != nil {
			return nil, err
		}
		if d != nil {
			q.words = append(q.words, d)
		}
	}
	q.begin()
	if len(q.start) == 0 {
		return nil, nil
	}
	return &q, nil
}

// begin sets where words start: in the punctuation graph where it allows a word
// without punctuation, else in it and in every graph of words.
func (q *dict) begin() {
	q.start = nil
	bare := false
	if q.punc != nil {
		q.start = append(q.start, pos{noEdge, noEdge, -1, true, false})
		e := q.punc.find(0, anyLetter)
		bare = e >= 0 && q.punc.wordEnd(e)
	}
	for i := range q.words {
		if !bare {
			q.start = append(q.start, pos{noEdge, noEdge, int8(i), false, false})
		}
	}
}

// with returns the dictionary and another graph of words.
func (q *dict) with(words *dawg) *dict {
	d := &dict{}
	if q != nil {
		d.punc, d.words = q.punc, slices.Clone(q.words)
	}
	d.words = append(d.words, words)
	d.begin()
	return d
}

func addPos(v []pos, p pos) []pos {
	for _, x := range v {
		if x == p {
			return v
		}
	}
	return append(v, p)
}

// reading is what step finds out about a word prefix.
type reading struct {
	at   []pos // empty: no graph has the prefix
	perm uint8
	end  bool // the prefix is a word
}

func (r *reading) add(p pos, perm uint8, end bool) {
	r.at = addPos(r.at, p)
	r.perm = max(r.perm, perm)
	r.end = r.end || end
}

// step extends every reading in act by letter id; the readings that survive
// are put into buf.
func (q *dict) step(act []pos, id int32, digit bool, buf []pos) reading {
	r := reading{at: buf[:0]}
	for _, p := range act {
		if p.dawg < 0 {
			q.lead(&r, p, id, digit)
		} else {
			q.inside(&r, p, id, digit)
		}
	}
	return r
}

// lead extends a reading that is in leading punctuation.
func (q *dict) lead(r *reading, p pos, id int32, digit bool) {
	node := q.punc.after(p.punc)
	if t := q.punc.find(node, anyLetter); t >= 0 {
		for i, d := range q.words {
			if e := d.find(0, d.char(id, digit)); e >= 0 {
				r.add(pos{e, t, int8(i), true, false}, d.permute, d.wordEnd(e) && q.punc.wordEnd(t))
			}
		}
	}
	if e := q.punc.find(node, id); e >= 0 {
		r.add(pos{noEdge, e, -1, true, false}, permPunc, q.punc.wordEnd(e))
	}
}

// inside extends a reading that has begun its word.
func (q *dict) inside(r *reading, p pos, id int32, digit bool) {
	d := q.words[p.dawg]
	if p.hasPunc && d.wordEnd(p.edge) {
		if e := q.punc.find(q.punc.after(p.punc), id); e >= 0 {
			r.add(pos{p.edge, e, p.dawg, true, true}, d.permute, q.punc.wordEnd(e))
		}
	}
	if p.back {
		return
	}
	if e := d.find(d.after(p.edge), d.char(id, digit)); e >= 0 {
		r.add(pos{e, p.punc, p.dawg, p.hasPunc, false}, d.permute,
			d.wordEnd(e) && (!p.hasPunc || q.punc.wordEnd(p.punc)))
	}
}
