package task

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// An Input is what an operation works on: a file, bytes, an artifact of the
// Store or an output of another task. Make one with File, Bytes, Reader, FS,
// Stored or Output. When the operation is submitted the bytes go into the Store
// and the Input becomes a reference to them.
type Input struct {
	Name      string `json:"name,omitempty"`      // for people
	MediaType string `json:"mediaType,omitempty"` // as the submitter says; the bytes decide
	Key       string `json:"key,omitempty"`       // in the Store
	Task      ID     `json:"task,omitempty"`      // whose output it is
	Role      Role   `json:"role,omitempty"`      // which output; empty = the main one
	Index     int    `json:"index,omitempty"`     // which of several outputs of Role, from 1; 0 = the first
	Password  string `json:"-"`                   // opens an encrypted PDF; kept with the task, never shown

	open func() (io.ReadCloser, error)
}

// File is a file by its path.
func File(name string) Input {
	return Input{Name: filepath.Base(name), open: func() (io.ReadCloser, error) {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			return nil, Errorf(Invalid, "is a folder")
		}
		return os.Open(name)
	}}
}

// Bytes is what b holds. b must not change until Submit has returned.
func Bytes(name string, b []byte) Input {
	return Input{Name: name, open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// Reader is what r yields; it is read once, by Submit. Where the context of
// Submit ends while a Read hangs, Submit returns and that Read is left to end.
func Reader(name string, r io.Reader) Input {
	used := false
	return Input{Name: name, open: func() (io.ReadCloser, error) {
		if used || r == nil {
			return nil, Errorf(Invalid, "a Reader must not be nil, and can be submitted only once")
		}
		used = true
		return io.NopCloser(r), nil
	}}
}

// FS is the file name of fsys.
func FS(fsys fs.FS, name string) Input {
	return Input{Name: path.Base(name), open: func() (io.ReadCloser, error) {
		if fsys == nil {
			return nil, Errorf(Invalid, "the fs.FS is nil")
		}
		return fsys.Open(name)
	}}
}

// Stored is what the Manager's Store has under key. It is neither copied nor
// deleted with the task.
func Stored(key string) Input { return Input{Name: path.Base(key), Key: key} }

// Output is the main output of another task: the one that its operation is
// there for, otherwise the first. The task that uses it waits for the other
// one, and fails with it.
func Output(t interface{ ID() ID }) Input { return Input{Task: t.ID()} }

// Pick returns in as the n-th output (from 1) of a role of the task that in
// refers to.
func (in Input) Pick(role Role, n int) Input {
	in.Role, in.Index = role, n
	return in
}

// WithPassword returns in with the password of an encrypted PDF.
func (in Input) WithPassword(password string) Input {
	in.Password = password
	return in
}

// IsZero reports whether in refers to nothing.
func (in Input) IsZero() bool { return in.Key == "" && in.Task == "" && in.open == nil }
