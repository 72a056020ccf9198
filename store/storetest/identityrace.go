package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

func pinsAtOnce(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	const phone = seva.Phone("919831012345")
	sat := enters(t, d, codes, phone, newHandset(t))
	challenge, code := sends(t, d, codes, sat, identity.ToPIN, "")
	if err := d.SetPIN(t.Context(), sat.Token, challenge, code, "1357"); err != nil {
		t.Fatal(err)
	}
	if who, err := d.ByPIN(t.Context(), phone, "1357"); err != nil || who.ID != sat.Who.ID {
		t.Fatalf("%+v, %v", who, err)
	}
	var judged, shut atomic.Int64
	atOnce(20, func(int) {
		switch _, err := d.ByPIN(t.Context(), phone, "2468"); seva.KindOf(err) {
		case seva.Invalid:
			judged.Add(1)
		case seva.TooMany:
			shut.Add(1)
		default:
			t.Error(err)
		}
	})
	if judged.Load() != 4 || shut.Load() != 16 { // the fifth is told that it is shut
		t.Errorf("%d judged, %d shut", judged.Load(), shut.Load())
	}
	if _, err := d.ByPIN(t.Context(), phone, "1357"); seva.KindOf(err) != seva.TooMany {
		t.Errorf("the right one: %v", err)
	}
}

func budgetAtOnce(t *testing.T, s AccountStore) {
	d, _ := aDesk(s)
	d.PrefixMost = 5
	var sent atomic.Int64
	atOnce(20, func(i int) {
		switch _, err := d.Ask(t.Context(), seva.Phone(fmt.Sprintf("9198310%05d", i)), seva.English); {
		case err == nil:
			sent.Add(1)
		case seva.KindOf(err) != seva.Unavailable:
			t.Error(err)
		}
	})
	waiting, err := s.Outbox().Take(t.Context(), identityDay(), identityDay(), 100)
	if err != nil || len(waiting) != 5 || sent.Load() != 5 {
		t.Errorf("%d were told that a code is sent, %d messages, %v", sent.Load(), len(waiting), err)
	}
	if n := actsOf(t, s, "code.paused"); n != 1 {
		t.Errorf("%d leaves", n)
	}
}

// moving makes what a move to a number takes, by the code to the old one.
func moving(t *testing.T, d *identity.Desk, codes func() []string, h handset, s identity.Session, to seva.Phone) identity.Move {
	t.Helper()
	var m identity.Move
	m.OldChallenge, m.OldCode = sends(t, d, codes, s, identity.ToLeave, "")
	m.Challenge, m.Code = sends(t, d, codes, s, identity.ToMove, to)
	m.Proof = h.sign(identity.MoveText(m.Challenge))
	return m
}

func movesAtOnce(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	const to = seva.Phone("917001234567")
	var sat [2]identity.Session
	var move [2]identity.Move
	for i := range sat {
		h := newHandset(t)
		sat[i] = enters(t, d, codes, seva.Phone(fmt.Sprintf("91983101234%d", i)), h)
		move[i] = moving(t, d, codes, h, sat[i], to)
	}
	var moved, refused atomic.Int64
	atOnce(2, func(i int) {
		switch err := d.Move(t.Context(), sat[i].Token, move[i]); {
		case err == nil:
			moved.Add(1)
		case seva.KindOf(err) == seva.Conflict:
			refused.Add(1)
		default:
			t.Error(err)
		}
	})
	if moved.Load() != 1 || refused.Load() != 1 || actsOf(t, s, "citizen.move") != 1 {
		t.Errorf("%d moved, %d refused", moved.Load(), refused.Load())
	}
}

func moveWhileProved(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	for i := range 4 {
		h := newHandset(t)
		to := seva.Phone(fmt.Sprintf("91700123456%d", i))
		sat := enters(t, d, codes, seva.Phone(fmt.Sprintf("91983101234%d", i)), h)
		move := moving(t, d, codes, h, sat, to)
		c, err := d.Ask(t.Context(), to, seva.English)
		if err != nil {
			t.Fatal(err)
		}
		code := codes()[len(codes())-1]
		var proved identity.Session
		var errs [2]error
		atOnce(2, func(who int) {
			if who == 0 {
				errs[0] = d.Move(t.Context(), sat.Token, move)
			} else {
				proved, errs[1] = d.Enter(t.Context(), c.ID, code, "")
			}
		})
		switch {
		case errs[1] != nil:
			t.Errorf("entering: %v", errs[1])
		case errs[0] == nil && proved.Who.ID != sat.Who.ID:
			t.Error("two citizens have the number")
		case errs[0] != nil && (seva.KindOf(errs[0]) != seva.Conflict || proved.Who.ID == sat.Who.ID):
			t.Errorf("moving: %v", errs[0])
		}
	}
}

// told says of each number what it was told.
type told map[seva.Phone]identity.Standing

func (n told) Number(_ context.Context, p seva.Phone) (identity.Standing, error) { return n[p], nil }

func recycles(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	const phone = seva.Phone("919831012345")
	old := enters(t, d, codes, phone, newHandset(t))
	for number, of := range map[string]string{"GR2026000001": old.Who.ID, "GR2026000002": "", "GR2026000003": "somebody"} {
		c, events := Filed(number, "lr.2412")
		c.Applicant.Citizen = of
		if err := s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.Put(t.Context(), c, events) }); err != nil {
			t.Fatal(err)
		}
	}
	d.Numbers = told{phone: {Holder: identityDay().Add(24 * time.Hour)}} // after the cases, too
	stranger := enters(t, d, codes, phone, newHandset(t))
	if stranger.Who.ID == old.Who.ID {
		t.Fatal("the number is still the old citizen's")
	}
	for number, want := range map[string]seva.Phone{"GR2026000001": "", "GR2026000002": "", "GR2026000003": phone} {
		if c, err := s.Cases().Case(t.Context(), number); err != nil || c.Applicant.Phone != want {
			t.Errorf("%s: %s, %v", number, c.Applicant.Phone, err)
		}
	}
	mine, err := s.Cases().Find(t.Context(), casework.Find{Citizen: old.Who.ID})
	if err != nil || len(mine) != 1 {
		t.Errorf("the old citizen has %d cases, %v", len(mine), err)
	}
	if n := actsOf(t, s, "citizen.recycled"); n != 1 {
		t.Errorf("%d leaves", n)
	}
	if _, err := d.Who(t.Context(), old.Token); seva.KindOf(err) != seva.Unauthenticated {
		t.Errorf("the old session: %v", err)
	}
}

var aChief = identity.NewStaff{Name: "Chief", Roles: []casework.Role{casework.Administrator}}

func administratorsAtOnce(t *testing.T, s AccountStore) {
	d, _ := aDesk(s)
	for round := range 3 {
		var login [2]string
		for i := range login {
			n := aChief
			n.Login = fmt.Sprintf("chief%d%d", round, i)
			login[i] = n.Login
			if _, err := d.Enrol(t.Context(), n); err != nil {
				t.Fatal(err)
			}
		}
		if round > 0 { // only these two count
			if err := d.Suspend(t.Context(), fmt.Sprintf("chief%d0", round-1), true); err != nil && seva.KindOf(err) != seva.Conflict {
				t.Fatal(err)
			}
			if err := d.Suspend(t.Context(), fmt.Sprintf("chief%d1", round-1), true); err != nil && seva.KindOf(err) != seva.Conflict {
				t.Fatal(err)
			}
		}
		var done atomic.Int64
		atOnce(2, func(i int) {
			switch err := d.Suspend(t.Context(), login[i], true); {
			case err == nil:
				done.Add(1)
			case seva.KindOf(err) != seva.Conflict:
				t.Error(err)
			}
		})
		if done.Load() != 1 {
			t.Errorf("%d of two were suspended", done.Load())
		}
	}
}

func firstAtOnce(t *testing.T, s AccountStore) {
	d, _ := aDesk(s)
	var made atomic.Int64
	atOnce(4, func(i int) {
		if _, err := d.EnrolFirst(t.Context(), fmt.Sprintf("chief%d", i), "Chief"); err == nil {
			made.Add(1)
		} else if seva.KindOf(err) != seva.Conflict {
			t.Error(err)
		}
	})
	if all, err := d.Staff(t.Context()); made.Load() != 1 || err != nil || len(all) != 1 {
		t.Errorf("%d were made, %d are there, %v", made.Load(), len(all), err)
	}
}
