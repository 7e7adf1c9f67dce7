package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNestedModules demands that CI runs every nested module, and that each is
// developed together with the module it lies in.
func TestNestedModules(t *testing.T) {
	root := filepath.Join("..", "..")
	ci, err := os.ReadFile(filepath.Join(root, ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(ci), "for module in ")
	list, _, _ = strings.Cut(list, "; do")
	var found []string
	err = fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() != "go.mod" || path == "go.mod" {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		found = append(found, dir)
		mod, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return err
		}
		for _, want := range []string{
			"module " + module + dir + "\n",
			"replace " + strings.TrimSuffix(module, "/") + " => " + strings.Repeat("../", strings.Count(dir, "/")) + "..\n",
		} {
			if !strings.Contains(string(mod), want) {
				t.Errorf("%s lacks the line %q", path, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(strings.Fields(list), " "); got != strings.Join(found, " ") {
		t.Errorf(".ci/run tests the nested modules %q, there are %q", got, strings.Join(found, " "))
	}
}
