package task

import (
	"context"
	"image"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/store"
)

// A Config says what a Manager works with. The zero Config is useful: nothing
// survives the process, and only what needs no OCR can be done.
//
// TTL and Tombstones go by the time of day. Where that is put ahead while the
// Manager runs, nothing expires early for it; a jump while no Manager runs
// cannot be seen.
type Config struct {
	OCR        ocr.Engine   // reads pixels; nil = such work fails with NotConfigured
	Backend    Backend      // keeps and dispatches tasks; default NewMemory()
	Store      store.Store  // keeps bytes; default store.NewMemory
	PDF        *pdf.Runtime // runs PDFium; default the shared one of package pdf
	Operations []Definition // the host's own operations; the built-in ones are always there
	Notifiers  []Notifier   // are told of events
	Logger     *slog.Logger // default slog.Default()
	Hooks      Hooks        // are called at the turns of a task, for metrics and traces

	Renderer   pdf.Renderer   // draws the pages of PDFs; default PDF
	Converters []Converter    // make PDFs of files of other formats; asked in this order
	Decoders   []ImageDecoder // read pictures of other formats, such as HEIC; asked before Converters, in this order

	// Barcodes finds the barcodes on the image of an upright page, as marks with
	// boxes in points of it; barcodes.Find of task/barcodes does. They become blocks
	// of the layout, and separator sheets of piles are known by them. Nil = barcodes
	// are not looked for.
	Barcodes func(ctx context.Context, page image.Image, dpi float64) ([]layout.Mark, error)

	Models layout.Models // asked where geometry is not sure of the layout of a page; the Manager provides Models.Image

	Memory    *extract.Memory           // corrections that Extract learns from; default one for each Options.Owner, kept in Store
	Proposers []extract.Proposer        // more sources of values for Extract
	Ranker    *extract.Ranker           // weights for Extract; default the embedded ones
	Classes   *extract.OwnClasses       // the host's own classes of documents, beside the built-in ones
	Schemas   map[string]extract.Schema // what to find in a document of a class where an operation does not say it; default extract.BuiltIn, and extract.Invoice for other classes

	// Earlier returns what marks the documents that were seen before (see
	// extract.Result.Fingerprint), so that duplicates fail the
	// check "duplicate" of their result; s is the task under way. Nil = duplicates are not looked for.
	Earlier func(ctx context.Context, s Snapshot) ([]extract.Fingerprint, error)

	Workers     int           // pages worked on at once over all tasks; default GOMAXPROCS
	Tasks       int           // tasks worked on at once; default Workers
	SubmitOnly  bool          // this Manager runs no tasks, others on the same Backend do
	DPI         float64       // at which pages are rendered for OCR; default 300
	PageTimeout time.Duration // a page; default 2 min
	TaskTimeout time.Duration // an attempt; default 30 min
	MaxAttempts int           // of a task; default 3
	TTL         time.Duration // from the end of a task to its expiry; default 48 h, negative = for ever
	Tombstones  time.Duration // from expiry to the removal of the record; default 30 days, negative = for ever
	SweepEvery  time.Duration // how often expired tasks are looked for; default 1 min
	DrainFor    time.Duration // how long Close lets running tasks go on; default 30 s
	Limits      Limits        // what is refused

	// Backoff returns how long to wait before the attempt after attempt (1 = the
	// first). Default 1 s, doubling up to 5 min, with jitter.
	Backoff func(attempt int) time.Duration
}

// Limits bound what a Manager accepts. What is over fails with TooLarge.
type Limits struct {
	Bytes  int64 // an input; default 256 MiB
	Pages  int   // of a document; default 10,000
	Pixels int64 // of a page image; default 100 million
}

// Hooks are called at the turns of a task. They must be quick and safe for
// concurrent use. Any may be nil. One that panics is logged and does no harm to
// the task.
type Hooks struct {
	// Start is called before an attempt and returns the context that it runs in.
	Start func(ctx context.Context, s Snapshot) context.Context
	// End is called after an attempt, with the snapshot of what came out of it.
	End func(ctx context.Context, s Snapshot)
	// Page is called when a page begins; what it returns is called at its end.
	Page func(ctx context.Context, id ID, page int) (context.Context, func(error))
}

// withDefaults fills in what c leaves open.
func (c Config) withDefaults() Config {
	c.Workers = positive(c.Workers, runtime.GOMAXPROCS(0))
	c.Tasks = positive(c.Tasks, c.Workers)
	c.DPI = positive(c.DPI, 300)
	c.PageTimeout = positive(c.PageTimeout, 2*time.Minute)
	c.TaskTimeout = positive(c.TaskTimeout, 30*time.Minute)
	c.MaxAttempts = positive(c.MaxAttempts, 3)
	c.SweepEvery = positive(c.SweepEvery, time.Minute)
	c.DrainFor = positive(c.DrainFor, 30*time.Second)
	c.Limits.Bytes = positive(c.Limits.Bytes, 256<<20)
	c.Limits.Pages = positive(c.Limits.Pages, 10_000)
	c.Limits.Pixels = positive(c.Limits.Pixels, 100_000_000)
	if c.TTL == 0 {
		c.TTL = 48 * time.Hour
	}
	if c.Tombstones == 0 {
		c.Tombstones = 30 * 24 * time.Hour
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	c.Hooks = c.Hooks.guard(c.Logger)
	if c.Backoff == nil {
		c.Backoff = backoff
	}
	if c.Store == nil {
		c.Store = store.NewMemory(store.MemoryConfig{})
	}
	return c
}

func positive[T int | int64 | float64 | time.Duration](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// backoff is the default of Config.Backoff: 1 s, 2 s, 4 s … 5 min, each
// shortened by up to half at random, so that tasks that failed together do not
// come back together.
func backoff(attempt int) time.Duration {
	d := min(time.Second<<min(attempt-1, 20), 5*time.Minute)
	return d - rand.N(d/2)
}
