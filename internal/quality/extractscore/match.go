package extractscore

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

var rePlain = regexp.MustCompile(`^-?\d+(\.\d+)?([eE]-?\d+)?$`)

// money normalises an amount to two decimals.
func money(v any) string {
	s := strings.TrimSpace(text(v))
	if s == "" {
		return ""
	}
	if rePlain.MatchString(s) {
		d, err := decimal.NewFromString(s)
		if err != nil {
			return ""
		}
		return d.Round(2).StringFixed(2)
	}
	neg := strings.Contains(s, "-") || strings.HasPrefix(s, "(")
	s = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' || r == ',' {
			return r
		}
		return -1
	}, s)
	i := strings.LastIndexAny(s, ".,")
	clean := strings.NewReplacer(".", "", ",", "")
	if n := len(s) - i - 1; i >= 0 && (n == 1 || n == 2 || n == 4) {
		s = clean.Replace(s[:i]) + "." + s[i+1:]
	} else {
		s = clean.Replace(s)
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return ""
	}
	if neg {
		d = d.Neg()
	}
	return d.StringFixed(2)
}

// number normalises a number.
func number(v any) string {
	s := text(v)
	if s == "" {
		return ""
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		if d, err = decimal.NewFromString(money(s)); err != nil {
			return ""
		}
	}
	return d.String()
}

// text turns a JSON value into text; null is empty.
func text(v any) string {
	switch t := v.(type) {
	case nil:
		return ""
	case string:
		return t
	case float64:
		return decimal.NewFromFloat(t).String()
	case json.Number:
		return t.String()
	}
	return fmt.Sprint(v)
}

var folder = cases.Fold()

// plain keeps letters and digits, case folded.
func plain(v any) string {
	s := norm.NFKC.String(text(v))
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, s)
	return folder.String(s)
}

// normalise brings a value of a type into the form in which it is compared.
func normalise(typ string, v any) string {
	if text(v) == "" {
		return ""
	}
	switch typ {
	case "money":
		return money(v)
	case "number", "percent":
		return number(v)
	case "date":
		s := text(v)
		return s[:min(10, len(s))]
	}
	return plain(v)
}

// ratio is 2M/T of Ratcliff and Obershelp: M letters in matching blocks (the
// longest common block, then the same left and right of it), T letters in all.
func ratio(a, b string) float64 {
	ra, rb := []rune(a), []rune(b)
	if len(ra)+len(rb) == 0 {
		return 1
	}
	return 2 * float64(matching(ra, rb)) / float64(len(ra)+len(rb))
}

func matching(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	bi, bj, best := 0, 0, 0
	prev := make([]int, len(b)+1)
	for i := range a {
		cur := make([]int, len(b)+1)
		for j := range b {
			if a[i] == b[j] {
				cur[j+1] = prev[j] + 1
				if cur[j+1] > best {
					best, bi, bj = cur[j+1], i+1-cur[j+1], j+1-cur[j+1]
				}
			}
		}
		prev = cur
	}
	if best == 0 {
		return 0
	}
	return best + matching(a[:bi], b[:bj]) + matching(a[bi+best:], b[bj+best:])
}

// assign solves the square assignment problem of least cost (Hungarian method
// with potentials): the column of each row.
func assign(cost [][]float64) []int {
	const inf = 1e18
	n := len(cost)
	u, v := make([]float64, n+1), make([]float64, n+1)
	p, way := make([]int, n+1), make([]int, n+1)
	for i := 1; i <= n; i++ {
		p[0] = i
		j0 := 0
		minv := make([]float64, n+1)
		used := make([]bool, n+1)
		for j := range minv {
			minv[j] = inf
		}
		for p[j0] != 0 {
			used[j0] = true
			i0, delta, j1 := p[j0], inf, 0
			for j := 1; j <= n; j++ {
				if used[j] {
					continue
				}
				if cur := cost[i0-1][j-1] - u[i0] - v[j]; cur < minv[j] {
					minv[j], way[j] = cur, j0
				}
				if minv[j] < delta {
					delta, j1 = minv[j], j
				}
			}
			for j := 0; j <= n; j++ {
				if used[j] {
					u[p[j]] += delta
					v[j] -= delta
				} else {
					minv[j] -= delta
				}
			}
			j0 = j1
		}
		for j0 != 0 {
			p[j0] = p[way[j0]]
			j0 = way[j0]
		}
	}
	out := make([]int, n)
	for j := 1; j <= n; j++ {
		out[p[j]-1] = j - 1
	}
	return out
}
