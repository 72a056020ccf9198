package dialogue

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/place"
)

// said is a line, where it leads, and the number and reason it leaves.
type said struct {
	line, node, number, why string
}

var lines = []said{
	// Every way of writing a bata finds the bata, never the plot before the stroke.
	{"LAND 1027001 165 bata 1201", "plot answer", "165/1201", ""},
	{"LAND 1027001 165 BATA 1201", "plot answer", "165/1201", ""},
	{"জমি ১০২৭০০১ ১৬৫ বাটা ১২০১", "plot answer", "165/1201", ""},
	{"ज़मीन 1027001 165 बटा 1201", "plot answer", "165/1201", ""},
	{"LAND 1027001 165 / 1201", "plot answer", "165/1201", ""},
	{"LAND 1027001 165 /1201", "plot answer", "165/1201", ""},
	{"LAND 1027001 165/ 1201", "plot answer", "165/1201", ""},
	{"LAND 1027001 165bata1201", "plot answer", "165/1201", ""},
	{"LAND 1027001 165 by 1201", "plot answer", "165/1201", ""},
	{"LAND 1027001 165 - 1201", "plot answer", "165/1201", ""},
	{"1027001 165 bata 1201", "plot answer", "165/1201", ""},
	{"1027001*165*1201", "plot answer", "165/1201", ""},
	{"1027001 165*1201", "plot answer", "165/1201", ""},
	{"KHATIAN 1027001 539 bata 1", "khatian answer", "539/1", ""},
	{"LAND Ranjapur 165 bata 1201", "picks", "165/1201", ""},
	// What is left over is never passed over.
	{"LAND 1027001 165 abc", "plot", "", "phone.wrong.number"},
	{"LAND 1027001 165 1201 7", "plot", "", "phone.wrong.number"},
	{"LAND 1027001 165 bata", "plot", "", "phone.wrong.number"},
	{"1027001 165 abc", "plot", "", "phone.wrong.number"},
	{"1027001*165*abc", "plot", "", "phone.wrong.number"},
	{"KHATIAN 1027001 539/1 x", "khatian", "", "phone.wrong.number"},
	{"LAND Ranjapur 165 1 2", "mouza", "", "phone.wrong.number"},
	// As people write it.
	{"LAND 1027001-165", "plot answer", "165", ""},
	{"1027001-165", "plot answer", "165", ""},
	{"LAND 1027001-165/1201", "plot answer", "165/1201", ""},
	{"LAND1027001 165", "plot answer", "165", ""},
	{"জমি১০২৭০০১ ১৬৫", "plot answer", "165", ""},
	{"LAND 1027001 Plot 165", "plot answer", "165", ""},
	{"LAND 1027001 plot165", "plot answer", "165", ""},
	{"LAND 1027001 plot no. 165", "plot answer", "165", ""},
	{"LAND 1027001 no.165", "plot answer", "165", ""},
	{"জমির 1027001 165", "plot answer", "165", ""},
	{"জমির তথ্য 1027001 165", "plot answer", "165", ""},
	{"ज़मीन की जानकारी 1027001 165", "plot answer", "165", ""},
	{"আমার জমি 1027001 165", "plot answer", "165", ""},
	{"জমি মৌজা ১০২৭০০১ দাগ ১৬৫", "plot answer", "165", ""},
	{"জমি মৌজা নং ১০২৭০০১ দাগ নং ১৬৫", "plot answer", "165", ""},
	{"मौज़ा 1027001 दाग नंबर 165", "plot answer", "165", ""},
	{"দাগ ১৬৫ মৌজা ১০২৭০০১", "plot answer", "165", ""},
	{"MOUZA 1027001 165", "plot answer", "165", ""},
	{"LAND mouza 1027001 khatian 539/1", "khatian answer", "539/1", ""},
	{"LAND mouza Ranjapur dag 165", "picks", "165", ""},
	{"MOUZA 1027001", "place", "", ""},
	// Other names of the same words.
	{"khotian 1027001 539/1", "khatian answer", "539/1", ""},
	{"MAUJA 1027001", "place", "", ""},
	{"मेन्यू", "home", "", ""},
	{"हेल्प", "keywords", "", ""},
	{"আরএস 1027001 165", "crosswalk", "165", ""},
	{"আর.এস. 1027001 165", "crosswalk", "165", ""},
	{"R.S. 1027001 165", "crosswalk", "165", ""},
	{"साबिक 1027001 165", "crosswalk", "165", ""},
	{"সাবেক দাগ 165 মৌজা 1027001", "crosswalk", "165", ""},
	{"হাল 1027001 165", "crosswalk", "165", ""},
	{"LAND 1027001 LR plot 165", "plot answer", "165", ""},
	{"LAND 1027001 RS plot 165", "crosswalk", "165", ""},
	// A number that is said to be of two things shows neither.
	{"KHATIAN 1027001 plot 165", "keywords", "", ""},
	{"LAND 1027001 dag 165 khatian 12", "keywords", "", ""},
	{"PLOT 1027001 khatian 12", "keywords", "", ""},
}

func TestLines(t *testing.T) {
	for _, c := range lines {
		b := newBench(t)
		s, out := b.Message(t.Context(), b.Start(), false, c.line)
		s, _, out = b.Settle(t.Context(), s, out)
		number := ""
		if s.Number.Main != 0 {
			number = s.Number.String()
		}
		if s = kept(t, s); s.Node.Name() != c.node || number != c.number || out.Reason.Key != c.why {
			t.Errorf("%q: %s, number %q, %q; want %+v", c.line, s.Node.Name(), number, out.Reason.Key, c)
		}
	}
}

// The same at the questions, where a line may be typed whole.
func TestLinesAtAQuestion(t *testing.T) {
	mouza := []step{{"1", "land", "", ""}, {"1", "mouza", "", ""}}
	plot := append(slices.Clone(mouza), step{"1027001", "plot", "", ""})
	former := []step{{"1", "land", "", ""}, {"3", "mouza", "", ""}, {"1027001", "survey", "", ""}, {"2", "former", "", ""}}
	for _, c := range []struct {
		before []step
		said
	}{
		{mouza, said{"1027001 165 bata 1201", "plot answer", "165/1201", ""}},
		{mouza, said{"1027001 165 / 1201", "plot answer", "165/1201", ""}},
		{mouza, said{"1027001-165", "plot answer", "165", ""}},
		{mouza, said{"1027001 165 abc", "plot", "", "phone.wrong.number"}},
		{mouza, said{"1027001 খতিয়ান 12 দাগ 165", "mouza", "", "phone.wrong.number"}},
		{plot, said{"165 বাটা 1201", "plot answer", "165/1201", ""}},
		{plot, said{"165 /1201", "plot answer", "165/1201", ""}},
		{plot, said{"দাগ নং ১৬৫", "plot answer", "165", ""}},
		{plot, said{"165 abc", "plot", "", "phone.wrong.number"}},
		{plot, said{"খতিয়ান 165", "plot", "", "phone.wrong.number"}},
		{plot, said{"RS 165", "plot", "", "phone.wrong.number"}},
		{former, said{"LR plot 165", "crosswalk", "165", ""}},
		{former, said{"RS 165", "former", "", "phone.wrong.number"}},
	} {
		b := newBench(t)
		s := play(t, b, play(t, b, b.Start(), c.before), []step{{c.line, c.node, c.why, ""}})
		number := ""
		if s.Number.Main != 0 {
			number = s.Number.String()
		}
		if number != c.number {
			t.Errorf("%q: number %q, want %q", c.line, number, c.number)
		}
	}
}

func TestSplit(t *testing.T) {
	for in, want := range map[string]string{
		"LAND 1027001 165":    "LAND 1027001 165",
		"LAND1027001-165/2":   "LAND 1027001 165/2",
		"a,b;c:d*e#f":         "a b c d e f",
		"BN-LATN":             "BN-LATN",
		"দাগ165বাটা1201":      "দাগ 165 বাটা 1201",
		" \u00a0 ":            "",
		"1027001.165":         "1027001 165",
		"10270011-165 165-12": "10270011-165 165-12",
	} {
		if got := strings.Join(split(in), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, c := range lines {
		f.Add(c.line)
	}
	b := newBench(f)
	f.Fuzz(func(t *testing.T, line string) {
		for _, w := range split(line) {
			if w == "" {
				t.Errorf("%q has an empty word", line)
			}
		}
		s, out := b.Message(t.Context(), b.Start(), false, line)
		s, _, _ = b.Settle(t.Context(), s, out)
		if s.Node == nodePeople {
			t.Errorf("%q ends", line)
		}
		kept(t, s)
	})
}

// gazetteer is a directory whose search answers what it is told to.
type gazetteer struct {
	directory
	found []place.Match
}

func (g *gazetteer) Search(_ context.Context, q place.Query) ([]place.Match, error) {
	var found []place.Match
	for _, m := range g.found {
		if slices.Contains(q.Kinds, m.Kind) {
			found = append(found, m)
		}
	}
	return found, nil
}

func TestNamesWhileWalking(t *testing.T) {
	b := newBench(t)
	g := &gazetteer{found: []place.Match{
		{Kind: place.KindDistrict, Code: "318", Score: veryName},
		{Kind: place.KindMouza, Code: "1027098", Score: 900},
	}}
	b.places = g
	district := []step{{"2", "mouza", "", ""}, {"1", "district", "", ""}}
	s := play(t, b, b.Start(), append(district, step{"Paschim Medinipur", "unit", "", ""}))
	g.found[0] = place.Match{Kind: place.KindBlock, Code: "2786", Score: veryName} // Ghatal
	if s = play(t, b, s, []step{{"ঘাটাল", "jl", "", ""}, {"1", "place", "", ""}}); s.Mouza != 1027001 {
		t.Errorf("mouza %v", s.Mouza)
	}
	play(t, b, b.Start(), append(district, step{"ঘাটাল", "jl", "", ""}, step{"0", "unit", "", ""}, step{"0", "district", "", ""}))
	g.found[0].Code = "2790" // Sabang, which has no list: what is left is the search
	play(t, b, b.Start(), append(district, step{"Sabang", "picks", "", ""}))
	g.found = nil
	play(t, b, b.Start(), append(district, step{"nowhere", "district", "phone.wrong.name", ""}, step{"77", "district", "phone.wrong.choice", ""}, step{"1027001", "place", "", ""}))
}

// The land offices that have a list come first, by the numbers they always have.
func TestListedUnitsComeFirst(t *testing.T) {
	b := newBench(t)
	screen, err := b.Show(t.Context(), State{Menu: b.version, Node: nodeUnit, District: 10})
	var numbers []int
	for _, i := range screen.Items {
		numbers = append(numbers, i.Number)
	}
	if err != nil || !slices.Equal(numbers, []int{27, 30}) {
		t.Errorf("%v, %v", numbers, err)
	}
	b.places = &reversed{}
	screen, _ = b.Show(t.Context(), State{Menu: b.version, Node: nodeUnit, District: 10})
	if len(screen.Items) != 2 || screen.Items[0].Number != 30 {
		t.Errorf("%+v", screen.Items)
	}
}

// A district without any list says so before its land offices are walked through.
func TestADistrictWithoutListsLeadsBack(t *testing.T) {
	b := newBench(t)
	b.places = &blank{}
	play(t, b, b.Start(), []step{{"2", "mouza", "", ""}, {"1", "district", "", ""}, {"10", "mouza", "phone.wrong.list", ""}})
	b.places = &blank{directory{down: errDown}}
	_, err := b.Show(t.Context(), State{Menu: b.version, Node: nodeUnit, District: 10})
	if !errors.Is(err, errDown) {
		t.Errorf("away is not the same as no list: %v", err)
	}
}

type blank struct{ directory }

func (d *blank) Mouzas(context.Context, string) ([]place.Mouza, error) { return nil, d.down }

// reversed is a directory in which only Sabang, unit 30, has a list.
type reversed struct{ directory }

func (r *reversed) Mouzas(_ context.Context, block string) ([]place.Mouza, error) {
	if block != "2790" {
		return nil, nil
	}
	return []place.Mouza{{IDN: 1030001, Block: block}}, nil
}

func TestTheVeryNameStandsAlone(t *testing.T) {
	scores := func(all ...int) (matches []place.Match) {
		for _, s := range all {
			matches = append(matches, place.Match{Score: s})
		}
		return matches
	}
	for _, c := range []struct {
		found []place.Match
		want  int
	}{
		{scores(), 0},
		{scores(1000), 1},
		{scores(1000, 990, 900), 1},
		{scores(1000, 1000, 900), 2},
		{scores(990, 980, 970, 960, 950, 940, 930, 920, 910), 5},
		{scores(990, 980), 2},
		{scores(1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000), 9},
	} {
		if got := len(best(c.found)); got != c.want {
			t.Errorf("%v: %d, want %d", c.found, got, c.want)
		}
	}
}

func TestMute(t *testing.T) {
	b := newBench(t)
	b.Machine = b.Mute()
	for _, to := range [][]step{
		{{"1", "land", "", ""}, {"1", "mouza", "", ""}, {"1027001", "plot", "", ""}, {"165", "plot answer", "", ""}, {"2", "plot answer", "phone.wrong.choice", ""}, {"4", "plot measure", "", ""}},
		{{"1", "land", "", ""}, {"2", "mouza", "", ""}, {"1027001", "khatian", "", ""}, {"539/1", "khatian answer", "", ""}, {"2", "khatian answer", "phone.wrong.choice", ""}, {"3", "khatian measure", "", ""}},
		{{"2", "mouza", "", ""}, {"1027001", "place", "", ""}, {"4", "place", "phone.wrong.choice", ""}, {"1", "plot", "", ""}},
	} {
		s := b.Start()
		for _, st := range to {
			s = play(t, b, s, []step{st})
			screen, err := b.Show(t.Context(), s)
			if err != nil || slices.ContainsFunc(screen.Items, func(i Item) bool { return i.Sends }) {
				t.Errorf("%s offers an SMS, or %v", s.Node.Name(), err)
			}
		}
	}
	if spoken := newBench(t); len(spoken.items[listPlot]) != len(b.items[listPlot])+1 {
		t.Error("the machine that is not mute lost its item")
	}
}

// Between two SMS lie hours: what was wrong in one is not held against the next.
func TestNoSMSEnds(t *testing.T) {
	b := newBench(t)
	s, out := b.Message(t.Context(), b.Start(), false, "LAND 1027001 165")
	for i, say := range []string{"x", "9", "", "", "hello", strings.Repeat("y", 200), "7"} {
		s, _, _ = b.Settle(t.Context(), s, out)
		s, out = b.Message(t.Context(), kept(t, s), true, say)
		if out.Reason.Key != "phone.keywords" || s.Node != nodePlotAnswer {
			t.Errorf("%d: %s, %q", i, s.Node.Name(), out.Reason.Key)
		}
	}
	if s, _ = b.Message(t.Context(), s, true, "1"); s.Node != nodeOwners {
		t.Errorf("the right answer after them: %s", s.Node.Name())
	}
	// A question still says what is wrong with its answer.
	s, _ = b.Message(t.Context(), b.Start(), false, "LAND 1027001")
	for range 5 {
		s, out = b.Message(t.Context(), kept(t, s), true, "777")
		s, _, out = b.Settle(t.Context(), s, out)
		if out.Reason.Key != "phone.wrong.plot" || s.Node != nodePlot {
			t.Errorf("%s, %q", s.Node.Name(), out.Reason.Key)
		}
	}
}

// No text that an SMS begins with names anybody; what it was asked for may.
func TestKeywordRepliesNameNobody(t *testing.T) {
	b := newBench(t)
	for _, line := range []string{"LAND 1027001 165", "KHATIAN 1027001 539/1"} {
		s, out := b.Message(t.Context(), b.Start(), false, line)
		_, screen, _ := b.Settle(t.Context(), s, out)
		if len(screen.Posted) != 1 || !strings.HasPrefix(screen.Posted[0].Key, "sms.") {
			t.Fatalf("%s: posted %+v", line, screen.Posted)
		}
		for name, value := range screen.Posted[0].Args {
			if n, is := value.(seva.Names); is {
				t.Errorf("%s: %s is %v", line, name, n)
			}
		}
		if screen.Posted[0].Args["Date"] == nil {
			t.Errorf("%s: of when?", line)
		}
	}
}

// A mouza that the directory lacks goes by its number, which every language writes in
// its own digits.
func TestUnknownMouzaIsAValue(t *testing.T) {
	b := newBench(t)
	b.places = &nowhere{}
	name, err := b.known(t.Context(), 1027001)
	if err != nil || name.Args["Number"] != place.IDN(1027001) {
		t.Errorf("%+v, %v", name, err)
	}
}

type nowhere struct{ directory }

func (*nowhere) Mouza(context.Context, place.IDN) (place.Mouza, error) {
	return place.Mouza{}, seva.Fail(seva.NotFound, seva.Say("error.mouza.unknown"))
}

func TestShort(t *testing.T) {
	for area, want := range map[seva.Area]string{20600: "2.06 206", 7500: "0.75 75", 364: "0.0364 3.64", 10000: "1 100", 0: "0 0", 1000000: "100 10000"} {
		if got := short(area.In(seva.InAcre)).String() + " " + short(area.In(seva.InDecimal)).String(); got != want {
			t.Errorf("%v: %s, want %s", area, got, want)
		}
	}
}
