package ocrtest

import "testing"

func TestScore(t *testing.T) {
	for _, c := range []struct {
		read         string
		f1, wer, cer float64
	}{
		{"one two three four", 1, 0, 0},
		{"four three two one", 1, 0, 0}, // the order of words does not matter
		{"one two three", 6. / 7, .25, 0},
		{"one two three four five", 8. / 9, .25, 0},
		{"", 0, 1, 0},
	} {
		s := Compare("one two three four", c.read, false)
		if s.F1() != c.f1 || s.WER() != c.wer || s.CER() != c.cer {
			t.Errorf("%q: F1 %.3f, WER %.3f, CER %.3f; want %.3f, %.3f, %.3f", c.read, s.F1(), s.WER(), s.CER(), c.f1, c.wer, c.cer)
		}
	}
	if s := Compare("abcd", "abxd", true); s.CER() != .25 {
		t.Errorf("one letter of four is wrong, CER %.3f", s.CER())
	}
}
