package walks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
)

// actWithKeys takes an act of a walk at the kiosk: an officer finds the case in the inbox,
// an operator by its number and the fact that the citizen says.
func (s *story) actWithKeys(number string, do step) {
	s.t.Helper()
	who := s.people[do.As]
	v := s.app(who, seva.English).view(number)
	at := slices.IndexFunc(v.Actions, func(o wire.Offer) bool { return o.Action.Key == do.Do })
	if at < 0 {
		s.t.Fatalf("%s may not %s in %s: %+v", do.As, do.Do, number, v.Actions)
	}
	s.days.move(time.Minute) // the code of this half minute may be used up
	b, done := s.sit(s.walk.Lang.Base())
	defer done()
	if len(do.Answers)+len(do.Files) > 0 {
		b.signIn("9", who)
		b.sees(b.say("kiosk.home.signed", seva.Args{"Name": "The " + do.As}))
		b.press("7")
		b.sees(b.say("kiosk.status.ask"))
		b.press(number, "enter", s.walk.Fact, "enter")
		b.sees(b.say("state." + v.State.Key))
	} else {
		b.signIn("8", who)
		b.sees(b.say("kiosk.inbox.ours", seva.Args{"Page": 1}))
		b.goesTo(number)
	}
	b.press("enter")
	b.sees(b.say("kiosk.case.actions"))
	b.press(fmt.Sprint(at + 1))
	b.needs(do, v.Actions[at], s.walk)
	b.sees(b.say("kiosk.act.sure"))
	b.press("1")
	b.sees(b.say("kiosk.case.done", seva.Args{"Action": seva.Say("action." + do.Do), "State": seva.Say("state." + do.State)}))
}

// goesTo moves down a list until the marked row shows a text.
func (b *booth) goesTo(text string) {
	b.t.Helper()
	marked := func(view string) string {
		for line := range strings.Lines(view) {
			if strings.HasPrefix(line, "▸") {
				return line
			}
		}
		return ""
	}
	b.comes(func(view string) bool { return marked(view) != "" })
	for range 30 {
		if strings.Contains(bare(marked(b.screen.shown())), bare(text)) {
			return
		}
		b.press("down")
	}
	b.t.Fatalf("%q is not in the list:\n%s", text, b.screen.shown())
}

// needs gives what the action asks for, in the order in which the kiosk asks.
func (b *booth) needs(do step, o wire.Offer, w applied) {
	b.t.Helper()
	reason := func(id string) int {
		return slices.IndexFunc(o.Reasons, func(l wire.Label) bool { return strings.HasSuffix(l.Key, "."+id) }) + 1
	}
	if len(do.Items) > 0 {
		b.sees(b.say("kiosk.act.items"))
		for _, it := range do.Items {
			b.goesTo(i18n.Say(b.lang, seva.Say("field."+it.Field)))
			b.press("space", fmt.Sprint(reason(it.Reason)))
		}
		b.press("enter")
	} else if do.Reason != "" {
		b.press(fmt.Sprint(reason(do.Reason)))
	}
	if do.Found != "" {
		b.sees(b.say("kiosk.act.finding"))
		b.press(map[string]string{"yes": "1", "no": "2"}[do.Found])
	}
	if do.Day != "" {
		b.sees(b.say("kiosk.act.day"))
		day := seva.DateOf(b.town.days.now().Add(days(b.t, do.Day)))
		b.press(fmt.Sprintf("%02d/%02d/%04d", day.Day, day.Month, day.Year), "enter")
	}
	if slices.Contains(o.Needs, "note") || len(do.Items) > 0 {
		b.sees(b.say("kiosk.act.note"))
		b.press(do.Note, "enter")
	}
	w.Answers, w.Files = do.Answers, do.Files
	r := robot{booth: b, walk: w, form: b.form(w.Services), folder: b.t.TempDir()}
	for _, section := range r.form.Sections {
		for _, field := range section.Fields {
			if do.Answers[field.ID] != nil || do.Files[field.ID] != "" {
				r.answer(field, field.ID)
			}
		}
	}
}
