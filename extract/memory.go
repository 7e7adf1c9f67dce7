package extract

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/docket-go/docket/layout"
)

// A Keeper keeps the bytes of a Memory, so that it lasts. Implementations must
// be safe for concurrent use.
type Keeper interface {
	// Load returns what the last Save was given. Without one it returns no
	// bytes and no error.
	Load(ctx context.Context) ([]byte, error)
	// Save replaces the bytes: either all of them are kept or none.
	Save(ctx context.Context, data []byte) error
}

// ErrMemory means that stored memory cannot be read.
var ErrMemory = errors.New("extract: invalid memory")

// A Memory learns from corrections: of the same supplier's next document it
// proposes the names and addresses that a person gave, and the places and
// labels of the other values. It works at once, locally, from values alone.
// What it proposes competes with the other proposers; it never overwrites.
// The zero Memory is empty, ready to use and keeps nothing. It is safe for
// concurrent use.
type Memory struct {
	mu      sync.RWMutex
	entries []memoryEntry
	keeper  Keeper
}

// A memoryEntry is one corrected document.
type memoryEntry struct {
	ID     string               `json:"id"`
	Header []uint32             `json:"header"` // hashed 4-grams of the first lines, sorted
	Strong []string             `json:"strong,omitempty"`
	Values map[string]string    `json:"values"`
	Labels map[string]string    `json:"labels,omitempty"` // text left of the value
	Spans  map[string]spanEntry `json:"spans,omitempty"`  // how names and addresses lie on the page
	Right  map[string]float64   `json:"right,omitempty"`  // right end of the value over the width of the page
}

// A spanEntry is a run of lines: how many there are, and the first of them.
type spanEntry struct {
	Lines int    `json:"lines"`
	First string `json:"first"`
	Near  bool   `json:"near,omitempty"` // the page says nearly, not exactly, what is wanted
}

// maxEntries bounds the memory; the oldest entries go first.
const maxEntries = 20000

// OpenMemory returns the memory that k keeps; every Learn is saved to k.
func OpenMemory(ctx context.Context, k Keeper) (*Memory, error) {
	data, err := k.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("extract: load memory: %w", err)
	}
	m := &Memory{keeper: k}
	if len(data) > 0 {
		if err := m.Import(data); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Export returns all that m has learnt, as JSON.
func (m *Memory) Export() ([]byte, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return json.Marshal(m.entries)
}

// Import adds what Export returned; the error matches ErrMemory. Entries of a
// document that m knows are replaced.
func (m *Memory) Import(data []byte) error {
	var es []memoryEntry
	if err := json.Unmarshal(data, &es); err != nil {
		return fmt.Errorf("%w: %w", ErrMemory, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range es {
		m.put(e)
	}
	return nil
}

func (m *Memory) put(e memoryEntry) {
	if e.ID != "" {
		m.entries = slices.DeleteFunc(m.entries, func(o memoryEntry) bool { return o.ID == e.ID })
	}
	m.entries = append(m.entries, e)
	if n := len(m.entries) - maxEntries; n > 0 {
		m.entries = slices.Delete(m.entries, 0, n)
	}
}

// Len returns the number of documents that m has learnt from.
func (m *Memory) Len() int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.entries)
}

// Forget removes what was learnt from the document id, or, where no document
// has that id, from all documents of the supplier of that name; it returns how
// many entries went.
func (m *Memory) Forget(ctx context.Context, idOrSupplier string) (int, error) {
	m.mu.Lock()
	before := len(m.entries)
	m.entries = slices.DeleteFunc(m.entries, func(e memoryEntry) bool { return e.ID == idOrSupplier })
	if len(m.entries) == before {
		name := fold(idOrSupplier)
		m.entries = slices.DeleteFunc(m.entries, func(e memoryEntry) bool { return name != "" && fold(e.Values[FieldSupplierName]) == name })
	}
	gone := before - len(m.entries)
	m.mu.Unlock()
	return gone, m.save(ctx)
}

func (m *Memory) save(ctx context.Context) error {
	if m.keeper == nil {
		return nil
	}
	data, err := m.Export()
	if err != nil {
		return err
	}
	if err := m.keeper.Save(ctx, data); err != nil {
		return fmt.Errorf("extract: save memory: %w", err)
	}
	return nil
}

// Correct returns r with the values of corrections in place of its own, both
// kept: what was read becomes the first alternative. An empty correction says
// that the document has no such value. The memory learns the corrected values
// and those of r that the person let stand; m may be nil. id names the
// document, so that correcting it again replaces what was learnt.
func (m *Memory) Correct(ctx context.Context, id string, d *layout.Document, r *Result, corrections map[string]string) (*Result, error) {
	out := *r
	out.Values = maps.Clone(r.Values)
	if out.Values == nil {
		out.Values = map[string]Value{}
	}
	for field, norm := range corrections {
		old, had := out.Values[field]
		if norm == "" {
			delete(out.Values, field)
			continue
		}
		v := Value{Kind: KindString, Raw: norm, Norm: norm, Confidence: 1, Origin: OriginCorrected}
		if f := r.Schema.Field(field); f != nil {
			v.Kind = f.kind()
		}
		if had {
			v.Currency, v.Label = old.Currency, old.Label
			old.Alternatives = nil
			v.Alternatives = []Value{old}
		}
		out.Values[field] = v
	}
	if m == nil {
		return &out, nil
	}
	values := map[string]string{}
	for field, v := range out.Values {
		values[field] = v.Norm
	}
	return &out, m.Learn(ctx, id, d, values)
}

// Learn remembers the true values of d by field name.
func (m *Memory) Learn(ctx context.Context, id string, d *layout.Document, values map[string]string) error {
	v := newView(d)
	v.readLabels(nil)
	e := memoryEntry{ID: id, Header: v.headerGrams(), Strong: v.strongIDs(), Values: maps.Clone(values), Labels: map[string]string{}, Right: map[string]float64{}}
	for _, field := range []string{FieldGross, FieldIssueDate, FieldNet, FieldVAT, FieldDue, FieldDueDate, FieldDeliveryDate} {
		if c, ok := v.findTyped(field, values[field]); ok {
			_, x1 := v.span(&c)
			e.Labels[field], e.Right[field] = v.labelKey(&c), x1/max(v.w, 1)
		}
	}
	e.Spans = map[string]spanEntry{}
	for _, field := range []string{FieldSupplierName, FieldSupplierAddress} {
		if c, sim := v.closest(field, values[field]); sim > 0.5 { // printed as it is wanted, or nearly
			span := v.spanOf(c.words)
			span.Near = sim <= 0.999
			e.Spans[field] = span
		}
	}
	m.mu.Lock()
	m.put(e)
	m.mu.Unlock()
	return m.save(ctx)
}

// closest returns the candidate of a ranked field most like text.
func (v *view) closest(field, text string) (choice, float64) {
	var best choice
	sim := 0.0
	if text == "" {
		return best, 0
	}
	for _, c := range v.choices(field) {
		if s := gramSimilarity(c.norm, text); s > sim {
			best, sim = c, s
		}
	}
	return best, sim
}

func (v *view) spanOf(words []int) spanEntry {
	lines := map[int]bool{}
	for _, w := range words {
		lines[v.words[w].line] = true
	}
	if len(words) == 0 {
		return spanEntry{}
	}
	return spanEntry{Lines: len(lines), First: v.lines[v.words[words[0]].line].text}
}

// gramSimilarity is the Jaccard similarity of the 4-grams of a and b.
func gramSimilarity(a, b string) float64 {
	ga, gb := map[uint32]bool{}, map[uint32]bool{}
	addGrams(ga, a)
	addGrams(gb, b)
	n := 0
	for g := range ga {
		if gb[g] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(ga)+len(gb)-n))
}

// findTyped finds the best labelled place of an amount or date.
func (v *view) findTyped(field, norm string) (candidate, bool) {
	if norm == "" {
		return candidate{}, false
	}
	cands := v.dates()
	if !strings.Contains(field, "date") {
		cands = v.amounts(false)
	}
	best, found := candidate{}, false
	bestScore := -1.0
	for i := range cands {
		if cands[i].norm != norm {
			continue
		}
		if s := v.labelsOf(&cands[i], 0, nil)[field].score; s > bestScore {
			best, bestScore, found = cands[i], s, true
		}
	}
	return best, found
}

// labelKey is the text left of c, folded, digits dropped.
func (v *view) labelKey(c *candidate) string {
	var parts []string
	for _, t := range tokenise(v.leftText(c), 0, nil) {
		parts = append(parts, shape(t.text))
	}
	if n := len(parts); n > 4 {
		parts = parts[n-4:]
	}
	return strings.Join(parts, "_")
}

// headerGrams returns the hashed 4-grams of the first ten lines.
func (v *view) headerGrams() []uint32 {
	set := map[uint32]bool{}
	for i := range min(10, len(v.lines)) {
		addGrams(set, v.lines[i].text)
	}
	return slices.Sorted(maps.Keys(set))
}

func addGrams(set map[uint32]bool, s string) {
	a := []rune(fold(s))
	for j := 0; j+4 <= len(a); j++ {
		h := fnv.New32a()
		_, _ = h.Write([]byte(string(a[j : j+4]))) // never fails
		set[h.Sum32()] = true
	}
}

// common counts equal elements of two sorted slices.
func common[T cmp.Ordered](a, b []T) int {
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			n++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}

// A neighbour is a remembered document that looks like the one at hand.
type neighbour struct {
	entry  *memoryEntry
	sim    float64 // Jaccard similarity of the heads
	strong bool    // a strong identifier is shared
}

// otherName reports whether the name of the supplier of e stands nowhere in
// header: two shops of one street share most of their heads.
func otherName(e *memoryEntry, header []uint32, noise float64) bool {
	name := e.Values[FieldSupplierName]
	return name != "" && visible(name, header) < 0.4-2*noise
}

// neighbours returns up to five remembered documents most like v.
func (m *Memory) neighbours(v *view) []neighbour {
	header, strong, noise := v.headerGrams(), v.strongIDs(), v.noise()
	m.mu.RLock()
	defer m.mu.RUnlock()
	var out []neighbour
	for i := range m.entries {
		e := &m.entries[i]
		n := common(header, e.Header)
		s := float64(n) / float64(len(header)+len(e.Header)-n+1)
		id := sharesID(strong, e.Strong)
		if !id && otherName(e, header, noise) {
			continue
		}
		if s > 0.25 || id && s > 0.1 {
			out = append(out, neighbour{e, s, id})
		}
	}
	weight := func(n neighbour) float64 {
		if n.strong {
			return n.sim + 0.3
		}
		return n.sim
	}
	slices.SortStableFunc(out, func(a, b neighbour) int { return cmp.Compare(weight(b), weight(a)) })
	return out[:min(5, len(out))]
}
