package generic

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"duar/ussd/gateway"
)

// call is the object an operator sends.
type call struct {
	session string
	msisdn  string
	kind    string
	text    string
	seq     int64 // of the hop within the session; a retry keeps it
}

// decode reads exactly one object with the five keys, each once. The standard decoder
// alone would take a repeated key, a key in other capitals, broken UTF-8 and more after
// the end, and a reader elsewhere may understand each of them otherwise than we do.
func decode(body []byte) (call, error) {
	var c call
	if !utf8.Valid(body) {
		return c, gateway.Bad("the body is not UTF-8")
	}
	if !json.Valid(body) {
		return c, gateway.Bad("the body is not one JSON value")
	}
	d := json.NewDecoder(bytes.NewReader(body)) // its tokens cannot fail any more
	d.UseNumber()
	if t, _ := d.Token(); t != json.Delim('{') {
		return c, gateway.Bad("the body is not a JSON object")
	}
	seen := map[string]bool{}
	for d.More() {
		key, _ := d.Token()
		value, _ := d.Token()
		name, _ := key.(string)
		if seen[name] {
			return c, gateway.Bad("a key is repeated")
		}
		seen[name] = true
		if err := c.set(name, value); err != nil {
			return c, err
		}
	}
	for _, name := range []string{"sessionId", "msisdn", "type", "text", "seq"} {
		if !seen[name] {
			return c, gateway.Bad(name + " is missing")
		}
	}
	return c, nil
}

func (c *call) set(name string, value json.Token) error {
	if name == "seq" {
		n, ok := value.(json.Number)
		seq, err := strconv.ParseInt(n.String(), 10, 64)
		if !ok || err != nil || seq < 0 {
			return gateway.Bad("seq must be a whole number from 0")
		}
		c.seq = seq
		return nil
	}
	var field *string
	switch name {
	case "sessionId":
		field = &c.session
	case "msisdn":
		field = &c.msisdn
	case "type":
		field = &c.kind
	case "text":
		field = &c.text
	default:
		return gateway.Bad("a key is unknown; sessionId, msisdn, type, text and seq are known")
	}
	s, ok := value.(string)
	if !ok {
		return gateway.Bad(name + " must be a string")
	}
	// Half a surrogate pair (\ud83d) becomes this character on the way in.
	if strings.ContainsRune(s, utf8.RuneError) {
		return gateway.Bad(name + " holds half a character")
	}
	*field = s
	return nil
}
