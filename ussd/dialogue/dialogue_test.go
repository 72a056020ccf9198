package dialogue

import (
	"context"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/service"
)

// step is one answer and where it leads; why is the reason's key, do the effects.
type step struct {
	say, node, why, do string
}

func effects(out Outcome) string {
	var all []string
	for _, e := range out.Effects {
		all = append(all, string(e.Lang)+e.SMS.Key)
	}
	return strings.Join(all, " ")
}

func play(t *testing.T, b bench, s State, steps []step) State {
	t.Helper()
	for i, st := range steps {
		var out Outcome
		s, out = b.Take(t.Context(), kept(t, s), st.say)
		s, _, out = b.Settle(t.Context(), s, out)
		if s.Node.Name() != st.node || out.Reason.Key != st.why || effects(out) != st.do {
			t.Fatalf("answer %d %q: at %q, reason %q, effects %q; want %q, %q, %q",
				i, st.say, s.Node.Name(), out.Reason.Key, effects(out), st.node, st.why, st.do)
		}
	}
	return s
}

func TestConversations(t *testing.T) {
	for _, c := range []struct {
		name  string
		from  func(*Machine) State
		steps []step
	}{
		{"a plot by its mouza number", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"1027001", "plot", "", ""}, {"165", "plot answer", "", ""},
			{"1", "owners", "", ""}, {"0", "plot answer", "", ""}, {"3", "crosswalk", "", ""}, {"0", "plot answer", "", ""},
			{"2", "sent", "", "sms.plot.flags"}, {"0", "plot answer", "", ""}, {"0", "plot", "", ""},
			{"165/1201", "plot answer", "", ""}, {"2", "sent", "", "sms.plot"}, {"00", "home", "", ""},
		}},
		{"Bengali digits and stray punctuation", (*Machine).Start, []step{
			{"১.", "land", "", ""}, {" 1#", "mouza", "", ""}, {"১০২৭০০১", "plot", "", ""}, {"১৬৫/১২০১", "plot answer", "", ""},
			{"০", "plot", "", ""}, {"१६५)", "plot answer", "", ""}, {"００", "home", "", ""}, {"(1)", "land", "", ""},
		}},
		{"every way of writing a bata", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"1027001", "plot", "", ""},
			{"165-1201", "plot answer", "", ""}, {"0", "plot", "", ""}, {"165*1201", "plot answer", "", ""}, {"0", "plot", "", ""},
			{"165 1201", "plot answer", "", ""}, {"0", "plot", "", ""}, {"165#/1201", "plot answer", "", ""},
		}},
		{"a name never decides", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"Ranja", "picks", "", ""}, {"2", "picks", "phone.wrong.choice", ""},
			{"ramch", "picks", "", ""}, {"1", "plot", "", ""}, {"0", "picks", "", ""}, {"1027001", "plot", "", ""}, {"165", "plot answer", "", ""},
		}},
		{"step by step", (*Machine).Start, []step{
			{"2", "mouza", "", ""}, {"1", "district", "", ""}, {"11", "district", "phone.wrong.choice", ""}, {"10", "unit", "", ""},
			{"27", "jl", "", ""}, {"98", "place", "", ""}, {"0", "jl", "", ""}, {"001", "place", "", ""},
			{"1", "plot", "", ""}, {"0", "place", "", ""}, {"4", "sent", "", "sms.place"},
		}},
		{"a block without a list leads back to the number, and nobody is blamed", (*Machine).Start, []step{
			{"2", "mouza", "", ""}, {"1", "district", "", ""}, {"10", "unit", "", ""}, {"30", "mouza", "phone.wrong.list", ""},
			{"x9", "mouza", "phone.wrong.name", ""}, {"1", "district", "", ""},
		}},
		{"a khatian", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"2", "mouza", "", ""}, {"1027001", "khatian", "", ""}, {"539", "khatian", "phone.wrong.khatian", ""},
			{"539/1", "khatian answer", "", ""}, {"1", "khatian plots", "", ""}, {"0", "khatian answer", "", ""}, {"2", "sent", "", "sms.khatian"},
		}},
		{"the other settlement", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"3", "mouza", "", ""}, {"1027001", "survey", "", ""}, {"1", "former", "", ""},
			{"7", "former", "phone.wrong.crosswalk", ""}, {"165", "crosswalk", "", ""}, {"0", "former", "", ""}, {"0", "survey", "", ""}, {"2", "former", "", ""},
		}},
		{"98 is a plot where there is no more to turn to", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"1027001", "plot", "", ""}, {"98", "plot answer", "", ""}, {"98", "plot answer", "phone.last", ""},
		}},
		{"wrong thrice, then people", (*Machine).Start, []step{
			{"9", "home", "phone.wrong.choice", ""}, {"x", "home", "phone.wrong.choice", ""}, {"77", "people", "phone.wrong.choice", ""},
		}},
		{"a good answer forgives", (*Machine).Start, []step{
			{"9", "home", "phone.wrong.choice", ""}, {"9", "home", "phone.wrong.choice", ""}, {"1", "land", "", ""},
			{"9", "land", "phone.wrong.choice", ""}, {"9", "land", "phone.wrong.choice", ""}, {"9", "people", "phone.wrong.choice", ""},
		}},
		{"a plot that is not there is a wrong answer too", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"1027001", "plot", "", ""},
			{"7", "plot", "phone.wrong.plot", ""}, {"abc", "plot", "phone.wrong.number", ""}, {"8", "people", "phone.wrong.plot", ""},
		}},
		{"an empty answer is free once", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"", "land", "", ""}, {" # ", "land", "phone.wrong.empty", ""}, {"1", "mouza", "", ""},
		}},
		{"hostile input", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"\xff\xfe", "land", "phone.wrong.text", ""}, {"1\x00", "land", "phone.wrong.text", ""},
			{"1", "mouza", "", ""}, {strings.Repeat("ক", 161), "mouza", "phone.wrong.long", ""}, {"\u202e1027001\u202c", "plot", "", ""},
		}},
		{"a mouza that is not there", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"9999999", "mouza", "phone.wrong.mouza", ""}, {"123", "mouza", "phone.wrong.mouza", ""},
		}},
		{"a mouza without a register", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"1027098", "plot", "", ""}, {"165", "mouza", "phone.wrong.record", ""},
		}},
		{"first contact", func(m *Machine) State { return m.First("") }, []step{
			{"6", "first", "phone.wrong.choice", ""}, {"00", "first", "", ""}, {"5", "home", "", "hi-Latn"},
		}},
		{"first contact with a direct code", func(m *Machine) State { return m.First("1027001*165") }, []step{
			{"1", "plot answer", "", "bn"}, {"0", "plot", "", ""}, {"0", "mouza", "", ""}, {"0", "land", "", ""}, {"0", "home", "", ""}, {"0", "home", "", ""},
		}},
		{"Roman letters, then on to what was dialled", func(m *Machine) State { return m.Script(m.First("1027001*165")) }, []step{
			{"4", "plot answer", "", "bn-Latn"},
		}},
		{"language and back", (*Machine).Start, []step{
			{"3", "language", "", ""}, {"2", "home", "", "en"}, {"4", "help", "", ""}, {"0", "home", "", ""},
		}},
		{"a direct code at the question", (*Machine).Start, []step{
			{"1", "land", "", ""}, {"2", "mouza", "", ""}, {"1027001*539*1", "khatian answer", "", ""},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			play(t, b, c.from(b.Machine), c.steps)
		})
	}
}

func TestDirectCodes(t *testing.T) {
	for _, c := range []struct{ dial, node, why, do string }{
		{"1027001*165", "plot answer", "", ""},
		{"1027001*165#", "plot answer", "", ""},
		{"1027001#165", "plot answer", "", ""},
		{"1027001*165*1201", "plot answer", "", ""},
		{"1027001*165/1201", "plot answer", "", ""},
		{"১০২৭০০১*১৬৫", "plot answer", "", ""},
		{"1027001*0*539*1", "khatian answer", "", ""},
		{"1027001*0*539", "khatian", "phone.wrong.khatian", ""},
		{"1027001*0", "khatian", "", ""},
		{"1027001", "place", "", ""},
		{"1027001*7", "plot", "phone.wrong.plot", ""},
		{"1027001*x", "plot", "phone.wrong.number", ""},
		{"9999999*165", "mouza", "phone.wrong.mouza", ""},
		{"1*1*1027001*165", "plot answer", "", ""},
		{"1*1*1027001*165*2", "sent", "", "sms.plot.flags"},
		{"1*9*1027001*165", "land", "phone.wrong.choice", ""},
		{"1*1", "mouza", "", ""},
		{"***", "home", "", ""},
		{"1027001*98", "plot answer", "", ""},
	} {
		b := newBench(t)
		s, out := b.Dial(t.Context(), b.Start(), c.dial)
		s, _, out = b.Settle(t.Context(), s, out)
		if s = kept(t, s); s.Node.Name() != c.node || out.Reason.Key != c.why || effects(out) != c.do {
			t.Errorf("%s: %q %q %q, want %q %q %q", c.dial, s.Node.Name(), out.Reason.Key, effects(out), c.node, c.why, c.do)
		}
	}
}

func TestMessages(t *testing.T) {
	for _, c := range []struct {
		say, node, why, do string
		lang               seva.Lang
		live               bool
	}{
		{"LAND 1027001 165", "plot answer", "", "", "en", false},
		{"land 1027001*165", "plot answer", "", "", "en", false},
		{"Land, 1027001, 165/1201", "plot answer", "", "", "en", false},
		{"LAND 1027001 165 1201", "plot answer", "", "", "en", false},
		{"জমি ১০২৭০০১ ১৬৫", "plot answer", "", "", "bn", false},
		{"ज़मीन 1027001 165", "plot answer", "", "", "hi", false},
		{"जमीन १०२७००१ १६५", "plot answer", "", "", "hi", false},
		{"jomi 1027001 165", "plot answer", "", "", "bn-Latn", false},
		{"KHATIAN 1027001 539/1", "khatian answer", "", "", "en", false},
		{"খতিযান 1027001 539 1", "khatian answer", "", "", "bn", false},
		{"RS 1027001 165", "crosswalk", "", "", "en", false},
		{"LR 1027001", "former", "", "", "en", false},
		{"LAND", "land", "", "", "en", false},
		{"PLOT", "mouza", "", "", "en", false},
		{"PLOT 165", "mouza", "phone.wrong.mouza", "", "en", false},
		{"LAND Ranjapur 165", "picks", "", "", "en", false},
		{"MOUZA ranj", "picks", "", "", "en", false},
		{"MOUZA zzz", "mouza", "phone.wrong.name", "", "en", false},
		{"HELP", "keywords", "", "", "en", false},
		{"madad", "keywords", "", "", "hi-Latn", false},
		{"LANG BN", "home", "", "bn", "en", false},
		{"LANG বাংলা", "home", "", "bn", "en", false},
		{"LANG xx", "language", "", "", "en", false},
		{"বাংলা", "home", "", "bn", "bn", false},
		{"MENU", "home", "", "", "en", true},
		{"1027001 165", "plot answer", "", "", "", false},
		{"1027001 165", "plot answer", "", "", "", true},
		{"hello", "keywords", "", "", "", false},
		{"", "keywords", "", "", "", false},
		{"\xff", "keywords", "", "", "", false},
		{"1", "land", "", "", "", true},
	} {
		b := newBench(t)
		s, out := b.Message(t.Context(), b.Start(), c.live, c.say)
		s, _, out = b.Settle(t.Context(), s, out)
		if s = kept(t, s); s.Node.Name() != c.node || out.Reason.Key != c.why || effects(out) != c.do || out.Lang != c.lang {
			t.Errorf("%q: %q %q %q %q, want %v", c.say, s.Node.Name(), out.Reason.Key, effects(out), out.Lang, c)
		}
	}
	// A name leaves the number waiting until one of its candidates is chosen.
	b := newBench(t)
	s, _ := b.Message(t.Context(), b.Start(), false, "LAND Ranjapur 165/1201")
	if s = play(t, b, s, []step{{"1", "plot answer", "", ""}}); s.Number != (land.Number{Main: 165, Bata: 1201}) {
		t.Errorf("number %v", s.Number)
	}
}

func TestResumeNeverReachesARecord(t *testing.T) {
	b := newBench(t)
	walk := func(inputs ...string) State {
		s := b.Start()
		for _, in := range inputs {
			s, _ = b.Take(t.Context(), s, in)
		}
		return s
	}
	for _, c := range []struct {
		name, at string // where "continue" leads; empty when nothing is offered
		old      State
	}{
		{"home", "", b.Start()},
		{"first", "", b.First("")},
		{"question", "plot", walk("1", "1", "1027001")},
		{"answer", "plot", walk("1", "1", "1027001", "165")},
		{"owners", "plot", walk("1", "1", "1027001", "165", "1")},
		{"sent", "plot", walk("1", "1", "1027001", "165", "2")},
		{"crosswalk of an answer", "plot", walk("1", "1", "1027001", "165", "3")},
		{"crosswalk", "former", walk("1", "3", "1027001", "1", "165")},
		{"khatian plots", "khatian", walk("1", "2", "1027001", "539/1", "1")},
		{"picks", "picks", walk("2", "ranj")},
		{"another menu", "", State{Menu: 9, Node: nodeMouza, depth: 1}},
	} {
		s, offered := b.Offer(c.old)
		if offered != (c.at != "") {
			t.Errorf("%s: offered %v", c.name, offered)
		}
		if !offered {
			continue
		}
		if s.Number != (land.Number{}) {
			t.Errorf("%s: the number %v is kept", c.name, s.Number)
		}
		for _, n := range s.back[:s.depth] {
			if b.rooms[n].personal {
				t.Errorf("%s: %s can be reached by going back", c.name, n.Name())
			}
		}
		play(t, b, s, []step{{"1", c.at, "", ""}})
		play(t, b, s, []step{{"2", "home", "", ""}})
		again, _ := b.Offer(s) // cut off at the offer itself
		play(t, b, again, []step{{"1", c.at, "", ""}})
	}
}

func TestAwayIsNobodysFault(t *testing.T) {
	b := newBench(t)
	s := play(t, b, b.Start(), []step{{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"1027001", "plot", "", ""}})
	b.register.down = errDown
	for range 5 {
		s = play(t, b, s, []step{{"165", "plot", "phone.away", ""}})
	}
	b.register.down = nil
	s = play(t, b, s, []step{{"165", "plot answer", "", ""}})
	// With the directory away too not even the question can be shown.
	b.register.down, b.directory.down = errDown, errDown
	s, out := b.Take(t.Context(), s, "1")
	s, screen, out := b.Settle(t.Context(), s, out)
	if out.Err == nil || len(screen.Body) == 0 {
		t.Errorf("at %s, error %v", s.Node.Name(), out.Err)
	}
}

func TestOneLookupReadsOnce(t *testing.T) {
	b := newBench(t)
	s, out := b.Dial(t.Context(), b.Start(), "1027001*165")
	if _, screen, _ := b.Settle(t.Context(), s, out); !screen.Personal {
		t.Error("a record's screen is personal")
	}
	if b.register.reads != 1 {
		t.Errorf("%d reads", b.register.reads)
	}
}

func TestPaging(t *testing.T) {
	b := newBench(t)
	s := b.Start()
	s.push(nodeDistrict)
	if s.Cut(3) != 0 {
		t.Fatal("not on the first page")
	}
	for _, st := range []struct {
		say  string
		page int
	}{{"98", 1}, {"৯৮", 2}, {"98", 2}, {"99", 1}, {"99.", 0}, {"99", 0}} {
		s, _ = b.Take(t.Context(), kept(t, s), st.say)
		if got := s.Cut(3); got != st.page || s.Wrong != 0 {
			t.Errorf("%s: page %d, wrong %d; want page %d", st.say, got, s.Wrong, st.page)
		}
	}
	if s.Page = 9; s.Cut(2) != 1 {
		t.Error("a page beyond the last is not the last")
	}
}

func TestAnotherVersionRestartsPolitely(t *testing.T) {
	b := newBench(t)
	s, out := b.Take(t.Context(), State{Menu: 7, Node: nodeOwners}, "1")
	if s != b.Start() || out.Reason.Key != "phone.restart" {
		t.Errorf("%+v %+v", s, out)
	}
	if _, err := Decode([]byte{99, 1, 2}); err == nil {
		t.Error("an unknown format is read")
	}
	good := b.Start().Encode(nil)
	for i := range good {
		if _, err := Decode(good[:i]); err == nil {
			t.Errorf("%d of %d bytes are read", i, len(good))
		}
	}
}

// Every room has a sample, so whoever proves that screens fit has seen all of them.
func TestEveryRoomHasASample(t *testing.T) {
	b := newBench(t)
	name := seva.Names{Bn: "নাম", En: "Name", Hi: "नाम"}
	all, err := b.Every(Far{District: name, Block: name, Mouza: name, Owner: name, Classes: []land.Class{"sali", "bastu"}, Owners: 12,
		Services: []service.Service{{ID: "grievance", Number: 1, Form: shortForm()}}, Cases: []casework.Glance{{Number: "GR2026000001", Service: "grievance", State: "submitted"}}})
	if err != nil {
		t.Fatal(err)
	}
	for n := range nodeCount {
		if nodeNames[n] == "" {
			t.Errorf("node %d has no name", n)
		}
		if b.rooms[n].show == nil || !slices.ContainsFunc(all, func(s Sample) bool {
			return (s.Name == n.Name() || strings.HasPrefix(s.Name, n.Name()+", ")) && len(s.Screen.Body)+len(s.Screen.Items) > 0
		}) {
			t.Errorf("%s has no sample", n.Name())
		}
	}
	for _, key := range []string{"sms.plot", "sms.plot.flags", "sms.khatian", "sms.place", "sms.status"} {
		if !slices.ContainsFunc(all, func(s Sample) bool { return s.SMS.Key == key }) {
			t.Errorf("%s has no sample", key)
		}
	}
	if far := Longest(seva.Names{Bn: "ক", En: "abc"}, seva.Names{Bn: "কখ", En: "z"}); far != (seva.Names{Bn: "কখ", En: "abc"}) {
		t.Errorf("longest %v", far)
	}
}

func TestMenuIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Menu){
		"version":         func(m *Menu) { m.Version = 0 },
		"unknown list":    func(m *Menu) { m.Lists[0].ID = "roof" },
		"missing list":    func(m *Menu) { m.Lists = m.Lists[1:] },
		"unknown item":    func(m *Menu) { m.Lists[0].Entries[0].ID = "moon" },
		"number twice":    func(m *Menu) { m.Lists[0].Entries[0].Number = 2 },
		"a key":           func(m *Menu) { m.Lists[0].Entries[0].Number = 98 },
		"unknown intent":  func(m *Menu) { m.Keywords[0].Intent = "sing" },
		"two meanings":    func(m *Menu) { m.Keywords[0].Word = "help" },
		"nukta made twin": func(m *Menu) { m.Keywords[0].Word = "जमीन"; m.Keywords[0].Intent = "help" },
	} {
		menu := founding(t)
		spoil(&menu)
		if _, err := New(nil, nil, menu, ""); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzTake(f *testing.F) {
	for _, in := range []string{"1", "1027001", "165/1201", "1027001*165", "০", "98", "\xff", "\u202e1", "জমি ১", "LAND a 1"} {
		f.Add(in, in)
	}
	b := newBench(f)
	f.Fuzz(func(t *testing.T, one, two string) {
		ctx := context.Background()
		for _, s := range []State{b.Start(), b.First(one)} {
			for _, in := range []string{one, two, one} {
				var out Outcome
				s, out = b.Take(ctx, kept(t, s), in)
				s, _, _ = b.Settle(ctx, s, out)
			}
			s, out := b.Dial(ctx, kept(t, s), one)
			s, _, _ = b.Settle(ctx, s, out)
			s, out = b.Message(ctx, kept(t, s), true, two)
			s, _, _ = b.Settle(ctx, s, out)
			kept(t, s)
		}
		if s, err := Decode([]byte(one)); err == nil {
			b.Show(ctx, s) //nolint:errcheck // whatever was decoded must only not panic
		}
	})
}

// BenchmarkHop is the engine alone: read the state, take, show, write the state.
func BenchmarkHop(b *testing.B) {
	bench := newBench(b)
	ctx := context.Background()
	inputs := []string{"1", "2", "0", "3", "0", "0", "4", "0"}
	kept := bench.Start().Encode(nil)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s, err := Decode(kept)
		if err != nil {
			b.Fatal(err)
		}
		s, out := bench.Take(ctx, s, inputs[i%len(inputs)])
		s, _, _ = bench.Settle(ctx, s, out)
		kept = s.Encode(kept[:0])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "hops/s")
}
