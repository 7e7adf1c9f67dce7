// Command bench times jobs of the library against the programs for the same
// job that are found on PATH. Contenders alternate within one run; each run is
// a process of its own, and what counts is the CPU time (user and system) and
// the peak memory of the whole process tree.
//
//	go run ./internal/bench -inputs ../shared/bench/inputs -job words -rounds 3
//
// With -busy 16 the same runs on a machine that is loaded: compare the CPU times
// with those of a run without.
//
// A contender that is not on PATH is named and left out.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/docket-go/docket/internal/rusage"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, log io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(log)
	inputs := flags.String("inputs", "", "folder with the input files")
	jobNames := flags.String("job", "", "jobs to run, separated by commas; empty = all: "+strings.Join(jobNames(), ", "))
	rounds := flags.Int("rounds", 3, "how often each contender runs")
	child := flags.String("child", "", "internal: run the library's part of a job on the files given")
	tessdata := flags.String("tessdata", "", "folder with traineddata files for languages other than English")
	lang := flags.String("lang", "", "language of the pages to be read, empty = English")
	busy := flags.Int("busy", 0, "processes that do nothing but take CPU time meanwhile: shows what a loaded machine costs")
	workers := flags.Int("workers", 1, "pages in work at a time in the library's part")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o := options{Tessdata: *tessdata, Language: *lang, Workers: *workers}
	if *child == spin {
		for ctx.Err() == nil {
			runtime.Gosched()
		}
		return nil
	}
	if *child != "" {
		return runChild(ctx, *child, flags.Args(), o)
	}
	if *inputs == "" {
		return fmt.Errorf("-inputs is missing")
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	o.Self = self
	for range *busy {
		cmd := exec.CommandContext(ctx, self, "-child", spin)
		if err := cmd.Start(); err != nil {
			return err
		}
		defer cmd.Wait()
		defer cmd.Process.Kill()
	}
	for _, j := range jobs() {
		if *jobNames != "" && !slices.Contains(strings.Split(*jobNames, ","), j.name) {
			continue
		}
		if err := runJob(ctx, j, *inputs, *rounds, o, out, log); err != nil {
			return fmt.Errorf("job %s: %w", j.name, err)
		}
	}
	return nil
}

// spin is the child that only takes CPU time.
const spin = "spin"

// options are what the library's part of a job is told.
type options struct {
	Self               string // this program
	Tessdata, Language string
	Workers            int
}

// A job is one piece of work with several programs that can do it.
type job struct {
	name  string
	file  string // glob below the inputs folder
	units int    // pages of the file, so that costs a page can be printed; 0 = one a file
	// docket runs the library's part in a child process.
	docket func(ctx context.Context, files []string, dir string, o options) error
	// peers maps a program to its command lines, run in order by a shell with
	// IN and OUT in its environment; its first word must be on PATH.
	peers []peer
}

type peer struct{ program, script string }

// A cost is what one run took.
type cost struct {
	cpu float64 // seconds, user and system, children included
	mib float64 // peak resident memory of the largest process
}

func runJob(ctx context.Context, j job, inputs string, rounds int, o options, out, log io.Writer) error {
	files, err := filepath.Glob(filepath.Join(inputs, j.file))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		fmt.Fprintf(log, "%s: no %s in %s, left out\n", j.name, j.file, inputs)
		return nil
	}
	if j.units == 0 {
		j.units = len(files)
	}
	contenders := []string{"docket"}
	for _, p := range j.peers {
		if _, err := exec.LookPath(p.program); err != nil {
			fmt.Fprintf(log, "%s: %s is not on PATH, left out\n", j.name, p.program)
			continue
		}
		contenders = append(contenders, p.script)
	}
	costs := map[string][]cost{}
	for range rounds {
		for _, c := range contenders {
			got, err := j.runOnce(ctx, c, files, o)
			if err != nil {
				return fmt.Errorf("%s: %w", c, err)
			}
			costs[c] = append(costs[c], got)
		}
	}
	return j.print(out, contenders, costs)
}

// runOnce runs one contender in a folder of its own.
func (j job) runOnce(ctx context.Context, contender string, files []string, o options) (cost, error) {
	dir, err := os.MkdirTemp("", "docket-bench-")
	if err != nil {
		return cost{}, err
	}
	defer os.RemoveAll(dir)
	var cmd *exec.Cmd
	if contender == "docket" {
		args := []string{"-child", j.name, "-tessdata", o.Tessdata, "-lang", o.Language, fmt.Sprintf("-workers=%d", o.Workers), dir}
		cmd = exec.CommandContext(ctx, o.Self, append(args, files...)...)
	} else {
		cmd = exec.CommandContext(ctx, "sh", "-c", contender)
		cmd.Env = append(os.Environ(), "IN="+strings.Join(files, " "), "OUT="+dir, "OMP_THREAD_LIMIT=1")
	}
	if text, err := cmd.CombinedOutput(); err != nil {
		return cost{}, fmt.Errorf("%w: %s", err, lastLine(text))
	}
	return cost{
		cpu: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(),
		mib: rusage.PeakMiB(cmd.ProcessState),
	}, nil
}

func lastLine(b []byte) string {
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return lines[len(lines)-1]
}

func (j job) print(out io.Writer, contenders []string, costs map[string][]cost) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "job %s\tCPU s min\tmedian\tCPU ms a page\tpages/CPU s\tpeak MiB\n", j.name)
	for _, c := range contenders {
		var cpu, mib []float64
		for _, x := range costs[c] {
			cpu, mib = append(cpu, x.cpu), append(mib, x.mib)
		}
		slices.Sort(cpu)
		slices.Sort(mib)
		units := float64(j.units)
		fmt.Fprintf(w, "%.60s\t%.3f\t%.3f\t%.1f\t%.1f\t%.0f\n", c, cpu[0], cpu[len(cpu)/2], 1000*cpu[0]/units, units/cpu[0], mib[len(mib)-1])
	}
	return w.Flush()
}
