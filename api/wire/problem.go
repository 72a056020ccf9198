package wire

import (
	"fmt"

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
	// Values are those that Detail names, for a program that says it in its own words.
	Values map[string]any `json:"values,omitempty"`
	Errors []Flaw         `json:"errors,omitempty"`
	Checks []Check        `json:"checks,omitempty"` // only of /readyz
}

// NewValues spells the values of a text: counts as numbers, words and codes as strings.
// What is itself a text stays behind, because it is in Detail already.
func NewValues(args seva.Args) map[string]any {
	out := map[string]any{}
	for name, value := range args {
		switch v := value.(type) {
		case int, string:
			out[name] = v
		case fmt.Stringer:
			out[name] = v.String()
		}
	}
	return out
}

// Args gives the values back as a text takes them. A code comes back as a string.
func (p Problem) Args() seva.Args {
	var args seva.Args
	for name, value := range p.Values {
		if args == nil {
			args = seva.Args{}
		}
		switch v := value.(type) {
		case float64: // what encoding/json makes of a number
			args[name] = int(v)
		case string:
			args[name] = v
		}
	}
	return args
}

// Flaw is one thing wrong with the request. Parameter names it in the path or query,
// or Pointer (RFC 6901) in the body; Field is what the desks call it.
type Flaw struct {
	Parameter string `json:"parameter,omitempty"`
	Pointer   string `json:"pointer,omitempty"`
	Field     string `json:"field"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
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
