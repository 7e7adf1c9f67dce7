package extract

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/docket-go/docket/layout"
)

// pageFacts are what the splitter knows of one page.
type pageFacts struct {
	index   int // of Document.Pages
	view    *view
	classes map[string]float64
	class   string
	of, n   int // page n of of; 0 = not printed
	bare    int // a number that stands alone at the edge
	title   bool
	number  string // document number
	total   bool   // a sum is printed
	blank   bool   // neither word nor picture nor barcode
	cut     bool   // a separator sheet follows
	blanks  int    // so many blank pages follow
	head    map[uint32]bool
	foot    map[uint32]bool
	vocab   map[uint32]bool
	ends    bool // the last line ends a sentence
	begins  bool // the first line begins with a small letter
	barcode []string
	ids     map[string]bool // long numbers that tell the sender
	date    string          // of the document
	greets  bool            // a salutation opens a letter
	closes  bool            // a complimentary close ends one
	signed  bool            // there is room for signatures, or they are there
	clauses [2]int          // numbers of the first and the last clause; 0 = none
	fill    float64         // share of the page's height down to where its text ends
	first   layout.Role     // of the first block of text
}

var rePageOf = regexp.MustCompile(`(?i)(?:page|seite|blatt|pagina|página|pág\.?|p\.|feuille|pag\.?)\s*:?\s*(\d{1,3})\s*(?:of|von|de|/|van|di|sur|aus|\\)\s*(\d{1,3})\b`)
var rePageWord = regexp.MustCompile(`(?i)(?:^|\s)(?:page|seite|blatt|pagina|página|pág\.|pag\.|feuille|sida|strona)(?:\s*(?:nr|no|n°)\.?)?\s*[:.]?\s*(\d{1,3})(?:\s|$)`)
var rePageAlone = regexp.MustCompile(`^[-–\s]*(?:(?i:page|seite|p\.)\s*)?(\d{1,3})[-–\s.]*$`)
var reSlashPage = regexp.MustCompile(`^\s*(\d{1,2})\s*(?:/|of|von)\s*(\d{1,2})\s*$`)

func newPageFacts(p *layout.Page, index int, r *Ranker) pageFacts {
	v := newView(&layout.Document{Pages: []layout.Page{*p}})
	v.readLabels(nil)
	f := pageFacts{index: index, view: v, blank: isBlank(p, v), classes: map[string]float64{}, head: map[uint32]bool{}, foot: map[uint32]bool{}, vocab: map[uint32]bool{}, ids: map[string]bool{}}
	for _, b := range p.Blocks {
		if b.Role == layout.RoleBarcode {
			f.barcode = append(f.barcode, b.Label)
		}
	}
	if len(v.words) == 0 {
		f.class = ClassOther
		return f
	}
	cs := v.classifyRows(0, len(v.rows), r.weights[classModel])
	f.class = cs[0].Class
	for _, c := range cs {
		f.classes[c.Class] = c.Confidence
	}
	f.readNumbers()
	for i := range v.lines {
		if i < 3 {
			addGrams(f.head, v.lines[i].text)
		}
		if i >= len(v.lines)-3 {
			addGrams(f.foot, v.lines[i].text)
		}
		for _, w := range strings.Fields(v.lines[i].text) {
			if len(w) >= 5 {
				f.vocab[featureHash(strings.ToLower(w))] = true
			}
		}
	}
	last := strings.TrimSpace(v.lines[len(v.lines)-1].text)
	if len(v.lines) > 1 && rePageAlone.MatchString(last) {
		last = strings.TrimSpace(v.lines[len(v.lines)-2].text)
	}
	f.ends = strings.ContainsAny(last[max(0, len(last)-1):], ".!?:")
	first := []rune(strings.TrimSpace(v.lines[0].text))
	f.begins = len(first) > 0 && first[0] >= 'a' && first[0] <= 'z'
	f.readLabels()
	f.readLines()
	f.readBlocks(p)
	return f
}

// readNumbers finds page numbers.
func (f *pageFacts) readNumbers() {
	v := f.view
	for i := range v.rows {
		edge := i < 4 || i >= len(v.rows)-4
		m := rePageOf.FindStringSubmatch(v.rows[i].text)
		if m == nil && edge {
			m = reSlashPage.FindStringSubmatch(v.rows[i].text)
		}
		if m != nil {
			n, _ := strconv.Atoi(m[1])
			of, _ := strconv.Atoi(m[2])
			if n >= 1 && n <= of {
				f.n, f.of = n, of
				return
			}
		}
		if m := rePageAlone.FindStringSubmatch(v.rows[i].text); m != nil && (i == 0 || i >= len(v.rows)-2) {
			f.bare, _ = strconv.Atoi(m[1])
		} else if m := rePageWord.FindStringSubmatch(v.rows[i].text); m != nil && edge && f.bare == 0 {
			f.bare, _ = strconv.Atoi(m[1])
		}
	}
}

// readLabels finds titles, the number and the date of the document, and sums.
func (f *pageFacts) readLabels() {
	v := f.view
	e := v.classEvidence(0, len(v.rows))
	f.title = len(e.title) > 0
	x := &extraction{view: v, schema: Invoice(), options: map[string][]option{}, res: &Result{}}
	x.proposeNumbers()
	if o := x.best(FieldNumber); o != nil && o.score > 1 {
		f.number = o.key
	}
	x.proposeDates()
	if o := x.best(FieldIssueDate); o != nil && o.score > 1 {
		f.date = o.key
	}
	for i := range v.rows {
		for _, h := range v.rows[i].labels {
			switch h.field {
			case FieldGross, FieldDue, "~grand":
				f.total = f.total || h.weight >= 3 && amountRow(v, &v.rows[i])
			}
		}
	}
}

var (
	greetings = strings.Fields("sehrgeehrte dearsir dearmadam dearmr dearms dearcustomer gutentag madamemonsieur chermonsieur chèremadame geachte besteklant estimado estimada gentile egregio prezado prezada")
	closings  = strings.Fields("mitfreundlich freundlichegr hochachtungsvoll yourssincerely yoursfaithfully yourstruly sincerely kindregards bestregards cordialement veuillezagréer metvriendelijke hoogachtend atentamente cordialisaluti distintisaluti atenciosamente")

	reSignature = regexp.MustCompile(`(?i)_{6,}|^\s*(?:by|name|title|signature|unterschrift|ort, datum|signed|date)\s*:|in witness whereof|/s/`)
	reClause    = regexp.MustCompile(`^\s*(?:§\s*|section\s+|article\s+|artikel\s+)?(\d{1,2})(?:\.|\)|\s+\p{Lu})(?:\D|$)`)
)

// readLines finds the sender, how a letter begins and ends, and the clauses of
// a contract.
func (f *pageFacts) readLines() {
	v := f.view
	for _, id := range v.strongIDs() {
		f.ids[id] = true
	}
	for i := range v.lines {
		text := v.lines[i].text
		folded := fold(text)
		begins := func(s string) bool { return strings.HasPrefix(folded, s) }
		f.greets = f.greets || slices.ContainsFunc(greetings, begins)
		f.closes = f.closes || slices.ContainsFunc(closings, begins)
		f.signed = f.signed || reSignature.MatchString(text)
		if m := reClause.FindStringSubmatch(text); m != nil {
			f.clauses[1], _ = strconv.Atoi(m[1])
			if f.clauses[0] == 0 {
				f.clauses[0] = f.clauses[1]
			}
		}
	}
}

// readBlocks finds what the page begins with and how far down it goes.
func (f *pageFacts) readBlocks(p *layout.Page) {
	for i := range p.Blocks {
		b := &p.Blocks[i]
		switch b.Role {
		case layout.RolePageHeader, layout.RolePageFooter, layout.RolePageNumber, layout.RolePicture, layout.RoleFootnote:
			continue
		}
		if f.first == "" {
			f.first = b.Role
		}
		if y := b.Box.Y1 / p.Size.H; y > f.fill && y < 2 { // neither where the page has no height
			f.fill = y
		}
	}
}
