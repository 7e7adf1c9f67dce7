package task

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// A Code says what kind of failure an Error is. It is stable, to branch on, and
// an error itself, so that errors.Is(err, task.Encrypted) works.
type Code string

// The codes of errors.
const (
	Invalid       Code = "invalid"        // a parameter is wrong; Fields says which
	Unsupported   Code = "unsupported"    // a media type or feature that docket does not read
	TooLarge      Code = "too_large"      // more bytes, pages or pixels than the limits allow
	Encrypted     Code = "encrypted"      // the document wants a password, or another one
	Corrupt       Code = "corrupt"        // the bytes are not what they claim to be
	NotFound      Code = "not_found"      // no such task, artifact, file or page
	Denied        Code = "denied"         // access was refused
	Limit         Code = "limit"          // a quota or queue is full; later it may work
	Timeout       Code = "timeout"        // it took longer than allowed
	CanceledCode  Code = "canceled"       // somebody canceled it
	ExpiredCode   Code = "expired"        // the task was there, its result is deleted
	NotConfigured Code = "not_configured" // the Manager lacks an engine or operation for it
	EngineFailed  Code = "engine_failed"  // an engine failed on this input
	BadOutput     Code = "bad_output"     // an engine's answer makes no sense
	Internal      Code = "internal"       // a defect of docket or of the machine
)

// Codes lists all codes.
var Codes = []Code{
	Invalid, Unsupported, TooLarge, Encrypted, Corrupt, NotFound, Denied, Limit,
	Timeout, CanceledCode, ExpiredCode, NotConfigured, EngineFailed, BadOutput, Internal,
}

// Error returns the code's name.
func (c Code) Error() string { return string(c) }

// Errors of the Manager itself.
var (
	// ErrNotDone says that a task has not finished within the time given.
	ErrNotDone = errors.New("task: not finished yet")
	// ErrClosed says that the Manager or Backend was closed.
	ErrClosed = errors.New("task: closed")
)

// An Error is why a task, or a call of the Manager, failed. It matches its Code
// with errors.Is; NotFound and ExpiredCode also match fs.ErrNotExist,
// CanceledCode context.Canceled and Timeout context.DeadlineExceeded.
type Error struct {
	Code      Code                `json:"code"`
	Message   string              `json:"message"`             // for people
	Details   map[string]any      `json:"details,omitempty"`   // such as limits and measures
	Fields    map[string][]string `json:"fields,omitempty"`    // what is wrong with which parameter
	Page      int                 `json:"page,omitempty"`      // 1-based; 0 = the whole
	Phase     string              `json:"phase,omitempty"`     // where in the work
	Retryable bool                `json:"retryable,omitempty"` // trying again may help
	Cause     error               `json:"-"`                   // lost when the error is stored

	// RetryAfter is how long to wait at least before the next attempt.
	RetryAfter time.Duration `json:"retryAfter,omitempty"`
}

// Error returns code, place and message.
func (e *Error) Error() string {
	at := ""
	if e.Page > 0 {
		at = fmt.Sprintf(" (page %d)", e.Page)
	}
	return fmt.Sprintf("task: %s%s: %s", e.Code, at, e.Message)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is matches the code and the standard library's errors of the same meaning.
func (e *Error) Is(target error) bool {
	switch target {
	case e.Code:
		return true
	case fs.ErrNotExist:
		return e.Code == NotFound || e.Code == ExpiredCode
	case fs.ErrPermission:
		return e.Code == Denied
	case context.Canceled:
		return e.Code == CanceledCode
	case context.DeadlineExceeded:
		return e.Code == Timeout
	}
	return false
}

// Errorf makes an Error with a code; a %w among the arguments becomes its Cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Cause: errors.Unwrap(err), Retryable: code.retryable()}
}

// retryable tells whether trying again may help against errors of this code.
func (c Code) retryable() bool {
	switch c {
	case Limit, Timeout, EngineFailed, BadOutput, Internal:
		return true
	}
	return false
}

// Permanent says that trying again does not help against err.
func Permanent(err error) error {
	e := *AsError(err)
	e.Retryable = false
	return &e
}

// Retry says that trying again may help against err.
func Retry(err error) error {
	e := *AsError(err)
	e.Retryable = true
	return &e
}

// AsError returns err as an *Error: itself where it is or wraps one, otherwise
// a new one whose code is found from the sentinels of docket's packages and of
// the standard library. It returns nil for nil.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	code := codeOf(err)
	return &Error{Code: code, Message: err.Error(), Cause: err, Retryable: code.retryable()}
}

// untyped returns err, and nil for a nil *Error, which is what a host returns
// with AsError(nil).
func untyped(err error) error {
	if e, ok := err.(*Error); ok && e == nil {
		return nil
	}
	return err
}

// codeOf finds the code of a foreign error.
func codeOf(err error) Code {
	var c Code
	if errors.As(err, &c) {
		return c
	}
	for _, m := range sentinels {
		if errors.Is(err, m.err) {
			return m.code
		}
	}
	return Internal
}

// invalid reports wrong parameters, one message a field.
func invalid(field, format string, args ...any) *Error {
	msg := fmt.Sprintf(format, args...)
	return &Error{Code: Invalid, Message: field + ": " + msg, Fields: map[string][]string{field: {msg}}}
}

func notFound(id ID) *Error { return Errorf(NotFound, "no task %q", id) }
