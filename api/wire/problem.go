package wire

import (
	"strings"

	"duar/seva"
)

// Problem is an error as RFC 9457 has it. Title and Detail are in the reader's
// language; Code is stable and English, and is seva.Error's code; Instance is the
// request's id, by which the log can be searched.
type Problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`
	Instance string `json:"instance"`
	Code     string `json:"code"`
	Kind     string `json:"kind"`
	// Field is what the desk calls the input at fault; Errors say where the request has it.
	Field string `json:"field,omitempty"`
	// Values are those that Detail names, for a program that says it in its own words.
	Values map[string]any    `json:"values,omitempty"`
	Types  map[string]string `json:"types,omitempty"` // of Values, see Spell
	Errors []Flaw            `json:"errors,omitempty"`
	Checks []Check           `json:"checks,omitempty"` // only of /readyz
}

// Args gives the values back as a text takes them.
func (p Problem) Args() seva.Args { return Args(p.Values, p.Types) }

// Flaw is one thing wrong with the request. Parameter names it in the path, query or
// headers, or Pointer (RFC 6901) in the body; Field is what the desks call it: of an
// answer where it stands ("members/0/name"), of a rule its id.
type Flaw struct {
	Parameter string            `json:"parameter,omitempty"`
	Pointer   string            `json:"pointer,omitempty"`
	Field     string            `json:"field"`
	Code      string            `json:"code"`
	Detail    string            `json:"detail"`
	Values    map[string]any    `json:"values,omitempty"`
	Types     map[string]string `json:"types,omitempty"`
}

// CodeOf gives the stable code of a text that says what is wrong: its key without
// "error.", or the whole key of a form's own check or a rule.
func CodeOf(t seva.Text) string { return strings.TrimPrefix(t.Key, "error.") }

// KeyOf undoes CodeOf.
func KeyOf(code string) string {
	if strings.HasPrefix(code, "check.") || strings.HasPrefix(code, "eligible.") {
		return code
	}
	return "error." + code
}

// Text gives back what a flaw says.
func (f Flaw) Text() seva.Text {
	return seva.Text{Key: KeyOf(f.Code), Args: Args(f.Values, f.Types)}
}

// Check is the state of one thing that duar leans on: "ok", "degraded" or "failed".
type Check struct {
	Name   string `json:"name"`
	Status string `json:"status"`
}

// Health is how the server is: "ok", "degraded" (something may be lost, but not needed).
type Health struct {
	Status string  `json:"status"`
	Checks []Check `json:"checks"`
}
