module github.com/docket-go/docket

go 1.25.0
