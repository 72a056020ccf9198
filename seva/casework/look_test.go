package casework_test

import (
	"errors"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
)

// last gives the only look that was added since there were n.
func (o *office) last(n int) ledger.Look {
	o.t.Helper()
	all := o.book.Looks()
	if len(all) != n+1 {
		o.t.Fatalf("%d looks, want %d: %+v", len(all), n+1, all)
	}
	return all[n]
}

func (o *office) later(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

func TestWhoLooksIsNoted(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n, err := o.opened("test_licence", citizen)
	if err != nil {
		t.Fatal(err)
	}
	// Whose it is leaves none, nor does a phone that only hears where it stands, nor who sees nothing.
	for _, who := range []casework.Caller{citizen, {Phone: phone}, {ID: "k9", Roles: clerk.Roles, Offices: []string{"lr.*"}}} {
		o.For(who).Case(t.Context(), n)
		o.For(who).Check(t.Context(), n, "0123")
	}
	if all := o.book.Looks(); len(all) != 0 {
		t.Fatalf("%+v", all)
	}
	reading := verifier
	reading.Channel = "app"
	if _, err := o.For(reading).Case(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	want := ledger.Look{Citizen: "c1", Number: n, Who: "v1", Role: string(casework.Verifier), Office: "labour.2412",
		Why: "view", Channel: "app", At: ist("2024-01-01 11:00")}
	if got := o.last(0); got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	// Within the hour it is the same look, also when the case is worked on.
	o.later(ledger.OneLook - time.Minute)
	o.For(reading).Case(t.Context(), n)
	o.act(verifier, n, "take_up")
	o.last(0)
	o.later(time.Minute)
	o.act(verifier, n, "park")
	if got := o.last(1); got.Why != "act.park" || got.Who != "v1" {
		t.Errorf("%+v", got)
	}
	auditor := casework.Caller{ID: "a1", Roles: []casework.Role{casework.Auditor}, Offices: []string{"labour.*"}}
	o.For(auditor).Case(t.Context(), n)
	if got := o.last(2); got.Why != "audit" || got.Role != string(casework.Auditor) {
		t.Errorf("%+v", got)
	}
}

// Of somebody who has no account the look is found by the keyed hash of the number, and
// nowhere stands the number.
func TestLooksOfAPhone(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n, err := o.opened("test_licence", operator)
	if err != nil {
		t.Fatal(err)
	}
	o.For(operator).Case(t.Context(), n)
	got := o.last(0)
	if got.Citizen != "" || got.Phone != o.Keyed(phone) || got.Phone == string(phone) || got.Role != string(casework.Operator) || got.Office != "" {
		t.Errorf("%+v", got)
	}
	if o.Keyed("") != "" {
		t.Error("no phone has a hash")
	}
}

// An act that is refused has shown the case all the same.
func TestRefusedActIsALook(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	if _, err := o.try(clerk, n, "approve"); err == nil {
		t.Fatal("a clerk approved")
	}
	if got := o.last(0); got.Why != "act.approve" {
		t.Errorf("%+v", got)
	}
}

// Who cannot be noted does not look; the citizen, who is not, reads on.
func TestNobodyLooksUnnoted(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n, err := o.opened("test_licence", citizen)
	if err != nil {
		t.Fatal(err)
	}
	full := seva.Fail(seva.Unavailable, seva.Say("error.disk_full"))
	o.book.Fault = func(call, _ string) error {
		if call == "PutLook" {
			return full
		}
		return nil
	}
	if v, err := o.For(verifier).Case(t.Context(), n); !errors.Is(err, full) || v.Number != "" {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := o.try(verifier, n, "take_up"); !errors.Is(err, full) {
		t.Errorf("acting: %v", err)
	}
	if _, err := o.For(citizen).Case(t.Context(), n); err != nil {
		t.Errorf("the citizen: %v", err)
	}
	// And what could not be written is not remembered as if it were.
	o.book.Fault = nil
	o.For(verifier).Case(t.Context(), n)
	o.last(0)
}
