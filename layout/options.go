package layout

import "cmp"

// Options tune Analyze and AnalyzeDocument. The zero value is useful.
type Options struct {
	// MaxWords is the number of words up to which a page is analysed in full.
	// Words beyond it are kept, line by line from top to bottom, and the page
	// carries a warning. Default 50,000.
	MaxWords int
	// MaxRulings is the number of rulings that are looked at; the longest are
	// kept. Default 8,000.
	MaxRulings int
	// NoTables leaves tables alone: their text becomes ordinary lines.
	NoTables bool
	// Invisible takes hidden, clipped and off-page words into the lines too.
	// Without it they stand at the end of Page.Words and on no line, unless
	// the page has hardly any visible word (an OCR layer under a scan).
	Invisible bool

	detections []Detection  // of a model, in place of doubtful geometry
	tables     []modelTable // of a model
}

// withDefaults returns o with every unset limit filled in.
func (o Options) withDefaults() Options {
	o.MaxWords = cmp.Or(max(o.MaxWords, 0), 50_000)
	o.MaxRulings = cmp.Or(max(o.MaxRulings, 0), 8_000)
	return o
}
