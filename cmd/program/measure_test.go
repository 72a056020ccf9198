package program

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestMeasure(t *testing.T) {
	type report struct {
		Coding                             string
		Septets, Units, Clusters, Segments int
		Screens                            []string
	}
	long := strings.Repeat("জমির তথ্য ", 20)
	for _, c := range []struct {
		args []string
		want report // Screens only when they matter
	}{
		{[]string{"Jomir tothyo"}, report{Coding: "gsm7", Septets: 12, Units: 12, Clusters: 12, Segments: 1, Screens: []string{"Jomir tothyo"}}},
		{[]string{"one", "two"}, report{Coding: "gsm7", Septets: 7, Units: 7, Clusters: 7, Segments: 1, Screens: []string{"one two"}}},
		{[]string{"{}"}, report{Coding: "gsm7", Septets: 4, Units: 2, Clusters: 2, Segments: 1, Screens: []string{"{}"}}},
		{[]string{"জমির তথ্য"}, report{Coding: "ucs2", Units: 9, Clusters: 6, Segments: 1, Screens: []string{"জমির তথ্য"}}},
		{[]string{"ज़मीन"}, report{Coding: "ucs2", Units: 5, Clusters: 3, Segments: 1, Screens: []string{"ज़मीन"}}},
		{[]string{long}, report{Coding: "ucs2", Units: 200, Clusters: 140, Segments: 3}},
		{[]string{strings.Repeat("a", 161)}, report{Coding: "gsm7", Septets: 161, Units: 161, Clusters: 161, Segments: 2}},
	} {
		line := ok(t, append([]string{"measure"}, c.args...)...)
		if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
			t.Errorf("%.20q: not one line: %q", c.args, line)
		}
		var got report
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		screens := got.Screens
		if c.want.Screens == nil {
			got.Screens = nil
		}
		if !slices.Equal(got.Screens, c.want.Screens) || got.Coding != c.want.Coding || got.Septets != c.want.Septets ||
			got.Units != c.want.Units || got.Clusters != c.want.Clusters || got.Segments != c.want.Segments {
			t.Errorf("%.20q:\n got %+v\nwant %+v", c.args, got, c.want)
		}
		if squeezed := strings.Join(strings.Fields(strings.Join(screens, " ")), " "); got.Coding == "ucs2" &&
			squeezed != strings.TrimSpace(strings.Join(c.args, " ")) {
			t.Errorf("%.20q: the screens do not hold the text: %q", c.args, screens)
		}
	}
	var cut report
	if err := json.Unmarshal([]byte(ok(t, "measure", "--limit", "20", long)), &cut); err != nil {
		t.Fatal(err)
	}
	for _, s := range cut.Screens {
		if n := len(utf16.Encode([]rune(s))); n == 0 || n > 20 {
			t.Errorf("with --limit 20 a screen of %d units: %q", n, s)
		}
	}
	if len(cut.Screens) < 10 {
		t.Errorf("with --limit 20 only %d screens", len(cut.Screens))
	}
}

func TestMeasureShift(t *testing.T) {
	bengali := strings.Repeat("জমির তথ্য ", 10)
	for _, c := range []struct{ name, text, want string }{
		{"one table", bengali + "12.", `{"coding":"gsm7","lock":"bn","segments":1}`},
		{"the pair for the danda", bengali + "12।", `{"coding":"gsm7","lock":"bn","single":"hi","segments":1}`},
		{"Bengali digits", bengali + "১২.", `{"coding":"gsm7","lock":"bn","single":"bn","segments":1}`},
		{"both at once are in no pair", bengali + "১২।", `{"coding":"ucs2","segments":2}`},
		{"Hindi", strings.Repeat("ज़मीन की जानकारी। ", 6), `{"coding":"gsm7","lock":"hi","single":"hi","segments":1}`},
		{"nothing to save", "জমি", `{"coding":"ucs2","segments":1}`},
		{"plain letters", "jomi", `{"coding":"gsm7","segments":1}`},
	} {
		without := ok(t, "measure", c.text)
		if strings.Contains(without, "shift") {
			t.Errorf("%s: the tables are there unasked: %s", c.name, without)
		}
		// The flag adds to the line and changes nothing in it.
		want := strings.TrimSuffix(without, "}\n") + `,"shift":` + c.want + "}\n"
		if got := ok(t, "measure", "--shift", c.text); got != want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, want)
		}
	}
	if r := duar(t, "measure", "--shift", strings.Repeat("ক", 255*149+1)); r.code == 0 || r.out != "" {
		t.Error("a text of more than 255 parts was measured")
	}
}
