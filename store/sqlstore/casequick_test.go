package sqlstore

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

func drawMoment(t *rapid.T) time.Time {
	if rapid.Bool().Draw(t, "no moment") {
		return time.Time{}
	}
	return fromMicros(rapid.Int64Range(-1<<52, 1<<52).Draw(t, "moment"))
}

func drawItems(t *rapid.T) []casework.Item {
	if rapid.Bool().Draw(t, "no items") {
		return nil
	}
	text := rapid.String()
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) casework.Item {
		return casework.Item{Field: form.Pointer(text.Draw(t, "field")), Reason: text.Draw(t, "reason"), Note: text.Draw(t, "note")}
	}), 0, 30).Draw(t, "items")
}

func drawMarks(t *rapid.T) map[string]string {
	if rapid.Bool().Draw(t, "no marks") {
		return nil
	}
	return rapid.MapOfN(rapid.String(), rapid.String(), 0, 3).Draw(t, "marks")
}

// quickly is quickCase with the answers read.
func quickly(b []byte) (casework.Case, bool) {
	c, answers, ok := quickCase(b)
	var err error
	if ok {
		c.Answers, err = readAnswers(answers)
	}
	return c, ok && err == nil
}

// Every case and event that is written is read quickly, and as it was.
func TestQuickAgrees(t *testing.T) {
	text := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.StringN(0, 400, -1))
	number := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(-1<<60, 1<<60))
	date := rapid.Custom(func(t *rapid.T) seva.Date {
		return seva.Date{Year: rapid.IntRange(0, 9999).Draw(t, "year"), Month: rapid.IntRange(0, 12).Draw(t, "month"), Day: rapid.IntRange(0, 31).Draw(t, "day")}
	})
	rapid.Check(t, func(t *rapid.T) {
		s, n := func() string { return text.Draw(t, "text") }, func() int64 { return number.Draw(t, "number") }
		c := casework.Case{
			Number: s(), Service: s(), Procedure: s(), Revision: int(n()), Office: s(), State: s(), Version: n(), Since: drawMoment(t),
			Applicant: casework.Applicant{Name: s(), Phone: seva.Phone(s()), Lang: seva.Lang(s()), Born: date.Draw(t, "born"), Citizen: s(), Entered: s(), Channel: s()},
			Answers:   drawAnswers(t, 2), FormOf: int(n()), Asked: drawItems(t), Marks: drawMarks(t),
			Findings:  casework.Findings{Rules: s(), Failed: rapid.SliceOfN(text, 1, 3).Draw(t, "failed")},
			Submitted: drawMoment(t), Due: date.Draw(t, "due"), Wake: drawMoment(t), Decided: drawMoment(t), LastOfficer: s(),
		}
		packed, err := packCase(c)
		if err != nil {
			t.Fatal(err)
		}
		slow, err := slowCase(packed)
		if quick, ok := quickly(packed); !ok || err != nil || cmp.Diff(slow, quick) != "" {
			t.Fatalf("%v, %v: %s", ok, err, cmp.Diff(slow, quick))
		}
		slow.Answers = nil
		if standing, err := unpackStanding(packed); err != nil || cmp.Diff(slow, standing) != "" {
			t.Fatalf("standing: %v: %s", err, cmp.Diff(slow, standing))
		}
		e := casework.Event{
			Seq: n(), At: drawMoment(t), Noted: drawMoment(t), Action: s(), From: s(), To: s(), Actor: s(), Role: casework.Role(s()), Reason: s(),
			Note: s(), Items: drawItems(t), Day: date.Draw(t, "day"), Found: s(), Given: drawMarks(t), Fields: rapid.SliceOfN(text, 1, 3).Draw(t, "fields"),
		}
		if packed, err = packEvent(e); err != nil {
			t.Fatal(err)
		}
		slowE, err := slowEvent(packed)
		if quick, ok := quickEvent(packed); !ok || err != nil || cmp.Diff(slowE, quick) != "" {
			t.Fatalf("%v, %v: %s", ok, err, cmp.Diff(slowE, quick))
		}
	})
}

// Whatever stands in a row: what is read quickly, the library reads too, and alike.
func FuzzQuick(f *testing.F) {
	c, err := packCase(firstCase())
	e, err2 := packEvent(firstEvent())
	if err != nil || err2 != nil {
		f.Fatal(err, err2)
	}
	for _, b := range [][]byte{c, e, {0xa0}, {0xa1, 1, 0x7f}, {0xbf, 0xff}, {0xa1, 4, 0x3b, 255, 255, 255, 255, 255, 255, 255, 255}, {0xa2, 1, 0x60, 1, 0x60}, {0xa1, 9, 0x61, 0xff}} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if quick, ok := quickly(b); ok {
			if slow, err := slowCase(b); err != nil || cmp.Diff(slow, quick) != "" {
				t.Fatalf("a case: %v %s", err, cmp.Diff(slow, quick))
			}
		}
		if quick, ok := quickEvent(b); ok {
			if slow, err := slowEvent(b); err != nil || cmp.Diff(slow, quick) != "" {
				t.Fatalf("an event: %v %s", err, cmp.Diff(slow, quick))
			}
		}
	})
}
