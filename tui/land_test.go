package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/payment"
)

// TestPayingAtTheCounter: a fee is paid with a challan, said to be paid, and later its
// receipt is printed as the treasury has it.
func TestPayingAtTheCounter(t *testing.T) {
	p := landAt(t, seva.English, "dues")
	p.press("7", owes, "enter", "1960", "enter")
	p.sees("To pay first: ₹20", "r pay")
	p.press("r")
	p.sees("0029-00-800-SPEC", "No. 1884-LP", "asked on 23 November 2026")
	p.press("2")
	p.sees("192026270012345671", "money is awaited", "good until 30 November 2026", "t paid at the counter")
	p.press("f2", "p")
	if text := p.printed["challan-P7Q2W9E4R1T8Y5U0I3O6A-hi.pdf"]; text != "%PDF challan P7Q2W9E4R1T8Y5U0I3O6A hi" {
		t.Fatalf("the challan: %q of %v", text, p.printed)
	}
	p.press("f2", "f2", "t", "2")
	if !p.purse.view.Told.IsZero() {
		t.Fatal("No has said that it was paid")
	}
	p.press("t", "1")
	p.sees("said to be paid at the counter, not yet reported by the bank")
	p.seesNot("t paid at the counter") // it has been said
	p.purse.paid = true
	p.press("f4", "r", "P7Q2W9E4R1T8Y5U0I3O6A", "enter", "enter", "enter")
	p.sees(": paid", "The money came on 23 November 2026: paid for this")
	p.press("p")
	if text := p.printed["receipt-192026270012345671-en.pdf"]; text != "%PDF receipt 192026270012345671 en" {
		t.Fatalf("the receipt: %q of %v", text, p.printed)
	}
}

// TestALostPaymentIsBegunOnce: Enter after an answer that was lost is the same payment.
func TestALostPaymentIsBegunOnce(t *testing.T) {
	p := landAt(t, seva.English, "dues")
	p.press("7", owes, "enter", "1960", "enter", "r")
	p.purse.lose = true
	p.press("2")
	p.sees("!!")
	p.purse.lose = false
	p.press("2")
	p.sees("192026270012345671")
	if len(p.purse.begun) != 1 || len(slices.Compact(p.purse.keys)) != 1 {
		t.Fatalf("begun under %v", p.purse.keys)
	}
}

// TestThePageForTheBrowser posts what the treasury wants and nothing that steers the browser.
func TestThePageForTheBrowser(t *testing.T) {
	p := landAt(t, seva.English, "dues")
	p.press("7", owes, "enter", "1960", "enter", "r", "1", "p")
	text := p.printed["payment-P7Q2W9E4R1T8Y5U0I3O6A.html"]
	if !strings.Contains(text, `action="https://grips.example/pay"`) || strings.Contains(text, "<script>") || !strings.Contains(text, "&#34;&gt;&lt;script&gt;") {
		t.Fatalf("%s", text)
	}
	if p.purse.view.Mode != payment.Online {
		t.Fatal(p.purse.view.Mode)
	}
}

// TestSigningMany: each case has its own answer, one refused keeps no other from it, and an
// answer that was lost is asked for under the same key.
func TestSigningMany(t *testing.T) {
	p := landAt(t, seva.English, "sign")
	p.press("g")
	p.sees(toSign, "Marked: 0")
	p.seesNot("sign all marked")
	p.press("space")
	p.sees("Marked: 1", "s sign all marked")
	p.press("a")
	p.sees("Marked: 3")
	p.press("s")
	p.sees("Sign these papers? Number: 3", "▸ 2") // No is marked
	p.cabinet.lose = true
	p.press("1")
	p.sees("!!")
	p.cabinet.lose = false
	p.press("1")
	p.sees("Signed. The paper is being made.", "Marked: 0", "!!")
	if len(p.cabinet.keys) != 2 || p.cabinet.keys[0] != p.cabinet.keys[1] || !slices.Contains(p.cabinet.signed, "DC2026000004") {
		t.Fatalf("signed %v under %v", p.cabinet.signed, p.cabinet.keys)
	}
	p.press("space", "s") // the first is signed and cannot be marked again
	p.seesNot("Sign these papers")
}

// TestAPaperIsSavedAndVoided: its bytes go to the prints, an operator cannot make it void,
// an officer can, with a reason.
func TestAPaperIsSavedAndVoided(t *testing.T) {
	p := landAt(t, seva.English, "paper")
	p.press("d", "४८२९ 1038 4756 6", "enter")
	p.sees("4829 1038 4756 6", "Valid", "Copy of khatian")
	p.seesNot("make void")
	p.press("v")
	p.seesNot("Why is the paper")
	p.press("p")
	if p.printed["ror-4829103847566.pdf"] != "%PDF-1.7 a paper" {
		t.Fatalf("%q", p.printed)
	}
	p.press("f4", "9", "enter", "9")
	p.press(signsIn("dutta")...)
	p.press("d", sealed, "enter", "v", "2", "2")
	p.sees("Why is the paper")
	if p.cabinet.revoked != "" {
		t.Fatal("No has made it void")
	}
	p.press("2", "1")
	p.sees("Void")
	p.seesNot("save the paper")
	if p.cabinet.revoked != "fraud" {
		t.Fatal(p.cabinet.revoked)
	}
}

// TestWatchingIsTheCitizensOwn: the watch is begun with the citizen's session, which ends at
// once; the operator stays signed in, and a wrong code begins nothing.
func TestWatchingIsTheCitizensOwn(t *testing.T) {
	p := landAt(t, seva.English, "watch")
	p.press(append(slices.Clone(onPlot), "w", "9831012345", "enter")...)
	p.sees("First read this aloud", "Notice 0123456789abcdef", "919831012345")
	p.press("99999w", "enter")
	p.sees("The code has six digits.")
	p.press("999999", "enter")
	p.sees("Tries left")
	if len(p.guard.watches) != 0 {
		t.Fatal("a wrong code has begun a watch")
	}
	p.press(passcode, "enter") // it takes the place of the wrong one
	p.sees("Watched until 23 November 2027: Plot 165, mouza 1027001", "WATCH STOP 1")
	if got := p.guard.watches; len(got) != 1 || got[0].Land != "1027001/165" || got[0].Kind != casework.KeyPlot || got[0].Version != "0123456789abcdef" {
		t.Fatalf("%+v", got)
	}
	if p.guard.tokens[0] != "token of a citizen" || p.door.open["token of a citizen"] || !p.door.open["token of mina"] {
		t.Fatalf("sessions: %v, asked as %v", p.door.open, p.guard.tokens)
	}
}

// TestObjecting: the words are read back, No keeps them from being handed in.
func TestObjecting(t *testing.T) {
	p := landAt(t, seva.English, "object")
	p.press(append(slices.Clone(onPlot), "c", "b", "it is mine", "enter", "2")...)
	if len(p.guard.said) != 0 {
		t.Fatal("No has objected")
	}
	p.press("enter", "1")
	p.sees("Objected to "+heard, "it is mine")
	if len(p.guard.said) != 1 {
		t.Fatal(p.guard.said)
	}
}

// TestFeeAsksOnlyWhatItNeeds: of copies no land is asked, and the slot that the desk names
// is opened.
func TestFeeAsksOnlyWhatItNeeds(t *testing.T) {
	p := landAt(t, seva.English, "fee")
	p.press("e", "5")
	p.sees("How many plots")
	p.seesNot("Mouza number")
	p.press("1", "enter", "1027001", "enter", "165", "enter", "4", "enter", "enter")
	p.sees("Say the area", "▸ Area in acres")
	p.press("0.05", "enter")
	p.sees("₹2,500", "₹500 per decimal", "Circular 398-LP", "not proven to be in force")
	q := p.teller.asked[len(p.teller.asked)-1]
	if q.Use != "commercial" || q.Mouza != idn || q.Plot.Main != 165 || q.Area != 500 {
		t.Fatalf("%+v", q)
	}
}

// TestNothingThatIsNotThere: a kiosk without these desks offers none of it, and whoever has
// another role is not offered what is not theirs.
func TestNothingThatIsNotThere(t *testing.T) {
	p := newStaff(t, seva.English)
	_, offers := p.k.Offers()
	for _, word := range []string{"fee", "paper", "payment", "signing", "object"} {
		if slices.Contains(offers, "kiosk.home."+word) {
			t.Errorf("%s is offered without its desk", word)
		}
	}
	p = landAt(t, seva.English, "land")
	_, offers = p.k.Offers()
	if slices.Contains(offers, "kiosk.home.signing") || !slices.Contains(offers, "kiosk.home.object") {
		t.Error(offers)
	}
	p = landAt(t, seva.English, "sign")
	if _, offers = p.k.Offers(); !slices.Contains(offers, "kiosk.home.signing") || slices.Contains(offers, "kiosk.home.object") {
		t.Error(offers)
	}
}

// TestAPaymentIsNotBegunTwiceUnawares: where one was begun, another is only begun by who says
// that nobody is paying it, and the way back does not lead through the question again.
func TestAPaymentIsNotBegunTwiceUnawares(t *testing.T) {
	p := landAt(t, seva.English, "dues")
	p.press("7", owes, "enter", "1960", "enter", "r", "2", "esc")
	p.sees("1 Look at the payment that was begun") // it is read again
	p.press("2")
	p.sees("would pay twice", "▸ 2")
	p.press("enter")
	if len(p.purse.keys) != 1 {
		t.Fatal("No has begun a payment")
	}
	p.press("2", "1")
	p.sees("online")
	if len(p.purse.keys) != 2 {
		t.Fatal(p.purse.keys)
	}
	p.press("esc")
	p.sees("What is to be paid", "To pay: ₹20")
	p.seesNot("would pay twice")
}

// TestGivingAPaymentUp: the treasury is asked first, so money that has come is told of; what is
// given up can be begun anew, and whoever has no part in paying is not offered it.
func TestGivingAPaymentUp(t *testing.T) {
	p := landAt(t, seva.English, "dues")
	p.press("7", owes, "enter", "1960", "enter", "r", "1")
	p.sees("x give it up", "p page for the browser")
	p.press("x", "2")
	if len(p.purse.gone) != 0 {
		t.Fatal("No has given it up")
	}
	p.press("x", "1")
	p.sees("Given up.", "not paid", "It has ended")
	p.seesNot("give it up")
	p.seesNot("page for the browser")
	p.press("esc")
	p.seesNot("Look at the payment that was begun")
	p.press("1", "x")
	p.purse.paid = true
	p.press("1")
	p.sees(": paid", "The money came on", "p print the receipt")
	p.seesNot("Given up.")
	p.press("esc")
	p.sees("Nothing is to be paid")
	p.press("esc")
	p.seesNot("r pay")
}

// TestAPaymentGoesOnElsewhere: one that was begun on another screen is shown with its way on,
// and while the treasury is away with what is known.
func TestAPaymentGoesOnElsewhere(t *testing.T) {
	p := landAt(t, seva.English, "dues")
	p.press("7", owes, "enter", "1960", "enter", "r", "1", "f4", "r", "P7Q2W9E4R1T8Y5U0I3O6A", "enter", "enter", "enter")
	p.sees("p page for the browser")
	p.purse.away = true
	p.press("f5")
	p.sees("online", "money is awaited", "It goes on where it was begun")
	p.seesNot("!!")
}

// TestDuesAreTheCitizensOwn: an operator who found a case by its land is asked for what only
// the citizen knows, and the question is not in the way back.
func TestDuesAreTheCitizensOwn(t *testing.T) {
	p := landAt(t, seva.English, "dues")
	p.press(append(slices.Clone(onKhatian), "c", "enter", "r")...)
	p.sees("Ask the citizen", "Last four digits")
	p.press("enter")
	p.sees("!!")
	p.press("1111", "enter")
	p.sees("!!")
	p.press("1960", "enter")
	p.sees("To pay: ₹20")
	p.press("esc")
	p.sees("State:")
	p.press("f4", "r", "P7Q2W9E4R1T8Y5U0I3O6A", "enter", "enter", "enter")
	p.sees("!!")
}

// TestEndingAWatch: the list is the mobile's own and opened by its code; the citizen's session
// ends with the screen, however it is closed.
func TestEndingAWatch(t *testing.T) {
	list := []string{"w", "3", "enter", "9831012345", "enter", passcode, "enter"}
	p := landAt(t, seva.English, "watches")
	p.press(list...)
	p.sees("1 Plot 165, mouza 1027001 · until 23 November 2027", "2 Khatian 12")
	p.press("2", "2")
	if len(p.guard.ended) != 0 {
		t.Fatal("No has ended it")
	}
	p.press("2", "1")
	p.sees("Ended: Khatian 12", "1 Plot 165")
	p.seesNot("2 Khatian")
	if !slices.Equal(p.guard.ended, []string{"w2"}) || p.guard.tokens[0] != "token of a citizen" {
		t.Fatal(p.guard.ended, p.guard.tokens)
	}
	for _, leave := range []string{"esc", "f4"} {
		if leave == "f4" {
			p.press("f4")
			p.press(list...)
		}
		if !p.door.open["token of a citizen"] {
			t.Fatal("the citizen is not signed in")
		}
		p.press(leave)
		if p.door.open["token of a citizen"] || !p.door.open["token of mina"] {
			t.Fatalf("after %s: %v", leave, p.door.open)
		}
	}
	p.press(list...)
	p.guard.over = true
	p.press("1", "1")
	p.sees("no longer opens this page", "ask for a new code")
	if !p.door.open["token of mina"] {
		t.Fatal("the citizen's session has signed the operator out")
	}
}

// TestLongWordsAreReadBack: on the smallest terminal all of an objection can be read, though
// the question below it is what is seen first; No stays marked.
func TestLongWordsAreReadBack(t *testing.T) {
	p := landAt(t, seva.English, "object")
	p.size(60, 15)
	p.press("b", heard, "enter", "FIRST "+strings.Repeat("it is mine ", 88), "enter")
	p.sees("▸ 2")
	p.seesNot("FIRST")
	for range 40 {
		p.press("up")
	}
	p.sees("FIRST")
	p.press("enter") // what is chosen is out of sight: it is shown first
	p.sees("▸ 1 Yes")
	if len(p.guard.said) != 0 {
		t.Fatal("an unseen row was followed")
	}
}

// TestAVoidPaperIsNotComeBackTo: Esc from a paper that was made void leads to where it was
// asked for, not to the question or to what it was before.
func TestAVoidPaperIsNotComeBackTo(t *testing.T) {
	p := landAt(t, seva.English, "void")
	p.press("d", sealed, "enter", "v", "2", "1")
	p.sees("Void")
	p.press("esc")
	p.sees("Which paper?")
}

// TestSigningMoreThanTheDeskTakesAtOnce: all that wait are signed, in as many goes as it takes.
func TestSigningMoreThanTheDeskTakesAtOnce(t *testing.T) {
	p := landAt(t, seva.English, "sign")
	for i := range 150 {
		g := landGlance(fmt.Sprintf("DC2026%05d0", 100+i), "ror_copy", document.ToSign)
		p.cases.views[g.Number] = &casework.View{Glance: g, Version: 1, Office: "lr.2786"}
		p.cases.order = append(p.cases.order, g.Number)
	}
	p.press("g", "a")
	p.sees("Marked: 153")
	p.press("s", "1", "1") // the question is long: its first key shows the rows
	if len(p.cabinet.keys) != 2 || p.cabinet.keys[0] == p.cabinet.keys[1] || len(p.cabinet.signed) != 152 {
		t.Fatalf("%d signed under %v", len(p.cabinet.signed), p.cabinet.keys)
	}
}

// TestTrackingByNameAsksTheOfficeThatIsNamed: a conversion of some size lies with the district.
func TestTrackingByNameAsksTheOfficeThatIsNamed(t *testing.T) {
	p := landAt(t, seva.English, "track")
	days := []string{"enter", "Subrata", "enter", "1/10/2026", "enter", "23/11/2026", "enter"}
	for level, want := range map[string]string{"1": "lr.2786", "3": "lr.318"} {
		p.press(append([]string{"f4", "t", "2", "enter", "1027001", "enter", level}, days...)...)
		if p.sees(heard); p.cases.traced.Office != want || p.cases.traced.Name != "Subrata" {
			t.Fatalf("%s: asked for %+v", level, p.cases.traced)
		}
	}
	p.press(append([]string{"f4", "t", "2", "enter", "1027001", "enter", "2"}, days...)...)
	p.sees("There is no such office") // the directory of the fakes has none of a subdivision
}

// TestALinkIsSentAnew: with what only the citizen knows, once also where the answer was lost.
func TestALinkIsSentAnew(t *testing.T) {
	p := landAt(t, seva.English, "paper")
	p.press("d", sealed, "enter", "l", "1111", "enter", "1")
	p.sees("!!")
	p.press("esc", "1960", "enter")
	p.cabinet.lose = true
	p.press("1")
	p.cabinet.lose = false
	p.press("1")
	p.sees("The link was sent", "Signed paper")
	if got := p.cabinet.linked; len(got) != 2 || got[0] != got[1] {
		t.Fatal(got)
	}
	p.press("esc")
	p.sees("Which paper?")
}
