package corpusscore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// The verdicts of a probe; a sound PDF's is "ok N" with its number of pages.
const (
	ok          = "ok"
	encrypted   = "encrypted"
	corrupt     = "corrupt"
	tooLarge    = "too_large"
	unsupported = "unsupported"
)

// Probe opens one file as docket would, does with it what makes readers
// stumble, and writes one verdict. An error that is none of the library's
// typed ones is returned.
func Probe(ctx context.Context, file string, w io.Writer) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var verdict string
	if imageops.Sniff(b) != "" {
		verdict, err = probeImage(b)
	} else {
		verdict, err = probePDF(ctx, b)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, verdict)
	return err
}

func probeImage(b []byte) (string, error) {
	_, err := imageops.Decode(bytes.NewReader(b), imageops.Limits{})
	switch {
	case err == nil:
		return ok, nil
	case errors.Is(err, imageops.ErrTooLarge):
		return tooLarge, nil
	case errors.Is(err, imageops.ErrUnsupported):
		return unsupported, nil
	case errors.Is(err, imageops.ErrCorrupt), errors.Is(err, imageops.ErrEmpty):
		return corrupt, nil
	}
	return "", err
}

// pagesProbed is how many pages of a file are read and rendered.
const pagesProbed = 3

func probePDF(ctx context.Context, b []byte) (string, error) {
	d, err := pdf.Open(ctx, b, pdf.OpenOptions{})
	if err != nil {
		return pdfVerdict(err)
	}
	defer d.Close()
	for n := range min(pagesProbed, d.PageCount()) {
		if _, err := d.Input(ctx, n+1); err != nil {
			if _, err := pdfVerdict(err); err != nil {
				return "", fmt.Errorf("words of page %d: %w", n+1, err)
			}
		}
		if _, err := d.Render(ctx, n+1, pdf.RenderOptions{DPI: 72, Gray: true}); err != nil {
			if _, err := pdfVerdict(err); err != nil {
				return "", fmt.Errorf("picture of page %d: %w", n+1, err)
			}
		}
	}
	if err := probeLayer(ctx, d); err != nil {
		return "", err
	}
	return fmt.Sprint(ok, " ", d.PageCount()), nil
}

// probeLayer writes a word onto the first page.
func probeLayer(ctx context.Context, d *pdf.Document) error {
	info, err := d.Page(1)
	if err != nil {
		_, err = pdfVerdict(err)
		return err
	}
	box := layout.Rect{X0: 10, Y0: 10, X1: 40, Y1: 20}
	page := layout.Page{
		Number: 1, Size: info.Size,
		Words: []layout.Word{{Text: "probe", Box: box, Confidence: 1}},
		Lines: []layout.Line{{Words: layout.Range{End: 1}, Box: box}},
	}
	err = pdf.WriteSearchable(ctx, io.Discard, d, []layout.Page{page}, pdf.SearchableOptions{})
	if err == nil {
		return nil
	}
	if _, err := pdfVerdict(err); err != nil {
		return fmt.Errorf("text layer: %w", err)
	}
	return nil
}

func pdfVerdict(err error) (string, error) {
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		return encrypted, nil
	case errors.Is(err, pdf.ErrCorrupt):
		return corrupt, nil
	case errors.Is(err, pdf.ErrTooLarge):
		return tooLarge, nil
	case errors.Is(err, pdf.ErrUnsupported):
		return unsupported, nil
	}
	return "", err
}
