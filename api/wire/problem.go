package wire

// Problem is an error as RFC 9457 has it. Title and Detail are in the reader's
// language; Code is stable and English, and is seva.Error's code; Instance is the
// request's id, by which the log can be searched.
type Problem struct {
	Type     string  `json:"type"`
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail"`
	Instance string  `json:"instance"`
	Code     string  `json:"code"`
	Kind     string  `json:"kind"`
	Errors   []Flaw  `json:"errors,omitempty"`
	Checks   []Check `json:"checks,omitempty"` // only of /readyz
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
