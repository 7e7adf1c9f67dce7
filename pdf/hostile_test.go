package pdf

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
)

// hostileFiles are attacks on writers of PDF: each must end in a typed error
// or in a result, in bounded time.
func hostileFiles() map[string][]byte {
	const catalog, onePage = "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	chain := func(n int, link string) []string { // objects 4 … that refer to the next
		out := []string{"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R/X 4 0 R>>", onePage, "<</Type/Page/X 4 0 R>>"}
		for i := range n {
			out = append(out, fmt.Sprintf("<</%s %d 0 R/Title(x)/Dest[3 0 R/Fit]>>", link, 5+i))
		}
		return out
	}
	nodes := []string{catalog}
	for i := range 10_000 {
		nodes = append(nodes, fmt.Sprintf("<</Type/Pages/Kids[%d 0 R]>>", 3+i))
	}
	nodes = append(nodes, "<</Type/Page>>")
	return map[string][]byte{
		"long chain":        rawFile(chain(20_000, "A")...),
		"deep outline":      rawFile(chain(15_000, "First")...),
		"long outline":      rawFile(chain(15_000, "Next")...),
		"deep page tree":    rawFile(nodes...),
		"pattern of itself": rawFile(catalog, onePage, "<</Type/Page/Resources<</Pattern<</P 4 0 R>>>>>>", "<</PatternType 1/Resources<</Pattern<</P 4 0 R>>>>/Length 0>>\nstream\n\nendstream"),
		"everything is one": rawFile("<</Type/Catalog/Pages 1 0 R/Kids[1 0 R 1 0 R]/Outlines 1 0 R/First 1 0 R/Next 1 0 R/Dests 1 0 R/Names 1 0 R/AcroForm 1 0 R/Fields[1 0 R]/PageLabels 1 0 R>>"),
		"huge number":       []byte("%PDF-1.4\n2147483647 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</Type/Page>>endobj\ntrailer<</Root 2147483647 0 R/Size 2147483647>>"),
		"xref of millions":  bytes.Replace(rawFile(catalog, onePage, "<</Type/Page>>"), []byte("xref\n0 4"), []byte("xref\n0 2000000000"), 1),
		"nested arrays":     rawFile(catalog, onePage, "<</Type/Page/X "+strings.Repeat("[", 500_000)),
		"nested content":    rawFile(catalog, onePage, "<</Type/Page/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>", "<</Length 300000>>\nstream\n"+strings.Repeat("[", 300_000)+"\nendstream"),
		"bombs":             bombs(),
	}
}

// bombs is a file whose object streams decode to 60 MB each.
func bombs() []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	io.WriteString(w, "9 0 ")
	spaces := bytes.Repeat([]byte(" "), 1<<20)
	for range 60 {
		w.Write(spaces)
	}
	w.Close()
	b := []byte("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page>>\nendobj\n")
	xref := []byte{0, 0, 0, 0, 0, 0}
	entry := func(kind byte, off int, i int) {
		xref = append(xref, kind, byte(off>>24), byte(off>>16), byte(off>>8), byte(off), byte(i))
	}
	for _, o := range []string{"1 0 obj", "2 0 obj", "3 0 obj"} {
		entry(1, bytes.Index(b, []byte(o)), 0)
	}
	const n = 6
	for i := range n {
		entry(1, len(b), 0)
		b = fmt.Appendf(b, "%d 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n", 4+i, z.Len())
		b = append(append(b, z.Bytes()...), "\nendstream\nendobj\n"...)
	}
	for i := range n {
		entry(2, 4+i, 0)
	}
	start := len(b)
	b = fmt.Appendf(b, "%d 0 obj\n<</Type/XRef/Size %d/W[1 4 1]/Root 1 0 R/Length %d>>\nstream\n", 4+2*n, 4+2*n, len(xref))
	b = append(b, xref...)
	return fmt.Appendf(b, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
}

func TestHostile(t *testing.T) {
	SkipInterpreted(t)
	page := layout.Page{Number: 1, Size: layout.Size{W: 100, H: 100}, Words: []layout.Word{{Text: "x", Box: layout.Rect{X0: 1, Y0: 1, X1: 9, Y1: 9}}}}
	for name, data := range hostileFiles() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		s, err := cos.Read(ctx, data, "", cos.Limits{})
		if err != nil {
			if !errors.Is(err, cos.ErrCorrupt) && !errors.Is(err, cos.ErrTooLarge) {
				t.Errorf("%s: %v", name, err)
			}
			if name == "bombs" && !errors.Is(err, cos.ErrTooLarge) {
				t.Errorf("bombs: %v", err)
			}
			cancel()
			continue
		}
		for _, rewrite := range []bool{false, true} {
			check(t, writeLayers(ctx, io.Discard, s, []layout.Page{page}, SearchableOptions{Rewrite: rewrite, Replace: true}))
		}
		dests := &destinations{s: s}
		check(t, extract(ctx, io.Discard, s, dests, numbers(len(s.Pages)), WriteOptions{Optimize: true}))
		check(t, save(ctx, io.Discard, s, SaveOptions{WriteOptions: WriteOptions{Optimize: true}, Attach: []Attachment{{Name: "a"}}}))
		if parts := splitOutline(s, dests, 1000); len(parts) == 0 {
			t.Errorf("%s: no parts", name)
		}
		cancel()
	}
	if s, err := cos.Read(context.Background(), bombs(), "", cos.Limits{}); !errors.Is(err, cos.ErrTooLarge) {
		t.Errorf("object streams of 360 MB: %v, %v", s != nil, err)
	}
}
