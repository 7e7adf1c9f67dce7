package cos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Errors that callers branch on.
var (
	ErrEncrypted   = errors.New("password required")
	ErrCorrupt     = errors.New("corrupt file")
	ErrTooLarge    = errors.New("too large")
	ErrUnsupported = errors.New("unsupported")
)

// Limits bound what a file may ask for while it is read.
type Limits struct {
	Pages   int           // 0 = 10,000
	Decoded int64         // bytes of all object streams together; 0 = 192 MiB
	Time    time.Duration // for parsing; 0 = 1 min
}

const (
	defaultPages   = 10_000
	defaultDecoded = 192 << 20
	defaultTime    = time.Minute
	maxObjects     = 2_000_000 // some 250 bytes each in memory
	maxNesting     = 100       // of arrays and dictionaries within one object
	maxDeflate     = 1040      // no Flate stream grows by more
)

// A Source is a parsed file. It must not be used by two goroutines at once.
type Source struct {
	Data  []byte     // the file as given
	Root  types.Dict // the catalog
	Pages []Page     // in order

	tree map[types.Integer]bool // objects of the page tree, leaves included
	x    *model.XRefTable
	ctx  *model.Context
}

// Read parses data. It fails with an error that matches ErrEncrypted,
// ErrCorrupt, ErrTooLarge or ErrUnsupported, or the one of ctx.
func Read(ctx context.Context, data []byte, password string, l Limits) (s *Source, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("%w: parser: %v", ErrCorrupt, r)
		}
	}()
	limit := l.Time
	if limit == 0 {
		limit = defaultTime
	}
	rctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	pc, err := pdfcpu.ReadWithContext(rctx, bytes.NewReader(data), configuration(len(data), password))
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, classify(err)
	}
	s = &Source{Data: data, x: pc.XRefTable, ctx: pc}
	if s.x.Encrypt == nil && encryptedInTrailer(data) {
		return nil, fmt.Errorf("%w: encryption of a damaged file", ErrUnsupported)
	}
	if err := s.checkDecoded(ctx, l.Decoded); err != nil {
		return nil, err
	}
	if s.x.Root == nil {
		return nil, fmt.Errorf("%w: no catalog", ErrCorrupt)
	}
	root, ok := s.Dict(*s.x.Root)
	if !ok {
		return nil, fmt.Errorf("%w: no catalog", ErrCorrupt)
	}
	s.Root = root
	return s, s.walkPages(l.Pages)
}

var encryptEntry = regexp.MustCompile(`/Encrypt\s*(?:<<|\d+\s+\d+\s+R)`)

// encryptedInTrailer reports whether a trailer or a cross-reference stream names
// an encryption dictionary. The parser does not see one that stands in the
// trailer itself, nor one of a file whose cross-reference it had to mend.
func encryptedInTrailer(data []byte) bool {
	for _, at := range encryptEntry.FindAllIndex(data, -1) {
		before := data[:at[0]]
		object := max(bytes.LastIndex(before, []byte("endobj")), 0)
		if head := before[object:]; bytes.Contains(head, []byte("trailer")) || bytes.Contains(head, []byte("/XRef")) {
			return true
		}
	}
	return false
}

// configuration avoids model.NewDefaultConfiguration, which may write into the
// user's home.
func configuration(size int, password string) *model.Configuration {
	objects := min(size/2+100_000, maxObjects)
	return &model.Configuration{
		Reader15:                  true,
		ValidationMode:            model.ValidationRelaxed,
		UnsupportedResourcePolicy: model.UnsupportedResourceSkip,
		Eol:                       types.EolLF,
		UserPW:                    password,
		OwnerPW:                   password,
		Offline:                   true,
		Limits: model.ResourceLimits{
			MaxStreamBytes:       int64(size) + 1,
			MaxDecodeBytes:       64 << 20,
			MaxImagePixels:       100 << 20,
			MaxImageBytes:        256 << 20,
			MaxObjectCount:       objects,
			MaxObjectStreamCount: min(objects, 1_000_000),
			MaxObjectStreamFirst: 8 << 20,
			MaxXRefEntries:       objects,
			MaxRecursionDepth:    maxNesting,
		},
	}
}

func classify(err error) error {
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword), errors.Is(err, pdfcpu.ErrPermissionDenied):
		return fmt.Errorf("%w: %v", ErrEncrypted, err)
	case errors.Is(err, pdfcpu.ErrUnsupportedEncryptionFeature):
		return fmt.Errorf("%w: %v", ErrUnsupported, err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: parsing takes too long", ErrTooLarge)
	}
	return fmt.Errorf("%w: %v", ErrCorrupt, err)
}

// checkDecoded makes sure that the object streams, which are decoded when one
// of their objects is asked for and then kept, stay within limit altogether.
func (s *Source) checkDecoded(ctx context.Context, limit int64) error {
	if limit == 0 {
		limit = defaultDecoded
	}
	var most int64
	for _, e := range s.x.Table {
		if osd, ok := e.Object.(types.ObjectStreamDict); ok {
			most += growth(osd.StreamDict)
		}
	}
	if most <= limit {
		return nil
	}
	var sum int64
	for _, e := range s.x.Table {
		osd, ok := e.Object.(types.ObjectStreamDict)
		if !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		sd := osd.StreamDict
		sd.Content = nil
		if err := sd.DecodeWithLimit(limit - sum + 1); err != nil {
			return fmt.Errorf("%w: object stream: %v", ErrTooLarge, err)
		}
		if sum += int64(len(sd.Content)); sum > limit {
			return fmt.Errorf("%w: object streams of more than %d bytes", ErrTooLarge, limit)
		}
	}
	return nil
}

// growth returns a bound of the decoded size of sd.
func growth(sd types.StreamDict) int64 {
	n := int64(len(sd.Raw))
	for _, f := range sd.FilterPipeline {
		if f.Name == filter.Flate || f.Name == filter.LZW || f.Name == filter.RunLength {
			n *= maxDeflate
		}
		n = min(n, 1<<40)
	}
	return n
}

// Consistent reports whether the page tree says that it has as many pages as
// were found, and the end of the file points to its cross-reference: then
// other readers find the same.
func (s *Source) Consistent() bool {
	top, _ := s.Dict(s.Root["Pages"])
	n, ok := s.Number(top["Count"])
	return ok && int(n) == len(s.Pages) && s.lastSection() != nil
}

// Encrypted reports whether the file is encrypted.
func (s *Source) Encrypted() bool { return s.x.EncKey != nil }

// Info returns the reference of the document information dictionary, or nil.
func (s *Source) Info() types.Object {
	if s.x.Info == nil {
		return nil
	}
	return *s.x.Info
}

// Entry returns the object of number nr: nil where there is none. References
// within it are not resolved.
func (s *Source) Entry(nr int) types.Object {
	e, ok := s.x.Table[nr]
	if !ok || e.Free {
		return nil
	}
	switch o := e.Object.(type) {
	case types.LazyObjectStreamObject:
		dec, err := o.DecodedObject(context.Background())
		if err != nil {
			dec = nil
		}
		e.Object = dec
		return dec
	case types.ObjectStreamDict, types.XRefStreamDict, *types.ObjectStreamDict, *types.XRefStreamDict:
		return nil
	default:
		return o
	}
}

// Resolve follows o while it is a reference. The null object is nil.
func (s *Source) Resolve(o types.Object) types.Object {
	for range 32 {
		switch r := o.(type) {
		case types.IndirectRef:
			o = s.Entry(int(r.ObjectNumber))
		case *types.IndirectRef:
			o = s.Entry(int(r.ObjectNumber))
		default:
			return o
		}
	}
	return nil
}

// Dict returns o as a dictionary; that of a stream counts too.
func (s *Source) Dict(o types.Object) (types.Dict, bool) {
	switch d := s.Resolve(o).(type) {
	case types.Dict:
		return d, d != nil
	case types.StreamDict:
		return d.Dict, d.Dict != nil
	}
	return nil, false
}

// Array returns o as an array.
func (s *Source) Array(o types.Object) (types.Array, bool) {
	a, ok := s.Resolve(o).(types.Array)
	return a, ok
}

// Number returns o as a number.
func (s *Source) Number(o types.Object) (float64, bool) {
	switch n := s.Resolve(o).(type) {
	case types.Integer:
		return float64(n), true
	case types.Float:
		return float64(n), true
	}
	return 0, false
}

// Name returns o as a name, empty where it is none.
func (s *Source) Name(o types.Object) string {
	n, _ := s.Resolve(o).(types.Name)
	return string(n)
}

// maxTree bounds the entries of a name or number tree.
const maxTree = 200_000

// Tree calls f with each key and value of the name or number tree root, whose
// leaves are arrays under the entry leaf (Names or Nums), until f returns
// false. Keys are resolved. Each node is entered once.
func (s *Source) Tree(root types.Object, leaf string, f func(key, value types.Object) bool) {
	queue := types.Array{root}
	seen := map[types.Integer]bool{}
	left := maxTree
	for len(queue) > 0 {
		o := queue[0]
		queue = queue[1:]
		if r, ok := o.(types.IndirectRef); ok {
			if seen[r.ObjectNumber] {
				continue
			}
			seen[r.ObjectNumber] = true
		}
		d, ok := s.Dict(o)
		if !ok {
			continue
		}
		kids, _ := s.Array(d["Kids"])
		if left -= len(kids); left < 0 {
			return
		}
		queue = append(queue, kids...)
		a, _ := s.Array(d[leaf])
		for i := 0; i+1 < len(a); i += 2 {
			if left--; left < 0 || !f(s.Resolve(a[i]), a[i+1]) {
				return
			}
		}
	}
}

// String returns the bytes of a string object; ok is false for anything else.
func (s *Source) String(o types.Object) (b []byte, ok bool) { return stringBytes(s.Resolve(o)) }

// stringBytes is String for an object that is no reference.
func stringBytes(o types.Object) (b []byte, ok bool) {
	var err error
	switch v := o.(type) {
	case types.StringLiteral:
		b, err = types.Unescape(string(v))
	case types.HexLiteral:
		b, err = v.Bytes()
	default:
		return nil, false
	}
	return b, err == nil
}
