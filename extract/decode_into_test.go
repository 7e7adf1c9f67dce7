package extract_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// A colour reads itself from text.
type colour struct{ R, G, B byte }

func (c *colour) UnmarshalText(b []byte) error {
	if _, err := fmt.Sscanf(string(b), "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		return fmt.Errorf("no colour: %w", err)
	}
	return nil
}

type base struct {
	Number string `doc:"number,required" term:"BT-1"`
}

type place struct {
	Street *string `doc:"street"`
	Inner  struct {
		Floor *int8 `doc:"floor"`
	} `doc:"inner"`
	Rooms []room `doc:"rooms"`
}

type room struct {
	Name string           `doc:"name"`
	Area *decimal.Decimal `doc:"area" kind:"money"`
}

type everything struct {
	base
	*Shared
	Text    string          `doc:"text"`
	Flag    bool            `doc:"flag"`
	Count   uint16          `doc:"count"`
	Ratio   float32         `doc:"ratio"`
	Sum     decimal.Decimal `doc:"sum" kind:"money"`
	Day     time.Time       `doc:"day"`
	Later   *time.Time      `doc:"later"`
	Paint   colour          `doc:"paint"`
	Paints  []colour        `doc:"paints"`
	Dates   []*time.Time    `doc:"dates"`
	Full    extract.Value   `doc:"full" kind:"money"`
	Home    *place          `doc:"home"`
	Away    *place          `doc:"away"`
	Rows    []*room         `doc:"rows"`
	Ignored int
}

// Shared is embedded by pointer.
type Shared struct {
	Common string `doc:"common"`
}

func TestOfEveryType(t *testing.T) {
	s, err := extract.Of[everything]()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, f := range s.All() {
		got[name] = string(f.Kind)
		if f.Many {
			got[name] += "s"
		}
	}
	want := map[string]string{
		"number": "string", "common": "string", "text": "string", "flag": "bool", "count": "number", "ratio": "number", "sum": "money", "day": "date", "later": "date",
		"paint": "string", "paints": "strings", "dates": "dates", "full": "money", "rows": "table",
		"home.street": "string", "home.inner.floor": "number", "home.rooms": "table", "away.street": "string", "away.inner.floor": "number", "away.rooms": "table",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("kinds (-want +got):\n%s", d)
	}
	if f := s.Lookup("number"); f == nil || !f.Required || f.Term != "BT-1" {
		t.Errorf("number is %+v", f)
	}
	if f := s.Lookup("home.rooms"); f == nil || len(f.Fields) != 2 || f.Fields[1].Kind != extract.KindMoney {
		t.Errorf("home.rooms is %+v", f)
	}
}

func TestDecodeEveryType(t *testing.T) {
	v := func(norm string) extract.Value { return extract.Value{Norm: norm, Confidence: .5} }
	r := &extract.Result{
		Values: map[string]extract.Value{
			"number": v("R-1"), "common": v("c"), "text": v("t"), "flag": v("true"), "count": v("65535"), "ratio": v("0.5"), "sum": v("12.50"), "day": v("2024-05-06"), "later": v("2024-05-07"),
			"paint": v("#0102ff"), "full": v("3.00"), "home.street": v("Elm St"), "home.inner.floor": v("-2"),
		},
		Lists: map[string][]extract.Value{"paints": {v("#000001"), v("#000002")}, "dates": {v("2024-01-01")}},
		Tables: map[string]extract.Table{
			"rows":       {Rows: []extract.Row{{Cells: map[string]extract.Value{"name": v("hall"), "area": v("20.25")}}, {Cells: map[string]extract.Value{"name": v("loft")}}}},
			"home.rooms": {Rows: []extract.Row{{Cells: map[string]extract.Value{"name": v("bath")}}}},
		},
	}
	got, err := extract.Decode[everything](r)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case got.Number != "R-1" || got.Shared == nil || got.Common != "c" || got.Text != "t" || !got.Flag || got.Count != 65535 || got.Ratio != .5 || got.Sum.String() != "12.5":
		t.Errorf("plain values: %+v", got)
	case got.Day.Day() != 6 || got.Later == nil || got.Later.Day() != 7 || len(got.Dates) != 1 || got.Dates[0].Year() != 2024:
		t.Errorf("days: %v %v %v", got.Day, got.Later, got.Dates)
	case got.Paint != colour{1, 2, 255} || len(got.Paints) != 2 || got.Paints[1].B != 2 || got.Full.Confidence != .5:
		t.Errorf("own types: %+v %+v %+v", got.Paint, got.Paints, got.Full)
	case got.Home == nil || *got.Home.Street != "Elm St" || *got.Home.Inner.Floor != -2 || len(got.Home.Rooms) != 1 || got.Home.Rooms[0].Name != "bath" || got.Away != nil:
		t.Errorf("objects: %+v %+v", got.Home, got.Away)
	case len(got.Rows) != 2 || got.Rows[0].Area.String() != "20.25" || got.Rows[1].Area != nil:
		t.Errorf("rows: %+v", got.Rows)
	}
}

func TestDecodeWhatDoesNotFit(t *testing.T) {
	type ring struct {
		Next *ring `doc:"next"`
	}
	one := func(norm string) *extract.Result {
		return &extract.Result{Values: map[string]extract.Value{"n": {Norm: norm}}}
	}
	type small struct {
		N int8 `doc:"n"`
	}
	type unsigned struct {
		N uint `doc:"n"`
	}
	type single struct {
		N float32 `doc:"n"`
	}
	type painted struct {
		N *colour `doc:"n"`
	}
	type dated struct {
		N time.Time `doc:"n"`
	}
	fail := func(name string, err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q in it", name, err, want)
		}
	}
	_, err := extract.Decode[small](one("300"))
	fail("overflow", err, "field n: extract: 300 does not fit int8")
	_, err = extract.Decode[small](one("2.5"))
	fail("fraction", err, "no whole number")
	_, err = extract.Decode[small](one("many"))
	fail("a word", err, "no number")
	_, err = extract.Decode[unsigned](one("-1"))
	fail("sign", err, "does not fit uint")
	_, err = extract.Decode[unsigned](one("99999999999999999999"))
	fail("64 bits", err, "does not fit uint")
	_, err = extract.Decode[single](one("1e60"))
	fail("float", err, "too large for float32")
	_, err = extract.Decode[painted](one("red"))
	fail("UnmarshalText", err, "no colour")
	_, err = extract.Decode[dated](one("soon"))
	fail("date", err, "no date")
	_, err = extract.Decode[int](one("1"))
	fail("no struct", err, "no struct")
	_, err = extract.Decode[ring](one("1"))
	if !errors.Is(err, extract.ErrSchema) {
		t.Errorf("a type that holds itself: error %v", err)
	}
	if _, err := extract.Of[ring](); !errors.Is(err, extract.ErrSchema) {
		t.Errorf("Of a type that holds itself: error %v", err)
	}
	if got, err := extract.Decode[small](one("12.00")); err != nil || got.N != 12 {
		t.Errorf("12.00 is %d, %v", got.N, err)
	}
}
