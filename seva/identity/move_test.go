package identity

import (
	"errors"
	"strings"
	"testing"
	"time"

	"duar/seva"
)

// leaving makes all that a move to newMobile takes: by a PIN that is set, or by the code
// to the number that is left.
func (f front) leaving(t *testing.T, h handset, s Session, byPIN bool) Move {
	t.Helper()
	var m Move
	if byPIN {
		f.setPIN(t, s, "1357")
		m.PIN = "1357"
	} else {
		m.OldChallenge, m.OldCode = f.askFor(t, s, ToLeave, "")
	}
	m.Challenge, m.Code = f.askFor(t, s, ToMove, newMobile)
	m.Proof = h.sign(MoveText(m.Challenge))
	return m
}

func TestMove(t *testing.T) {
	for name, byPIN := range map[string]bool{"by PIN": true, "by the old number's code": false} {
		t.Run(name, func(t *testing.T) {
			f, h := open(t), newHandset()
			s, other := enters(t, f, mobile, h), enters(t, f, mobile, newHandset())
			m := f.leaving(t, h, s, byPIN)
			told := len(f.kept.told)
			if err := f.Move(t.Context(), s.Token, m); err != nil {
				t.Fatal(err)
			}
			for _, old := range []Session{s, other} {
				_, err := f.Who(t.Context(), old.Token)
				is(t, err, seva.Unauthenticated, "token")
			}
			_, err := f.renew(h, s)
			is(t, err, seva.Unauthenticated, "refresh")
			to := map[string]seva.Phone{}
			for _, m := range f.kept.told[told:] {
				to[m.Key] = m.To
				if strings.Contains(m.Body, string(newMobile)) || strings.Contains(m.Body, string(mobile)) {
					t.Error("a message names a number")
				}
			}
			if len(to) != 2 || to["sms.moved.old"] != mobile || to["sms.moved.new"] != newMobile {
				t.Errorf("told %v", to)
			}
			if got := f.kept.cases; len(got) != 1 || got[0].citizen != s.Who.ID || got[0].from != mobile || got[0].to != newMobile || !got[0].before.After(f.Now()) {
				t.Errorf("cases %+v", got)
			}
			if got := f.kept.rekeyed; len(got) != 1 || got[0] != (rekeyed{s.Who.ID, "key-of-" + string(mobile), f.kept.cases[0].before}) {
				t.Errorf("lines %+v", got)
			}
			if last := f.kept.leaves[len(f.kept.leaves)-1]; last.Act != "citizen.move" || last.Actor != s.Who.ID || last.Subject != s.Who.ID {
				t.Errorf("%+v", last)
			}
			// The new number is the account's, the PIN too; the old one makes another.
			f.pass(time.Hour)
			if again := enters(t, f, newMobile, h); again.Who.ID != s.Who.ID || again.Who.Phone != newMobile {
				t.Errorf("%+v", again.Who)
			}
			if again := enters(t, f, mobile, newHandset()); again.Who.ID == s.Who.ID {
				t.Error("the old number still opens the account")
			}
			if has, _ := f.HasPIN(t.Context(), newMobile); has != byPIN {
				t.Errorf("a PIN: %v", has)
			}
			if has, _ := f.HasPIN(t.Context(), mobile); has {
				t.Error("the old number has a PIN")
			}
			_, err = f.Enter(t.Context(), m.Challenge, m.Code, "")
			is(t, err, seva.Invalid, "code.old")
		})
	}
}

// A code alone moves nothing, nor does anything else alone.
func TestMoveTakesAllOfIt(t *testing.T) {
	wrong := func(code string) string {
		if code == "111111" {
			return "222222"
		}
		return "111111"
	}
	for name, c := range map[string]struct {
		byPIN  bool
		change func(*Move)
		kind   seva.Kind
		code   string
	}{
		"no proof":             {true, func(m *Move) { m.Proof = "" }, seva.Forbidden, "move.device"},
		"another key's proof":  {true, func(m *Move) { m.Proof = newHandset().sign(MoveText(m.Challenge)) }, seva.Forbidden, "move.device"},
		"a wrong code":         {true, func(m *Move) { m.Code = wrong(m.Code) }, seva.Invalid, "code.wrong"},
		"a wrong PIN":          {true, func(m *Move) { m.PIN = "2468" }, seva.Invalid, "pin.wrong"},
		"neither PIN nor code": {true, func(m *Move) { m.PIN = "" }, seva.Invalid, "code.old"},
		"a wrong old code":     {false, func(m *Move) { m.OldCode = wrong(m.OldCode) }, seva.Invalid, "code.wrong"},
		"a PIN that is none":   {false, func(m *Move) { m.PIN = "1357" }, seva.Invalid, "pin.wrong"},
		"the codes exchanged": {false, func(m *Move) {
			m.OldChallenge, m.OldCode = m.Challenge, m.Code
		}, seva.Invalid, "code.old"},
	} {
		t.Run(name, func(t *testing.T) {
			f, h := open(t), newHandset()
			s := enters(t, f, mobile, h)
			good := f.leaving(t, h, s, c.byPIN)
			bad := good
			c.change(&bad)
			is(t, f.Move(t.Context(), s.Token, bad), c.kind, c.code)
			if _, err := f.Who(t.Context(), s.Token); err != nil || len(f.kept.cases) != 0 {
				t.Errorf("something happened: %v", err)
			}
			if err := f.Move(t.Context(), s.Token, good); err != nil { // and nothing was used up
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// Whoever moves to a number that was somebody else's gets nothing of what was filed with it
// before it was theirs.
func TestMoveToANumberThatWasAnothers(t *testing.T) {
	f, o := connected(t)
	h := newHandset()
	s := enters(t, f, mobile, h)
	m := f.leaving(t, h, s, true)
	since := f.Now().AddDate(0, -1, 0)
	o.says[newMobile] = Standing{Holder: since, SIM: since}
	if err := f.Move(t.Context(), s.Token, m); err != nil {
		t.Fatal(err)
	}
	if got := f.kept.cases; len(got) != 2 || got[0] != (renumbered{"", newMobile, "", since}) || got[1].to != newMobile {
		t.Errorf("cases %+v", got)
	}
	if got := f.kept.rekeyed; len(got) != 2 || got[0] != (rekeyed{"", "key-of-" + string(newMobile), since}) {
		t.Errorf("lines %+v", got)
	}
}

// What is left is proved by a code to the number that is left, and not to one before it.
func TestMoveByAnOlderNumbersCode(t *testing.T) {
	f, h := open(t), newHandset()
	s := enters(t, f, mobile, h)
	var m Move
	m.OldChallenge, m.OldCode = f.askFor(t, s, ToLeave, "")
	if err := f.Move(t.Context(), s.Token, f.leaving(t, h, s, true)); err != nil {
		t.Fatal(err)
	}
	s = enters(t, f, newMobile, h)
	m.Challenge, m.Code = f.askFor(t, s, ToMove, "919830055555")
	m.Proof = h.sign(MoveText(m.Challenge))
	is(t, f.Move(t.Context(), s.Token, m), seva.Invalid, "code.old")
	if who, err := f.Who(t.Context(), s.Token); err != nil || who.Phone != newMobile {
		t.Errorf("%+v, %v", who, err)
	}
}

func TestMoveRefuses(t *testing.T) {
	f, h := open(t), newHandset()
	s := enters(t, f, mobile, h)
	m := f.leaving(t, h, s, true)
	plain := func() Session {
		c := ask(t, f, "919831077777")
		s, err := f.Enter(t.Context(), c.ID, f.code(t), "")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}()
	is(t, f.Move(t.Context(), plain.Token, m), seva.Forbidden, "move.device")
	is(t, f.Move(t.Context(), "", m), seva.Unauthenticated, "token")
	// Another session with a device of its own cannot use the codes.
	other, g := newHandset(), newHandset()
	theirs := enters(t, f, "919831099999", other)
	stolen := m
	stolen.Proof = other.sign(MoveText(m.Challenge))
	is(t, f.Move(t.Context(), theirs.Token, stolen), seva.Invalid, "code.old")
	// The number became somebody's while the code was on its way.
	f.pass(time.Minute)
	enters(t, f, newMobile, g)
	is(t, f.Move(t.Context(), s.Token, m), seva.Conflict, "move.taken")
	is(t, f.Move(t.Context(), s.Token, m), seva.Invalid, "code.old") // it was used
	if _, err := f.Who(t.Context(), s.Token); err != nil {
		t.Errorf("the session: %v", err)
	}
	if who := enters(t, f, newMobile, g); who.Who.ID == s.Who.ID {
		t.Error("the number was taken")
	}
}

// A number whose holder is newer than its binding is another person's: the old account
// keeps what it has and loses the number.
func TestRecycledNumber(t *testing.T) {
	f, o := connected(t)
	h := newHandset()
	s := enters(t, f, mobile, h)
	f.setPIN(t, s, "1357")
	f.pass(400 * 24 * time.Hour)
	holder := f.Now().Add(-30 * 24 * time.Hour)
	o.says[mobile] = Standing{Holder: s.Expires.Add(-time.Hour)} // older than the binding
	if again := enters(t, f, mobile, h); again.Who.ID != s.Who.ID {
		t.Error("an old holder is taken for a new one")
	}
	f.pass(time.Hour)
	o.says[mobile] = Standing{Holder: holder}
	leaves := len(f.kept.leaves)
	stranger := enters(t, f, mobile, newHandset())
	if stranger.Who.ID == s.Who.ID || stranger.Who.Phone != mobile {
		t.Fatalf("%+v", stranger.Who)
	}
	if l := f.kept.leaves[leaves:]; len(l) != 1 || l[0].Act != "citizen.recycled" || l[0].Subject != s.Who.ID {
		t.Errorf("%+v", l)
	}
	if got := f.kept.cases; len(got) != 1 || got[0] != (renumbered{s.Who.ID, mobile, "", holder}) {
		t.Errorf("cases %+v", got)
	}
	old, err := (&memoryTx{&f.kept.state}).Holder(t.Context(), s.Who.ID)
	if err != nil || old.Handle == string(mobile) || old.principal().Phone != "" || old.PIN == "" {
		t.Errorf("the old account: %+v, %v", old, err)
	}
	if has, _ := f.HasPIN(t.Context(), mobile); has {
		t.Error("the stranger has the old PIN")
	}
	_, err = f.renew(h, s)
	is(t, err, seva.Unauthenticated, "refresh")
	// The same person again is no stranger.
	f.pass(time.Hour)
	if again := enters(t, f, mobile, newHandset()); again.Who.ID != stranger.Who.ID {
		t.Error("a third account")
	}
	if len(f.kept.cases) != 1 {
		t.Errorf("cases %+v", f.kept.cases)
	}
}

// What was filed at a kiosk with a number before its holder had it is not theirs.
func TestFirstTimeWithAnOldNumber(t *testing.T) {
	f, o := connected(t)
	holder := f.Now().Add(-time.Hour)
	o.says[mobile] = Standing{Holder: holder}
	enters(t, f, mobile, newHandset())
	if got := f.kept.cases; len(got) != 1 || got[0] != (renumbered{"", mobile, "", holder}) || f.acts() != "" {
		t.Errorf("cases %+v, acts %s", got, f.acts())
	}
}

// A suspension is of the number: whoever has it now is not let in by having it anew.
func TestRecycledAndBarred(t *testing.T) {
	f, o := connected(t)
	s := enters(t, f, mobile, newHandset())
	c := ask(t, f, mobile)
	code := f.code(t)
	if err := f.Bar(t.Context(), mobile, true); err != nil {
		t.Fatal(err)
	}
	o.says[mobile] = Standing{Holder: f.Now().Add(time.Hour)}
	_, err := f.Enter(t.Context(), c.ID, code, "")
	is(t, err, seva.Invalid, "code.old")
	if a := f.kept.accounts["citizen"+string(mobile)]; a.ID != s.Who.ID || a.Suspended.IsZero() {
		t.Errorf("%+v", a)
	}
}

// A platform that is away keeps nobody out, and lets nothing be done that lasts. It is not
// told of guesses.
func TestOperatorsAway(t *testing.T) {
	f, o := connected(t)
	h := newHandset()
	var unasked int
	f.Unasked = func(err error) {
		unasked++
		if strings.Contains(err.Error(), string(mobile)) {
			t.Error("the number is named")
		}
	}
	c := ask(t, f, mobile)
	_, err := f.Enter(t.Context(), c.ID, wrongOf(f, c), "")
	is(t, err, seva.Invalid, "code.wrong")
	if len(o.asked) != 0 {
		t.Error("asked about a guess")
	}
	o.fail = errors.New("away")
	s := enters(t, f, mobile, h)
	if unasked != 1 || len(o.asked) != 1 {
		t.Errorf("said %d times, asked %d", unasked, len(o.asked))
	}
	challenge, code := f.askFor(t, s, ToPIN, "")
	is(t, f.SetPIN(t.Context(), s.Token, challenge, code, "1357"), seva.Unavailable, "unavailable")
	o.fail = nil
	if err := f.SetPIN(t.Context(), s.Token, challenge, code, "1357"); err != nil {
		t.Fatalf("the same code, when it is back: %v", err)
	}
	f.pass(10 * time.Minute)
	var m Move
	m.Challenge, m.Code = f.askFor(t, s, ToMove, newMobile)
	m.PIN, m.Proof = "1357", h.sign(MoveText(m.Challenge))
	o.fail = errors.New("away")
	is(t, f.Move(t.Context(), s.Token, m), seva.Unavailable, "unavailable")
	o.fail = nil
	if err := f.Move(t.Context(), s.Token, m); err != nil {
		t.Error(err)
	}
}

// A SIM of less than 48 hours sets no PIN and takes part in no move.
func TestFreshSIM(t *testing.T) {
	fresh, old := freshSIM-time.Minute, freshSIM
	for name, c := range map[string]struct {
		own, other time.Duration // the SIM's age
		byPIN      bool
		pin, move  bool // whether it may be done
	}{
		"both old":                       {old, old, true, true, true},
		"the new number's is new":        {old, fresh, true, true, false},
		"the old one's, with its code":   {fresh, old, false, false, false},
		"the new one's, with the code":   {old, fresh, false, true, false},
		"both old, with the old's code":  {old, old, false, true, true},
		"the old one's, but with a PIN":  {fresh, old, true, false, true},
		"ages that nobody knows":         {0, 0, true, true, true},
		"ages that nobody knows, a code": {0, 0, false, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			f, o := connected(t)
			h := newHandset()
			s := enters(t, f, mobile, h)
			m := f.leaving(t, h, s, c.byPIN)
			sim := func(age time.Duration) Standing {
				if age == 0 {
					return Standing{}
				}
				return Standing{SIM: f.Now().Add(-age)}
			}
			o.says[mobile], o.says[newMobile] = sim(c.own), sim(c.other)
			challenge, code := f.askFor(t, s, ToPIN, "")
			if err := f.SetPIN(t.Context(), s.Token, challenge, code, "1357"); c.pin != (err == nil) {
				t.Errorf("a PIN: %v", err)
			} else if !c.pin {
				is(t, err, seva.Forbidden, "move.fresh")
			}
			if err := f.Move(t.Context(), s.Token, m); c.move != (err == nil) {
				t.Errorf("a move: %v", err)
			} else if !c.move {
				is(t, err, seva.Forbidden, "move.fresh")
			}
		})
	}
}
