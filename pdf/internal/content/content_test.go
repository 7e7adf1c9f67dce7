package content

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNames(t *testing.T) {
	got := map[string]bool{}
	Names([]byte("/F1 12 Tf (/No) Tj /Im#31 Do [/InArray] x % /Comment\n/Cs cs BI /W 1 /CS /X1 ID \x00/Data EI \x01 EI Q /F2 1 Tf"), got)
	want := []string{"CS", "Cs", "F1", "F2", "Im#31", "Im1", "W", "X1"}
	if d := cmp.Diff(want, slices.Sorted(maps.Keys(got))); d != "" {
		t.Error(d)
	}
}

func TestRemoveInvisible(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"BT (a) Tj ET", "BT (a) Tj ET"},
		{"BT 3 Tr (a) Tj [(b) 3 (c)]TJ ET", "BT 3 Tr   ET"},
		{"q 3 Tr BT (a\\)) Tj ET Q BT (seen) Tj ET", "q 3 Tr BT  ET Q BT (seen) Tj ET"},
		{"3 Tr (a) ' 1 2 (b) \" 0 Tr (seen) Tj", "3 Tr T* 1 Tw 2 Tc T* 0 Tr (seen) Tj"},
		{"3 Tr <</A [(]) <41>]>> /X BDC (a) Tj EMC", "3 Tr <</A [(]) <41>]>> /X BDC  EMC"},
		{"3 Tr BI /W 1 ID (x) Tj \xff EI (a) Tj", "3 Tr BI /W 1 ID (x) Tj \xff EI "},
		{"Q Q 3 Tr (open", "Q Q 3 Tr (open"},
		{"7 Tr (clip) Tj", "7 Tr (clip) Tj"},
	} {
		got, changed := RemoveInvisible([]byte(c.in))
		if d := cmp.Diff(c.want, string(got)); d != "" || changed != (c.in != c.want) {
			t.Errorf("%q: changed %v %s", c.in, changed, d)
		}
	}
}

func FuzzRemoveInvisible(f *testing.F) {
	f.Add([]byte("q 3 Tr BT (a\\)) Tj ET Q BI /W 1 ID x EI [<</A(b)>>] (c"))
	f.Add([]byte(strings.Repeat("[", 1000) + "3 Tr (x) '"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Names(data, map[string]bool{})
		out, changed := RemoveInvisible(data)
		if !changed && !bytes.Equal(out, data) {
			t.Fatal("changed without saying so")
		}
		if again, changed := RemoveInvisible(out); changed {
			t.Fatalf("%q still has invisible text: %q", out, again)
		}
	})
}
