package extract

import (
	"fmt"
	"regexp"
	"strings"
)

// addressCandidates proposes runs of one to six of the first lines as an
// address; what follows a telephone label on the last line is cut off.
func (v *view) addressCandidates(ls []lineFacts) []partyCandidate {
	var out []partyCandidate
	for i := range ls {
		if letters(ls[i].text) < 3 {
			continue
		}
		for n := 1; n <= 6 && i+n <= len(ls); n++ {
			run := ls[i : i+n]
			if run[n-1].date {
				break
			}
			f, ok := addressFeatures(run, i)
			if !ok {
				continue
			}
			v.addressEdges(f, ls, i, n)
			var parts []string
			var words []int
			for _, l := range run {
				parts = append(parts, l.text)
				words = append(words, l.box.words...)
			}
			text := reAddrLabel.ReplaceAllString(strings.Join(parts, " "), "")
			out = append(out, partyCandidate{norm: text, raw: text, words: words, f: f})
			if cut := cutAtTel(text); cut != text && len(cut) > 10 {
				g := features{}
				for k, x := range f {
					g[k] = x
				}
				g.on("cut")
				f.on("cuttable")
				out = append(out, partyCandidate{norm: cut, raw: cut, words: cutWords(v, words, cut), f: g})
			}
		}
	}
	return out
}

// reAddrLabel is a label before an address.
var reAddrLabel = regexp.MustCompile(`(?i)^(?:[a-z]{2,8}\s)?(?:address|addr|add|adresse|morada|direcci[oó]n|indirizzo|alamat|sede|siege|si[eè]ge social|sitz|anschrift|adres|domicilio|head office|hq|registered office)\.?\s*:\s*`)

var reTelTail = regexp.MustCompile(`(?i)[\s,.;(-]*\b(?:tel|telp|fax|phone|h/?p|mobile|hotline|e-?mail|www|gst|vat|nif|nipc|contribuinte|tlf|telef(?:one)?|roc|co\.?\s?reg|reg|company|ssm)\b[^,]*$|[\s,]+\+?\(?0\d{1,2}\)?[\s-]?\d{3,4}[\s-]?\d{3,4}$`)

func cutAtTel(s string) string {
	if m := reTelTail.FindStringIndex(s); m != nil && m[0] > 0 {
		return strings.TrimRight(s[:m[0]], " ,.;-")
	}
	return s
}

func addressFeatures(run []lineFacts, i int) (features, bool) {
	counts := map[string]int{}
	for _, l := range run {
		for _, n := range []struct {
			name string
			is   bool
		}{{"na", l.addr}, {"ntel", l.tel}, {"ngst", l.gst}, {"norg", l.org}, {"zip", l.zip}, {"nclock", l.clock}, {"nregno", l.regno}} {
			if n.is {
				counts[n.name]++
			}
		}
	}
	if counts["na"] == 0 {
		return nil, false
	}
	f := features{}
	f.on(fmt.Sprintf("n%d", len(run)))
	f.on(fmt.Sprintf("i%d", min(i, 8)))
	for _, k := range []string{"na", "ntel", "ngst", "norg", "nclock", "nregno"} {
		f.set(k, float64(counts[k]))
	}
	f.set("nna", float64(len(run)-counts["na"]))
	f.on(fmt.Sprintf("zip%d", min(counts["zip"], 2)))
	return f, true
}

func (v *view) addressEdges(f features, ls []lineFacts, i, n int) {
	ls[i].add(f, "s:", true)
	ls[i+n-1].add(f, "e:", true)
	addOrNil(ls, i-1, f, "p:", false)
	addOrNil(ls, i+n, f, "n:", true)
	if i > 0 {
		f.on(fmt.Sprintf("pgap%d", gapBucket(&ls[i-1], &ls[i], v.em)))
		f.set("ph", min(2, max(-2, ls[i-1].height-ls[i].height)))
	}
	if i+n < len(ls) {
		f.on(fmt.Sprintf("ngap%d", gapBucket(&ls[i+n-1], &ls[i+n], v.em)))
		f.set("nh", min(2, max(-2, ls[i+n].height-ls[i+n-1].height)))
	}
	if i > 0 {
		p := &ls[i-1]
		f.on(fmt.Sprintf("pseam:%v%v%v%v", strings.HasSuffix(p.text, ","), p.addr, p.org, p.gst || p.tel || p.regno))
	}
	blockFeatures(f, ls, i, n)
	worst := -1
	for k := i + 1; k < i+n; k++ {
		worst = max(worst, gapBucket(&ls[k-1], &ls[k], v.em))
	}
	f.on(fmt.Sprintf("ingap%d", worst))
	f.on(fmt.Sprintf("last:%v%v", ls[i+n-1].zip, strings.HasSuffix(ls[i+n-1].text, ",")))
	if i+n < len(ls) {
		f.on(fmt.Sprintf("seam:%v%v%v", strings.HasSuffix(ls[i+n-1].text, ","), ls[i+n].addr, ls[i+n].gst || ls[i+n].tel))
	}
}

// closing reports whether l is one of the lines that follow an address on a
// letterhead: telephone, tax and registration numbers, a title, a date.
func (l *lineFacts) closing() bool {
	if l.tel || l.gst || l.regno || l.date || l.clock || l.phone() {
		return true
	}
	for _, t := range l.tokens {
		if docWords[t] {
			return true
		}
	}
	return false
}

// phone reports whether l is hardly more than a telephone number.
func (l *lineFacts) phone() bool { return l.digits > 0.5 && !l.addr && letters(l.text) <= 4 }

// country reports whether l is the name of a country and no more.
func (l *lineFacts) country() bool { return len(l.tokens) <= 2 && countryName(l.text) }

// leadingNumber reports whether l begins with a number, as a branch or a
// house does.
func (l *lineFacts) leadingNumber() bool {
	return len(l.tokens) > 1 && onlyDigits(l.tokens[0])
}

// blockFeatures describes how lines i to i+n lie in the block of the
// letterhead: what is left between them and the lines that close it, and
// where the postal code stands.
func blockFeatures(f features, ls []lineFacts, i, n int) {
	rest := 0
	for k := i + n; k < len(ls) && !ls[k].closing(); k++ {
		rest++
	}
	closed := i+n+rest < len(ls)
	f.on(fmt.Sprintf("rest%d/%v", min(rest, 3), closed))
	zipAt := 9
	for k := range n {
		if ls[i+k].zip {
			zipAt = n - 1 - k
		}
	}
	f.on(fmt.Sprintf("zipat%d", min(zipAt, 4)))
	f.on(fmt.Sprintf("zipat%d/rest%d/%v", min(zipAt, 4), min(rest, 3), closed))
	last := &ls[i+n-1]
	f.on(fmt.Sprintf("closeslast:%v", last.closing()))
	if last.country() {
		f.on("e:country")
	}
	if i+n < len(ls) {
		next := &ls[i+n]
		f.on(fmt.Sprintf("nclosing:%v", next.closing()))
		if next.country() {
			f.on("n:country")
		}
		if rest == 1 && zipAt == 0 { // one line between the city and the numbers
			f.on(fmt.Sprintf("branch:%v", next.leadingNumber()))
		}
	}
	if n > 1 && zipAt == 1 && rest == 0 && closed {
		f.on(fmt.Sprintf("branched:%v:%v", last.leadingNumber(), last.addr))
	}
	if i > 0 {
		f.on(fmt.Sprintf("pclosing:%v", ls[i-1].closing()))
	}
	for k := i - 1; k > 0 && k >= i-3 && !ls[k].closing(); k-- {
		if ls[k].addr && !ls[k].org && ls[k].digits > 0 { // the address began earlier
			f.on("begun")
			break
		}
	}
	if ls[i].leadingNumber() || strings.HasPrefix(ls[i].text, "NO") || strings.HasPrefix(ls[i].text, "LOT") {
		f.on("s:number")
	}
	if i > 0 && (ls[i-1].leadingNumber() || ls[i-1].digits > 0.1 && ls[i-1].addr) {
		f.on("p:number")
	}
}

func gapBucket(a, b *lineFacts, em float64) int {
	return max(-1, min(5, int((b.box.box.Y0-a.box.box.Y1)/em*2)))
}
