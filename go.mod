module github.com/docket-go/docket

go 1.25.0

require golang.org/x/text v0.40.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/shopspring/decimal v1.6.0
	github.com/tetratelabs/wazero v1.12.0
	golang.org/x/image v0.44.0
)

require (
	golang.org/x/sync v0.22.0
	golang.org/x/sys v0.44.0
)
