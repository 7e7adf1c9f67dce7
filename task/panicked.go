package task

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// panicked is the cause of the error that a panic becomes. Its stack goes into
// the log and nowhere else: errors are shown to strangers.
type panicked struct {
	value any
	stack []byte
}

// Error returns what was panicked with.
func (p *panicked) Error() string { return fmt.Sprint(p.value) }

// recovered turns a panic of what into an error.
func recovered(what string, err *error) {
	if p := recover(); p != nil {
		*err = &Error{
			Code: Internal, Message: fmt.Sprintf("%s panicked: %v", what, p), Cause: &panicked{p, debug.Stack()},
		}
	}
}

// logged returns the attributes with which err is logged.
func logged(err error) []any {
	attrs := []any{"err", err}
	var p *panicked
	if errors.As(err, &p) {
		attrs = append(attrs, "stack", string(p.stack))
	}
	return attrs
}
