package task_test

import (
	"context"
	"fmt"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/task"
)

// A person puts a value right. The result keeps what was read, rules are
// checked again, and the next invoice of this supplier profits.
func ExampleManager_Correct() {
	ctx := context.Background()
	m, err := task.NewManager(task.Config{})
	if err != nil {
		panic(err)
	}
	defer m.Close()
	h, err := task.Submit(ctx, m, task.Extract{Input: task.Bytes("invoice.pdf", typedPDF(invoiceA)), Schema: extract.Invoice()})
	if err != nil {
		panic(err)
	}
	if _, err := h.Wait(ctx); err != nil {
		panic(err)
	}
	values, err := m.Correct(ctx, h.ID(), task.Correction{By: "anna", Values: map[string]string{extract.FieldGross: "585,00"}})
	if err != nil {
		panic(err)
	}
	gross := values.Values[extract.FieldGross]
	fmt.Println(gross.Norm, gross.Origin, "instead of", gross.Alternatives[0].Norm)
	for _, c := range values.Failed() {
		fmt.Println(c.ID, "fails:", c.Message)
	}
	_, err = m.Correct(ctx, h.ID(), task.Correction{Values: map[string]string{extract.FieldGross: "a lot", "colour": "red"}})
	fmt.Println(err)
	// Output:
	// 585.00 corrected instead of 595.00
	// net+vat=gross fails: 500 + 95 is not 585
	// task: invalid: Values[colour]: the schema has no such field; Values[gross_total]: "a lot" is no number such as 1234.50
}
