package otel_test

import (
	"context"
	"errors"
	"testing"

	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/otel"
)

// work has two pages, of which the second may fail.
type work struct{ Fail bool }

func (work) Kind() string { return "test.work" }

func (w work) Run(ctx context.Context, env *task.Env) (string, error) {
	return "", env.Pages(ctx, task.Span{Phase: task.PhaseRead, To: 90}, []int{1, 2}, func(_ context.Context, p *task.Page) error {
		if w.Fail && p.Number == 2 {
			return task.Errorf(task.Corrupt, "as asked")
		}
		return nil
	})
}

func TestHooks(t *testing.T) {
	spans, reader := tracetest.NewSpanRecorder(), sdkmetric.NewManualReader()
	c := otel.Config{Tracer: sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)), Meter: sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))}
	hooks, err := otel.Hooks(c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := task.NewManager(task.Config{Hooks: hooks, Operations: []task.Definition{task.Define(work{})}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	stop, err := otel.Observe(m, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, fail := range []bool{false, true} {
		if _, err := task.Do(t.Context(), m, work{Fail: fail}); err != nil {
			t.Fatal(err)
		}
	}
	names := map[string]int{}
	failed := 0
	for _, s := range spans.Ended() {
		names[s.Name()]++
		if s.Status().Code == codes.Error {
			failed++
		}
		if s.Name() == "docket page" && !s.Parent().IsValid() {
			t.Error("the span of a page has no parent")
		}
	}
	if names["docket test.work"] != 2 || names["docket page"] != 4 || failed != 1 {
		t.Errorf("spans %v, %d failed", names, failed)
	}
	var got metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	metrics := map[string]bool{}
	for _, s := range got.ScopeMetrics {
		for _, x := range s.Metrics {
			metrics[x.Name] = true
		}
	}
	for _, want := range []string{"docket.task.duration", "docket.task.attempts", "docket.page.duration", "docket.tasks", "docket.deliveries"} {
		if !metrics[want] {
			t.Errorf("no metric %s in %v", want, metrics)
		}
	}
	if err := errors.Join(stop()); err != nil {
		t.Error(err)
	}
}
