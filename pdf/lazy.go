package pdf

import (
	"context"

	"github.com/docket-go/docket/pdf/internal/cos"
)

// openLazy opens d with the parser that files are written with, without the
// renderer. It reports false where the parser does not find the file sound:
// then the renderer, which opens more, must decide.
func (d *Document) openLazy(ctx context.Context) bool {
	s, err := cos.Read(ctx, d.file(), d.password, cos.Limits{Pages: d.limits.Pages})
	if err != nil || !s.Consistent() {
		return false
	}
	d.count, d.info = len(s.Pages), infoOf(infoEntries(s))
	d.units, d.unitsKnown = unitsOf(s), true
	d.parsed = s
	return true
}

// takeParsed returns what openLazy parsed, once: a Source serves one goroutine.
func (d *Document) takeParsed() *cos.Source {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.parsed
	d.parsed = nil
	return s
}

// runtime returns the Runtime of d, the shared one where it has none yet.
func (d *Document) runtime() (*Runtime, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rt == nil {
		var err error
		if d.rt, err = defaultRuntime(); err != nil {
			return nil, err
		}
	}
	return d.rt, nil
}
