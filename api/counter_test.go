package api_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"duar/api/client"
	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
	"duar/seva/service"
	"duar/seva/welfare"
)

// stood is where somebody stands: at the desks in this process, or at those behind a
// listener.
type stood struct {
	door     identity.Door
	services map[string]service.Counter // by token
	cases    map[string]casework.Counter
	last     map[string]string // ids and cursors that differ between two worlds
}

var tokens = []string{citizenToken, otherToken, operatorToken, officerToken, headToken}

// here are the desks of a world of their own, so that both sides begin alike.
func here(t *testing.T) stood {
	d := newDesks(t)
	s := stood{door: d.door, services: map[string]service.Counter{}, cases: map[string]casework.Counter{}, last: map[string]string{}}
	for _, token := range tokens {
		who := people()[token]
		channel := "app"
		if who.Kind == identity.Staff {
			channel = "kiosk"
		}
		s.services[token], s.cases[token] = d.services.For(who.Caller(channel)), d.cases.For(who.Caller(channel))
	}
	s.services[""], s.cases[""] = d.services.For(casework.Caller{Channel: "app"}), d.cases.For(casework.Caller{Channel: "app"})
	return s
}

func there(t *testing.T) stood {
	w := newWorld(t)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	server, err := client.New("http://"+listen(t, w), &http.Client{Transport: transport, Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	s := stood{door: server.Door(), services: map[string]service.Counter{}, cases: map[string]casework.Counter{}, last: map[string]string{}}
	for _, token := range append(tokens, "") {
		s.services[token], s.cases[token] = server.Services(token), server.Cases(token)
	}
	return s
}

func text1(at form.Pointer, text string) form.Entry {
	return form.Entry{At: at, Input: form.Input{Text: text}}
}

// begin, and others like it, are steps of the walk below.
func (s stood) begin(ctx context.Context, who, key string, services ...string) (any, error) {
	d, err := s.services[who].Begin(ctx, service.Start{Services: services, Lang: seva.BengaliRoman, Channel: "kiosk"}, key)
	if err == nil {
		s.last["draft"] = d.ID
	}
	return d, err
}

func (s stood) answer(ctx context.Context, who string, version int64, entries ...form.Entry) (any, error) {
	return s.services[who].Answer(ctx, s.last["draft"], version, entries)
}

// A remote kiosk cannot tell that its desks are remote: the same walk, step by step, at
// the desks here and behind a listener.
func TestClientIsTheDesksOfPeople(t *testing.T) {
	steps := []struct {
		name string
		do   func(context.Context, stood) (any, error)
	}{
		{"a code", func(ctx context.Context, s stood) (any, error) {
			return s.door.Ask(ctx, "919831000345", seva.HindiRoman)
		}},
		{"too many codes", func(ctx context.Context, s stood) (any, error) { return s.door.Ask(ctx, "919999999999", seva.Bengali) }},
		{"entering", func(ctx context.Context, s stood) (any, error) {
			return s.door.Enter(ctx, "challenge-bn", "123456", "")
		}},
		{"a wrong code", func(ctx context.Context, s stood) (any, error) { return s.door.Enter(ctx, "challenge-bn", "1", "") }},
		{"no challenge", func(ctx context.Context, s stood) (any, error) { return s.door.Enter(ctx, "", "123456", "") }},
		{"staff", func(ctx context.Context, s stood) (any, error) { return s.door.SignIn(ctx, "rina", "open", "123456") }},
		{"no staff", func(ctx context.Context, s stood) (any, error) { return s.door.SignIn(ctx, "rina\n", "\"", "") }},
		{"whose token", func(ctx context.Context, s stood) (any, error) { return s.door.Who(ctx, officerToken) }},
		{"nobody's", func(ctx context.Context, s stood) (any, error) { return s.door.Who(ctx, "x") }},
		{"none", func(ctx context.Context, s stood) (any, error) { return s.door.Who(ctx, "") }},
		{"leaving", func(ctx context.Context, s stood) (any, error) { return nil, s.door.Leave(ctx, headToken) }},
		{"leaving twice", func(ctx context.Context, s stood) (any, error) { return nil, s.door.Leave(ctx, headToken) }},

		{"services", func(ctx context.Context, s stood) (any, error) {
			return s.services[""].Services(ctx, service.Query{Lang: seva.Bengali})
		}},
		{"services by name", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Services(ctx, service.Query{Words: "abhijog", Area: service.Grievance, Lang: seva.BengaliRoman})
		}},
		{"a service", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Service(ctx, "old_age_pension")
		}},
		{"no service", func(ctx context.Context, s stood) (any, error) { return s.services[""].Service(ctx, "a/b?c") }},

		{"nobody begins", func(ctx context.Context, s stood) (any, error) { return s.begin(ctx, citizenToken, "k0", "none") }},
		{"apart", func(ctx context.Context, s stood) (any, error) {
			return s.begin(ctx, operatorToken, "k0", "grievance", "old_age_pension")
		}},
		{"begin", func(ctx context.Context, s stood) (any, error) {
			return s.begin(ctx, operatorToken, "k1", "old_age_pension")
		}},
		{"begin again", func(ctx context.Context, s stood) (any, error) {
			return s.begin(ctx, operatorToken, "k1", "old_age_pension")
		}},
		{"another under the key", func(ctx context.Context, s stood) (any, error) { return s.begin(ctx, operatorToken, "k1", "grievance") }},
		{"rows and secrets", func(ctx context.Context, s stood) (any, error) {
			return s.answer(ctx, operatorToken, 1, text1("applicant_name", "গীতা দাস"), text1("birth_date", "1950"), text1("members/-/name", "Ram"), text1("members/-/name", "Sita"),
				form.Entry{At: "account", Input: form.Input{Text: "1234567890", Again: "1234567890"}})
		}},
		{"what is kept", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Draft(ctx, s.last["draft"])
		}},
		{"an old version", func(ctx context.Context, s stood) (any, error) {
			return s.answer(ctx, operatorToken, 1, text1("ifsc", "SBIN0001234"))
		}},
		{"somebody else's", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Draft(ctx, s.last["draft"])
		}},
		{"no draft", func(ctx context.Context, s stood) (any, error) { return s.services[citizenToken].Draft(ctx, "") }},

		{"begin two", func(ctx context.Context, s stood) (any, error) {
			return s.begin(ctx, operatorToken, "k2", "trade_licence_renewal", "fire_safety_certificate")
		}},
		{"good and bad", func(ctx context.Context, s stood) (any, error) {
			return s.answer(ctx, operatorToken, 1, text1("place", "2984"), text1("floors", "three"), text1("trade_licence_number", "x"))
		}},
		{"one bad", func(ctx context.Context, s stood) (any, error) {
			return s.answer(ctx, operatorToken, 2, text1("floors", "0"))
		}},
		{"submit too early", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Submit(ctx, s.last["draft"], 2, service.Consent{Lang: seva.Bengali, Heard: true}, "s1")
		}},
		{"take away and complete", func(ctx context.Context, s stood) (any, error) {
			return s.answer(ctx, operatorToken, 2, form.Entry{At: "place", Input: form.Input{Clear: true}}, text1("floors", "৩"), text1("trade_licence_number", "TL/77"), text1("undertaking", "yes"))
		}},
		{"complete", func(ctx context.Context, s stood) (any, error) {
			return s.answer(ctx, operatorToken, 3, text1("place", "2984"))
		}},
		{"unheard", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Submit(ctx, s.last["draft"], 4, service.Consent{Lang: seva.Bengali}, "s1")
		}},
		{"submit", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Submit(ctx, s.last["draft"], 4, service.Consent{Lang: seva.Bengali, Heard: true}, "s1")
		}},
		{"submit again", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Submit(ctx, s.last["draft"], 4, service.Consent{Lang: seva.Bengali, Heard: true}, "s1")
		}},
		{"submit twice", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Submit(ctx, s.last["draft"], 5, service.Consent{Lang: seva.Bengali, Heard: true}, "s2")
		}},
		{"submitted", func(ctx context.Context, s stood) (any, error) {
			return s.services[operatorToken].Draft(ctx, s.last["draft"])
		}},

		{"begin a grievance", func(ctx context.Context, s stood) (any, error) { return s.begin(ctx, citizenToken, "k3", "grievance") }},
		{"no picture", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Attach(ctx, s.last["draft"], 1, "evidence", "a.png", strings.NewReader("<html>"))
		}},
		{"no question", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Attach(ctx, s.last["draft"], 1, "topic", "a.png", strings.NewReader(pixel))
		}},
		{"too large", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Attach(ctx, s.last["draft"], 1, "evidence", "a.png", strings.NewReader(pixel+strings.Repeat("x", form.MaxUpload)))
		}},
		{"a picture", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Attach(ctx, s.last["draft"], 1, "evidence", "নালা & x.png", strings.NewReader(pixel))
		}},
		{"the rest", func(ctx context.Context, s stood) (any, error) {
			return s.answer(ctx, citizenToken, 2, text1("topic", "land"), text1("place", "2984"), text1("grievance_text", "The drain has been open for a month"), text1("anonymous", "yes"))
		}},
		{"submit the grievance", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Submit(ctx, s.last["draft"], 3, service.Consent{}, "s3")
		}},

		{"mine", func(ctx context.Context, s stood) (any, error) { return s.cases[citizenToken].Mine(ctx) }},
		{"others", func(ctx context.Context, s stood) (any, error) { return s.cases[otherToken].Mine(ctx) }},
		{"a case", func(ctx context.Context, s stood) (any, error) {
			return s.cases[citizenToken].Case(ctx, "gr 2026 000001")
		}},
		{"a line", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Case(ctx, "CAF2026000001/2")
		}},
		{"which line", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Case(ctx, "CAF2026000001")
		}},
		{"somebody's case", func(ctx context.Context, s stood) (any, error) { return s.cases[otherToken].Case(ctx, "GR2026000001") }},
		{"no number", func(ctx context.Context, s stood) (any, error) { return s.cases[citizenToken].Case(ctx, "x") }},
		{"status", func(ctx context.Context, s stood) (any, error) { return s.cases[""].Check(ctx, "GR2026000001", "0345") }},
		{"status of a stranger", func(ctx context.Context, s stood) (any, error) { return s.cases[""].Check(ctx, "GR2026000001", "1111") }},
		{"status of two", func(ctx context.Context, s stood) (any, error) { return s.cases[""].Check(ctx, "CAF2026000001", "") }},
		{"inbox", func(ctx context.Context, s stood) (any, error) {
			page, err := s.cases[officerToken].Inbox(ctx, casework.Query{Limit: 2})
			s.last["cursor"], page.Next = page.Next, map[bool]string{true: "more"}[page.Next != ""]
			return page, err
		}},
		{"the next page", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Inbox(ctx, casework.Query{Limit: 2, Cursor: s.last["cursor"]})
		}},
		{"with the citizen", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Inbox(ctx, casework.Query{Courts: []casework.Court{casework.CitizenCourt, casework.NoCourt}, Service: "grievance"})
		}},

		{"not the role", func(ctx context.Context, s stood) (any, error) {
			return s.cases[citizenToken].Act(ctx, casework.Act{Number: "GR2026000001", Version: 1, Action: "take_up"}, "a0")
		}},
		{"no such action", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Act(ctx, casework.Act{Number: "GR2026000001", Version: 1, Action: "answer", Note: "x"}, "a0")
		}},
		{"no items", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Act(ctx, casework.Act{Number: "GR2026000001", Version: 1, Action: "ask"}, "a0")
		}},
		{"ask", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Act(ctx, casework.Act{Number: "GR2026000001", Version: 1, Action: "ask", Items: []casework.Item{
				{Field: "grievance_text", Reason: "unclear", Note: "Which drain?"}, {Field: "evidence", Reason: "missing"}}}, "a1")
		}},
		{"moved", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Act(ctx, casework.Act{Number: "GR2026000001", Version: 1, Action: "take_up"}, "a2")
		}},
		{"a file for the reply", func(ctx context.Context, s stood) (any, error) {
			u, err := s.services[citizenToken].Upload(ctx, "GR2026000001", "evidence", "b.png", strings.NewReader(pixel))
			s.last["file"] = u.ID
			return u, err
		}},
		{"a file nobody asked for", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Upload(ctx, "GR2026000001", "name", "b.png", strings.NewReader(pixel))
		}},
		{"a bad reply", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Reply(ctx, casework.Act{Number: "GR2026000001", Version: 2, Action: "reply", Answers: []form.Entry{text1("grievance_text", "no"), text1("evidence", s.last["file"])}}, "r1")
		}},
		{"half a reply", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Reply(ctx, casework.Act{Number: "GR2026000001", Version: 2, Action: "reply", Answers: []form.Entry{text1("grievance_text", "The drain before the school")}}, "r1")
		}},
		{"the reply", func(ctx context.Context, s stood) (any, error) {
			return s.services[citizenToken].Reply(ctx, casework.Act{Number: "GR2026000001", Version: 2, Action: "reply", Answers: []form.Entry{text1("grievance_text", "The drain before the school"), text1("evidence", s.last["file"])}}, "r2")
		}},
		{"answer", func(ctx context.Context, s stood) (any, error) {
			return s.cases[officerToken].Act(ctx, casework.Act{Number: "GR2026000001", Version: 3, Action: "answer", Note: "It is covered now."}, "a3")
		}},
		{"after the end", func(ctx context.Context, s stood) (any, error) {
			return s.cases[citizenToken].Case(ctx, "GR2026000001")
		}},
	}
	near, far := here(t), there(t)
	for _, step := range steps {
		want, wantErr := step.do(t.Context(), near)
		got, gotErr := step.do(t.Context(), far)
		same := []cmp.Option{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(seva.Error{}, "Err"), codes,
			cmpopts.IgnoreFields(casework.Next{}, "Brief")} // for an SMS, which no app sends
		if diff := cmp.Diff(wantErr, gotErr, same...); diff != "" {
			t.Errorf("%s: the error here (-) and there (+):\n%s", step.name, diff)
		}
		// Of an upload one flaw and an error about the question look alike.
		if diff := cmp.Diff(flawsOf(wantErr), flawsOf(gotErr), same...); diff != "" && flawsOf(wantErr) != nil {
			t.Errorf("%s: the flaws here (-) and there (+):\n%s", step.name, diff)
		}
		if _, kept := want.(service.Draft); wantErr == nil || kept {
			if diff := cmp.Diff(want, got, same...); diff != "" {
				t.Errorf("%s: the answer here (-) and there (+):\n%s", step.name, diff)
			}
		}
	}
}

// codes are compared by what they say: the wire has only that.
var codes = cmp.FilterPath(func(p cmp.Path) bool {
	_, inArgs := p.Last().(cmp.MapIndex)
	return inArgs && slices.ContainsFunc(p, func(s cmp.PathStep) bool { return s.Type() != nil && s.Type().String() == "seva.Args" })
}, cmp.FilterValues(func(a, b any) bool {
	_, ok := b.(wire.Code)
	_, also := a.(interface{ String() string })
	return ok && also
}, cmp.Comparer(func(a, b any) bool {
	return a.(interface{ String() string }).String() == b.(interface{ String() string }).String()
})))

func flawsOf(err error) any {
	if all, ok := errors.AsType[form.Flaws](err); ok {
		return all
	}
	if all, ok := errors.AsType[welfare.Failures](err); ok {
		return all
	}
	return nil
}
