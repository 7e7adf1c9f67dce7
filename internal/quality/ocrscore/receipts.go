package ocrscore

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// A slip is a receipt with its official line boxes.
type slip struct {
	name, file string
	truth      string // upper-case
	lines      []image.Rectangle
}

// Receipts reads every e.Every-th receipt of SROIE: whole pages (measures
// page_...), and the lines in the boxes that come with the data (lines_...).
// With e.PSM set the tesseract program reads the same pages in that page
// segmentation mode.
func Receipts(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "extract", "sroie", "dev")
	files, err := filepath.Glob(filepath.Join(dir, "img", "*.jpg"))
	if err != nil {
		return nil, err
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	var sums [3]ocrtest.Score
	var cals [2]calibration
	for i := 0; i < len(files); i += max(1, e.Every) {
		s, err := readSlip(dir, files[i])
		if err != nil {
			return nil, err
		}
		got, err := s.read(ctx, engine)
		if err != nil {
			return nil, fmt.Errorf("receipt %s: %w", s.name, err)
		}
		for k, p := range got {
			score := ocrtest.Compare(s.truth, strings.ToUpper(ocrtest.Text(p)), false)
			sums[k] = sums[k].Add(score)
			cals[k].add(s.truth, p, true)
			if k == 0 && e.Errors > 0 {
				e.Logf("receipts: %s word F1 %.3f, lost %.3f", s.name, score.F1(), score.Lost())
			}
		}
		if e.PSM > 0 {
			text, err := tesseract(ctx, s.file, e.PSM)
			if err != nil {
				return nil, err
			}
			sums[2] = sums[2].Add(ocrtest.Compare(s.truth, strings.ToUpper(text), false))
		}
	}
	if sums[0].True == 0 {
		e.Logf("receipts: none in %s, left out", dir)
		return nil, nil
	}
	out := append(figures("receipts", "page_", sums[0]), cals[0].figures("receipts", "page_")...)
	out = append(out, figures("receipts", "lines_", sums[1])...)
	out = append(out, cals[1].figures("receipts", "lines_")...)
	if e.PSM > 0 {
		out = append(out, figures("receipts", fmt.Sprintf("tesseract_psm%d_", e.PSM), sums[2])...)
	}
	return out, nil
}

func readSlip(dir, file string) (slip, error) {
	s := slip{name: strings.TrimSuffix(filepath.Base(file), ".jpg"), file: file}
	b, err := os.ReadFile(filepath.Join(dir, "ocr_gt", s.name+".json"))
	if err != nil {
		return s, err
	}
	var doc struct {
		Pages []struct {
			Lines []struct {
				Text string
				Box  [4]float64
			}
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return s, fmt.Errorf("receipt %s: %w", s.name, err)
	}
	for _, p := range doc.Pages {
		for _, l := range p.Lines {
			s.truth += strings.ToUpper(l.Text) + "\n"
			s.lines = append(s.lines, image.Rect(int(l.Box[0]), int(l.Box[1]), int(l.Box[2])+1, int(l.Box[3])+1))
		}
	}
	return s, nil
}

// read returns the page as read whole, and as read line by line.
func (s *slip) read(ctx context.Context, engine ocr.Engine) ([2]*ocr.Page, error) {
	var out [2]*ocr.Page
	data, err := os.ReadFile(s.file)
	if err != nil {
		return out, err
	}
	img, err := imageops.Decode(bytes.NewReader(data), imageops.Limits{})
	if err != nil {
		return out, err
	}
	in := ocr.Image{Pix: img.Pix}
	if out[0], err = engine.Recognize(ctx, in, ocr.Options{}); err != nil {
		return out, err
	}
	out[1], err = engine.Recognize(ctx, in, ocr.Options{Layout: ocr.LayoutLine, Upright: true, Regions: s.lines})
	return out, err
}

// tesseract runs the program of that name on one thread.
func tesseract(ctx context.Context, file string, psm int) (string, error) {
	c := exec.CommandContext(ctx, "tesseract", file, "stdout", "--psm", fmt.Sprint(psm), "-l", "eng")
	c.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	b, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("tesseract --psm %d %s: %w", psm, file, err)
	}
	return string(b), nil
}
