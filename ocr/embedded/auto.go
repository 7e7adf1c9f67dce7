package embedded

import (
	"context"
	"fmt"
	"image"
	"slices"

	"github.com/docket-go/docket/ocr"
)

// A lineRead is one region of the upright image and what was made of it.
type lineRead struct {
	region ocr.Region
	quad   ocr.Quad // as read: a standing line may have been turned
	crop   crop
	read   reading
}

// chooseLanguage looks at what the default language made of a page, and reads
// the page again where it is in other languages that have a model.
func (e *Engine) chooseLanguage(ctx context.Context, m *memo, p *ocr.Page, o ocr.Options) error {
	p.Language = e.words.guess(p.Lines)
	languages := e.words.languages(p.Lines)
	if len(languages) == 0 {
		language, err := e.otherScript(ctx, m)
		if err != nil || language == "" {
			return err
		}
		p.Language, languages = language, []string{language}
	}
	read := false
	for _, language := range languages {
		if e.models.covers(language) {
			continue
		}
		if !slices.Contains(e.models.available(), language) {
			if language == p.Language {
				p.Warnings = append(p.Warnings, fmt.Sprintf("the text looks like %q, for which there is no model", language))
			}
			continue
		}
		prefer := 0.0
		if !read && language == languages[0] {
			prefer = favour
		}
		if err := e.readAgain(ctx, m, language, prefer); err != nil {
			return err
		}
		read = true
	}
	if !read {
		return nil
	}
	p.Lines, m.strokes = p.Lines[:0], nil
	for _, l := range m.lines {
		if out := m.line(l.quad, l.crop, l.read, p.DPI, o.Chars); len(out.Words) > 0 {
			p.Lines = append(p.Lines, out)
		}
	}
	return nil
}

// readAgain reads all lines in a language and keeps what is surer.
func (e *Engine) readAgain(ctx context.Context, m *memo, language string, prefer float64) error {
	s, err := e.models.open([]string{language})
	if err != nil {
		return err
	}
	defer s.close()
	for i := range m.lines {
		if err := s.better(ctx, m.upright, &m.lines[i], prefer); err != nil {
			return err
		}
	}
	return nil
}

// favour is how much surer the default language must be of a line than the
// main language of the page.
const favour = 0.03

// better reads a line in the session's language and keeps that unless the
// reading at hand is surer by more than prefer.
func (s *session) better(ctx context.Context, g *image.Gray, l *lineRead, prefer float64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q, c, r, err := s.region(ctx, g, l.region.Quad)
	if err != nil {
		return err
	}
	if len(r.Words) > 0 && r.Conf+prefer >= l.read.Conf {
		l.quad, l.crop, l.read = q, c, r
	}
	return nil
}

// Where the default language is less sure than badly on average, other scripts
// are tried on sampleLines lines; one must be surer by clearly.
const (
	badly       = 0.75
	sampleLines = 3
	clearly     = 0.1
)

// otherScript returns the language of another script in which the page reads
// clearly better, or "".
func (e *Engine) otherScript(ctx context.Context, m *memo) (string, error) {
	var lines []lineRead
	var sum float64
	for _, l := range m.lines {
		if len(l.read.Words) > 0 {
			lines = append(lines, l)
			sum += l.read.Conf
		}
	}
	if len(lines) == 0 || sum/float64(len(lines)) > badly {
		return "", nil
	}
	slices.SortStableFunc(lines, func(a, b lineRead) int { return b.crop.img.Rect.Dx() - a.crop.img.Rect.Dx() })
	lines = lines[:min(len(lines), sampleLines)]
	best := clearly
	for _, l := range lines {
		best += l.read.Conf / float64(len(lines))
	}
	language := ""
	available := e.models.available()
	for _, name := range scripts {
		if !slices.Contains(available, name) {
			continue
		}
		s, err := e.models.open([]string{name})
		if err != nil {
			return "", err
		}
		sum := 0.0
		for _, l := range lines {
			r, err := s.line(ctx, l.crop.img)
			if err != nil {
				s.close()
				return "", err
			}
			sum += r.Conf / float64(len(lines))
		}
		s.close()
		if sum > best {
			best, language = sum, name
		}
	}
	return language, nil
}
