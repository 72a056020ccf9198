package form

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// aadhaars pass the check and belong to nobody (UIDAI's own test numbers).
var aadhaars = []string{"999941057058", "999971658847", "999933119405", "999955183433", "999990501894"}

const accountNumber = "00110022003344"

// wide asks one question of every kind, each id the kind's name, and a roster.
func wide() Form {
	return Form{ID: "wide", Version: 3, Sections: []Section{
		{ID: "one", Fields: []Field{
			{ID: "text", Kind: Text, Min: 2, Max: 60},
			{ID: "number", Kind: Number, Min: 1, Max: 40},
			{ID: "money", Kind: Money, Min: 100_00, Max: 10_00_000_00},
			{ID: "area", Kind: Area, Max: 24_2200},
			{ID: "share", Kind: Share, Min: 1},
			{ID: "date", Kind: Date, Partial: true, Since: "1900-01-01", Until: "today"},
			{ID: "choice", Kind: Choice, Options: []string{"sc", "st", "other"}},
			{ID: "choices", Kind: Choices, Options: []string{"a", "b", "c", "d"}, Max: 3},
			{ID: "yes_no", Kind: YesNo},
			{ID: "mobile", Kind: Mobile},
			{ID: "email", Kind: Email, Optional: true},
			{ID: "pin", Kind: PIN},
			{ID: "ifsc", Kind: IFSC},
			{ID: "account", Kind: Account},
			{ID: "aadhaar", Kind: Aadhaar},
		}},
		{ID: "two", Fields: []Field{
			{ID: "person", Kind: Person},
			{ID: "place", Kind: Place},
			{ID: "plot", Kind: Plot},
			{ID: "khatian", Kind: Khatian},
			{ID: "file", Kind: File, Accept: []string{"application/pdf"}, Max: 1 << 20},
			{ID: "roster", Kind: Roster, Min: 1, Max: 3, Fields: []Field{
				{ID: "name", Kind: Person},
				{ID: "born", Kind: Date, Until: "today"},
				{ID: "school", Kind: YesNo},
				{ID: "class", Kind: Number, Max: 12, When: &Condition{Field: "school", Is: "yes"}},
				{ID: "id", Kind: Aadhaar, Optional: true},
			}},
			{ID: "declaration", Kind: Declaration},
		}},
	}}
}

// example is what can be typed for a field, and the canonical form it gets.
type example struct {
	in   Input
	want string
}

// examples are good answers of every kind that has single ones, for the fields of wide.
var examples = map[Kind]example{
	Text:        {Input{Text: " রাস্তার আলো জ্বলে না "}, "রাস্তার আলো জ্বলে না"},
	Number:      {Input{Text: "১২"}, "12"},
	Money:       {Input{Text: "₹ १,५००.५/-"}, "150050"},
	Area:        {Input{Text: "০.৭৫"}, "0.7500"},
	Share:       {Input{Text: "০.२５"}, "0.2500"}, // three scripts
	Date:        {Input{Text: "১৬/০৭/২০০১"}, "2001-07-16"},
	Choice:      {Input{Text: "ST"}, "st"},
	YesNo:       {Input{Text: "Yes"}, "yes"},
	Mobile:      {Input{Text: "+৯১ ৯৮৩১০-১২৩৪৫"}, "919831012345"},
	Email:       {Input{Text: "Ram.Das@Example.ORG"}, "Ram.Das@example.org"},
	PIN:         {Input{Text: "৭২১ ২১২"}, "721212"},
	IFSC:        {Input{Text: "sbino001234"}, "SBIN0001234"},
	Account:     {Input{Text: "0011 0022 0033 44", Again: "০০১১০০২২০০৩৩৪৪"}, accountNumber},
	Aadhaar:     {Input{Text: "9999 4105 7058"}, kept4("999941057058")},
	Person:      {Input{Text: "Md.  Rafiq   @ Raju"}, "Md. Rafiq @ Raju"},
	Place:       {Input{Text: "২৯৮১-337696"}, "2981/337696"},
	Plot:        {Input{Text: "১০২৭০০১ 165 বাটা ১২০১"}, "1027001/165/1201"},
	Khatian:     {Input{Text: "1027001/12"}, "1027001/12"},
	File:        {Input{Text: "upload1"}, "upload1"},
	Declaration: {Input{Text: "yes"}, "yes"},
}

// desks are small ones that know what the examples name.
func desks(t testing.TB) Desks {
	t.Helper()
	places, err := place.New(place.Atlas{
		Districts: []place.District{{Code: "318", Portal: "10"}},
		Blocks:    []place.Block{{Code: "2981", District: "318"}, {Code: "2980", District: "318"}},
		Villages:  []place.Village{{Code: "337696", District: "318", Block: "2981"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return Desks{
		Land: fields{}, Places: places, Vault: &safe{}, Files: shelf{},
		World: seva.FrozenWorld(time.Date(2026, 11, 23, 10, 0, 0, 0, seva.IST), 1),
	}
}

// fields is a land desk with one plot and one khatian.
type fields struct{ land.Counter }

func (fields) Plot(_ context.Context, idn place.IDN, n land.Number, _ land.At) (land.Plot, error) {
	if idn != 1027001 || n != (land.Number{Main: 165, Bata: 1201}) {
		return land.Plot{}, &seva.Error{Kind: seva.NotFound, Field: "plot",
			Text: seva.Say("error.plot.unknown", seva.Args{"Mouza": idn, "Number": n})}
	}
	return land.Plot{}, nil
}

func (fields) Khatian(_ context.Context, idn place.IDN, n land.Number, _ land.At) (land.Khatian, error) {
	if idn != 1027001 || n != (land.Number{Main: 12}) {
		return land.Khatian{}, &seva.Error{Kind: seva.NotFound, Field: "khatian",
			Text: seva.Say("error.khatian.unknown", seva.Args{"Mouza": idn, "Number": n})}
	}
	return land.Khatian{}, nil
}

// safe is a vault that remembers what it was handed, and fails when told to.
type safe struct {
	held []string
	err  error
}

func (s *safe) Keep(_ context.Context, number string) (string, error) {
	if s.err != nil {
		return "", s.err
	}
	s.held = append(s.held, number)
	return reference(number), nil
}

func reference(number string) string {
	sum := sha256.Sum256([]byte(number))
	return "v-" + hex.EncodeToString(sum[:8])
}

func kept4(number string) string { return reference(number) + "/" + number[8:] }

// shelf has a small PDF, a large one and a picture.
type shelf struct{}

func (shelf) File(_ context.Context, id string) (Upload, error) {
	switch id {
	case "upload1":
		return Upload{ID: id, Type: "application/pdf", Size: 1000}, nil
	case "large":
		return Upload{ID: id, Type: "application/pdf", Size: 1<<20 + 1}, nil
	case "picture":
		return Upload{ID: id, Type: "image/png", Size: 1000}, nil
	}
	return Upload{}, &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.not_found")}
}

var errAway = errors.New("dial tcp: connection refused")

// put puts one answer into nothing and gives its value and the code of its flaw.
func put(t testing.TB, f Form, a Answers, at Pointer, in Input) (Answers, string) {
	t.Helper()
	got, flaws, err := f.Put(t.Context(), desks(t), a, nil, Entry{At: at, Input: in})
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	if len(flaws) == 0 {
		return got, ""
	}
	if len(flaws) > 1 {
		t.Fatalf("%s: flaws %v", at, flaws)
	}
	return got, strings.TrimPrefix(flaws[0].Text.Key, "error.")
}

// filled gives complete answers to wide.
func filled(t testing.TB) Answers {
	t.Helper()
	var entries []Entry
	for _, s := range wide().Sections {
		for _, f := range s.Fields {
			if e, single := examples[f.Kind]; single {
				entries = append(entries, Entry{Pointer(f.ID), e.in})
			}
		}
	}
	entries = append(entries,
		Entry{"choices", Input{List: []string{"c", "a"}}},
		Entry{"roster/0/name", Input{Text: "রহিমা বিবি"}}, Entry{"roster/0/born", Input{Text: "1.2.2015"}},
		Entry{"roster/0/school", Input{Text: "yes"}}, Entry{"roster/0/class", Input{Text: "5"}},
		Entry{"roster/0/id", Input{Text: aadhaars[1]}})
	slices.Reverse(entries) // a map has no order
	a, flaws, err := wide().Put(t.Context(), desks(t), Answers{}, nil, entries...)
	if err != nil || len(flaws) > 0 {
		t.Fatalf("%v, %v", flaws, err)
	}
	return a
}

// fixed is a vault that gives one reference for everything.
type fixed string

func (f fixed) Keep(context.Context, string) (string, error) { return string(f), nil }

func same(a, b Answers) bool { return reflect.DeepEqual(a, b) }
