package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/i18n"
	"duar/seva"
	"duar/seva/form"
)

// signs in as whoever has the login.
func signsIn(login string) []string {
	return []string{login, "tab", password, "tab", passcode, "enter"}
}

func operator(t *testing.T, l seva.Lang) *pilot {
	t.Helper()
	p := newStaff(t, l)
	p.press("9")
	p.press(signsIn("mina")...)
	return p
}

func officer(t *testing.T, l seva.Lang) *pilot {
	t.Helper()
	p := newStaff(t, l)
	p.press("8")
	p.press(signsIn("verma")...)
	return p
}

func TestSigningIn(t *testing.T) {
	p := newStaff(t, seva.English)
	p.press("6")
	p.sees("Sign in", "For operators and officers")
	p.press("mina", "tab", "wrong pass", "tab", "000000")
	p.seesNot("wrong pass")
	p.press("enter")
	p.sees(said("error.sign_in"), "mina")
	p.press(password, "enter") // the code is still to be typed
	p.sees("▸ Six-digit code")
	p.press("১২৩৪৫৬", "enter")
	p.sees("What is applied for?", said("service.old_age_pension"))
	p.press("esc") // not back to the secrets
	p.sees("What has the citizen come for?", "Signed in: Mina Das")
	if !p.door.open["token of mina"] {
		t.Fatal("nobody is signed in")
	}
	p.press("9")
	p.sees("Mina Das", "BSK operator")
	p.press("enter")
	p.sees("What has the citizen come for?")
	p.seesNot("Mina Das")
	if len(p.door.open) != 0 {
		t.Fatal("the session stays open")
	}
}

// TestAPublicKioskHasNoErrandsForStaff: without a door nothing of this can be reached.
func TestAPublicKioskHasNoErrandsForStaff(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("6", "7", "8", "9")
	p.sees("What has the citizen come for?")
	p.seesNot("Apply for")
}

func TestServicesByNameInAnyScript(t *testing.T) {
	p := operator(t, seva.English)
	for _, typed := range []string{"jai ban", "বার্ধক্য"} {
		p.press("6", typed)
		p.sees(said("service.old_age_pension"))
		p.seesNot("Mutation")
		p.press("esc", "esc")
		p.sees("What has the citizen come for?")
	}
	p.press("6", "what?")
	p.sees("No such service found", "what?▏") // a question mark is not help
}

// woman is the whole pension form of a woman in the order of its questions.
var woman = []string{
	"Kamala Mandal", "enter", "1960", "enter", "1", "98310 12345", "enter", "enter",
	"enter", "kuth", "down", "enter", "721212", "enter",
	"900", "enter", "2", "enter",
	"enter", "enter", "Ratan", "enter", "2", "esc", "tab",
	"123456789012", "enter", "123456789012", "enter", "SBIN0001234", "enter", "enter",
	"1",
}

// TestAWholeApplication goes from the list to the acknowledgement by keystrokes.
func TestAWholeApplication(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter")
	p.sees("Section 1 of 5", "draft draft1")
	p.press(woman...)
	p.sees("Look over before submitting", "All is answered")
	d := p.counter.answered("draft1")
	for at, want := range map[string]string{
		"name": "Kamala Mandal", "birth_date": "1960", "gender": "female", "mobile": "919831012345", "place": "2786/337630",
		"pin": "721212", "own_income": "90000", "disabled": "no", "account": "123456789012", "ifsc": "SBIN0001234", "declaration": "yes",
	} {
		if d[at].Text != want {
			t.Errorf("%s is %q, not %q", at, d[at].Text, want)
		}
	}
	if rows := d["members"].Rows; len(rows) != 1 || rows[0]["member_name"].Text != "Ratan" {
		t.Errorf("the family is %v", rows)
	}
	p.seesNot("123456789012")
	p.press("f8")
	p.sees("Read this aloud to the citizen", "What happens with what you say.", "So that the office can decide")
	p.press("end")
	p.sees("Kept for 1,095 days", "Notice 0123456789abcdef", "I apply for: "+said("service.old_age_pension"))
	p.press("f2", "1")
	if len(p.counter.heard) != 1 || p.counter.heard[0].Lang != seva.Hindi || !p.counter.heard[0].Heard {
		t.Fatalf("the consent is %v", p.counter.heard)
	}
	p.sees("O P 2 0 2 6 0 0 0 0 0 1")
	p.press("f2", "f2", "p")
	p.sees("Saved for printing: /prints/acknowledgement-OP2026000001-en.txt")
	if text := p.printed["acknowledgement-OP2026000001-en.txt"]; !strings.Contains(text, "OP2026000001") || strings.Contains(text, "Kamala") {
		t.Fatalf("the acknowledgement is\n%s", text)
	}
	p.press("esc") // there is no way back into the form
	p.sees("What has the citizen come for?")
	p.press("6")
	p.seesNot("Unfinished")
}

// TestLanguageInMidForm: what is typed and not yet kept survives the switch.
func TestLanguageInMidForm(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "Kam")
	p.press("f2")
	p.sees("▌ Kam▏", "[हिन्दी]")
	p.press("ala", "f2", "enter")
	p.sees("Kamala", "[বাংলা]")
	if got := p.counter.answered("draft1")["name"].Text; got != "Kamala" {
		t.Fatal(got)
	}
}

// TestNothingIsLost: whoever is called away finds everything again, down to what was typed
// and not yet kept.
func TestNothingIsLost(t *testing.T) {
	clock := now
	p := operator(t, seva.English)
	p.k.ground.World = p.k.ground.World.At(func() time.Time { return clock })
	p.press("6", "jai", "enter", "Kamala", "enter", "1960")
	clock = clock.Add(4 * time.Minute)
	p.send(anybody{}) // the cover
	clock = clock.Add(10 * time.Minute)
	p.send(anybody{})
	p.sees("What has the citizen come for?")
	p.seesNot("Mina")
	if len(p.door.open) != 0 {
		t.Fatal("the idle kiosk stays signed in")
	}
	if got := p.counter.answered("draft1")["birth_date"].Text; got != "1960" {
		t.Fatalf("what was typed is lost: %q", got)
	}
	p.press("6")
	p.press(signsIn("mina")...)
	p.sees("Unfinished, begun here")
	p.press("enter")
	p.sees("Kamala", "Section 1 of")
	p.press("98", "f4") // home keeps it too, if only to be refused
	p.press("6", "f8", "draft1", "enter")
	p.sees("Kamala")
	p.press("f4", "9", "enter", "6")
	p.press(signsIn("verma")...)
	p.seesNot("Unfinished") // somebody else's are not shown
}

// TestALostAnswerCannotSubmitTwice: Enter again asks about the same submission.
func TestALostAnswerCannotSubmitTwice(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter")
	p.press(woman...)
	p.press("f8")
	p.counter.lose = true
	p.press("1", "1")
	p.sees("It is not known whether it arrived")
	p.press("f2", "1") // in another language: still the same
	p.counter.lose = false
	p.press("1")
	p.sees("O P 2 0 2 6 0 0 0 0 0 1")
	if p.counter.numbers != 1 || len(p.counter.heard) != 1 || p.counter.heard[0].Lang != seva.English {
		t.Fatalf("%d applications, %v", p.counter.numbers, p.counter.heard)
	}
	// A second Enter while the first is on its way is none.
	p = operator(t, seva.English)
	p.press("6", "jai", "enter")
	p.press(woman...)
	p.press("f8")
	p.hold = true
	p.press("1", "enter", "enter", "esc")
	p.release()
	p.sees("O P 2 0 2 6 0 0 0 0 0 1")
	if p.counter.numbers != 1 {
		t.Fatal(p.counter.numbers)
	}
}

// TestABeginningIsNotRepeated: after a lost answer Enter finds the draft that was begun.
func TestABeginningIsNotRepeated(t *testing.T) {
	p := operator(t, seva.English)
	p.counter.lose = true
	p.press("6", "jai", "enter")
	p.counter.lose = false
	p.press("enter")
	p.sees("Section 1 of")
	if len(p.counter.drafts) != 1 {
		t.Fatalf("%d drafts", len(p.counter.drafts))
	}
}

// paperAt puts a scanned paper into a folder of the test's own.
func paperAt(t *testing.T, name, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAnyKeysOfStaff: whatever is pressed in whatever order and size, pilot.check holds and
// F4 leads home.
func TestAnyKeysOfStaff(t *testing.T) {
	keys := []string{"enter", "esc", "tab", "shift+tab", "up", "down", "left", "right", "pgup", "pgdown", "end", "backspace", "space",
		"f1", "f2", "f3", "f5", "f6", "f7", "f8", "f9", "1", "2", "6", "7", "8", "jai", "sale", "Kamala", "1960", "98310 12345",
		"1027001", "কুঠি", "165", "721212", "OP2026000106", "?", "/", "p", "a", "w", "c", "n", "b", "o", "4", "f10", password}
	rapid.Check(t, func(r *rapid.T) {
		p := staffAt(t, rapid.SampledFrom(seva.Langs()).Draw(r, "lang"), rapid.SampledFrom([]string{"form", "case", "admin", "requests", "audit", "data"}).Draw(r, "who"))
		p.press(rapid.SampledFrom([]string{"6", "7", "8", "0", "s"}).Draw(r, "errand"))
		for range rapid.IntRange(1, 40).Draw(r, "presses") {
			p.press(rapid.SampledFrom(keys).Draw(r, "key"))
			if rapid.IntRange(0, 7).Draw(r, "resize") == 0 {
				p.size(rapid.IntRange(1, 120).Draw(r, "width"), rapid.IntRange(1, 40).Draw(r, "height"))
			}
		}
		p.size(80, 24)
		if p.k.cover != nil {
			p.press("f8")
		}
		p.press("f4")
		p.sees(i18n.Say(p.k.ground.Lang, seva.Say("kiosk.home.ask")))
	})
}

// TestAgreedToSomethingElse: an application that was changed elsewhere while it was read
// aloud is not submitted; it is looked over again.
func TestAgreedToSomethingElse(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter")
	p.press(woman...)
	p.press("f8")
	d := p.counter.drafts["draft1"]
	d.Version, d.Answers["pin"] = 99, form.Value{Text: "700001"}
	p.press("1")
	p.sees("Look over before submitting", "changed elsewhere", "700001")
	if p.counter.numbers != 0 {
		t.Fatal("what nobody agreed to was submitted")
	}
	p.press("f8", "1")
	p.sees("O P 2 0 2 6")
	// One that was submitted elsewhere shows its number.
	p = operator(t, seva.English)
	p.press("6", "jai", "enter")
	p.press(woman...)
	p.press("f8")
	p.counter.drafts["draft1"].Number = "OP2026000777"
	p.press("1")
	p.sees("O P 2 0 2 6 0 0 0 7 7 7", "submitted before")
}

// TestASessionThatEnded leads to signing in again, and loses nothing that was kept.
func TestASessionThatEnded(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "Kamala", "enter")
	p.counter.broken = seva.Fail(seva.Unauthenticated, seva.Say("error.token"))
	p.press("1960", "enter")
	p.sees("Sign in again")
	p.seesNot("Kamala") // what was on the screen was seen by right of the session
	p.counter.broken = nil
	p.press(signsIn("mina")...)
	p.press("6", "enter")
	p.sees("Name: Kamala")
}

// TestClosingEndsTheSession and keeps what was typed.
func TestClosingEndsTheSession(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "Kamala", "ctrl+c")
	if !p.quit || len(p.door.open) != 0 || p.counter.answered("draft1")["name"].Text != "Kamala" {
		t.Fatal(p.quit, p.door.open, p.counter.answered("draft1"))
	}
}
