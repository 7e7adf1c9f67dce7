// Command quality scores the library against data with known truth and prints
// one line a measure: set, measure and figure, separated by tabs.
//
//	go run ./internal/quality -data ../shared/data -set ocr,layout
//	go run ./internal/quality -set generated
//
// The sets "classes", "families", "folios", "generated", "imageops" and "invoices" need no data: what they read is
// made on the spot.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/docket-go/docket/internal/quality/corpusscore"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/quality/pdfwritescore"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "quality:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, log io.Writer) error {
	sets := allSets()
	names := slices.Sorted(maps.Keys(sets))
	flags := flag.NewFlagSet("quality", flag.ContinueOnError)
	flags.SetOutput(log)
	env := measure.Env{Log: log}
	flags.StringVar(&env.Data, "data", "", "folder with the data sets")
	flags.StringVar(&env.Tessdata, "tessdata", defaultTessdata(), "folder with traineddata files of languages other than English")
	flags.IntVar(&env.Errors, "errors", 0, "show this many of the worst cases of each set")
	flags.IntVar(&env.Every, "every", 4, "read only every so many-th receipt of the set receipts")
	flags.IntVar(&env.PSM, "psm", 0, "have the tesseract program read the receipts too, in this page segmentation mode")
	want := flags.String("set", "generated", "sets to score, separated by commas: "+strings.Join(names, ", "))
	probe := flags.String("probe", "", "internal: open one file of the corpus and print how it ends")
	write := flags.String("write", "", "internal: with -probe, write a PDF in all ways into this folder")
	asJSON := flags.Bool("json", false, "print JSON instead of lines")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *probe != "" && *write != "" {
		return pdfwritescore.Probe(ctx, *probe, *write, out)
	}
	if *probe != "" {
		return corpusscore.Probe(ctx, *probe, out)
	}
	var all []measure.Measure
	for _, name := range strings.Split(*want, ",") {
		set, ok := sets[name]
		if !ok {
			return fmt.Errorf("no set %q; there are %s", name, strings.Join(names, ", "))
		}
		if env.Data == "" && name != "generated" && name != "imageops" && name != "invoices" && name != "families" && name != "classes" {
			return fmt.Errorf("set %s needs -data", name)
		}
		ms, err := set(ctx, env)
		if err != nil {
			return fmt.Errorf("set %s: %w", name, err)
		}
		if len(ms) == 0 {
			return fmt.Errorf("set %s: no figure could be had from %s", name, env.Data)
		}
		if !*asJSON {
			if err := measure.WriteTable(out, ms); err != nil {
				return err
			}
		}
		all = append(all, ms...)
	}
	if *asJSON {
		return measure.WriteJSON(out, all)
	}
	return nil
}

// defaultTessdata names a folder with traineddata files where the system has one.
func defaultTessdata() string {
	if dir := os.Getenv("TESSDATA_PREFIX"); dir != "" {
		return dir
	}
	for _, dir := range []string{"/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/opt/homebrew/share/tessdata"} {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	return ""
}
