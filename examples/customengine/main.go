package main

import (
	"context"
	"flag"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/docket-go/docket/ocr"
)

func main() {
	log.SetFlags(0)
	url := flag.String("url", "http://localhost:8080/ocr", "address of the OCR service")
	dpi := flag.Float64("dpi", 300, "resolution of the image")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: customengine [-url URL] IMAGE")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	e := ocr.Cache(ocr.Retry(&service{url: *url, client: http.DefaultClient}, 3, time.Second), 16)
	defer e.Close()
	if err := read(ctx, e, flag.Arg(0), *dpi); err != nil {
		log.Fatal(err)
	}
}

// read prints the lines of an image file.
func read(ctx context.Context, e ocr.Engine, name string, dpi float64) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p, err := e.Recognize(ctx, ocr.Image{Pix: img, DPI: dpi}, ocr.Options{})
	if err != nil {
		return err
	}
	for _, l := range p.Lines {
		for _, w := range l.Words {
			fmt.Print(w.Text, " ")
		}
		fmt.Println()
	}
	return nil
}
