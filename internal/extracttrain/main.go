// Command train learns the weights of package extract's built-in ranker from
// a data folder and writes extract/weights.bin.gz and its provenance.
//
//	go run ./internal/extracttrain -data ../shared/data -out extract
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/internal/quality/extractscore"
	"github.com/docket-go/docket/internal/quality/measure"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	data := flag.String("data", "", "folder with the data sets")
	out := flag.String("out", "extract", "folder to write to")
	flag.Parse()
	if err := run(ctx, *data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, data, out string) error {
	cases, err := extractscore.TrainingCases(ctx, measure.Env{Data: data, Log: os.Stderr})
	if err != nil {
		return err
	}
	samples := extractscore.Samples(cases)
	piles, err := extractscore.TrainingPiles(ctx, data)
	if err != nil {
		return err
	}
	set, err := extract.NewTrainingSet(ctx, samples)
	if err != nil {
		return err
	}
	_, ranker, err := set.CrossFit(ctx, extract.TrainOptions{Piles: piles}, 5, func(i int) int { return extract.FoldOf(samples[i].Group) })
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := ranker.Write(&b); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "weights.bin.gz"), b.Bytes(), 0o644); err != nil {
		return err
	}
	count := map[string]int{}
	var sets []string
	for _, c := range cases {
		if count[c.Truth.Set] == 0 {
			sets = append(sets, c.Truth.Set)
		}
		count[c.Truth.Set]++
	}
	for i, s := range sets {
		sets[i] = fmt.Sprintf("- %s: %d documents", s, count[s])
	}
	sets = append(sets, fmt.Sprintf("- splitting: %d piles", len(piles)))
	note := fmt.Sprintf(provenance, strings.Join(sets, "\n"), sha256.Sum256(b.Bytes()), b.Len(), time.Now().UTC().Format(time.DateOnly))
	return os.WriteFile(filepath.Join(out, "weights.md"), []byte(note), 0o644)
}

const provenance = `# weights.bin.gz
The weights of the built-in ranker: for each ranked field a linear model over
hashed features (FNV-1a, 32 bits), and the coefficients that turn scores into
probabilities. They hold no text of the documents that they were learnt from.

Made by this project, under its licence, with

    go run ./internal/extracttrain -data ../shared/data -out extract

from
%s

sha256 %x, %d bytes, made on %s
`
