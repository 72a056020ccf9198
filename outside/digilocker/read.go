package digilocker

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"duar/seva"
)

// request is a Pull URI Request, as far as it matters.
type request struct {
	ts, txn, org, keyHash string
	format                string // "xml", "pdf", "both"
	version               string
	docType, locker       string
	name                  string
	born                  seva.Date
	fields                []string // UDF1 and so on, under whatever name they came
}

// Bounds of a request. It is small, and flat.
const (
	mostDepth  = 4
	mostFields = 20
	mostAttr   = 200
	mostText   = 1000 // bytes of one value but the photograph, which is passed over
)

var errShape = errors.New("digilocker: not a Pull URI Request")

// read reads a request. Names are taken without their namespace, for two are in use; what a
// paper is searched by may come under a name of its own instead of UDF1; text may be padded.
// A DOCTYPE, and with it every entity but the five of XML, is refused.
func read(body []byte) (request, error) {
	var r request
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = true
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errShape } // UTF-8 and nothing else
	var path []string
	var text strings.Builder
	details := 0
	for {
		token, err := d.Token()
		if err == io.EOF { //nolint:errorlint // as the decoder documents it
			break
		}
		if err != nil {
			return r, errShape
		}
		switch token := token.(type) {
		case xml.Directive:
			return r, errShape
		case xml.StartElement:
			if len(path) == mostDepth || len(path) == 0 && (token.Name.Local != "PullURIRequest" || details > 0 || r.org != "") {
				return r, errShape
			}
			path = append(path, token.Name.Local)
			text.Reset()
			if len(path) == 1 && !r.attributes(token.Attr) {
				return r, errShape
			}
			if len(path) == 2 && token.Name.Local == "DocDetails" {
				if details++; details > 1 {
					return r, errShape
				}
			}
		case xml.CharData:
			if text.Len() <= mostText {
				text.Write(token)
			}
		case xml.EndElement:
			if len(path) == 3 && path[1] == "DocDetails" {
				if err := r.put(path[2], text.String()); err != nil {
					return r, err
				}
			}
			path = path[:len(path)-1]
			text.Reset()
		}
	}
	if details != 1 || len(path) != 0 {
		return r, errShape
	}
	return r, nil
}

// attributes takes those of the request; false when one is too long to be honest.
func (r *request) attributes(all []xml.Attr) bool {
	for _, a := range all {
		value := strings.TrimSpace(a.Value)
		if len(value) > mostAttr {
			return false
		}
		switch strings.ToLower(a.Name.Local) {
		case "ts":
			r.ts = value
		case "txn":
			r.txn = value
		case "orgid":
			r.org = value
		case "keyhash":
			r.keyHash = value
		case "format":
			r.format = strings.ToLower(value)
		case "ver":
			r.version = value
		}
	}
	return true
}

// put takes one detail. A value that is too long, or has what cannot be said, is none.
func (r *request) put(name, text string) error {
	text = strings.TrimSpace(text)
	switch name {
	case "Photo", "UID": // neither is looked at or kept
		return nil
	}
	clean, err := seva.Clean(name, text)
	if err != nil || len(text) > mostText {
		return errShape
	}
	switch name {
	case "DocType":
		r.docType = strings.ToUpper(clean)
	case "DigiLockerId":
		r.locker = clean
	case "FullName":
		r.name = clean
	case "DOB":
		r.born = birth(clean)
	default:
		if len(r.fields) == mostFields {
			return errShape
		}
		r.fields = append(r.fields, clean)
	}
	return nil
}

// birth reads DD-MM-YYYY; what is no day is none, and then nothing is held against it.
func birth(s string) seva.Date {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' })
	if len(parts) != 3 || len(parts[2]) != 4 {
		return seva.Date{}
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil {
			return seva.Date{}
		}
		n[i] = v
	}
	d, err := seva.ParseDate(seva.Date{Year: n[2], Month: n[1], Day: n[0]}.String())
	if err != nil {
		return seva.Date{}
	}
	return d
}
