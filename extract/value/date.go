package value

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A DateHit is one date found in a text.
type DateHit struct {
	ISO        string // yyyy-mm-dd
	Start, End int    // byte offsets in the text
	Other      string // the date read in the other order of day and month; empty when only one order makes sense
	Words      bool   // the month is written as a word
	ShortYear  bool   // the year has two digits
	Repaired   bool   // letters were read as the digits they look like
}

// DateOptions tune FindDates.
type DateOptions struct {
	MonthFirst bool // read 03/04/2020 as the 4th of March; default is day first
	Confusions bool // also look for dates in which OCR wrote letters for digits
	MinYear    int  // default 1980
	MaxYear    int  // default 2050
}

var months = func() map[string]int {
	m := map[string]int{}
	for i, names := range []string{
		"january jan januar janvier janv januari jänner enero ene gennaio gen janeiro jän",
		"february feb februar février févr fév februari febrero febbraio fevereiro fev febr",
		"march mar märz mär mars maart maa mrt marzo março mac marz maret maerz",
		"april apr avril avr abril abr aprile",
		"may mai mei mayo maggio mag maio",
		"june jun juni juin junio giugno giu junho",
		"july jul juli juillet juil julio luglio lug julho julai",
		"august aug août aou aoû augustus agosto ago ogos ogo agustus agt",
		"september sep sept septembre septiembre settembre set setembro",
		"october oct oktober okt octobre octubre ottobre ott outubro out",
		"november nov novembre noviembre novembro nopember",
		"december dec dezember dez décembre déc diciembre dic dicembre dezembro disember dis desember des",
	} {
		for n := range strings.FieldsSeq(names) {
			m[n] = i + 1
			m[unaccent(n)] = i + 1
		}
	}
	return m
}()

func unaccent(s string) string {
	return strings.NewReplacer("é", "e", "û", "u", "ä", "a", "ç", "c", "è", "e", "á", "a", "ó", "o").Replace(s)
}

// MonthNumber returns the number of a month's name or abbreviation, 0 when s
// is none.
func MonthNumber(s string) int {
	s = strings.ToLower(strings.TrimRight(s, "."))
	return months[s]
}

var (
	reYMD     = regexp.MustCompile(`(?:^|[^\d./-])((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:$|[^\d])`)
	reDMY     = regexp.MustCompile(`(?:^|[^\d./-])(\d{1,2})\s?[-/.,]\s?(\d{1,2})\s?[-/.,]\s?['’]?(\d{4}|\d{2})(?:$|[^\d/-])`)
	reDMonY   = regexp.MustCompile(`(?i)(?:^|[^\d])(\d{1,2})(?:st|nd|rd|th|er|º|ª)?[.,]?(?:\s?[-/ ]\s?|\s*)(?:(?:day\s+)?(?:(?:de|of)\s|d')\s?)?(\pL{3,10})\.?(?:\s?[-/ ,'’]\s?|\s*)(?:del?\s|,\s?)?['’]?(\d{4}|\d{2})(?:$|[^\d:])`)
	reMonDY   = regexp.MustCompile(`(?i)(?:^|\PL)(\pL{3,10})\.?[\s/-]{0,2}(\d{1,2})(?:st|nd|rd|th)?(?:\s?[,.\s/-]\s?['’]?|['’])(\d{4}|\d{2})(?:$|[^\d:])`)
	reMonDTY  = regexp.MustCompile(`(?i)(?:^|\PL)(\pL{3,9})\.?\s(\d{1,2}),?\s\d{1,2}:\d{2}(?::\d{2})?\s(?:[AP]M\s)?(\d{4})(?:$|[^\d])`)
	reCompact = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:$|[^\d])`)
	reSpaceY  = regexp.MustCompile(`(?:^|[^\d./,:-]\s?)((?:19|20)\d\d) (0[1-9]|1[0-2]) ([0-3]\d)(?:$|[^\d.,])`)
	reSpaceD  = regexp.MustCompile(`(?:^|[^\d./,:-]\s?)([0-3]\d) (0[1-9]|1[0-2]) ((?:19|20)\d\d)(?:$|[^\d.,])`)
	rePacked  = regexp.MustCompile(`(?:^|[^\d/.-])(\d{2})/(\d{2})(\d{4})(?:$|[^\d])|(?:^|[^\d/.-])(\d{2})(\d{2})/(\d{4})(?:$|[^\d])`)
)

// FindDates returns the dates in s in the order of the text. Where day and
// month could be exchanged, Other holds the second reading.
func FindDates(s string, o DateOptions) []DateHit {
	if !mayHoldDate(s) {
		return nil
	}
	if o.MinYear == 0 {
		o.MinYear = 1980
	}
	if o.MaxYear == 0 {
		o.MaxYear = 2050
	}
	f := dateFinder{o: o, used: make([]bool, len(s)+1)}
	f.scan(s)
	if o.Confusions {
		if r, changed := repairDateTokens(s); changed {
			f.repaired = true
			f.scan(r)
		}
	}
	return f.sorted()
}

// mayHoldDate is a cheap test: a date has at least three digits (1 May 07).
func mayHoldDate(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) || isConfusable(s[i]) {
			n++
		}
	}
	return n >= 3 && strings.ContainsAny(s, "0123456789")
}

type dateFinder struct {
	o        DateOptions
	used     []bool
	hits     []DateHit
	repaired bool
}

func (f *dateFinder) scan(s string) {
	f.each(reYMD, s, func(g [3]string) (string, string) { return f.iso(g[0], g[1], g[2]), "" })
	f.each(reDMY, s, func(g [3]string) (string, string) {
		dm, md := f.iso(g[2], g[1], g[0]), f.iso(g[2], g[0], g[1])
		if f.o.MonthFirst {
			dm, md = md, dm
		}
		if dm == "" {
			return md, ""
		}
		if md == dm {
			md = ""
		}
		return dm, md
	})
	f.each(reDMonY, s, func(g [3]string) (string, string) { return f.word(g[2], g[1], g[0]), "" })
	f.each(reMonDY, s, func(g [3]string) (string, string) { return f.word(g[2], g[0], g[1]), "" })
	f.each(reMonDTY, s, func(g [3]string) (string, string) { return f.word(g[2], g[0], g[1]), "" })
	f.each(reCompact, s, func(g [3]string) (string, string) { return f.iso(g[0], g[1], g[2]), "" })
	f.each(reSpaceY, s, func(g [3]string) (string, string) { return f.iso(g[0], g[1], g[2]), "" })
	f.each(reSpaceD, s, func(g [3]string) (string, string) { return f.iso(g[2], g[1], g[0]), "" })
	f.each(rePacked, s, func(g [3]string) (string, string) { return f.iso(g[2], g[1], g[0]), "" })
}

func (f *dateFinder) word(y, mon, d string) string {
	m := MonthNumber(mon)
	if m == 0 {
		return ""
	}
	return f.iso(y, strconv.Itoa(m), d)
}

func (f *dateFinder) iso(y, m, d string) string {
	yy, _ := strconv.Atoi(y)
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	if len(y) == 2 {
		if yy += 2000; yy > f.o.MaxYear {
			yy -= 100
		}
	}
	if yy < f.o.MinYear || yy > f.o.MaxYear || mm < 1 || mm > 12 || dd < 1 || dd > 31 {
		return ""
	}
	if time.Date(yy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC).Day() != dd {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", yy, mm, dd)
}

// each calls read for the three groups of every match of re that does not
// overlap an earlier hit.
func (f *dateFinder) each(re *regexp.Regexp, s string, read func([3]string) (iso, other string)) {
	for pos := 0; pos < len(s); {
		m := re.FindStringSubmatchIndex(s[pos:])
		if m == nil {
			return
		}
		g := 2
		if m[2] < 0 {
			g = 8 // second alternative
		}
		start, end := pos+m[g], pos+m[g+5]
		iso, other := read([3]string{s[pos+m[g] : pos+m[g+1]], s[pos+m[g+2] : pos+m[g+3]], s[pos+m[g+4] : pos+m[g+5]]})
		if iso == "" || f.overlaps(start, end) || afterConfusable(s, start) || brokenUp(s[start:end]) {
			pos = pos + m[g+1]
			continue
		}
		for i := start; i < end; i++ {
			f.used[i] = true
		}
		f.hits = append(f.hits, DateHit{
			ISO: iso, Start: start, End: end, Other: other, Repaired: f.repaired,
			Words: re == reDMonY || re == reMonDY || re == reMonDTY, ShortYear: m[g+5]-m[g+4] == 2 && re != reYMD && re != reCompact && re != reSpaceY,
		})
		pos = end
	}
}

// afterConfusable reports whether the date at start lost its first digit to a
// letter, as in O7/01/18.
func afterConfusable(s string, start int) bool {
	if start == 0 || strings.IndexByte("OolI", s[start-1]) < 0 {
		return false
	}
	return start == 1 || !(s[start-2] >= 'A' && s[start-2] <= 'Z' || s[start-2] >= 'a' && s[start-2] <= 'z')
}

// brokenUp reports whether digits are parted by separators of two kinds and
// by spaces too: "6/ 2.36" is a rate and an amount.
func brokenUp(s string) bool {
	return strings.Contains(s, " ") && strings.ContainsAny(s, "/-") && strings.ContainsAny(s, ".,") && !HasLetters(s, 1)
}

func (f *dateFinder) overlaps(start, end int) bool {
	for i := start; i < end; i++ {
		if f.used[i] {
			return true
		}
	}
	return false
}

func (f *dateFinder) sorted() []DateHit {
	for i := 1; i < len(f.hits); i++ {
		for j := i; j > 0 && f.hits[j].Start < f.hits[j-1].Start; j-- {
			f.hits[j], f.hits[j-1] = f.hits[j-1], f.hits[j]
		}
	}
	return f.hits
}

// repairDateTokens replaces letters by digits in tokens that are mostly digits
// and separators. The result has the length of s.
func repairDateTokens(s string) (string, bool) {
	b := []byte(s)
	changed := false
	for i := 0; i < len(b); {
		if b[i] == ' ' {
			i++
			continue
		}
		j := i
		digits, conf, sep, other := 0, 0, 0, 0
		for ; j < len(b) && b[j] != ' '; j++ {
			switch c := b[j]; {
			case isDigit(c):
				digits++
			case isConfusable(c):
				conf++
			case c == '/' || c == '-' || c == '.':
				sep++
			case c == ':' || c == ',' || c == '(' || c == ')':
			default:
				other++
			}
		}
		if conf > 0 && sep >= 2 && other == 0 && digits >= 3 && conf <= digits {
			for k := i; k < j; k++ {
				if d, ok := digitFor[b[k]]; ok {
					b[k], changed = d, true
				}
			}
		}
		i = j
	}
	return string(b), changed
}

// HasLetters reports whether s holds at least n letters.
func HasLetters(s string, n int) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			if n--; n <= 0 {
				return true
			}
		}
	}
	return n <= 0
}
