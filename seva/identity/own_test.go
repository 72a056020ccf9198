package identity

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
)

const newMobile = seva.Phone("917001234567")

// operators is a Numbers that a test tells what to say.
type operators struct {
	mu    sync.Mutex
	says  map[seva.Phone]Standing
	fail  error
	asked []seva.Phone
}

func (o *operators) Number(_ context.Context, p seva.Phone) (Standing, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = append(o.asked, p)
	return o.says[p], o.fail
}

// connected is a front that asks operators.
func connected(t *testing.T) (front, *operators) {
	t.Helper()
	f := open(t)
	o := &operators{says: map[seva.Phone]Standing{}}
	f.Numbers = o
	return f, o
}

// askFor asks for a code in a session and gives it.
func (f front) askFor(t *testing.T, s Session, p Purpose, to seva.Phone) (challenge, code string) {
	t.Helper()
	c, err := f.AskFor(t.Context(), s.Token, p, to)
	if err != nil {
		t.Fatal(err)
	}
	return c.ID, f.lastCode()
}

func (f front) setPIN(t *testing.T, s Session, pin string) {
	t.Helper()
	challenge, code := f.askFor(t, s, ToPIN, "")
	if err := f.SetPIN(t.Context(), s.Token, challenge, code, pin); err != nil {
		t.Fatal(err)
	}
}

// A PIN has ten thousand values: five guesses a day, every day, would find it in the end.
func TestPINIsShutForGood(t *testing.T) {
	f := open(t)
	s := enters(t, f, mobile, newHandset())
	f.setPIN(t, s, "1357")
	for range pinEver / pinTries {
		for range pinTries {
			if _, err := f.ByPIN(t.Context(), mobile, "2468"); err == nil {
				t.Fatal("a wrong PIN is right")
			}
		}
		f.pass(24 * time.Hour)
		if _, err := f.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.ByPIN(t.Context(), mobile, "1357")
	is(t, err, seva.TooMany, "pin.shut")
	f.setPIN(t, enters(t, f, mobile, newHandset()), "1358")
	if _, err := f.ByPIN(t.Context(), mobile, "1358"); err != nil {
		t.Error("a new one:", err)
	}
}

func TestGoodPIN(t *testing.T) {
	for pin, want := range map[string]bool{
		"1357": true, "246802": true, "1124": true, "9082": true, "13579": true, "1235": true, "7654321": false,
		"": false, "135": false, "1357913": false, "13a5": false, "1111": false, "000000": false, "1234": false,
		"4321": false, "567890": false, "0123": false, "9876": false, "7890": false, "1098": false, "१२": false,
	} {
		if goodPIN(pin) != want {
			t.Errorf("%q: %v", pin, !want)
		}
	}
	if got := typedPIN(" १३ ৫7-"); got != "1357" {
		t.Errorf("typed: %q", got)
	}
}

// Of all PINs that can be typed few are refused, and none of those that are in a row.
func TestPINsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(pinLeast, pinMost).Draw(t, "length")
		first, step := rapid.IntRange(0, 9).Draw(t, "first"), rapid.SampledFrom([]int{-1, 0, 1}).Draw(t, "step")
		var row strings.Builder
		for i := range n {
			row.WriteByte(byte('0' + ((first+i*step)%10+10)%10))
		}
		if goodPIN(row.String()) {
			t.Fatalf("%s was taken", row.String())
		}
	})
}

func TestPIN(t *testing.T) {
	f := open(t)
	s := enters(t, f, mobile, newHandset())
	if has, err := f.HasPIN(t.Context(), mobile); has || err != nil {
		t.Errorf("a PIN before one was set: %v", err)
	}
	f.setPIN(t, s, "१३ ৫7")
	if m := f.kept.told[len(f.kept.told)-1]; m.Key != "sms.otp.pin" || m.To != mobile {
		t.Errorf("%+v", m)
	}
	if has, err := f.HasPIN(t.Context(), mobile); !has || err != nil {
		t.Errorf("no PIN: %v", err)
	}
	who, err := f.ByPIN(t.Context(), mobile, "১৩৫৭")
	if err != nil || who.ID != s.Who.ID || who.Kind != Citizen || who.Phone != mobile || !who.Caller("phone").Proved {
		t.Errorf("%+v, %v", who, err)
	}
	if kept := f.kept.accounts["citizen"+string(mobile)].PIN; !strings.HasPrefix(kept, "$argon2id$") || strings.Contains(kept, "1357") {
		t.Errorf("kept as %s", kept)
	} else if fits, _ := checkPassword(kept, "1357"); fits {
		t.Error("whoever has the database alone can try PINs")
	}
	if !strings.HasSuffix(f.acts(), "citizen.pin") {
		t.Errorf("acts %s", f.acts())
	}
	if _, err := f.Who(t.Context(), s.Token); err != nil {
		t.Errorf("the session: %v", err)
	}
	f.setPIN(t, s, "")
	if has, _ := f.HasPIN(t.Context(), mobile); has {
		t.Error("it was not taken away")
	}
	_, err = f.ByPIN(t.Context(), mobile, "1357")
	is(t, err, seva.Invalid, "pin.wrong")
	_, err = f.ByPIN(t.Context(), mobile, "")
	is(t, err, seva.Invalid, "pin.wrong") // no PIN is not an empty one
}

// Five wrong ones shut it until the day ends in West Bengal, or a new one is set; tries
// that were right count for nothing.
func TestPINShuts(t *testing.T) {
	f := open(t) // at nine in the morning
	s := enters(t, f, mobile, newHandset())
	f.setPIN(t, s, "1357")
	wrong := func(left int) {
		t.Helper()
		_, err := f.ByPIN(t.Context(), mobile, "2468")
		if left == 0 {
			is(t, err, seva.TooMany, "pin.shut")
		} else if e := is(t, err, seva.Invalid, "pin.wrong"); e.Text.Args["Left"] != left {
			t.Errorf("left %v, want %d", e.Text.Args["Left"], left)
		}
	}
	right := func(open bool) {
		t.Helper()
		if _, err := f.ByPIN(t.Context(), mobile, "1357"); (err == nil) != open {
			t.Errorf("the right one: %v", err)
		}
	}
	for range 3 {
		wrong(4)
		right(true)
	}
	for left := 4; left >= 0; left-- {
		wrong(left)
	}
	right(false)
	f.pass(15*time.Hour - time.Microsecond)
	right(false)
	f.pass(time.Microsecond) // midnight in IST
	right(true)
	for left := 4; left >= 0; left-- {
		wrong(left)
	}
	s = enters(t, f, mobile, newHandset())
	f.setPIN(t, s, "8642")
	if _, err := f.ByPIN(t.Context(), mobile, "8642"); err != nil {
		t.Errorf("the new one: %v", err)
	}
	// A number that nobody has is answered alike.
	for left := 4; left > 0; left-- {
		_, err := f.ByPIN(t.Context(), "919800000000", "1357")
		if e := is(t, err, seva.Invalid, "pin.wrong"); e.Text.Args["Left"] != left {
			t.Errorf("left %v of nobody's, want %d", e.Text.Args["Left"], left)
		}
	}
	_, err := f.ByPIN(t.Context(), "919800000000", "1357")
	is(t, err, seva.TooMany, "pin.shut")
}

// Twenty guesses at once are five.
func TestPINGuessesAtOnce(t *testing.T) {
	f := open(t)
	f.setPIN(t, enters(t, f, mobile, newHandset()), "1357")
	var judged atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, err := f.ByPIN(context.Background(), mobile, "2468")
			if e, ok := errors.AsType[*seva.Error](err); ok && e.Code() == "pin.wrong" {
				judged.Add(1)
			}
		})
	}
	wg.Wait()
	if judged.Load() != pinTries-1 { // and the fifth, which says that it is shut
		t.Errorf("%d were judged", judged.Load())
	}
	_, err := f.ByPIN(t.Context(), mobile, "1357")
	is(t, err, seva.TooMany, "pin.shut")
}

func TestSuspendedByPIN(t *testing.T) {
	f := open(t)
	f.setPIN(t, enters(t, f, mobile, newHandset()), "1357")
	if err := f.Bar(t.Context(), mobile, true); err != nil {
		t.Fatal(err)
	}
	_, err := f.ByPIN(t.Context(), mobile, "1357")
	is(t, err, seva.Invalid, "pin.wrong")
}

// A code proves what it was asked for, in whose session it was asked, and nothing else.
func TestCodesHaveAPurpose(t *testing.T) {
	f := open(t)
	h := newHandset()
	s := enters(t, f, mobile, h)
	f.setPIN(t, s, "1357")
	f.pass(10 * time.Minute)
	other := enters(t, f, "919831099999", newHandset())
	challenges := map[Purpose][2]string{}
	for purpose, key := range map[Purpose]string{ToPIN: "sms.otp.pin", ToLeave: "sms.otp.leave", ToMove: "sms.otp.move"} {
		c, code := f.askFor(t, s, purpose, newMobile)
		challenges[purpose] = [2]string{c, code}
		to := mobile
		if purpose == ToMove {
			to = newMobile
		}
		if m := f.kept.told[len(f.kept.told)-1]; m.Key != key || m.To != to {
			t.Errorf("%s: %+v", purpose, m)
		}
	}
	f.pass(4 * time.Minute)
	enter := ask(t, f, newMobile)
	challenges[ToEnter] = [2]string{enter.ID, f.lastCode()}
	for purpose, c := range challenges {
		if purpose != ToEnter {
			_, err := f.Enter(t.Context(), c[0], c[1], "")
			is(t, err, seva.Invalid, "code.old")
		}
		if purpose != ToPIN {
			is(t, f.SetPIN(t.Context(), s.Token, c[0], c[1], "8642"), seva.Invalid, "code.old")
		}
		if purpose != ToMove {
			is(t, f.Move(t.Context(), s.Token, Move{Challenge: c[0], Code: c[1], Proof: h.sign(MoveText(c[0])), PIN: "1357"}), seva.Invalid, "code.old")
		}
		is(t, f.SetPIN(t.Context(), other.Token, c[0], c[1], "8642"), seva.Invalid, "code.old")
	}
	pin := challenges[ToPIN]
	if err := f.SetPIN(t.Context(), s.Token, pin[0], pin[1], "8642"); err != nil {
		t.Errorf("for what it was asked: %v", err)
	}
	is(t, f.SetPIN(t.Context(), s.Token, pin[0], pin[1], "8642"), seva.Invalid, "code.old")
}

func TestAskForRefuses(t *testing.T) {
	f := open(t)
	e := enrol(t, f, officer)
	staff, err := f.SignIn(t.Context(), "s.mondal", e.Password, e.now(t, f))
	if err != nil {
		t.Fatal(err)
	}
	plain := func() Session {
		c := ask(t, f, mobile)
		s, err := f.Enter(t.Context(), c.ID, f.code(t), "")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}()
	device := enters(t, f, "919831099999", newHandset())
	told := len(f.kept.told)
	for _, c := range []struct {
		token string
		p     Purpose
		to    seva.Phone
		kind  seva.Kind
		code  string
	}{
		{"", ToPIN, "", seva.Unauthenticated, "token"},
		{device.Refresh, ToPIN, "", seva.Unauthenticated, "token"},
		{staff.Token, ToPIN, "", seva.Forbidden, "forbidden"},
		{device.Token, ToEnter, "", seva.Invalid, "code.purpose"},
		{device.Token, "other", "", seva.Invalid, "code.purpose"},
		{device.Token, ToMove, "447700900123", seva.Invalid, "phone.invalid"},
		{device.Token, ToMove, "", seva.Invalid, "phone.invalid"},
		{device.Token, ToMove, "919831099999", seva.Conflict, "move.taken"},
		{plain.Token, ToMove, newMobile, seva.Forbidden, "move.device"},
	} {
		_, err := f.AskFor(t.Context(), c.token, c.p, c.to)
		is(t, err, c.kind, c.code)
	}
	if len(f.kept.told) != told {
		t.Error("something was sent")
	}
	is(t, f.SetPIN(t.Context(), device.Token, "x", "123456", "1111"), seva.Invalid, "pin.weak")
	is(t, f.SetPIN(t.Context(), device.Token, "x", "123456", "2468"), seva.Invalid, "code.old")
	// Limits are of the number, whatever the code is for.
	for range 2 {
		f.askFor(t, device, ToPIN, "")
	}
	_, err = f.AskFor(t.Context(), device.Token, ToLeave, "")
	is(t, err, seva.TooMany, "code.sends")
}

func TestLeaveAll(t *testing.T) {
	f := open(t)
	a, b := enters(t, f, mobile, newHandset()), enters(t, f, mobile, newHandset())
	if err := f.LeaveAll(t.Context(), a.Token); err != nil {
		t.Fatal(err)
	}
	for _, s := range []Session{a, b} {
		_, err := f.Who(t.Context(), s.Token)
		is(t, err, seva.Unauthenticated, "token")
	}
	is(t, f.LeaveAll(t.Context(), a.Token), seva.Unauthenticated, "token")
}

func TestUnlock(t *testing.T) {
	f := open(t)
	e := enrol(t, f, officer)
	s, err := f.SignIn(t.Context(), "s.mondal", e.Password, e.now(t, f))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		is(t, f.Unlock(t.Context(), s.Token, "wrong"), seva.Unauthenticated, "sign_in")
		if err := f.Unlock(t.Context(), s.Token, e.Password); err != nil {
			t.Fatal(err)
		}
	}
	if who, err := f.Who(t.Context(), s.Token); err != nil || !who.Is(casework.Sanctioner) {
		t.Errorf("%+v, %v", who, err)
	}
	is(t, f.Unlock(t.Context(), "", e.Password), seva.Unauthenticated, "token")
	is(t, f.Unlock(t.Context(), enters(t, f, mobile, newHandset()).Token, e.Password), seva.Unauthenticated, "sign_in")
	// Wrong ones shut the login for the door as well.
	for range failMost {
		is(t, f.Unlock(t.Context(), s.Token, "wrong"), seva.Unauthenticated, "sign_in")
	}
	is(t, f.Unlock(t.Context(), s.Token, e.Password), seva.Unauthenticated, "sign_in")
	f.pass(time.Minute)
	_, err = f.SignIn(t.Context(), "s.mondal", e.Password, e.now(t, f))
	is(t, err, seva.Unauthenticated, "sign_in")
}
