package layout

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChunks(t *testing.T) {
	d := richDocument()
	whole := d.Chunks(ChunkOptions{})
	var heads [][]string
	for i, c := range whole {
		heads = append(heads, c.Headings)
		if c.Number != i+1 || c.Size > 1500 || len(c.Places) == 0 || c.Text == "" {
			t.Errorf("chunk %d: number %d, size %d, %d places", i, c.Number, c.Size, len(c.Places))
		}
	}
	want := [][]string{{"Report of the harbour"}, {"Report of the harbour", "1 Ships & goods"}, {"Report of the harbour", "2 Notes"}}
	if diff := cmp.Diff(want, heads); diff != "" {
		t.Fatal(diff)
	}
	if s := whole[1].Text; !strings.Contains(s, "| Port | Ships | Tons |\n| --- | --- | --- |\n| Linz | 8 | 95 |") || !strings.Contains(s, "• Nets are mended") || strings.Contains(s, "Harbour office") {
		t.Errorf("section reads\n%s", s)
	}
	if !slices.Contains(whole[1].Roles, RoleTable) || whole[2].Places[0].Page != 2 {
		t.Errorf("roles %v, places %v", whole[1].Roles, whole[2].Places)
	}
}

// However small chunks are, their words are those of the document, in order.
func TestChunksLoseNothing(t *testing.T) {
	d := richDocument()
	words := func(cs []Chunk) string {
		var b strings.Builder
		for _, c := range cs {
			b.WriteString(c.Text + "\n")
		}
		s := strings.Join(strings.Fields(b.String()), " ")
		return strings.ReplaceAll(s, "| Port | Ships | Tons | | --- | --- | --- | ", "") // repeated
	}
	want := words(d.Chunks(ChunkOptions{Max: 1e6}))
	for _, limit := range []int{400, 120, 60, 1} {
		got := d.Chunks(ChunkOptions{Max: limit})
		if diff := cmp.Diff(want, words(got)); diff != "" {
			t.Errorf("at %d:\n%s", limit, diff)
		}
		for _, c := range got {
			if limit >= 120 && c.Size > limit {
				t.Errorf("at %d: chunk %d has %d", limit, c.Number, c.Size)
			}
		}
	}
}

func TestChunksCountAsTold(t *testing.T) {
	d := richDocument()
	for _, c := range d.Chunks(ChunkOptions{Max: 40, Size: func(s string) int { return len(strings.Fields(s)) }}) {
		if n := len(strings.Fields(c.String())); n > 40 || c.Size != n {
			t.Errorf("chunk %d has %d words, Size says %d", c.Number, n, c.Size)
		}
	}
	if got := (&Document{}).Chunks(ChunkOptions{}); len(got) != 0 {
		t.Errorf("an empty document has %d chunks", len(got))
	}
}

func TestSentences(t *testing.T) {
	want := []string{"It was late.", "Dr. Smith (of Graz) came at 5 p.m. to No. 3!", `"Why?"`, "he asked", "e.g. now."}
	got := sentences(strings.Join(want[:3], " ") + " he asked e.g. now.")
	if diff := cmp.Diff([]string{want[0], want[1], `"Why?" he asked e.g. now.`}, got); diff != "" {
		t.Error(diff)
	}
}
