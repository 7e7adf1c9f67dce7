package extract

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/docket-go/docket/extract/value"
)

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// Tokens that speak for the name of a firm, and for an address.
var (
	orgWords = wordSet(`sdn bhd sb enterprise enterprises trading restoran restaurant co company ltd limited gmbh inc llc sarl sas sa kg ag ug ev stationery hardware mart
		cafe holding holdings industries industry corp corporation marketing bakery bakeries book books pharmacy farmacia services service bv nv srl spa lda ltda plc llp lp mbh ohg
		gbr ek sl slu oy ab as aps pty pte supermarket supermercado market store stores shop hotel group gruppe superstore kedai perniagaan pasar klinik hospital
		apotheke drogerie baeckerei backerei metzgerei grocer electronics electrical motors auto food foods bistro kitchen pizzeria ristorante tbk pt cv ud unip sgps cia hnos
		partners associates verein stiftung versicherung bank stadtwerke deluxe gift gifts toys toy machinery tyre tyres steel paint optical jewellery florist
		minimarket hypermarket cosmetics beauty boutique fashion textile wholesale retail distribution distributors management solutions technologies technology systems`)
	addrWords = wordSet(`strasse jalan jln jl lot no nr taman tmn km street st road rd avenue ave floor level lvl blok block blk selangor kuala johor kawasan bandar bdr persiaran lorong lrg plaza mall
		wilayah penang pulau perak melaka cheras petaling shah alam klang platz weg rue section seksyen damansara puchong subang negeri sembilan pahang kedah kelantan
		sabah sarawak terengganu putrajaya cyberjaya ampang kajang seremban ipoh bahru lumpur skudai masai via piazza corso calle avenida av plaza rua praca largo estrada travessa
		blvd boulevard drive dr lane ln highway hwy suite ste unit building bldg complex kompleks pusat komersial perdagangan perindustrian industrial
		batu desa sri seri kampung kg kota mukim pekan laan straat plein dreef gasse allee chaussee quai impasse place square sq court ct pike parkway pkwy
		ground gf lg ug setia mahkota indah jaya utama permai lisboa porto coimbra braga cascais edificio quinta centro comercial po box postfach rukan ruko`)
	telWords     = wordSet(`tel telp fax phone hp mobile www com email mail hotline contact http https telefon telefono telephone fon tlf tlm whatsapp website web call telefone handphone`)
	gstWords     = wordSet(`gst tax invoice reg receipt id roc ssm vat nif nipc cif contribuinte registration sst gstid steuernr ustid siret siren kvk btw npwp capital mcrc abn ein`)
	streetSuffix = []string{"strasse", "str", "weg", "platz", "allee", "gasse", "ring", "damm", "straat", "laan", "plein", "gata", "gatan", "vej"}
)

// lineFacts are what the features know of a text line.
type lineFacts struct {
	text                                         string
	tokens                                       []string
	org, addr, tel, gst, regno, date, zip, clock bool
	digits, upper                                float64
	height                                       float64
	box                                          textLine
}

var (
	reRegNo = regexp.MustCompile(`[,\s]*(?:\(\s?[A-Z]{0,3}\d{5,12}\s?[-–]?\s?[A-Z0-9]{0,2}\s?\)|[\s,]\d{5,8}\s?-\s?[A-Z](?:\s?\([A-Z0-9]+\))?,?|\(\d{3,8}-?[A-Z]\),?|\(?\s*(?i:(?:co\.?|company|business)?\s?(?:reg\.?|registration)?\s?no\.?\s?[:.]?\s?)\(?\d{4,12}\s?-\s?[A-Z0-9]\)?\s*\)?|\(\d{6,}\w?\)|\([A-Z]{0,2}\d[A-Z0-9-]{6,}\))$`)
	reZIP   = regexp.MustCompile(`(?:^|[\s,.-])(?:\d{5}|\d{4}-\d{3}|\d{4}\s?[A-Z]{2}|[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2})(?:$|[\s,.])`)
)

func newLineFacts(l textLine, em float64) lineFacts {
	f := lineFacts{text: l.text, box: l, height: l.box.Height() / em}
	var ts []token
	for _, w := range strings.Fields(l.text) {
		ts = tokenise(w, 0, ts)
	}
	for i, t := range ts {
		f.tokens = append(f.tokens, t.text)
		f.org = f.org || orgWords[t.text] || strings.HasSuffix(t.text, "gmbh")
		f.addr = f.addr || addrWords[t.text] || streetToken(t.text) || t.text == "nr" && i == 0
		f.tel = f.tel || telWords[t.text] || t.text == "@"
		f.gst = f.gst || gstWords[t.text]
	}
	if len(f.tokens) > 0 && len(f.tokens[0]) > 2 && strings.HasPrefix(f.tokens[0], "no") && onlyDigits(f.tokens[0][2:]) {
		f.addr = true
	}
	f.regno = reRegNo.MatchString(l.text)
	f.zip = reZIP.MatchString(l.text)
	f.addr = f.addr || f.zip
	f.date = len(value.FindDates(l.text, value.DateOptions{})) > 0
	f.clock = hasClock(l.text)
	up, al, dg, n := 0, 0, 0, 0
	for _, r := range l.text {
		n++
		switch {
		case r >= '0' && r <= '9':
			dg++
		case r >= 'A' && r <= 'Z':
			up++
			al++
		case isLetter(r):
			al++
		}
	}
	f.digits = float64(dg) / float64(max(n, 1))
	f.upper = float64(up) / float64(max(al, 1))
	return f
}

func streetToken(t string) bool {
	for _, s := range streetSuffix {
		if len(t) > len(s)+2 && strings.HasSuffix(t, s) {
			return true
		}
	}
	return false
}

func (l *lineFacts) add(f features, p string, lexical bool) {
	for _, n := range []struct {
		name string
		is   bool
	}{{"org", l.org}, {"addr", l.addr}, {"tel", l.tel}, {"gst", l.gst}, {"regno", l.regno}, {"date", l.date}, {"zip", l.zip}, {"clock", l.clock},
		{"comma", strings.HasSuffix(l.text, ",")}, {"dot", strings.HasSuffix(l.text, ".")}, {"paren", strings.HasPrefix(l.text, "(")}, {"colon", strings.Contains(l.text, ":")}} {
		if n.is {
			f.on(p + n.name)
		}
	}
	f.on(p + fmt.Sprintf("dig%d", bucket(l.digits, 4)))
	f.on(p + fmt.Sprintf("up%d", bucket(l.upper, 3)))
	f.on(p + fmt.Sprintf("len%d", min(len(l.text)/8, 6)))
	f.set(p+"h", min(l.height, 3)-1)
	if !lexical {
		return
	}
	for i, t := range l.tokens {
		s := shape(t)
		if i == 0 {
			f.on(p + "F:" + s)
		}
		if i == len(l.tokens)-1 {
			f.on(p + "E:" + s)
		}
		f.on(p + "W:" + s)
	}
}

// A partyCandidate is a run of lines that may be a name or an address.
type partyCandidate struct {
	norm, raw string
	words     []int
	f         features
}

// head returns the facts of the first lines of the document.
func (v *view) head(n int) []lineFacts {
	n = min(n, len(v.lines))
	out := make([]lineFacts, n)
	for i := range n {
		out[i] = newLineFacts(v.lines[i], v.em)
	}
	return out
}

func addOrNil(ls []lineFacts, i int, f features, p string, lexical bool) {
	if i < 0 || i >= len(ls) {
		f.on(p + "nil")
		return
	}
	ls[i].add(f, p, lexical)
}

// nameCandidates proposes runs of one to three of the first lines as the name
// of the supplier, with and without a registration number at the end.
func (v *view) nameCandidates(ls []lineFacts) []partyCandidate {
	var out []partyCandidate
	orgBefore := false
	seen := map[string]bool{} // a second candidate of the same words would count twice
	for i := 0; i < len(ls) && i < 12; i++ {
		text := ""
		var words []int
		for k := 0; k < 3 && i+k < len(ls); k++ {
			if k > 0 {
				text += " "
			}
			text += ls[i+k].text
			words = append(words, ls[i+k].box.words...)
			variants := []string{text}
			if s := strings.TrimSpace(reRegNo.ReplaceAllString(text, "")); s != text && len(s) > 3 {
				variants = append(variants, s)
			}
			for n, t := range variants {
				key := fmt.Sprint(i, fold(t))
				if seen[key] {
					continue
				}
				seen[key] = true
				f := v.nameFeatures(ls, i, k, t, n, len(variants))
				if orgBefore {
					f.on("orgbefore")
				}
				out = append(out, partyCandidate{norm: t, raw: t, words: cutWords(v, words, t), f: f})
			}
		}
		orgBefore = orgBefore || ls[i].org
	}
	return out
}

// cutWords returns the leading words that spell text.
func cutWords(v *view, words []int, text string) []int {
	n := 0
	for i, w := range words {
		n += len(v.words[w].text)
		if n >= len(text)-i {
			return append([]int(nil), words[:i+1]...)
		}
	}
	return append([]int(nil), words...)
}

func (v *view) nameFeatures(ls []lineFacts, i, k int, text string, variant, variants int) features {
	f := features{}
	f.on(fmt.Sprintf("i%d", i))
	f.on(fmt.Sprintf("join%d", k))
	f.on(fmt.Sprintf("var%d/%d", variant, variants))
	self := newLineFacts(textLine{text: text, box: ls[i].box.box}, v.em)
	self.add(f, "s:", false)
	legalFeatures(f, ls, i, k, &self)
	for _, t := range self.tokens {
		f.on("W:" + shape(t))
	}
	if n := len(self.tokens); n > 0 {
		f.on("F:" + shape(self.tokens[0]))
		f.on("E:" + shape(self.tokens[n-1]))
		f.on(fmt.Sprintf("nt%d", min(n, 8)))
	}
	addOrNil(ls, i-1, f, "p:", false)
	addOrNil(ls, i+k+1, f, "n:", false)
	if k >= 1 {
		ls[i+k].add(f, "j2:", false)
		if ls[i].org {
			f.on("j1org")
		}
		if ls[i].digits > 0.5 {
			f.on("j1num")
		}
		if _, last := legalForm(ls[i].tokens); last {
			f.on("j1legal")
		}
		gap := (ls[i+1].box.box.Y0 - ls[i].box.box.Y1) / v.em
		f.on(fmt.Sprintf("jgap%d", max(-1, min(3, int(gap*2)))))
		f.set("jh", min(2, max(-2, ls[i+k].height-ls[i].height)))
	}
	if self.org && k == 0 {
		f.on("org1")
	}
	return f
}

// legalWords are the tokens that legal forms consist of.
var legalWords = wordSet("sdn bhd sb co company m s b ltd limited pte pty gmbh inc llc corp plc sarl sas sa kg ag bv nv srl spa lda ltda and enterprise trading")

// legalForm tells whether all tokens are parts of a legal form, and whether
// the last one is.
func legalForm(tokens []string) (all, last bool) {
	if len(tokens) == 0 {
		return false, false
	}
	all = true
	for _, t := range tokens {
		all = all && legalWords[t]
	}
	return all, legalWords[tokens[len(tokens)-1]] && len(tokens[len(tokens)-1]) > 1
}

// legalFeatures describes how the legal form lies in and around a name.
func legalFeatures(f features, ls []lineFacts, i, k int, self *lineFacts) {
	all, last := legalForm(self.tokens)
	other := false
	for j := range min(len(ls), 10) {
		if j < i || j > i+k {
			if _, l := legalForm(ls[j].tokens); l && !ls[j].addr {
				other = true
			}
		}
	}
	next, first := false, false
	if i+k+1 < len(ls) {
		next, _ = legalForm(ls[i+k+1].tokens)
	}
	if len(self.tokens) > 0 {
		first = legalWords[self.tokens[0]]
	}
	dup, doc := false, false
	for j, t := range self.tokens {
		dup = dup || j > 0 && t == self.tokens[j-1]
		doc = doc || docWords[t]
	}
	for name, is := range map[string]bool{
		"legal:all": all, "legal:last": last, "legal:next": next, "legal:first": first, "legal:other": other && !last, "legal:both": other && last,
		"legal:mid": k > 0 && last && legalAlone(ls, i, k), "dup": dup, "doc": doc,
		"digfirst": len(self.tokens) > 0 && onlyDigits(self.tokens[0]), "early": i == 0 && last,
	} {
		if is {
			f.on(name)
		}
	}
}

// legalAlone reports whether the last line of a name holds nothing but the
// legal form, or begins with it.
func legalAlone(ls []lineFacts, i, k int) bool {
	ts := ls[i+k].tokens
	return len(ts) > 0 && legalWords[ts[0]] && !legalWords[lastOf(ls[i+k-1].tokens)]
}

func lastOf(ts []string) string {
	if len(ts) == 0 {
		return ""
	}
	return ts[len(ts)-1]
}
