package task

import (
	"context"
	"slices"
	"time"
)

// Sizes and times of the loop.
const (
	maxBatch       = 512
	progressPeriod = time.Second            // progress is written at most this often a task
	failedWrite    = 100 * time.Millisecond // pause after a write that failed
)

// loop applies changes until the Backend is closed.
func (l *local) loop() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		var first *request
		select {
		case <-l.closed:
			return
		case first = <-l.reqs:
		case <-l.kick:
		case <-timer.C:
		}
		pause := l.round(l.collect(first))
		timer.Reset(max(pause, 0))
	}
}

// collect takes what else waits, up to one batch.
func (l *local) collect(first *request) []*request {
	var reqs []*request
	if first != nil {
		reqs = append(reqs, first)
	}
	for len(reqs) < maxBatch {
		select {
		case r := <-l.reqs:
			reqs = append(reqs, r)
		default:
			return reqs
		}
	}
	return reqs
}

// round applies one batch, claims what can run, and returns how long to wait
// for the next delayed task.
func (l *local) round(reqs []*request) time.Duration {
	b := &batch{l: l, now: time.Now(), put: map[ID]*Record{}, del: map[ID]bool{}, keys: map[[2]string]ID{}}
	for _, r := range reqs {
		r.err = r.stage(b)
	}
	claims := l.claim(b)
	err := b.write()
	if err != nil {
		err = Errorf(Internal, "keep tasks: %w", err)
	}
	wait := l.publish(b, claims, err)
	for _, r := range reqs {
		if r.err == nil {
			r.err = err
		}
		if r.done != nil {
			close(r.done)
		}
	}
	return wait
}

// claim stages the start of as many tasks as the worker has room for.
func (l *local) claim(b *batch) []ID {
	var claims []ID
	for lane := range l.lanes {
		claims = l.claimLane(b, &l.lanes[lane], claims)
	}
	return claims
}

func (l *local) claimLane(b *batch, ln *lane, claims []ID) []ID {
	l.mu.Lock()
	w, room := l.worker, l.room(ln)
	l.mu.Unlock()
	for ; room > 0; room-- {
		l.mu.Lock()
		id, ok := ln.queue.pop(b.now)
		l.mu.Unlock()
		if !ok {
			break
		}
		r, err := b.get(id)
		if err != nil || r.State != Pending || !slices.Contains(w.Kinds, r.Kind) {
			room++ // nothing was started
			continue
		}
		b.stage(r.Claim(b.now))
		claims = append(claims, id)
	}
	return claims
}

// stopping reports whether the worker may start no more tasks. l.mu is held.
func (l *local) stopping() bool {
	select {
	case <-l.worker.Stop:
		return true
	case <-l.base.Done():
		return true
	default:
		return false
	}
}

// publish makes a written batch visible and starts the claimed runs. After a
// failed write nothing has happened, except that claims go back to the queue.
func (l *local) publish(b *batch, claims []ID, err error) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		for _, id := range claims {
			l.enqueue(l.live[id])
		}
		return failedWrite
	}
	for _, id := range b.ids {
		if r, ok := b.put[id]; ok {
			l.publishOne(r)
		}
	}
	for id := range b.del {
		l.drop(id)
		if r := l.running[id]; r != nil {
			r.cancel(ErrCanceled)
		}
	}
	for _, id := range claims {
		l.start(*b.put[id])
	}
	wait := time.Hour
	for i := range l.lanes {
		if ln := &l.lanes[i]; l.room(ln) > 0 {
			wait = min(wait, ln.queue.wait(b.now))
		}
	}
	return wait
}

// room returns how many tasks of a lane could start now. l.mu is held.
func (l *local) room(ln *lane) int {
	w := l.worker
	switch {
	case w == nil || l.stopping():
		return 0
	case ln == &l.lanes[laneInternal]:
		return w.Internal - ln.running
	case w.Paused != nil && w.Paused():
		return 0
	}
	return w.Concurrency - ln.running
}

// lane returns where r belongs.
func (l *local) lane(r *Record) *lane {
	if r.Internal {
		return &l.lanes[laneInternal]
	}
	return &l.lanes[laneTasks]
}

// publishOne makes one record visible. l.mu is held.
func (l *local) publishOne(r *Record) {
	switch {
	case r.State.IsFinal():
		l.drop(r.ID)
		return
	case r.State == Pending:
		l.live[r.ID] = r
		l.enqueue(r)
	default:
		if old := l.live[r.ID]; old != nil && old.Attempt == r.Attempt && old.State == Processing {
			r.Progress = old.Progress // what was reported meanwhile
		}
		l.live[r.ID] = r
		if run := l.running[r.ID]; run != nil && r.Cancel {
			run.cancel(ErrCanceled)
		}
	}
	l.notify(r.ID)
}

// drop takes a record that is final or gone out of the live ones and frees
// those that wait for it. l.mu is held.
func (l *local) drop(id ID) {
	delete(l.live, id)
	l.notify(id)
	for i := range l.lanes {
		for _, w := range l.lanes[i].queue.free(id) {
			l.enqueue(l.live[w])
		}
	}
}

// enqueue puts a pending record where it waits. l.mu is held.
func (l *local) enqueue(r *Record) {
	if r == nil || r.State != Pending {
		return
	}
	q := &l.lane(r).queue
	for _, dep := range r.After {
		if _, ok := l.live[dep]; ok {
			q.block(dep, r.ID)
			return
		}
	}
	q.push(item{id: r.ID, priority: r.Priority, at: r.Due(time.Now())})
}

// Work implements Backend.
func (l *local) Work(ctx context.Context, w Worker) error {
	base, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	l.mu.Lock()
	if l.worker != nil {
		l.mu.Unlock()
		stop(nil)
		return Errorf(Internal, "the backend has a worker already")
	}
	l.worker, l.base = &w, base
	var lost []ID
	for id, r := range l.live {
		if r.State == Processing {
			lost = append(lost, id)
		}
		l.enqueue(r)
	}
	l.mu.Unlock()
	for _, id := range lost {
		if _, err := l.Update(ctx, id, w.Lost); err != nil && ctx.Err() == nil {
			stop(nil)
			return err
		}
	}
	l.wake()
	idle := l.attend(ctx, w)
	if ctx.Err() != nil || isClosed(l.closed) {
		stop(ErrShutdown)
		l.settle()
	}
	l.runs.Wait()
	if idle != nil { // it waits for the runs too, and must not meet those of the next worker
		<-idle
	}
	l.mu.Lock()
	l.worker = nil
	l.mu.Unlock()
	stop(nil)
	return nil
}

// attend waits until the worker has to stop, passing on wake-ups. Where it was
// told to start nothing more, what it returns is closed once all runs have
// ended.
func (l *local) attend(ctx context.Context, w Worker) (idle chan struct{}) {
	stop := w.Stop
	for {
		select {
		case <-ctx.Done():
			return idle
		case <-l.closed:
			return idle
		case <-w.Wake:
			l.wake()
		case <-stop:
			stop = nil
			idle = make(chan struct{})
			go func() {
				l.settle()
				l.runs.Wait()
				close(idle)
			}()
		case <-idle:
			return idle
		}
	}
}

// settle returns when every run that was claimed before has been started, so
// that l.runs can be waited for once no more may be claimed.
func (l *local) settle() {
	_ = l.do(context.Background(), &request{stage: func(*batch) error { return nil }}) // fails only when closed: then the loop has ended
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func (l *local) wake() {
	select {
	case l.kick <- struct{}{}:
	default:
	}
}

// start runs a claimed record. l.mu is held.
func (l *local) start(r Record) {
	ctx, cancel := context.WithCancelCause(l.base)
	l.running[r.ID] = &run{attempt: r.Attempt, cancel: cancel}
	w, ln := l.worker, l.lane(&r)
	ln.running++
	l.runs.Go(func() {
		defer cancel(nil)
		change := w.Run(ctx, r.Clone(), func(p Progress) { l.report(r.ID, r.Attempt, p) })
		l.finish(r.ID, r.Attempt, change)
		l.mu.Lock()
		delete(l.running, r.ID)
		ln.running--
		l.mu.Unlock()
		l.wake()
	})
}

// finish applies what a run came to, as soon as the table takes it.
func (l *local) finish(id ID, attempt int, change Change) {
	for {
		_, err := l.Update(context.Background(), id, func(r *Record) ([]Record, error) {
			if r.State != Processing || r.Attempt != attempt {
				return nil, errOvertaken
			}
			return change(r)
		})
		if err == nil || AsError(err).Code != Internal || isClosed(l.closed) {
			return
		}
		select {
		case <-l.closed:
			return
		case <-time.After(failedWrite):
		}
	}
}

// errOvertaken says that a run's record has moved on without it.
var errOvertaken = Errorf(CanceledCode, "the task is no longer this attempt's")

// report shows progress to watchers at once and writes it now and then.
func (l *local) report(id ID, attempt int, p Progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	old, run := l.live[id], l.running[id]
	if old == nil || run == nil || run.attempt != attempt || old.Attempt != attempt {
		return
	}
	r := *old
	r.Progress = p
	l.live[id] = &r
	l.notify(id)
	if now := time.Now(); now.Sub(run.stored) >= progressPeriod {
		run.stored = now
		select {
		case l.reqs <- &request{stage: func(b *batch) error { return b.progress(id, attempt, p) }}:
		default: // the loop is busy: the next report will be written
		}
	}
}
