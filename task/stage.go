package task

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"mime"
	"path"
	"reflect"
	"slices"

	"github.com/docket-go/docket/store"
)

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
	var f found
	if err := f.in(v, ""); err != nil {
		return s, err
	}
	defer func() {
		if err != nil {
			m.discard(ctx, id)
		}
	}()
	for i, in := range f.inputs {
		if err := m.stageInput(ctx, id, i+1, in, &s); err != nil {
			return s, err
		}
	}
	for _, do := range f.after {
		do()
	}
	s.op = v.Interface()
	return s, nil
}

var inputType = reflect.TypeFor[Input]()

// found is the inputs in an operation, and what is to be done once they are
// references, innermost first.
type found struct {
	inputs []*Input
	after  []func()
	depth  int
}

// deepest bounds how operations are nested: pointers may run in a circle.
const deepest = 500

// in collects pointers to the inputs in v, copying what is shared on
// the way so that the caller's is left alone. An Input that refers to nothing
// is an error unless its field is tagged docket:"optional".
func (f *found) in(v reflect.Value, field string) error {
	if !mayHoldInput(v.Type(), nil) {
		return nil
	}
	if f.depth++; f.depth > deepest {
		return invalid(field, "is nested too deeply, or in a circle")
	}
	defer func() { f.depth-- }()
	switch v.Kind() {
	case reflect.Struct:
		return f.inStruct(v, field)
	case reflect.Array:
		return f.inList(v, field)
	}
	if v.IsNil() { // a slice, pointer or map
		return nil
	}
	switch v.Kind() {
	case reflect.Slice:
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		v.Set(c)
		return f.inList(c, field)
	case reflect.Pointer:
		c := reflect.New(v.Type().Elem())
		c.Elem().Set(v.Elem())
		v.Set(c)
		return f.in(c.Elem(), field)
	}
	return f.inMap(v, field)
}

func (f *found) inStruct(v reflect.Value, field string) error {
	if v.Type() == inputType {
		in := v.Addr().Interface().(*Input)
		if in.IsZero() {
			return invalid(cmp.Or(field, "Input"), "there is no input")
		}
		f.inputs = append(f.inputs, in)
		return nil
	}
	for i := range v.NumField() {
		t := v.Type().Field(i)
		if !t.IsExported() || t.Tag.Get("docket") == "optional" && v.Field(i).IsZero() {
			continue
		}
		if err := f.in(v.Field(i), t.Name); err != nil {
			return err
		}
	}
	return nil
}

func (f *found) inList(v reflect.Value, field string) error {
	for i := range v.Len() {
		if err := f.in(v.Index(i), fmt.Sprintf("%s[%d]", field, i)); err != nil {
			return err
		}
	}
	return nil
}

// inMap puts the values into a new map once their inputs are references:
// nothing can point at them there.
func (f *found) inMap(v reflect.Value, field string) error {
	c := reflect.MakeMapWithSize(v.Type(), v.Len())
	for _, k := range v.MapKeys() {
		e := reflect.New(v.Type().Elem()).Elem()
		e.Set(v.MapIndex(k))
		if err := f.in(e, fmt.Sprintf("%s[%v]", field, k)); err != nil {
			return err
		}
		f.after = append(f.after, func() { c.SetMapIndex(k, e) })
	}
	v.Set(c)
	return nil
}

// mayHoldInput reports whether values of type t can refer to an Input. Above
// are the types that are being looked at.
func mayHoldInput(t reflect.Type, above []reflect.Type) bool {
	if t == inputType {
		return true
	}
	if slices.Contains(above, t) {
		return false
	}
	above = append(above, t)
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && mayHoldInput(f.Type, above) {
				return true
			}
		}
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return mayHoldInput(t.Elem(), above)
	}
	return false
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
			return inputError(in.Key, err)
		}
		s.artifacts = append(s.artifacts, Artifact{
			Key: in.Key, Name: in.Name, Role: RoleInput, MediaType: info.MediaType, Size: info.Size, SHA256: info.SHA256, Created: info.Modified,
		})
	}
	if secret != "" {
		if s.secrets == nil {
			s.secrets = map[string]string{}
		}
		s.secrets[in.id()] = secret
	}
	in.Password, in.open = "", nil
	return nil
}

// id tells the inputs of a task apart.
func (in *Input) id() string {
	return fmt.Sprintf("%s|%s|%s|%d", in.Key, in.Task, in.Role, in.Index)
}

// upload copies the bytes of in into the Store.
func (m *Manager) upload(ctx context.Context, id ID, n int, in *Input) (Artifact, error) {
	if in.MediaType == "" {
		in.MediaType = mime.TypeByExtension(path.Ext(in.Name))
	}
	r, stop := in.stream(ctx)
	defer stop()
	key := fmt.Sprintf("%sinput-%d", prefix(id), n)
	limited := &limitReader{r: r, left: m.config.Limits.Bytes, limit: m.config.Limits.Bytes}
	info, err := m.store.Put(ctx, key, limited, store.PutOptions{MediaType: in.MediaType})
	if err != nil {
		return Artifact{}, inputError(in.Name, cmp.Or(limited.failed, err))
	}
	in.Key = key
	return Artifact{
		Key: key, Name: in.Name, Role: RoleInput, MediaType: in.MediaType, Size: info.Size, SHA256: info.SHA256, Task: id, Created: info.Modified,
	}, nil
}

// stream yields the bytes of in until ctx ends, also where opening or reading
// it hangs, as pipes and network file systems do. stop ends it.
func (in *Input) stream(ctx context.Context) (r io.Reader, stop func()) {
	pr, pw := io.Pipe()
	go func() {
		_ = pw.CloseWithError(in.copyTo(pw)) // never fails
	}()
	watch := context.AfterFunc(ctx, func() { _ = pw.CloseWithError(context.Cause(ctx)) })
	return pr, func() {
		watch()
		_ = pr.Close()
	}
}

// copyTo opens in and writes it to w.
func (in *Input) copyTo(w io.Writer) (err error) {
	defer recovered("reading", &err)
	r, err := in.open()
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}

// inputError says which input err is about.
func inputError(name string, err error) *Error {
	e := *AsError(err)
	e.Message = "input " + name + ": " + e.Message
	return &e
}

// limitReader fails with TooLarge behind the limit, and keeps what failed.
type limitReader struct {
	r           io.Reader
	left, limit int64
	failed      error
}

func (l *limitReader) Read(p []byte) (int, error) {
	if l.failed != nil {
		return 0, l.failed
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		n, err = 0, &Error{Code: TooLarge, Message: fmt.Sprintf("more than %d bytes", l.limit), Details: map[string]any{"limit": l.limit}}
	}
	if err != nil && err != io.EOF {
		l.failed = err
	}
	return n, err
}

// prefix is where the artifacts of a task stand in the Store.
func prefix(id ID) string { return "tasks/" + string(id) + "/" }
