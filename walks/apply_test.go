package walks

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"duar/api/wire"
	"duar/seva"
)

// applied is one walk of apply.toml.
type applied struct {
	Name, By, Mobile, Fact string
	Services               []string
	Lang                   seva.Lang
	Refused                map[string]string
	Answers                map[string]any
	Files                  map[string]string
	Act                    []step
}

// step is one act of a walk, or the clock moved on, and how the case stands then.
type step struct {
	Line             int
	As, Do           string
	Reason, Note     string
	Day, Found, Wait string
	Items            []item
	Answers          map[string]any
	Files            map[string]string
	State, Due, By   string
	Marks            []string
	Keys, Look       bool
	Comes            bool
	Pays             int // rupees
}

type item struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Note   string `json:"note,omitempty"`
}

// walked is the file of all services there are.
const walked = "apply.toml"

func applications(t *testing.T, file string) []applied {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Walk []applied }
	meta, err := toml.Decode(string(text), &all)
	if err != nil {
		t.Fatal(err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 || len(all.Walk) == 0 {
		t.Fatalf("%s: %d walks, unknown keys %v", file, len(all.Walk), extra)
	}
	for i := range all.Walk {
		if w := &all.Walk[i]; w.Fact == "" {
			w.Fact = w.Mobile[len(w.Mobile)-4:]
		}
	}
	return all.Walk
}

// pointers are where the walk has answers, in the order in which the form asks for them.
func (w applied) pointers(f wire.Form) []string {
	place := map[string]int{}
	for _, section := range f.Sections {
		for _, field := range section.Fields {
			place[field.ID] = len(place)
			for _, column := range field.Fields {
				place[field.ID+"//"+column.ID] = len(place)
			}
		}
	}
	all := slices.Collect(maps.Keys(w.Answers))
	all = slices.AppendSeq(all, maps.Keys(w.Files))
	order := func(at string) []int {
		parts := append(strings.Split(at, "/"), "0", "")
		row, _ := strconv.Atoi(parts[1])
		return []int{place[parts[0]], row, place[parts[0]+"//"+parts[2]]}
	}
	slices.SortFunc(all, func(a, b string) int { return slices.Compare(order(a), order(b)) })
	return all
}

func (w applied) input(at string) any { return inputOf(w.Answers[at]) }

// inputOf spells an answer of a walk as an app sends it: two digits alike are the two
// typings of an account.
func inputOf(v any) any {
	if list, ok := v.([]any); ok && len(list) == 2 && list[0] == list[1] {
		return map[string]any{"value": list[0], "again": list[1]}
	}
	return v
}

// days reads "12d".
func days(t testing.TB, s string) time.Duration {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSuffix(s, "d"))
	if err != nil {
		t.Fatal(err)
	}
	return time.Duration(n) * 24 * time.Hour
}

// TestEveryServiceIsApplied plays apply.toml: every service there is, from the first
// question to the decision, and how it stands on every face.
func TestEveryServiceIsApplied(t *testing.T) {
	t.Parallel()
	for _, w := range applications(t, walked) {
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			newTown(t).play(w)
		})
	}
}

// TestApplicationsOnRealEngines plays some of it on PostgreSQL and Redis.
func TestApplicationsOnRealEngines(t *testing.T) {
	engines := map[string]string{"grievance": "DUAR_TEST_REDIS", "trade_licence_renewal": "DUAR_TEST_REDIS_CLUSTER"}
	shareKey(t)
	for _, w := range applications(t, walked) {
		if redis := engines[w.Services[0]]; redis != "" {
			t.Run(w.Name, func(t *testing.T) {
				t.Parallel()
				newEngineTown(t, redis).play(w)
			})
		}
	}
}

// TestEveryServiceHasAWalk: a definition is not done before somebody has walked it.
func TestEveryServiceHasAWalk(t *testing.T) {
	var ids []string
	for _, w := range applications(t, walked) {
		ids = append(ids, w.Services...)
	}
	tn := newTown(t)
	a := tn.app(nil, seva.English)
	page := into[wire.Page[wire.Service]](a, a.ask("GET", "/v1/services", nil), 200)
	if len(page.Items) < 10 {
		t.Fatalf("only %d services", len(page.Items))
	}
	for _, s := range page.Items {
		if !slices.Contains(ids, s.ID) {
			t.Errorf("no walk applies for %s", s.ID)
		}
	}
}

// play applies by API and at the kiosk, compares the two, acts on the first, and looks at
// it on every face.
func (tn *town) play(w applied) {
	t := tn.t
	by := tn.people[w.By]
	if by == nil {
		by = &person{mobile: "+91" + w.Mobile}
		tn.people[w.By] = by
	}
	draft, receipt := tn.app(by, w.Lang.Base()).apply(w)
	story := &story{town: tn, walk: w, number: receipt.Number}
	for _, g := range receipt.Cases {
		story.lines = append(story.lines, g.Number)
	}
	if len(story.lines) != len(w.Services) {
		t.Fatalf("%d cases of %d services", len(story.lines), len(w.Services))
	}
	tn.compareWithKiosk(story, draft)
	for i, s := range w.Act {
		where := fmt.Sprintf("act %d (%s%s)", i+1, s.Do, s.Wait)
		number := story.lines[max(s.Line, 1)-1]
		switch {
		case s.Do != "" && s.Keys:
			story.actWithKeys(number, s)
		case s.Do != "":
			tn.app(tn.people[s.As], seva.English).act(number, s)
		case s.Pays != 0:
			tn.app(tn.people[s.As], seva.English).pays(number, s.Pays)
		case s.Wait != "":
			story.told()
			tn.wait(days(t, s.Wait))
		}
		if s.Comes {
			story.comes(number, s.State)
		}
		story.stands(where, number, s)
		if s.Look {
			story.told()
			story.look()
		}
		if t.Failed() {
			t.Fatalf("after %s", where)
		}
	}
	story.told()
	round := time.After(1200 * time.Millisecond) // of the worker that sends SMS: none comes twice
	story.look()
	story.byCommand(w.Lang.Base())
	<-round
	story.told()
	if by.mobile != "" {
		a := tn.app(by, seva.English)
		mine := into[wire.Page[wire.Glance]](a, a.ask("GET", "/v1/cases", nil), 200)
		for _, line := range story.lines {
			if !slices.ContainsFunc(mine.Items, func(g wire.Glance) bool { return g.Number == line }) {
				t.Errorf("%s is not among the citizen's own: %+v", line, mine.Items)
			}
		}
	}
}
