package pdftest

import (
	"fmt"
	"strings"
)

// A Page is a page of a file made by File.
type Page struct {
	Content string // content stream; there are no resources but font /F1, Helvetica
	Entries string // of the page dictionary, such as /Rotate 90; default a MediaBox of 200 x 100

	// Annotation is what an annotation of 200 x 100 at the origin draws over
	// the page; empty = there is none.
	Annotation string
}

// File returns a small PDF.
func File(pages ...Page) []byte {
	var b strings.Builder
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), fmt.Sprintf(format, args...))
	}
	b.WriteString("%PDF-1.7\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
	}
	object("<< /Type /Pages /Count %d /Kids [%s] >>", len(pages), strings.Join(kids, " "))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	annots := 0
	for i, p := range pages {
		if !strings.Contains(p.Entries, "/MediaBox") {
			p.Entries += " /MediaBox [0 0 200 100]"
		}
		if p.Annotation != "" {
			annots++
			p.Entries += fmt.Sprintf(" /Annots [<< /Type /Annot /Subtype /Stamp /F 4 /Rect [0 0 200 100] /AP << /N %d 0 R >> >>]", 3+2*len(pages)+annots)
		}
		object("<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> %s >>", 5+2*i, p.Entries)
		object("<< /Length %d >>\nstream\n%s\nendstream", len(p.Content), p.Content)
	}
	for _, p := range pages {
		if p.Annotation != "" {
			object("<< /Type /XObject /Subtype /Form /BBox [0 0 200 100] /Length %d >>\nstream\n%s\nendstream", len(p.Annotation), p.Annotation)
		}
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return []byte(b.String())
}
