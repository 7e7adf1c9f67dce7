package extract

import (
	"slices"
	"strings"
)

// partyKeys are the labels of the parts of a party in a form.
var partyKeys = func() *phrasebook {
	b := &phrasebook{}
	b.add("name", 5, "name", "firma", "company", "nom", "nombre", "nome", "naam", "company name", "firmenname", "raison sociale", "unternehmen")
	b.add("addr", 5, "anschrift", "adresse", "address", "adres", "direccion", "indirizzo", "morada", "strasse", "street")
	return b
}()

// partySections reads parties that are printed as forms: a heading that says
// who, below it "Name:" and "Address:" with their values in a second column.
func (v *view) partySections() []partyBlock {
	var out []partyBlock
	for ri := range v.rows {
		r := &v.rows[ri]
		if len(r.words) > 4 {
			continue
		}
		side := 0.0
		for _, h := range r.labels {
			if h.start == 0 && h.field == "~supplier" {
				side = 1
			} else if h.start == 0 && h.field == "~customer" {
				side = -1
			}
		}
		if side == 0 {
			continue
		}
		if b, ok := v.partySection(ri); ok {
			b.supplier, b.customer = 4*side, -4*side
			out = append(out, b)
		}
	}
	return out
}

func (v *view) partySection(heading int) (partyBlock, bool) {
	var b partyBlock
	part := ""
	column := 0.0
	var above segment // the first line of a value whose label stands beside the middle
	for k := heading + 1; k < min(heading+14, len(v.rows)); k++ {
		if v.rows[k].page != v.rows[heading].page {
			break
		}
		segs := v.segments(k)
		if segs[0].colon || len(segs) > 1 {
			part = ""
			if hits := partyKeys.find(v.rowTokens(&v.rows[k])); len(hits) > 0 && hits[0].start == 0 && hits[0].end <= len(segs[0].words) {
				part = hits[0].field
			}
			if segs = segs[1:]; len(segs) > 0 {
				column = segs[0].box.X0
			}
			above = v.lineAbove(k, heading, column)
		} else if column == 0 || abs(segs[0].box.X0-column) > 1.5*v.em {
			if part != "" || b.name != "" {
				break
			}
			continue
		}
		if len(segs) == 0 {
			continue
		}
		text := strings.Trim(segs[0].text, " ,;")
		switch part {
		case "name":
			if b.name == "" {
				b.name, b.nameWords = text, segs[0].words
				if len(above.words) > 0 {
					b.name, b.nameWords = above.text+" "+text, append(slices.Clone(above.words), segs[0].words...)
				}
			}
		case "addr":
			b.addr, b.addrWords = append(b.addr, text), append(b.addrWords, segs[0].words...)
		}
	}
	return b, b.name != ""
}

// lineAbove returns the line of a value above row k: the only segment of its
// row, in the column of the values, nearer to row k than to the row before.
func (v *view) lineAbove(k, heading int, column float64) segment {
	if k-1 <= heading || column == 0 {
		return segment{}
	}
	segs := v.segments(k - 1)
	gap := v.rows[k].y - v.rows[k-1].y
	if len(segs) != 1 || segs[0].colon || abs(segs[0].box.X0-column) > 0.5*v.em || gap > 1.6*v.em || v.rows[k-1].y-v.rows[k-2].y < 1.2*gap {
		return segment{}
	}
	return segs[0]
}
