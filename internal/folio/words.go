package folio

import (
	"fmt"
	"strings"
	"unicode"
)

var vocabulary = strings.Fields(`the of and to in a is that for it as was with be by on not he his are this at from but have an had they you were their
one all we can her has there been if more when will would who so no out up said what its about than into them only other new some could time these two
may then do first any my now such like our over man me even most made after also did many before must through years where much your way well down should
because each just those people how too little state good very make world still own see men work long get here between both life being under never day
same another know while last might us great old year off come since against go came right used take three harbour ferry island market winter copper
village timber river signal garden bridge valley cotton engine measurement development government temperature distribution agreement knowledge
information considerable environment population performance relationship construction independent significant observation percentage`)

var nouns = strings.Fields(`harbour ferry island market winter copper village timber river signal garden bridge valley cotton engine measurement
temperature distribution agreement population performance construction observation percentage inventory revenue delivery contract licence`)

var names = strings.Fields(`Anna Bergmann Carlos Dufour Elena Fischer Georg Hansen Irene Jansen Karl Lindqvist Maria Novak Oskar Petrov Rita Schmidt Tomas Urban`)

func (p *press) pick(from []string) string { return from[p.rnd.IntN(len(from))] }

// between returns a number from lo to hi, both included.
func (p *press) between(lo, hi int) int { return lo + p.rnd.IntN(hi-lo+1) }

func (p *press) some(n int) bool { return p.rnd.IntN(n) == 0 }

func capital(s string) string {
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// phrase returns n words, the first with a capital.
func (p *press) phrase(n int) string {
	w := make([]string, n)
	for i := range w {
		w[i] = p.pick(vocabulary)
	}
	return capital(strings.Join(w, " "))
}

// heading returns the text of a heading: nouns, which end no sentence.
func (p *press) heading() string {
	w := make([]string, p.between(1, 5))
	for i := range w {
		w[i] = p.pick(nouns)
	}
	return capital(strings.Join(w, " "))
}

// sentences returns n sentences.
func (p *press) sentences(n int) string {
	s := make([]string, n)
	for i := range s {
		s[i] = p.phrase(p.between(5, 22))
		if p.some(4) {
			s[i] += ", " + p.pick(vocabulary) + " " + p.pick(vocabulary) + " " + p.pick(nouns)
		}
		if p.some(6) {
			s[i] += fmt.Sprintf(" of %d", p.between(2, 4000))
		}
		s[i] += "."
	}
	return strings.Join(s, " ")
}

// amount returns a number as tables hold them.
func (p *press) amount() string {
	switch p.rnd.IntN(4) {
	case 0:
		return fmt.Sprint(p.between(1, 999))
	case 1:
		return fmt.Sprintf("%d.%02d", p.between(0, 400), p.between(0, 99))
	case 2:
		return fmt.Sprintf("%d,%03d", p.between(1, 900), p.between(0, 999))
	}
	return fmt.Sprintf("%.1f%%", p.rnd.Float64()*100)
}

func (p *press) date() string {
	return fmt.Sprintf("%02d/%02d/20%02d", p.between(1, 28), p.between(1, 12), p.between(10, 26))
}

func (p *press) person() string { return p.pick(names) + " " + p.pick(names) }

// hebrewWords returns n words of Hebrew letters.
func (p *press) hebrewWords(n int) string {
	w := make([]string, n)
	for i := range w {
		r := make([]rune, p.between(2, 7))
		for k := range r {
			r[k] = hebrewFirst + rune(p.rnd.IntN(27))
		}
		w[i] = string(r)
	}
	return strings.Join(w, " ")
}
