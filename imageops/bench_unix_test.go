//go:build unix

package imageops

import (
	"syscall"
	"testing"
)

// cpuLoop runs f as b.Loop does and reports the processor time of the process,
// which other load on the machine does not change as it does wall time.
func cpuLoop(b *testing.B, f func()) {
	b.Helper()
	var before, after syscall.Rusage
	n := 0
	for b.Loop() {
		if n == 0 {
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
				b.Fatal(err)
			}
		}
		f()
		n++
	}
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &after); err != nil {
		b.Fatal(err)
	}
	ns := after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano()
	b.ReportMetric(float64(ns)/1e6/float64(n), "cpu-ms/op")
}
