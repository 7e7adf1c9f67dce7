//go:build !unix

package imageops

import "testing"

// cpuLoop runs f as b.Loop does; processor time is known on Unix only.
func cpuLoop(b *testing.B, f func()) {
	b.Helper()
	for b.Loop() {
		f()
	}
}
