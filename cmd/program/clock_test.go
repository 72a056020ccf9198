package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const vectors = "../../seva/casework/testdata/sla_vectors.json"

func TestClock(t *testing.T) {
	want := strings.Join([]string{
		"plain, calendar days\t2024-01-31",
		"plain, holidays and Sundays excluded\t2024-02-08",
		"15 days, one query round, pause\t2024-01-31",
		"15 days, one query round, restart (what WB Labour code does)\t2024-02-07",
		"15 days, one query round, clock runs on\t2024-01-19",
		"query raised and answered the same day costs nothing extra\t2024-01-19",
		"submitted at 23:59 IST counts from the next day\t2024-01-02",
		"query never answered: no due date\tnone, waiting for the reply",
	}, "\n") + "\n"
	if got := ok(t, "clock", vectors); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	text, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	if r := duarWith(t.Context(), strings.NewReader(string(text)), "clock", "-"); r.code != 0 || r.out != want {
		t.Errorf("from standard input: %+v", r)
	}
	// A file that says otherwise is told so, and all dates are printed all the same.
	wrong := strings.Replace(string(text), `"due_date": "2024-02-07"`, `"due_date": "2024-01-31"`, 1)
	wrong = strings.Replace(wrong, `"due_date": null`, `"due_date": "2024-01-19"`, 1)
	r := duarWith(t.Context(), strings.NewReader(wrong), "clock", "-")
	if r.code != 1 || r.out != want || !strings.Contains(r.err, "the file says 2024-01-31, the clock says 2024-02-07") ||
		!strings.Contains(r.err, "the clock says none, waiting for the reply") || !strings.Contains(r.err, "2 of 8 due dates differ") {
		t.Errorf("%+v", r)
	}
	if line, _, _ := strings.Cut(r.err, ": "); line != "-:62" {
		t.Errorf("the case is said to be at %s", line)
	}
}

func TestClockOfCasesWithoutADate(t *testing.T) {
	one := func(policy, limit, events string) string {
		return `{"cases":[{"name":"a","policy":"` + policy + `","limit_days":` + limit + `,"events":` + events + `}]}`
	}
	for _, c := range []struct{ file, want string }{
		{one("pause", "0", `[["2024-01-01T11:00","submit"]]`), "a\t2024-01-01\n"},
		{one("restart", "2", `[["2024-01-01T11:00","submit"],["2024-01-01T11:00","query"],["2024-01-01T11:00","reply"]]`), "a\t2024-01-03\n"},
		{one("run", "2", `[["2024-01-01T11:00","submit"],["2024-01-01T11:00","query"]]`), "a\t2024-01-03\n"},
		{one("restart", "2", `[["2024-01-01T11:00","submit"],["2024-01-02T11:00","query"],["2024-01-03T11:00","query"]]`), "a\tnone, waiting for the reply\n"},
	} {
		if r := duarWith(t.Context(), strings.NewReader(c.file), "clock", "-"); r.code != 0 || r.out != c.want || r.err != "" {
			t.Errorf("%s:\n%+v", c.file, r)
		}
	}
}

func TestClockRefusesWhatItCannotRead(t *testing.T) {
	const good = `{"name":"a","policy":"pause","limit_days":5,"events":[["2024-01-01T11:00","submit"]]}`
	swap := func(old, new string) string { return "{\"cases\":[\n" + strings.Replace(good, old, new, 1) + "\n]}" }
	for name, c := range map[string]struct{ file, says string }{
		"nothing":             {"", "-:1: "},
		"another thing":       {"[]", "stands where"},
		"cut off":             {"{\"cases\":[\n{\"name\":", "-:2: "},
		"a comma":             {"{\"cases\":[\n\n{\"name\":\"a\",}]}", "-:3: "},
		"two files":           {swap("", "") + "{}", "behind the end"},
		"an unknown part":     {`{"case":[]}`, `"case"`},
		"cases twice":         {`{"cases":[` + good + `],"cases":[]}`, "twice"},
		"no cases":            {`{"cases":[]}`, "no cases"},
		"an unknown key":      {swap(`"limit_days"`, `"limitdays"`), `-:2: case 1 "": unknown field "limitdays"`},
		"no limit":            {swap(`"limit_days":5,`, ``), "limit_days is"},
		"a limit below none":  {swap(`:5`, `:-5`), "limit_days is"},
		"half a day":          {swap(`:5`, `:5.5`), "limit_days"},
		"too long a limit":    {swap(`:5`, `:9999`), "limit_days is"},
		"no name":             {swap(`"a"`, `""`), "no name"},
		"a name with a tab":   {swap(`"a"`, `"a\tb"`), "no name"},
		"a policy":            {swap(`pause`, `stop`), "policy is"},
		"no events":           {swap(`[["2024-01-01T11:00","submit"]]`, `[]`), "no events"},
		"a zone":              {swap(`T11:00`, `T11:00Z`), "not a time like"},
		"a day there is not":  {swap(`2024-01-01`, `2024-02-30`), "not a time like"},
		"another event":       {swap(`submit`, `apply`), "not submit, query or reply"},
		"begins with a reply": {swap(`submit`, `reply`), "the first event is submit"},
		"submitted twice":     {swap(`]]`, `],["2024-01-02T11:00","submit"]]`), "event 2: the first event is submit"},
		"a reply to nothing":  {swap(`]]`, `],["2024-01-02T11:00","reply"]]`), "nothing was asked"},
		"backwards":           {swap(`]]`, `],["2023-12-31T11:00","query"]]`), "before the event above it"},
		"an event of three":   {swap(`"submit"`, `"submit","x"`), "not [time, what]"},
		"a holiday":           {swap(`"events"`, `"holidays":["26 Jan"],"events"`), "holiday"},
		"a due month":         {swap(`]]`, `]],"due_date":"2024-01"`), "due_date"},
		"a due number":        {swap(`]]`, `]],"due_date":20240131`), "due_date"},
		"not UTF-8":           {swap(`"a"`, "\"\xff\""), "not UTF-8"},
	} {
		r := duarWith(t.Context(), strings.NewReader(c.file), "clock", "-")
		if r.code != 1 || r.out != "" || !strings.Contains(r.err, c.says) || !strings.HasPrefix(r.err, "-:") {
			t.Errorf("%s: %+v, want %q", name, r, c.says)
		}
	}
	if r := duar(t, "clock", filepath.Join(t.TempDir(), "none.json")); r.code != 1 || !strings.Contains(r.err, "none.json") {
		t.Errorf("%+v", r)
	}
	if r := duar(t, "clock"); r.code != 2 {
		t.Errorf("without a file: %+v", r)
	}
}
