package task

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/docket-go/docket/store"
)

// How events are delivered.
const (
	kindDelivery     = "docket.delivery"
	labelNotifier    = "notifier"
	labelEvent       = "event"
	labelTask        = "task"
	deliveriesAtOnce = 8
	deliverFor       = 48 * time.Hour     // after the event
	deliverAtLeast   = 12                 // times, should the clock jump
	deliveryLog      = 7 * 24 * time.Hour // how long a delivery can be looked up
	passingAtOnce    = 64                 // progress events under way; more are dropped

	// NotifyTimeout is how long one call of Notify may take.
	NotifyTimeout = 30 * time.Second
)

// A delivery is the parameters of an internal task.
type delivery struct {
	Notifier string `json:"notifier"`
	URL      string `json:"url,omitempty"` // of a callback
	Event    Event  `json:"event"`
}

// notifiers are those of one Manager.
type notifiers struct {
	list   []Notifier
	caller CallbackNotifier // the first that can call URLs

	mu    sync.Mutex
	told  map[ID]time.Time // when progress was told last
	slots chan struct{}
}

func newNotifiers(list []Notifier) (*notifiers, error) {
	n := &notifiers{list: list, told: map[ID]time.Time{}, slots: make(chan struct{}, passingAtOnce)}
	var names []string
	for _, x := range list {
		if x == nil || x.Name() == "" || slices.Contains(names, x.Name()) {
			return nil, invalid("notifiers", "each needs a name of its own")
		}
		names = append(names, x.Name())
		if c, ok := x.(CallbackNotifier); ok && n.caller == nil {
			n.caller = c
		}
	}
	return n, nil
}

// keep gives the Store to those that keep something.
func (n *notifiers) keep(s store.Store) {
	for _, x := range n.list {
		if k, ok := x.(KeepingNotifier); ok {
			k.Keep(s)
		}
	}
}

// check refuses callbacks that nobody could make.
func (n *notifiers) check(urls []string) error {
	if len(urls) > 0 && n.caller == nil {
		return invalid("callbacks", "no Notifier of the Manager can call URLs; add one of package task/webhook")
	}
	for _, u := range urls {
		if err := n.caller.CheckCallback(u); err != nil {
			return invalid("callbacks", "%v", err)
		}
	}
	return nil
}

// wanted reports whether anybody wants events of a type.
func (n *notifiers) wanted(t EventType, callbacks []string) bool {
	if len(callbacks) > 0 && n.caller != nil && n.caller.WantsCallback(t) {
		return true
	}
	return slices.ContainsFunc(n.list, func(x Notifier) bool { return x.Wants(t) })
}

func (n *notifiers) find(name string) Notifier {
	for _, x := range n.list {
		if x.Name() == name {
			return x
		}
	}
	return nil
}

// deliver is one attempt of a delivery.
func (n *notifiers) deliver(ctx context.Context, m *Manager, r Record) Change {
	var d delivery
	err := json.Unmarshal(r.Params, &d)
	if err == nil {
		err = n.call(ctx, d)
	}
	if ctx.Err() != nil { // shutdown or a Delete: not the receiver's fault
		return func(r *Record) ([]Record, error) {
			r.State = Pending
			r.Attempt--
			return nil, nil
		}
	}
	return func(r *Record) ([]Record, error) {
		now := time.Now()
		e := AsError(err)
		if e != nil && e.Retryable && (now.Sub(d.Event.Time) < deliverFor || r.Attempt < deliverAtLeast) {
			r.State, r.Err, r.RunAt = Pending, e, now.Add(max(deliveryBackoff(r.Attempt), e.RetryAfter))
			return nil, nil
		}
		r.State, r.Err = Completed, nil
		m.stats.delivered.Add(1)
		if e != nil {
			r.State, r.Err = Failed, e
			m.stats.delivered.Add(-1)
			m.stats.undelivered.Add(1)
			m.log.Warn("task: event not delivered", "event", d.Event.ID, "notifier", d.Notifier, "err", e)
		}
		r.Finished, r.Took, r.ExpiresAt = now, max(now.Sub(r.Created), 0), now.Add(r.TTL)
		return nil, nil
	}
}

// call brings an event to its Notifier. Errors that are not the Notifier's own
// *Error are worth another try.
func (n *notifiers) call(ctx context.Context, d delivery) (err error) {
	x := n.find(d.Notifier)
	if x == nil {
		return Retry(Errorf(NotConfigured, "this Manager has no notifier %q", d.Notifier))
	}
	ctx, cancel := context.WithTimeout(ctx, NotifyTimeout)
	defer cancel()
	defer func() {
		if p := (*panicked)(nil); errors.As(err, &p) { // an error like any other
			err = Retry(err)
		}
	}()
	defer recovered("notifier "+d.Notifier, &err)
	if d.URL == "" {
		return untyped(x.Notify(ctx, d.Event))
	}
	c, ok := x.(CallbackNotifier)
	if !ok {
		return Permanent(Errorf(NotConfigured, "notifier %q cannot call URLs", d.Notifier))
	}
	return untyped(c.NotifyCallback(ctx, d.URL, d.Event))
}

// deliveryBackoff is 5 s, doubling up to 4 h, each shortened by up to a half.
func deliveryBackoff(attempt int) time.Duration {
	d := min(5*time.Second<<min(attempt-1, 20), 4*time.Hour)
	return d - rand.N(d/2)
}

// due reports whether progress of a task may be told again.
func (n *notifiers) due(id ID) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	if now.Sub(n.told[id]) < progressPeriod {
		return false
	}
	for old, t := range n.told { // few: one a running task
		if now.Sub(t) > 10*progressPeriod {
			delete(n.told, old)
		}
	}
	n.told[id] = now
	return true
}

// passing tells of an event once, now, and drops it when too many are under way.
func (n *notifiers) passing(m *Manager, e Event) {
	for _, x := range n.list {
		if !x.Wants(e.Type) {
			continue
		}
		select {
		case n.slots <- struct{}{}:
		default:
			return
		}
		m.inBackground(func(ctx context.Context) {
			defer func() { <-n.slots }()
			if err := n.call(ctx, delivery{Notifier: x.Name(), Event: e}); err != nil {
				m.log.Debug("task: progress not told", "notifier", x.Name(), "err", err)
			}
		})
	}
}

// Func makes a Notifier of a function. It is told of the given types, of all
// but task.progress where none is given.
func Func(name string, f func(ctx context.Context, e Event) error, types ...EventType) Notifier {
	return funcNotifier{name, f, types}
}

type funcNotifier struct {
	name  string
	f     func(ctx context.Context, e Event) error
	types []EventType
}

func (n funcNotifier) Name() string { return n.name }

func (n funcNotifier) Wants(t EventType) bool {
	if len(n.types) == 0 {
		return t != TaskProgress
	}
	return slices.Contains(n.types, t)
}

func (n funcNotifier) Notify(ctx context.Context, e Event) error { return n.f(ctx, e) }

// Channel makes a Notifier that sends events to c. When nobody receives in
// time the event is delivered again later.
func Channel(name string, c chan<- Event, types ...EventType) Notifier {
	return Func(name, func(ctx context.Context, e Event) error {
		select {
		case c <- e:
			return nil
		case <-ctx.Done():
			return Errorf(Timeout, "nobody received event %s", e.ID)
		}
	}, types...)
}
