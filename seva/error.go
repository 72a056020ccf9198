package seva

import (
	"context"
	"errors"
	"strings"
)

// Kind is what went wrong, in the eight ways a face must be able to answer.
type Kind string

const (
	Invalid         Kind = "invalid"         // the person can mend the input
	NotFound        Kind = "not_found"       // good input, no such thing
	Conflict        Kind = "conflict"        // somebody was there first
	Unauthenticated Kind = "unauthenticated" // we do not know who asks
	Forbidden       Kind = "forbidden"       // we know, and they may not
	TooMany         Kind = "too_many"        // slow down
	Unavailable     Kind = "unavailable"     // something we need is away; try again
	Internal        Kind = "internal"        // our fault; says nothing
)

// Kinds lists every kind; each face has a table over it and a test that none is missing.
func Kinds() []Kind {
	return []Kind{Invalid, NotFound, Conflict, Unauthenticated, Forbidden, TooMany, Unavailable, Internal}
}

// Error is the only error that reaches a face. Field names the input at fault as the
// desk calls it ("mouza", "plot"), empty when none is. Text is what the person is
// told; its key under "error." is the stable code. Err is for the log and is never shown.
type Error struct {
	Kind  Kind
	Field string
	Text  Text
	Err   error
}

// Error gives kind, key and field. Values stay out: they may be somebody's data.
func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.Text.Key
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Code is the stable English name of the error: its message key without "error.".
func (e *Error) Code() string { return strings.TrimPrefix(e.Text.Key, "error.") }

// Fail makes an Error about no field in particular.
func Fail(kind Kind, text Text) *Error { return &Error{Kind: kind, Text: text} }

// Refuse makes an Invalid error about one field.
func Refuse(field string, text Text) *Error {
	return &Error{Kind: Invalid, Field: field, Text: text}
}

// Broken wraps a failure of ours. A context that ended is Unavailable, all else is Internal.
func Broken(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &Error{Kind: Unavailable, Text: Say("error.unavailable"), Err: err}
	}
	return &Error{Kind: Internal, Text: Say("error.internal"), Err: err}
}

// KindOf gives the kind of any error; an error we do not know is Internal.
func KindOf(err error) Kind { return Broken(err).Kind }
