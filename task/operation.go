package task

import (
	"context"
	"encoding/json"
	"reflect"
)

// An Operation is something that a Manager can do, with its parameters: plain
// data that survives JSON, because it may be run later and elsewhere. Fields of
// type Input, at any depth, are put into the Store when it is submitted. R is
// the type of the result; it must survive JSON too.
//
// An Operation with a method Validate() error is asked when it is submitted;
// one with a method TTL() time.Duration says how long its tasks are kept where
// Options.TTL is zero.
type Operation[R any] interface {
	// Kind names the operation. It is constant for a type and is stored with
	// each task.
	Kind() string
	// Run does the work. It may be called again after a failure or crash, also
	// in another process, so what it does must not harm when done twice; what
	// it saves through env under the same names replaces what was there. It
	// returns within a second of the end of ctx.
	Run(ctx context.Context, env *Env) (R, error)
}

// A Definition makes an Operation known to a Manager. Define makes one.
type Definition struct {
	kind string
	typ  reflect.Type
	run  func(ctx context.Context, params json.RawMessage, env *Env) (any, error)
}

// Kind returns the kind of the defined operation.
func (d Definition) Kind() string { return d.kind }

// Define makes a host's own Operation known: pass a zero value of its type in
// Config.Operations. The type must not be a pointer.
func Define[R any](op Operation[R]) Definition {
	typ := reflect.TypeOf(op)
	return Definition{kind: op.Kind(), typ: typ, run: func(ctx context.Context, params json.RawMessage, env *Env) (any, error) {
		p := reflect.New(typ)
		if err := json.Unmarshal(params, p.Interface()); err != nil {
			return nil, Errorf(Invalid, "the parameters of %s do not parse: %w", env.record.Kind, err)
		}
		return p.Elem().Interface().(Operation[R]).Run(ctx, env)
	}}
}

// define collects the built-in operations and the host's.
func define(own []Definition) (map[string]Definition, error) {
	defs := map[string]Definition{}
	for _, d := range append(builtin(), own...) {
		switch _, twice := defs[d.kind]; {
		case d.run == nil || d.kind == "":
			return nil, invalid("operations", "an operation without a kind; use Define")
		case d.typ.Kind() == reflect.Pointer:
			return nil, invalid("operations", "%s: the type of an operation must not be a pointer", d.kind)
		case twice:
			return nil, invalid("operations", "%s is defined twice", d.kind)
		}
		defs[d.kind] = d
	}
	return defs, nil
}

// validate asks op whether its parameters are right.
func validate(op any) error {
	v, ok := op.(interface{ Validate() error })
	if !ok {
		return nil
	}
	err := untyped(v.Validate())
	if err == nil {
		return nil
	}
	e := *AsError(err)
	if e.Code == Internal {
		e.Code = Invalid
	}
	e.Retryable = false
	return &e
}
