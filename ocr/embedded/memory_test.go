package embedded_test

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// memoryEnv tells a child process of this test how many workers read how many
// pages each: "workers pages".
const memoryEnv = "DOCKET_TEST_MEMORY"

// A worker that reads A4 pages of 300 dpi stays within 160 MiB for the whole
// process, a further one adds at most 80, and neither depends on how many pages
// there were: DOCKET_TEST_MEMORY_PAGES=200 shows it for a long run.
func TestMemory(t *testing.T) {
	if job := os.Getenv(memoryEnv); job != "" {
		readPages(t, job)
		return
	}
	switch {
	case testing.Short():
		t.Skip("reads 30 pages: left out with -short")
	case runtime.GOOS != "linux":
		t.Skipf("peak memory of a process is not read on %s", runtime.GOOS)
	}
	pages := 12
	if v := os.Getenv("DOCKET_TEST_MEMORY_PAGES"); v != "" {
		var err error
		if pages, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	few, many, two := peak(t, 1, 6), peak(t, 1, pages), peak(t, 2, pages/2)
	t.Logf("peak of one worker: %.0f MiB after 6 pages, %.0f after %d; of two workers: %.0f", few, many, pages, two)
	if many > 160 {
		t.Errorf("one worker takes %.0f MiB, want at most 160", many)
	}
	if many > few*1.25 {
		t.Errorf("%.0f MiB after 6 pages, %.0f after %d: it grows", few, many, pages)
	}
	if two > many+80 {
		t.Errorf("a second worker takes %.0f MiB more, want at most 80", two-many)
	}
}

// peak returns the peak resident memory, in MiB, of a process that reads pages.
func peak(t *testing.T, workers, pages int) float64 {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMemory$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %d", memoryEnv, workers, pages), fmt.Sprintf("GOMAXPROCS=%d", workers))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	m := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(out)
	if m == nil {
		t.Fatalf("no peak memory in %s", out)
	}
	kib, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return float64(kib) / 1024
}

func readPages(t *testing.T, job string) {
	var workers, pages int
	if _, err := fmt.Sscan(strings.TrimSpace(job), &workers, &pages); err != nil {
		t.Fatal(err)
	}
	e, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	p := ocrtest.Invoice()
	p.DPI = 300
	drawn, _, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	grey := drawn.Gray()
	drawn = ocr.Image{}
	runtime.GC() // the drawing is no part of what is measured
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range pages {
				g := *grey
				g.Pix = append([]byte(nil), grey.Pix...) // a new page, as far as the engine knows
				if _, err := e.Recognize(t.Context(), ocr.Image{Pix: &g, DPI: 300}, ocr.Options{}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	// Not ru_maxrss: that of a child begins with the parent's.
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout.Write(status)
}
