package task

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// A Delivery is one event on its way to one Notifier, or arrived there. It is
// kept for a week after its end.
type Delivery struct {
	ID       ID        `json:"id"`
	Notifier string    `json:"notifier"`
	URL      string    `json:"url,omitempty"` // of a callback
	Event    Event     `json:"event"`
	State    State     `json:"state"`           // Pending, Processing, Completed, or Failed when it was given up
	Attempts int       `json:"attempts"`        //
	Err      *Error    `json:"error,omitempty"` // of the last attempt that failed
	Next     time.Time `json:"next,omitzero"`   // attempt, while it is Pending
	Created  time.Time `json:"created"`
	Finished time.Time `json:"finished,omitzero"`
}

// A DeliveryQuery selects deliveries. The zero value selects all.
type DeliveryQuery struct {
	Notifier string
	Type     EventType
	Task     ID
	States   []State
	From, To time.Time // Created in [From, To); zero = open
	After    ID        // continue behind this one
	Limit    int       // default and most MaxList
}

// Deliveries returns deliveries, newest first, and the cursor of the next page.
func (m *Manager) Deliveries(ctx context.Context, q DeliveryQuery) (list []Delivery, next ID, err error) {
	limit := min(positive(q.Limit, MaxList), MaxList)
	labels := map[string]string{}
	for k, v := range map[string]string{labelNotifier: q.Notifier, labelEvent: string(q.Type), labelTask: string(q.Task)} {
		if v != "" {
			labels[k] = v
		}
	}
	rs, err := m.backend.List(ctx, Query{
		Internal: true, Kinds: []string{kindDelivery}, Labels: labels, States: q.States, From: q.From, To: q.To, After: q.After, Limit: limit + 1,
	})
	if err != nil {
		return nil, "", AsError(err)
	}
	for i, r := range rs {
		if i == limit {
			return list, list[i-1].ID, nil
		}
		var d delivery
		if err := json.Unmarshal(r.Params, &d); err != nil {
			return nil, "", Errorf(Internal, "delivery %s: %w", r.ID, err)
		}
		out := Delivery{
			ID: r.ID, Notifier: d.Notifier, URL: d.URL, Event: d.Event, State: r.State, Attempts: r.Attempt, Err: r.Err,
			Created: r.Created, Finished: r.Finished,
		}
		if r.State == Pending {
			out.Next = r.RunAt
		}
		list = append(list, out)
	}
	return list, "", nil
}

// Redeliver tells of the event of a delivery once more, with the same event ID.
// It returns the new delivery's ID.
func (m *Manager) Redeliver(ctx context.Context, id ID) (ID, error) {
	r, err := m.backend.Get(ctx, id)
	if err != nil {
		return "", AsError(err)
	}
	var d delivery
	if err := json.Unmarshal(r.Params, &d); err != nil || r.Kind != kindDelivery {
		return "", Errorf(NotFound, "no delivery %q", id)
	}
	n, _, err := m.backend.Insert(ctx, m.newDelivery(d, r.Owner))
	return n.ID, asError(err)
}

// Replay redelivers all that q selects, oldest first, and returns how many
// there were.
func (m *Manager) Replay(ctx context.Context, q DeliveryQuery) (int, error) {
	var ids []ID
	if q.To.IsZero() {
		q.To = time.Now() // not what this call itself makes
	}
	for {
		list, next, err := m.Deliveries(ctx, q)
		if err != nil {
			return 0, err
		}
		for _, d := range list {
			ids = append(ids, d.ID)
		}
		if q.After = next; next == "" {
			break
		}
	}
	for i := range ids {
		if _, err := m.Redeliver(ctx, ids[len(ids)-1-i]); err != nil {
			return i, err
		}
	}
	return len(ids), nil
}

// kindRunCheck is the internal task that looks whether a batch is complete.
const kindRunCheck = "docket.run"

// runCheck returns the internal task that follows the end of a task of a batch.
func (m *Manager) runCheck(r *Record) []Record {
	if r.RunID == "" || r.Internal || !m.notify.wanted(RunCompleted, r.Callbacks) {
		return nil
	}
	now := time.Now()
	return []Record{{
		Snapshot: Snapshot{
			ID: m.ids.next(now), Kind: kindRunCheck, State: Pending, RunID: r.RunID, Owner: r.Owner, Callbacks: slices.Clone(r.Callbacks),
			Created: now, Updated: now,
		},
		Seq: 1, Internal: true, MaxAttempts: 1 << 30, TTL: time.Minute,
	}}
}

// checkRun tells of a batch whose tasks are all final. Several tasks may be the
// last ones at the same time; the idempotency key of the first delivery makes
// one event of that. A batch that grows later is told of again.
func (m *Manager) checkRun(ctx context.Context, r Record) Change {
	err := func() error {
		s, err := m.Run(ctx, r.RunID)
		if err != nil || s.Done < s.Total {
			return err
		}
		id := fmt.Sprintf("evt_run_%x_%d", sha256.Sum256([]byte(r.RunID)), s.Total)
		also := m.deliveries(Event{ID: id, Type: RunCompleted, Time: time.Now(), Seq: int64(s.Total), Run: &s}, &r)
		if len(also) == 0 {
			return nil
		}
		also[0].Key = id
		_, _, err = m.backend.Insert(ctx, also...)
		return err
	}()
	return func(r *Record) ([]Record, error) {
		if err != nil {
			r.State, r.Err, r.RunAt = Pending, AsError(err), time.Now().Add(deliveryBackoff(r.Attempt))
			return nil, nil
		}
		now := time.Now()
		r.State, r.Finished, r.ExpiresAt = Completed, now, now.Add(r.TTL)
		return nil, nil
	}
}
