package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/pdfium"
	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	maxAttachment  = 128 << 20 // bytes of one embedded file after decompression
	maxEmbedded    = 256 << 20 // of all of them
	maxAttachments = 10_000
)

// Attachments returns the files embedded in the document: those it names, in
// the order of their names, those associated with it or a page, and those that
// an annotation of a page holds; each once. It fails with ErrTooLarge where
// one is larger than 128 MiB, or all of them are than 256 MiB, and with
// ErrEncrypted where the files alone are encrypted, by another password.
func (d *Document) Attachments(ctx context.Context) ([]Attachment, error) {
	if !mentions(d.file(), embeddedName) {
		return nil, ctx.Err()
	}
	if bytes.Contains(d.file(), []byte("/EFOpen")) { // pages can be read without the password
		if _, err := cos.Read(ctx, d.file(), d.password, cos.Limits{Pages: d.limits.Pages}); errors.Is(err, cos.ErrEncrypted) {
			return nil, wrapGraph(err)
		}
	}
	s, err := d.graph(ctx)
	if err != nil {
		return d.namedAttachments(ctx)
	}
	f := embeddedFinder{ctx: ctx, s: s, seen: map[embeddedFile]bool{}, names: map[string]bool{}, left: maxEmbedded}
	if err := f.all(); err != nil {
		return nil, err
	}
	return f.out, nil
}

// embeddedName reports whether b has an entry that only embedded files have.
func embeddedName(b []byte) bool {
	if bytes.Contains(b, []byte("EmbeddedFile")) || bytes.Contains(b, []byte("FileAttachment")) {
		return true
	}
	for {
		_, rest, ok := bytes.Cut(b, []byte("/EF"))
		if !ok {
			return false
		}
		next := bytes.TrimLeft(rest[:min(len(rest), 16)], "\x00\t\n\f\r ")
		if len(next) > 0 && (next[0] == '<' || '0' <= next[0] && next[0] <= '9') {
			return true
		}
		b = rest
	}
}

// namedAttachments returns what the renderer finds, where the parser fails.
func (d *Document) namedAttachments(ctx context.Context) ([]Attachment, error) {
	var out []Attachment
	err := d.use(ctx, func(in *pdfium.Instance) error {
		names := map[string]bool{}
		for _, a := range in.Attachments(maxAttachment) {
			if a.TooLarge {
				return tooLarge(a.Name)
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

func tooLarge(name string) error {
	return fmt.Errorf("%w: embedded file %q", ErrTooLarge, name)
}

// An embeddedFinder gathers the embedded files of a document.
type embeddedFinder struct {
	ctx   context.Context
	s     *cos.Source
	seen  map[embeddedFile]bool
	names map[string]bool
	left  int64 // bytes
	out   []Attachment
}

// An embeddedFile is a stream under a name; documents list one several times.
type embeddedFile struct {
	stream types.Integer
	name   string
}

func (f *embeddedFinder) all() (err error) {
	names, _ := f.s.Dict(f.s.Root["Names"])
	f.s.Tree(names["EmbeddedFiles"], "Names", func(key, value types.Object) bool {
		b, _ := f.s.String(key)
		err = f.add(value, cos.DecodeText(b), 0)
		return err == nil
	})
	if err != nil {
		return err
	}
	if err := f.associated(f.s.Root["AF"], 0); err != nil {
		return err
	}
	for i, p := range f.s.Pages {
		if err := f.associated(p.Dict["AF"], i+1); err != nil {
			return err
		}
		annots, _ := f.s.Array(p.Dict["Annots"])
		for _, o := range annots {
			a, ok := f.s.Dict(o)
			if !ok {
				continue
			}
			if f.s.Name(a["Subtype"]) == "FileAttachment" {
				err = f.add(a["FS"], "", i+1)
			}
			if err == nil {
				err = f.associated(a["AF"], i+1)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *embeddedFinder) associated(o types.Object, page int) error {
	list, _ := f.s.Array(o)
	for _, v := range list {
		if err := f.add(v, "", page); err != nil {
			return err
		}
	}
	return nil
}

// add takes the file that a file specification embeds, if it does. name is
// that in the name tree.
func (f *embeddedFinder) add(spec types.Object, name string, page int) error {
	if err := f.ctx.Err(); err != nil || len(f.out) >= maxAttachments {
		return err
	}
	d, ok := f.s.Dict(spec)
	if !ok {
		return nil
	}
	ref, sd, ok := embeddedStream(f.s, d)
	if !ok {
		return nil
	}
	if own := fileName(f.s, d); own != "" {
		name = own
	}
	key := embeddedFile{ref, name}
	if ref != 0 && f.seen[key] {
		return nil
	}
	f.seen[key] = true
	a := Attachment{OriginalName: name, MediaType: f.s.Name(sd.Dict["Subtype"]), Relationship: f.s.Name(d["AFRelationship"]), Page: page}
	b, _ := f.s.String(d["Desc"])
	a.Description = cos.DecodeText(b)
	params, _ := f.s.Dict(sd.Dict["Params"])
	for key, to := range map[string]*time.Time{"CreationDate": &a.Created, "ModDate": &a.Modified} {
		b, _ := f.s.String(params[key])
		*to, _ = ParseDate(cos.DecodeText(b))
	}
	sd.Content = nil
	err := sd.DecodeWithLimit(min(maxAttachment, f.left))
	if errors.Is(err, filter.ErrDecodeLimitExceeded) {
		return tooLarge(name)
	}
	f.left -= int64(len(sd.Content))
	a.Name, a.Data = uniqueName(safeName(name), f.names), sd.Content
	f.out = append(f.out, a)
	return nil
}

// embeddedStream returns the content of a file specification, with its object
// number.
func embeddedStream(s *cos.Source, spec types.Dict) (ref types.Integer, sd types.StreamDict, ok bool) {
	ef, _ := s.Dict(spec["EF"])
	for _, k := range []string{"UF", "F", "DOS", "Mac", "Unix"} {
		if sd, ok := s.Resolve(ef[k]).(types.StreamDict); ok {
			r, _ := ef[k].(types.IndirectRef)
			return r.ObjectNumber, sd, true
		}
	}
	return 0, sd, false
}

// fileName returns the name that a file specification gives, or "".
func fileName(s *cos.Source, spec types.Dict) string {
	for _, k := range []string{"UF", "F", "DOS", "Mac", "Unix"} {
		if b, ok := s.String(spec[k]); ok && len(b) > 0 {
			return cos.DecodeText(b)
		}
	}
	return ""
}
