package task

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/store"
)

// A Review says what a person has made of a result. It is no State.
type Review string

// The reviews.
const (
	ReviewNone      Review = ""
	ReviewApproved  Review = "approved"  // the values were said to be right
	ReviewCorrected Review = "corrected" // some were put right
)

// Correct puts values of a finished task right and returns them: those that a
// person gave have the origin extract.OriginCorrected, and what was read
// becomes their first alternative. Rules are checked again. The result of the
// task is replaced, later calls add to earlier ones, and task.corrected is
// told.
//
// What was put right, and what was let stand, is learnt at once: the next
// document of the same supplier and of the same Options.Owner is read with it,
// also by other processes on the same Store and after a restart. See
// ExportMemory, ImportMemory and Forget. Where Config.Memory is set it learns
// for all owners.
//
// The task is one of Extract, Process or SplitDocuments that found values.
// What does not fit its field fails with Invalid and a message a field.
func (m *Manager) Correct(ctx context.Context, id ID, c Correction) (*extract.Result, error) {
	out, err := m.correct(ctx, id, c)
	return out, asError(err)
}

func (m *Manager) correct(ctx context.Context, id ID, c Correction) (*extract.Result, error) {
	s, err := m.finished(ctx, id)
	if err != nil {
		return nil, err
	}
	if s.State != Completed {
		return nil, invalid("task", "%s is %s", id, s.State)
	}
	v, err := m.original(ctx, id)
	if err != nil {
		return nil, err
	}
	part, err := v.part(c.Part)
	if err != nil {
		return nil, err
	}
	at := v.slots[part]
	if _, err := c.apply(ctx, at.values, at.doc); err != nil {
		return nil, err
	}
	c.Time = time.Now().UTC()
	if err := m.keepCorrection(ctx, id, c); err != nil {
		return nil, err
	}
	all, err := m.Corrections(ctx, id)
	if err != nil {
		return nil, err
	}
	review, err := v.applyAll(ctx, all)
	if err != nil {
		return nil, err
	}
	if !c.NoLearn {
		if err := m.learnt.learn(ctx, s.Owner, fmt.Sprintf("%s-%d", id, part), at.doc, at.values); err != nil {
			return nil, err
		}
	}
	return at.values, m.replaceResult(ctx, id, v.result, review)
}

// Corrections returns what Correct was told of a task, oldest first.
func (m *Manager) Corrections(ctx context.Context, id ID) ([]Correction, error) {
	infos, err := m.store.List(ctx, correctionKey(id))
	if err != nil {
		return nil, AsError(err)
	}
	var out []Correction
	for _, i := range infos {
		var c Correction
		if err := m.getJSON(ctx, i.Key, &c); err != nil {
			return nil, AsError(err)
		}
		out = append(out, c)
	}
	return out, nil
}

func correctionKey(id ID) string { return prefix(id) + "corrections/" }

// keepCorrection adds c to what was said of a task. Several callers at once get
// a number each.
func (m *Manager) keepCorrection(ctx context.Context, id ID, c Correction) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	earlier, err := m.store.List(ctx, correctionKey(id))
	if err != nil {
		return err
	}
	for n := len(earlier) + 1; ; n++ {
		_, err := m.store.Put(ctx, fmt.Sprintf("%s%06d.json", correctionKey(id), n), bytes.NewReader(b), store.PutOptions{MediaType: "application/json", IfAbsent: true})
		if !errors.Is(err, store.ErrExists) {
			return err
		}
	}
}

// A valued is a result with values in it, which are edited in place.
type valued struct {
	result any
	slots  map[int]slot // by part; 0 = the document as a whole
}

// A slot is the values of one document, and the document.
type slot struct {
	values *extract.Result
	doc    *layout.Document
}

// original returns the result of a task as the operation made it, and keeps it
// beside the one that is about to replace it.
func (m *Manager) original(ctx context.Context, id ID) (*valued, error) {
	r, err := m.backend.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	key := prefix(id) + "original.json"
	data, err := store.Bytes(ctx, m.store, key, maxResult)
	if errors.Is(err, fs.ErrNotExist) {
		if data = r.Result; len(data) == 0 {
			if data, err = store.Bytes(ctx, m.store, resultKey(id), maxResult); err != nil {
				return nil, err
			}
		}
		_, err = m.store.Put(ctx, key, bytes.NewReader(data), store.PutOptions{MediaType: "application/json", IfAbsent: true})
		if errors.Is(err, store.ErrExists) { // somebody else was quicker
			data, err = store.Bytes(ctx, m.store, key, maxResult)
		}
	}
	if err != nil {
		return nil, err
	}
	v, err := newValued(r.Kind, data)
	if err == nil && len(v.slots) == 0 {
		err = invalid("task", "%s is a %s that found no values", id, r.Kind)
	}
	return v, err
}

// newValued decodes a result.
func newValued(kind string, data []byte) (*valued, error) {
	v := &valued{slots: map[int]slot{}}
	parts := func(doc *layout.Document, list []Part) {
		for i := range list {
			if list[i].Values != nil {
				v.slots[i+1] = slot{list[i].Values, list[i].pagesOf(doc)}
			}
		}
	}
	switch kind {
	case Extract{}.Kind():
		x := &Extraction{}
		if err := json.Unmarshal(data, x); err != nil {
			return nil, err
		}
		v.result, v.slots[0] = x, slot{&x.Result, x.Document}
	case Process{}.Kind():
		p := &Processed{}
		if err := json.Unmarshal(data, p); err != nil {
			return nil, err
		}
		v.result = p
		parts(p.Document, p.Parts)
		switch {
		case p.Values != nil && len(p.Parts) == 1: // the same values twice
			p.Values = p.Parts[0].Values
		case p.Values != nil:
			v.slots[0] = slot{p.Values, p.Document}
		}
	case SplitDocuments{}.Kind():
		p := &Pile{}
		if err := json.Unmarshal(data, p); err != nil {
			return nil, err
		}
		v.result = p
		parts(p.Document, p.Parts)
	}
	return v, nil
}

// part returns which slot a correction of part n is for: that of the whole
// where there is one, otherwise the only one.
func (v *valued) part(n int) (int, error) {
	if _, ok := v.slots[n]; ok {
		return n, nil
	}
	if _, one := v.slots[1]; n == 0 && one && len(v.slots) == 1 {
		return 1, nil
	}
	if n == 0 {
		return 0, invalid("Part", "there are %d documents in it; say which", len(v.slots))
	}
	return 0, Errorf(NotFound, "there are no values of part %d", n)
}

// applyAll makes all corrections.
func (v *valued) applyAll(ctx context.Context, all []Correction) (Review, error) {
	review := ReviewApproved
	for _, c := range all {
		part, err := v.part(c.Part)
		if err != nil {
			return "", err
		}
		at := v.slots[part]
		out, err := c.apply(ctx, at.values, at.doc)
		if err != nil {
			return "", err
		}
		*at.values = *out
		if !c.isEmpty() {
			review = ReviewCorrected
		}
	}
	return review, nil
}

// replaceResult puts the corrected result in place.
func (m *Manager) replaceResult(ctx context.Context, id ID, result any, review Review) error {
	data, err := json.Marshal(result)
	if err != nil {
		return err
	}
	if _, err := m.store.Put(ctx, resultKey(id), bytes.NewReader(data), store.PutOptions{MediaType: "application/json"}); err != nil {
		return err
	}
	_, err = m.backend.Update(ctx, id, func(r *Record) ([]Record, error) {
		if r.State != Completed {
			return nil, Errorf(cmp.Or(map[State]Code{Expired: ExpiredCode}[r.State], Invalid), "task %s is %s", id, r.State)
		}
		r.Review, r.Result = review, nil
		return m.events(r, TaskCorrected), nil
	})
	return err
}
