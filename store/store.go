// Package store keeps artifacts: inputs, results and what is made of them.
//
// A [Store] is a flat map from key to bytes. [Memory] keeps them in the
// process, [Dir] in a directory of the local file system; a store of one's own
// passes storetest.TestStore. Keys look like paths ("tasks/42/page-1.png") and
// are safe by construction, see [ValidKey].
package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// Errors that callers branch on. A missing key matches fs.ErrNotExist.
var (
	// ErrKey means that a key is not of the form that ValidKey demands.
	ErrKey = errors.New("store: invalid key")
	// ErrExists means that a conditional Put found the key taken.
	ErrExists = errors.New("store: key exists")
	// ErrFull means that a quota is used up.
	ErrFull = errors.New("store: full")
	// ErrCorrupt means that the bytes kept are not the bytes that were put.
	ErrCorrupt = errors.New("store: corrupt artifact")
)

// A Store keeps artifacts: a flat map from key to bytes. Implementations must
// be safe for concurrent use and must pass storetest.TestStore.
type Store interface {
	// Put reads r to its end and keeps the bytes under key, in place of what
	// was there. Readers see the old bytes or all of the new ones, never a
	// part; when Put fails, or ctx ends, nothing has changed.
	Put(ctx context.Context, key string, r io.Reader, o PutOptions) (Info, error)
	// Open returns the bytes of key for reading; the error matches
	// fs.ErrNotExist when there is no such key. The caller closes the reader.
	// A Delete or Put meanwhile does not disturb it.
	Open(ctx context.Context, key string) (Reader, error)
	// Stat describes key; the error matches fs.ErrNotExist where it is absent.
	Stat(ctx context.Context, key string) (Info, error)
	// List yields the artifacts whose key begins with prefix, a plain string
	// that need not end at a slash, in ascending order of the keys' bytes. The
	// empty prefix yields everything. Nothing found is no error.
	List(ctx context.Context, prefix string) ([]Info, error)
	// Delete removes key. Deleting what is not there is no error.
	Delete(ctx context.Context, key string) error
}

// A Reader reads one artifact, from the start or at any place.
type Reader interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// PutOptions tune one Put. The zero value replaces what is there.
type PutOptions struct {
	MediaType string // kept and returned by Stat
	IfAbsent  bool   // fail with ErrExists where the key is taken
}

// Info describes an artifact.
type Info struct {
	Key       string    `json:"key"`
	Size      int64     `json:"size"`
	MediaType string    `json:"mediaType,omitempty"`
	Modified  time.Time `json:"modified"`
	SHA256    string    `json:"sha256,omitempty"` // lower-case hex
}
