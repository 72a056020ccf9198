package catalogue

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"duar/seva"
)

// into reads the document into a structure with toml tags, strictly: a key that the
// structure does not have, a value of another type, a key tagged "need" that is missing
// or empty, a date that is none, text that is not NFC - each is a fault with its line.
func (d *document) into(target any) {
	d.fill("", reflect.ValueOf(target).Elem(), d.root)
}

var dateType = reflect.TypeFor[seva.Date]()

func (d *document) fill(path string, target reflect.Value, value any) {
	switch {
	case target.Type() == dateType:
		d.date(path, target, value)
	case target.Kind() == reflect.Pointer:
		target.Set(reflect.New(target.Type().Elem()))
		d.fill(path, target.Elem(), value)
	case target.Kind() == reflect.Struct:
		if table, ok := value.(map[string]any); ok {
			d.structure(path, target, table)
			return
		}
		d.flaw(path, "%q is a table of keys, not %s", last(path), kindOf(value))
	case target.Kind() == reflect.Slice:
		d.list(path, target, value)
	default:
		d.single(path, target, value)
	}
}

func (d *document) structure(path string, target reflect.Value, table map[string]any) {
	keys, needed := map[string]int{}, []string{}
	for i := range target.NumField() {
		key, option, _ := strings.Cut(target.Type().Field(i).Tag.Get("toml"), ",")
		keys[key] = i
		if option == "need" {
			needed = append(needed, key)
		}
	}
	names := make([]string, 0, len(keys))
	for key := range keys {
		names = append(names, key)
	}
	slices.Sort(names)
	for key, value := range table {
		i, known := keys[key]
		if !known {
			d.flaw(join(path, key), "%sunknown key %q%s; there are %s", named(table), key, meant(key, names), strings.Join(names, ", "))
			continue
		}
		d.fill(join(path, key), target.Field(i), value)
	}
	for _, key := range needed {
		if _, there := table[key]; !there {
			d.flaw(path, "%sno %q: add it", named(table), key)
		} else if target.Field(keys[key]).IsZero() {
			d.flaw(join(path, key), "%s%q is empty", named(table), key)
		}
	}
}

// named says of which thing a fault in a table is.
func named(table map[string]any) string {
	if id, ok := table["id"].(string); ok && id != "" {
		return id + ": "
	}
	return ""
}

func (d *document) list(path string, target reflect.Value, value any) {
	var elements []any
	switch v := value.(type) {
	case []any:
		elements = v
	case []map[string]any:
		for _, m := range v {
			elements = append(elements, m)
		}
	default:
		d.flaw(path, "%q is a list, in [ ], not %s", last(path), kindOf(value))
		return
	}
	list := reflect.MakeSlice(target.Type(), len(elements), len(elements))
	for i, e := range elements {
		d.fill(nth(path, i), list.Index(i), e)
	}
	target.Set(list)
}

func (d *document) single(path string, target reflect.Value, value any) {
	switch v := value.(type) {
	case string:
		if target.Kind() == reflect.String {
			if !norm.NFC.IsNormalString(v) {
				d.flaw(path, "%q is not in Unicode normal form C", v)
			}
			target.SetString(v)
			return
		}
	case int64:
		if target.CanInt() {
			target.SetInt(v)
			return
		}
	case bool:
		if target.Kind() == reflect.Bool {
			target.SetBool(v)
			return
		}
	}
	want := map[reflect.Kind]string{reflect.String: `text, in " "`, reflect.Bool: "true or false"}[target.Kind()]
	if want == "" {
		want = "a whole number"
	}
	d.flaw(path, "%q is %s, not %s", last(path), want, kindOf(value))
}

// date reads a whole day in quotes; TOML's own dates would carry times and zones.
func (d *document) date(path string, target reflect.Value, value any) {
	text, ok := value.(string)
	day, err := seva.ParseDate(text)
	if !ok || err != nil || !day.Full() {
		d.flaw(path, `%q is a day like "2026-06-01", in quotes, not %v`, last(path), value)
		return
	}
	target.Set(reflect.ValueOf(day))
}

// last gives the key a path ends in.
func last(path string) string {
	path = path[strings.LastIndex(path, ".")+1:]
	key, _, _ := strings.Cut(path, "[")
	return key
}

func kindOf(value any) string {
	switch v := value.(type) {
	case string:
		return fmt.Sprintf("text (%q)", v)
	case int64, float64:
		return fmt.Sprintf("the number %v", v)
	case bool:
		return fmt.Sprint(v)
	case []any, []map[string]any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return fmt.Sprintf("%v", value)
}
