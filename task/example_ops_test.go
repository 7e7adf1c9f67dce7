package task_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/task"
)

// must keeps the examples short.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// manager is a Manager that needs nothing; Config.OCR would let it read pixels.
func manager() *task.Manager { return must(task.NewManager(task.Config{})) }

// letter is a PDF of two pages.
func letter() task.Input { return task.Bytes("letter.pdf", typedPDF("First page", "Second page")) }

// picture is a photograph of a sheet on a table.
func picture() task.Input {
	var b bytes.Buffer
	if err := imageops.Encode(&b, photo(), imageops.EncodeOptions{Format: imageops.PNG}); err != nil {
		panic(err)
	}
	return task.Bytes("photo.png", b.Bytes())
}

func list(f *task.Files) {
	for _, a := range f.Files {
		switch {
		case a.Pages > 0:
			fmt.Println(a.Name, a.MediaType, a.Pages, "pages")
		default:
			fmt.Println(a.Name, a.MediaType, a.Width, "x", a.Height)
		}
	}
}

func ExampleRecognize() {
	m := manager()
	defer m.Close()
	doc := must(task.Do(context.Background(), m, task.Recognize{Input: letter(), Pages: "2"}))
	fmt.Println(len(doc.Pages), doc.Pages[0].Number, strings.TrimSpace(doc.Text()))
	// Output: 1 2 Second page
}

func ExampleExtractText() {
	m := manager()
	defer m.Close()
	text := must(task.Do(context.Background(), m, task.ExtractText{Input: letter(), Format: "markdown"}))
	fmt.Println(text.Format, strings.Fields(text.Content))
	// Output: markdown [First page Second page]
}

func ExampleExtract() {
	m := manager()
	defer m.Close()
	x := must(task.Do(context.Background(), m, task.Extract{Input: task.Bytes("invoice.pdf", typedPDF(invoiceA)), Schema: extract.Invoice()}))
	for _, field := range []string{extract.FieldNumber, extract.FieldIssueDate, extract.FieldGross} {
		v := x.Values[field]
		fmt.Println(field, v.Norm, v.Currency, "on page", v.Evidence.Page)
	}
	// Output:
	// document_number RE-2024-0815  on page 1
	// issue_date 2024-03-14  on page 1
	// gross_total 595.00 EUR on page 1
}

// Process makes everything at once. What was not asked for can be made later,
// one by one, as long as the task has not expired.
func ExampleProcess() {
	ctx := context.Background()
	m := manager()
	defer m.Close()
	h := must(task.Submit(ctx, m, task.Process{Input: task.Bytes("mail.pdf", typedPDF(pile()...)), Parts: true, Fields: true, Want: []task.Role{task.RoleText}}))
	r := must(h.Wait(ctx))
	for _, p := range r.Parts {
		fmt.Printf("%s %v %q\n", p.Class, p.Pages, p.Values.Values[extract.FieldNumber].Norm)
	}
	image := must(m.PageImage(ctx, h.ID(), 2, 300, 0))
	second := must(m.SubPDF(ctx, h.ID(), 2))
	fmt.Println(image.MediaType, image.Width, "wide;", second.Name, second.Pages, "pages")
	// Output:
	// invoice [1] "RE-2024-0815"
	// invoice [2 3] "RE-2024-0999"
	// contract [5] ""
	// image/png 300 wide; mail-2.pdf 2 pages
}

func ExampleRender() {
	m := manager()
	defer m.Close()
	list(must(task.Do(context.Background(), m, task.Render{Input: letter(), Pages: "1", DPI: 72, Format: "jpeg"})))
	// Output: letter-1.jpg image/jpeg 595 x 842
}

func ExampleThumbnail() {
	m := manager()
	defer m.Close()
	list(must(task.Do(context.Background(), m, task.Thumbnail{Input: picture(), Width: 100})))
	// Output: photo-1.png image/png 100 x 75
}

func ExampleSplit() {
	m := manager()
	defer m.Close()
	list(must(task.Do(context.Background(), m, task.Split{Input: letter()})))
	// Output:
	// letter-1.pdf application/pdf 1 pages
	// letter-2.pdf application/pdf 1 pages
}

// Images are merged too; each becomes a page of its physical size.
func ExampleMerge() {
	m := manager()
	defer m.Close()
	list(must(task.Do(context.Background(), m, task.Merge{Inputs: []task.Input{letter(), picture()}, Name: "all"})))
	// Output: all.pdf application/pdf 3 pages
}

func ExampleExtractPages() {
	m := manager()
	defer m.Close()
	list(must(task.Do(context.Background(), m, task.ExtractPages{Input: letter(), Pages: "2,1,2"})))
	// Output: letter-pages.pdf application/pdf 3 pages
}

func ExampleConvert() {
	m := manager()
	defer m.Close()
	list(must(task.Do(context.Background(), m, task.Convert{Input: picture(), Format: "image/jpeg", Quality: 80})))
	// Output: photo.jpg image/jpeg 800 x 600
}

// A photographed sheet is found and cut out upright.
func ExampleDetectDocuments() {
	ctx := context.Background()
	m := manager()
	defer m.Close()
	found := must(task.Do(ctx, m, task.DetectDocuments{Input: picture()}))
	fmt.Println(len(found.Documents), "document in", found.Width, "x", found.Height)
	sheet := must(task.Do(ctx, m, task.Warp{Input: picture(), Vertices: found.Documents[0].Vertices}))
	a := sheet.Files[0]
	fmt.Println(a.Name, a.Width < 400, a.Height > a.Width)
	// Output:
	// 1 document in 800 x 600
	// photo.png true true
}

func ExampleApplyEffect() {
	m := manager()
	defer m.Close()
	list(must(task.Do(context.Background(), m, task.ApplyEffect{Input: picture(), Effect: "grayscale"})))
	// Output: photo.png image/png 800 x 600
}

// Scan is detect, warp and effect in one.
func ExampleScan() {
	m := manager()
	defer m.Close()
	f := must(task.Do(context.Background(), m, task.Scan{Input: picture()}))
	fmt.Println(len(f.Files), f.Files[0].Role, f.Files[0].Name)
	// Output: 1 generated photo.png
}

// Tasks of one batch are counted and waited for together.
func ExampleManager_WaitRun() {
	ctx := context.Background()
	m := manager()
	defer m.Close()
	for _, pages := range []string{"1", "2", "3"} {
		must(task.Submit(ctx, m, task.ExtractPages{Input: letter(), Pages: pages}, task.Options{RunID: "evening"}))
	}
	s := must(m.WaitRun(ctx, "evening"))
	fmt.Println(s.Done, "of", s.Total, "done,", s.States[task.Completed], "completed,", s.States[task.Failed], "failed")
	// Output: 3 of 3 done, 2 completed, 1 failed
}
