package task

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/docket-go/docket/store"
)

// An EventType says what happened.
type EventType string

// The types of events.
const (
	TaskCreated   EventType = "task.created"
	TaskProgress  EventType = "task.progress" // told once, at a bounded rate, not durable
	TaskCompleted EventType = "task.completed"
	TaskFailed    EventType = "task.failed"
	TaskCanceled  EventType = "task.canceled"
	TaskCorrected EventType = "task.corrected" // a person has put values right, or approved them
	TaskExpired   EventType = "task.expired"
	TaskDeleted   EventType = "task.deleted"
	FileCreated   EventType = "file.created"  // one for each output listed in the Snapshot, with task.completed
	FileDeleted   EventType = "file.deleted"  // likewise, with task.expired
	RunCompleted  EventType = "run.completed" // all tasks of a RunID are final; told again when it grows later
)

// EventTypes lists all types.
var EventTypes = []EventType{
	TaskCreated, TaskProgress, TaskCompleted, TaskFailed, TaskCanceled,
	TaskCorrected, TaskExpired, TaskDeleted, FileCreated, FileDeleted, RunCompleted,
}

// An Event tells a Notifier what happened. All but task.progress are told at
// least once, also after a crash; ID is the same each time.
type Event struct {
	ID   string     `json:"id"`
	Type EventType  `json:"type"`
	Time time.Time  `json:"time"`
	Seq  int64      `json:"seq"`            // rises within a task, so that a receiver can put its events in order
	Task *Snapshot  `json:"task,omitempty"` // as it stood then, without Params and Callbacks
	File *Artifact  `json:"file,omitempty"` // of file events
	Run  *RunStatus `json:"run,omitempty"`  // of run.completed
}

// newEvent is an event of r as it will be after the change under way. Suffix
// tells several events of one change apart.
func newEvent(r *Record, typ EventType, suffix string) Event {
	s := r.Snapshot.clone()
	s.Params, s.Callbacks = nil, nil
	seq := r.Seq
	if s.State != Pending || r.Attempt > 0 { // a change raises Seq; an insert does not
		seq++
	}
	return Event{ID: fmt.Sprintf("evt_%s_%d%s", r.ID, seq, suffix), Type: typ, Time: time.Now(), Seq: seq, Task: &s}
}

// events returns the deliveries of an event of r.
func (m *Manager) events(r *Record, typ EventType) []Record {
	if r.Internal || !m.notify.wanted(typ, r.Callbacks) {
		return nil
	}
	return m.deliveries(newEvent(r, typ, ""), r)
}

// fileEvents returns the deliveries of one event for each output of r.
func (m *Manager) fileEvents(r *Record, typ EventType) []Record {
	if !m.notify.wanted(typ, r.Callbacks) {
		return nil
	}
	var out []Record
	for i, a := range r.Outputs {
		e := newEvent(r, typ, fmt.Sprintf("_%d", i+1))
		e.File = &a
		out = append(out, m.deliveries(e, r)...)
	}
	return out
}

// deliveries makes the internal tasks that bring e to those who want it.
func (m *Manager) deliveries(e Event, r *Record) []Record {
	var out []Record
	for _, n := range m.notify.list {
		if !n.Wants(e.Type) {
			continue
		}
		out = append(out, m.newDelivery(delivery{Notifier: n.Name(), Event: e}, r.Owner))
	}
	for _, url := range r.Callbacks {
		if n := m.notify.caller; n != nil && n.WantsCallback(e.Type) {
			out = append(out, m.newDelivery(delivery{Notifier: n.Name(), URL: url, Event: e}, r.Owner))
		}
	}
	return out
}

// newDelivery is the record of one delivery.
func (m *Manager) newDelivery(d delivery, owner string) Record {
	params, err := json.Marshal(d)
	if err != nil {
		panic(err) // cannot be: an Event is plain data
	}
	now := time.Now()
	labels := map[string]string{labelNotifier: d.Notifier, labelEvent: string(d.Event.Type)}
	if d.Event.Task != nil {
		labels[labelTask] = string(d.Event.Task.ID)
	}
	return Record{
		Snapshot: Snapshot{
			ID: m.ids.next(now), Kind: kindDelivery, Params: params, State: Pending, Owner: owner, Labels: labels,
			Created: now, Updated: now,
		},
		Seq: 1, Internal: true, TTL: deliveryLog,
	}
}

// progressEvent tells those who want it of progress, at most once a second a
// task, without waiting for them.
func (m *Manager) progressEvent(r *Record, p Progress) {
	if !m.notify.wanted(TaskProgress, r.Callbacks) || !m.notify.due(r.ID) {
		return
	}
	c := r.Clone()
	c.Progress = p
	e := newEvent(&c, TaskProgress, fmt.Sprintf("_p%d", time.Now().UnixMilli()))
	m.notify.passing(m, e)
}

// A Notifier is told of events. Implementations must be safe for concurrent
// use.
type Notifier interface {
	// Name tells the notifiers of a Manager apart. It is stored with each
	// delivery, so it must be the same after a restart.
	Name() string
	// Wants reports whether the Notifier is to be told of events of a type. It
	// must be quick.
	Wants(t EventType) bool
	// Notify tells of e. After an error it is called again later, for up to 48
	// hours, unless Permanent(err) says that this is of no use. The wait grows
	// from seconds to hours and is at least Error.RetryAfter. It may be called
	// more than once with the same e, and with later events first. ctx ends
	// after NotifyTimeout.
	Notify(ctx context.Context, e Event) error
}

// A CallbackNotifier also tells the URLs in Options.Callbacks.
type CallbackNotifier interface {
	Notifier
	// CheckCallback returns an error where url cannot be called; it is asked at
	// Submit and must be quick.
	CheckCallback(url string) error
	// WantsCallback is Wants for callbacks.
	WantsCallback(t EventType) bool
	// NotifyCallback is Notify to one URL.
	NotifyCallback(ctx context.Context, url string, e Event) error
}

// A KeepingNotifier keeps something of its own over restarts, such as which
// receivers want to hear no more.
type KeepingNotifier interface {
	Notifier
	// Keep is called by NewManager, before any event. The Store is the Manager's:
	// all processes that share it see the same. Keys begin with "notifiers/".
	Keep(s store.Store)
}
