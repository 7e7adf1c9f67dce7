package layout

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
)

// ALTOOptions tune WriteALTO.
type ALTOOptions struct {
	// DPI is the resolution of the pixels in which boxes are written. Default:
	// that of the page's image, or 300 for native text.
	DPI float64
	// System names the program in the processing step. Default "docket".
	System string
}

// WriteALTO writes d as ALTO 4 XML (https://www.loc.gov/standards/alto/), boxes
// in pixels. A table is a ComposedBlock of TYPE table with a TextBlock a cell;
// the roles of blocks are StructureTags.
func WriteALTO(w io.Writer, d *Document, o ALTOOptions) error {
	a := altoWriter{w: bufio.NewWriter(w), styles: map[Font]string{}, roles: map[Role]string{}}
	a.printf(`<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-4.xsd" SCHEMAVERSION="4.4">
<Description>
<MeasurementUnit>pixel</MeasurementUnit>
<sourceImageInformation><fileName>%s</fileName></sourceImageInformation>
<Processing ID="PROC_1"><processingSoftware><softwareName>%s</softwareName></processingSoftware></Processing>
</Description>
`, escape(d.Name), escape(cmp.Or(o.System, "docket")))
	a.declare(d)
	a.printf("<Layout>\n")
	for i := range d.Pages {
		p := &d.Pages[i]
		a.p, a.k = p, cmp.Or(o.DPI, p.DPI, defaultDPI)/72
		if !(a.k > 0 && a.k < 1e4) {
			a.k = defaultDPI / 72.0
		}
		a.page(i)
	}
	a.printf("</Layout>\n</alto>\n")
	return a.w.Flush()
}

// An altoWriter writes one document; its bufio.Writer keeps the first error.
type altoWriter struct {
	w      *bufio.Writer
	p      *Page
	k      float64 // pixels a point
	n      int     // elements written, for their ids
	styles map[Font]string
	roles  map[Role]string
}

func (a *altoWriter) printf(format string, args ...any) { fmt.Fprintf(a.w, format, args...) }

// declare writes the styles and tags that the pages refer to.
func (a *altoWriter) declare(d *Document) {
	var fonts []Font
	var roles []Role
	for i := range d.Pages {
		p := &d.Pages[i]
		for k := range p.Words {
			f := p.Words[k].Font
			if f.Size > 0 && f.Size < 1e5 && a.styles[f] == "" {
				fonts = append(fonts, f)
				a.styles[f] = fmt.Sprintf("TS_%d", len(fonts))
			}
		}
		for k := range p.Blocks {
			if r := p.Blocks[k].Role; r != "" && a.roles[r] == "" {
				roles = append(roles, r)
				a.roles[r] = fmt.Sprintf("ST_%d", len(roles))
			}
		}
	}
	if len(fonts) > 0 {
		a.printf("<Styles>\n")
		for _, f := range fonts {
			a.printf(`<TextStyle ID="%s" FONTSIZE="%.4g"`, a.styles[f], f.Size)
			if f.Name != "" {
				a.printf(` FONTFAMILY="%s"`, escape(f.Name))
			}
			switch {
			case f.Bold && f.Italic:
				a.printf(` FONTSTYLE="bold italics"`)
			case f.Bold:
				a.printf(` FONTSTYLE="bold"`)
			case f.Italic:
				a.printf(` FONTSTYLE="italics"`)
			}
			if len(f.Color) == 7 {
				a.printf(` FONTCOLOR="%s"`, escape(f.Color[1:]))
			}
			a.printf("/>\n")
		}
		a.printf("</Styles>\n")
	}
	if len(roles) > 0 {
		a.printf("<Tags>\n")
		for _, r := range roles {
			a.printf(`<StructureTag ID="%s" LABEL="%s"/>`+"\n", a.roles[r], escape(string(r)))
		}
		a.printf("</Tags>\n")
	}
}

func (a *altoWriter) id(prefix string) string {
	a.n++
	return fmt.Sprintf("%s_%d", prefix, a.n)
}

// place returns the position attributes of r.
func (a *altoWriter) place(r Rect) string {
	x0, y0 := math.Round(r.X0*a.k), math.Round(r.Y0*a.k)
	x1, y1 := math.Round(r.X1*a.k), math.Round(r.Y1*a.k)
	return fmt.Sprintf(`HPOS="%.0f" VPOS="%.0f" WIDTH="%.0f" HEIGHT="%.0f"`, x0, y0, x1-x0, y1-y0)
}

func (a *altoWriter) page(i int) {
	p := a.p
	w, h := math.Round(p.Size.W*a.k), math.Round(p.Size.H*a.k)
	a.printf(`<Page ID="PAGE_%d" PHYSICAL_IMG_NR="%d" WIDTH="%.0f" HEIGHT="%.0f"`, i+1, max(p.Number, 0), w, h)
	if p.Label != "" {
		a.printf(` PRINTED_IMG_NR="%s"`, escape(p.Label))
	}
	if p.Language != "" {
		a.printf(` LANG="%s"`, escape(p.Language))
	}
	a.printf(">\n"+`<PrintSpace HPOS="0" VPOS="0" WIDTH="%.0f" HEIGHT="%.0f">`+"\n", w, h)
	for k := range p.Blocks {
		if p.Blocks[k].Parent == nil {
			a.block(k)
		}
	}
	if len(p.Blocks) == 0 && len(p.Lines) > 0 {
		a.textBlock(Range{0, len(p.Lines)}, Rect{}, "")
	}
	a.printf("</PrintSpace>\n</Page>\n")
}

func (a *altoWriter) block(i int) {
	b := &a.p.Blocks[i]
	tag := fmt.Sprintf(` TAGREFS="%s"`, a.roles[b.Role])
	if b.Role == "" {
		tag = ""
	}
	switch {
	case b.Table.drawable():
		a.printf(`<ComposedBlock ID="%s" %s TYPE="table"%s>`+"\n", a.id("CB"), a.place(b.Box), tag)
		for _, c := range b.Table.Cells {
			if c.Lines.Len() > 0 {
				a.textBlock(c.Lines, c.Box, "")
			}
		}
		a.printf("</ComposedBlock>\n")
	case len(b.Children) > 0:
		a.printf(`<ComposedBlock ID="%s" %s TYPE="%s"%s>`+"\n", a.id("CB"), a.place(b.Box), escape(string(b.Role)), tag)
		if own := a.p.ownLines(i); own.Len() > 0 {
			a.textBlock(own, Rect{}, "")
		}
		for _, c := range b.Children {
			a.block(c)
		}
		a.printf("</ComposedBlock>\n")
	case b.Lines.Len() == 0:
		a.printf(`<Illustration ID="%s" %s TYPE="%s"%s/>`+"\n", a.id("IL"), a.place(b.Box), escape(string(b.Role)), tag)
	default:
		a.textBlock(b.Lines, b.Box, tag)
	}
}

func (a *altoWriter) textBlock(lines Range, box Rect, attr string) {
	if box.IsZero() {
		for i := lines.Start; i < lines.End; i++ {
			box = box.Union(a.p.Lines[i].Box)
		}
	}
	a.printf(`<TextBlock ID="%s" %s%s>`+"\n", a.id("TB"), a.place(box), attr)
	for i := lines.Start; i < lines.End; i++ {
		a.line(&a.p.Lines[i])
	}
	a.printf("</TextBlock>\n")
}

func (a *altoWriter) line(l *Line) {
	a.printf(`<TextLine ID="%s" %s`, a.id("TL"), a.place(l.Box))
	if l.Baseline > 0 {
		a.printf(` BASELINE="%.0f"`, l.Baseline*a.k)
	}
	a.printf(">")
	for i := l.Words.Start; i < l.Words.End; i++ {
		w := &a.p.Words[i]
		if i > l.Words.Start && !w.Joined {
			gap := a.p.Words[i-1].Box
			a.printf(`<SP HPOS="%.0f" VPOS="%.0f" WIDTH="%.0f"/>`, math.Round(gap.X1*a.k), math.Round(gap.Y0*a.k), max(0, math.Round(w.Box.X0*a.k)-math.Round(gap.X1*a.k)))
		}
		a.printf(`<String ID="%s" %s CONTENT="%s"`, a.id("S"), a.place(w.Box), escape(w.Text))
		if s := a.styles[w.Font]; s != "" {
			a.printf(` STYLEREFS="%s"`, s)
		}
		if w.Confidence > 0 {
			a.printf(` WC="%.2f"`, min(w.Confidence, 1))
		}
		if w.Language != "" {
			a.printf(` LANG="%s"`, escape(w.Language))
		}
		a.printf("/>")
	}
	a.printf("</TextLine>\n")
}
