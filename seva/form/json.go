package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"unicode/utf8"

	"duar/seva"
)

// MarshalJSON writes a string, a list of strings or a list of objects.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case len(v.Rows) > 0:
		return json.Marshal(v.Rows)
	case len(v.List) > 0:
		return json.Marshal(v.List)
	}
	return json.Marshal(v.Text)
}

// UnmarshalJSON reads what MarshalJSON writes and nothing else: no numbers, no null, no
// mixed list, no key twice, no roster in a roster.
func (v *Value) UnmarshalJSON(raw []byte) error { return v.read(raw, true) }

// UnmarshalJSON reads an object of values, no key twice.
func (a *Answers) UnmarshalJSON(raw []byte) error { return a.read(raw, true) }

// blank is what may stand around a value (RFC 8259 section 2), which is less than what Go
// calls space.
const blank = " \t\r\n"

var errShape = errors.New("form: a string, a list of strings or a list of objects wanted")

func (v *Value) read(raw []byte, rows bool) error {
	raw = bytes.Trim(raw, blank)
	*v = Value{}
	if len(raw) == 0 || !utf8.Valid(raw) {
		return errShape
	}
	if raw[0] == '"' {
		return json.Unmarshal(raw, &v.Text)
	}
	if raw[0] != '[' {
		return errShape
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return err
	}
	for _, part := range parts {
		switch {
		case part[0] == '"' && v.Rows == nil:
			var one string
			if err := json.Unmarshal(part, &one); err != nil {
				return err
			}
			v.List = append(v.List, one)
		case part[0] == '{' && v.List == nil && rows:
			var row Answers
			if err := row.read(part, false); err != nil {
				return err
			}
			v.Rows = append(v.Rows, row)
		default:
			return errShape
		}
	}
	return nil
}

func (a *Answers) read(raw []byte, rows bool) error {
	members, err := object(raw)
	if err != nil {
		return err
	}
	*a = make(Answers, len(members))
	for id, part := range members {
		var v Value
		if err := v.read(part, rows); err != nil {
			return fmt.Errorf("form: answer %q: %w", id, err)
		}
		(*a)[id] = v
	}
	return nil
}

// object reads the members of an object. encoding/json lets the last of two keys win and
// turns what is not UTF-8 into another letter; both would keep what nobody said.
func object(raw []byte) (map[string]json.RawMessage, error) {
	if !utf8.Valid(raw) {
		return nil, errShape
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("form: an object wanted")
	}
	members := map[string]json.RawMessage{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		id, _ := key.(string)
		if _, twice := members[id]; twice {
			return nil, errors.New("form: a key is there twice")
		}
		var part json.RawMessage
		if err := d.Decode(&part); err != nil {
			return nil, err
		}
		members[id] = part
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("form: more than an object")
	}
	return members, nil
}

// integer is a number that may stand for its digits. Any other is refused: it may have
// been a float on its way, and 0.1 is not what somebody typed.
var integer = regexp.MustCompile(`^-?(?:0|[1-9][0-9]{0,17})$`)

// ReadInput reads an answer as an app gives it: a string; true and false for yes and no;
// an integer for its digits; a list of strings; null to take the answer away; for an
// account {"value": "...", "again": "..."}. The error is Invalid.
func ReadInput(raw json.RawMessage) (Input, error) {
	raw = bytes.Trim(raw, blank)
	refused := seva.Refuse("", seva.Say("error.input.form"))
	switch {
	case !utf8.Valid(raw):
		return Input{}, seva.Refuse("", seva.Say("error.text.encoding"))
	case string(raw) == "null":
		return Input{Clear: true}, nil
	case string(raw) == "true":
		return Input{Text: saidYes}, nil
	case string(raw) == "false":
		return Input{Text: saidNo}, nil
	case integer.Match(raw):
		return Input{Text: string(raw)}, nil
	case len(raw) > 0 && raw[0] == '{':
		return readTwice(raw)
	}
	var v Value
	if err := v.read(raw, false); err != nil {
		return Input{}, refused
	}
	return Input{Text: v.Text, List: v.List}, nil
}

func readTwice(raw []byte) (Input, error) {
	refused := seva.Refuse("", seva.Say("error.input.form"))
	members, err := object(raw)
	if err != nil {
		return Input{}, refused
	}
	var in Input
	for key, part := range members {
		into := map[string]*string{"value": &in.Text, "again": &in.Again}[key]
		if into == nil || part[0] != '"' || json.Unmarshal(part, into) != nil {
			return Input{}, refused
		}
	}
	if _, there := members["value"]; !there {
		return Input{}, refused
	}
	return in, nil
}
