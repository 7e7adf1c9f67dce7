//go:build !unix

package rusage

import (
	"os"
	"time"
)

// PeakMiB is not known on this system.
func PeakMiB(*os.ProcessState) float64 { return 0 }

// CPUTime is not known on this system.
func CPUTime() (time.Duration, bool) { return 0, false }
