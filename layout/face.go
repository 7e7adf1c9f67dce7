package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A font whose words are as wide as their number of letters says is of fixed
// pitch, whatever its name.
const (
	pitchWords  = 6    // least different words of a font to tell
	pitchSample = 60   // words of a font that are looked at
	pitchSpread = 0.03 // of the middle four fifths, of the median
	pitchWidest = 0.75 // font sizes a letter; above it are ideographs
)

// fixedPitch returns the fonts of fixed pitch among those of words, told by
// the widths of words with letters: figures are of one width in most fonts.
func fixedPitch(words []Word, use []int) map[string]bool {
	sample := map[string][]float64{}
	type entry struct{ font, text string }
	seen := map[entry]bool{}
	for _, i := range use {
		w := &words[i]
		if s := sample[w.Font.Name]; w.Font.Name == "" || !(w.Font.Size > 0) || len(s) >= pitchSample || w.Direction != 0 {
			continue
		}
		n, letters := 0, 0
		for _, r := range w.Text {
			n++
			if unicode.IsLetter(r) {
				letters++
			}
		}
		if e := (entry{w.Font.Name, w.Text}); n >= 5 && letters >= 4 && !seen[e] {
			seen[e] = true
			sample[w.Font.Name] = append(sample[w.Font.Name], w.Box.Width()/(float64(n)*w.Font.Size))
		}
	}
	out := map[string]bool{}
	for name, s := range sample {
		if len(s) < pitchWords {
			continue
		}
		slices.Sort(s)
		low, mid, high := s[len(s)/10], s[len(s)/2], s[len(s)-1-len(s)/10]
		out[name] = mid < pitchWidest && high-low < pitchSpread*mid
	}
	return out
}

var boldFont = regexp.MustCompile(`(?i)bold|black|heavy|semibd|demi|cmbx|sfbx|ecbx|cmssbx|-medi(ital)?$|[a-z-]bd(it|mt|cn)?$|-bd`)

// A face is what the name of a font tells.
type face struct{ bold, mono bool }

// A faceCache holds the faces of the fonts of a page.
type faceCache map[string]face

func (c faceCache) of(name string) face {
	f, ok := c[name]
	if !ok {
		f = face{boldName(name), monoName(name)}
		c[name] = f
	}
	return f
}

func boldName(n string) bool { return boldFont.MatchString(n) }

func monoName(n string) bool {
	n = strings.ToLower(n)
	for _, s := range [...]string{"courier", "mono", "consolas", "menlo", "typewriter", "cmtt"} {
		if strings.Contains(n, s) {
			return true
		}
	}
	return false
}
