// Package otel tells OpenTelemetry of a Manager's work: a span for each attempt
// of a task and each of its pages, and metrics.
//
//	hooks, err := otel.Hooks(otel.Config{})
//	m, err := task.NewManager(task.Config{Hooks: hooks})
//	stop, err := otel.Observe(m, otel.Config{}) // gauges of what waits and runs
//
// Metrics: docket.task.duration (s, by kind, state and error code, from
// creation to end), docket.task.attempts (by kind and outcome),
// docket.page.duration (s, by outcome), docket.tasks (by state) and
// docket.deliveries.
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

// Hooks returns the hooks for task.Config.
func Hooks(c Config) (task.Hooks, error) {
	tracer, meter := c.tracer(), c.meter()
	tasks, err1 := meter.Float64Histogram("docket.task.duration", metric.WithUnit("s"), metric.WithDescription("From the creation of a task to its end."))
	attempts, err2 := meter.Int64Counter("docket.task.attempts", metric.WithDescription("Attempts that ended, by the state they led to."))
	pages, err3 := meter.Float64Histogram("docket.page.duration", metric.WithUnit("s"), metric.WithDescription("Work on one page."))
	if err := errors.Join(err1, err2, err3); err != nil {
		return task.Hooks{}, err
	}
	return task.Hooks{
		Start: func(ctx context.Context, s task.Snapshot) context.Context {
			ctx, _ = tracer.Start(ctx, "docket "+s.Kind, trace.WithAttributes(
				attribute.String("docket.task.id", string(s.ID)), attribute.String("docket.task.kind", s.Kind), attribute.Int("docket.task.attempt", s.Attempt),
				attribute.String("docket.run.id", s.RunID), attribute.Int("docket.inputs", len(s.Inputs))))
			return ctx
		},
		End: func(ctx context.Context, s task.Snapshot) {
			kind, state, code := attribute.String("docket.task.kind", s.Kind), attribute.String("docket.task.state", string(s.State)), attribute.String("error.type", "")
			span := trace.SpanFromContext(ctx)
			if s.Err != nil {
				code = attribute.String("error.type", string(s.Err.Code))
				span.SetStatus(codes.Error, s.Err.Message)
			}
			span.SetAttributes(state, attribute.Bool("docket.task.partial", s.Partial), attribute.Int("docket.outputs", len(s.Outputs)))
			span.End()
			ctx = context.WithoutCancel(ctx)
			attempts.Add(ctx, 1, metric.WithAttributes(kind, state, code))
			if s.State.IsFinal() {
				tasks.Record(ctx, s.Took.Seconds(), metric.WithAttributes(kind, state, code))
			}
		},
		Page: func(ctx context.Context, id task.ID, page int) (context.Context, func(error)) {
			start := time.Now()
			ctx, span := tracer.Start(ctx, "docket page", trace.WithAttributes(attribute.String("docket.task.id", string(id)), attribute.Int("docket.page", page)))
			return ctx, func(err error) {
				code := ""
				if err != nil {
					code = string(task.AsError(err).Code)
					span.RecordError(err)
					span.SetStatus(codes.Error, err.Error())
				}
				span.End()
				pages.Record(context.WithoutCancel(ctx), time.Since(start).Seconds(), metric.WithAttributes(attribute.String("error.type", code)))
			}
		},
	}, nil
}

// Observe reports what waits and runs on m's Backend whenever metrics are
// collected, until stop is called.
func Observe(m *task.Manager, c Config) (stop func() error, err error) {
	meter := c.meter()
	tasks, err1 := meter.Int64ObservableGauge("docket.tasks", metric.WithDescription("Tasks that are not finished, by state."))
	deliveries, err2 := meter.Int64ObservableGauge("docket.deliveries", metric.WithDescription("Events that wait for a notifier."))
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	reg, err := meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		s, err := m.Stats(ctx)
		if err != nil {
			return err
		}
		for state, n := range map[task.State]int{task.Pending: s.Pending, task.Processing: s.Processing} {
			o.ObserveInt64(tasks, int64(n), metric.WithAttributes(attribute.String("docket.task.state", string(state))))
		}
		o.ObserveInt64(deliveries, int64(s.Deliveries))
		return nil
	}, tasks, deliveries)
	if err != nil {
		return nil, err
	}
	return reg.Unregister, nil
}
