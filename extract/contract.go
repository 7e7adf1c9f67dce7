package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract/value"
)

// running is the text of the document in reading order, and where its words
// stand in it.
type running struct {
	text  string
	words []int // of view.words
	pos   []int // byte offset of each word
}

// runningText joins the lines of the document.
func (v *view) runningText() running {
	var r running
	var b strings.Builder
	for i := range v.lines {
		for _, w := range v.lines[i].words {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			r.words = append(r.words, w)
			r.pos = append(r.pos, b.Len())
			b.WriteString(v.words[w].text)
		}
	}
	r.text = b.String()
	return r
}

// at returns the words of the bytes from a to b.
func (r *running) at(a, b int) []int {
	i, _ := slices.BinarySearch(r.pos, a+1)
	i = max(0, i-1)
	j, _ := slices.BinarySearch(r.pos, b)
	return r.words[i:j]
}

var (
	reLaw       = regexp.MustCompile(`(?i)\b(?:laws?|courts?|jurisdiction|statutes?)\b(?:\s+\S+){0,6}?\s+(?:of|in)\s+(?:the\s+)?(?:(?:state|commonwealth|province|republic|kingdom|courts?|united states|people.s republic)\s+(?:of|located in|and)\s+)*(?:the\s+)?`)
	reAdjective = regexp.MustCompile(`(?i)\b(?:under|by|with)\s+(?:the\s+)?(?:substantive\s+|internal\s+)?([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s+(?:state\s+)?law`)
	reEffective = regexp.MustCompile(`(?i)(?:effective\s+(?:date|as\s+of|this|on)|dated?\s+(?:as\s+of|for|this)?|as\s+of|made\s+(?:and\s+entered\s+into\s+)?(?:as\s+of|on|this)?|entered\s+into\s+(?:as\s+of|on|this)?|this\s+agreement)`)
	reTermSpan  = regexp.MustCompile(`(?i)\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty[- ]four|thirty[- ]six|\d{1,2})(?:\s*\(\s*\w+\s*\))?[\s-]+(?:full\s+|calendar\s+|consecutive\s+)?(year|month|day|week)(?:s|'s|s')?\b`)
	reTermWord  = regexp.MustCompile(`(?i)\b(?:term|expire|terminat|period|surviv|remain in (?:full )?(?:force|effect)|from the (?:date|effective)|obligations|after the date)`)
	reBetween   = regexp.MustCompile(`(?i)\b(?:by\s+and\s+)?(?:between|among)\s+(?:and\s+among\s+)?`)
	rePartyTail = regexp.MustCompile(`(?i)\s*(?:,?\s*\(|,?\s+an?\s+(?:\w+\s+){0,4}(?:corporation|company|limited|partnership|individual|llc|entity|trust|bank)|,?\s+having\s|,?\s+with\s+(?:an?|its|offices|principal)|,?\s+located|,?\s+whose\s|,?\s+organized|,?\s+on behalf|\s+and\s+its|,?\s+including|,?\s+acting|,?\s+incorporated|,?\s+hereinafter|,?\s+for itself)`)
)

// reSentenceEnd is the end of a sentence, as far as the word before the full
// stop is no abbreviation of a legal form; its group ends before the stop.
var reSentenceEnd = regexp.MustCompile(`(\b(?:LLC|LLP|LP|GmbH|AG|[A-Z]?[a-z]{5,}))\.\s|(\s)(?:WHEREAS|RECITALS|WITNESSETH)\b`)

// places are the states and countries whose law contracts name.
var places = strings.Split("New York,Delaware,California,Texas,Florida,Massachusetts,New Jersey,Pennsylvania,Illinois,Ohio,Georgia,Michigan,Minnesota,Washington,Colorado,Virginia,North Carolina,South Carolina,Maryland,Connecticut,Arizona,Nevada,Utah,Oregon,Wisconsin,Indiana,Missouri,Tennessee,Kentucky,Louisiana,Oklahoma,Kansas,Iowa,Nebraska,Alabama,Mississippi,Arkansas,New Mexico,Idaho,Montana,Wyoming,North Dakota,South Dakota,West Virginia,Rhode Island,New Hampshire,Vermont,Maine,Hawaii,Alaska,District of Columbia,Puerto Rico,England and Wales,England,Scotland,Ireland,Northern Ireland,United Kingdom,Canada,Ontario,Quebec,British Columbia,Alberta,Germany,France,Switzerland,Netherlands,Belgium,Luxembourg,Spain,Italy,Portugal,Austria,Denmark,Sweden,Norway,Finland,Poland,Israel,India,Singapore,Hong Kong,Japan,China,South Korea,Korea,Taiwan,Malaysia,Australia,New South Wales,Victoria,New Zealand,South Africa,Brazil,Mexico,Argentina,Cayman Islands,Bermuda,British Virgin Islands,Marshall Islands,Jersey,Guernsey,Cyprus,Greece,Turkey,Russia,Panama,Deutschland,Bundesrepublik Deutschland,Schweiz,Österreich,United Arab Emirates", ",")

// placeAt returns the place that s begins with, the longest one.
func placeAt(s string) string {
	best := ""
	for _, p := range places {
		if len(p) > len(best) && len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) && (len(s) == len(p) || !isLetter(rune(s[len(p)]))) {
			best = p
		}
	}
	return best
}

// proposeContract answers the fields of contracts.
func (x *extraction) proposeContract() {
	if !x.wants(FieldJurisdiction) && !x.wants(FieldEffectiveDate) && !x.wants(FieldTermLength) && !x.wants(FieldParty) {
		return
	}
	r := x.view.runningText()
	x.proposeJurisdiction(&r)
	x.proposeEffective(&r)
	x.proposeTerm(&r)
	x.proposePartyNames(&r)
}

func (x *extraction) proposeText(field string, kind Kind, r *running, a, b int, norm string, score float64) {
	x.add(Proposal{Field: field, Score: score, Value: Value{Kind: kind, Raw: r.text[a:b], Norm: norm, Source: SourceRanker, Evidence: x.view.evidence(r.at(a, b))}})
}

func (x *extraction) proposeJurisdiction(r *running) {
	votes := map[string]float64{}
	where := map[string][2]int{}
	vote := func(a int, place string, weight float64) {
		if place == "" {
			return
		}
		if votes[place] == 0 {
			where[place] = [2]int{a, a + len(place)}
		}
		votes[place] += weight
	}
	for _, m := range reLaw.FindAllStringIndex(r.text, 100) {
		weight := 1.0
		context := strings.ToLower(r.text[max(0, m[0]-90):m[1]])
		if strings.Contains(context, "govern") || strings.Contains(context, "construed") || strings.Contains(context, "interpreted") {
			weight = 4
		} else if strings.Contains(context, "organized") || strings.Contains(context, "existing under") || strings.Contains(context, "incorporated") {
			weight = 0.2
		}
		vote(m[1], placeAt(r.text[m[1]:]), weight)
	}
	for _, m := range reAdjective.FindAllStringSubmatchIndex(r.text, 20) {
		vote(m[2], placeAt(r.text[m[2]:]), 2)
	}
	for place, n := range votes {
		x.proposeText(FieldJurisdiction, KindString, r, where[place][0], where[place][1], place, n/1.5-1)
	}
}

func (x *extraction) proposeEffective(r *running) {
	head := r.text[:min(len(r.text), 6000)]
	for i, h := range value.FindDates(r.text, value.DateOptions{MonthFirst: true, MinYear: 1950}) {
		score := -0.5 - 0.3*float64(min(i, 5))
		before := r.text[max(0, h.Start-80):h.Start]
		if ms := reEffective.FindAllStringIndex(before, -1); len(ms) > 0 {
			m := ms[len(ms)-1]
			gap := len(before) - m[1]
			if gap < 40 {
				score += 2 - float64(gap)/40
			}
		}
		if after := r.text[h.End:min(len(r.text), h.End+60)]; strings.Contains(strings.ToLower(after), "effective date") {
			score += 2
		}
		if strings.Contains(strings.ToLower(before), "effective") {
			score++
		}
		if h.Start > len(head) {
			score--
		}
		x.proposeText(FieldEffectiveDate, KindDate, r, h.Start, h.End, h.ISO, score)
	}
}

var numberWords = map[string]string{"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "twelve": "12", "eighteen": "18", "twenty-four": "24", "twenty four": "24", "thirty-six": "36", "thirty six": "36"}

func (x *extraction) proposeTerm(r *running) {
	for _, m := range reTermSpan.FindAllStringSubmatchIndex(r.text, 60) {
		n, unit := strings.ToLower(r.text[m[2]:m[3]]), strings.ToLower(r.text[m[4]:m[5]])
		if w, ok := numberWords[n]; ok {
			n = w
		}
		norm := n + " " + unit
		if n != "1" {
			norm += "s"
		}
		score := -1.5
		context := r.text[max(0, m[0]-160):min(len(r.text), m[1]+80)]
		score += 0.7 * float64(min(4, len(reTermWord.FindAllString(context, -1))))
		if unit == "year" {
			score++
		} else if unit == "day" || unit == "week" {
			score -= 1.5
		}
		if strings.Contains(strings.ToLower(context), "employ") || strings.Contains(strings.ToLower(context), "solicit") {
			score -= 0.7
		}
		x.proposeText(FieldTermLength, KindString, r, m[0], m[1], norm, score)
	}
}

// proposePartyNames reads "between X, a Delaware corporation, and Y".
func (x *extraction) proposePartyNames(r *running) {
	if !x.wants(FieldParty) {
		return
	}
	m := reBetween.FindStringIndex(r.text[:min(len(r.text), 5000)])
	if m == nil {
		return
	}
	rest := r.text[m[1]:min(len(r.text), m[1]+700)]
	pos := m[1]
	for n := 0; n < 3 && rest != ""; n++ {
		end := len(rest)
		if t := rePartyTail.FindStringIndex(rest); t != nil {
			end = t[0]
		}
		if i := strings.Index(rest[:end], " and "); i > 0 && n == 0 {
			end = i
		}
		if m := reSentenceEnd.FindStringSubmatchIndex(rest[:end]); m != nil {
			if end = m[3]; m[3] < 0 {
				end = m[4]
			}
		}
		name := strings.Trim(rest[:end], " ,.;:")
		if len(name) < 3 || len(name) > 80 {
			return
		}
		x.proposeText(FieldParty, KindString, r, pos, pos+end, name, 1.5-0.5*float64(n))
		i := strings.Index(rest[end:], " and ")
		if i < 0 {
			return
		}
		pos += end + i + 5
		rest = rest[end+i+5:]
	}
}
