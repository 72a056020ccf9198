package identity

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
)

const mobile = seva.Phone("919831012345")

func ask(t *testing.T, f front, p seva.Phone) Challenge {
	t.Helper()
	c, err := f.Ask(t.Context(), p, seva.Bengali)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCitizenSignsIn(t *testing.T) {
	f := open(t)
	c := ask(t, f, mobile)
	if want := f.Now().Add(5 * time.Minute); !c.Expires.Equal(want) || !c.Again.Equal(f.Now()) {
		t.Errorf("%+v", c)
	}
	m := f.kept.told[0]
	if m.To != mobile || m.Key != "sms.otp" || m.Lang != seva.Bengali || !strings.HasPrefix(m.Body, "bn ") ||
		strings.Contains(m.Ref, c.ID) || m.Ref == "" {
		t.Errorf("message %+v", m)
	}
	s, err := f.Enter(t.Context(), c.ID, f.code(t), "")
	if err != nil {
		t.Fatal(err)
	}
	who, err := f.Who(t.Context(), s.Token)
	if err != nil || who.Kind != Citizen || who.Phone != mobile || !who.Is(casework.Citizen) || who.ID != s.Who.ID ||
		who.Lang != seva.Bengali || len(who.ID) != 26 {
		t.Fatalf("%+v, %v", who, err)
	}
	if caller := who.Caller("app"); !caller.Proved {
		t.Errorf("%+v is not proved", caller)
	}
	// The same person is the same account; the language is the last one asked in.
	c, err = f.Ask(t.Context(), mobile, seva.Hindi)
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.Enter(t.Context(), c.ID, f.code(t), "")
	if err != nil || again.Who.ID != who.ID || again.Who.Lang != seva.Hindi || again.Token == s.Token {
		t.Errorf("%+v, %v", again, err)
	}
	if err := f.Leave(t.Context(), s.Token); err != nil {
		t.Fatal(err)
	}
	_, err = f.Who(t.Context(), s.Token)
	is(t, err, seva.Unauthenticated, "token")
	if _, err := f.Who(t.Context(), again.Token); err != nil {
		t.Errorf("the other session: %v", err)
	}
	if err := f.Leave(t.Context(), s.Token); err != nil {
		t.Errorf("leaving twice: %v", err)
	}
}

// Nothing that is kept lets whoever reads it in.
func TestNothingKeptIsASecret(t *testing.T) {
	f := open(t)
	c := ask(t, f, mobile)
	code := f.code(t)
	if got := f.kept.asked[c.ID].Code; strings.Contains(got, code) || len(got) != 64 {
		t.Errorf("the code is kept as %q", got)
	}
	other := f.kept.asked[ask(t, f, mobile).ID]
	if mac(f.codes, other.ID, code) == mac(f.codes, c.ID, code) {
		t.Error("the hash is not bound to the challenge")
	}
	s, err := f.Enter(t.Context(), c.ID, code, "")
	if err != nil {
		t.Fatal(err)
	}
	for hash := range f.kept.sittings {
		if strings.Contains(hash, s.Token) || hash == s.Token {
			t.Error("the token is kept")
		}
	}
	for key := range f.kept.tallies {
		if strings.Contains(key, string(mobile)) {
			t.Error("a tally names a number")
		}
	}
}

func TestCodeInAnyScript(t *testing.T) {
	bengali := strings.NewReplacer("0", "০", "1", "১", "2", "২", "3", "৩", "4", "৪", "5", "৫", "6", "৬", "7", "৭", "8", "৮", "9", "৯")
	f := open(t)
	c := ask(t, f, mobile)
	code := f.code(t)
	if _, err := f.Enter(t.Context(), c.ID, " "+bengali.Replace(code[:3])+" "+bengali.Replace(code[3:])+" ", ""); err != nil {
		t.Error(err)
	}
}

func TestCodeIsUsedOnce(t *testing.T) {
	f := open(t)
	c := ask(t, f, mobile)
	code := f.code(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	entered := 0
	for range 8 {
		wg.Go(func() {
			_, err := f.Enter(context.Background(), c.ID, code, "")
			mu.Lock()
			defer mu.Unlock()
			entered += b2i(err == nil)
		})
	}
	wg.Wait()
	if entered != 1 {
		t.Errorf("one code let %d in", entered)
	}
	_, err := f.Enter(t.Context(), c.ID, code, "")
	is(t, err, seva.Invalid, "code.old")
}

func TestCodeEnds(t *testing.T) {
	f := open(t)
	c := ask(t, f, mobile)
	f.pass(5*time.Minute - time.Microsecond)
	other := ask(t, f, mobile)
	_, err := f.Enter(t.Context(), c.ID, wrongOf(f, c), "")
	is(t, err, seva.Invalid, "code.wrong") // it still lives
	f.pass(time.Microsecond)
	_, err = f.Enter(t.Context(), c.ID, f.code(t), "")
	is(t, err, seva.Invalid, "code.old")
	if _, err := f.Enter(t.Context(), other.ID, f.code(t), ""); err != nil {
		t.Errorf("the newer one: %v", err)
	}
	_, err = f.Enter(t.Context(), "no-such-challenge", "123456", "")
	is(t, err, seva.Invalid, "code.old")
}

// wrongOf gives a code that is not the challenge's.
func wrongOf(f front, c Challenge) string {
	if f.kept.asked[c.ID].Code == mac(f.codes, c.ID, "111111") {
		return "222222"
	}
	return "111111"
}

func TestFiveWrongTriesEndAChallenge(t *testing.T) {
	f := open(t)
	c := ask(t, f, mobile)
	right := f.code(t)
	for left := 4; left > 0; left-- {
		wrong := wrongOf(f, c)
		if left == 2 {
			wrong = "12 34" // no code at all counts as well
		}
		_, err := f.Enter(t.Context(), c.ID, wrong, "")
		if e := is(t, err, seva.Invalid, "code.wrong"); e.Text.Args["Left"] != left {
			t.Errorf("left %v, want %d", e.Text.Args["Left"], left)
		}
	}
	_, err := f.Enter(t.Context(), c.ID, wrongOf(f, c), "")
	is(t, err, seva.TooMany, "code.tries")
	_, err = f.Enter(t.Context(), c.ID, right, "")
	is(t, err, seva.TooMany, "code.tries")
}

func TestSendsAreBounded(t *testing.T) {
	f := open(t)
	for range 2 {
		ask(t, f, mobile)
		f.pass(time.Minute)
	}
	c := ask(t, f, mobile)
	if want := f.Now().Add(8 * time.Minute); !c.Again.Equal(want) {
		t.Errorf("again at %v, want %v", c.Again, want)
	}
	_, err := f.Ask(t.Context(), mobile, seva.English)
	if e := is(t, err, seva.TooMany, "code.sends"); e.Text.Args["Minutes"] != 8 {
		t.Errorf("%v", e.Text.Args)
	}
	ask(t, f, "919831099999") // another number is another matter
	f.pass(8 * time.Minute)
	for range 7 {
		ask(t, f, mobile)
		f.pass(10 * time.Minute)
	}
	_, err = f.Ask(t.Context(), mobile, seva.English)
	is(t, err, seva.TooMany, "code.sends")
	if n := len(f.kept.told); n != 11 {
		t.Errorf("%d messages, want 10 and 1", n)
	}
	f.pass(23 * time.Hour)
	ask(t, f, mobile)
}

// However somebody asks, no ten minutes see more than three and no day more than ten, and
// whoever waits as long as they were told to is never refused.
func TestSendsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
		var sent []time.Time
		for range rapid.IntRange(1, 60).Draw(t, "asks") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "pause")))
			free := again(sent, sends, now)
			if rapid.Bool().Draw(t, "wait") {
				now = free
				if again(sent, sends, now).After(now) {
					t.Fatal("refused at the moment that was promised")
				}
			}
			if !again(sent, sends, now).After(now) {
				sent = append(sent, now)
			}
		}
		for i := range sent {
			for _, l := range sends {
				if j := i + l.most; j < len(sent) && sent[j].Sub(sent[i]) < l.span {
					t.Fatalf("%d within %v", l.most+1, l.span)
				}
			}
		}
	})
}

// Whoever asks learns nothing about a number: one that is known, one that is not, and one
// that is suspended get the same answer, and only the last gets no message.
func TestAskTellsNothing(t *testing.T) {
	f := open(t)
	c := ask(t, f, mobile)
	s, err := f.Enter(t.Context(), c.ID, f.code(t), "")
	if err != nil {
		t.Fatal(err)
	}
	const barred = seva.Phone("917001234567")
	if err := f.Bar(t.Context(), barred, true); err != nil {
		t.Fatal(err)
	}
	f.pass(time.Hour)
	told := len(f.kept.told)
	var answers []Challenge
	for _, p := range []seva.Phone{mobile, "919831055555", barred} {
		c := ask(t, f, p)
		c.ID = strings.Repeat("x", len(c.ID))
		answers = append(answers, c)
	}
	if answers[0] != answers[1] || answers[1] != answers[2] {
		t.Errorf("%v", answers)
	}
	if n := len(f.kept.told) - told; n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
	for range 4 {
		c := ask(t, f, barred)
		_, err := f.Enter(t.Context(), c.ID, wrongOf(f, c), "")
		is(t, err, seva.Invalid, "code.wrong")
		f.pass(10 * time.Minute)
	}
	// A number that is suspended while somebody is signed in is refused at once.
	if err := f.Bar(t.Context(), mobile, true); err != nil {
		t.Fatal(err)
	}
	_, err = f.Who(t.Context(), s.Token)
	is(t, err, seva.Unauthenticated, "token")
	if err := f.Bar(t.Context(), mobile, false); err != nil {
		t.Fatal(err)
	}
	_, err = f.Who(t.Context(), s.Token)
	is(t, err, seva.Unauthenticated, "token") // its sessions have ended for good
	c = ask(t, f, mobile)
	if s, err = f.Enter(t.Context(), c.ID, f.code(t), ""); err != nil || s.Who.Lang != seva.Bengali {
		t.Errorf("after it was lifted: %+v, %v", s, err)
	}
}

// Suspended between the code and its proof.
func TestBarredMeanwhile(t *testing.T) {
	f := open(t)
	c := ask(t, f, mobile)
	if err := f.Bar(t.Context(), mobile, true); err != nil {
		t.Fatal(err)
	}
	_, err := f.Enter(t.Context(), c.ID, f.code(t), "")
	is(t, err, seva.Invalid, "code.old")
	if len(f.kept.sittings) != 0 {
		t.Error("a session was begun")
	}
}

func TestAskRefuses(t *testing.T) {
	f := open(t)
	for _, p := range []seva.Phone{"", "9831012345", "915831012345", "447700900123", "9198310123456"} {
		_, err := f.Ask(t.Context(), p, seva.English)
		is(t, err, seva.Invalid, "phone.invalid")
	}
	if len(f.kept.told) != 0 {
		t.Error("something was sent")
	}
}

func TestSessionEnds(t *testing.T) {
	f := open(t)
	c := ask(t, f, mobile)
	s, err := f.Enter(t.Context(), c.ID, f.code(t), "")
	if err != nil {
		t.Fatal(err)
	}
	f.pass(15*time.Minute - time.Microsecond)
	if _, err := f.Who(t.Context(), s.Token); err != nil {
		t.Error(err)
	}
	f.pass(time.Microsecond)
	_, err = f.Who(t.Context(), s.Token)
	is(t, err, seva.Unauthenticated, "token")
	if n, err := f.Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	for _, token := range []string{"", "x", s.Token + "x", strings.Repeat("A", len(s.Token))} {
		_, err = f.Who(t.Context(), token)
		is(t, err, seva.Unauthenticated, "token")
	}
}

// A register that is away is said to be away, and nobody is let in.
func TestRegisterAway(t *testing.T) {
	f := open(t)
	f.kept.fail = seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))
	_, err := f.Ask(t.Context(), mobile, seva.English)
	is(t, err, seva.Unavailable, "unavailable")
	_, err = f.Enter(t.Context(), "x", "123456", "")
	is(t, err, seva.Unavailable, "unavailable")
	_, err = f.SignIn(t.Context(), "x", "y", "123456")
	is(t, err, seva.Unavailable, "unavailable")
	f.kept.fail = errors.New("broken")
	is(t, f.Leave(t.Context(), "x"), seva.Internal, "internal")
}

// Every code is as likely as any other, as far as ten thousand draws can tell: the first
// digit comes equally often. Chi-square with 9 degrees; 27.9 is passed once in a thousand.
func TestDrawIsFair(t *testing.T) {
	f := open(t)
	var seen [10]float64
	const n = 10_000
	for range n {
		seen[f.draw()[0]-'0']++
	}
	chi := 0.0
	for _, s := range seen {
		chi += (s - n/10) * (s - n/10) / (n / 10)
	}
	if chi > 27.9 {
		t.Errorf("first digits %v, chi-square %.1f", seen, chi)
	}
}

// Whatever is typed, a code is six ASCII digits or nothing.
func FuzzTyped(f *testing.F) {
	for _, seed := range []string{"123456", "১২৩ ৪৫৬", "१२३-४५६", " 12 34 56 ", "12345", "1234567", "+12345", "12345\x00", "１２３４５６"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code := typed(s)
		if code == "" {
			return
		}
		if len(code) != codeDigits || strings.Trim(code, "0123456789") != "" {
			t.Errorf("%q is taken as %q", s, code)
		}
		if typed(code) != code {
			t.Errorf("%q is read again as %q", code, typed(code))
		}
	})
}
