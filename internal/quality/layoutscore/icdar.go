package layoutscore

import (
	"encoding/xml"
	"fmt"
	"os"
	"strings"
	"unicode"

	"github.com/docket-go/docket/layout"
)

// A cell of a table as the competition scores it.
type cell struct {
	row, col, rowSpan, colSpan int
	text                       string
}

// A region is one table on one page.
type region struct {
	page  int
	cells []cell
}

// readRegions reads a "-str.xml" file of the competition.
func readRegions(file string) ([]region, error) {
	var doc struct {
		Tables []struct {
			Regions []struct {
				Page  int `xml:"page,attr"`
				Cells []struct {
					Row     int    `xml:"start-row,attr"`
					EndRow  *int   `xml:"end-row,attr"`
					Col     int    `xml:"start-col,attr"`
					EndCol  *int   `xml:"end-col,attr"`
					Content string `xml:"content"`
				} `xml:"cell"`
			} `xml:"region"`
		} `xml:"table"`
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if err := xml.Unmarshal(b, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var out []region
	for _, t := range doc.Tables {
		for _, r := range t.Regions {
			reg := region{page: r.Page}
			for _, c := range r.Cells {
				x := cell{row: c.Row, col: c.Col, rowSpan: 1, colSpan: 1, text: c.Content}
				if c.EndRow != nil {
					x.rowSpan = *c.EndRow - c.Row + 1
				}
				if c.EndCol != nil {
					x.colSpan = *c.EndCol - c.Col + 1
				}
				reg.cells = append(reg.cells, x)
			}
			out = append(out, reg)
		}
	}
	return out, nil
}

// regionsOf returns the tables of an analysed document.
func regionsOf(d *layout.Document) []region {
	var out []region
	for i := range d.Pages {
		p := &d.Pages[i]
		for _, b := range p.Blocks {
			if b.Table == nil {
				continue
			}
			r := region{page: p.Number}
			for _, c := range b.Table.Cells {
				r.cells = append(r.cells, cell{c.Row, c.Col, max(c.RowSpan, 1), max(c.ColSpan, 1), p.CellText(c)})
			}
			out = append(out, r)
		}
	}
	return out
}

var plainSigns = strings.NewReplacer("ﬁ", "fi", "ﬂ", "fl", "ﬀ", "ff", "ﬃ", "ffi", "ﬄ", "ffl", "–", "-", "—", "-", "−", "-", "‐", "-",
	"’", "'", "‘", "'", "“", `"`, "”", `"`, "\u00ad", "-", "…", "...")

// plain is the text by which cells are compared: letters and signs only.
func plain(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if isSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, plainSigns.Replace(s)))
}

// A relation says that one cell is the next of another, to the right or below,
// empty cells passed over.
type relation struct {
	from, to string
	down     bool
}

// relations counts the relations of a table.
func relations(cells []cell, into map[relation]int) {
	type place struct{ r, c int }
	at := map[place]int{}
	rows, cols := 0, 0
	for i, c := range cells {
		if plain(c.text) == "" {
			continue
		}
		for r := c.row; r < c.row+c.rowSpan; r++ {
			for k := c.col; k < c.col+c.colSpan; k++ {
				at[place{r, k}] = i
				rows, cols = max(rows, r), max(cols, k)
			}
		}
	}
	type link struct {
		i, j int
		down bool
	}
	seen := map[link]bool{}
	add := func(l link) {
		if l.i != l.j && !seen[l] {
			seen[l] = true
			into[relation{plain(cells[l.i].text), plain(cells[l.j].text), l.down}]++
		}
	}
	for i, c := range cells {
		if plain(c.text) == "" {
			continue
		}
		for r := c.row; r < c.row+c.rowSpan; r++ {
			for k := c.col + c.colSpan; k <= cols; k++ {
				if j, ok := at[place{r, k}]; ok {
					add(link{i, j, false})
					break
				}
			}
		}
		for k := c.col; k < c.col+c.colSpan; k++ {
			for r := c.row + c.rowSpan; r <= rows; r++ {
				if j, ok := at[place{r, k}]; ok {
					add(link{i, j, true})
					break
				}
			}
		}
	}
}

// adjacency compares the relations of two sets of tables.
func adjacency(truth, got []region) (hits, inTruth, inGot int) {
	t, g := map[relation]int{}, map[relation]int{}
	for _, r := range truth {
		relations(r.cells, t)
	}
	for _, r := range got {
		relations(r.cells, g)
	}
	for _, n := range t {
		inTruth += n
	}
	for k, n := range g {
		inGot += n
		hits += min(n, t[k])
	}
	return hits, inTruth, inGot
}
