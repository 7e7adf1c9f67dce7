package task_test

import (
	"bytes"
	"image"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/task"
)

// peakHeap returns the most bytes that live objects, and those not collected
// yet, took while f ran.
func peakHeap(f func()) uint64 {
	runtime.GC()
	done, most := make(chan struct{}), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		peak := uint64(0)
		for {
			metrics.Read(sample)
			peak = max(peak, sample[0].Value.Uint64())
			select {
			case <-done:
				most <- peak
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	return <-most
}

// longScan is a PDF of page images of 800 x 1100 pixels.
func longScan(t *testing.T, pages int) []byte {
	t.Helper()
	var b bytes.Buffer
	out := pdf.NewImagePDF(&b, pdf.ImagePDFOptions{})
	img := blank(800, 1100).(*image.Gray)
	for x := range 400 {
		img.Pix[300*img.Stride+200+x] = 0
	}
	for range pages {
		if err := out.AddPage(t.Context(), pdf.ImagePage{Image: img, DPIX: 100, DPIY: 100}); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPagesStream: ten times the pages do not take ten times the memory. All
// images of the long scan together have 176 MB, as grey pixels alone.
func TestPagesStream(t *testing.T) {
	if testing.Short() {
		t.Skip("left out of short tests: it reads 220 pages")
	}
	m := newManager(t, task.Config{OCR: &fakeOCR{text: "a few words"}, Workers: 2})
	peak := func(pages int) uint64 {
		file := longScan(t, pages)
		return peakHeap(func() {
			res, err := task.Do(t.Context(), m, task.Searchable{Input: task.Bytes("scan.pdf", file)})
			if err != nil {
				t.Fatal(err)
			}
			if n := len(res.Document.Pages); n != pages || len(res.Document.PageErrors) > 0 {
				t.Fatalf("%d of %d pages, errors %v", n, pages, res.Document.PageErrors)
			}
		})
	}
	peak(2) // PDFium starts
	few, many := peak(20), peak(200)
	t.Logf("peak heap %d MiB for 20 pages, %d MiB for 200", few>>20, many>>20)
	if many > few+few/2+48<<20 {
		t.Errorf("200 pages take %d MiB, 20 take %d MiB", many>>20, few>>20)
	}
}
