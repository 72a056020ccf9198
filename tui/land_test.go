package tui

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
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
	p.press("p")
	text := p.printed["challan-P7Q2W9E4R1T8Y5U0I3O6A-en.txt"]
	for _, want := range []string{"192026270012345671", "0029-00-800-SPEC", "This is not a receipt", "Total: ₹20", "P7Q2W9E4R1T8Y5U0I3O6A"} {
		if !strings.Contains(text, want) {
			t.Fatalf("the challan lacks %q:\n%s", want, text)
		}
	}
	p.press("t")
	p.sees("said to be paid at the counter, not yet reported by the bank")
	p.seesNot("t paid at the counter") // it has been said
	p.purse.paid = true
	p.press("f4", "r", "P7Q2W9E4R1T8Y5U0I3O6A", "enter")
	p.sees(": paid", "The money came on 23 November 2026: paid for this")
	p.press("p")
	if text := p.printed["receipt-P7Q2W9E4R1T8Y5U0I3O6A-en.txt"]; !strings.Contains(text, "BK778812") || !strings.Contains(text, "Received: ₹20") {
		t.Fatalf("the receipt:\n%s", text)
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
	p.press("999999", "enter")
	p.sees("!!")
	if len(p.guard.watches) != 0 {
		t.Fatal("a wrong code has begun a watch")
	}
	for range 6 {
		p.press("backspace")
	}
	p.press(passcode, "enter")
	p.sees("Watched until 23 November 2027: plot 165", "WATCH STOP 1")
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
