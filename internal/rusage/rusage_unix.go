//go:build unix

package rusage

import (
	"os"
	"runtime"
	"syscall"
)

// PeakMiB returns the peak resident memory of the largest process of the tree.
func PeakMiB(s *os.ProcessState) float64 {
	u, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" { // bytes there, KiB elsewhere
		return float64(u.Maxrss) / (1 << 20)
	}
	return float64(u.Maxrss) / (1 << 10)
}
