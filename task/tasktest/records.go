package tasktest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/task"
)

func insert(s *suite) {
	r := s.record("a")
	r.Labels = map[string]string{"x": "y"}
	r.RunID, r.Owner, r.Source, r.Priority = "run", "me", "test", 3
	r.Callbacks, r.Secrets, r.After = []string{"https://example.com"}, map[string]string{"k": "v"}, []task.ID{"none"}
	r.Inputs = []task.Artifact{{Key: "tasks/1/input-1", Name: "ü.pdf", Role: task.RoleInput, Size: 7}}
	r.RunAt = time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	kept, existed, err := s.b.Insert(s.Context(), r)
	if err != nil || existed {
		s.Fatalf("Insert: existed %v, %v", existed, err)
	}
	for name, got := range map[string]task.Record{"Insert": kept, "Get": s.get(r.ID)} {
		if d := cmp.Diff(r, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); d != "" {
			s.Errorf("%s (-want +got)\n%s", name, d)
		}
	}
	if _, err := s.b.Get(s.Context(), "00000000000000000000000000"); !errors.Is(err, task.NotFound) {
		s.Errorf("Get of what is not there: %v", err)
	}
}

func insertTwice(s *suite) {
	a, b := s.record("a"), s.record("a")
	s.insert(a)
	changed := a
	changed.Kind = "changed"
	s.insert(b, changed)
	if got := s.get(a.ID); got.Kind != "a" {
		s.Errorf("the record was replaced: kind %q", got.Kind)
	}
	s.get(b.ID)
}

func key(s *suite) {
	ids := make([]task.ID, 8)
	var wg sync.WaitGroup
	var rs []task.Record
	for range ids {
		r := s.record("a")
		r.Key, r.Owner = "k", "me"
		rs = append(rs, r)
	}
	extra := s.record("extra")
	for i := range ids {
		wg.Go(func() {
			r, _, err := s.b.Insert(s.Context(), rs[i])
			if err != nil {
				s.Errorf("Insert: %v", err)
			}
			ids[i] = r.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			s.Fatalf("one key gave several tasks: %v", ids)
		}
	}
	again := s.record("a")
	again.Key, again.Owner = "k", "me"
	if _, existed, err := s.b.Insert(s.Context(), again, extra); err != nil || !existed {
		s.Errorf("Insert with a taken key: existed %v, %v", existed, err)
	}
	if _, err := s.b.Get(s.Context(), extra.ID); !errors.Is(err, task.NotFound) {
		s.Errorf("what came with a record whose key was taken was inserted (%v)", err)
	}
	other := s.record("a")
	other.Key, other.Owner = "k", "you"
	if _, existed, err := s.b.Insert(s.Context(), other); err != nil || existed {
		s.Errorf("the key of another owner: existed %v, %v", existed, err)
	}
	s.finish(ids[0], task.Completed)
	if _, existed, _ := s.b.Insert(s.Context(), again); !existed {
		s.Error("a completed task does not hold its key")
	}
	s.update(ids[0], func(r *task.Record) { r.State = task.Expired })
	for _, end := range []task.State{task.Failed, task.Canceled} {
		r := s.record("a")
		r.Key, r.Owner = "k", "me"
		if _, existed, err := s.b.Insert(s.Context(), r); err != nil || existed {
			s.Errorf("before %s the key should be free: existed %v, %v", end, existed, err)
		}
		s.finish(r.ID, end)
	}
}

func update(s *suite) {
	r, also := s.record("a"), s.record("b")
	s.insert(r)
	got, err := s.b.Update(s.Context(), r.ID, func(r *task.Record) ([]task.Record, error) {
		r.Progress.Phase = "changed"
		return []task.Record{also}, nil
	})
	if err != nil || got.Seq != 2 || got.Progress.Phase != "changed" {
		s.Errorf("Update: %+v, %v", got, err)
	}
	if got := s.get(r.ID); got.Seq != 2 || got.Progress.Phase != "changed" {
		s.Errorf("Get after Update: %+v", got)
	}
	s.get(also.ID)
	failed := errors.New("no")
	if _, err := s.b.Update(s.Context(), r.ID, func(r *task.Record) ([]task.Record, error) {
		r.Progress.Phase = "no"
		return nil, failed
	}); !errors.Is(err, failed) {
		s.Errorf("a Change's error comes back as %v", err)
	}
	if _, err := s.b.Update(s.Context(), r.ID, to(task.Completed)); err == nil {
		s.Error("a pending task became completed")
	}
	if got := s.get(r.ID); got.Seq != 2 || got.Progress.Phase != "changed" || got.State != task.Pending {
		s.Errorf("failed Updates left %+v", got)
	}
	if _, err := s.b.Update(s.Context(), "00000000000000000000000000", to(task.Canceled)); !errors.Is(err, task.NotFound) {
		s.Errorf("Update of what is not there: %v", err)
	}
}

func updateConcurrently(s *suite) {
	r := s.record("a")
	s.insert(r)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				s.update(r.ID, func(r *task.Record) { r.Priority++ })
			}
		})
	}
	wg.Wait()
	if got := s.get(r.ID); got.Priority != 40 || got.Seq != 41 {
		s.Errorf("after 40 changes: %d, Seq %d", got.Priority, got.Seq)
	}
}

func remove(s *suite) {
	r := s.record("a")
	s.insert(r)
	for range 2 {
		if err := s.b.Delete(s.Context(), r.ID); err != nil {
			s.Errorf("Delete: %v", err)
		}
	}
	if _, err := s.b.Get(s.Context(), r.ID); !errors.Is(err, task.NotFound) {
		s.Errorf("Get after Delete: %v", err)
	}
}

// library inserts records of all sorts and returns their IDs.
func library(s *suite) []task.ID {
	var ids []task.ID
	base := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 12 {
		r := s.record([]string{"a", "b", "c"}[i%3])
		r.Created = base.Add(time.Duration(i) * time.Hour)
		r.RunID = []string{"", "run"}[i%2]
		r.Owner = []string{"me", "you"}[i/6]
		r.Fetched = i == 4
		r.Labels = map[string]string{"n": string(rune('a' + i)), "all": "yes"}
		if i < 4 {
			r.ExpiresAt = base.Add(time.Duration(i) * 24 * time.Hour)
		}
		r.Internal = i == 11
		s.insert(r)
		ids = append(ids, r.ID)
	}
	s.finish(ids[0], task.Completed)
	s.finish(ids[1], task.Failed)
	s.finish(ids[2], task.Canceled)
	return ids
}

func list(s *suite) {
	ids := library(s)
	yes, no := true, false
	base := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		q    task.Query
		want []int
	}{
		"all":          {task.Query{}, []int{10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
		"ascending":    {task.Query{Ascending: true}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		"limit":        {task.Query{Limit: 2}, []int{10, 9}},
		"after":        {task.Query{Limit: 2, After: ids[9]}, []int{8, 7}},
		"after, up":    {task.Query{Limit: 2, After: ids[3], Ascending: true}, []int{4, 5}},
		"after filter": {task.Query{Limit: 2, After: ids[9], Kinds: []string{"a"}}, []int{6, 3}},
		"states":       {task.Query{States: []task.State{task.Completed, task.Canceled}}, []int{2, 0}},
		"kinds":        {task.Query{Kinds: []string{"a", "c"}, Owner: "you"}, []int{9, 8, 6}},
		"run":          {task.Query{RunID: "run"}, []int{9, 7, 5, 3, 1}},
		"owner":        {task.Query{Owner: "you"}, []int{10, 9, 8, 7, 6}},
		"fetched":      {task.Query{Fetched: &yes}, []int{4}},
		"not fetched":  {task.Query{Fetched: &no, Owner: "me"}, []int{5, 3, 2, 1, 0}},
		"time":         {task.Query{From: base.Add(2 * time.Hour), To: base.Add(4 * time.Hour)}, []int{3, 2}},
		"expires":      {task.Query{ExpiresBy: base.Add(24 * time.Hour)}, []int{1, 0}},
		"label":        {task.Query{Labels: map[string]string{"n": "f", "all": "yes"}}, []int{5}},
		"no label":     {task.Query{Labels: map[string]string{"absent": "x"}}, nil},
		"internal":     {task.Query{Internal: true}, []int{11}},
	} {
		rs, err := s.b.List(s.Context(), c.q)
		if err != nil {
			s.Errorf("%s: %v", name, err)
		}
		var got []int
		for _, r := range rs {
			got = append(got, slices.Index(ids, r.ID))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			s.Errorf("%s (-want +got)\n%s", name, d)
		}
	}
}

func count(s *suite) {
	library(s)
	for name, c := range map[string]struct {
		q    task.Query
		want map[task.State]int
	}{
		"all":      {task.Query{}, map[task.State]int{task.Pending: 8, task.Completed: 1, task.Failed: 1, task.Canceled: 1}},
		"run":      {task.Query{RunID: "run", Limit: 1}, map[task.State]int{task.Pending: 4, task.Failed: 1}},
		"internal": {task.Query{Internal: true}, map[task.State]int{task.Pending: 1}},
		"none":     {task.Query{Owner: "nobody"}, map[task.State]int{}},
	} {
		got, err := s.b.Count(s.Context(), c.q)
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			s.Errorf("%s: %v (-want +got)\n%s", name, err, d)
		}
	}
}

func watch(s *suite) {
	r := s.record("a")
	s.insert(r)
	seen := make(chan task.Record, 100)
	ended := make(chan error, 1)
	go func() {
		for r, err := range s.b.Watch(s.Context(), r.ID) {
			if err != nil {
				ended <- err
				return
			}
			seen <- r
		}
		ended <- nil
	}()
	if got := receive(s, seen, "first record of a Watch"); got.State != task.Pending {
		s.Errorf("first: %s", got.State)
	}
	s.update(r.ID, func(r *task.Record) { r.State = task.Processing })
	if got := receive(s, seen, "a change"); got.State != task.Processing {
		s.Errorf("after a change: %s", got.State)
	}
	s.update(r.ID, func(r *task.Record) { r.State = task.Completed })
	if got := receive(s, seen, "the last state"); got.State != task.Completed {
		s.Errorf("at the end: %s", got.State)
	}
	if err := receive(s, ended, "end of the Watch"); err != nil {
		s.Errorf("ended with %v", err)
	}
	ctx, cancel := context.WithCancel(s.Context())
	r2 := s.record("a")
	s.insert(r2)
	for _, err := range s.b.Watch(ctx, r2.ID) {
		if err != nil && !errors.Is(err, context.Canceled) {
			s.Errorf("after the end of its context: %v", err)
		}
		cancel()
	}
	cancel()
}

func watchGone(s *suite) {
	r := s.record("a")
	for _, err := range s.b.Watch(s.Context(), r.ID) {
		if !errors.Is(err, task.NotFound) {
			s.Errorf("Watch of what is not there: %v", err)
		}
	}
	s.insert(r)
	first := true
	for _, err := range s.b.Watch(s.Context(), r.ID) {
		if first {
			if err := s.b.Delete(s.Context(), r.ID); err != nil {
				s.Errorf("Delete: %v", err)
			}
		} else if !errors.Is(err, task.NotFound) {
			s.Errorf("after Delete: %v", err)
		}
		first = false
	}
}
