package walks

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
)

// story is an application on its way.
type story struct {
	*town
	walk   applied
	number string   // of the application
	lines  []string // of its cases
}

// stands holds a case, as its officer sees it, against what the walk says.
func (s *story) stands(where, number string, want step) {
	s.t.Helper()
	v := s.app(s.people["officer"], seva.English).view(number)
	if v.State.Key != want.State {
		s.t.Errorf("%s: %s is %s, want %s; timeline %+v", where, number, v.State.Key, want.State, v.Timeline)
	}
	if want.Due != "" && v.Standing.Due != want.Due {
		s.t.Errorf("%s: %s is due %q, want %s (%+v)", where, number, v.Standing.Due, want.Due, v.Standing)
	}
	if want.By != "" && v.Next.By != want.By {
		s.t.Errorf("%s: the next move of %s by %q, want %s", where, number, v.Next.By, want.By)
	}
	if waits := v.Court.Key == "citizen"; waits && (v.Next.Who.Key == "" || v.Next.Where.Key == "" || v.Next.By == "") {
		s.t.Errorf("%s: %s waits for the citizen and does not say who, where and by when: %+v", where, number, v.Next)
	}
	for _, series := range want.Marks {
		if v.Marks[series] == "" {
			s.t.Errorf("%s: %s has no number of %s: %v", where, number, series, v.Marks)
		}
	}
}

// news is an event that the citizen is told of by SMS, and the state that the SMS names
// where its words do.
type news struct{ number, state string }

// namesState are the messages whose words begin with the state.
var namesState = []string{"moved", "decided", "licence", "deemed", "refused"}

// due gives the news there have been: every event whose action tells something, by the
// service's own definition. Each line of an application is acknowledged under its number.
func (s *story) due() (all []news) {
	s.t.Helper()
	nobody := s.app(nil, seva.English)
	for _, number := range s.lines {
		v := s.app(s.people["officer"], seva.English).view(number)
		p := into[wire.Service](nobody, nobody.ask("GET", "/v1/services/"+v.Service.Key, nil), 200).Definition.Track.Procedure
		for i, e := range v.Timeline {
			if i > 0 && i+1 < len(v.Timeline) && v.Timeline[i+1].Action.Key == casework.WaiveAction {
				continue // nobody is told to pay nothing; where it stands now is told of
			}
			if i == 1 && e.Action.Key == casework.WaiveAction {
				continue // the acknowledgement says that nothing is owed
			}
			at := slices.IndexFunc(p.Actions, func(a wire.CaseAction) bool { return a.ID == e.Action.Key })
			tells := ""
			if at >= 0 {
				tells = p.Actions[at].Tells
			}
			if e.Action.Key == casework.SubmitAction {
				tells = cmp.Or(tells, "submitted")
			}
			one := news{number: number}
			if slices.Contains(namesState, tells) {
				one.state = e.To.Key
			}
			if tells != "" {
				all = append(all, one)
			}
		}
	}
	return all
}

// told waits for the SMS to the citizen and holds them against the news: one for each, in
// the citizen's language, and no more.
func (s *story) told() {
	s.t.Helper()
	due := s.due()
	var got []letter
	have := func() int {
		got = slices.DeleteFunc(s.lettersTo("+91"+s.walk.Mobile), func(l letter) bool { return !strings.Contains(l.body, s.number) })
		return len(got)
	}
	for deadline := time.Now().Add(patience); have() < len(due) && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	if len(got) != len(due) {
		s.t.Errorf("%d SMS about %s, want %d, one each of %q:\n%q", len(got), s.number, len(due), due, got)
	}
	say := func(key string) string { return i18n.Say(s.walk.Lang, seva.Say(key)) }
	for _, l := range got {
		if !slices.ContainsFunc(s.walk.Services, func(id string) bool { return strings.Contains(l.body, say("service."+id)) }) {
			s.t.Errorf("an SMS about %s that is not in %s: %q", s.number, s.walk.Lang, l.body)
		}
	}
	for i, n := range due {
		if n.state == "" || slices.Contains(due[:i], n) {
			continue
		}
		times, sent := 0, 0
		for _, other := range due {
			if other == n {
				times++
			}
		}
		for _, l := range got {
			if strings.Contains(l.body, n.number) && strings.Contains(l.body, say("state."+n.state)) {
				sent++
			}
		}
		if sent < times {
			s.t.Errorf("%s came to %s %d times, and %d SMS in %s say so: %q", n.number, n.state, times, sent, s.walk.Lang, got)
		}
	}
}

// look asks every face how the application stands, and demands the same facts of all.
func (s *story) look() {
	s.t.Helper()
	s.guarded()
	var first []wire.Glance
	for _, l := range seva.PhoneLangs() {
		glances := s.check(l)
		if first == nil {
			first = glances
		}
		for i, g := range glances {
			f := first[i]
			if g.Number != f.Number || g.State.Key != f.State.Key || g.Standing.Due != f.Standing.Due || g.Standing.Used != f.Standing.Used ||
				g.Next.By != f.Next.By || g.Next.Key != f.Next.Key {
				s.t.Errorf("api in %s: %+v; in the first language %+v", l, g, f)
			}
		}
		s.onPhone(l, glances)
		if !strings.Contains(string(l), "Latn") {
			s.atKiosk(l, glances)
		}
	}
}

// check is the API's public answer in a language, said as it should be.
func (s *story) check(l seva.Lang) []wire.Glance {
	s.t.Helper()
	a := s.app(nil, l.Base())
	page := into[wire.Page[wire.Glance]](a, a.ask("POST", "/v1/status", map[string]string{"number": s.number, "fact": s.walk.Fact}), 200)
	if len(page.Items) != len(s.lines) {
		s.t.Fatalf("%d lines of %s, want %d", len(page.Items), s.number, len(s.lines))
	}
	for _, g := range page.Items {
		for name, key := range map[string]string{g.Service.Name: "service." + g.Service.Key, g.State.Name: "state." + g.State.Key} {
			if want := i18n.Say(l.Base(), seva.Say(key)); name != want {
				s.t.Errorf("api: %s is %q in %s, want %q", key, name, l, want)
			}
		}
		if want := i18n.Say(l.Base(), g.Next.Facts()); g.Next.Text != want || want == "" {
			s.t.Errorf("api: what comes next is %q in %s, want %q", g.Next.Text, l, want)
		}
	}
	return page.Items
}

// guarded: of a personal matter a stranger hears nothing without the second fact, nor
// with another.
func (s *story) guarded() {
	s.t.Helper()
	a := s.app(nil, seva.English)
	personal := !strings.HasPrefix(s.number, "CAF")
	if h := a.ask("POST", "/v1/status", map[string]string{"number": s.number}); (h.status == 200) == personal {
		s.t.Errorf("without a second fact: %d %s", h.status, h.body)
	}
	if h := a.ask("POST", "/v1/status", map[string]string{"number": s.number, "fact": "0000"}); (h.status == 200) == personal {
		s.t.Errorf("with a wrong fact: %d %s", h.status, h.body)
	}
}

// spoken are the facts of a case in a language: what every face must show.
func spoken(l seva.Lang, g wire.Glance) []fact {
	say := func(key string) fact { return fact{i18n.Say(l, seva.Say(key)), false} }
	return []fact{say("service." + g.Service.Key), say("state." + g.State.Key), {i18n.Say(l, g.Next.Facts()), false}}
}

// dated are those that an SMS has no room for: the last day, and numbers that were given.
func dated(t *testing.T, l seva.Lang, g wire.Glance) []fact {
	t.Helper()
	var all []fact
	for _, day := range []string{g.Next.By, g.Standing.Due} {
		if day == "" || day == g.Standing.Due && g.Standing.Why.Key == "decided" {
			continue
		}
		d, err := seva.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fact{i18n.Say(l, seva.Say("phone.number", seva.Args{"Number": d})), false})
	}
	for _, mark := range g.Marks {
		all = append(all, fact{mark, false})
	}
	return all
}

// statusWords are what an SMS begins with in each language.
var statusWords = map[seva.Lang]string{
	seva.Bengali: "অবস্থা", seva.English: "STATUS", seva.Hindi: "स्थिति", seva.BengaliRoman: "OBOSTHA", seva.HindiRoman: "STHITI",
}

// pageKeys are the lines of keys below a page, which may stand in the middle of a sentence.
var pageKeys = regexp.MustCompile(`(?m)^ *(?:0|98|99) .*\n?`)

// inSMS are the facts of a case as an SMS about it has them: what an office asks for may be
// counted there, and a day is written in figures (casework.Next.Short, ADR 19).
func inSMS(l seva.Lang, g wire.Glance) []fact {
	all := append(spoken(l, g)[:2], fact{g.Number, false})
	sentence := i18n.Say(l, g.Next.Facts())
	day, err := seva.ParseDate(g.Next.By)
	if err != nil || !strings.Contains(sentence, i18n.Say(l, seva.Say("phone.number", seva.Args{"Number": day}))) {
		return append(all, fact{sentence, false}) // it names no day
	}
	return append(all, fact{fmt.Sprintf("%d/%d/%d", day.Day, day.Month, day.Year), false})
}

// onPhone asks by USSD, from a phone that is not the applicant's, and by SMS.
func (s *story) onPhone(l seva.Lang, glances []wire.Glance) {
	s.t.Helper()
	answers := []string{"5", s.number}
	if !strings.HasPrefix(s.number, "CAF") {
		answers = append(answers, s.walk.Fact)
	}
	shown := pageKeys.ReplaceAllString(dialled(s.t, s.addr, s.stranger(), l, answers), "")
	for _, g := range glances {
		seen(s.t, "ussd in "+string(l), append(spoken(l, g), dated(s.t, l, g)...), shown)
	}
	if s.dear && l != s.walk.Lang {
		return
	}
	asker := s.stranger()
	whole := s.text(asker, statusWords[l]+" "+s.number+" "+s.walk.Fact)
	for _, more := range []string{"98", "98.", "98.."} { // as often as the last SMS says that there is more
		if last := whole[strings.LastIndex(strings.TrimSpace(whole), "\n")+1:]; strings.Contains(" "+last, " 98 ") {
			whole = pageKeys.ReplaceAllString(whole, "") + s.text(asker, more)
		}
	}
	for _, g := range glances {
		seen(s.t, "sms about the whole in "+string(l), spoken(l, g)[:2], whole)
		text := s.text(s.stranger(), statusWords[l]+" "+g.Number+" "+s.walk.Fact)
		seen(s.t, "sms in "+string(l), inSMS(l, g), text)
	}
}
