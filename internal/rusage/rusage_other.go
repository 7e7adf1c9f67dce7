//go:build !unix

package rusage

import "os"

// PeakMiB is not known on this system.
func PeakMiB(*os.ProcessState) float64 { return 0 }
