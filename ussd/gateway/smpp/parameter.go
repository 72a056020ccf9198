package smpp

import (
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"duar/ussd/gateway/smpp/pdu"
)

// parameter is how one operator wants one of its own optional parameters: India's operators
// agree on tags 0x1400 and 0x1401 and on nothing else. The zero one is not sent.
type parameter struct {
	tag  pdu.Tag
	form string
}

// Forms of a parameter.
const (
	formString  = "string"  // the characters
	formCString = "cstring" // the characters and a NUL
	formOctets  = "octets"  // what the hexadecimal digits stand for
)

var errParameter = errors.New("must be a tag with its form: 0x1400/string, 0x1400/cstring or 0x1400/octets")

// parseParameter reads "0x1400/cstring".
func parseParameter(s string) (parameter, error) {
	tag, form, _ := strings.Cut(s, "/")
	n, err := strconv.ParseUint(tag, 0, 16)
	if err != nil || n == 0 || !contains([]string{formString, formCString, formOctets}, form) {
		return parameter{}, errParameter
	}
	return parameter{pdu.Tag(n), form}, nil
}

// add puts the parameter behind list; an empty value is left out.
func (p parameter) add(list []pdu.TLV, value string) ([]pdu.TLV, error) {
	if p.tag == 0 || value == "" {
		return list, nil
	}
	octets := []byte(value)
	switch p.form {
	case formCString:
		octets = append(octets, 0)
	case formOctets:
		var err error
		if octets, err = hex.DecodeString(value); err != nil {
			return list, errors.New("a parameter sent as octets is not hexadecimal")
		}
	}
	return append(list, pdu.TLV{Tag: p.tag, Value: octets}), nil
}
