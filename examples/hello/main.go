// Hello prints the text of a PDF, a scan or a photo.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/task"
)

func main() {
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		log.Fatal(err)
	}
	m, err := task.NewManager(task.Config{OCR: engine})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	doc, err := task.Do(context.Background(), m, task.Recognize{Input: task.File(os.Args[1])})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(doc.Text())
}
