package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// DirConfig tunes a Dir. The zero value is useful.
type DirConfig struct {
	// NoSync leaves writing to the disk to the operating system: faster, and
	// after a power cut the last artifacts may be missing or corrupt.
	NoSync bool
}

// Dir is a Store in a directory of the local file system. Several Dirs, also
// of several processes, may share one directory.
//
// An artifact is one file, readable for its owner only, written beside its
// place, synced and renamed into it: a crash leaves the old bytes or the new
// ones, and a temporary file that a later OpenDir removes. Nothing outside the
// directory is touched, even where somebody puts symbolic links into it. The
// file holds a short footer behind the artifact's own bytes.
type Dir struct {
	config DirConfig
	root   *os.Root
	link   sync.Mutex // serialises IfAbsent where the file system has no hard links
}

const (
	tempDir = ".tmp"
	// tempAge is when a temporary file is taken for left behind. A Put that
	// is still running writes to its file far more often.
	tempAge = 24 * time.Hour
)

// OpenDir opens the store in directory name and makes the directory where it
// does not exist.
func OpenDir(name string, c DirConfig) (*Dir, error) {
	if err := os.MkdirAll(name, 0o700); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	d := &Dir{config: c, root: root}
	if err := root.MkdirAll(tempDir, 0o700); err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", err), root.Close())
	}
	if err := d.removeStale(time.Now().Add(-tempAge)); err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", err), root.Close())
	}
	return d, nil
}

// Close releases the directory. Readers that are open stay usable.
func (d *Dir) Close() error { return d.root.Close() }

func (d *Dir) removeStale(before time.Time) error {
	entries, err := fs.ReadDir(d.root.FS(), tempDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		fi, err := e.Info()
		if err != nil || fi.ModTime().After(before) {
			continue // taken away meanwhile, or in use
		}
		if err := d.root.Remove(path.Join(tempDir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Put implements [Store].
func (d *Dir) Put(ctx context.Context, key string, r io.Reader, o PutOptions) (Info, error) {
	if err := begin(ctx, "put", key); err != nil {
		return Info{}, err
	}
	if len(o.MediaType) > maxMediaType {
		return Info{}, fmt.Errorf("store: put %s: media type of %d bytes", key, len(o.MediaType))
	}
	if o.IfAbsent { // spares reading; decided by place
		if _, err := d.root.Lstat(filePath(key)); err == nil {
			return Info{}, fmt.Errorf("%w: %s", ErrExists, key)
		}
	}
	temp := path.Join(tempDir, rand.Text())
	info, err := d.write(ctx, temp, key, r, o)
	if err == nil {
		err = d.place(temp, key, o.IfAbsent)
	}
	if err != nil {
		if e := d.root.Remove(temp); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
		if errors.Is(err, ErrExists) {
			return Info{}, fmt.Errorf("%w: %s", ErrExists, key)
		}
		return Info{}, fail("put", key, err)
	}
	return info, nil
}

// write makes the temporary file.
func (d *Dir) write(ctx context.Context, temp, key string, r io.Reader, o PutOptions) (info Info, err error) {
	f, err := d.root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Info{}, err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	in := newIntake(ctx, r)
	if _, err := io.Copy(f, in); err != nil {
		return Info{}, err
	}
	foot, err := footer{Key: key, Size: in.n, MediaType: o.MediaType, SHA256: in.sum()}.append(nil)
	if err != nil {
		return Info{}, err
	}
	if _, err := f.Write(foot); err != nil {
		return Info{}, err
	}
	if !d.config.NoSync {
		if err := f.Sync(); err != nil {
			return Info{}, err
		}
	}
	if ctx.Err() != nil {
		return Info{}, context.Cause(ctx)
	}
	fi, err := f.Stat()
	if err != nil {
		return Info{}, err
	}
	return Info{Key: key, Size: in.n, MediaType: o.MediaType, Modified: fi.ModTime(), SHA256: in.sum()}, nil
}

// place moves the temporary file to where key stands. A Delete may take the
// directory away between the two steps; then both are done again.
func (d *Dir) place(temp, key string, ifAbsent bool) error {
	name := filePath(key)
	for try := 0; ; try++ {
		err := d.makeParents(name)
		if err == nil {
			err = d.move(temp, name, ifAbsent)
		}
		if err == nil {
			return d.syncDir(path.Dir(name))
		}
		if !errors.Is(err, fs.ErrNotExist) || try == 100 {
			return err
		}
	}
}

func (d *Dir) move(temp, name string, ifAbsent bool) error {
	if !ifAbsent {
		return d.root.Rename(temp, name)
	}
	err := d.root.Link(temp, name)
	switch {
	case err == nil:
		return d.root.Remove(temp)
	case errors.Is(err, fs.ErrExist):
		return ErrExists
	case errors.Is(err, fs.ErrNotExist):
		return err
	}
	// No hard links here: other Puts of this process are kept out by a lock,
	// those of other processes are not.
	d.link.Lock()
	defer d.link.Unlock()
	if _, err := d.root.Lstat(name); err == nil {
		return ErrExists
	}
	return d.root.Rename(temp, name)
}

// makeParents makes the directories above name and syncs what it changed.
func (d *Dir) makeParents(name string) error {
	dir := path.Dir(name)
	if _, err := d.root.Lstat(dir); err == nil {
		return nil
	}
	if err := d.root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for dir != "." {
		dir = path.Dir(dir)
		if err := d.syncDir(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (d *Dir) syncDir(dir string) error {
	if d.config.NoSync {
		return nil
	}
	f, err := d.root.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a Delete of the last artifact in it came between
	}
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) {
		err = nil // not every file system can; then rename alone has to do
	}
	return errors.Join(err, f.Close())
}

// Open implements [Store].
func (d *Dir) Open(ctx context.Context, key string) (Reader, error) {
	if err := begin(ctx, "open", key); err != nil {
		return nil, err
	}
	f, info, err := d.open(filePath(key))
	if err == nil && info.Key != key {
		err = errors.Join(fmt.Errorf("%w: the file is of another key", ErrCorrupt), f.Close())
	}
	if err != nil {
		return nil, fail("open", key, err)
	}
	return &sectionReader{io.NewSectionReader(f, 0, info.Size), f.Close}, nil
}

func (d *Dir) open(name string) (*os.File, Info, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return nil, Info{}, err
	}
	info, err := stat(f)
	if err != nil {
		return nil, Info{}, errors.Join(err, f.Close())
	}
	return f, info, nil
}

func stat(f *os.File) (Info, error) {
	fi, err := f.Stat()
	if err != nil {
		return Info{}, err
	}
	if !fi.Mode().IsRegular() {
		return Info{}, fmt.Errorf("%w: not a regular file", ErrCorrupt)
	}
	foot, err := readFooter(f, fi.Size())
	if err != nil {
		return Info{}, err
	}
	return Info{Key: foot.Key, Size: foot.Size, MediaType: foot.MediaType, Modified: fi.ModTime(), SHA256: foot.SHA256}, nil
}

// Stat implements [Store].
func (d *Dir) Stat(ctx context.Context, key string) (Info, error) {
	if err := begin(ctx, "stat", key); err != nil {
		return Info{}, err
	}
	f, info, err := d.open(filePath(key))
	if err != nil {
		return Info{}, fail("stat", key, err)
	}
	if err := f.Close(); err != nil {
		return Info{}, fail("stat", key, err)
	}
	return info, nil
}

// List implements [Store]. A file that is no artifact is an error that matches
// ErrCorrupt; the other artifacts are returned with it.
func (d *Dir) List(ctx context.Context, prefix string) ([]Info, error) {
	start := "."
	if i := strings.LastIndexByte(prefix, '/'); i >= 0 {
		if !ValidKey(prefix[:i]) {
			return nil, nil
		}
		start = dirPath(prefix[:i])
	}
	var infos []Info
	var flaws []error
	err := fs.WalkDir(d.root.FS(), start, func(name string, e fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if e.IsDir() {
			if name == tempDir {
				return fs.SkipDir
			}
			return nil
		}
		info, err := d.listed(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case errors.Is(err, ErrCorrupt):
			flaws = append(flaws, fmt.Errorf("store: file %s: %w", name, err))
		case err != nil:
			return err
		case strings.HasPrefix(info.Key, prefix):
			infos = append(infos, info)
		}
		return nil
	})
	if err != nil {
		return nil, fail("list", prefix, err)
	}
	slices.SortFunc(infos, func(a, b Info) int { return strings.Compare(a.Key, b.Key) })
	return infos, errors.Join(flaws...)
}

func (d *Dir) listed(name string) (Info, error) {
	f, info, err := d.open(name)
	if err != nil {
		return Info{}, err
	}
	if err := f.Close(); err != nil {
		return Info{}, err
	}
	if filePath(info.Key) != name {
		return Info{}, fmt.Errorf("%w: the file is of another key", ErrCorrupt)
	}
	return info, nil
}

// Delete implements [Store]. It also removes directories that become empty.
func (d *Dir) Delete(ctx context.Context, key string) error {
	if err := begin(ctx, "delete", key); err != nil {
		return err
	}
	name := filePath(key)
	err := d.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fail("delete", key, err)
	}
	dir := path.Dir(name)
	if err := d.syncDir(dir); err != nil {
		return fail("delete", key, err)
	}
	for ; dir != "."; dir = path.Dir(dir) {
		if d.root.Remove(dir) != nil {
			break // something is left in it
		}
	}
	return nil
}
