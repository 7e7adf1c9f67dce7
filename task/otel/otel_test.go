package otel_test

import (
	"context"
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
	metrics := values(got)
	for name, want := range map[string]int64{
		"docket.task.duration": 2, "docket.task.attempts": 2, "docket.page.duration": 4, "docket.tasks": 0, "docket.deliveries": 0,
		"docket.task.submitted": 2, "docket.task.retries": 0, "docket.task.expired": 0, "docket.events": 0,
	} {
		if n, ok := metrics[name]; !ok || n != want {
			t.Errorf("metric %s is %d, %v; want %d", name, n, ok, want)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// values adds up each metric: counters and gauges their values, histograms how
// much they have counted.
func values(m metricdata.ResourceMetrics) map[string]int64 {
	out := map[string]int64{}
	for _, s := range m.ScopeMetrics {
		for _, x := range s.Metrics {
			out[x.Name] = 0
			switch d := x.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range d.DataPoints {
					out[x.Name] += p.Value
				}
			case metricdata.Gauge[int64]:
				for _, p := range d.DataPoints {
					out[x.Name] += p.Value
				}
			case metricdata.Histogram[float64]:
				for _, p := range d.DataPoints {
					out[x.Name] += int64(p.Count)
				}
			}
		}
	}
	return out
}
