package mutation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/mutation"
	"duar/seva/registry"
)

// A deed under a number that is taken is listed for who sanctions where its case lies and for
// auditors, with what differs and without anybody's name; nobody else sees the list.
func TestConflicts(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	first := b.receive(t, d)
	other := d
	other.Buyers = slices.Clone(d.Buyers)
	other.Buyers[0].Name, other.Consideration = "জাকির হোসেন", d.Consideration+1
	for range 2 { // it is kept once
		if _, err := b.desk.Receive(t.Context(), machine(), other); seva.KindOf(err) != seva.Conflict {
			t.Fatal(err)
		}
	}
	staff := func(r casework.Role, offices ...string) casework.Caller {
		return casework.Caller{ID: "staff-1", Roles: []casework.Role{r}, Offices: offices}
	}
	for name, c := range map[string]struct {
		who  casework.Caller
		want int
	}{
		"who sanctions there": {staff(casework.Sanctioner, "lr.2786"), 1}, "an auditor of the department": {staff(casework.Auditor, "lr.*", "lr.2786"), 1},
		"who sanctions elsewhere": {staff(casework.Sanctioner, "lr.1027", "lr.278", "lr.27861"), 0}, "without an office": {staff(casework.Auditor), 0},
	} {
		all, err := b.desk.Conflicts(t.Context(), c.who)
		if err != nil || len(all) != c.want {
			t.Errorf("%s: %+v, %v", name, all, err)
			continue
		}
		for _, one := range all {
			if one.ID != d.ID || one.Case != first.Case || one.From != machine().ID || strings.Join(one.Differs, " ") != "buyers consideration" {
				t.Errorf("%s: %+v", name, one)
			}
		}
	}
	for kind, who := range map[seva.Kind]casework.Caller{
		seva.Unauthenticated: {}, seva.Forbidden: staff(casework.Clerk, "lr.2786"),
	} {
		if _, err := b.desk.Conflicts(t.Context(), who); seva.KindOf(err) != kind {
			t.Errorf("%+v: %v", who, err)
		}
	}
	over := b.clock.Now().Add(time.Hour)
	if n, err := b.store.Attic().Old(t.Context(), "conflict", over); err != nil || n != 1 {
		t.Errorf("%d are over, %v", n, err)
	}
	if n, err := b.store.Attic().Drop(t.Context(), "conflict", over, 9); err != nil || n != 1 {
		t.Errorf("%d went, %v", n, err)
	}
	if kept, err := b.store.Conflicts(t.Context(), d.ID); err != nil || len(kept) != 0 {
		t.Errorf("%+v, %v", kept, err)
	}
}

// When the time of a land case is over, its deed names nobody any more, and who objected is
// forgotten. The number stays taken: the same deed has the same answer, another is a conflict.
func TestAnEmptiedDeed(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	d.Sellers = slices.Clone(d.Sellers)
	d.Sellers[0].Name = "রহিম আলি" // not the recorded raiyat: anybody may object
	first := b.receive(t, d)
	objector := casework.Caller{ID: "citizen-9", Phone: "919830000009", Proved: true, Roles: []casework.Role{casework.Citizen}}
	if first.Course == mutation.Window {
		if _, err := b.desk.Object(t.Context(), objector, first.Case, "এই জমি আমার"); err != nil {
			t.Fatal(err)
		}
	} else if err := b.store.Deeds().Change(t.Context(), func(tx mutation.Tx) error {
		_, err := tx.PutObjection(t.Context(), first.Case, objector.ID, b.clock.Now())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	objected := func() int {
		t.Helper()
		all, err := b.store.Registry().Objections(t.Context(), objector.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	if objected() != 1 {
		t.Error("the objection is not told to whose it is")
	}
	c, err := b.store.Cases().Case(t.Context(), first.Case)
	if err != nil {
		t.Fatal(err)
	}
	err = b.store.Registry().Change(t.Context(), func(tx registry.Tx) error {
		gone, err := tx.Empty(t.Context(), first.Case, c.Version, b.clock.Now())
		if err == nil && !gone {
			t.Error("the case was not emptied")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := b.store.Deeds().Deed(t.Context(), d.ID)
	if err != nil || kept.Deed.ID != d.ID || len(kept.Deed.Buyers)+len(kept.Deed.Sellers)+len(kept.Deed.Schedule) > 0 || len(kept.Verdict.Findings) > 0 || objected() != 0 {
		t.Errorf("%+v, %v", kept, err)
	}
	again := b.receive(t, d)
	if !again.Again || again.Case != first.Case || again.Course != first.Course || len(again.Reasons) > 0 {
		t.Errorf("%+v after %+v", again, first)
	}
	d.Consideration++
	if _, err := b.desk.Receive(t.Context(), machine(), d); seva.KindOf(err) != seva.Conflict {
		t.Errorf("another deed: %v", err)
	}
	all, err := b.desk.Conflicts(t.Context(), casework.Caller{ID: "a", Roles: []casework.Role{casework.Auditor}, Offices: []string{"lr.*"}})
	if err != nil || len(all) != 1 || len(all[0].Differs) > 0 {
		t.Errorf("%+v, %v", all, err)
	}
}
