package cloud

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"gocloud.dev/blob"

	"github.com/docket-go/docket/store"
)

const (
	openTries = 10      // of an artifact that is replaced all the time
	window    = 1 << 20 // what one request far ahead asks for
	near      = 4 << 20 // up to here ahead, all between is read
	farReads  = 16      // requests far ahead until all is read
)

// Open implements store.Store.
func (s *Store) Open(ctx context.Context, key string) (store.Reader, error) {
	if err := begin(ctx, "open", key); err != nil {
		return nil, err
	}
	r, err := s.open(ctx, key)
	if err != nil {
		return nil, fail(ctx, "open", key, err)
	}
	return r, nil
}

func (s *Store) open(ctx context.Context, key string) (store.Reader, error) {
	// The stream outlives the call, but until it returns ctx ends it.
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer context.AfterFunc(ctx, cancel)()
	fr := &far{s: s, object: s.object(key), ctx: base, cancel: cancel}
	stream, err := s.bucket.NewReader(base, fr.object, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	if stream.Size() > s.config.Buffer {
		return fr.open(stream)
	}
	defer cancel()
	data, err := io.ReadAll(stream)
	if err = errors.Join(err, stream.Close()); err != nil {
		return nil, err
	}
	return &reader{SectionReader: io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data)))}, nil
}

// reader reads a part of something that close, where set, releases.
type reader struct {
	*io.SectionReader
	close func() error
	once  sync.Once
}

// Close implements store.Reader. A second call does nothing.
func (r *reader) Close() (err error) {
	r.once.Do(func() {
		if r.close != nil {
			err = r.close()
		}
	})
	return err
}

// far reads an artifact that is too long for the memory. stream was begun when
// the artifact was opened, and no Put or Delete changes what comes out of it.
// What has come lies in file, so that it can be read again.
type far struct {
	s      *Store
	object string
	ctx    context.Context // of all requests
	cancel context.CancelFunc
	size   int64
	mark   string // of what stream reads

	mu     sync.Mutex
	stream *blob.Reader
	file   *tempFile
	have   int64  // bytes in file
	ahead  []byte // of the last request far ahead
	at     int64  // where ahead begins
	reads  int    // requests far ahead
}

// open finds out what its stream reads: the mark is asked for before and after
// the stream begins, until both are the same.
func (f *far) open(stream *blob.Reader) (_ store.Reader, err error) {
	f.stream = stream
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	for range openTries {
		before, err := f.s.bucket.Attributes(f.ctx, f.object)
		if err != nil {
			return nil, err
		}
		if err := f.stream.Close(); err != nil {
			return nil, err
		}
		if f.stream, err = f.s.bucket.NewReader(f.ctx, f.object, nil); err != nil {
			return nil, err
		}
		after, err := f.s.bucket.Attributes(f.ctx, f.object)
		if err != nil {
			return nil, err
		}
		if mark(before) != mark(after) {
			continue
		}
		f.mark, f.size = mark(after), f.stream.Size()
		if f.file, err = newTemp(f.s.config.TempDir); err != nil {
			return nil, err
		}
		return &reader{SectionReader: io.NewSectionReader(f, 0, f.size), close: f.close}, nil
	}
	return nil, errors.New("it is replaced all the time")
}

func (f *far) close() (err error) {
	f.cancel() // ends a ReadAt that is under way
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stream != nil {
		_ = f.stream.Close() // what was not read of it is not wanted
	}
	if f.file != nil {
		err = f.file.Close()
	}
	return err
}

// ReadAt implements io.ReaderAt.
func (f *far) ReadAt(p []byte, off int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	end := off + int64(len(p)) // within the size: a SectionReader asks
	if end > f.have+near && f.reads < farReads {
		if n, ok := f.jump(p, off); ok {
			return n, nil
		}
	}
	if err := f.fill(end); err != nil {
		return 0, fmt.Errorf("cloud: read %s: %w", f.object, err)
	}
	return f.file.ReadAt(p, off)
}

// fill brings the file up to end. A connection that broke is made again, as
// long as the artifact is still the same.
func (f *far) fill(end int64) error {
	for tries := 0; f.have < end; {
		n, err := io.CopyN(f.writer(), f.stream, end-f.have)
		f.have += n
		if err == nil || f.have >= end {
			return nil
		}
		if f.ctx.Err() != nil {
			return os.ErrClosed
		}
		if n > 0 {
			tries = 0
		}
		if tries++; tries > 3 {
			return err
		}
		_ = f.stream.Close() // it has failed already
		stream, again := f.pinned(f.have, -1)
		if again != nil {
			return errors.Join(err, again)
		}
		f.stream = stream
	}
	return nil
}

// writer appends to the file.
func (f *far) writer() io.Writer { return io.NewOffsetWriter(f.file, f.have) }

// pinned begins a stream of a range, and fails where that is no longer what was
// opened.
func (f *far) pinned(off, length int64) (*blob.Reader, error) {
	r, err := f.s.bucket.NewRangeReader(f.ctx, f.object, off, length, nil)
	if err != nil {
		return nil, err
	}
	a, err := f.s.bucket.Attributes(f.ctx, f.object)
	if err == nil && mark(a) != f.mark {
		err = errors.New("it has been replaced")
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// jump reads far ahead without what lies between. It says false where it
// cannot: then the stream still can.
func (f *far) jump(p []byte, off int64) (int, bool) {
	if off < f.at || off+int64(len(p)) > f.at+int64(len(f.ahead)) {
		f.reads++
		r, err := f.pinned(off, max(int64(len(p)), window))
		if err != nil {
			return 0, false
		}
		f.at = off
		f.ahead, err = io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil {
			f.ahead = nil
			return 0, false
		}
	}
	n := copy(p, f.ahead[off-f.at:])
	return n, n == len(p)
}
