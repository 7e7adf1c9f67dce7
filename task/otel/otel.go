// Package otel tells OpenTelemetry of a Manager's work: a span for each attempt
// of a task and each of its pages, and metrics.
//
//	hooks, err := otel.Hooks(otel.Config{})
//	m, err := task.NewManager(task.Config{Hooks: hooks})
//	stop, err := otel.Observe(m, otel.Config{}) // gauges of what waits and runs
//
// # Spans
//
//	docket KIND   one attempt of a task: docket.task.id, .kind, .attempt, .state, .partial,
//	              docket.run.id, docket.inputs, docket.outputs; an error where it failed
//	docket page   one page of it, its child: docket.task.id, docket.page; the error where it failed
//
// What an operation does with the context it is given, calls of models for
// instance, joins the span it stands in.
//
// # Metrics
//
//	docket.task.duration     histogram, s   from creation to end; by docket.task.kind, docket.task.state, error.type
//	docket.task.attempts     counter        attempts that ended; by docket.task.kind, docket.task.state, error.type
//	docket.page.duration     histogram, s   work on one page; by error.type
//	docket.tasks             gauge          tasks on the Backend that are not finished; by docket.task.state
//	docket.deliveries        gauge          events on the Backend that wait for a notifier
//	docket.task.submitted    counter        tasks that this Manager took
//	docket.task.retries      counter        attempts of this Manager that failed and were not the last
//	docket.task.expired      counter        tasks that this Manager deleted when their time was over
//	docket.events            counter        events of this Manager; by docket.outcome: delivered, given_up
//
// error.type is the Code of the task.Error, and absent where all is well. No
// attribute of a metric grows with the number of tasks.
package otel

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/docket-go/docket/task"
)

// scope names this package as the source of spans and metrics.
const scope = "github.com/docket-go/docket/task/otel"

// A Config says where spans and metrics go. Nil stands for the global providers.
type Config struct {
	Tracer trace.TracerProvider
	Meter  metric.MeterProvider
}

func (c Config) tracer() trace.Tracer {
	if c.Tracer == nil {
		c.Tracer = otel.GetTracerProvider()
	}
	return c.Tracer.Tracer(scope)
}

func (c Config) meter() metric.Meter {
	if c.Meter == nil {
		c.Meter = otel.GetMeterProvider()
	}
	return c.Meter.Meter(scope)
}

// instruments are those that hooks write to.
type instruments struct {
	tracer   trace.Tracer
	tasks    metric.Float64Histogram
	attempts metric.Int64Counter
	pages    metric.Float64Histogram
}

// Hooks returns the hooks for task.Config.
func Hooks(c Config) (task.Hooks, error) {
	meter := c.meter()
	i := instruments{tracer: c.tracer()}
	var err [3]error
	i.tasks, err[0] = meter.Float64Histogram("docket.task.duration", metric.WithUnit("s"), metric.WithDescription("From the creation of a task to its end."))
	i.attempts, err[1] = meter.Int64Counter("docket.task.attempts", metric.WithDescription("Attempts that ended, by the state they led to."))
	i.pages, err[2] = meter.Float64Histogram("docket.page.duration", metric.WithUnit("s"), metric.WithDescription("Work on one page."))
	if err := errors.Join(err[:]...); err != nil {
		return task.Hooks{}, err
	}
	return task.Hooks{Start: i.start, End: i.end, Page: i.page}, nil
}

func (i *instruments) start(ctx context.Context, s task.Snapshot) context.Context {
	ctx, _ = i.tracer.Start(ctx, "docket "+s.Kind, trace.WithAttributes(
		attribute.String("docket.task.id", string(s.ID)), attribute.String("docket.task.kind", s.Kind), attribute.Int("docket.task.attempt", s.Attempt),
		attribute.String("docket.run.id", s.RunID), attribute.Int("docket.inputs", len(s.Inputs))))
	return ctx
}

func (i *instruments) end(ctx context.Context, s task.Snapshot) {
	span := trace.SpanFromContext(ctx)
	state := attribute.String("docket.task.state", string(s.State))
	about := []attribute.KeyValue{attribute.String("docket.task.kind", s.Kind), state}
	if s.Err != nil {
		about = append(about, errorType(s.Err))
		span.SetStatus(codes.Error, s.Err.Message)
	}
	span.SetAttributes(state, attribute.Bool("docket.task.partial", s.Partial), attribute.Int("docket.outputs", len(s.Outputs)))
	span.End()
	ctx = context.WithoutCancel(ctx)
	i.attempts.Add(ctx, 1, metric.WithAttributes(about...))
	if s.State.IsFinal() {
		i.tasks.Record(ctx, s.Took.Seconds(), metric.WithAttributes(about...))
	}
}

func (i *instruments) page(ctx context.Context, id task.ID, page int) (context.Context, func(error)) {
	start := time.Now()
	ctx, span := i.tracer.Start(ctx, "docket page", trace.WithAttributes(attribute.String("docket.task.id", string(id)), attribute.Int("docket.page", page)))
	return ctx, func(err error) {
		var about []attribute.KeyValue
		if err != nil {
			about = append(about, errorType(err))
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
		i.pages.Record(context.WithoutCancel(ctx), time.Since(start).Seconds(), metric.WithAttributes(about...))
	}
}

func errorType(err error) attribute.KeyValue {
	return attribute.String("error.type", string(task.AsError(err).Code))
}

// Observe reports what waits and runs on m's Backend, and what m has done,
// whenever metrics are collected, until stop is called.
func Observe(m *task.Manager, c Config) (stop func() error, err error) {
	meter := c.meter()
	var errs []error
	gauge := func(name, what string) metric.Int64ObservableGauge {
		g, err := meter.Int64ObservableGauge(name, metric.WithDescription(what))
		errs = append(errs, err)
		return g
	}
	counter := func(name, what string) metric.Int64ObservableCounter {
		c, err := meter.Int64ObservableCounter(name, metric.WithDescription(what))
		errs = append(errs, err)
		return c
	}
	tasks := gauge("docket.tasks", "Tasks that are not finished, by state.")
	deliveries := gauge("docket.deliveries", "Events that wait for a notifier.")
	submitted := counter("docket.task.submitted", "Tasks submitted.")
	retries := counter("docket.task.retries", "Attempts that failed and were not the last.")
	expired := counter("docket.task.expired", "Tasks deleted when their time was over.")
	events := counter("docket.events", "Events delivered or given up.")
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	reg, err := meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		s, err := m.Stats(ctx)
		if err != nil {
			return err
		}
		state := func(s task.State) metric.ObserveOption {
			return metric.WithAttributes(attribute.String("docket.task.state", string(s)))
		}
		outcome := func(s string) metric.ObserveOption {
			return metric.WithAttributes(attribute.String("docket.outcome", s))
		}
		o.ObserveInt64(tasks, int64(s.Pending), state(task.Pending))
		o.ObserveInt64(tasks, int64(s.Processing), state(task.Processing))
		o.ObserveInt64(deliveries, int64(s.Deliveries))
		o.ObserveInt64(submitted, s.Submitted)
		o.ObserveInt64(retries, s.Retried)
		o.ObserveInt64(expired, s.Expired)
		o.ObserveInt64(events, s.Delivered, outcome("delivered"))
		o.ObserveInt64(events, s.Undelivered, outcome("given_up"))
		return nil
	}, tasks, deliveries, submitted, retries, expired, events)
	if err != nil {
		return nil, err
	}
	return reg.Unregister, nil
}
