package ocrtest

import "fmt"

// Letter is a page of running text.
func Letter() Page {
	return Page{DPI: 200, Pieces: append(
		Column(70, 90, 16, 20, "Notes on the reading of printed pages"),
		Column(70, 130, 11, 16,
			"Dear Mrs Harrington, thank you for the parcel that arrived here",
			"on Thursday morning. Both instruments were in perfect order, and",
			"the larger one has already been put to good use in our workshop.",
			"We measured the distance between the two towers three times and",
			"found 1248 metres, which is within half a metre of your figure.",
			"",
			"The second question cannot be answered so quickly. When light",
			"falls through the window in the afternoon, the readings rise by",
			"about 7 percent; at night they fall back to what they were before.",
			"My colleague believes that the warm air above the roof is to blame,",
			"but I would rather wait for the results of the next few weeks.",
			"",
			"Please give my regards to everybody at the institute, and do write",
			"again when you have found time to look at the enclosed drawings.",
			"",
			"Yours sincerely,",
			"Jonathan Whitfield")...)}
}

// Invoice is a page with a table of numbers, in several fonts and sizes.
func Invoice() Page {
	p := Page{Pieces: []Piece{
		{X: 60, Y: 80, Text: "Invoice", Font: Bold, Size: 22},
		{X: 60, Y: 110, Text: "Northgate Paper Supplies Ltd", Size: 9},
		{X: 60, Y: 122, Text: "14 Mill Lane, Bradford", Size: 9},
		{X: 380, Y: 110, Text: "Number: 2024-00731", Font: Mono, Size: 9},
		{X: 380, Y: 122, Text: "Date: 18 March 2024", Font: Mono, Size: 9},
		{X: 60, Y: 190, Text: "Description", Font: Bold}, {X: 300, Y: 190, Text: "Quantity", Font: Bold},
		{X: 380, Y: 190, Text: "Price", Font: Bold}, {X: 470, Y: 190, Text: "Amount", Font: Bold},
		{X: 400, Y: 310, Text: "Total", Font: Bold}, {X: 470, Y: 310, Text: "1,166.90", Font: Bold},
		{X: 60, Y: 360, Text: "Payment within 30 days without deduction.", Font: Italic},
	}}
	for i, row := range [][4]string{
		{"Copy paper, white", "120", "4.25", "510.00"}, {"Envelopes with window", "35", "7.90", "276.50"},
		{"Labels for shelves", "8", "12.55", "100.40"}, {"Cardboard boxes", "64", "4.375", "280.00"},
	} {
		for k, x := range []float64{60, 300, 380, 470} {
			p.Pieces = append(p.Pieces, Piece{X: x, Y: 215 + 18*float64(i), Text: row[k]})
		}
	}
	return p
}

// Numbers is a page full of amounts, dates and codes, which no dictionary helps
// to read.
func Numbers() Page {
	p := Page{DPI: 200}
	for i := range 24 {
		n := i*7919 + 1373
		row := []string{
			fmt.Sprintf("%02d.%02d.20%02d", 1+n%28, 1+n%12, 10+n%20), fmt.Sprintf("AB-%05d", n%100000),
			fmt.Sprintf("%d", 1+n%90), fmt.Sprintf("%d.%02d", n%1000, n%97), fmt.Sprintf("%d,%03d.%02d", 1+n%9, n%1000, n%89),
		}
		for k, x := range []float64{60, 150, 250, 320, 420} {
			p.Pieces = append(p.Pieces, Piece{X: x, Y: 80 + 22*float64(i), Text: row[k], Font: []string{Regular, Mono, Bold}[i%3]})
		}
	}
	return p
}

// Small is a small image with little text.
func Small() Page {
	return Page{Width: 260, Height: 90, DPI: 150, Pieces: Column(20, 30, 12, 20, "A small image with words", "on three short lines,", "and nothing else.")}
}
