package langname

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestModels(t *testing.T) {
	for language, want := range map[string][]string{
		"de":      {"deu", "de"},
		"de-AT":   {"deu", "de-AT"},
		"deu":     {"deu"},
		"zh-TW":   {"chi_tra", "chi_sim", "zh-TW"},
		"nb-NO":   {"nor", "nb-NO"},
		"":        nil,
		"unknown": {"unknown"},
	} {
		if d := cmp.Diff(want, Models(language)); d != "" {
			t.Errorf("%q: -want +got\n%s", language, d)
		}
	}
}

func TestTag(t *testing.T) {
	for name, want := range map[string]string{"eng": "en", "chi_sim": "zh-Hans", "own": "own"} {
		if got := Tag(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
