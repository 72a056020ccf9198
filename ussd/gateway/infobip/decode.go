package infobip

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"duar/ussd/gateway"
)

// call is what of Infobip's object is of use here.
type call struct{ msisdn, text, shortCode string }

// decode reads exactly one flat object, each key once. Unlike our own dialect this one has
// keys that come and go (imsi, language, optional, ussdGwId), which are passed over; three
// are known, and must be text.
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
	seen, given := map[string]bool{}, map[string]bool{}
	for d.More() {
		key, _ := d.Token()
		value, _ := d.Token()
		name, _ := key.(string)
		if seen[strings.ToLower(name)] {
			return c, gateway.Bad("a key is repeated")
		}
		seen[strings.ToLower(name)], given[name] = true, true // others read MSISDN as msisdn
		if _, nested := value.(json.Delim); nested {
			return c, gateway.Bad("the body is not a flat object")
		}
		if err := c.set(name, value); err != nil {
			return c, err
		}
	}
	for _, name := range []string{"msisdn", "text"} {
		if !given[name] {
			return c, gateway.Bad(name + " is missing")
		}
	}
	return c, nil
}

func (c *call) set(name string, value json.Token) error {
	field := map[string]*string{"msisdn": &c.msisdn, "text": &c.text, "shortCode": &c.shortCode}[name]
	if field == nil || name == "shortCode" && value == nil {
		return nil
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
