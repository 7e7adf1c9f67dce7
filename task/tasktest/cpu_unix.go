//go:build unix

package tasktest

import (
	"syscall"
	"time"
)

// cpuTime returns what this process has used, in user and kernel.
func cpuTime() (time.Duration, bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
