package casework_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"duar/seva/casework"
)

func TestSoundProceduresAreFaultless(t *testing.T) {
	for _, p := range []casework.Policy{casework.Pause, casework.Restart} {
		if faults := track(p).Prove(); faults != nil {
			t.Errorf("%s: %q", p, faults)
		}
	}
}

// Each fault is found, and said of the thing it is in.
func TestProve(t *testing.T) {
	type tr = casework.Track
	state := func(t *tr, id string) *casework.State {
		i := slices.IndexFunc(t.Procedure.States, func(s casework.State) bool { return s.ID == id })
		return &t.Procedure.States[i]
	}
	action := func(t *tr, id string) *casework.Action {
		i := slices.IndexFunc(t.Procedure.Actions, func(a casework.Action) bool { return a.ID == id })
		return &t.Procedure.Actions[i]
	}
	drop := func(t *tr, ids ...string) {
		t.Procedure.Actions = slices.DeleteFunc(t.Procedure.Actions, func(a casework.Action) bool { return slices.Contains(ids, a.ID) })
	}
	for _, c := range []struct {
		name  string
		mar   func(*tr)
		about string // the beginning of the fault
		says  string
	}{
		{"start", func(t *tr) { t.Procedure.Start = "nowhere" }, "procedure licence: ", "unknown state"},
		{"version", func(t *tr) { t.Procedure.Version = 0 }, "procedure licence: ", "versions begin with 1"},
		{"two states", func(t *tr) { t.Procedure.States = append(t.Procedure.States, *state(t, "query")) }, "state query: ", "twice"},
		{"an id", func(t *tr) { t.Procedure.Timers[0].ID = "No reply" }, "timer No reply: ", "small letters"},
		{"unreachable", func(t *tr) { drop(t, "park") }, "state waiting: ", "no way leads there"},
		{"dead end", func(t *tr) {
			action(t, "withdraw").From = []string{"submitted"}
			drop(t, "unpark")
			t.Procedure.Timers = t.Procedure.Timers[:1]
		}, "state waiting: ", "dead end"},
		{"a clock without end", func(t *tr) {
			drop(t, "approve", "reject", "ask", "park")
			action(t, "withdraw").From = []string{"submitted"}
			action(t, "deem").From = []string{"submitted"}
		}, "state scrutiny: ", "no end"},
		{"court", func(t *tr) { state(t, "query").Court = "high" }, "state query: ", "no court"},
		{"good and bad", func(t *tr) { state(t, "rejected").Good = true }, "state rejected: ", "both"},
		{"a decision on the clock", func(t *tr) { state(t, "approved").Runs = true }, "state approved: ", "cannot run"},
		{"the citizen on the clock", func(t *tr) { state(t, "query").Runs = true }, "state query: ", "cannot run"},
		{"an end in a court", func(t *tr) { state(t, "withdrawn").Court = casework.OfficeCourt }, "state withdrawn: ", "nobody's"},
		{"no remedy against a refusal", func(t *tr) { state(t, "rejected").Remedy = nil }, "state rejected: ", "needs a remedy"},
		{"no remedy in the citizen's court", func(t *tr) { state(t, "query").Remedy = nil }, "state query: ", "needs a remedy"},
		{"a remedy without who", func(t *tr) { state(t, "rejected").Remedy = &casework.Remedy{Where: "x"} }, "state rejected: ", "who and where"},
		{"a remedy for nothing", func(t *tr) { state(t, "scrutiny").Remedy = &casework.Remedy{Who: "x", Where: "x"} }, "state scrutiny: ", "take the remedy away"},
		{"told other than done", func(t *tr) { t.Procedure.Timers[0].Days = 30 }, "state query: ", "told 15 days"},
		{"a citizen who can do nothing", func(t *tr) {
			drop(t, "reply")
			action(t, "withdraw").From = []string{"submitted"}
		}, "state query: ", "can do nothing"},
		{"an office that can do nothing", func(t *tr) { drop(t, "approve", "reject", "note", "ask", "inspect", "park") }, "state scrutiny: ", "can do nothing"},
		{"nobody", func(t *tr) { action(t, "note").Roles = nil }, "action note: ", "nobody may"},
		{"a role", func(t *tr) { action(t, "note").Roles = []casework.Role{"peon"} }, "action note: ", "no role"},
		{"from nowhere", func(t *tr) { action(t, "note").From = []string{"limbo"} }, "action note: ", "unknown state"},
		{"from no state", func(t *tr) { action(t, "note").From = nil }, "action note: ", "no state"},
		{"to nowhere", func(t *tr) { action(t, "park").To = "limbo" }, "action park: ", "unknown state"},
		{"to itself", func(t *tr) { action(t, "note").To = "scrutiny" }, "action note: ", "to itself"},
		{"twice", func(t *tr) {
			t.Procedure.Actions = append(t.Procedure.Actions, casework.Action{ID: "note", From: []string{"scrutiny"}, Roles: []casework.Role{casework.Verifier}})
		}, "action note: ", "twice"},
		{"the clock's own name", func(t *tr) { action(t, "note").ID = casework.Warn80 }, "action warn_80: ", "clock's own"},
		{"submitting from a state", func(t *tr) { action(t, "note").ID = casework.SubmitAction }, "action submit: ", "comes from no state"},
		{"submitting elsewhere", func(t *tr) {
			t.Procedure.Actions = append(t.Procedure.Actions, casework.Action{ID: "submit", To: "query", Roles: []casework.Role{casework.Citizen}})
		}, "action submit: ", "where the procedure starts"},
		{"an officer submits", func(t *tr) {
			t.Procedure.Actions = append(t.Procedure.Actions, casework.Action{ID: "submit", Roles: []casework.Role{casework.Clerk}})
		}, "action submit: ", "nobody else"},
		{"a need", func(t *tr) { action(t, "note").Needs = []casework.Need{"money"} }, "action note: ", "no need"},
		{"a reason list", func(t *tr) { action(t, "reject").Reasons = "none" }, "action reject: ", "unknown or empty"},
		{"an empty list", func(t *tr) { t.Procedure.Reasons[1].Reasons = nil }, "reasons rejected: ", "empty"},
		{"a reason twice", func(t *tr) { t.Procedure.Reasons[1].Reasons = []string{"other", "other"} }, "reasons rejected: ", "there twice"},
		{"an unused list", func(t *tr) {
			t.Procedure.Reasons = append(t.Procedure.Reasons, casework.ReasonList{ID: "odd", Reasons: []string{"x"}})
		}, "reasons odd: ", "no action names it"},
		{"items without reasons", func(t *tr) { action(t, "ask").Reasons = "" }, "action ask: ", "needs a reason list"},
		{"items that stay in the office", func(t *tr) { action(t, "ask").To = "waiting" }, "action ask: ", "citizen's court"},
		{"answers to nothing", func(t *tr) { action(t, "reply").From = []string{"query", "scrutiny"} }, "action reply: ", "nothing is"},
		{"a refusal that is not told", func(t *tr) { action(t, "reject").Tells = "" }, "action reject: ", "not told"},
		{"a question that is not told", func(t *tr) { action(t, "ask").Tells = "" }, "action ask: ", "not told"},
		{"tells", func(t *tr) { action(t, "ask").Tells = "sms.case.query" }, "action ask: ", "small letters"},
		{"the clock asked for a note", func(t *tr) { action(t, "deem").Needs = []casework.Need{casework.NeedNote} }, "limit: ", "the clock takes deem"},
		{"a timer in no state", func(t *tr) { t.Procedure.Timers[0].In = nil }, "timer no_reply: ", "in no state"},
		{"a timer in limbo", func(t *tr) { t.Procedure.Timers[0].In = []string{"limbo"} }, "timer no_reply: ", "unknown state"},
		{"a timer that may not", func(t *tr) { t.Procedure.Timers[0].Action = "reply" }, "timer no_reply: ", "for ever"},
		{"two timers", func(t *tr) {
			t.Procedure.Timers = append(t.Procedure.Timers, casework.Timer{ID: "again", In: []string{"query"}, Days: 15, Action: "lapse"})
		}, "timer again: ", "does the same"},
		{"a circle at once", func(t *tr) {
			t.Procedure.Actions = append(t.Procedure.Actions, casework.Action{ID: "back", From: []string{"scrutiny"}, To: "waiting", Roles: []casework.Role{casework.System}})
			t.Procedure.Timers = append(t.Procedure.Timers, casework.Timer{ID: "a", In: []string{"scrutiny"}, Action: "back"})
			t.Procedure.Timers[1].Days = 0
		}, "state scrutiny: ", "back to it"},
		{"policy", func(t *tr) { t.Limit.Policy = "stop" }, "limit: ", "no policy"},
		{"source", func(t *tr) { t.Limit.Source = "" }, "limit: ", "which order"},
		{"days", func(t *tr) { t.Limit.Days = -1 }, "limit: ", "-1 days"},
		{"an end of no limit", func(t *tr) { t.Limit.Days = 0 }, "limit: ", "never be taken"},
		{"an end that is not open", func(t *tr) { action(t, "deem").From = []string{"submitted"} }, "limit: ", "may not take deem from scrutiny"},
		{"an end under run", func(t *tr) { t.Limit.Policy = casework.Run }, "limit: ", "may not take deem from query"},
		{"an end that a timer takes too", func(t *tr) {
			t.Procedure.Timers = append(t.Procedure.Timers, casework.Timer{ID: "soon", In: []string{"submitted"}, Days: 3, Action: "deem"})
		}, "limit: ", "timer soon takes deem too"},
		{"a clock that never runs", func(t *tr) { state(t, "submitted").Runs, state(t, "scrutiny").Runs = false, false }, "limit: ", "runs in no state"},
		{"office", func(t *tr) { t.By = "ward" }, "service: ", "ward"},
		{"series", func(t *tr) { t.Series = "" }, "service: ", "no number series"},
		{"service", func(t *tr) { t.Service = "Test Licence" }, "service: ", "Test Licence"},
	} {
		broken := track(casework.Pause)
		c.mar(&broken)
		faults := broken.Prove()
		if !slices.ContainsFunc(faults, func(f string) bool { return strings.HasPrefix(f, c.about) && strings.Contains(f, c.says) }) {
			t.Errorf("%s: want %q… %q among %q", c.name, c.about, c.says, faults)
		}
		if slices.Compare(faults, broken.Prove()) != 0 {
			t.Errorf("%s: said otherwise the second time", c.name)
		}
	}
}

// What the limit leads to need not be open to the limit: it has passed there.
func TestProveOfAnEscalation(t *testing.T) {
	tr := track(casework.Pause)
	tr.Procedure.States = append(tr.Procedure.States, casework.State{ID: "escalated", Court: casework.OfficeCourt, Runs: true})
	tr.Procedure.Actions = append(tr.Procedure.Actions,
		casework.Action{ID: "escalate", From: []string{"submitted", "scrutiny"}, To: "escalated", Roles: []casework.Role{casework.System}},
		casework.Action{ID: "settle", From: []string{"escalated"}, To: "approved", Roles: []casework.Role{casework.Sanctioner}, Tells: "decided"})
	tr.Limit.OnDue = "escalate"
	if faults := tr.Prove(); faults != nil {
		t.Errorf("%q", faults)
	}
}

func TestWords(t *testing.T) {
	words := track(casework.Pause).Words()
	for _, key := range []string{"state.query", "next.query", "remedy.query", "who.applicant", "where.app_or_bsk", "paper.deed", "action.approve",
		"field.deed", "reason.query.missing", "timer.no_reply", "sms.case.decided", "sms.case.submitted", "action.submit", "action.warn_80",
		"service.test_licence", "department.labour", "next.approved", "remedy.lapsed"} {
		if !slices.Contains(words, key) {
			t.Errorf("no %s", key)
		}
	}
	if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) || slices.Contains(words, "remedy.scrutiny") || slices.Contains(words, "sms.case.") {
		t.Errorf("%q", words)
	}
}

func TestMermaid(t *testing.T) {
	want, err := os.ReadFile("testdata/licence.mermaid")
	if err != nil {
		t.Fatal(err)
	}
	if got := licence().Mermaid(); got != string(want) {
		t.Errorf("drawn otherwise than testdata/licence.mermaid:\n%s", got)
	}
	for _, e := range licence().Edges() {
		if !strings.Contains(string(want), "s_"+e.From+" --> s_"+e.To+": ") || !strings.Contains(string(want), e.Action) {
			t.Errorf("%+v is not drawn", e)
		}
	}
}
