package sqlstore

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

func drawAnswers(t *rapid.T, deep int) form.Answers {
	if rapid.IntRange(0, 9).Draw(t, "nil") == 0 {
		return nil
	}
	a := form.Answers{}
	for range rapid.IntRange(0, 5).Draw(t, "answers") {
		var v form.Value
		switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
		case kind == 1:
			v.List = rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "list")
		case kind == 2 && deep > 0:
			v.Rows = []form.Answers{}
			for range rapid.IntRange(0, 3).Draw(t, "rows") {
				v.Rows = append(v.Rows, drawAnswers(t, deep-1))
			}
		case kind == 3:
			v.Text = string(rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "text"))
		}
		a[rapid.String().Draw(t, "key")] = v
	}
	return a
}

func TestAnswersRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawAnswers(t, 3)
		packed := packAnswers(want)
		got, err := unpackAnswers(packed)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		// What is cut anywhere is said to be, and never read as something else.
		if len(packed) > 0 {
			cut := rapid.IntRange(1, len(packed)).Draw(t, "cut")
			if a, err := unpackAnswers(packed[:len(packed)-cut]); err == nil && len(packed) > cut {
				t.Fatalf("cut by %d of %d it reads %v", cut, len(packed), a)
			}
		}
	})
}

// Whatever stands in the row, reading it ends, and what it reads is written the same.
func FuzzAnswers(f *testing.F) {
	f.Add(packAnswers(form.Answers{"a": {Text: "x"}, "b": {List: []string{"y"}}, "c": {Rows: []form.Answers{{"d": {Text: "z"}}, nil}}}))
	f.Add([]byte{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Add([]byte{2, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := unpackAnswers(b)
		if err != nil {
			return
		}
		again, err := unpackAnswers(packAnswers(a))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(a, again); d != "" {
			t.Fatal(d)
		}
	})
}

// firstCase is the case whose row of the first program is in testdata.
func firstCase() casework.Case {
	at := func(n int) time.Time { return time.Date(2026, 11, 24, 5, n, 0, 7000, time.UTC) }
	return casework.Case{
		Number: "CAF2026000123/2", Service: "fire_safety", Procedure: "fire", Revision: 3, Office: "fire.2412", State: "asked",
		Version: 4, Since: at(1),
		Applicant: casework.Applicant{
			Name: "রহিমা বেওয়া", Phone: "919831012345", Lang: seva.BengaliRoman, Born: seva.Date{Year: 1951, Month: 7},
			Citizen: "c1", Entered: "o1", Channel: "kiosk",
		},
		Answers: form.Answers{
			"name": {Text: "রহিমা বেওয়া"}, "needs": {List: []string{"a", ""}},
			"members": {Rows: []form.Answers{{"age": {Text: "31"}}, {}}}, "none": {},
		},
		FormOf: 2, Asked: []casework.Item{{Field: "members/0/age", Reason: "unclear", Note: "বয়স"}},
		Marks:     map[string]string{"mwin": "MWIN2026000007"},
		Findings:  casework.Findings{Rules: "2026-06", Failed: []string{"age"}},
		Submitted: at(2), Due: seva.Date{Year: 2026, Month: 12, Day: 24}, Wake: at(3), Decided: at(4), LastOfficer: "s1",
	}
}

func firstEvent() casework.Event {
	c := firstCase()
	return casework.Event{
		Seq: 4, At: c.Since, Noted: c.Submitted, Action: "ask", From: "scrutiny", To: "asked", Actor: "s1", Role: casework.Verifier,
		Reason: "unclear", Note: "দেখুন", Items: c.Asked, Day: c.Due, Found: "no", Given: c.Marks, Fields: []string{"name"},
	}
}

// A row that the first program wrote is read by every later one. To be changed never; a
// case of a later form gets a row of its own beside these.
func TestFirstRows(t *testing.T) {
	kept := func(name string) []byte {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	c, err := unpackCase(kept("case.1.hex"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(firstCase(), c); d != "" {
		t.Error(d)
	}
	e, err := unpackEvent(kept("event.1.hex"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(firstEvent(), e); d != "" {
		t.Error(d)
	}
}

// A row of a later program, with fields that we do not know, is read as far as we do, and
// one that is no row at all is an error and not a case.
func TestOtherRows(t *testing.T) {
	later, err := cbor.Marshal(map[int]any{1: "GR2026000001", 7: 2, 99: map[int]any{1: []string{"new"}}, 100: 1.5})
	if err != nil {
		t.Fatal(err)
	}
	c, err := unpackCase(later)
	if err != nil || c.Number != "GR2026000001" || c.Version != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	answers, err := cbor.Marshal(map[int]any{1: "GR2026000001", 16: []byte{9, 0}})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"nothing": nil, "a text": []byte("row"), "a later form of answers": answers, "cut": later[:len(later)-3]} {
		if c, err := unpackCase(b); err == nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
}
