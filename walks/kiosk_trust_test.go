package walks

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/identity"
	"duar/seva/registry"
)

// TestTheKioskIsTrusted plays what a citizen at a kiosk may want to know on the real desks:
// who looked, what was agreed to, taking it back; and an operator who goes away, comes back,
// and is revoked.
func TestTheKioskIsTrusted(t *testing.T) {
	m := newMatrix(t)
	owner, officer := m.cast[asOwner], m.cast[asOfficer]
	fact := string(owner.phone[len(owner.phone)-4:])
	if _, err := m.cases.For(officer.who.Caller("app")).Case(t.Context(), m.seen.number); err != nil {
		t.Fatal(err)
	}
	h := m.kiosk(t, m.cast[asOperator])
	h.press("7", m.seen.number, "enter", fact, "enter")
	h.sees(m.seen.number, "w who looked", "c consents")
	h.press("w")
	h.sees("Looks at application "+m.seen.number+" since", ": 1.", "Clerk of the department", "to read it")
	h.press("esc", "c")
	h.sees("SMS about other schemes, given on")
	h.press("1", "1")
	h.sees("Taken back: SMS about other schemes")
	if l := m.news(); l.Withdrawn.IsZero() || l.WithdrawnChannel != "kiosk" {
		t.Fatalf("%+v", l)
	}

	// Wrong facts are counted for all: after the fifth the right one opens nothing here either.
	operator := m.registry.For(m.cast[asOperator].who.Caller("kiosk")).(registry.Present)
	for range 5 {
		if _, err := operator.LooksAt(t.Context(), m.seen.number, "0000", 1); seva.KindOf(err) != seva.NotFound {
			t.Fatal(err)
		}
	}
	if _, err := operator.LooksAt(t.Context(), m.seen.number, fact, 1); seva.KindOf(err) != seva.TooMany {
		t.Fatal(err)
	}

	h.press("f10")
	h.sees("Locked.")
	h.press("not the password", "enter")
	h.sees("Tries left: 4")
	h.press(m.cast[asOperator].password, "enter")
	h.sees("Taken back")
	if err := m.people.Revoke(t.Context(), m.cast[asOperator].login); err != nil {
		t.Fatal(err)
	}
	h.press("esc", "w")
	h.sees("The session has ended. Sign in again.")
}

// news is the owner's consent to messages.
func (m *matrix) news() registry.Consent {
	m.t.Helper()
	lines, err := m.registry.For(m.cast[asOwner].who.Caller("app")).Consents(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	i := slices.IndexFunc(lines, func(l registry.Consent) bool { return l.Purpose == registry.News })
	if i < 0 {
		m.t.Fatalf("%+v", lines)
	}
	return lines[i]
}

// TestTheKioskBehindAServer: the same over HTTP, where the server looks at the token.
func TestTheKioskBehindAServer(t *testing.T) {
	m := newMatrix(t)
	operator, officer, admin := m.cast[asOperator], m.cast[asOfficer], m.cast[asAdmin]
	if _, err := m.cases.For(officer.who.Caller("app")).Case(t.Context(), m.seen.number); err != nil {
		t.Fatal(err)
	}
	signIn := func(h *hand, f *figure) {
		t.Helper()
		h.press("9", f.login, "tab", f.password, "tab", identity.CodeAt(f.secret, m.world.Now()), "enter")
		h.sees("Signed in: " + f.who.Name)
	}
	h := m.sit(t, m.remote(t))
	signIn(h, operator)
	h.press("7", m.seen.number, "enter", m.fact(), "enter")
	h.sees(m.seen.number, "w who looked", "c consents")
	h.press("w")
	h.sees("Looks at application "+m.seen.number+" since", ": 1.", "Clerk of the department", "to read it")
	h.press("esc", "c")
	h.sees("SMS about other schemes, given on", "menu 7, then 2")
	h.press("f10", "not the password", "enter")
	h.sees("Tries left: 4")
	h.press(operator.password, "enter")
	h.sees("SMS about other schemes, given on")
	h.press("1", "1")
	h.sees("Taken back: SMS about other schemes")
	if l := m.news(); l.Withdrawn.IsZero() || l.WithdrawnChannel != "kiosk" {
		t.Errorf("%+v", l)
	}

	// The administrator, elsewhere, ends the operator's sessions; its own account stays.
	other := m.sit(t, m.remote(t))
	signIn(other, admin)
	other.press("s")
	for range 20 { // down to the operator
		view, _, _, _ := other.screen.now()
		if strings.Contains(view, "▸ "+operator.login+" ") {
			break
		}
		other.press("down")
	}
	other.press("enter")
	other.sees("The operator · " + operator.login)
	other.press("3", "1")
	other.sees("Done: End all sessions")

	h.press("esc", "enter")
	h.sees("The session has ended. Sign in again.")
	h.press("f4", "f10")
	if view, screen, _, _ := h.screen.now(); screen != "Home" || strings.Contains(view, "Signed in") {
		t.Errorf("somebody is still signed in:\n%s", view)
	}
}
