// Package extractscore scores package extract: fields, line items, VAT rates,
// e-invoice data, memory, classes and splitting, against data with known
// truth. The rules of matching are those of field extraction benchmarks: equal
// after normalisation; line items by optimal assignment, as DocILE does.
package extractscore

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/docket-go/docket/layout"
)

// A Truth is what is known of one document.
type Truth struct {
	ID       string                `json:"id"`
	Set      string                `json:"set"`
	Kind     string                `json:"kind"`
	Group    string                `json:"group"` // supplier or layout family
	Fields   map[string]TruthField `json:"fields"`
	VATRates []map[string]any      `json:"vat_rates"`
	Items    []map[string]any      `json:"line_items"`
	Lists    map[string][]string   `json:"lists"`
	Silver   struct {
		Items []map[string]any `json:"line_items"`
		SumOK bool             `json:"items_sum_ok"`
	} `json:"silver"`
	SumOK bool `json:"items_sum_ok"`
}

// A TruthField is one true value.
type TruthField struct {
	Type    string `json:"type"`
	Value   string `json:"value"`
	Visible *bool  `json:"visible"`
}

// visible reports whether the value is printed on the page.
func (f TruthField) visible() bool { return f.Visible == nil || *f.Visible }

// A Case is a document with its truth.
type Case struct {
	Truth Truth
	Doc   *layout.Document
	Made  bool   // made by the project for the classes alone
	Dir   string // folder of the set, which holds gt

	HeldOut bool // a receipt that the engine which reads it was not trained on
}

// setDirs returns the folders below data/extract/set that hold a folder gt.
func setDirs(data, set string) []string {
	found, _ := filepath.Glob(filepath.Join(data, "extract", set, "*", "gt")) // the pattern is well-formed
	var out []string
	for _, f := range found {
		out = append(out, filepath.Dir(f))
	}
	sort.Strings(out)
	return out
}

// load reads the cases of a set; words says which folder holds the words
// (ocr_gt, ocr_tesseract), or txt for plain text. Cases without words are
// left out.
func load(data, set, words string) ([]Case, error) {
	var out []Case
	for _, dir := range setDirs(data, set) {
		files, err := filepath.Glob(filepath.Join(dir, "gt", "*.json"))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			c := Case{Dir: dir}
			if err := readJSON(f, &c.Truth); err != nil {
				return nil, err
			}
			if words != "" {
				c.Doc, err = readWords(dir, words, strings.TrimSuffix(filepath.Base(f), ".json"))
				if os.IsNotExist(err) {
					continue
				}
				if err != nil {
					return nil, err
				}
			}
			out = append(out, c)
		}
	}
	return out, nil
}

func readJSON(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func readWords(dir, words, id string) (*layout.Document, error) {
	if words == "txt" {
		b, err := os.ReadFile(filepath.Join(dir, "txt", id+".txt"))
		if err != nil {
			return nil, err
		}
		return TextDocument(string(b)), nil
	}
	var j struct {
		Pages []struct {
			Width, Height float64
			Lines         []struct {
				Text  string
				Box   [4]float64
				Words []struct {
					Text string
					Box  [4]float64
					Conf *float64
				}
			}
		}
	}
	if err := readJSON(filepath.Join(dir, words, id+".json"), &j); err != nil {
		return nil, err
	}
	d := &layout.Document{Name: id}
	for i, p := range j.Pages {
		page := layout.Page{Number: i + 1, Size: layout.Size{W: p.Width, H: p.Height}}
		for _, l := range p.Lines {
			r := layout.Range{Start: len(page.Words)}
			for _, w := range l.Words {
				conf := 1.0
				if w.Conf != nil {
					conf = *w.Conf
					if conf > 1 {
						conf /= 100
					}
				}
				page.Words = append(page.Words, layout.Word{Text: w.Text, Box: rect(w.Box), Confidence: conf})
			}
			if len(l.Words) == 0 {
				page.Words = append(page.Words, shareLine(l.Text, rect(l.Box))...)
			}
			if r.End = len(page.Words); r.Len() > 0 {
				page.Lines = append(page.Lines, layout.Line{Words: r, Box: rect(l.Box), Confidence: 1})
			}
		}
		d.Pages = append(d.Pages, page)
	}
	return d, nil
}

func rect(b [4]float64) layout.Rect { return layout.Rect{X0: b[0], Y0: b[1], X1: b[2], Y1: b[3]} }

// shareLine cuts a line into words and gives each its share of the box by its
// letters.
func shareLine(text string, box layout.Rect) []layout.Word {
	rs := []rune(text)
	var out []layout.Word
	for i := 0; i < len(rs); {
		if rs[i] == ' ' || rs[i] == '\t' {
			i++
			continue
		}
		j := i
		for j < len(rs) && rs[j] != ' ' && rs[j] != '\t' {
			j++
		}
		b := box
		b.X0 = box.X0 + box.Width()*float64(i)/float64(len(rs))
		b.X1 = box.X0 + box.Width()*float64(j)/float64(len(rs))
		out = append(out, layout.Word{Text: string(rs[i:j]), Box: b, Confidence: 1})
		i = j
	}
	return out
}

// TextDocument lays plain text out as a typewriter would: 6 points a letter,
// 12 a line, a form feed begins a page.
func TextDocument(text string) *layout.Document {
	d := &layout.Document{}
	for n, pageText := range strings.Split(text, "\f") {
		page := layout.Page{Number: n + 1}
		lines := strings.Split(strings.TrimRight(pageText, "\n"), "\n")
		for i, l := range lines {
			width := 6 * float64(len([]rune(l)))
			page.Size.W = max(page.Size.W, width)
			if strings.TrimSpace(l) == "" {
				continue
			}
			box := layout.Rect{Y0: 12*float64(i) + 2, Y1: 12*float64(i) + 10, X1: width}
			r := layout.Range{Start: len(page.Words)}
			page.Words = append(page.Words, shareLine(l, box)...)
			r.End = len(page.Words)
			page.Lines = append(page.Lines, layout.Line{Words: r, Box: box, Confidence: 1})
		}
		page.Size.H = 12 * float64(len(lines)+1)
		d.Pages = append(d.Pages, page)
	}
	return d
}
