package form

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"duar/seva"
)

// entries draws entries to a form: good ones, bad ones, strays, rows begun and taken away.
func entries(f Form) *rapid.Generator[[]Entry] {
	ids := []string{"nobody", "Bad", ""}
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			ids = append(ids, field.ID)
			for _, c := range field.Fields {
				for _, row := range []int{NewRow, 0, 1, 2, 5} {
					ids = append(ids, string(At(field.ID, row, c.ID)), string(At(field.ID, row, "")))
				}
			}
		}
	}
	one := rapid.Custom(func(t *rapid.T) Entry {
		at := Pointer(rapid.SampledFrom(ids).Draw(t, "at"))
		if rapid.IntRange(0, 7).Draw(t, "clear") == 0 {
			return Entry{at, Input{Clear: true}}
		}
		field, _ := f.Field(at)
		if e, ok := examples[field.Kind]; ok && rapid.Bool().Draw(t, "good") {
			return Entry{at, e.in}
		}
		text := rapid.SampledFrom([]string{"yes", "no", "", "5", "0.5", "2001", "a", "x", aadhaars[2], "123456789"}).Draw(t, "text")
		in := Input{Text: text, Again: text}
		if field.Kind == Choices {
			in = Input{List: []string{text}}
		}
		return Entry{at, in}
	})
	return rapid.SliceOfN(one, 0, 12)
}

// TestPutProperty: whatever is put, what stands is asked, sound and what it was read as;
// pruning finds nothing to do; sent again as it is typed it changes nothing; Missing and
// Next agree on whether the form is complete but for checks.
func TestPutProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := rapid.SampledFrom([]Form{wide(), family(), short()}).Draw(rt, "form")
		facts := Facts{"age": rapid.SampledFrom([]string{"", "59", "60"}).Draw(rt, "age")}
		a := Answers{}
		for range rapid.IntRange(1, 4).Draw(rt, "rounds") {
			list := entries(f).Draw(rt, "entries")
			before := a.Clone()
			next, flaws, err := f.Put(t.Context(), desks(t), a, facts, list...)
			if err != nil {
				rt.Fatal(err)
			}
			if !same(a, before) {
				rt.Fatal("the answers given were changed")
			}
			if len(flaws) > len(list) {
				rt.Fatalf("%d flaws of %d entries", len(flaws), len(list))
			}
			a = next
		}
		if !same(f.Prune(a, facts), a) {
			rt.Fatalf("not pruned: %v", a)
		}
		stands(rt, f, a)
		again, flaws, err := f.Put(t.Context(), desks(t), a, facts, typedAgain(f, a)...)
		if err != nil || len(flaws) > 0 || !same(again, a) {
			rt.Fatalf("sent again: %s, %v\n%v\n%v", said(flaws), err, a, again)
		}
		_, more := f.Next(a, facts, OnApp)
		if missing := f.Missing(a, facts); more && len(missing) == 0 || !more && len(missing) > 0 {
			rt.Fatalf("next %v, missing %s", more, said(missing))
		}
		raw, err := json.Marshal(a)
		if err != nil {
			rt.Fatal(err)
		}
		var back Answers
		if err := json.Unmarshal(raw, &back); err != nil || !same(back, a) {
			rt.Fatalf("from JSON: %v, %v", back, err)
		}
	})
}

// typedAgain is every answer as a face would send it back.
func typedAgain(f Form, a Answers) []Entry {
	var all []Entry
	for id, v := range a {
		field, _ := f.top(id)
		if field.Kind != Roster {
			all = append(all, Entry{Pointer(id), field.Typed(v)})
			continue
		}
		for i, row := range v.Rows {
			for column, v := range row {
				c, _ := field.column(column)
				all = append(all, Entry{At(id, i, column), c.Typed(v)})
			}
		}
	}
	return all
}

// stands fails unless every answer is sound, valid text, and tells no Aadhaar number.
func stands(t interface{ Fatalf(string, ...any) }, f Form, a Answers) {
	var one func(find func(string) (Field, bool), a Answers)
	one = func(find func(string) (Field, bool), a Answers) {
		for id, v := range a {
			field, there := find(id)
			if !there || !v.IsZero() && !field.sound(v) || v.IsZero() && !field.Optional {
				t.Fatalf("%s: %+q does not stand", id, v)
			}
			for _, text := range append([]string{v.Text}, v.List...) {
				if !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) || strings.ContainsFunc(text, unicode.IsControl) ||
					utf8.RuneCountInString(text) > MaxText {
					t.Fatalf("%s: %+q", id, text)
				}
			}
			for _, row := range v.Rows {
				one(field.column, row)
			}
		}
	}
	one(f.top, a)
}

// TestMergeProperty: answers that are complete for a merged form are so for each of its
// forms, once each is given what it asks.
func TestMergeProperty(t *testing.T) {
	merged, err := Merge("both", licence(), fire())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		a := Answers{}
		for {
			at, ok := merged.Next(a, nil, OnApp)
			if !ok {
				break
			}
			field, _ := merged.Field(at)
			in := examples[field.Kind].in
			if field.ID == "workers" {
				in.Text = rapid.SampledFrom([]string{"0", "9", "10", "500"}).Draw(rt, "workers")
			}
			if field.ID == "floors" {
				in.Text = "3"
			}
			next, flaws, err := merged.Put(t.Context(), desks(t), a, nil, Entry{at, in})
			if err != nil || len(flaws) > 0 {
				rt.Fatalf("%s: %s, %v", at, said(flaws), err)
			}
			a = next
		}
		if missing := merged.Missing(a, nil); len(missing) > 0 {
			rt.Fatalf("merged: %s", said(missing))
		}
		for _, f := range []Form{licence(), fire()} {
			if missing := f.Missing(f.Prune(a, nil), nil); len(missing) > 0 {
				rt.Fatalf("%s: %s", f.ID, said(missing))
			}
		}
	})
}

// FuzzPut: no text at any pointer is a panic, an answer that does not stand, or an error
// that is not the house's.
func FuzzPut(f *testing.F) {
	for kind, table := range bad {
		for text := range table {
			if len(text) < 200 {
				f.Add(string(kind), text, text)
			}
		}
		f.Add(string(kind), examples[kind].in.Text, examples[kind].in.Again)
	}
	f.Add("roster/0/name", "রহিমা", "")
	f.Add("roster/-/id", aadhaars[0], "")
	f.Add("roster/01/id", "x", "")
	form, start := wide(), filled(f)
	f.Fuzz(func(t *testing.T, at, text, again string) {
		before := start.Clone()
		a, flaws, err := form.Put(t.Context(), desks(t), start, nil, Entry{Pointer(at), Input{Text: text, Again: again}},
			Entry{Pointer(at), Input{List: []string{text, again}}})
		if err != nil {
			if e, ok := errors.AsType[*seva.Error](err); !ok || e.Kind == seva.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		stands(t, form, a)
		if !same(start, before) || !same(form.Prune(a, nil), a) {
			t.Fatal("changed, or not pruned")
		}
		for _, flaw := range flaws {
			if flaw.Text.Key == "" || flaw.At != "" && flaw.At != Pointer(at) {
				t.Fatalf("%+v", flaw)
			}
		}
		if _, there := form.Field(Pointer(at)); there {
			field, row, column, ok := Pointer(at).Split()
			if !ok || At(field, row, column) != Pointer(at) {
				t.Fatalf("%q splits into %q %d %q", at, field, row, column)
			}
		}
		form.Missing(a, nil)
		form.Shown(a)
	})
}

func FuzzReadInput(f *testing.F) {
	for _, raw := range []string{`"x"`, `true`, `12`, `["a"]`, `null`, `{"value":"1","again":"1"}`, `1.5`, `{`, "\"\\ud800\"", "\xff", ` [ ] `} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := ReadInput(raw)
		if err != nil {
			if seva.KindOf(err) != seva.Invalid {
				t.Fatal(err)
			}
			return
		}
		if !json.Valid(raw) {
			t.Fatalf("%q is no JSON and is read as %+v", raw, in)
		}
		for _, text := range append(in.List, in.Text, in.Again) {
			if !utf8.ValidString(text) {
				t.Fatalf("%q is read as %q", raw, text)
			}
		}
	})
}
