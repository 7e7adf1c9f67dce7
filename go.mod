module github.com/docket-go/docket

go 1.25.0

require golang.org/x/text v0.30.0

require github.com/shopspring/decimal v1.6.0
