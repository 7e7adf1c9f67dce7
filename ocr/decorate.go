package ocr

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// An engineAround is an engine that does more than the one it holds.
type engineAround struct {
	Engine
	recognize func(ctx context.Context, in Image, o Options) (*Page, error)
}

func (e engineAround) Recognize(ctx context.Context, in Image, o Options) (*Page, error) {
	return e.recognize(ctx, in, o)
}

// Permanent reports whether trying again cannot help: the error is one of the
// package's own, or that of an ended context.
func Permanent(err error) bool {
	for _, e := range []error{ErrLanguage, ErrNotConfigured, ErrImage, ErrClosed, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// Retry makes an engine that tries up to attempts times, as long as errors are
// not Permanent. It waits for wait before the second try and twice as long
// before each further one. It suits engines behind a network.
func Retry(e Engine, attempts int, wait time.Duration) Engine {
	return engineAround{e, func(ctx context.Context, in Image, o Options) (*Page, error) {
		var errs []error
		for i := range max(1, attempts) {
			if i > 0 {
				select {
				case <-ctx.Done():
					return nil, errors.Join(append(errs, ctx.Err())...)
				case <-time.After(wait << (i - 1)):
				}
			}
			p, err := e.Recognize(ctx, in, o)
			if err == nil || Permanent(err) {
				return p, err
			}
			errs = append(errs, fmt.Errorf("try %d: %w", i+1, err))
		}
		return nil, errors.Join(errs...)
	}}
}

// Log makes an engine that tells log of every call: at level debug what was
// read, at level warn what failed.
func Log(e Engine, log *slog.Logger) Engine {
	return engineAround{e, func(ctx context.Context, in Image, o Options) (*Page, error) {
		start := time.Now()
		p, err := e.Recognize(ctx, in, o)
		attrs := []slog.Attr{slog.String("engine", e.Info().Name), slog.Duration("took", time.Since(start))}
		if in.Pix != nil {
			size := in.Pix.Bounds().Size()
			attrs = append(attrs, slog.Int("width", size.X), slog.Int("height", size.Y))
		}
		if err != nil {
			log.LogAttrs(ctx, slog.LevelWarn, "ocr failed", append(attrs, slog.Any("error", err))...)
			return p, err
		}
		words := 0
		for _, l := range p.Lines {
			words += len(l.Words)
		}
		log.LogAttrs(ctx, slog.LevelDebug, "ocr", append(attrs, slog.Int("lines", len(p.Lines)), slog.Int("words", words),
			slog.Int("rotation", p.Orientation.Rotation))...)
		return p, nil
	}}
}

// Fallback makes an engine that asks second where first fails, unless the
// context has ended, the image is unusable or the engine closed. The page then
// carries the reason as a warning. Info and Capabilities are those of first.
func Fallback(first, second Engine) Engine {
	return &fallback{engineAround{first, func(ctx context.Context, in Image, o Options) (*Page, error) {
		p, err := first.Recognize(ctx, in, o)
		if err == nil || ctx.Err() != nil || errors.Is(err, ErrImage) || errors.Is(err, ErrClosed) {
			return p, err
		}
		p, other := second.Recognize(ctx, in, o)
		if other != nil {
			return nil, errors.Join(err, other)
		}
		p.Warnings = append(p.Warnings, fmt.Sprintf("read by %s, as %s failed: %v", second.Info().Name, first.Info().Name, err))
		return p, nil
	}}, second}
}

type fallback struct {
	engineAround
	second Engine
}

func (f *fallback) Close() error { return errors.Join(f.Engine.Close(), f.second.Close()) }
