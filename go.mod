module github.com/docket-go/docket

go 1.25.0

require golang.org/x/text v0.30.0
