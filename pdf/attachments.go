package pdf

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// An Attachment is a file embedded in a document.
type Attachment struct {
	// Name is safe as the name of a file: no folders, no control characters,
	// no name that a system treats specially, at most 200 bytes. It is unique
	// within the document.
	Name         string
	OriginalName string // as the document says; it may hold anything
	MediaType    string // as the document says, such as text/xml; often empty
	Description  string
	Data         []byte
}

// maxAttachment bounds one embedded file after decompression.
const maxAttachment = 128 << 20

// Attachments returns the files embedded in the document, in its order. It
// fails with ErrTooLarge where one is larger than 128 MiB.
func (d *Document) Attachments(ctx context.Context) ([]Attachment, error) {
	var out []Attachment
	err := d.use(ctx, func(in *pdfium.Instance) error {
		names := map[string]bool{}
		for _, a := range in.Attachments(maxAttachment) {
			if a.TooLarge {
				return fmt.Errorf("%w: embedded file %q", ErrTooLarge, a.Name)
			}
			out = append(out, Attachment{
				Name: uniqueName(safeName(a.Name), names), OriginalName: a.Name,
				MediaType: a.MediaType, Description: a.Description, Data: a.Data,
			})
		}
		return in.Err()
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

const maxName = 200 // bytes

// safeName turns what a document says into a name for a file.
func safeName(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	s = strings.ToValidUTF8(s, "_")
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(c rune) rune {
		switch {
		case !unicode.IsPrint(c), strings.ContainsRune(`<>:"|?*`, c):
			return '_'
		}
		return c
	}, s)
	s = strings.TrimRight(strings.TrimLeft(s, " -."), " .")
	if len(s) > maxName { // keep the end, which tells the type
		cut := len(s) - maxName
		for !utf8.RuneStart(s[cut]) {
			cut++
		}
		s = s[cut:]
	}
	if s == "" || reserved(s) {
		return "attachment" + s
	}
	return s
}

// reserved reports whether Windows takes s for a device.
func reserved(s string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(s), ".")
	switch base {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(base) == 4 && (strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT")) && base[3] >= '0' && base[3] <= '9'
}

// uniqueName numbers names that occur again.
func uniqueName(name string, seen map[string]bool) string {
	key := strings.ToLower(name)
	for n := 2; seen[key]; n++ {
		stem, ext := name, ""
		if i := strings.LastIndexByte(name, '.'); i > 0 {
			stem, ext = name[:i], name[i:]
		}
		key = strings.ToLower(fmt.Sprintf("%s-%d%s", stem, n, ext))
		if !seen[key] {
			name = fmt.Sprintf("%s-%d%s", stem, n, ext)
		}
	}
	seen[key] = true
	return name
}

// A Bookmark is an entry of a document's outline.
type Bookmark struct {
	Title string
	Level int    // depth, 1 = top
	Page  int    // 1-based page it leads to, 0 = none
	URI   string // or where else it leads
}

// Outline returns the bookmarks of the document, depth first.
func (d *Document) Outline(ctx context.Context) ([]Bookmark, error) {
	var out []Bookmark
	err := d.use(ctx, func(in *pdfium.Instance) error {
		for _, b := range in.Outline() {
			out = append(out, Bookmark{Title: b.Title, Level: b.Level, Page: b.Page, URI: b.URI})
		}
		return in.Err()
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
