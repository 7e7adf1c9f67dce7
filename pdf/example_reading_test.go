package pdf_test

import (
	"context"
	"fmt"
	"log"

	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/pdf/pdftest"
)

func letter() []byte {
	return pdftest.File(
		pdftest.Page{Content: "BT /F1 12 Tf 20 70 Td (Dear reader,) Tj ET 20 60 m 180 60 l S"},
		pdftest.Page{Content: "0 0 m 200 100 l S", Entries: "/Rotate 90"},
	)
}

func ExampleOpen() {
	d, err := pdf.Open(context.Background(), letter(), pdf.OpenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	for n := range d.PageCount() {
		p, err := d.Page(n + 1)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("page %d: %g x %g points, turned by %d\n", p.Number, p.Size.W, p.Size.H, p.Rotation)
	}
	// Output:
	// page 1: 200 x 100 points, turned by 0
	// page 2: 100 x 200 points, turned by 90
}

func ExampleDocument_Input() {
	ctx := context.Background()
	d, err := pdf.Open(ctx, letter(), pdf.OpenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	in, err := d.Input(ctx, 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range in.Words {
		fmt.Printf("%s at x %.0f, baseline %.0f, %s %g\n", w.Text, w.Box.X0, w.Baseline, w.Font.Name, w.Font.Size)
	}
	fmt.Println("rulings:", len(in.Rulings))
	// Output:
	// Dear at x 20, baseline 30, Helvetica 12
	// reader, at x 49, baseline 30, Helvetica 12
	// rulings: 1
}

func ExampleDocument_Classify() {
	ctx := context.Background()
	d, err := pdf.Open(ctx, letter(), pdf.OpenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	for n := 1; n <= d.PageCount(); n++ {
		c, err := d.Classify(ctx, n)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("page %d: %s, %s\n", n, c.Kind, c.Reason)
	}
	// Output:
	// page 1: text, there is a usable text layer
	// page 2: image, there is no text
}

func ExampleDocument_Render() {
	ctx := context.Background()
	d, err := pdf.Open(ctx, letter(), pdf.OpenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	img, err := d.Render(ctx, 1, pdf.RenderOptions{Width: 64, Height: 64, Gray: true}) // a thumbnail
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(img.Bounds().Size())
	// Output: (64,32)
}
