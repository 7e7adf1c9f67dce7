package value

import (
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// A Number is a numeric value read from text.
type Number struct {
	Value     decimal.Decimal
	Currency  string // ISO 4217, empty when none is printed
	Decimals  int    // digits after the decimal separator
	Grouped   bool   // thousands were grouped
	Percent   bool   // a percent sign follows
	Ambiguous bool   // one separator before three digits: grouping and decimal both make sense
	Repaired  bool   // letters were read as the digits they look like
}

// IsMoney reports whether n is written as an amount: with a currency, two
// decimals or grouped thousands, and without a percent sign.
func (n Number) IsMoney() bool {
	return !n.Percent && (n.Currency != "" || n.Decimals == 2 || n.Grouped)
}

// NumberOptions tune ParseNumber. The zero value decides by shape.
type NumberOptions struct {
	Decimal    byte // '.' or ',': the decimal separator of the document; 0 = unknown
	Confusions bool // accept letters that OCR writes for digits
	TaxCodes   bool // accept a short tax code after the amount, as tills print it (12.50 SR)
}

var spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "−", "-", "–", "-", "’", "'", "´", "'", "`", "'", "‚", ",")

// ParseNumber reads the whole of s as one number: an optional sign or
// brackets, an optional currency before or after, digits with grouping and
// decimal separators, an optional trailing minus or percent sign.
func ParseNumber(s string, o NumberOptions) (Number, bool) {
	s = strings.TrimSpace(spaces.Replace(s))
	s = strings.Trim(s, ":;*=|_")
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 40 {
		return Number{}, false
	}
	var n Number
	neg := false
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		neg, s = true, strings.TrimSpace(s[1:len(s)-1])
	}
	s, neg = cutSign(s, neg)
	pre, core, post := splitCore(s, o.Confusions)
	if core == "" {
		return Number{}, false
	}
	pre, neg = cutSign(strings.TrimSpace(pre), neg)
	if !n.prefix(pre) || !n.suffix(strings.TrimSpace(post), o, &neg) {
		return Number{}, false
	}
	if o.Confusions {
		core, n.Repaired = repairDigits(core)
	}
	if !n.interpret(core, o.Decimal) {
		return Number{}, false
	}
	if neg {
		n.Value = n.Value.Neg()
	}
	return n, true
}

func cutSign(s string, neg bool) (string, bool) {
	switch {
	case strings.HasPrefix(s, "-"):
		return strings.TrimSpace(s[1:]), true
	case strings.HasPrefix(s, "+"):
		return strings.TrimSpace(s[1:]), neg
	case strings.HasSuffix(s, "-"):
		return strings.TrimSpace(s[:len(s)-1]), true
	}
	return s, neg
}

// splitCore cuts s into what stands before the digits, the digits with their
// separators, and what stands after.
func splitCore(s string, confusions bool) (pre, core, post string) {
	start := -1
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			start = i
			break
		}
	}
	if start < 0 {
		return s, "", ""
	}
	if start > 2 && s[start-1] == '.' && len(s) == start+2 && onlyUpper(s[:start-1]) && Currency(s[:start-1]) != "" {
		start-- // "RM.50"; "Rs.50" is fifty
	}
	if start > 0 && (s[start-1] == '.' || s[start-1] == ',') && (start == 1 || s[start-2] == ' ' || s[start-2] == '-') && !strings.ContainsAny(s[start:], ".,") {
		start-- // ".50"; before "1,200" it is a speck
	}
	if confusions {
		for start > 0 && isConfusable(s[start-1]) {
			start--
		}
	}
	end := start
	for i := start; i < len(s); i++ {
		c := s[i]
		switch {
		case isDigit(c) || confusions && isConfusable(c):
			end = i + 1
		case c == '.' || c == ',' || c == '\'':
		case c == ' ' && i+1 < len(s) && isDigit(s[i+1]):
		default:
			return s[:start], s[start:end], strings.TrimLeft(s[end:], ".,'")
		}
	}
	return s[:start], s[start:end], strings.TrimLeft(s[end:], ".,'")
}

func onlyUpper(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (n *Number) prefix(pre string) bool {
	if pre == "" {
		return true
	}
	pre = strings.TrimRight(pre, " :=")
	if strings.HasSuffix(pre, "-") {
		pre = strings.TrimSpace(pre[:len(pre)-1])
	}
	if pre == "" {
		return true
	}
	c := Currency(pre)
	n.Currency = c
	return c != ""
}

// Codes that tills print behind amounts.
var taxCodes = map[string]bool{
	"SR": true, "ZR": true, "ZRL": true, "S": true, "T": true, "Z": true, "E": true, "A": true, "B": true, "C": true, "D": true,
	"L": true, "N": true, "OS": true, "SST": true, "TX": true, "TXE": true, "X": true, "F": true, "O": true, "R": true, "V": true, "U": true, // U: a misread euro sign
	"GST": true, "*": true,
}

func (n *Number) suffix(post string, o NumberOptions, neg *bool) bool {
	if post == "" {
		return true
	}
	if strings.HasPrefix(post, "%") {
		n.Percent = true
		return strings.Trim(post, "% .,)") == ""
	}
	if strings.HasPrefix(post, "-") {
		*neg = true
		post = strings.TrimSpace(strings.TrimLeft(post, "-"))
	}
	if post == "" {
		return true
	}
	switch strings.ToUpper(post) {
	case "CR":
		*neg = true
		return true
	case "DR":
		return true
	}
	if c := Currency(post); c != "" {
		if n.Currency == "" {
			n.Currency = c
		}
		return true
	}
	if o.TaxCodes && taxCodes[strings.ToUpper(strings.Trim(post, " .*()#"))] {
		return true
	}
	return strings.Trim(post, "*) .#") == "" && o.TaxCodes
}

// interpret finds the decimal separator of core.
func (n *Number) interpret(core string, dec byte) bool {
	plain := strings.NewReplacer(" ", "", "'", "").Replace(core)
	if plain != core {
		if !groupsOK(core) {
			return false
		}
		n.Grouped = true
	}
	dots, commas := strings.Count(plain, "."), strings.Count(plain, ",")
	last := strings.LastIndexAny(plain, ".,")
	tail := len(plain) - last - 1
	point := -1
	switch {
	case last < 0:
	case dots > 0 && commas > 0:
		point = last
		if strings.Count(plain, plain[last:last+1]) > 1 && tail == 3 {
			point = -1
		}
		n.Grouped = true
	case dots+commas > 1: // one kind, several times: groups of three, perhaps decimals behind
		for g := range strings.FieldsFuncSeq(plain[:last], func(r rune) bool { return r == '.' || r == ',' }) {
			if len(g) != 3 && !strings.HasPrefix(plain, g) {
				return false // a date or a version
			}
		}
		n.Grouped = true
		if tail != 3 {
			point = last
		}
	case tail == 3 && last >= 1 && last <= 3 && plain[0] != '0' && plain != core:
		point = last
	case tail == 3 && last >= 1 && last <= 3 && plain[0] != '0':
		n.Ambiguous = dec == 0
		if dec == plain[last] {
			point = last
		} else {
			n.Grouped = true
		}
	default:
		point = last
	}
	return n.set(plain, point)
}

func (n *Number) set(plain string, point int) bool {
	var b strings.Builder
	for i := 0; i < len(plain); i++ {
		switch {
		case isDigit(plain[i]):
			b.WriteByte(plain[i])
		case i == point:
			if b.Len() == 0 {
				b.WriteByte('0')
			}
			b.WriteByte('.')
		}
	}
	if b.Len() == 0 || b.Len() > 24 {
		return false
	}
	if point >= 0 {
		n.Decimals = len(plain) - point - 1
	}
	v, err := decimal.NewFromString(strings.TrimSuffix(b.String(), "."))
	n.Value = v
	return err == nil
}

// groupsOK reports whether spaces and apostrophes in core stand before groups
// of three digits.
func groupsOK(core string) bool {
	run, seen := 0, false
	for i := len(core) - 1; i >= 0; i-- {
		switch c := core[i]; {
		case isDigit(c):
			run++
		case c == '.' || c == ',':
			run = 0
		default:
			if run%3 != 0 || run == 0 {
				return false
			}
			seen = true
		}
	}
	return seen
}

// Letters and the digits that OCR takes them for, and the other way round.
var digitFor = map[byte]byte{
	'O': '0', 'o': '0', 'Q': '0', 'D': '0', 'l': '1', 'I': '1', 'i': '1', '|': '1', '!': '1', 'S': '5', 's': '5', 'B': '8',
	'G': '6', 'b': '6', 'Z': '2', 'z': '2', 'A': '4', 'g': '9', 'q': '9', 'T': '7', '?': '7',
}

func isConfusable(c byte) bool { _, ok := digitFor[c]; return ok }

// repairDigits replaces letters by the digits they look like.
func repairDigits(s string) (string, bool) {
	b := []byte(s)
	changed := false
	for i, c := range b {
		if d, ok := digitFor[c]; ok {
			b[i], changed = d, true
		}
	}
	return string(b), changed
}

// DecimalSeparator guesses the decimal separator of a document from its
// number-like words: '.' or ',', or 0 when nothing tells.
func DecimalSeparator(words []string) byte {
	score := map[byte]int{}
	for _, w := range words {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsDigit(r) })
		i := strings.LastIndexAny(w, ".,")
		if i <= 0 {
			continue
		}
		other := byte('.')
		if w[i] == '.' {
			other = ','
		}
		switch tail := len(w) - i - 1; {
		case strings.IndexByte(w[:i], other) > 0 && tail > 0:
			score[w[i]] += 3
		case tail == 2 && !strings.ContainsAny(w[:i], ".,"):
			score[w[i]]++
		case tail == 3 && w[0] != '0' && i <= 3: // thousands: the other sign is for decimals
			score[other]++
		}
	}
	switch {
	case score['.'] > score[',']:
		return '.'
	case score[','] > score['.']:
		return ','
	}
	return 0
}
