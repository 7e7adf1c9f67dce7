package pdf

import (
	"bytes"
	"context"
	"html"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/docket-go/docket/layout"
)

// A script is a line of words in logical order.
type script struct {
	name string
	rtl  bool
	line []string
}

// scripts are lines of words in logical order, one a script.
var scripts = []script{
	{"Latin", false, []string{"Straße", "ﬁnden", "naïve"}},
	{"combining marks", false, []string{"e\u0301te\u0301", "Z\u030c", "q\u0303"}},
	{"Greek, Cyrillic", false, []string{"Ελλάδα", "Счёт", "№7"}},
	{"Chinese", false, []string{"发票号码", "合計", "金額"}},
	{"Japanese", false, []string{"請求書", "カタカナ", "ひらがな"}},
	{"Korean", false, []string{"세금계산서", "합계", "원"}},
	{"beyond the BMP", false, []string{"𠮷野家", "𝒜𝒷", "𐍈"}},
	{"Devanagari", false, []string{"हिन्दी", "क्षेत्र", "रुपये"}},
	{"Thai", false, []string{"ใบกำกับภาษี", "ไทย", "น้ำ"}},
	{"Tamil", false, []string{"தமிழ்", "கொள்கை", "ஸ்ரீ"}},
	{"emoji", false, []string{"😀", "👍🏽", "🇩🇪"}},
	{"joined emoji", false, []string{"👩‍👩‍👧", "👨🏽‍🚀", "🏳️‍🌈"}},
	{"Arabic", true, []string{"فاتورة", "ضريبية", "مبلغ"}},
	{"Arabic with marks", true, []string{"مُحَمَّد", "شُكْرًا", "عَرَبِيّ"}},
	{"Arabic with numbers", true, []string{"رقم", "1234", "٥٦٧"}},
	{"Hebrew", true, []string{"חשבונית", "מספר", "שלום"}},
	{"Hebrew with points", true, []string{"שָׁלוֹם", "תּוֹדָה", "עִבְרִית"}},
	{"Hebrew with numbers", true, []string{"מס'2026", "ה-15", "סכום"}},
}

// scriptPage puts the lines of scripts below each other, those that are read
// from the right with their first word on the right.
func scriptPage() layout.Page {
	p := layout.Page{Number: 1, Size: layout.Size{W: 400, H: 700}}
	for i, s := range scripts {
		x, y := 40.0, 30+30*float64(i)
		if s.rtl {
			x = 340
		}
		start := len(p.Words)
		for _, text := range s.line {
			w := 8 * float64(len([]rune(text))+2)
			if s.rtl {
				x -= w
			}
			p.Words = append(p.Words, layout.Word{Text: text, RTL: s.rtl, Box: layout.Rect{X0: x, Y0: y, X1: x + w, Y1: y + 14}})
			if s.rtl {
				x -= 6
			} else {
				x += w + 6
			}
		}
		p.Lines = append(p.Lines, layout.Line{Words: layout.Range{Start: start, End: len(p.Words)}})
	}
	return p
}

// readings returns the words that each reader at hand finds in a file, by its
// name, in normal form C and without marks of direction.
func readings(t *testing.T, file []byte) map[string][]string {
	t.Helper()
	name := tempFile(t, file)
	out := map[string][]string{}
	in, err := open(t, file).Input(context.Background(), 1)
	check(t, err)
	for _, w := range in.Words {
		out["own"] = append(out["own"], norm.NFC.String(w.Text))
	}
	for reader, args := range map[string][]string{
		"pdftotext":       {"pdftotext", name, "-"},
		"pdftotext -bbox": {"pdftotext", "-bbox", name, "-"},
		"mutool":          {"mutool", "draw", "-q", "-F", "txt", name},
	} {
		if _, err := exec.LookPath(args[0]); err != nil {
			t.Logf("%s is not on PATH", args[0])
			continue
		}
		b, err := exec.Command(args[0], args[1:]...).Output()
		check(t, err)
		text := html.UnescapeString(regexp.MustCompile("<[^>]*>").ReplaceAllString(string(b), " "))
		text = strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "", "\u200f", "", "\u200e", "").Replace(text)
		out[reader] = strings.Fields(norm.NFC.String(text))
	}
	return out
}

// reversed is what readers that keep the order of places make of a
// right-to-left word.
func reversed(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// TestScripts reads words of many scripts back, on pages of every rotation,
// with all the readers there are. What is asserted is what the comment of
// WriteSearchable says; -v shows the whole table.
func TestScripts(t *testing.T) {
	ctx := context.Background()
	for _, rotate := range []int{0, 90, 180, 270} {
		media := []float64{0, 0, 400, 700}
		if rotate%180 != 0 {
			media = []float64{0, 0, 700, 400}
		}
		var out bytes.Buffer
		page := scriptPage()
		check(t, WriteSearchable(ctx, &out, open(t, makePDF(t, testPage{media: media, rotate: rotate})), []layout.Page{page}, SearchableOptions{}))
		got := readings(t, out.Bytes())
		for _, s := range scripts {
			for _, reader := range slices.Sorted(maps.Keys(got)) {
				n, turned := 0, 0
				for _, w := range s.line {
					w = norm.NFC.String(w)
					expanded := strings.ReplaceAll(w, "ﬁ", "fi") // as MuPDF and our own reader do
					switch {
					case slices.Contains(got[reader], w), slices.Contains(got[reader], expanded):
						n++
					case slices.Contains(got[reader], norm.NFC.String(reversed(w))):
						turned++
					}
				}
				if testing.Verbose() {
					t.Logf("rotate %d, %s, %s: %d of %d right, %d turned around", rotate, s.name, reader, n, len(s.line), turned)
				}
				if want := s.right(reader, rotate); n < want {
					t.Errorf("rotate %d, %s, %s: %d right, want %d", rotate, s.name, reader, n, want)
				}
			}
		}
		if got["pdftotext -bbox"] != nil {
			placesOfScripts(t, rotate, page, popplerWords(t, out.Bytes())[0])
		}
	}
}

// right returns how many words a reader must read as they were given.
func (s script) right(reader string, rotate int) int {
	switch {
	case !s.rtl && reader == "own" && rotate%180 != 0 && strings.Contains(s.name, "emoji"):
		return 0 // PDFium gives them the direction of the Arabic lines beside them
	case !s.rtl:
		return len(s.line)
	case reader == "own" && s.name == "Hebrew with numbers":
		return 2
	case reader == "own", reader == "pdftotext" && (s.name == "Arabic" || s.name == "Hebrew" || s.name == "Hebrew with points"):
		return len(s.line)
	}
	return 0
}

// placesOfScripts expects the words where they were put. Those in
// right-to-left scripts poppler lists from left to right here; words that mix
// directions are not looked for.
func placesOfScripts(t *testing.T, rotate int, page layout.Page, got []layout.Word) {
	t.Helper()
	digit := func(r rune) bool { return '0' <= r && r <= '9' || '٠' <= r && r <= '٩' }
	if len(got) != len(page.Words) {
		t.Errorf("rotate %d: poppler finds %d words of %d", rotate, len(got), len(page.Words))
	}
	for _, w := range page.Words {
		if w.RTL && strings.ContainsFunc(w.Text, digit) {
			continue
		}
		if w.RTL {
			w.Text = reversed(w.Text)
		}
		best := 0.0
		for _, g := range got {
			if g.Text == w.Text {
				best = max(best, g.Box.IoU(w.Box))
			}
		}
		if best < 0.95 {
			t.Errorf("rotate %d: %q overlaps by %.3f", rotate, w.Text, best)
		}
	}
}
