package catalogue

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

// A former version lies under every service that has the procedure now, and a procedure that
// a service once had under that service; what nobody ever had is refused.
func TestFormerVersions(t *testing.T) {
	tree := copied(t)
	const now = "procedure/grievance.toml"
	text := string(tree[now].Data)
	newer := strings.Replace(text, "version = 1", "version = 9", 1)
	if newer == text {
		t.Fatal("the grievance is of another version by now")
	}
	file := func(name, text string) {
		copy := *tree[now]
		copy.Data = []byte(text)
		tree[name] = &copy
	}
	file("procedure/former/grievance.8.toml", strings.Replace(text, "version = 1", "version = 8", 1))
	file(now, newer)
	before := defined(t)
	d, err := Read(tree)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(d.Former, func(f casework.Track) bool { return f.Service == "grievance" })
	if i < 0 || len(d.Former) != len(before.Former)+1 || d.Former[i].Procedure.Version != 8 || d.Tracks()["grievance"].Procedure.Version != 9 {
		t.Fatalf("%d former tracks", len(d.Former))
	}
	if _, err := casework.NewDesk(casework.Parts{Tracks: d.Tracks(), Former: d.Former, Series: d.Series,
		World: seva.RealWorld()}.Idle()); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct{ at, text, says string }{
		"called otherwise":       {"procedure/former/grievance.7.toml", strings.Replace(text, "version = 1", "version = 6", 1), "is called grievance.6.toml"},
		"as new as the present":  {"procedure/former/grievance.9.toml", newer, "of a lower version"},
		"of no procedure at all": {"procedure/former/nothing.1.toml", strings.Replace(text, `id = "grievance"`, `id = "nothing"`, 1), "no procedure/nothing.toml"},
	} {
		file(c.at, c.text)
		if _, err := Read(tree); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		delete(tree, c.at)
	}
}
