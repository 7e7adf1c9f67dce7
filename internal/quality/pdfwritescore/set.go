// Package pdfwritescore writes every PDF of a corpus in all ways that the
// library has, each file in a process of its own, and lets qpdf and poppler
// judge what was written.
package pdfwritescore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/rusage"
	"github.com/docket-go/docket/pdf"
)

// What a file may take: CPU time, and memory over what a small one needs.
const (
	maxCPU  = 30 * time.Second
	maxMiB  = 512
	workers = 2
)

// Score scores the PDFs of the folder corpus below e.Data, hostile ones
// included. It needs qpdf; without pdftoppm it leaves pixels out.
func Score(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	if _, err := exec.LookPath("qpdf"); err != nil {
		return nil, errors.New("qpdf is not on PATH: nothing could judge what is written")
	}
	files, err := samples(filepath.Join(e.Data, "corpus"))
	if err != nil {
		return nil, err
	}
	s := scorer{Env: e, failed: map[string]int{}}
	if s.self, err = os.Executable(); err != nil {
		return nil, err
	}
	_, err = exec.LookPath("pdftoppm")
	s.draws = err == nil
	if !s.draws {
		e.Logf("pdfwrite: pdftoppm is not on PATH, pixels are left out")
	}
	if err := s.measureIdle(ctx); err != nil {
		return nil, err
	}
	next := make(chan string)
	var pool sync.WaitGroup
	for range workers {
		pool.Go(func() {
			for f := range next {
				s.file(ctx, f)
			}
		})
	}
	for i, f := range files {
		if i%100 == 0 {
			e.Logf("pdfwrite: %d of %d files", i, len(files))
		}
		next <- f
	}
	close(next)
	pool.Wait()
	return s.measures(), ctx.Err()
}

// samples lists the PDFs of the corpus: those that have labels, and the
// hostile ones.
func samples(dir string) ([]string, error) {
	var out []string
	for table, below := range map[string]string{"labels-pdf.tsv": "", "hostile.tsv": "dev/hostile"} {
		b, err := os.ReadFile(filepath.Join(dir, table))
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(b)) {
			name, _, _ := strings.Cut(line, "\t")
			if name == "path" || below != "" && !strings.HasPrefix(name, "pdf/") {
				continue
			}
			out = append(out, filepath.Join(dir, below, name))
		}
	}
	return out, nil
}

// A scorer gathers how the files end.
type scorer struct {
	measure.Env
	self  string
	draws bool
	idle  float64 // MiB of a process that writes a small file

	mu                                                                 sync.Mutex
	files, opened, outputs, worse, unjudged, wrongPages, crashes, over int
	drawn, changed                                                     int
	failed                                                             map[string]int // by writer
	worstCPU                                                           time.Duration
	worstMiB                                                           float64
	shown                                                              int
}

// measureIdle sets what a process needs that has next to nothing to do.
func (s *scorer) measureIdle(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "pdfwrite")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var b bytes.Buffer
	doc := pdf.NewImagePDF(&b, pdf.ImagePDFOptions{})
	if err := doc.AddPage(ctx, pdf.ImagePage{Image: blank()}); err != nil {
		return err
	}
	if err := doc.Close(); err != nil {
		return err
	}
	small := filepath.Join(dir, "small.pdf")
	if err := os.WriteFile(small, b.Bytes(), 0o600); err != nil {
		return err
	}
	run := s.run(ctx, small, dir)
	s.idle = run.mib
	if run.crash != "" {
		return fmt.Errorf("a small file: %s", run.crash)
	}
	return nil
}

// A run is how the process of one file ended.
type run struct {
	lines [][]string // writer, file, pages
	crash string
	cpu   time.Duration
	mib   float64
}

// run writes file in all ways into dir, within a limit of CPU time that the
// system keeps where it has prlimit.
func (s *scorer) run(ctx context.Context, file, dir string) run {
	ctx, cancel := context.WithTimeout(ctx, 10*maxCPU)
	defer cancel()
	args := []string{s.self, "-write", dir, "-probe", file}
	if _, err := exec.LookPath("prlimit"); err == nil {
		args = append([]string{"prlimit", "--cpu=" + strconv.Itoa(2*int(maxCPU.Seconds()))}, args...)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var r run
	for line := range strings.Lines(stdout.String()) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 {
			r.lines = append(r.lines, f)
		}
	}
	if err != nil {
		r.crash, _, _ = strings.Cut(strings.TrimSpace(stderr.String())+" ("+err.Error()+")", "\n")
	}
	if st := cmd.ProcessState; st != nil {
		r.cpu, r.mib = st.UserTime()+st.SystemTime(), rusage.PeakMiB(st)
	}
	return r
}

// file writes one file in all ways and judges what was written.
func (s *scorer) file(ctx context.Context, file string) {
	dir, err := os.MkdirTemp("", "pdfwrite")
	if err != nil {
		s.note("%v", err)
		return
	}
	defer os.RemoveAll(dir)
	r := s.run(ctx, file, dir)
	s.mu.Lock()
	s.files++
	if len(r.lines) > 0 && r.lines[0][0] != "open" {
		s.opened++
	}
	s.worstCPU, s.worstMiB = max(s.worstCPU, r.cpu), max(s.worstMiB, r.mib-s.idle)
	over := r.cpu > maxCPU || r.mib-s.idle > maxMiB
	if over {
		s.over++
	}
	if r.crash != "" {
		s.crashes++
	}
	s.mu.Unlock()
	if r.crash != "" || over {
		s.note("%s: %s (%.1f s, %.0f MiB over idle)", file, r.crash, r.cpu.Seconds(), r.mib-s.idle)
	}
	s.judge(ctx, file, dir, r)
}

// judge compares what was written with the file it was made of.
func (s *scorer) judge(ctx context.Context, file, dir string, r run) {
	const unknown = -2
	before, counted := unknown, -1
	var old []byte // the pixels of file
	failed := map[string]bool{}
	for _, l := range r.lines {
		if l[1] == "failed" {
			failed[l[0]] = true
			s.mu.Lock()
			s.failed[l[0]]++
			s.mu.Unlock()
			s.note("%s: %s fails", file, l[0])
		}
	}
	for _, l := range r.lines {
		name, out := l[0], filepath.Join(dir, l[1])
		if failed[name] { // what it wrote before that is no result
			continue
		}
		if before == unknown {
			before, counted = check(ctx, file), pageCount(ctx, file)
		}
		after := check(ctx, out)
		pages := strconv.Itoa(pageCount(ctx, out))
		if name == "searchable" && pages == strconv.Itoa(counted) {
			pages = l[2] // an increment does not mend what a page tree says of itself
		}
		s.mu.Lock()
		s.outputs++
		switch {
		case before < 0 || after < 0:
			s.unjudged++
		case after > before:
			s.worse++
		}
		if pages != l[2] {
			s.wrongPages++
		}
		s.mu.Unlock()
		if before >= 0 && after > before {
			s.note("%s: qpdf --check of %s ends with %d, before with %d", file, name, after, before)
		}
		if pages != l[2] {
			s.note("%s: %s has %s pages, not %s", file, name, pages, l[2])
		}
		if s.draws && strings.HasPrefix(name, "searchable") {
			if old == nil {
				old, _ = draw(ctx, file)
			}
			if len(old) > 0 { // else poppler cannot draw the file
				s.compare(ctx, file, name, out, old)
			}
		}
	}
}

// compare draws the first pages of a searchable file and compares them with old,
// those of the file that it was made of.
func (s *scorer) compare(ctx context.Context, file, name, out string, old []byte) {
	got, err := draw(ctx, out)
	same := err == nil && bytes.Equal(old, got)
	s.mu.Lock()
	s.drawn++
	if !same {
		s.changed++
	}
	s.mu.Unlock()
	if !same {
		s.note("%s: %s looks otherwise: %d bytes of pixels, before %d, %v", file, name, len(got), len(old), err)
	}
}

// note shows a case, as many as are wanted.
func (s *scorer) note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown++; s.shown <= s.Errors {
		s.Logf("pdfwrite: "+format, args...)
	}
}

func (s *scorer) measures() []measure.Measure {
	m := func(name string, v float64) measure.Measure {
		return measure.Measure{Set: "pdfwrite", Name: name, Value: v}
	}
	out := []measure.Measure{
		m("files", float64(s.files)), m("opened", float64(s.opened)), m("outputs", float64(s.outputs)),
		m("qpdf_worse", float64(s.worse)), m("qpdf_crashes", float64(s.unjudged)), m("wrong_page_counts", float64(s.wrongPages)),
	}
	for _, w := range writers() {
		out = append(out, m("failed_"+w.name, float64(s.failed[w.name])))
	}
	if s.drawn > 0 {
		out = append(out, m("drawn", float64(s.drawn)), m("pixels_same", 1-float64(s.changed)/float64(s.drawn)))
	}
	return append(out, m("crashes", float64(s.crashes)), m("over_limits", float64(s.over)),
		m("worst_cpu_s", s.worstCPU.Seconds()), m("worst_mib_over_idle", s.worstMiB), m("idle_mib", s.idle))
}
