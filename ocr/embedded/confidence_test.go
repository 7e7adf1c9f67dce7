package embedded

import "testing"

func TestCalibratedRises(t *testing.T) {
	last := -1.0
	for i := range 1001 {
		c := calibrated(float64(i) / 1000)
		if c <= last || c < 0 || c > 1 {
			t.Fatalf("confidence %.3f gives %v after %v", float64(i)/1000, c, last)
		}
		last = c
	}
	if calibrated(-1) != 0 || calibrated(2) != 1 {
		t.Error("values outside 0 to 1 are not clipped")
	}
}
