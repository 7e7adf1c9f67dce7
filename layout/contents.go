package layout

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// leastEntries is the number of entries from which a list with rising numbers
// at its right edge is a table of contents.
const leastEntries = 4

// contentsHead is what stands above a table of contents.
var contentsHead = regexp.MustCompile(`(?i)^(table of )?contents$|^contents page$|^(list of )(figures|tables|illustrations|abbreviations|appendices|annexes)$|^index$|^in this (issue|report|document|chapter)$|` +
	`^inhalt(sverzeichnis|sübersicht)?$|^verzeichnis der (abbildungen|tabellen)$|^(abbildungs|tabellen)verzeichnis$|^sommaire$|^table des (matières|figures|illustrations)$|^índice( general)?$|` +
	`^(tabla de )?contenidos?$|^indice( generale)?$|^sommario$|^sumário$|^inhoud(sopgave)?$|^spis treści$|^obsah$|^innehåll$|^indhold$|^sisällys$|^содержание$|^оглавление$|^περιεχόμενα$|^içindekiler$`)

// indexes finds tables of contents without leaders: entries with the number of
// a page at the right edge, below a heading that says so or numbered
// themselves, among the words that nothing else holds.
func indexes(ph []*phrase) []*region {
	rows := rowsOf(ph)
	var out []*region
	for i := 0; i < len(rows); {
		n, end := indexRun(rows, i)
		if n < leastEntries || !indexed(rows, i, end, n) {
			i++
			continue
		}
		r := &region{role: RoleDocumentIndex, conf: 0.7, source: "geometry"}
		for _, row := range rows[i:end] {
			l := newPhrase(row.phrases[0].words[0])
			for _, x := range row.phrases {
				for _, w := range x.words {
					if w.ids[0] != l.words[0].ids[0] {
						l.add(w)
					}
				}
			}
			r.lines = append(r.lines, l)
			r.Rect = r.Rect.Union(l.Rect)
		}
		r.measure()
		out = append(out, r)
		i = end
	}
	return out
}

// pageOf returns the page to which a row leads, 0 = none.
func (r *textRow) pageOf() int {
	if len(r.phrases) != 2 || len(r.phrases[1].words) != 1 || r.phrases[0].letters() < 3 {
		return 0
	}
	t := strings.ToLower(r.phrases[1].text())
	if n, err := strconv.Atoi(t); err == nil && len(t) <= 4 {
		return n
	}
	return min(roman(t), 1)
}

// indexRun returns how many entries follow each other from row i on, and the
// row behind them. The first line of a longer entry may have no number.
func indexRun(rows []textRow, i int) (n, end int) {
	last := 0
	end = i
	for k := i; k < len(rows); k++ {
		a := &rows[k]
		first := a.phrases[0]
		if k > i && a.base()-rows[k-1].base() > 3.2*first.size {
			break
		}
		at := a.pageOf()
		switch {
		case at > 0 && at >= last && (n == 0 || math.Abs(a.phrases[1].X1-rows[end-1].phrases[len(rows[end-1].phrases)-1].X1) < 2.5):
			n, last, end = n+1, at, k+1
		case at == 0 && n > 0 && len(a.phrases) == 1 && k == end && k+1 < len(rows) && rows[k+1].pageOf() >= last && first.X1 < rows[end-1].X1-first.size:
		default:
			return n, end
		}
	}
	return n, end
}

// indexed reports whether the entries i..end of n are numbered, or stand below
// a heading that announces them, and lead to different pages.
func indexed(rows []textRow, i, end, n int) bool {
	numbered, pages := 0, map[int]bool{}
	for k := i; k < end; k++ {
		if numberedHead.MatchString(rows[k].phrases[0].text()) {
			numbered++
		}
		pages[rows[k].pageOf()] = true
	}
	if len(pages)*2 < n {
		return false
	}
	if numbered*10 >= n*6 {
		return true
	}
	return slices.ContainsFunc(rows[max(i-4, 0):i], func(r textRow) bool {
		return contentsHead.MatchString(strings.TrimRight(r.phrases[0].text(), " :."))
	})
}
