package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/i18n"
	"duar/seva"
)

// clocked puts the pilot's clock on and asks whether anybody is there.
func (p *pilot) clocked() (after func(time.Duration)) {
	clock := now
	p.k.ground.World = p.k.ground.World.At(func() time.Time { return clock })
	return func(d time.Duration) { clock = clock.Add(d); p.send(anybody{}) }
}

// TestTheCover: after two minutes nothing of the citizen's is seen, at any size and in any
// language, and only the password of who signed in shows it again, as it was.
func TestTheCover(t *testing.T) {
	p := operator(t, seva.English)
	after := p.clocked()
	p.press("6", "jai", "enter", "Kamala", "enter", "19")
	after(119 * time.Second)
	p.sees("Name: Kamala")
	p.press("6")
	after(119 * time.Second)
	p.sees("Name: Kamala")
	before := p.k.View()
	after(time.Second)
	covered := func() {
		t.Helper()
		for _, of := range []string{"Kamala", "196", "draft", said("service.old_age_pension"), "Section"} {
			p.seesNot(of)
		}
	}
	p.sees("Locked. Mina Das is signed in.")
	covered()
	for range seva.Langs() {
		p.press("f2")
		covered()
	}
	for _, size := range [][2]int{{200, 60}, {60, 15}, {59, 24}, {20, 3}, {80, 24}} {
		p.size(size[0], size[1])
		covered()
	}
	// No key of a screen works through it.
	p.press("f4", "esc", "tab", "f1", "f3", "pgdown", "f5", "enter")
	p.sees("Locked.")
	covered()
	p.press("a wrong one")
	p.seesNot("wrong one") // it is masked
	p.press("enter")
	p.sees("That is not the password. Tries left: 4")
	p.press(password, "enter")
	if p.k.View() != before {
		t.Fatalf("it is not as it was:\n%s", p.k.View())
	}
	if p.door.asked != 2 {
		t.Fatal(p.door.asked)
	}
	p.press("0", "enter")
	if got := p.counter.answered("draft1")["birth_date"].Text; got != "1960" {
		t.Fatal(got)
	}
	// The time runs anew from the unlocking.
	after(119 * time.Second)
	p.seesNot("Locked.")
	after(time.Second)
	p.sees("Locked.")
}

// TestTheCoverIsLeft: who does not come back in ten minutes is signed out, what was typed is
// handed over first, and nothing of it is left.
func TestTheCoverIsLeft(t *testing.T) {
	p := operator(t, seva.English)
	after := p.clocked()
	p.press("6", "jai", "enter", "Kamala", "enter", "1960", "f10")
	p.sees("Locked.")
	after(9 * time.Minute)
	p.press("x") // keys keep nobody's place
	p.sees("Locked.")
	after(time.Minute)
	p.sees("What has the citizen come for?")
	p.seesNot("Mina")
	if len(p.door.open) != 0 || len(p.k.stack) != 1 {
		t.Fatal(p.door.open, len(p.k.stack))
	}
	if got := p.counter.answered("draft1")["birth_date"].Text; got != "1960" {
		t.Fatalf("what was typed is lost: %q", got)
	}
}

// TestNotMe: another operator needs no password to sign the first one out.
func TestNotMe(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "Kamala", "f10", "f8")
	p.sees("What has the citizen come for?")
	if len(p.door.open) != 0 || p.counter.answered("draft1")["name"].Text != "Kamala" {
		t.Fatal(p.door.open, p.counter.answered("draft1"))
	}
	p.press("f10") // nobody has signed in: there is nothing to lock
	p.sees("What has the citizen come for?")
}

// TestTheCoverIsForced: five wrong passwords sign out, as at the door.
func TestTheCoverIsForced(t *testing.T) {
	p := operator(t, seva.English)
	p.press("7", "OP2026000106", "enter", "1960", "enter", "f10")
	for i := range 5 {
		p.sees("Locked.")
		p.press("guess", "enter")
		if p.door.asked != i+1 {
			t.Fatalf("%d passwords asked for, not %d", p.door.asked, i+1)
		}
	}
	p.sees("Too many wrong passwords", "▸ Login")
	p.press("f4")
	p.seesNot("Mina")
	if len(p.k.stack) != 1 || len(p.door.open) != 0 {
		t.Fatal(len(p.k.stack), p.door.open)
	}
}

// TestTheDeskIsAway: an answer that does not come is no wrong password, and keeps it locked.
func TestTheDeskIsAway(t *testing.T) {
	p := operator(t, seva.English)
	p.press("f10")
	p.door.slow = context.DeadlineExceeded
	for range 7 {
		p.press(password, "enter")
		p.sees("Locked.", "not answering")
	}
	p.door.slow = nil
	p.press(password, "enter")
	p.sees("Signed in: Mina Das")
}

// TestRevokedWhileLocked and elsewhere: the kiosk goes to signing in, says why, and has
// forgotten everything.
func TestRevokedWhileLocked(t *testing.T) {
	p := operator(t, seva.English)
	p.press("7", "OP2026000106", "enter", "1960", "enter", "f10")
	p.door.open = map[string]bool{}
	p.press(password, "enter")
	p.sees("The session has ended. Sign in again.")
	if len(p.k.stack) != 2 {
		t.Fatal(len(p.k.stack))
	}
	p.press("esc")
	p.sees("What has the citizen come for?")
	p.seesNot("Mina")
}

// TestRevokedWithinTheProcess: desks that look at no token are not asked before the door.
func TestRevokedWithinTheProcess(t *testing.T) {
	p := newPilotAt(t, seva.English, func(p *pilot, c *Config) { staffed(p, c); c.Within = true })
	p.press("9")
	p.press(signsIn("mina")...)
	p.press("6", "jai", "enter", "Kamala", "enter")
	p.sees("Name: Kamala")
	p.door.open = map[string]bool{}
	p.press("1960", "enter")
	p.sees("The session has ended. Sign in again.")
	p.seesNot("Kamala")
	if _, there := p.counter.answered("draft1")["birth_date"]; there {
		t.Fatal("the desk was asked by whoever has no session")
	}
}

// TestAnswersUnderTheCover: what the desk answers meanwhile is kept and not shown.
func TestAnswersUnderTheCover(t *testing.T) {
	p := operator(t, seva.English)
	p.press("7", "OP2026000106", "enter", "1960")
	p.hold = true
	p.press("enter", "f10")
	p.release()
	p.sees("Locked.")
	p.seesNot("OP2026000106")
	p.press(password, "enter")
	p.sees("OP2026000106", "State:")
}

// TestAKioskWithoutOwn forgets at once, as where nobody has signed in.
func TestAKioskWithoutOwn(t *testing.T) {
	p := newPilotAt(t, seva.English, func(p *pilot, c *Config) { staffed(p, c); c.Own = nil })
	after := p.clocked()
	p.press("9")
	p.press(signsIn("mina")...)
	p.press("f10")
	p.sees("Signed in")
	after(2 * time.Minute)
	p.seesNot("Mina")
}

// TestAnyKeysUnderTheCover: whatever is pressed and however the terminal changes, nothing of
// what lies under the cover is seen until it is gone; and then nobody is signed in, or the
// password was typed.
func TestAnyKeysUnderTheCover(t *testing.T) {
	keys := []string{"enter", "esc", "tab", "up", "down", "pgdown", "f1", "f2", "f3", "f4", "f5", "f7", "f9", "f10", "backspace", "space",
		"a", "p", "w", "c", "1", "6", "9", "?", "guess", "ctrl+l"}
	rapid.Check(t, func(r *rapid.T) {
		p := operator(t, rapid.SampledFrom(seva.Langs()).Draw(r, "lang"))
		after := p.clocked()
		p.press("7", "OP2026000106", "enter", "1960", "enter")
		p.sees("OP2026000106")
		p.press("f10")
		for range rapid.IntRange(1, 25).Draw(r, "presses") {
			p.press(rapid.SampledFrom(keys).Draw(r, "key"))
			if rapid.IntRange(0, 5).Draw(r, "resize") == 0 {
				p.size(rapid.IntRange(1, 120).Draw(r, "width"), rapid.IntRange(1, 40).Draw(r, "height"))
			}
			after(time.Duration(rapid.IntRange(0, 60).Draw(r, "seconds")) * time.Second)
			if strings.Contains(p.k.View(), "OP2026") {
				t.Fatalf("it is seen:\n%s", p.k.View())
			}
			if p.k.cover == nil {
				break
			}
		}
		if p.k.cover == nil && len(p.door.open) != 0 {
			t.Fatal("uncovered, and still signed in")
		}
		p.size(80, 24)
		if p.k.cover != nil {
			p.sees(i18n.Say(p.k.ground.Lang, seva.Say("kiosk.lock.title")))
		}
	})
}

// TestALockedTerminal: on a real terminal nothing of what was on the screen is left on it or
// behind it, and the password brings it back.
func TestALockedTerminal(t *testing.T) {
	m := openTerminal(t, 80, 24, withStaff+"=1")
	m.sees("কী দরকার?")
	m.types("৯")
	m.sees("অপারেটর ও আধিকারিকদের জন্য") // what comes in one read is one key
	m.types("mina")
	m.press("Tab")
	m.types(password)
	m.press("Tab")
	m.types(passcode)
	m.press("Enter")
	m.sees("সাইন ইন করা আছে: Mina Das")
	m.types("7")
	m.sees("আবেদন নম্বর")
	m.types("OP2026000106")
	m.press("Enter")
	m.types("1960")
	m.press("Enter")
	m.shows("status.bn")
	m.press("F10")
	m.sees("পর্দা বন্ধ।")
	for _, size := range [][2]string{{"120", "40"}, {"60", "15"}, {"80", "24"}} {
		m.tmux("resize-window", "-x", size[0], "-y", size[1])
		m.sees("পর্দা বন্ধ।")
		if pane := m.tmux("capture-pane", "-p", "-S", "-"); strings.Contains(pane, "OP2026") {
			t.Fatalf("it is left:\n%s", pane)
		}
	}
	m.types("not this one")
	m.press("Enter")
	m.sees("পাসওয়ার্ড ঠিক নয়")
	m.types(password)
	m.press("Enter")
	m.shows("status.bn")
	m.types("w")
	m.shows("status-looked.bn")
}
