package layout

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// stopWords are the most frequent words of languages in Latin script, those
// first that few others share.
var stopWords = map[string]string{
	"en": "the and of to in is that for with was are be this on by as it from or at which not have were an has their",
	"de": "der die und das ist nicht mit den von zu ein eine für auf dem des sich auch im wird werden sind oder als bei nach einer sie",
	"fr": "le la les des et est une dans pour que qui du au aux sur avec par sont pas ce cette nous vous ou leur être",
	"es": "el los las y del que en una para por con es su al se como más sus este ha son esta entre también pero",
	"it": "il di che è della per una con del sono nel alla gli dei si non le da anche più delle ha questo come",
	"pt": "o os que do da em um uma para com não dos das por mais ao se foi como à na no são pela seu",
	"nl": "de het een van en is dat op te zijn voor met niet aan er ook als door bij worden wordt naar deze uit",
	"sv": "och att det som är på för med av den till inte har om ett från kan eller vi var men sig",
	"da": "og at det er på af for med til ikke den der har som en kan eller fra vi blev de sig",
	"no": "og det er på som av for med til ikke har en et fra kan eller vi ble den å seg",
	"fi": "ja on ei se että oli hän ovat mutta joka tai myös sen kun ole niin kuin ollut",
	"pl": "i w na się nie z do jest to że o oraz przez dla są od jak po który przy lub",
	"cs": "a v se na je že s z do o k i ve pro za jsou ale byl jako nebo které",
	"ro": "și în de la a cu pe este care din pentru nu sunt prin mai sau fi ale",
	"hu": "a az és hogy nem is egy van volt meg ez de csak vagy mint már el",
	"tr": "ve bir bu için ile olarak da de olan daha çok gibi en ne kadar sonra",
}

// wordLanguages lists the languages in whose stop words a word stands.
var wordLanguages = func() map[string][]string {
	out := map[string][]string{}
	for _, l := range slices.Sorted(maps.Keys(stopWords)) {
		for _, w := range strings.Fields(stopWords[l]) {
			out[w] = append(out[w], l)
		}
	}
	return out
}()

// scripts with one main language each.
var scriptLanguages = []struct {
	table *unicode.RangeTable
	lang  string
}{
	{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Hangul, "ko"}, {unicode.Han, "zh"}, {unicode.Arabic, "ar"},
	{unicode.Hebrew, "he"}, {unicode.Greek, "el"}, {unicode.Thai, "th"}, {unicode.Devanagari, "hi"}, {unicode.Cyrillic, "ru"},
	{unicode.Georgian, "ka"}, {unicode.Armenian, "hy"},
}

// leastEvidence is the number of stop words from which a language is told.
const leastEvidence = 3

// languageVotes counts for one stretch of text what speaks for which language.
type languageVotes struct {
	words   map[string]float64
	scripts map[string]int
	letters int
}

func newLanguageVotes() *languageVotes {
	return &languageVotes{words: map[string]float64{}, scripts: map[string]int{}}
}

func (v *languageVotes) add(word string) {
	if ls := wordLanguages[strings.ToLower(strings.TrimFunc(word, unicode.IsPunct))]; ls != nil {
		for _, l := range ls {
			v.words[l] += 1 / float64(len(ls))
		}
	}
	for _, r := range word {
		if r < 0x370 {
			if unicode.IsLetter(r) {
				v.letters++
			}
			continue
		}
		for _, s := range scriptLanguages {
			if unicode.Is(s.table, r) {
				v.scripts[s.lang]++
				v.letters++
				break
			}
		}
	}
}

// best returns the language with the most votes, empty where too little or too
// much the same speaks for several.
func (v *languageVotes) best() string {
	if n := v.scripts["ja"]; n > 0 { // kana among ideographs
		v.scripts["ja"] += v.scripts["zh"]
	}
	lang, most := "", 0
	for _, s := range scriptLanguages {
		if n := v.scripts[s.lang]; n > most {
			lang, most = s.lang, n
		}
	}
	if most >= 4 && most*2 > v.letters {
		return lang
	}
	lang = ""
	first, second := 0.0, 0.0
	for _, l := range slices.Sorted(maps.Keys(v.words)) {
		switch n := v.words[l]; {
		case n > first:
			lang, first, second = l, n, first
		case n > second:
			second = n
		}
	}
	if first < leastEvidence || first < 1.3*second {
		return ""
	}
	return lang
}

// languages sets the language of the page and of the blocks that differ from
// it, where they are not known already.
func (p *Page) languages() {
	whole := newLanguageVotes()
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Parent != nil || b.Lines.Len() == 0 {
			continue
		}
		own := newLanguageVotes()
		for k := p.Lines[b.Lines.Start].Words.Start; k < p.Lines[b.Lines.End-1].Words.End; k++ {
			own.add(p.Words[k].Text)
			whole.add(p.Words[k].Text)
		}
		if b.Language == "" {
			b.Language = own.best()
		}
	}
	if p.Language == "" {
		p.Language = whole.best()
	}
	for i := range p.Blocks {
		if p.Blocks[i].Language == p.Language {
			p.Blocks[i].Language = ""
		}
	}
}
