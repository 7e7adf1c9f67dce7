package pdf

import (
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// readTags returns the structure tree of a page, or nil where it has none that
// names a word; marks are the marked-content ids of the words.
func readTags(p *pdfium.Page, words []layout.Word, marks []int) *layout.Tag {
	byMark := map[int][]int{}
	for i, m := range marks {
		if m >= 0 {
			byMark[m] = append(byMark[m], i)
		}
	}
	if len(byMark) == 0 {
		return nil
	}
	root := layout.Tag{Type: "Document"}
	for _, t := range p.Tags() {
		if tag, ok := convertTag(t, words, byMark); ok {
			root.Children = append(root.Children, tag)
			root.Box = root.Box.Union(tag.Box)
		}
	}
	if root.Box.IsZero() {
		return nil
	}
	if len(root.Children) == 1 && root.Children[0].Type == "Document" {
		return &root.Children[0]
	}
	return &root
}

// convertTag turns an element into words of the page; ok is false where nothing
// of it stands on the page.
func convertTag(t pdfium.Tag, words []layout.Word, byMark map[int][]int) (out layout.Tag, ok bool) {
	out = layout.Tag{Type: t.Type, Alt: t.Alt, RowSpan: t.RowSpan, ColSpan: t.ColSpan}
	ok = t.Alt != ""
	for _, m := range t.Marks {
		out.Words = append(out.Words, byMark[m]...)
	}
	for _, w := range out.Words {
		out.Box = out.Box.Union(words[w].Box)
		ok = true
	}
	for _, c := range t.Children {
		if child, keep := convertTag(c, words, byMark); keep {
			out.Children = append(out.Children, child)
			out.Box = out.Box.Union(child.Box)
			ok = true
		}
	}
	return out, ok
}
