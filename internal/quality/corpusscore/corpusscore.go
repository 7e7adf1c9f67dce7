// Package corpusscore runs odd, broken and hostile files through the library,
// each in a process of its own, and counts how they end: with the result or
// the typed error that is expected, within time and memory.
package corpusscore

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/quality/wordscore"
	"github.com/docket-go/docket/internal/rusage"
)

// What a file may take: CPU time, and memory over what a sound one needs.
const (
	maxCPU = 30 * time.Second
	maxMiB = 512
)

// A sample is a file and how it should end: the verdicts that are right, or
// none where any typed end is.
type sample struct {
	file string
	want []string
	kind string // ok, encrypted, broken, hostile, any
}

// PDF scores the PDFs of the folder corpus below e.Data. Labels are what most of
// three readers say, which is not always what is right. A file with an unknown
// security handler ends in "unsupported" here, not in "corrupt"; one whose
// attachments alone are encrypted opens, as its pages need no password (and the
// attachments fail with ErrEncrypted); and a page that only a number beyond all
// bounds makes hard to find is found, as pdf.js finds it. They count as wrong all
// the same.
func PDF(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	out, err := score(ctx, e, "pdf", "labels-pdf.tsv", "pdf/", pdfWant)
	if err != nil || out == nil {
		return out, err
	}
	words, err := Words(ctx, e)
	return append(out, words...), err
}

// Words compares the words of the PDFs that open with pdftotext's.
func Words(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "corpus")
	rows, err := table(filepath.Join(dir, "labels-pdf.tsv"))
	if err != nil {
		e.Logf("pdfwords: %v, first pages left out", err)
	}
	var sound []string
	for _, r := range rows {
		if _, kind := pdfWant(r); kind == "ok" {
			sound = append(sound, filepath.Join(dir, r[0]))
		}
	}
	return wordscore.Files(ctx, e, "pdf", sound)
}

// Images scores its images.
func Images(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	return score(ctx, e, "imagecorpus", "labels-img.tsv", "img/", imageWant)
}

func pdfWant(columns []string) ([]string, string) {
	switch verdict := columns[1]; {
	case strings.HasPrefix(verdict, "ok:"):
		return []string{"ok " + strings.TrimPrefix(verdict, "ok:")}, "ok"
	case verdict == "pw":
		return []string{encrypted}, "encrypted"
	case verdict == "broken":
		return []string{corrupt}, "broken"
	}
	return nil, "any"
}

func imageWant(columns []string) ([]string, string) {
	switch status := columns[4]; {
	case status == "ok":
		return []string{ok}, "ok"
	case status == "toolarge":
		return []string{tooLarge}, "too_large"
	}
	return nil, "any" // others decode more than the readers that made the labels
}

func score(ctx context.Context, e measure.Env, set, labels, hostile string, want func([]string) ([]string, string)) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "corpus")
	rows, err := table(filepath.Join(dir, labels))
	if err != nil {
		e.Logf("%s: %v, left out", set, err)
		return nil, nil
	}
	var samples []sample
	for _, r := range rows {
		w, kind := want(r)
		samples = append(samples, sample{filepath.Join(dir, r[0]), w, kind})
	}
	rows, err = table(filepath.Join(dir, "hostile.tsv"))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if strings.HasPrefix(r[0], hostile) {
			samples = append(samples, hostileSample(filepath.Join(dir, "dev", "hostile", r[0]), r[1]))
		}
	}
	outcomes, err := probeAll(ctx, samples)
	if err != nil {
		return nil, err
	}
	return sum(e, set, samples, outcomes), nil
}

func hostileSample(file, expect string) sample {
	switch expect {
	case "ok":
		return sample{file, []string{ok}, "hostile"}
	case "err":
		return sample{file, []string{encrypted, corrupt, tooLarge, unsupported}, "hostile"}
	}
	return sample{file, nil, "hostile"}
}

// table reads a file of tab-separated lines; a first line that names columns
// is left out.
func table(name string) ([][]string, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out [][]string
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) >= 2 && f[0] != "path" {
			out = append(out, f)
		}
	}
	return out, nil
}

// An outcome is how the probe of a file ended.
type outcome struct {
	verdict string
	crash   string // what the process said when it ended otherwise
	cpu     time.Duration
	mib     float64
}

func (o outcome) right(s sample) bool {
	if o.crash != "" || o.cpu > maxCPU {
		return false
	}
	for _, w := range s.want {
		if o.verdict == w || w == ok && strings.HasPrefix(o.verdict, ok) {
			return true
		}
	}
	return len(s.want) == 0
}

// probesAtOnce is how many files are probed at a time.
const probesAtOnce = 2

func probeAll(ctx context.Context, samples []sample) ([]outcome, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	out := make([]outcome, len(samples))
	next := make(chan int)
	var workers sync.WaitGroup
	for range probesAtOnce {
		workers.Go(func() {
			for i := range next {
				out[i] = probe(ctx, self, samples[i].file)
			}
		})
	}
	for i := range samples {
		next <- i
	}
	close(next)
	workers.Wait()
	return out, ctx.Err()
}

func probe(ctx context.Context, self, file string) outcome {
	ctx, cancel := context.WithTimeout(ctx, 4*maxCPU)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, self, "-probe", file)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	o := outcome{verdict: strings.TrimSpace(stdout.String())}
	if err != nil {
		o.crash, _, _ = strings.Cut(strings.TrimSpace(stderr.String())+" ("+err.Error()+")", "\n")
	}
	if s := cmd.ProcessState; s != nil {
		o.cpu = s.UserTime() + s.SystemTime()
		o.mib = rusage.PeakMiB(s)
	}
	return o
}

func sum(e measure.Env, set string, samples []sample, outcomes []outcome) []measure.Measure {
	right, all := map[string]int{}, map[string]int{}
	var crashes, slow, wrongCounts, shown int
	var worstCPU time.Duration
	var worstMiB float64
	for i, o := range outcomes {
		s := samples[i]
		all[s.kind]++
		if o.right(s) {
			right[s.kind]++
		} else if shown < e.Errors {
			shown++
			e.Logf("%s: %s: want %v, got %q %s (%.1f s, %.0f MiB)", set, s.file, s.want, o.verdict, o.crash, o.cpu.Seconds(), o.mib)
		}
		if o.crash != "" {
			crashes++
		}
		if o.cpu > maxCPU || o.mib > maxMiB {
			slow++
		}
		if s.kind == "ok" && strings.HasPrefix(o.verdict, ok) && !o.right(s) {
			wrongCounts++
		}
		worstCPU, worstMiB = max(worstCPU, o.cpu), max(worstMiB, o.mib)
	}
	var out []measure.Measure
	for _, kind := range []string{"ok", "encrypted", "too_large", "broken", "hostile", "any"} {
		if all[kind] > 0 {
			out = append(out, measure.Measure{Set: set, Name: kind + "_right", Value: float64(right[kind]) / float64(all[kind])})
		}
	}
	return append(out,
		measure.Measure{Set: set, Name: "wrong_page_counts", Value: float64(wrongCounts)},
		measure.Measure{Set: set, Name: "crashes", Value: float64(crashes)},
		measure.Measure{Set: set, Name: "over_limits", Value: float64(slow)},
		measure.Measure{Set: set, Name: "worst_cpu_s", Value: worstCPU.Seconds()},
		measure.Measure{Set: set, Name: "worst_mib", Value: worstMiB})
}
