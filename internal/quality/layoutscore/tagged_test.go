package layoutscore

import (
	"context"
	"strings"
	"testing"

	"github.com/docket-go/docket/internal/folio"
	"github.com/docket-go/docket/layout"
)

// A structure tree is used where it agrees with the page, and only there.
func TestStructureTree(t *testing.T) {
	for _, kind := range []string{"article", "lists", "columns", "sidebar"} {
		plain, err := readFolio(context.Background(), folio.Make(kind, 3))
		if err != nil {
			t.Fatal(err)
		}
		f := folio.MakeTagged(kind, 3, false)
		tagged, err := readFolio(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		used := 0
		for i := range tagged.Pages {
			for _, b := range tagged.Pages[i].Blocks {
				if b.Source == "tag" {
					used++
				}
			}
		}
		if used == 0 {
			t.Errorf("%s: no block is told by its tag", kind)
		}
		if got, was := compareRoles(f.Blocks, tagged), compareRoles(f.Blocks, plain); got.recall < was.recall || got.levels < was.levels {
			t.Errorf("%s: with tags %+v, without %+v", kind, got, was)
		}
		lies, err := readFolio(context.Background(), folio.MakeTagged(kind, 3, true))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := markdown(t, lies), markdown(t, plain); got != want {
			t.Errorf("%s: a tree of headings alone changes the page:\n%s\nwant\n%s", kind, got, want)
		}
	}
}

func markdown(t *testing.T, d *layout.Document) string {
	t.Helper()
	var b strings.Builder
	if err := layout.WriteMarkdown(&b, d, layout.ExportOptions{Furniture: true}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
