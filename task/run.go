package task

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/docket-go/docket/store"
)

const (
	inlineResult = 8 << 10 // a result up to this many bytes is kept in the record
	maxResult    = 1 << 30 // of one result in the Store
)

func resultKey(id ID) string  { return prefix(id) + "result.json" }
func outputsKey(id ID) string { return prefix(id) + "outputs.json" }

// run does one attempt of a task; it is Worker.Run.
func (m *Manager) run(ctx context.Context, r Record, report func(Progress)) Change {
	switch r.Kind {
	case kindDelivery:
		return m.notify.deliver(ctx, m, r)
	case kindRunCheck:
		return m.checkRun(ctx, r)
	}
	start := time.Now()
	log := m.log.With("task", string(r.ID), "kind", r.Kind, "attempt", r.Attempt)
	log.Debug("task: start")
	if m.config.Hooks.Start != nil {
		ctx = m.config.Hooks.Start(ctx, r.Snapshot)
	}
	env := newEnv(m, r, report, log)
	ctx, cancel := context.WithTimeoutCause(ctx, r.Timeout,
		&Error{Code: Timeout, Message: fmt.Sprintf("not finished within %s", r.Timeout), Retryable: true})
	defer cancel()
	err := m.attempt(ctx, env)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	change := m.outcome(env, err)
	env.done(err, time.Since(start))
	if m.config.Hooks.End == nil {
		return change
	}
	return func(r *Record) ([]Record, error) {
		also, err := change(r)
		if err == nil {
			m.config.Hooks.End(ctx, r.Snapshot.clone())
		}
		return also, err
	}
}

// attempt calls the operation and keeps its result.
func (m *Manager) attempt(ctx context.Context, env *Env) error {
	err := Permanent(Errorf(Internal, "operation %s ended its goroutine", env.record.Kind)) // unless it returns
	var wg sync.WaitGroup
	wg.Go(func() {
		err = m.operate(ctx, env)
	})
	wg.Wait()
	return err
}

func (m *Manager) operate(ctx context.Context, env *Env) (err error) {
	defer recovered("operation "+env.record.Kind, &err)
	def, ok := m.defs[env.record.Kind]
	if !ok {
		return Errorf(NotConfigured, "this Manager does not know the operation %q", env.record.Kind)
	}
	result, err := def.run(ctx, env.record.Params, env)
	if untyped(err) != nil {
		return err
	}
	return env.keep(context.WithoutCancel(ctx), result)
}

// keep stores the result and the list of outputs. Until the record says that
// the task is completed nobody sees them.
func (e *Env) keep(ctx context.Context, result any) error {
	data, err := json.Marshal(result)
	if err != nil {
		return Errorf(Internal, "the result of %s does not survive JSON: %w", e.record.Kind, err)
	}
	if len(data) <= inlineResult {
		e.result = data
	} else if _, err := e.m.store.Put(ctx, resultKey(e.record.ID), bytes.NewReader(data), store.PutOptions{MediaType: "application/json"}); err != nil {
		return err
	}
	if e.outputs = e.sorted(); len(e.outputs) > MaxOutputs {
		all, err := json.Marshal(e.outputs)
		if err != nil {
			return err
		}
		_, err = e.m.store.Put(ctx, outputsKey(e.record.ID), bytes.NewReader(all), store.PutOptions{MediaType: "application/json"})
		return err
	}
	return nil
}

// outcome decides what becomes of a task after an attempt.
func (m *Manager) outcome(env *Env, err error) Change {
	switch {
	case err == nil:
		return func(r *Record) ([]Record, error) {
			r.Result, r.Partial = env.result, env.partial()
			r.Outputs = env.outputs[:min(len(env.outputs), MaxOutputs)]
			return m.finish(r, Completed, nil)
		}
	case errors.Is(err, ErrShutdown):
		return func(r *Record) ([]Record, error) {
			r.State, r.Progress = Pending, Progress{Phase: PhaseQueued}
			r.Attempt--
			return nil, nil
		}
	case errors.Is(err, ErrCanceled):
		return func(r *Record) ([]Record, error) { return m.finish(r, Canceled, ErrCanceled) }
	}
	return m.failed(AsError(err))
}

// failed retries a task where that may help, and ends it otherwise.
func (m *Manager) failed(e *Error) Change {
	return func(r *Record) ([]Record, error) {
		if r.Cancel {
			return m.finish(r, Canceled, ErrCanceled)
		}
		if !e.Retryable || r.Attempt >= r.MaxAttempts {
			return m.finish(r, Failed, e)
		}
		m.stats.retried.Add(1)
		r.State, r.Err, r.Progress = Pending, e, Progress{Phase: PhaseQueued}
		r.RunAt = time.Now().Add(max(m.config.Backoff(r.Attempt), e.RetryAfter))
		return nil, nil
	}
}

// lost decides about a task whose worker has died; it is Worker.Lost. The
// attempt counts: a document that kills the process must not do so for ever.
func (m *Manager) lost(r *Record) ([]Record, error) {
	e := Errorf(Internal, "the worker died during attempt %d of %d", r.Attempt, r.MaxAttempts)
	switch {
	case r.Internal: // deliveries count their own tries and may be repeated
		r.State = Pending
		return nil, nil
	case r.Cancel:
		return m.finish(r, Canceled, ErrCanceled)
	case r.Attempt >= r.MaxAttempts:
		return m.finish(r, Failed, e)
	}
	r.State, r.Err, r.Progress = Pending, e, Progress{Phase: PhaseQueued}
	return nil, nil
}

// finish brings r to a final state and returns the deliveries that tell of it.
func (m *Manager) finish(r *Record, s State, e *Error) ([]Record, error) {
	now := time.Now()
	r.State, r.Err, r.Cancel = s, e, false
	r.Finished, r.Took = now, max(now.Sub(r.Created), 0) // the clock may have been set back
	if ttl := r.TTL; ttl >= 0 {
		r.ExpiresAt = now.Add(ttl)
	}
	typ := TaskFailed
	switch s {
	case Completed:
		r.Progress.Percent, r.Progress.Phase = 100, PhaseComplete
		typ = TaskCompleted
		m.stats.completed.Add(1)
	case Canceled:
		typ = TaskCanceled
		m.stats.canceled.Add(1)
	default:
		m.stats.failed.Add(1)
	}
	also := m.events(r, typ)
	if s == Completed {
		also = append(also, m.fileEvents(r, FileCreated)...)
	}
	return append(also, m.runCheck(r)...), nil
}
