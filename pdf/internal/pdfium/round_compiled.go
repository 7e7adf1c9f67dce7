//go:build amd64 || arm64

package pdfium

import "time"

// longestRound bounds what counts of the time between two calls of yield.
const longestRound = 2 * time.Millisecond
