//go:build !amd64 && !arm64

package pdfium

import "time"

// longestRound bounds what counts of the time between two calls of yield. Here
// wazero has no compiler: its interpreter takes ten times as long.
const longestRound = 25 * time.Millisecond
