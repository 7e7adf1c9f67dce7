package river

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"github.com/docket-go/docket/task"
)

// River looks for tickets that have become due every five seconds. A retry that
// is to follow within a tenth of a second would wait for that. So the process
// that delays a task also issues a second ticket when its time has come: of the
// two, the one that comes late is for nothing. When the process dies first, the
// task starts up to five seconds late.
const (
	soon      = time.Minute // what is delayed for longer is left to River
	mostSoon  = 10_000      // delayed tickets kept in memory
	dueAtOnce = 100         // tickets in one insert
)

// A delayed ticket is to be issued at a time.
type delayed struct {
	at   time.Time
	id   task.ID
	opts *river.InsertOpts
}

// dueList keeps delayed tickets in the order of their times.
type dueList struct {
	mu   sync.Mutex
	list []delayed
	wake chan struct{} // the first one has changed
}

func newDueList() *dueList { return &dueList{wake: make(chan struct{}, 1)} }

func (l *dueList) add(ds []delayed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range ds {
		if len(l.list) == mostSoon {
			return
		}
		at, _ := slices.BinarySearchFunc(l.list, d.at, func(e delayed, t time.Time) int { return e.at.Compare(t) })
		l.list = slices.Insert(l.list, at, d)
		if at == 0 {
			select {
			case l.wake <- struct{}{}:
			default:
			}
		}
	}
}

// next takes what is due, and says how long to wait for more.
func (l *dueList) next() (due []delayed, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for len(due) < min(dueAtOnce, len(l.list)) && !l.list[len(due)].at.After(now) {
		due = append(due, l.list[len(due)])
	}
	l.list = slices.Delete(l.list, 0, len(due))
	if len(l.list) == 0 {
		return due, time.Hour
	}
	return due, max(l.list[0].at.Sub(now), 0)
}

// dueLoop issues delayed tickets until Close.
func (b *backend) dueLoop() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		due, wait := b.due.next()
		if len(due) > 0 {
			b.issueDue(due)
		}
		timer.Reset(wait)
		select {
		case <-b.closed:
			return
		case <-b.due.wake:
		case <-timer.C:
		}
	}
}

func (b *backend) issueDue(due []delayed) {
	params := make([]river.InsertManyParams, len(due))
	for i, d := range due {
		d.opts.ScheduledAt = time.Time{}
		params[i] = river.InsertManyParams{Args: ticket{d.id}, InsertOpts: d.opts}
	}
	ctx, cancel := context.WithTimeout(b.base, 5*time.Second)
	defer cancel()
	if _, err := b.insert.InsertMany(ctx, params); err != nil && b.base.Err() == nil {
		b.config.Logger.Warn("river: delayed tasks start up to five seconds late", "err", err)
	}
}
