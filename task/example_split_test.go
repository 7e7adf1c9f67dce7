package task_test

import (
	"context"
	"fmt"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/task"
)

// A pile of mail is scanned in one go. Each document in it becomes a PDF of its
// own, and another task goes on with one of them.
func ExampleSplitDocuments() {
	ctx := context.Background()
	m, err := task.NewManager(task.Config{})
	if err != nil {
		panic(err)
	}
	defer m.Close()
	h, err := task.Submit(ctx, m, task.SplitDocuments{Input: task.Bytes("mail.pdf", typedPDF(pile()...))})
	if err != nil {
		panic(err)
	}
	found, err := h.Wait(ctx)
	if err != nil {
		panic(err)
	}
	for _, p := range found.Parts {
		fmt.Println(p.Class, p.Pages, p.File.Name)
	}
	fmt.Println("in no document:", found.Separators)
	invoice, err := task.Do(ctx, m, task.Extract{Input: task.Output(h).Pick(task.RoleSubPDF, 2), Schema: extract.Invoice()})
	if err != nil {
		panic(err)
	}
	fmt.Println("second invoice:", invoice.Values[extract.FieldNumber].Norm, invoice.Values[extract.FieldGross].Norm)
	// Output:
	// invoice [1] mail-1.pdf
	// invoice [2 3] mail-2.pdf
	// contract [5] mail-3.pdf
	// in no document: [4]
	// second invoice: RE-2024-0999 119.00
}
