package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded/engdata"
	"github.com/docket-go/docket/ocr/embedded/traineddata"
	"github.com/docket-go/docket/ocr/internal/langname"
	"github.com/docket-go/docket/ocr/internal/lstm"
)

// english is the model that every engine has, by Tesseract's name.
const english = engdata.Language

// models loads language models when they are first needed and keeps them.
type models struct {
	files    fs.FS                        // may be nil
	embedded map[string]traineddata.Model // by Tesseract's names
	defaults []string
	tune     func(*lstm.Recognizer) // every new recogniser

	mu     sync.Mutex
	loaded map[string]*model
}

type model struct {
	language string // BCP 47
	m        *lstm.Model
	idle     sync.Pool // *lstm.Recognizer
}

func newModels(files fs.FS, given []Model, defaults []string, tune func(*lstm.Recognizer)) (*models, error) {
	m := &models{files: files, embedded: map[string]Model{english: engdata.Model()}, defaults: defaults, tune: tune, loaded: map[string]*model{}}
	if len(defaults) == 0 {
		m.defaults = []string{english}
	}
	for _, g := range given {
		if g.Language == "" || !fs.ValidPath(g.Language) {
			return nil, fmt.Errorf("embedded: %w: a model of the language %q", ocr.ErrNotConfigured, g.Language)
		}
		m.embedded[g.Language] = g
	}
	if files != nil {
		if _, err := fs.ReadDir(files, "."); err != nil {
			return nil, fmt.Errorf("embedded: %w: %w", ocr.ErrNotConfigured, err)
		}
	}
	for _, l := range m.defaults {
		if _, err := m.load(l); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// versions names what the engine reads with: the models that are read where a
// call names no language, joined, and those that a page may ask for.
func (m *models) versions() []string {
	names := slices.Clone(m.defaults)
	for i, n := range names {
		for _, tried := range langname.Models(n) {
			if e, ok := m.embedded[tried]; ok {
				names[i] = e.Version
				break
			}
		}
	}
	out := []string{strings.Join(names, "+")}
	for _, n := range slices.Sorted(maps.Keys(m.embedded)) {
		if v := m.embedded[n].Version; !slices.Contains(names, v) && n != english {
			out = append(out, v)
		}
	}
	return out
}

// available lists the languages that have a model, BCP 47, sorted.
func (m *models) available() []string {
	var out []string
	for n := range m.embedded {
		out = append(out, langname.Tag(n))
	}
	if m.files != nil {
		names, _ := fs.Glob(m.files, "*.traineddata") // the pattern is well-formed
		for _, n := range names {
			if n = strings.TrimSuffix(path.Base(n), ".traineddata"); n != "osd" && n != "equ" {
				out = append(out, langname.Tag(n))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// covers reports whether the default languages include a language, BCP 47.
func (m *models) covers(language string) bool {
	return slices.ContainsFunc(m.defaults, func(d string) bool {
		return slices.ContainsFunc(langname.Models(d), func(n string) bool { return langname.Tag(n) == language })
	})
}

// load returns the model of a language: BCP 47 or Tesseract's name.
func (m *models) load(language string) (*model, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range langname.Models(language) {
		if l := m.loaded[name]; l != nil {
			return l, nil
		}
		data, err := m.read(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("embedded: model %s: %w", name, err)
		}
		lm, err := lstm.Load(data)
		if err != nil {
			return nil, fmt.Errorf("embedded: model %s: %w: %w", name, ocr.ErrLanguage, err)
		}
		l := &model{language: langname.Tag(name), m: lm}
		l.idle.New = func() any {
			r := lm.NewRecognizer()
			m.tune(r)
			return r
		}
		m.loaded[name] = l
		return l, nil
	}
	return nil, fmt.Errorf("embedded: %w: %q (available: %s; more are given by Config.Models or Config.TessdataDir)", ocr.ErrLanguage, language, strings.Join(m.available(), ", "))
}

// read returns the file of a model. A file in the folder wins over an embedded
// one, unless it is the one that the embedded model was made of.
func (m *models) read(name string) ([]byte, error) {
	if !fs.ValidPath(name) || strings.Contains(name, "\\") {
		return nil, fs.ErrNotExist
	}
	e, embedded := m.embedded[name]
	if m.files != nil {
		b, err := fs.ReadFile(m.files, name+".traineddata")
		if err == nil && embedded && e.Replaces(b) {
			return e.Traineddata()
		}
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return b, err
		}
	}
	if embedded {
		return e.Traineddata()
	}
	return nil, fs.ErrNotExist
}

// A session holds a recogniser for each language of a call.
type session struct {
	models    []*model
	readers   []*lstm.Recognizer
	languages []string
}

func (m *models) open(languages []string) (*session, error) {
	if len(languages) == 0 {
		languages = m.defaults
	}
	s := &session{}
	for _, names := range languages {
		for name := range strings.SplitSeq(names, "+") {
			l, err := m.load(name)
			if err != nil {
				s.close()
				return nil, err
			}
			if slices.Contains(s.models, l) {
				continue
			}
			s.models = append(s.models, l)
			s.readers = append(s.readers, l.idle.Get().(*lstm.Recognizer))
			s.languages = append(s.languages, l.language)
		}
	}
	return s, nil
}

func (s *session) close() {
	for i, r := range s.readers {
		s.models[i].idle.Put(r)
	}
}
