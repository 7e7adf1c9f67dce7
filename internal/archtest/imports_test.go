// Package archtest checks the shape of the whole module: which package may
// import which.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/docket-go/docket/"

// may says which top-level folders the packages of a top-level folder may
// import beside their own.
var may = map[string][]string{
	"layout":   {},
	"imageops": {},
	"store":    {},
	"ocr":      {"layout"},
	"pdf":      {"layout"},
	"extract":  {"layout"},
	"task":     {"layout", "imageops", "store", "ocr", "pdf", "extract"},
	"examples": {"layout", "imageops", "store", "ocr", "pdf", "extract", "task"},
	"internal": {"layout", "imageops", "store", "ocr", "pdf", "extract", "task"},
}

// inside says which internal packages the library may link, by folder: what two
// of its folders share. Only task, which may import all the others, may link
// those that import them too.
var inside = map[string][]string{
	"imageops": {"quickjpeg"},
	"pdf":      {"quickjpeg"},
	"task":     {"scan", "rusage"},
}

// leaves are the internal packages that import nothing of this module, so that
// whoever links one pays for it alone.
var leaves = []string{"quickjpeg", "rusage"}

// contracts says what the packages below a folder may import of that folder's
// module part: the contract package itself, and packages of their own. An
// implementation that imported another one would tie hosts to both.
var contracts = []string{"store", "task"}

func TestImportDirection(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || path != root && strings.HasPrefix(d.Name(), ".") && d.Name() != "..") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		seen++
		checkFile(t, path, filepath.ToSlash(rel))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 20 {
		t.Errorf("only %d files were looked at", seen)
	}
}

// checkFile looks at the imports of one file; rel is its path from the root of
// the module.
func checkFile(t *testing.T, path, rel string) {
	top, rest, nested := strings.Cut(rel, "/")
	if !nested {
		t.Errorf("%s: there is no root package", rel)
		return
	}
	allowed, ok := may[top]
	if !ok {
		t.Errorf("%s: there is no rule for the folder %q", rel, top)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Errorf("%s: %v", rel, err)
		return
	}
	test := strings.HasSuffix(rel, "_test.go")
	for _, im := range f.Imports {
		to, ours := strings.CutPrefix(strings.Trim(im.Path.Value, `"`), module)
		if !ours {
			continue
		}
		toTop, toRest, _ := strings.Cut(to, "/")
		switch {
		case top == "internal" && !test && slices.Contains(leaves, strings.SplitN(rest, "/", 2)[0]):
			t.Errorf("%s imports %s: others link it for nothing of this module", rel, to)
		case toTop == top:
			if slices.Contains(contracts, top) && !test && strings.Contains(rest, "/") && toRest != "" && !strings.HasPrefix(rest, strings.SplitN(toRest, "/", 2)[0]+"/") {
				t.Errorf("%s imports %s: what implements a contract imports the contract, not another implementation", rel, to)
			}
		case slices.Contains(allowed, toTop):
		case toTop == "internal" && (test || top == "examples" || slices.Contains(inside[top], toRest)):
		case test && toTop != "task" && toTop != "examples":
		default:
			t.Errorf("%s imports %s: %s may import of this module only %v", rel, to, top, allowed)
		}
	}
}

// topLevel is all that may stand at the top of the repository.
var topLevel = []string{
	"extract", "task", "layout", "ocr", "pdf", "imageops", "store", "examples", "internal",
	"go.mod", "go.sum", "README.md", "LICENSE", "CONTRIBUTING.md", "NOTICE",
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if n := e.Name(); !strings.HasPrefix(n, ".") && !slices.Contains(topLevel, n) && !ignored(n) {
			t.Errorf("%s stands at the top level of the repository", n)
		}
	}
}

// ignored names what .gitignore keeps out of the repository: the output of the
// examples.
func ignored(name string) bool { return name == "out" || name == "docket-out" }
