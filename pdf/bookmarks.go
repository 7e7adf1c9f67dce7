package pdf

import (
	"context"

	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// A Bookmark is an entry of a document's outline.
type Bookmark struct {
	Title string
	Level int    // depth, 1 = top
	Page  int    // 1-based page it leads to, 0 = none
	URI   string // or where else it leads
}

// Outline returns the bookmarks of the document, depth first.
func (d *Document) Outline(ctx context.Context) ([]Bookmark, error) {
	var out []Bookmark
	err := d.use(ctx, func(in *pdfium.Instance) error {
		for _, b := range in.Outline() {
			out = append(out, Bookmark{Title: b.Title, Level: b.Level, Page: b.Page, URI: b.URI})
		}
		return in.Err()
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
