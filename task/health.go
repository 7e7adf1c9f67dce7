package task

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// Health returns nil where the Manager can do its work: its Backend and its
// Store answer before ctx ends, and its worker runs. Otherwise the error says
// all that is wrong; it matches ErrClosed once the Manager is closing. It is
// for readiness probes, and costs one look-up each.
func (m *Manager) Health(ctx context.Context) error {
	select {
	case <-m.stop:
		return ErrClosed
	default:
	}
	var flaws []error
	if _, err := m.backend.Get(ctx, "00000000000000000000000000"); err != nil && !errors.Is(err, NotFound) {
		flaws = append(flaws, fmt.Errorf("task: the backend does not answer: %w", err))
	}
	if _, err := m.store.Stat(ctx, "notifiers/health"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		flaws = append(flaws, fmt.Errorf("task: the store does not answer: %w", err))
	}
	if err := m.workerEnded.Load(); err != nil {
		flaws = append(flaws, fmt.Errorf("task: the worker has ended: %w", *err))
	}
	return errors.Join(flaws...)
}
