package form

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
)

func TestAnswersAsJSON(t *testing.T) {
	a := filled(t)
	a["email"] = Value{} // answered with nothing
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"choices":["a","c"]`, `"email":""`, `"roster":[{"born":"2015-02-01",`, `"money":"150050"`} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("no %s in %s", part, raw)
		}
	}
	var back Answers
	if err := json.Unmarshal(raw, &back); err != nil || !same(back, a) {
		t.Errorf("%v, %v", back, err)
	}
}

func TestAnswersReadStrictly(t *testing.T) {
	for _, raw := range []string{
		`null`, `[]`, `"x"`, `1`, `{"a":1}`, `{"a":null}`, `{"a":true}`, `{"a":{}}`, `{"a":["x",{}]}`, `{"a":[{},"x"]}`, `{"a":[1]}`, `{"a":[null]}`,
		`{"a":[["x"]]}`, `{"a":"x","a":"y"}`, `{"a":[{"b":"x","b":"y"}]}`, `{"a":[{"b":[{"c":"x"}]}]}`, "{\"a\":\"\xff\"}", `{"a":"x"`, `{`, ``,
	} {
		var a Answers
		if err := json.Unmarshal([]byte(raw), &a); err == nil {
			t.Errorf("%s is read as %v", raw, a)
		}
	}
	var a Answers
	if err := a.UnmarshalJSON([]byte(`{"a":"x"} {}`)); err == nil {
		t.Error("more than an object is read")
	}
	var v Value
	if err := json.Unmarshal([]byte(`[]`), &v); err != nil || !v.IsZero() {
		t.Errorf("an empty list: %v, %v", v, err)
	}
}

func TestReadInput(t *testing.T) {
	for raw, want := range map[string]Input{
		`"x"`: {Text: "x"}, ` "\u0985" `: {Text: "অ"}, `true`: {Text: "yes"}, `false`: {Text: "no"}, `12`: {Text: "12"}, `-3`: {Text: "-3"}, `0`: {Text: "0"},
		`null`: {Clear: true}, `["a","b"]`: {List: []string{"a", "b"}}, `[]`: {}, `""`: {}, `{"value":"12","again":"12"}`: {Text: "12", Again: "12"},
		`{"value":"12"}`: {Text: "12"},
	} {
		if got, err := ReadInput(json.RawMessage(raw)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
	for _, raw := range []string{
		``, `1.5`, `1e3`, `01`, `-`, `1234567890123456789`, `{}`, `{"again":"1"}`, `{"value":1,"again":"1"}`, `{"value":"1","value":"2"}`, `{"value":"1","more":"2"}`,
		`{"value":null}`, `[1]`, `[{}]`, `[["a"]]`, `[null]`, `"x`, `nil`, `True`, "\"\xff\"", `"x" "y"`, `{"value":"1"} 1`, `NaN`, `{"Value":"1"}`, "0 \f", "\u00a00",
	} {
		got, err := ReadInput(json.RawMessage(raw))
		if seva.KindOf(err) != seva.Invalid || err == nil || !reflect.DeepEqual(got, Input{}) {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
}

// Whatever answers hold comes back from JSON as it went.
func TestJSONProperty(t *testing.T) {
	text := rapid.Map(rapid.String(), func(s string) Value { return Value{Text: strings.ToValidUTF8(s, "")} })
	list := rapid.Map(rapid.SliceOfN(rapid.StringN(0, 5, -1), 1, 4), func(s []string) Value { return Value{List: s} })
	flat := rapid.MapOf(rapid.StringMatching(`[a-z]{1,4}`), rapid.OneOf(text, list))
	rows := rapid.Map(rapid.SliceOfN(flat, 1, 3), func(all []map[string]Value) Value {
		var v Value
		for _, row := range all {
			v.Rows = append(v.Rows, row)
		}
		return v
	})
	rapid.Check(t, func(t *rapid.T) {
		a := Answers(rapid.MapOf(rapid.StringMatching(`[a-z]{1,4}`), rapid.OneOf(text, list, rows)).Draw(t, "answers"))
		raw, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Answers
		if err := json.Unmarshal(raw, &back); err != nil || !same(back, a) {
			t.Fatalf("%s: %v, %v", raw, back, err)
		}
	})
}
