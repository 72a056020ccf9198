package tui

import (
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/registry"
)

// at is a pilot that has signed in with a login.
func at(t *testing.T, login string) *pilot {
	t.Helper()
	p := newStaff(t, seva.English)
	p.press("9")
	p.press(signsIn(login)...)
	return p
}

// TestErrandsOfRoles: everybody is offered what is theirs, and a key that is not offered
// does nothing.
func TestErrandsOfRoles(t *testing.T) {
	words := map[string]string{"6": "kiosk.home.apply", "7": "kiosk.home.status", "8": "kiosk.home.inbox", "0": "kiosk.home.requests", "s": "kiosk.home.staff"}
	for login, theirs := range map[string]string{"mina": "67", "entry": "67", "verma": "78", "sahu": "780", "audit": "8", "admin": "s"} {
		p := at(t, login)
		home := p.k.View()
		for key, word := range words {
			if strings.Contains(theirs, key) {
				p.sees(said(word))
				p.press(key)
				if p.k.View() == home {
					t.Errorf("%s: %s leads nowhere", login, key)
				}
				p.press("f4")
				continue
			}
			p.seesNot(said(word))
			p.press(key)
			p.sees("What has the citizen come for?")
		}
	}
	// Whoever signs in for an errand that is not theirs is told so, once.
	p := newStaff(t, seva.English)
	p.press("6")
	p.press(signsIn("admin")...)
	p.sees("That is not for your role.")
	p.press("up")
	p.seesNot("That is not for your role.")
}

// TestEnrolling: the password and the secret are shown once, and there is no way back.
func TestEnrolling(t *testing.T) {
	p := at(t, "admin")
	p.press("s", "n", "rina", "tab", "Rina Pal", "tab", "wcd.2786, lr.*", "tab", "down", "down", "down", "space", "space", "space", "down", "space", "f8")
	p.sees("Make the account rina for Rina Pal?", "Clerk of the department · Verifying officer · wcd.2786 · lr.*")
	p.press("enter") // No is marked
	p.sees("Make an account", "rina")
	p.press("f8", "1")
	p.sees(handedOver.Password, handedOver.Secret, "otpauth://totp/duar:rina")
	made := p.bureau.accounts[len(p.bureau.accounts)-1]
	if made.Handle != "rina" || len(made.Roles) != 2 || made.Roles[0] != casework.Clerk || len(made.Offices) != 2 {
		t.Fatalf("%+v", made)
	}
	p.press("p")
	if len(p.printed) != 0 {
		t.Fatal("a secret is printed")
	}
	p.press("f10") // somebody passes by
	p.seesNot(handedOver.Password)
	p.press(password, "enter")
	p.sees(handedOver.Password)
	p.press("enter")
	p.seesNot(handedOver.Password)
	p.sees("rina", "Rina Pal")
	p.press("esc")
	p.sees("What has the citizen come for?")
}

// TestStaffDeeds: each is asked once more, done by the bureau, and what it refuses is said.
func TestStaffDeeds(t *testing.T) {
	p := at(t, "admin")
	p.press("s", "down", "enter", "4", "1")
	p.sees("Done: Suspend the account", "Suspended on", "4 Let the account in again")
	if p.bureau.accounts[1].Suspended.IsZero() {
		t.Fatal("not suspended")
	}
	p.press("4", "1")
	p.sees("Done: Let the account in again")
	p.press("3", "1")
	if len(p.bureau.revoked) != 1 || p.bureau.revoked[0] != "mina" {
		t.Fatal(p.bureau.revoked)
	}
	p.press("1", "tab", "space", "tab", "tab", "space", "f8", "1") // not an operator: an institution
	if roles := p.bureau.accounts[1].Roles; len(roles) != 1 || roles[0] != casework.Institution {
		t.Fatal(roles)
	}
	p.sees("School or college")
	p.press("enter", "2", "1") // themselves
	p.sees(said("error.staff.self"))
	p.press("esc", "esc", "b", "98310", "enter")
	p.sees("This is not a mobile number")
	p.press("12345", "enter")
	p.sees("Stop +919831012345 everywhere?")
	p.press("1")
	p.sees("Done: Stop the number")
	p.press("9831012345", "down", "enter", "1")
	if barred, there := p.bureau.barred["919831012345"]; !there || barred {
		t.Fatal(p.bureau.barred)
	}
}

// TestTheBureauRefuses: a kiosk that thinks it serves an administrator is told otherwise.
func TestTheBureauRefuses(t *testing.T) {
	p := at(t, "admin")
	p.press("s")
	p.bureau.by.Roles = []casework.Role{casework.Operator}
	p.press("f5")
	p.sees(said("error.forbidden"), "Ask the officer in charge")
}

// TestRequests: a clerk answers with a reason, once, and may look at the case before.
func TestRequests(t *testing.T) {
	p := at(t, "sahu")
	p.press("0", "enter")
	p.sees("To correct an answer · OP2026000104", "Which answer: "+said("field.pin"), "পিন ৭২১২২২ হবে")
	p.press("o")
	p.sees("OP2026000104", "State:")
	p.press("esc", "4")
	p.sees("No, refused", said("reason.request.no_proof"), "cannot be changed")
	p.press("1")
	if p.consent.answered["r1"] != "no_proof" {
		t.Fatal(p.consent.answered)
	}
	p.sees("OP2026000107")
	p.seesNot("OP2026000104")
	p.press("enter", "1", "1")
	p.sees("Nothing is waiting.")
}

// TestTheCitizenAtTheDesk hears who looked, takes the list home, and takes consents back.
func TestTheCitizenAtTheDesk(t *testing.T) {
	p := operator(t, seva.English)
	p.press("7", "OP2026000106", "enter", "1960", "enter", "w")
	p.sees("Looks at application OP2026000106 since 23 November 2025: 23.", "Clerk of the department", said("department.wcd")+", office 2786", said("why.act.send_back"), "And 19 more")
	p.press("a")
	p.sees("2025: 23.")
	p.press("esc", "p")
	if text := p.printed["looks-OP2026000106-en.txt"]; !strings.Contains(text, "2025: 23.") || !strings.Contains(text, "Nobody is named") {
		t.Fatal(p.printed)
	}
	p.press("esc", "c")
	p.sees(said("purpose.news")+", given on", said("purpose.prefill"))
	p.press("1")
	p.sees("Does the citizen take back the consent to this: " + said("purpose.news"))
	p.press("enter")
	p.sees("1 " + said("purpose.news"))
	p.press("1", "1")
	p.sees("Taken back: " + said("purpose.news"))
	if p.consent.consents[0].Withdrawn.IsZero() {
		t.Fatal("it stands")
	}
	p.press("1", "1")
	p.sees("There is no consent to take back.", "menu 7, then 2")
	// Who is not at a desk for citizens has no such keys.
	p = at(t, "verma")
	p.press("7", "OP2026000106", "enter", "1960", "enter", "w", "c")
	p.seesNot("Looks at")
	p.seesNot("consent")
}

// TestNoConsentUnread: what could not be read aloud is not agreed to.
func TestNoConsentUnread(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter")
	p.press(woman...)
	p.consent.broken = errGone
	p.press("f8")
	p.sees("!!")
	asked := p.consent.asked
	p.press("1")
	if p.counter.numbers != 0 || p.consent.asked != asked+1 {
		t.Fatal(p.counter.numbers, p.consent.asked)
	}
	p.consent.broken = nil
	p.press("1")
	p.sees("What happens with what you say.")
	if p.counter.numbers != 0 {
		t.Fatal("it was submitted before it was read")
	}
	p.press("1")
	p.sees("O P 2 0 2 6 0 0 0 0 0 1")
}

// TestDataEntry asks about no number with a fact: there is no citizen whose it could be.
func TestDataEntry(t *testing.T) {
	p := at(t, "entry")
	p.press("7", "OP2026000106", "enter")
	p.sees("There is no application OP2026000106")
	p.seesNot("year of birth")
}

// TestARegistryWithoutADesk: where the registry has nothing for a citizen at the desk, no
// list is offered, and the page of consents says what the citizen can do alone.
func TestARegistryWithoutADesk(t *testing.T) {
	p := newPilotAt(t, seva.English, func(p *pilot, c *Config) {
		staffed(p, c)
		c.Registry = func(identity.Session) registry.Counter { return struct{ registry.Counter }{p.consent} }
	})
	p.press("9")
	p.press(signsIn("mina")...)
	p.press("7", "OP2026000106", "enter", "1960", "enter")
	p.sees("c consents")
	p.seesNot("w who looked")
	p.press("w")
	p.seesNot("Looks at application")
	p.press("c")
	p.sees("The list is not shown on this kiosk.", "menu 7, then 2")
}
