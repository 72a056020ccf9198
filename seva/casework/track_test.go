package casework_test

import (
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

// What anybody may track, and what only who is signed in; nothing of it names anybody.
func TestTrack(t *testing.T) {
	r := newRegistry(t)
	deed, err := casework.DeedKey("১৯০২", "2026", "0123")
	if err != nil || deed.Value != "1902/2026/123" {
		t.Fatal(deed, err)
	}
	for text, want := range map[string]string{"0123/IV": "1902/2026/123/IV", "১২৩ ৪": "1902/2026/123/IV", "123 iii": "1902/2026/123/III",
		"123/I": "1902/2026/123", "123 1": "1902/2026/123", "123/V": "", "123/IV/2": "", "": "", "/": "", "IV": ""} {
		if k, err := casework.DeedKey("1902", "2026", text); k.Value != want || (err == nil) != (want != "") {
			t.Errorf("%q: %v, %v", text, k, err)
		}
	}
	sound, _ := casework.NameKey("Subrata Mondal")
	number, err := r.openedWith("transfer", citizen, plot, deed, sound)
	if err != nil {
		t.Fatal(err)
	}
	r.act(sanction, number, "accept")
	nobody := casework.Caller{}
	named := casework.Trace{Name: "সুব্রত মণ্ডল", Office: "labour.2412", From: day("2024-01-01"), Until: day("2024-01-31")}
	for name, c := range map[string]struct {
		who   casework.Caller
		trace casework.Trace
		found int
		kind  seva.Kind
	}{
		"the plot":             {nobody, casework.Trace{Key: plot}, 1, ""},
		"the deed":             {nobody, casework.Trace{Key: deed}, 1, ""},
		"another plot":         {nobody, casework.Trace{Key: casework.Key{Kind: casework.KeyPlot, Value: "1027001/1"}}, 0, ""},
		"the sound of a name":  {citizen, casework.Trace{Key: sound}, 0, seva.Invalid},
		"nothing":              {citizen, casework.Trace{}, 0, seva.Invalid},
		"a name, and nobody":   {nobody, named, 0, seva.Unauthenticated},
		"a name that sounds":   {clerk, named, 1, ""},
		"a name and a plot":    {clerk, casework.Trace{Name: "x", Key: plot}, 0, seva.Invalid},
		"a name in no office":  {clerk, casework.Trace{Name: "Subrata", From: named.From, Until: named.Until}, 0, seva.Invalid},
		"a department's":       {clerk, casework.Trace{Name: "Subrata", Office: "labour.*", From: named.From, Until: named.Until}, 0, seva.Invalid},
		"a name in 93 days":    {clerk, casework.Trace{Name: "Subrata", Office: named.Office, From: named.From, Until: day("2024-04-02")}, 0, seva.Invalid},
		"a name in other days": {clerk, casework.Trace{Name: named.Name, Office: named.Office, From: day("2024-01-09"), Until: day("2024-04-09")}, 0, ""},
	} {
		found, err := r.For(c.who).Track(t.Context(), c.trace)
		if len(found) != c.found || (err == nil) != (c.kind == "") || err != nil && seva.KindOf(err) != c.kind {
			t.Errorf("%s: %d found, %v", name, len(found), err)
		}
		for _, g := range found {
			if g.Number != number || g.State != "fee_due" || g.Owed != 0 || g.Demand != "" || len(g.Marks) != 0 ||
				g.Next.Text.Key != "clock.fee" || len(g.Next.Text.Args) != 0 { // no word says how much
				t.Errorf("%s: %+v", name, g)
			}
		}
	}
	// A deed's case is found when it has ended, a plot's is not.
	if err := r.paid(number); err != nil {
		t.Fatal(err)
	}
	r.act(sanction, number, "order")
	for want, key := range []casework.Key{plot, deed} {
		if found, err := r.For(nobody).Track(t.Context(), casework.Trace{Key: key}); err != nil || len(found) != want {
			t.Errorf("%s: %v, %v", key.Kind, found, err)
		}
	}
	for range 20 {
		r.For(citizen).Track(t.Context(), named)
	}
	_, err = r.For(citizen).Track(t.Context(), named)
	wants(t, "the twenty-first name of a day", err, seva.TooMany, "case.traces")
}

// What is not about land is shown to nobody by what it is about.
func TestTrackIsOfLandOnly(t *testing.T) {
	o := newOffice(t, "2024-01-08 11:00")
	if _, err := o.openedWith("test_licence", citizen, plot); err != nil {
		t.Fatal(err)
	}
	if found, err := o.For(casework.Caller{}).Track(t.Context(), casework.Trace{Key: plot}); err != nil || len(found) != 0 {
		t.Errorf("%v, %v", found, err)
	}
}

func TestProveMoney(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*casework.Procedure, *casework.Track)
		about string
	}{
		"it cannot be paid":     {func(p *casework.Procedure, _ *casework.Track) { p.Actions[1].From = []string{"received"} }, "state fee_due: it owes"},
		"paid where nothing is": {func(p *casework.Procedure, _ *casework.Track) { p.Actions[1].From = []string{"fee_due", "received"} }, "state received: the system may take"},
		"of the office":         {func(p *casework.Procedure, _ *casework.Track) { p.States[1].Court = casework.OfficeCourt }, "state fee_due: it owes"},
		"no way for a refusal":  {func(p *casework.Procedure, _ *casework.Track) { p.Actions[6].From = []string{"received"} }, "timer objection_window: by_itself may be refused"},
		"no rule":               {func(_ *casework.Procedure, t *casework.Track) { t.Fee = "" }, "service: its procedure has a state that owes"},
		"for ever":              {func(p *casework.Procedure, _ *casework.Track) { p.Actions[2].To = "" }, "state fee_due: \"waive\" must lead on"},
		"an effect's name":      {func(p *casework.Procedure, _ *casework.Track) { p.Actions[4].Does = "Amend It" }, "action order: \"Amend It\""},
	} {
		p := transfer()
		track := casework.Track{Service: "transfer", Department: "lr", Series: "caf", By: "mouza", Fee: "flat",
			Limit: casework.Limit{Days: 60, Policy: casework.Pause, Source: "a test"}}
		c.spoil(&p, &track)
		track.Procedure = p
		if faults := track.Prove(); !containsPrefix(faults, c.about) {
			t.Errorf("%s: want %q among %q", name, c.about, faults)
		}
	}
	sound := casework.Track{Service: "transfer", Department: "lr", Series: "caf", By: "mouza", Fee: "flat", Procedure: transfer(),
		Limit: casework.Limit{Days: 60, Policy: casework.Pause, Source: "a test"}}
	if faults := sound.Prove(); len(faults) > 0 {
		t.Error(faults)
	}
	parts := casework.Parts{World: seva.RealWorld(), Tracks: map[string]casework.Track{"transfer": sound},
		Series: map[string]casework.Series{"caf": {Prefix: "CAF"}, "licence": {Prefix: "LIC"}}}
	if _, err := casework.NewDesk(parts); err == nil {
		t.Error("a desk was made without the effect and the fee rule that are named")
	}
	if _, err := casework.NewDesk(parts.Idle()); err != nil {
		t.Error(err)
	}
}

func containsPrefix(all []string, prefix string) bool {
	for _, s := range all {
		if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}
