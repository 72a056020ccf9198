package api

import (
	"bytes"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/form"
)

// body reads the body of the request strictly into the fields of to, see bind.
func (q *call) body(to any) error {
	kind := mediaType(q.c.Context().Request.Header.ContentType())
	if kind != "application/json" {
		return refused(http.StatusUnsupportedMediaType, "error.type.json")
	}
	n, err := strict(q.c.Context().Request.Body())
	if err != nil {
		return err
	}
	return bind(n, to)
}

// bind puts a body into the struct that to points to, field by field under their json
// names. What is absent or null stays zero. A name that the struct does not have, in
// exactly that case, and a value of another kind are refused with their pointer.
//
// A field is a string, an int64, a bool, a slice of strings, a slice of structs, a pointer to
// one of these, or entries (answers as an app gives them).
func bind(n node, to any) error {
	return bindStruct(n, "", reflect.ValueOf(to).Elem())
}

// entries are answers in the order given, and where in the body each stands.
type entries struct {
	given bool
	list  []form.Entry
	at    map[form.Pointer]string
}

func bindStruct(n node, pointer string, to reflect.Value) error {
	if n.kind != '{' {
		return wrongKind(pointer, "object")
	}
	known := map[string]reflect.Value{}
	for i := range to.NumField() {
		known[to.Type().Field(i).Tag.Get("json")] = to.Field(i)
	}
	for i, name := range n.names {
		inside := pointer + "/" + token(name)
		field, ok := known[name]
		if !ok {
			return flawAt(inside, "error.json.unknown", seva.Args{"Name": showable(name)})
		}
		if n.parts[i].kind == 'n' {
			continue
		}
		if err := bindValue(n.parts[i], inside, field); err != nil {
			return err
		}
	}
	return nil
}

func bindValue(n node, pointer string, to reflect.Value) error {
	if into, ok := to.Addr().Interface().(*entries); ok {
		var err error
		*into, err = readEntries(n, pointer)
		return err
	}
	switch to.Kind() {
	case reflect.String:
		if n.kind != '"' {
			return wrongKind(pointer, "string")
		}
		to.SetString(n.text)
	case reflect.Bool:
		if n.kind != 't' && n.kind != 'f' {
			return wrongKind(pointer, "boolean")
		}
		to.SetBool(n.kind == 't')
	case reflect.Int64:
		whole, err := strconv.ParseInt(n.text, 10, 64)
		if n.kind != '0' || err != nil {
			return wrongKind(pointer, "integer")
		}
		to.SetInt(whole)
	case reflect.Slice:
		if n.kind != '[' {
			return wrongKind(pointer, "array")
		}
		to.Set(reflect.MakeSlice(to.Type(), len(n.parts), len(n.parts)))
		for i, part := range n.parts {
			if err := bindValue(part, pointer+"/"+strconv.Itoa(i), to.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		return bindStruct(n, pointer, to)
	case reflect.Pointer: // to tell what is absent from what is zero
		to.Set(reflect.New(to.Type().Elem()))
		return bindValue(n, pointer, to.Elem())
	default:
		panic("api: no way to read a " + to.Kind().String())
	}
	return nil
}

// wrongKind refuses a value; kind is JSON Schema's word for what was wanted.
func wrongKind(pointer, kind string) error {
	return flawAt(pointer, "error.json.kind", seva.Args{"Kind": kind})
}

// readEntries reads answers: an object of one answer a pointer, each in one of the ways
// that form.ReadInput knows; or a list of such objects, given one after the other, so that
// a pointer can come twice ("members/-", a new row each). What a question takes is for the
// form to say.
func readEntries(n node, pointer string) (entries, error) {
	out := entries{given: true, at: map[form.Pointer]string{}}
	switch n.kind {
	case '{':
		return out, out.add(n, pointer)
	case '[':
		for i, part := range n.parts {
			inside := pointer + "/" + strconv.Itoa(i)
			if part.kind != '{' {
				return out, wrongKind(inside, "object")
			}
			if err := out.add(part, inside); err != nil {
				return out, err
			}
		}
		return out, nil
	}
	return out, wrongKind(pointer, "object")
}

func (e *entries) add(n node, pointer string) error {
	for i, name := range n.names {
		inside := pointer + "/" + token(name)
		at, err := cleanPointer(name)
		if err != nil {
			return flawAt(inside, "error.json.unknown", seva.Args{"Name": showable(name)})
		}
		input, err := form.ReadInput(n.parts[i].raw)
		if err != nil {
			return pointed{inside, seva.Broken(err)}
		}
		e.list = append(e.list, form.Entry{At: at, Input: input})
		e.at[at] = inside
	}
	return nil
}

// located is a desk's error about answers that stood at these places of the request.
type located struct {
	error
	at map[form.Pointer]string
}

func (l located) Unwrap() error { return l.error }

// cleanPointer takes a pointer into answers as an app names it. Which there are is for
// the form to say; here it only must be one that can be handed on and shown.
func cleanPointer(name string) (form.Pointer, error) {
	clean, err := seva.Clean("pointer", name)
	if err != nil {
		return "", err
	}
	if clean != name || name == "" || len(name) > 128 {
		return "", seva.Refuse("pointer", seva.Say("error.json.unknown", seva.Args{"Name": showable(name)}))
	}
	return form.Pointer(name), nil
}

// mediaType gives a Content-Type without its parameters.
func mediaType(header []byte) string {
	kind, _, _ := bytes.Cut(header, []byte(";"))
	return strings.ToLower(string(bytes.TrimSpace(kind)))
}
