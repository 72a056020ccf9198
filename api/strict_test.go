package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
)

// at gives where an error points and its code.
func at(t testing.TB, err error) (pointer, code string) {
	t.Helper()
	p, ok := errors.AsType[pointed](err)
	if !ok {
		t.Fatalf("%v points nowhere", err)
	}
	return p.pointer, p.err.Code()
}

// Each of these is read in silence by encoding/json, or differently by different programs.
func TestStrictRefuses(t *testing.T) {
	deep := strings.Repeat("[", 17) + strings.Repeat("]", 17)
	var many []string
	for i := range mostKeys + 1 {
		many = append(many, `"k`+strconv.Itoa(i)+`":1`)
	}
	for body, want := range map[string]string{
		`{"a":1,"a":2}`:                     "/a json.twice",
		`{"x":{"a/b":1,"a\/b":2}}`:          "/x/a~1b json.twice",
		`{"a":1}{"b":2}`:                    " json.trailing",
		`{"a":1} x`:                         " json.trailing",
		`{"a":"\u0000"}`:                    "/a text.control",
		"{\"a\":\"x\x00y\"}":                "/a text.control",
		`{"a":"\ud800"}`:                    "/a text.encoding",
		`{"a":"\ud800\u0041"}`:              "/a text.encoding",
		`{"a":["x","\udc00"]}`:              "/a/1 text.encoding",
		"{\"a\":\"\xff\"}":                  " text.encoding",
		"{\"a\":\"\xed\xa0\x80\"}":          " text.encoding",
		deep:                                strings.Repeat("/0", 16) + " json.deep",
		"{" + strings.Join(many, ",") + "}": " json.many",
		"[" + strings.Repeat("1,", mostKeys) + "1]": " json.many",
		``:                     " json.form",
		`{`:                    " json.form",
		`{"a"}`:                "/a json.form",
		`{"a":}`:               "/a json.form",
		`{"a":1,}`:             " json.form",
		`[1,]`:                 "/1 json.form",
		`[1 2]`:                " json.form",
		`{"a":01}`:             "/a json.form",
		`{"a":+1}`:             "/a json.form",
		`{"a":1.}`:             "/a json.form",
		`{"a":NaN}`:            "/a json.form",
		`{"a":tru}`:            "/a json.form",
		`{"a":"` + "\n" + `"}`: "/a json.form",
		`{"a":"\x"}`:           "/a json.form",
		`{"a":"\u12"}`:         "/a json.form",
		`{"a":"\u+123"}`:       "/a json.form",
		`{"a":"x`:              "/a json.form",
		`{a:1}`:                " json.form",
		`'a'`:                  " json.form",
		"\ufeff{}":             " json.form",
		`{"a":1 /* b */}`:      " json.form",
	} {
		_, err := strict([]byte(body))
		if err == nil {
			t.Errorf("%.80q was read", body)
			continue
		}
		if p, code := at(t, err); p+" "+code != want {
			t.Errorf("%.80q: %s %s, want %s", body, p, code, want)
		}
	}
}

// little is a body with every kind of field.
type little struct {
	Name    string   `json:"name"`
	Version int64    `json:"version"`
	Heard   bool     `json:"heard"`
	Words   []string `json:"words"`
	Items   []struct {
		Field string `json:"field"`
	} `json:"items"`
	Answers entries `json:"answers"`
}

func TestBindTakesAndRefuses(t *testing.T) {
	var got little
	n, err := strict([]byte(` {"name":"é\ud83d\ude00\n","version":-7,"heard":true,"words":["a"],"items":[{"field":"x"},{"field":null}],
		"answers":{"a":"1","m/0/b":["x","y"],"acc":{"value":"1","again":"2"},"gone":null,"n":12,"y":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := bind(n, &got); err != nil {
		t.Fatal(err)
	}
	want := []form.Entry{
		{At: "a", Input: form.Input{Text: "1"}}, {At: "m/0/b", Input: form.Input{List: []string{"x", "y"}}},
		{At: "acc", Input: form.Input{Text: "1", Again: "2"}}, {At: "gone", Input: form.Input{Clear: true}},
		{At: "n", Input: form.Input{Text: "12"}}, {At: "y", Input: form.Input{Text: "yes"}},
	}
	if got.Name != "é😀\n" || got.Version != -7 || !got.Heard || len(got.Words) != 1 || len(got.Items) != 2 || !reflect.DeepEqual(got.Answers.list, want) {
		t.Errorf("%+v", got)
	}
	for body, want := range map[string]string{
		`[]`:                               " json.kind",
		`{"Name":"x"}`:                     "/Name json.unknown",
		`{"nàme":"x"}`:                     "/nàme json.unknown",
		`{"":"x"}`:                         "/ json.unknown",
		`{"name":1}`:                       "/name json.kind",
		`{"version":1.0}`:                  "/version json.kind",
		`{"version":1e3}`:                  "/version json.kind",
		`{"version":"1"}`:                  "/version json.kind",
		`{"version":99999999999999999999}`: "/version json.kind",
		`{"heard":"true"}`:                 "/heard json.kind",
		`{"words":"a"}`:                    "/words json.kind",
		`{"words":["a",null]}`:             "/words/1 json.kind",
		`{"items":[{"field":"a"},{"Field":"b"}]}`:           "/items/1/Field json.unknown",
		`{"answers":"x"}`:                                   "/answers json.kind",
		`{"answers":{"":"x"}}`:                              "/answers/ json.unknown",
		`{"answers":{"a\u202eb":"x"}}`:                      "/answers/? json.unknown",
		`{"answers":{"a":1.5}}`:                             "/answers/a input.form",
		`{"answers":{"a":{"value":"1"},"b":{"again":"1"}}}`: "/answers/b input.form",
		`{"answers":{"a":{"value":"1","x":"1"}}}`:           "/answers/a input.form",
		`{"answers":{"m":[{"a":"b"}]}}`:                     "/answers/m input.form",
	} {
		n, err := strict([]byte(body))
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		var to little
		if err := bind(n, &to); err == nil {
			t.Errorf("%s was taken as %+v", body, to)
		} else if p, code := at(t, err); p+" "+code != want {
			t.Errorf("%s: %s %s, want %s", body, p, code, want)
		}
	}
}

// What is read strictly is read by the standard library to the same thing, and what the
// standard library cannot read is never read. Whatever is refused is refused with a
// pointer that can be shown.
func FuzzStrict(f *testing.F) {
	for _, seed := range []string{
		`{"answers":{"members/0/name":"সুব্রত","a":["b"],"c":null}}`, `{"a":1,"a":2}`, `{"a":"\ud83d\ude00","b":[1,-2.5e3,true,false,null,{}]}`,
		`{"a":"\ud800"}`, "\xff", `[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]`, `{"a~b/c":"\u0000"}`, ` "x" `, `"` + strings.Repeat("é", 300) + `"`, `{"a":1}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := strict(body)
		if err != nil {
			p, code := at(t, err)
			if code == "internal" || code == "" || p != "" && p[0] != '/' {
				t.Fatalf("%q: %s %s", body, p, code)
			}
			return
		}
		var std any
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&std); err != nil {
			t.Fatalf("%q is no JSON, and was read: %v", body, err)
		}
		if !reflect.DeepEqual(loose(n), std) {
			t.Fatalf("%q was read as %v, is %v", body, loose(n), std)
		}
		var to little
		if err := bind(n, &to); err != nil {
			at(t, err)
		}
	})
}

// loose makes of a node what encoding/json makes of the same text.
func loose(n node) any {
	switch n.kind {
	case '{':
		out := map[string]any{}
		for i, name := range n.names {
			out[name] = loose(n.parts[i])
		}
		return out
	case '[':
		out := []any{}
		for _, p := range n.parts {
			out = append(out, loose(p))
		}
		return out
	case '"':
		return n.text
	case '0':
		return json.Number(n.text)
	case 't', 'f':
		return n.kind == 't'
	}
	return nil
}

func TestAdmits(t *testing.T) {
	citizen, staff := identity.Principal{Kind: identity.Citizen}, identity.Principal{Kind: identity.Staff, Roles: casework.Posts()}
	if auth("").admits(citizen) || auth("root").admits(staff) || forStaff.admits(citizen) || forCitizen.admits(staff) || forMachine.admits(staff) {
		t.Error("an auth that is none, or another's, lets somebody in")
	}
	// Each post is let in as what it is and as nothing else.
	for _, post := range casework.Posts() {
		who := identity.Principal{Kind: identity.Staff, Roles: []casework.Role{post}}
		want := map[casework.Role]auth{casework.Auditor: forAuditor, casework.Administrator: forAdministrator, casework.Accounts: forAccounts}[post]
		for _, a := range []auth{forCitizen, forStaff, forAuditor, forAdministrator, forAccounts, forMachine} {
			if a.admits(who) != (a == cmp.Or(want, forStaff)) {
				t.Errorf("%s as %s: %v", post, a, a.admits(who))
			}
		}
	}
	for _, r := range (&Server{}).table() {
		if len(r.auth) == 0 {
			t.Errorf("%s does not say who it is for", r.path)
		}
	}
	if wire.KeyOf(wire.CodeOf(seva.Say("check.buyer"))) != "check.buyer" || wire.KeyOf("plot.unknown") != "error.plot.unknown" {
		t.Error("a code does not lead back to its key")
	}
}
