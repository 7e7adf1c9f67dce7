package task

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/docket-go/docket/store"
)

// Artifacts returns all outputs of a task, however many.
func (m *Manager) Artifacts(ctx context.Context, id ID) ([]Artifact, error) {
	s, err := m.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if s.State == Expired {
		return nil, Errorf(ExpiredCode, "task %s has expired", id)
	}
	if len(s.Outputs) < MaxOutputs {
		return s.Outputs, nil
	}
	b, err := store.Bytes(ctx, m.store, outputsKey(id), maxResult)
	if AsError(err) != nil && AsError(err).Code == NotFound {
		return s.Outputs, nil // exactly MaxOutputs
	}
	var all []Artifact
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	return all, asError(err)
}

// Open opens an artifact for reading. The caller closes it.
func (m *Manager) Open(ctx context.Context, a Artifact) (store.Reader, error) {
	r, err := m.store.Open(ctx, a.Key)
	return r, asError(err)
}

// Bytes returns what an artifact holds.
func (m *Manager) Bytes(ctx context.Context, a Artifact) ([]byte, error) {
	b, err := store.Bytes(ctx, m.store, a.Key, max(a.Size, m.config.Limits.Bytes))
	return b, asError(err)
}

// mainRoles are the outputs that operations are there for, first choice first.
var mainRoles = []Role{RoleGenerated, RoleSubPDF, RoleSearchablePDF}

// outputOf finds the output of another task that in refers to.
func (m *Manager) outputOf(ctx context.Context, in Input) (Artifact, error) {
	s, err := m.Get(ctx, in.Task)
	if err != nil {
		return Artifact{}, err
	}
	if s.State != Completed {
		e := &Error{Code: Invalid, Message: "task " + string(in.Task) + ", whose output is the input, is " + string(s.State), Details: map[string]any{"task": string(in.Task)}}
		if s.Err != nil {
			e.Code, e.Cause, e.Message = s.Err.Code, s.Err, e.Message+": "+s.Err.Message
		}
		return Artifact{}, e
	}
	all, err := m.Artifacts(ctx, in.Task)
	if err != nil {
		return Artifact{}, err
	}
	role := in.Role
	for _, r := range mainRoles {
		if role == "" && slices.ContainsFunc(all, func(a Artifact) bool { return a.Role == r }) {
			role = r
		}
	}
	n := max(in.Index, 1)
	for _, a := range all {
		if a.Role == role || role == "" {
			if n--; n == 0 {
				return a, nil
			}
		}
	}
	return Artifact{}, Errorf(NotFound, "task %s has no output %s %d", in.Task, cmp.Or(string(in.Role), "at all:"), max(in.Index, 1))
}
