package pdf

import (
	"context"
	"strings"
	"unicode"

	"github.com/docket-go/docket/layout"
)

// A Classification says how a page is to be read, and why.
type Classification struct {
	Kind       PageKind
	Reason     string  // a short sentence
	Letters    int     // characters of text, spaces not counted
	Garbled    float64 // share of them that stand for no known character, 0 to 1
	Hidden     float64 // share of them that is invisible, 0 to 1
	ImageCover float64 // share of the page that pictures cover, 0 to 1
}

// Kind says how page n (1-based) is to be read.
func (d *Document) Kind(ctx context.Context, n int) (PageKind, error) {
	c, err := d.Classify(ctx, n)
	return c.Kind, err
}

const (
	maxGarbled  = 0.3  // beyond it text is not usable
	minWordlike = 0.35 // share of letters and digits below which a long text is not
	minJudged   = 40   // characters from which on minWordlike counts
	fullCover   = 0.8  // a picture of the page
	mixedCover  = 0.15 // a picture that may hold text
	gridSide    = 10   // parts of a picture along each side
	background  = 25   // of the parts have words on them where it is a background
)

func classify(in *layout.PageInput, words *wordReader, content *contentReader) Classification {
	c := Classification{Letters: words.letters}
	if words.letters > 0 {
		c.Garbled = float64(words.unmapped) / float64(words.letters)
		c.Hidden = float64(words.hidden) / float64(words.letters)
	}
	page := in.Size.W * in.Size.H
	var largest float64
	bare := 0.0 // share of the page under pictures that are no background of words
	for _, img := range in.Images {
		share := img.Box.Area() / page
		c.ImageCover += share
		largest = max(largest, share)
		if !isBackground(img.Box.Intersect(layout.Rect{X1: in.Size.W, Y1: in.Size.H}), in.Words) {
			bare += share
		}
	}
	c.ImageCover = min(c.ImageCover, 1)
	c.Kind, c.Reason = decide(c, words, content, largest, bare)
	return c
}

func decide(c Classification, words *wordReader, content *contentReader, largest, bare float64) (PageKind, string) {
	switch {
	case c.Letters == 0 && content.objects == 0:
		return KindEmpty, "nothing is drawn"
	case c.Letters == 0:
		return KindImage, "there is no text"
	case c.Garbled > maxGarbled && !words.readable():
		return KindImage, "the text layer is garbled: characters have no known meaning"
	case c.Letters >= minJudged && words.wordlike() < minWordlike:
		return KindImage, "the text layer is garbled: hardly any letters or digits"
	case c.Hidden > 0.5 && largest > fullCover && c.Letters < minJudged:
		return KindImage, "hardly any text is hidden under a picture of the page: it may not be all"
	case c.Hidden > 0.5 && largest > fullCover:
		return KindText, "a hidden text layer lies under a picture of the page"
	case bare > mixedCover:
		return KindMixed, "there is text, and pictures that may hold more"
	}
	return KindText, "there is a usable text layer"
}

// isBackground reports whether words are spread over a picture, rather than
// stand at its rim as headers and stamps on a scan do. Words that cross it at an
// angle are watermarks and do not count.
func isBackground(picture layout.Rect, words []layout.Word) bool {
	if picture.IsEmpty() {
		return true
	}
	var taken [gridSide * gridSide]bool
	parts := 0
	for i := range words {
		b := words[i].Box.Intersect(picture)
		if b.IsEmpty() || !words[i].Quad.IsZero() && words[i].Quad.Area() < 0.5*words[i].Box.Area() {
			continue
		}
		part := func(v, from, length float64) int { return min(int((v-from)/length*gridSide), gridSide-1) }
		y := part(b.Center().Y, picture.Y0, picture.Height())
		for x := part(b.X0, picture.X0, picture.Width()); x <= part(b.X1, picture.X0, picture.Width()); x++ {
			if at := y*gridSide + x; !taken[at] {
				taken[at] = true
				parts++
			}
		}
		if parts > background {
			return true
		}
	}
	return false
}

// readable reports whether the text looks like a language in Latin letters,
// although the file does not say what its characters are: their codes may
// be their meaning.
func (r *wordReader) readable() bool {
	letters, lower, vowels := 0, 0, 0
	for i := range r.words {
		for _, c := range r.words[i].Text {
			if !unicode.IsLetter(c) {
				continue
			}
			letters++
			if unicode.IsLower(c) {
				lower++
			}
			if strings.ContainsRune("aeiouyAEIOUY", c) {
				vowels++
			}
		}
	}
	share := float64(vowels) / float64(max(letters, 1))
	return r.wordlike() > 0.7 && 2*lower > letters && share > 0.25 && share < 0.6
}

// wordlike returns the share of letters and digits among the characters; a
// run of one character, such as dots that lead to a page number, counts once.
func (r *wordReader) wordlike() float64 {
	good, all := 0, 0
	for i := range r.words {
		var last rune
		for _, c := range r.words[i].Text {
			if c == last {
				continue
			}
			last = c
			all++
			if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) {
				good++
			}
		}
	}
	return float64(good) / float64(max(all, 1))
}
