package task

import (
	"context"
	"log/slog"
)

// guard returns h with defects of the host's functions kept from the task: a
// panic is logged, and what is not returned is replaced.
func (h Hooks) guard(log *slog.Logger) Hooks {
	start, end, page := h.Start, h.End, h.Page
	caught := func(name string) {
		if p := recover(); p != nil {
			log.Error("task: a hook panicked", "hook", name, "panic", p)
		}
	}
	if start != nil {
		h.Start = func(ctx context.Context, s Snapshot) (out context.Context) {
			out = ctx
			defer caught("Start")
			if c := start(ctx, s); c != nil {
				out = c
			}
			return out
		}
	}
	if end != nil {
		h.End = func(ctx context.Context, s Snapshot) {
			defer caught("End")
			end(ctx, s)
		}
	}
	if page != nil {
		h.Page = func(ctx context.Context, id ID, n int) (out context.Context, done func(error)) {
			out, done = ctx, func(error) {}
			defer caught("Page")
			c, d := page(ctx, id, n)
			if c != nil {
				out = c
			}
			if d != nil {
				done = func(err error) {
					defer caught("Page")
					d(err)
				}
			}
			return out, done
		}
	}
	return h
}
