// Package measure holds what the scorers of internal/quality have in common:
// the figures they print and the surroundings they run in.
package measure

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// A Measure is one figure of one set.
type Measure struct {
	Set   string  `json:"set"`
	Name  string  `json:"measure"`
	Value float64 `json:"figure"`
}

// An Env is what a Set may use.
type Env struct {
	Data     string    // folder with the data sets, such as ../shared/data
	Tessdata string    // folder with traineddata files of other languages, empty = only what is embedded
	Errors   int       // how many of the worst cases to show
	Every    int       // read only every so many-th receipt, 0 = all
	PSM      int       // page segmentation mode in which the tesseract program reads the receipts too, 0 = not
	Log      io.Writer // where they and the progress go
}

// Logf writes one line to e.Log.
func (e Env) Logf(format string, args ...any) {
	if e.Log != nil {
		fmt.Fprintf(e.Log, format+"\n", args...)
	}
}

// A Set scores one part of the library over a data folder. A figure that
// cannot be had because its data is absent is left out, and Logf says so.
type Set func(ctx context.Context, e Env) ([]Measure, error)

// WriteTable writes one line a measure: set, measure and figure, separated by
// tabs. Figures have as many digits as they need, four after the point at most.
func WriteTable(w io.Writer, ms []Measure) error {
	for _, m := range ms {
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", m.Set, m.Name, Figure(m.Value)); err != nil {
			return err
		}
	}
	return nil
}

// Figure formats v for a table.
func Figure(v float64) string {
	s := strconv.FormatFloat(v, 'f', 4, 64)
	if v == float64(int64(v)) {
		return strconv.FormatInt(int64(v), 10)
	}
	return s
}

// WriteJSON writes ms as one JSON array.
func WriteJSON(w io.Writer, ms []Measure) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(ms)
}
