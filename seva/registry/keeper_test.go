package registry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"duar/seva/casework"
	"duar/seva/registry"
	"duar/seva/service"
)

func keeper(tn *town) registry.Keeper {
	return registry.Keeper{Attic: tn.store.Attic(), Cases: tn.cases, Services: tn.offered, Terms: tn.plan.Terms, World: tn.World}
}

func TestKeeper(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	old := tn.applies(ratna, "pension")
	tn.grants(old)
	stands := tn.applies(ratna, "pension") // is never decided
	begun := tn.begins(ratna, "pension")
	tn.days(10)
	late := tn.applies(ratna, "complaint")
	tn.grants(late)
	tn.days(356)
	k := keeper(tn)
	found := func(all []registry.Count, err error) map[string]int {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		n := map[string]int{}
		for _, c := range all {
			if c.N > 0 {
				n[c.Kind] = c.N
			}
		}
		return n
	}
	over := found(k.Old(ctx))
	if over["draft"] != 1 || over["case.welfare"] != 1 || over["case.grievance"] != 0 || over["look"] != 2 || over["key"] == 0 {
		t.Errorf("%+v", over)
	}
	if c := must[casework.Case](t)(tn.store.Cases().Case(ctx, old)); c.Answers == nil {
		t.Error("looking emptied a case")
	}
	if first := found(k.Round(ctx, 1)); first["key"] != 1 || first["case.welfare"] != 1 {
		t.Errorf("at most one of each: %+v", first)
	}
	for n := 1; n > 0; {
		n = must[int](t)(k.Retain(ctx, 50))
	}
	if left := found(k.Old(ctx)); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	if _, err := tn.store.Applications().Draft(ctx, begun.ID); err == nil {
		t.Error("the draft is there")
	}
	for number, empty := range map[string]bool{old: true, stands: false, late: false} {
		if c := must[casework.Case](t)(tn.store.Cases().Case(ctx, number)); (c.Answers == nil) != empty {
			t.Errorf("%s: %+v", number, c.Answers)
		}
	}
	// A case is emptied with a leaf, and can still be asked for by its number.
	if log := strings.Join(tn.leaves(), "\n"); strings.Count(log, `"act":"case.empty"`) != 1 {
		t.Errorf("the log:\n%s", log)
	}
	if v := must[casework.View](t)(tn.cases.For(clerk).Case(ctx, old)); v.State != "granted" || v.Applicant.Name != "" || strings.Contains(fmt.Sprintf("%+v", v), "রত্না") {
		t.Errorf("%+v", v)
	}
}

func TestProveTerms(t *testing.T) {
	if found := registry.ProveTerms(plan().Terms); len(found) != 0 {
		t.Error(found)
	}
	for about, spoil := range map[string]func([]registry.Term) []registry.Term{
		"draft: nothing says": func(all []registry.Term) []registry.Term { return all[1:] },
		"no such kind": func(all []registry.Term) []registry.Term {
			return append(all, registry.Term{Kind: "moon", Days: 1, Source: "x"})
		},
		"twice": func(all []registry.Term) []registry.Term { return append(all, all[0]) },
		"at least 365": func(all []registry.Term) []registry.Term {
			all[slices.IndexFunc(all, func(t registry.Term) bool { return t.Kind == "look" })].Days = 180
			return all
		},
		"no source": func(all []registry.Term) []registry.Term { all[0].Source = ""; return all },
	} {
		found := registry.ProveTerms(spoil(plan().Terms))
		if len(found) != 1 || !strings.Contains(found[0], about) {
			t.Errorf("%s: %q", about, found)
		}
	}
	for _, area := range service.Areas() {
		if !slices.Contains(registry.Kinds(), "case."+string(area)) {
			t.Errorf("no term of %s", area)
		}
	}
}
