package wire_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
	"duar/seva/welfare"
)

var (
	id     = rapid.StringMatching(`[a-z][a-z0-9_]{0,6}`)
	maybe  = rapid.OneOf(rapid.Just(""), id)
	ids    = rapid.SliceOfN(id, 0, 3)
	prose  = rapid.StringMatching(`[a-z<&"\x{0985}-\x{09b9}\n ]{0,8}`)
	moment = rapid.Custom(func(t *rapid.T) time.Time {
		return time.UnixMicro(rapid.Int64Range(0, 1<<51).Draw(t, "moment")).UTC()
	})
	days = rapid.SampledFrom([]seva.Date{{}, {Year: 1985}, {Year: 1985, Month: 4}, {Year: 2026, Month: 2, Day: 28}})
)

// said draws a text with values of every type that a text may name.
func said(depth int) *rapid.Generator[seva.Text] {
	return rapid.Custom(func(t *rapid.T) seva.Text {
		args := seva.Args{}
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"A", "B", "Count", "Due", "Text", "List"}), 0, 4, rapid.ID).Draw(t, "names") {
			kinds := []any{
				rapid.IntRange(-1<<40, 1<<40).Draw(t, "int"), prose.Draw(t, "string"), area(t, "area"),
				seva.Share(rapid.Int64Range(0, 10_000).Draw(t, "share")), seva.Money(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "money")),
				days.Draw(t, "date"), names().Draw(t, "names"), seva.Hindi, wire.Code("165/1201"),
			}
			if depth > 0 {
				kinds = append(kinds, said(depth-1).Draw(t, "text"), rapid.SliceOfN(said(depth-1), 1, 2).Draw(t, "texts"))
			}
			args[name] = rapid.SampledFrom(kinds).Draw(t, "value")
		}
		return seva.Text{Key: "error." + id.Draw(t, "key"), Args: args}
	})
}

func condition(depth int) *rapid.Generator[form.Condition] {
	return rapid.Custom(func(t *rapid.T) form.Condition {
		least, given := rapid.Int64().Draw(t, "min"), rapid.Bool().Draw(t, "given")
		choices := []form.Condition{
			{Field: "a", Is: "x"}, {Fact: "age", Min: &least}, {Field: "b", In: []string{"x", "y"}}, {Field: "c", Between: []int64{0, least}}, {Field: "d", Given: &given},
		}
		if depth > 0 {
			inner := rapid.SliceOfN(condition(depth-1), 1, 2).Draw(t, "inner")
			choices = append(choices, form.Condition{All: inner}, form.Condition{Any: inner}, form.Condition{Not: &inner[0]})
		}
		return rapid.SampledFrom(choices).Draw(t, "condition")
	})
}

func fields(depth int) *rapid.Generator[[]form.Field] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) form.Field {
		f := form.Field{
			ID: id.Draw(t, "id"), Kind: rapid.SampledFrom(form.Kinds()).Draw(t, "kind"), Words: maybe.Draw(t, "words"), Optional: rapid.Bool().Draw(t, "optional"),
			Min: rapid.Int64().Draw(t, "min"), Max: rapid.Int64().Draw(t, "max"), Since: maybe.Draw(t, "since"), Until: maybe.Draw(t, "until"),
			Partial: rapid.Bool().Draw(t, "partial"), Options: ids.Draw(t, "options"), Accept: ids.Draw(t, "accept"),
			Kiosk: rapid.Bool().Draw(t, "kiosk"), Secret: rapid.Bool().Draw(t, "secret"),
		}
		if rapid.Bool().Draw(t, "when") {
			c := condition(2).Draw(t, "condition")
			f.When = &c
		}
		if depth > 0 {
			f.Fields = fields(depth-1).Draw(t, "columns")
		}
		return f
	}), 0, 3)
}

func answers(t *rapid.T) form.Answers {
	out := form.Answers{}
	for _, name := range rapid.SliceOfNDistinct(id, 0, 3, rapid.ID).Draw(t, "answered") {
		out[name] = rapid.SampledFrom([]form.Value{
			{Text: prose.Draw(t, "text")}, {List: []string{"a", "b"}}, {Rows: []form.Answers{{"x": {Text: "1"}}, {}}},
		}).Draw(t, "value")
	}
	return out
}

// Whatever the desks of services know comes through the wire unchanged: a kiosk at the
// other end applies the same conditions and asks the same questions.
func TestServicesComeThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := condition(2).Draw(t, "condition")
		s := service.Service{
			ID: id.Draw(t, "id"), Area: service.Welfare, Department: "wcd", Number: rapid.IntRange(0, 99).Draw(t, "number"), Aliases: ids.Draw(t, "aliases"),
			Entry: []casework.Role{casework.Institution}, From: days.Draw(t, "from"), Until: days.Draw(t, "until"), Joint: rapid.Bool().Draw(t, "joint"),
			Form: form.Form{
				ID: "f", Version: 3, Short: rapid.Bool().Draw(t, "short"),
				Sections: []form.Section{{ID: "s", When: &c, Fields: fields(1).Draw(t, "fields")}},
				Checks:   []form.Check{{ID: "c", About: "a", When: &c, Must: &c}, {ID: "r", About: "a", Rule: "named"}},
			},
			Rules: welfare.Rulebook{Editions: []welfare.Edition{{Version: "2026-06", From: days.Draw(t, "since"), Source: "x", Rules: []welfare.Rule{{ID: "r", Words: maybe.Draw(t, "words"), Must: c, Stops: true}}}}},
			Facts: []welfare.Fact{{ID: "age", Rule: "age_on_application", Field: "born"}},
			Track: casework.Track{
				Service: "s", Department: "wcd", Series: "OP", Personal: rapid.Bool().Draw(t, "personal"), By: "block",
				Limit: casework.Limit{Days: 30, Working: true, Policy: casework.Pause, OnDue: "escalate", Source: "x"},
				Procedure: casework.Procedure{
					ID: "p", Version: 2, Start: "a",
					States:  []casework.State{{ID: "a", Court: casework.OfficeCourt, Runs: true}, {ID: "b", Court: casework.NoCourt, End: true, Bad: true, Remedy: &casework.Remedy{Who: "applicant", Where: "x", Papers: ids.Draw(t, "papers"), Days: 3}}},
					Actions: []casework.Action{{ID: "x", From: []string{"a"}, To: "b", Roles: casework.Roles(), Needs: []casework.Need{casework.NeedItems}, Reasons: "r", Documents: ids.Draw(t, "documents"), Gives: "g", FourEyes: true, Tells: "t"}},
					Timers:  []casework.Timer{{ID: "t", In: []string{"a"}, Days: 3, Working: true, Action: "x"}},
					Reasons: []casework.ReasonList{{ID: "r", Reasons: ids.Draw(t, "reasons")}},
				},
			},
		}
		got, err := over(t, wire.NewWholeService(mute, s)).Facts()
		same(t, s, got, err)

		d := service.Draft{
			ID: "d", Version: 4, Services: []string{"a", "b"}, Answers: answers(t), Facts: form.Facts{"age": "61"},
			Files:    []form.Upload{{ID: "u", Name: prose.Draw(t, "name"), Type: "image/png", Size: 7, SHA256: "00"}},
			Missing:  form.Flaws{{At: "members/0/name", Text: said(1).Draw(t, "flaw")}, {At: "a", Text: seva.Say("check.a")}},
			Next:     "a",
			Verdicts: []service.Verdict{{Service: "a", Rules: "2026", Failed: []welfare.Failure{{Rule: "r", Text: said(1).Draw(t, "failed"), Stops: true}}}},
			Changed:  moment.Draw(t, "changed"), Number: maybe.Draw(t, "number"),
		}
		gotD, err := over(t, wire.NewDraft(mute, d)).Facts()
		same(t, d, gotD, err)
	})
}

func glance(t *rapid.T) casework.Glance {
	return casework.Glance{
		Number: "CAF2026000123/2", Service: "s", State: "a", Court: casework.CitizenCourt, Submitted: moment.Draw(t, "submitted"), Since: moment.Draw(t, "since"),
		Standing: casework.Standing{Limit: rapid.IntRange(0, 60).Draw(t, "limit"), Working: rapid.Bool().Draw(t, "working"), Used: 3, Left: rapid.IntRange(-9, 9).Draw(t, "left"),
			Running: rapid.Bool().Draw(t, "running"), Why: maybe.Draw(t, "why"), Due: days.Draw(t, "due"), Passed: rapid.Bool().Draw(t, "passed")},
		Marks: map[string]string{"mwin": "MWIN2026000007"}, Good: rapid.Bool().Draw(t, "good"), End: true,
		Next: casework.Next{Text: said(2).Draw(t, "next"), Who: maybe.Draw(t, "who"), Where: maybe.Draw(t, "where"), Papers: ids.Draw(t, "papers"), By: days.Draw(t, "by")},
	}
}

func TestCasesComeThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := glance(t)
		got, err := over(t, wire.NewGlance(mute, g)).Facts()
		same(t, g, got, err)

		items := []casework.Item{{Field: "members/1/name", Reason: maybe.Draw(t, "reason"), Note: prose.Draw(t, "note")}}
		v := casework.View{
			Glance: g, Version: 7, Office: "lr.2412", Answers: answers(t), FormOf: 2, Asked: items,
			Applicant: casework.Applicant{Name: prose.Draw(t, "name"), Phone: "*********345", Lang: seva.BengaliRoman, Born: days.Draw(t, "born"), Citizen: "c", Entered: "e", Channel: "kiosk"},
			Findings:  casework.Findings{Rules: "2026-06", Failed: ids.Draw(t, "failed")},
			Timeline:  []casework.Step{{Seq: 1, At: moment.Draw(t, "at"), Action: "submit", To: "a", Role: casework.Citizen, Reason: "reason.q.x", Items: items, Day: days.Draw(t, "day"), Found: "yes", Given: map[string]string{"a": "b"}}},
			Actions:   []casework.Offer{{Action: "x", To: "b", Needs: []casework.Need{casework.NeedDay}, Reasons: ids.Draw(t, "reasons"), Fields: []form.Pointer{"a", "members/1/name"}}},
		}
		gotV, err := over(t, wire.NewView(mute, v, form.Form{})).Facts()
		same(t, v, gotV, err)

		r := service.Receipt{Number: "CAF2026000123", Cases: []casework.Glance{g}, At: moment.Draw(t, "at")}
		gotR, err := over(t, wire.NewReceipt(mute, r)).Facts()
		same(t, r, gotR, err)
	})
}

// A clock is said in one sentence, and where there is no limit not at all.
func TestStandingSentence(t *testing.T) {
	due := seva.Date{Year: 2026, Month: 11, Day: 30}
	for want, s := range map[string]casework.Standing{
		"":                     {Used: 4},
		"api.standing.running": {Limit: 7, Used: 2, Left: 5, Running: true, Due: due},
		"api.standing.passed":  {Limit: 7, Used: 9, Left: -2, Running: true, Due: due, Passed: true},
		"api.standing.waiting": {Limit: 7, Used: 2, Left: 5, Why: "citizen"},
	} {
		if got := wire.StandingSentence(s); got.Key != want {
			t.Errorf("%+v is said with %q", s, got.Key)
		}
	}
	if got := wire.StandingSentence(casework.Standing{Limit: 7, Working: true}); got.Args["Days"] != any(nil) && got.Args["Days"].(seva.Text).Key != "api.days.working" {
		t.Errorf("%+v", got)
	}
}

// What is no service, draft or case is not taken for one.
func TestDatesThatAreNone(t *testing.T) {
	if s, err := (wire.Service{From: "soon"}).Facts(); err == nil {
		t.Errorf("%+v", s)
	}
	if g, err := (wire.Glance{Standing: wire.Standing{Due: "2026-13-01"}}).Facts(); err == nil {
		t.Errorf("%+v", g)
	}
	if v, err := (wire.View{Applicant: wire.Applicant{Born: "x"}}).Facts(); err == nil {
		t.Errorf("%+v", v)
	}
}
