package task

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"os"
	"path"
	"path/filepath"
	"reflect"

	"github.com/docket-go/docket/store"
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
	return Input{Name: filepath.Base(name), open: func() (io.ReadCloser, error) { return os.Open(name) }}
}

// Bytes is what b holds. b must not change until Submit has returned.
func Bytes(name string, b []byte) Input {
	return Input{Name: name, open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// Reader is what r yields; it is read once, by Submit.
func Reader(name string, r io.Reader) Input {
	used := false
	return Input{Name: name, open: func() (io.ReadCloser, error) {
		if used {
			return nil, Errorf(Invalid, "%s: a Reader can be submitted only once", name)
		}
		used = true
		return io.NopCloser(r), nil
	}}
}

// FS is the file name of fsys.
func FS(fsys fs.FS, name string) Input {
	return Input{Name: path.Base(name), open: func() (io.ReadCloser, error) { return fsys.Open(name) }}
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

// staged is an operation whose inputs are references.
type staged struct {
	op        any
	artifacts []Artifact // of inputs; those with Task are the task's own
	after     []ID
	secrets   map[string]string
}

// stage puts the inputs of op into the Store and returns a copy of op that
// refers to them. What it put is deleted again when it fails.
func (m *Manager) stage(ctx context.Context, id ID, op any) (s staged, err error) {
	v := reflect.New(reflect.TypeOf(op)).Elem()
	v.Set(reflect.ValueOf(op))
	var inputs []*Input
	if err := findInputs(v, "", &inputs); err != nil {
		return s, err
	}
	defer func() {
		if err != nil {
			m.discard(ctx, id)
		}
	}()
	for i, in := range inputs {
		if err := m.stageInput(ctx, id, i+1, in, &s); err != nil {
			return s, err
		}
	}
	s.op = v.Interface()
	return s, nil
}

var inputType = reflect.TypeFor[Input]()

// findInputs collects pointers to the inputs in v, copying slices on the way
// so that the caller's are left alone. An Input that refers to nothing is an
// error unless its field is tagged docket:"optional".
func findInputs(v reflect.Value, field string, found *[]*Input) error {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == inputType {
			in := v.Addr().Interface().(*Input)
			if in.IsZero() {
				return invalid(field, "there is no input")
			}
			*found = append(*found, in)
			return nil
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() || f.Tag.Get("docket") == "optional" && v.Field(i).IsZero() {
				continue
			}
			if err := findInputs(v.Field(i), f.Name, found); err != nil {
				return err
			}
		}
	case reflect.Slice:
		if v.Len() == 0 || v.Type().Elem().Kind() != reflect.Struct {
			return nil
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		v.Set(c)
		for i := range c.Len() {
			if err := findInputs(c.Index(i), fmt.Sprintf("%s[%d]", field, i), found); err != nil {
				return err
			}
		}
	}
	return nil
}

// stageInput makes in, the n-th of task id, a reference.
func (m *Manager) stageInput(ctx context.Context, id ID, n int, in *Input, s *staged) error {
	secret := in.Password
	switch {
	case in.Task != "":
		r, err := m.backend.Get(ctx, in.Task)
		if err != nil {
			return err
		}
		s.after = append(s.after, r.ID)
	case in.open != nil:
		a, err := m.upload(ctx, id, n, in)
		if err != nil {
			return err
		}
		s.artifacts = append(s.artifacts, a)
	default:
		info, err := m.store.Stat(ctx, in.Key)
		if err != nil {
			return AsError(fmt.Errorf("input %s: %w", in.Key, err))
		}
		s.artifacts = append(s.artifacts, Artifact{
			Key: in.Key, Name: in.Name, Role: RoleInput, MediaType: info.MediaType, Size: info.Size, SHA256: info.SHA256, Created: info.Modified,
		})
	}
	if secret != "" {
		if s.secrets == nil {
			s.secrets = map[string]string{}
		}
		s.secrets[in.secretName()] = secret
	}
	in.Password, in.open = "", nil
	return nil
}

// secretName tells the passwords of a task's inputs apart.
func (in *Input) secretName() string {
	return fmt.Sprintf("%s|%s|%s|%d", in.Key, in.Task, in.Role, in.Index)
}

// upload copies the bytes of in into the Store.
func (m *Manager) upload(ctx context.Context, id ID, n int, in *Input) (Artifact, error) {
	r, err := in.open()
	if err != nil {
		return Artifact{}, AsError(fmt.Errorf("input %s: %w", in.Name, err))
	}
	defer r.Close()
	if in.MediaType == "" {
		in.MediaType = mime.TypeByExtension(path.Ext(in.Name))
	}
	key := fmt.Sprintf("%sinput-%d", prefix(id), n)
	limited := &limitReader{r: r, left: m.config.Limits.Bytes, limit: m.config.Limits.Bytes}
	info, err := m.store.Put(ctx, key, limited, store.PutOptions{MediaType: in.MediaType})
	if err != nil {
		return Artifact{}, AsError(fmt.Errorf("input %s: %w", in.Name, err))
	}
	in.Key = key
	return Artifact{
		Key: key, Name: in.Name, Role: RoleInput, MediaType: in.MediaType, Size: info.Size, SHA256: info.SHA256, Task: id, Created: info.Modified,
	}, nil
}

// limitReader fails with TooLarge behind the limit.
type limitReader struct {
	r           io.Reader
	left, limit int64
}

func (l *limitReader) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, &Error{Code: TooLarge, Message: fmt.Sprintf("more than %d bytes", l.limit), Details: map[string]any{"limit": l.limit}}
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, &Error{Code: TooLarge, Message: fmt.Sprintf("more than %d bytes", l.limit), Details: map[string]any{"limit": l.limit}}
	}
	return n, err
}

// prefix is where the artifacts of a task stand in the Store.
func prefix(id ID) string { return "tasks/" + string(id) + "/" }
