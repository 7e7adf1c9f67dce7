package pdf

import (
	"bytes"
	"context"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
)

// FuzzSearchable puts text of any kind on the first page of whatever can be
// parsed, in all ways: no panic, equal bytes each time, and a file with the
// same pages.
func FuzzSearchable(f *testing.F) {
	f.Add(book(f, "s", 2), "word", 10.0, 20.0, 30.0)
	f.Add(makePDF(f, oddPages()...), "שָׁלוֹם 👩‍👩‍👧", -5.0, 1e9, 0.0)
	f.Add(holder(), "\x00\xff)\\(", 1.0, 1.0, 1e-9)
	f.Fuzz(func(t *testing.T, data []byte, text string, x, y, width float64) {
		ctx := context.Background()
		limits := cos.Limits{Time: 5 * time.Second}
		s, err := cos.Read(ctx, data, "", limits)
		if err != nil {
			return
		}
		w, h := s.Frame(s.Pages[0]).Size()
		page := layout.Page{Number: 1, Size: layout.Size{W: w, H: h}, Words: []layout.Word{
			{Text: text, Box: layout.Rect{X0: x, Y0: y, X1: x + width, Y1: y + 9}}, {Text: "next", Box: layout.Rect{X0: 9, Y0: 9, X1: 30, Y1: 18}},
		}}
		for _, o := range []SearchableOptions{{}, {Rewrite: true, Replace: true}, {Upright: true}} {
			var out, again bytes.Buffer
			if err := writeLayers(ctx, &out, s, []layout.Page{page}, o); err != nil {
				t.Fatalf("%+v: %v", o, err)
			}
			if err := writeLayers(ctx, &again, s, []layout.Page{page}, o); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
				t.Fatalf("%+v: two runs differ, %v", o, err)
			}
			if got, err := cos.Read(ctx, out.Bytes(), "", limits); err != nil || len(got.Pages) != len(s.Pages) {
				t.Fatalf("%+v: a file of %d pages cannot be read again: %v", o, len(s.Pages), err)
			}
		}
	})
}

// FuzzSave embeds, replaces and drops in whatever can be parsed.
func FuzzSave(f *testing.F) {
	f.Add(holder(), "named.xml", "title")
	f.Add(book(f, "s", 1), "../\x00", "")
	f.Fuzz(func(t *testing.T, data []byte, name, title string) {
		ctx := context.Background()
		s, err := cos.Read(ctx, data, "", cos.Limits{Time: 5 * time.Second})
		if err != nil {
			return
		}
		for _, detach := range []bool{false, true} {
			var out bytes.Buffer
			o := SaveOptions{WriteOptions: WriteOptions{Info: &layout.Info{Title: title}}, Attach: []Attachment{{Name: name, Data: []byte("x")}}, Detach: detach}
			if err := save(ctx, &out, s, o); err != nil {
				t.Fatal(err)
			}
			got, err := cos.Read(ctx, out.Bytes(), "", cos.Limits{Time: 5 * time.Second})
			if err != nil || len(got.Pages) != len(s.Pages) {
				t.Fatalf("a file of %d pages cannot be read again: %v", len(s.Pages), err)
			}
			found := embeddedFinder{ctx: ctx, s: got, seen: map[embeddedFile]bool{}, names: map[string]bool{}, left: maxEmbedded}
			if err := found.all(); err != nil || len(found.out) == 0 || detach && len(found.out) != 1 {
				t.Fatalf("%d embedded files, %v", len(found.out), err)
			}
		}
		if err := save(ctx, io.Discard, s, SaveOptions{WriteOptions: WriteOptions{DropMetadata: true, Optimize: true}}); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzMerge merges whatever can be parsed with a sound file: no panic, and a
// result that can be read again.
func FuzzMerge(f *testing.F) {
	sound := book(f, "s", 2)
	f.Add(sound)
	f.Add(rawFile("<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>", "<</Type/Pages/Kids[3 0 R 3 0 R 2 0 R]/Count 9>>",
		"<</Type/Page/Contents 3 0 R/Annots[3 0 R]/Parent 2 0 R>>", "<</First 4 0 R/Next 4 0 R/Title 4 0 R/Dest[3 0 R]>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx := context.Background()
		limits := cos.Limits{Time: 5 * time.Second}
		var sources []*cos.Source
		for _, b := range [][]byte{sound, data} {
			s, err := cos.Read(ctx, b, "", limits)
			if err != nil {
				return
			}
			sources = append(sources, s)
		}
		for _, optimize := range []bool{false, true} {
			var out bytes.Buffer
			a, err := newAssembly(&out, WriteOptions{Optimize: optimize})
			check(t, err)
			n := 0
			for _, s := range sources {
				p := a.begin(s, &destinations{s: s})
				for i := range slices.Backward(s.Pages) {
					p.reserve(i)
					n++
				}
				check(t, p.addReserved(ctx))
				check(t, p.close(ctx, "part"))
			}
			check(t, a.finishParts(ctx))
			got, err := cos.Read(ctx, out.Bytes(), "", limits)
			if err != nil || len(got.Pages) != n {
				t.Fatalf("merged file of %d pages: %v", n, err)
			}
		}
	})
}
