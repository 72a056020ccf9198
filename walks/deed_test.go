package walks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/api/wire"
	"duar/catalogue"
	"duar/i18n"
	"duar/outside/registration"
	"duar/seva"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/place"
	"duar/seva/watch"
)

// TestADeedThatMutatesByItself: the registration office sends deeds, good and twice and out
// of order and garbled and fraudulent; by the end the record says what the good ones say and
// nothing else. One by somebody the record does not know waits thirty days, is objected to,
// heard and refused; another waits and nobody objects.
func TestADeedThatMutatesByItself(t *testing.T) {
	onEitherEngine(t, func(t *testing.T, lt *landTown) {
		before := volume(t, seva.DateOf(lt.days.now()))
		lt.days.move(5 * 24 * time.Hour) // what was recorded before can be told from what comes now
		office := lt.registrar()
		letters, want := lettersOver(t, before, seva.DateOf(lt.days.now()), 36)
		if len(letters) < 60 {
			t.Fatalf("%d letters", len(letters))
		}
		i := slices.IndexFunc(letters, func(l registration.Letter) bool { return l.Name == "a stranger sells" })
		if i < 0 {
			t.Fatal("no deed by a stranger among the letters")
		}
		stranger := letters[i]
		line := stranger.Deed.Schedule[0]
		lt.watches("9831000130", line.Mouza+"/"+line.Plot)
		lt.sendsAll(office, letters)
		lt.holds(before, want)
		lt.told("+919831000130", "sms.watch.case", "sms.watch.objection")
		number := lt.became(office, stranger).Case
		if !lt.pending(line.Plot) {
			t.Errorf("plot %s has an open case and no warning", line.Plot)
		}
		lt.objectedTo(number, line.Plot)
		nobodys, late := lt.lateObjection(before, office)
		lt.holds(before, want)

		// What stood before is still there for who asks for that day.
		lt.stoodBefore(before, letters)
		lt.unopposed(nobodys, late)
	})
}

// lettersOver makes letters up over the record, with the fees that the catalogue names.
func lettersOver(t *testing.T, v land.Volume, day seva.Date, count int) ([]registration.Letter, map[string]map[string]seva.Share) {
	t.Helper()
	fees, err := catalogue.Fees()
	if err != nil {
		t.Fatal(err)
	}
	classes, err := catalogue.Classes()
	if err != nil {
		t.Fatal(err)
	}
	groups := map[land.Class]string{}
	for _, c := range classes {
		groups[c.Key] = c.Group
	}
	use := map[string]string{"agricultural": "agricultural", "homestead": "homestead", "commercial": "commercial", "industrial": "commercial"}
	plan := registration.Plan{
		Volumes: []land.Volume{v}, Office: "1901", Far: 1001001, Day: day, Count: count,
		Fee: func(_ string, _ place.IDN, c land.Class, area seva.Area) (seva.Money, bool) {
			of := use[groups[c]]
			if of == "" {
				of = "homestead"
			}
			e, err := fees.Reckon(fee.Ask{Service: "mutation", Use: of, Zone: "rural", Area: area, Count: 1, On: day})
			return e.Total, err == nil
		},
		Free: func(c land.Class) bool { return groups[c] != "public" },
	}
	for plan.Seed = 1; plan.Seed < 1000; plan.Seed++ { // the first of which some of every kind come
		letters, want := registration.Make(plan)
		if !slices.ContainsFunc(kinds, func(kind string) bool {
			return !slices.ContainsFunc(letters, func(l registration.Letter) bool { return l.Name == kind })
		}) {
			return letters, want
		}
	}
	t.Fatal("no seed brings deeds of every kind")
	return nil, nil
}

// kinds are those of deeds that the walk must have sent.
var kinds = []string{"good", "chain", "repeated", "garbled", "garbled bytes", "more than held", "unknown khatian", "unknown plot",
	"a stranger sells", "out of reach", "another office's", "altered"}

// sendsAll sends every letter, every third one twice, with two that wait for each other in
// the wrong order.
func (lt *landTown) sendsAll(o registration.Office, letters []registration.Letter) {
	t := lt.t
	t.Helper()
	order := slices.Clone(letters)
	for i := 0; i+1 < len(order); i++ { // of a chain the second comes first
		if order[i].Name == "chain" && order[i+1].Name == "chain" {
			order[i], order[i+1] = order[i+1], order[i]
			i++
		}
	}
	answers := map[registration.Fate][]int{
		registration.Recorded: {201}, registration.Waits: {201}, registration.Heard: {201}, registration.Repeated: {200},
		registration.Refused: {400}, registration.Clashes: {409}, registration.Barred: {403},
	}
	tally := map[registration.Fate]int{}
	for i, l := range order {
		tally[l.Fate]++
		r, err := o.Send(t.Context(), l.Body)
		if err != nil || !slices.Contains(answers[l.Fate], r.Status) && !(l.Fate == registration.Repeated && r.Status == 201) {
			t.Fatalf("%s %s: %d, want %v, %v\n%s\n%s", l.Name, l.ID, r.Status, answers[l.Fate], err, l.Body, r.Body)
		}
		if r.Status >= 400 {
			var p wire.Problem
			if err := json.Unmarshal(r.Body, &p); err != nil || p.Detail == "" {
				t.Errorf("%s is refused without words: %s", l.Name, r.Body)
			}
		}
		if i%3 > 0 || r.Status > 201 {
			continue
		}
		again, err := o.Send(t.Context(), l.Body)
		var one, two wire.DeedReceipt
		if e1, e2 := json.Unmarshal(r.Body, &one), json.Unmarshal(again.Body, &two); err != nil || again.Status != 200 || e1 != nil || e2 != nil || one.Case != two.Case {
			t.Errorf("%s %s twice: %d %s, first %s", l.Name, l.ID, again.Status, again.Body, r.Body)
		}
	}
	t.Log(len(letters), "letters", tally)
	for _, l := range letters {
		if l.Fate == registration.Recorded {
			eventually(t, 2*patience, l.Name+" "+l.ID+" is recorded", func() bool { return lt.became(o, l).State.Key == "recorded" })
		}
	}
}

// became asks what became of a deed, as its office may.
func (lt *landTown) became(o registration.Office, l registration.Letter) wire.DeedReceipt {
	lt.t.Helper()
	r, err := o.Deed(lt.t.Context(), l.ID)
	var d wire.DeedReceipt
	if err != nil || r.Status != 200 || json.Unmarshal(r.Body, &d) != nil {
		lt.t.Fatalf("%s: %d %s %v", l.ID, r.Status, r.Body, err)
	}
	return d
}

// holds compares every plot of the record with what it must say: who holds which share, and
// that the shares are one whole.
func (lt *landTown) holds(before land.Volume, want map[string]map[string]seva.Share) {
	t := lt.t
	t.Helper()
	changed := 0
	for _, p := range before.Plots {
		got, err := lt.store.Plot(t.Context(), before.Mouza, p.Number, land.At{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Shares() != seva.Whole || got.Recorded() != p.Recorded() {
			t.Errorf("plot %s: shares %s, written areas %s of %s", p.Number, got.Shares(), got.Recorded(), p.Recorded())
		}
		key := before.Mouza.String() + "/" + p.Number.String()
		have := map[string]seva.Share{}
		for _, h := range got.Holdings {
			name := "khatian " + h.Khatian.String()
			if want[key][h.Owner.Name.Bn] > 0 {
				name = h.Owner.Name.Bn
			}
			have[name] += h.Share
		}
		if fmt.Sprint(have) != fmt.Sprint(want[key]) {
			t.Errorf("plot %s is held by %v, want %v", key, have, want[key])
		}
		if len(got.Holdings) != len(p.Holdings) {
			changed++
		}
	}
	if changed < 10 {
		t.Errorf("only %d plots have changed", changed)
	}
}

// watches has somebody watch a plot.
func (lt *landTown) watches(mobile, plot string) {
	lt.t.Helper()
	a := lt.citizen(mobile)
	n := into[wire.Notice](a, a.ask("GET", "/v1/notices/"+watch.Purpose, nil), 200)
	into[wire.Watch](a, a.ask("POST", "/v1/watches", map[string]string{"kind": "plot", "land": plot, "version": n.Version}), 200)
	if h := a.ask("POST", "/v1/watches", map[string]string{"kind": "plot", "land": plot, "version": "of last year"}); h.status < 400 {
		lt.t.Errorf("a watch under a notice that nobody has read: %d", h.status)
	}
}

// told waits for SMS of these keys to a mobile, in English: the longest of their fixed words
// are in one.
func (lt *landTown) told(mobile string, keys ...string) {
	lt.t.Helper()
	for _, key := range keys {
		args := seva.Args{}
		for _, name := range i18n.Placeholders(seva.English, key) {
			args[name] = "\x00"
		}
		longest := slices.MaxFunc(strings.Split(i18n.Say(seva.English, seva.Say(key, args)), "\x00"), func(x, y string) int { return len(x) - len(y) })
		eventually(lt.t, patience, "an SMS "+key, func() bool {
			return slices.ContainsFunc(lt.lettersTo(mobile), func(l letter) bool { return strings.Contains(l.body, longest) })
		})
	}
}

// pending tells whether a plot shows anybody that a case about it is open.
func (lt *landTown) pending(plot string) bool {
	lt.t.Helper()
	a := lt.app(nil, seva.English)
	p := into[struct{ Flags []wire.Label }](a, a.ask("GET", "/v1/land/mouzas/1027001/plots/"+strings.ReplaceAll(plot, "/", "-"), nil), 200)
	return slices.ContainsFunc(p.Flags, func(l wire.Label) bool { return l.Key == string(land.Pending) })
}

// objectedTo: anybody who is signed in may object, once; then a hearing, and the order is
// against the buyer. The warning on the plot goes with it.
func (lt *landTown) objectedTo(number, plot string) {
	t := lt.t
	t.Helper()
	path := "/v1/cases/" + number + "/objections"
	brother := lt.citizen("9831000131")
	if h := lt.app(nil, seva.English).ask("POST", path, map[string]string{"words": "I object"}); h.status != http.StatusUnauthorized {
		t.Errorf("nobody objects: %d", h.status)
	}
	for _, words := range []string{"", "no", strings.Repeat("x", 1001), "\u202e\u202e\u202e"} {
		if h := brother.ask("POST", path, map[string]string{"words": words}); h.status != 400 {
			t.Errorf("an objection in the words %.10q: %d %s", words, h.status, h.body)
		}
	}
	for range 2 { // the same again is the same
		if h := brother.ask("POST", path, map[string]string{"words": "The seller is not the owner; the land is my father's"}); h.status != 200 {
			t.Fatalf("an objection: %d %s", h.status, h.body)
		}
	}
	v := lt.as("clerk").view(number)
	objections := 0
	for _, e := range v.Timeline {
		if e.Action.Key == "object" || e.Action.Key == "object_again" {
			objections++
		}
	}
	if v.State.Key != "objected" || objections != 1 {
		t.Errorf("%s stands in %s with %d objections", number, v.State.Key, objections)
	}
	lt.as("clerk").act(number, step{Do: "fix_hearing", Day: "9d"})
	hearing := into[wire.Hearing](lt.as("clerk"), lt.as("clerk").ask("GET", "/v1/cases/"+number+"/hearing", nil), 200)
	if hearing.Day != seva.DateOf(lt.days.now().Add(9*24*time.Hour)).String() {
		t.Errorf("the notice of the hearing: %+v", hearing)
	}
	lt.wait(9 * 24 * time.Hour)
	lt.as("verifier").act(number, step{Do: "hear", Found: "no", Note: "The seller holds nothing of it."})
	lt.as("officer").act(number, step{Do: "reject", Reason: "not_seller_land", Note: "The recorded raiyat has not sold."})
	if v := lt.as("clerk").view(number); v.State.Key != "rejected" || v.Next.By == "" {
		t.Errorf("refused, and how to appeal: %+v", v)
	}
	lt.told("+919831000130", "sms.watch.hearing", "sms.watch.order")
	if lt.pending(plot) {
		t.Errorf("plot %s still warns of a case that ended", plot)
	}
}

// lateObjection: a deed by a stranger to which nobody objects in thirty days; the next day
// is too late, and the words say until when and what remains. It gives the case and its deed.
func (lt *landTown) lateObjection(before land.Volume, o registration.Office) (string, mutation.Input) {
	t := lt.t
	t.Helper()
	more, _ := lettersOver(t, before, seva.DateOf(lt.days.now()), 60)
	i := slices.IndexFunc(more, func(l registration.Letter) bool { return l.Name == "a stranger sells" && lt.unsold(before, l.Deed) })
	if i < 0 {
		t.Fatal("no stranger sells what nobody has sold")
	}
	in := more[i].Deed
	lt.watches("9831000133", in.Schedule[0].Mouza+"/"+in.Schedule[0].Plot)
	in.Number = 9_000_001
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	r, err := o.Send(t.Context(), body)
	var d wire.DeedReceipt
	if err != nil || r.Status != 201 || json.Unmarshal(r.Body, &d) != nil || d.Course == "at_once" || len(d.Reasons) == 0 {
		t.Fatalf("a deed by a stranger: %d %s %v", r.Status, r.Body, err)
	}
	until := seva.DateOf(lt.days.now().AddDate(0, 0, 30))
	lt.days.move(31 * 24 * time.Hour) // the clock's own job has not run yet
	a := lt.citizen("9831000132")
	h := a.ask("POST", "/v1/cases/"+d.Case+"/objections", map[string]string{"words": "It is my father's land"})
	want := i18n.Say(seva.English, seva.Say("error.objection.late", seva.Args{"Day": until}))
	var p wire.Problem
	if err := json.Unmarshal(h.body, &p); err != nil || h.status != 400 || p.Detail != want {
		t.Errorf("an objection on the day after: %d %s, want %q", h.status, h.body, want)
	}
	return d.Case, in
}

// unsold tells whether a plot that a deed is about is held as it was before all deeds.
func (lt *landTown) unsold(before land.Volume, in mutation.Input) bool {
	i := slices.IndexFunc(before.Plots, func(p land.Plot) bool { return p.Number.String() == in.Schedule[0].Plot })
	got, err := lt.store.Plot(lt.t.Context(), before.Mouza, before.Plots[i].Number, land.At{})
	return err == nil && len(got.Holdings) == len(before.Plots[i].Holdings)
}

// unopposed: nobody has objected in thirty days, so the clock makes the order by itself, the
// record says what the deed says, and whoever watches the plot is told.
func (lt *landTown) unopposed(number string, in mutation.Input) {
	t := lt.t
	t.Helper()
	lt.wait(0)
	v := lt.as("clerk").view(number)
	last := v.Timeline[len(v.Timeline)-1]
	if v.State.Key != "recorded" || last.Action.Key != "unopposed_order" || last.Role.Key != "system" {
		t.Fatalf("nobody objected to %s: %s, last %+v", number, v.State.Key, last)
	}
	plot, err := land.ParseNumber("plot", in.Schedule[0].Plot)
	if err != nil {
		t.Fatal(err)
	}
	got, err := lt.store.Plot(t.Context(), 1027001, plot, land.At{})
	bought := slices.ContainsFunc(got.Holdings, func(h land.Holding) bool {
		return h.Owner.Name.Bn == in.Buyers[0].Name && h.Share.String() == in.Schedule[0].Share
	})
	if err != nil || !bought || got.Shares() != seva.Whole {
		t.Errorf("plot %s after the order: %+v, %v", in.Schedule[0].Plot, got.Holdings, err)
	}
	if lt.pending(in.Schedule[0].Plot) {
		t.Errorf("plot %s still warns of a case that ended", in.Schedule[0].Plot)
	}
	lt.told("+919831000133", "sms.watch.case", "sms.watch.objection", "sms.watch.record")
}

// stoodBefore: who asks for the day before the deeds is told what was recorded then.
func (lt *landTown) stoodBefore(before land.Volume, letters []registration.Letter) {
	t := lt.t
	t.Helper()
	asked := 0
	day := seva.DateOf(opening.Add(24 * time.Hour))
	for _, l := range letters {
		if l.Fate != registration.Recorded || asked == 8 {
			continue
		}
		line := l.Deed.Schedule[0]
		i := slices.IndexFunc(before.Plots, func(p land.Plot) bool { return p.Number.String() == line.Plot })
		a := lt.app(nil, seva.English)
		path := "/v1/land/mouzas/1027001/plots/" + strings.ReplaceAll(line.Plot, "/", "-") + "?as_on=" + day.String()
		then := into[struct{ Holdings []wire.Holding }](a, a.ask("GET", path, nil), 200)
		if len(then.Holdings) != len(before.Plots[i].Holdings) {
			t.Errorf("plot %s had %d holders on %s, and is said to have had %d", line.Plot, len(before.Plots[i].Holdings), day, len(then.Holdings))
		}
		for _, h := range then.Holdings {
			if h.Owner.Names.Facts().Bn == l.Deed.Buyers[0].Name {
				t.Errorf("plot %s was the buyer's before it was sold", line.Plot)
			}
		}
		asked++
	}
	if asked < 8 {
		t.Errorf("only %d plots were asked about", asked)
	}
}
