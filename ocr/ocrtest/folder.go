package ocrtest

import (
	"context"
	"fmt"
	"image"
	_ "image/jpeg" // pages of a folder
	_ "image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/docket-go/docket/ocr"
)

// A Sample is a page image with its true text.
type Sample struct {
	Name    string
	Image   string // file
	Kind    string // such as receipt; rotated… and handwriting are apart in sums
	Ordered bool   // the text has one order
	Truth   string
}

// Apart reports whether the sample stays out of the sums over a folder.
func (s *Sample) Apart() bool {
	return strings.HasPrefix(s.Kind, "rotated") || s.Kind == "handwriting"
}

// Open decodes the image.
func (s *Sample) Open() (image.Image, error) {
	f, err := os.Open(s.Image)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	return img, err
}

// Folder lists the samples of a folder: manifest.tsv has a line for each with
// its name, image, kind, and 1 where the text has one order; NAME.txt is the
// true text.
func Folder(dir string) ([]Sample, error) {
	b, err := os.ReadFile(filepath.Join(dir, "manifest.tsv"))
	if err != nil {
		return nil, err
	}
	var out []Sample
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) < 4 {
			continue
		}
		truth, err := os.ReadFile(filepath.Join(dir, f[0]+".txt"))
		if err != nil {
			return nil, err
		}
		out = append(out, Sample{f[0], filepath.Join(dir, f[1]), f[2], f[3] == "1", string(truth)})
	}
	return out, nil
}

// A PageResult is what an engine made of a sample.
type PageResult struct {
	Sample Sample
	Score  Score
	Text   string
	Page   *ocr.Page
	Took   time.Duration
}

// ScoreFolder reads every sample of a folder with e and calls each with the
// outcome, in order. It returns the sum over those that are not apart. Truths
// of the kind receipt are upper-case, so readings of it are folded.
func ScoreFolder(ctx context.Context, dir string, e ocr.Engine, o ocr.Options, each func(PageResult)) (Score, error) {
	var sum Score
	samples, err := Folder(dir)
	if err != nil {
		return sum, err
	}
	for _, s := range samples {
		img, err := s.Open()
		if err != nil {
			return sum, fmt.Errorf("%s: %w", s.Name, err)
		}
		start := time.Now()
		p, err := e.Recognize(ctx, ocr.Image{Pix: img}, o)
		if err != nil {
			return sum, fmt.Errorf("%s: %w", s.Name, err)
		}
		r := PageResult{Sample: s, Text: Text(p), Page: p, Took: time.Since(start)}
		truth, text := s.Truth, r.Text
		if s.Kind == "receipt" {
			truth, text = strings.ToUpper(truth), strings.ToUpper(text)
		}
		r.Score = Compare(truth, text, s.Ordered)
		if !s.Apart() {
			sum = sum.Add(r.Score)
		}
		if each != nil {
			each(r)
		}
	}
	return sum, nil
}

// Text returns the words of a page line by line, in the engine's order. Pieces
// of lines side by side make one line.
func Text(p *ocr.Page) string {
	var b strings.Builder
	bottom := 0.0 // middle of the line above plus half its height
	for i, l := range p.Lines {
		q := l.Quad.Bounds()
		switch {
		case i == 0:
		case q.Center().Y < bottom:
			b.WriteByte(' ')
		default:
			b.WriteByte('\n')
		}
		bottom = q.Center().Y + 0.4*q.Height()
		for k, w := range l.Words {
			if k > 0 && !w.Joined {
				b.WriteByte(' ')
			}
			b.WriteString(w.Text)
		}
	}
	return b.String()
}
