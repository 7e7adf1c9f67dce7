// Package sysfont finds fonts in folders of the system by name and script.
package sysfont

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

const (
	maxFiles    = 10_000
	maxFontSize = 64 << 20
)

// An Index knows the fonts of some folders. They are looked through at the
// first question, once. It is safe for concurrent use.
type Index struct {
	folders []string
	scan    func() []Face

	mu   sync.Mutex
	last string // file that was read last
	data []byte // of it
}

// New returns an Index of the fonts in folders and the folders below them.
func New(folders []string) *Index {
	x := &Index{folders: folders}
	x.scan = sync.OnceValue(x.find)
	return x
}

// Folders returns where systems of this kind keep fonts.
func Folders() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = string(filepath.Separator)
	}
	switch runtime.GOOS {
	case "windows":
		return []string{
			filepath.Join(cmp.Or(os.Getenv("WINDIR"), `C:\Windows`), "Fonts"),
			filepath.Join(os.Getenv("LOCALAPPDATA"), "Microsoft", "Windows", "Fonts"),
		}
	case "darwin":
		return []string{"/System/Library/Fonts", "/Library/Fonts", filepath.Join(home, "Library", "Fonts")}
	}
	return []string{"/usr/share/fonts", "/usr/local/share/fonts", filepath.Join(home, ".local", "share", "fonts"), filepath.Join(home, ".fonts")}
}

// A Face is a font of a file.
type Face struct {
	Family string
	names  []string // it goes by, normalised
	weight int
	italic bool
	pages  uint64 // code pages, as in the table OS/2
	path   string
	offset int64 // in a collection
	many   bool  // the file is a collection
}

// find looks through the folders, in the order of names so that the same folders
// give the same fonts.
func (x *Index) find() []Face {
	var faces []Face
	files := 0
	for _, dir := range x.folders {
		if dir == "" {
			continue
		}
		filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return nil
			}
			switch strings.ToLower(filepath.Ext(path)) {
			case ".ttf", ".otf", ".ttc", ".otc":
			default:
				return nil
			}
			if files++; files > maxFiles {
				return fs.SkipAll
			}
			faces = append(faces, readFile(path)...)
			return nil
		})
	}
	return faces
}

// The character sets of Windows that PDFium asks for, and their bits in the
// code pages of a font.
var charsetBits = map[int]int{
	128: 17, 129: 19, 134: 18, 136: 20, // Japanese, Korean, simplified and traditional Chinese
	161: 3, 162: 4, 163: 8, 177: 5, 178: 6, 186: 7, 204: 2, 222: 16, 238: 1,
}

// Match returns the number of the font that goes by a name, best of the weight
// and slope given, or, where none does and the character set is none of the
// Latin ones, of one that has it; ok is false where there is neither.
func (x *Index) Match(name string, weight int, italic bool, charset int) (n int, ok bool) {
	bit, foreign := charsetBits[charset]
	want := normal(name)
	best, least := 0, -1
	for i, f := range x.scan() {
		has := !foreign || f.pages&(1<<bit) != 0
		cost := max(f.weight-weight, weight-f.weight)
		if f.italic != italic {
			cost += 500
		}
		switch named := want != "" && slices.Contains(f.names, want); {
		case !has || !named && !foreign:
			continue
		case !named:
			cost += 10_000
		}
		if least < 0 || cost < least {
			best, least = i, cost
		}
	}
	return best, least >= 0
}

// Has reports whether there is a font with a character set.
func (x *Index) Has(charset int) bool {
	_, ok := x.Match("", 400, false, charset)
	return ok
}

// Family returns the name of the family of font n.
func (x *Index) Family(n int) string {
	if faces := x.scan(); n >= 0 && n < len(faces) {
		return faces[n].Family
	}
	return ""
}

// Data returns the file of font n, where the font begins in it, and whether the
// file is a collection; nil where it cannot be read. The bytes must not be
// changed.
func (x *Index) Data(n int) (data []byte, offset int64, many bool) {
	faces := x.scan()
	if n < 0 || n >= len(faces) {
		return nil, 0, false
	}
	f := faces[n]
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.last != f.path {
		b, err := os.ReadFile(f.path)
		if err != nil || int64(len(b)) <= f.offset {
			return nil, 0, false
		}
		x.last, x.data = f.path, b
	}
	return x.data, f.offset, f.many
}

// normal returns a name as it is compared.
func normal(name string) string {
	name, _, _ = strings.Cut(name, ",")
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}
