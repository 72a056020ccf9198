package tui

import (
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

func said(key string) string { return i18n.Say(seva.English, seva.Say(key)) }

// TestStatus: anybody with the number and the second fact hears where a case stands.
func TestStatus(t *testing.T) {
	p := newStaff(t, seva.English)
	p.press("7", "op2026 000106", "enter", "enter")
	p.sees("!!", "Compare with the paper")
	p.press("1960", "enter")
	p.sees("OP2026000106", said("state.sent_back"), "Whose move: the citizen", "Days used: 28 of 30. Left: 2.",
		said("who.applicant"), said("where.bdo_or_bsk"), "By: 21 February 2027")
	p.seesNot("কমলা")
	p.press("a")
	p.sees("Your application for " + said("service.old_age_pension"))
	p.press("esc", "p")
	p.sees("Saved for printing")
	if text := p.printed["status-OP2026000106-en.txt"]; !strings.Contains(text, "21 February 2027") {
		t.Fatalf("the printout is\n%s", text)
	}
}

func TestInbox(t *testing.T) {
	p := newStaff(t, seva.English)
	p.press("8")
	p.press(signsIn("mina")...)
	p.sees("That is not for your role.")

	p = officer(t, seva.English)
	p.sees("Cases that wait for us, page 1", "▸ OP2026000101", "!! "+said("service.old_age_pension"))
	p.seesNot("OP2026000106") // the citizen's move
	p.press("right")
	p.sees("page 2", "OP2026000123")
	p.seesNot("OP2026000101")
	p.press("right", "left")
	p.sees("page 1", "OP2026000101")
	p.press("tab")
	p.sees("All cases of the office")
	p.press("down", "down", "down", "down", "down")
	p.sees("OP2026000106", "with the citizen")
	p.cases.broken = errGone
	p.press("f5")
	p.sees("Something went wrong on our side")
	p.cases.broken = nil
	p.press("f5", "enter")
	p.sees("Case", "Asked of the citizen")
}

// TestAnOfficerAsks marks what is wanted, with a reason for each, and confirms.
func TestAnOfficerAsks(t *testing.T) {
	p := officer(t, seva.English)
	p.press("enter")
	p.sees("What can be done now", "1 "+said("action.send_back"))
	p.press("1", "enter")
	p.sees("This is needed for the action")
	p.press("down", "space")
	p.sees(said("field.pin") + ": why?")
	p.press("3", "down", "space", "2", "enter")
	p.sees("Remark")
	p.press("page 1 only", "enter")
	p.sees("Do this?", said("field.pin")+": "+said("reason.query.differs"), "page 1 only")
	p.press("1")
	p.sees("Done: " + said("action.send_back"))
	want := []casework.Item{{Field: "pin", Reason: "reason.query.differs"}, {Field: "passbook_page", Reason: "reason.query.unreadable"}}
	if len(p.cases.acts) != 1 || len(p.cases.acts[0].Items) != 2 || p.cases.acts[0].Items[0] != want[0] || p.cases.acts[0].Items[1] != want[1] || p.cases.acts[0].Note != "page 1 only" {
		t.Fatalf("%+v", p.cases.acts)
	}
}

// TestEachNeedIsAsked: a day, a finding, a reason, a note; each is wanted and checked.
func TestEachNeedIsAsked(t *testing.T) {
	p := officer(t, seva.English)
	p.press("enter", "4")
	p.press("3", "1", "enter")
	p.sees("This is needed") // the note
	p.press("seen on the spot?", "enter", "esc", "esc", "enter")
	p.press("enter", "1")
	if a := p.cases.acts; len(a) != 1 || a[0].Reason != "reason.query.differs" || a[0].Found != "yes" || a[0].Note != "seen on the spot?" {
		t.Fatalf("%+v", a)
	}
	p = officer(t, seva.English)
	p.press("enter", "3", "31/02/2027", "enter")
	p.seesNot("Do this?")
	p.press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "১৫/০২/২০২৭", "enter", "2")
	p.sees("What can be done now")
	if len(p.cases.acts) != 0 {
		t.Fatal("No does it all the same")
	}
	p.press("3", "15/02/2027", "enter", "1")
	if a := p.cases.acts; len(a) != 1 || a[0].Day != (seva.Date{Year: 2027, Month: 2, Day: 15}) {
		t.Fatalf("%+v", a)
	}
}

// TestTwoOfficers: the second is told that somebody was first, and sees what was done
// before deciding again.
func TestTwoOfficers(t *testing.T) {
	p := officer(t, seva.English)
	p.press("enter", "2", "all in order", "enter")
	p.cases.views["OP2026000101"].Version, p.cases.views["OP2026000101"].State = 5, "sent_back"
	p.press("1")
	p.sees("Somebody else has acted in this case", "Nothing was done")
	p.press("1", "2") // nothing can be done here any more
	p.sees("Somebody else has acted")
	p.press("enter")
	p.sees("State: "+said("state.sent_back"), "What can be done now")
	if len(p.cases.acts) != 0 {
		t.Fatalf("%+v", p.cases.acts)
	}
}

// TestALostAnswerActsOnce: Yes again after no answer asks about the same act.
func TestALostAnswerActsOnce(t *testing.T) {
	p := officer(t, seva.English)
	p.press("enter", "2", "all in order", "enter")
	p.cases.lose = true
	p.press("1")
	p.sees("The service is not answering")
	p.cases.lose = false
	p.press("1")
	p.sees("Done: " + said("action.verify"))
	if len(p.cases.acts) != 1 {
		t.Fatalf("%d acts", len(p.cases.acts))
	}
}

// TestAnOperatorRepliesForTheCitizen who stands at the desk with a question from the office.
func TestAnOperatorRepliesForTheCitizen(t *testing.T) {
	p := operator(t, seva.English)
	p.press("7", "OP2026000106", "enter", "1960", "enter", "enter")
	p.sees("Asked of the citizen", said("reason.query.unreadable"), "পাতা ১")
	p.press("1", "enter")
	p.sees("This is needed")
	p.press("/nowhere.pdf", "enter")
	p.sees("cannot be opened")
	path := paperAt(t, "passbook.pdf", "%PDF-1.4 new")
	for range "/nowhere.pdf" {
		p.press("backspace")
	}
	p.press(path, "enter", "721212", "enter")
	p.sees("Do this?", "passbook.pdf")
	p.press("1")
	p.sees("Done: " + said("action.reply"))
	if len(p.counter.replies) != 1 || len(p.counter.replies[0].Answers) != 2 || p.counter.replies[0].Answers[1].Input.Text != "721212" {
		t.Fatalf("%+v", p.counter.replies)
	}
}

// TestRowsOfAReply are typed like those of a form, checked at once, and handed in as typed.
func TestRowsOfAReply(t *testing.T) {
	p := operator(t, seva.English)
	c := p.cases.views["OP2026000106"]
	c.Asked = []casework.Item{{Field: "members", Reason: "reason.query.differs"}}
	c.Answers = form.Answers{"members": {Rows: []form.Answers{{"member_name": {Text: "Ratan"}, "gender": {Text: "male"}}}}}
	p.press("7", "OP2026000106", "enter", "1960", "enter", "enter", "1")
	p.sees("Rows: 1")
	p.press("tab")
	p.sees("This is needed")
	p.press("enter", "f9", "f9")
	p.sees("cannot be removed here")
	p.press("enter", "Ratan Kumar", "enter", "esc", "down", "enter", "Mala", "enter", "1", "2", "down", "enter", "Bela", "enter", "esc")
	p.sees("1. Ratan Kumar", "2. Mala", "3. Bela")
	p.press("up", "f9", "f9")
	p.sees("2. Bela")
	p.press("esc", "tab")
	p.sees("Do this?", "Rows: 2")
	p.press("1")
	p.sees("Done: " + said("action.reply"))
	got := map[form.Pointer]string{}
	for _, e := range p.counter.replies[0].Answers {
		got[e.At] = e.Input.Text
	}
	if len(got) != 2 || got["members/0/member_name"] != "Ratan Kumar" || got["members/1/member_name"] != "Bela" {
		t.Fatalf("%v", got)
	}
	p.press("f4", "6")
	p.seesNot("Unfinished") // a reply is no draft
}

// TestHostileTextInACase: what a citizen or an officer wrote cannot steer the terminal, nor
// a printer. pilot.check looks at every view as well.
func TestHostileTextInACase(t *testing.T) {
	for _, l := range seva.Langs() {
		p := staffAt(t, l, "case")
		v := p.cases.views["OP2026000101"]
		v.Applicant.Name, v.Marks = hostile, map[string]string{"x": hostile}
		v.Answers = form.Answers{"name": {Text: hostile}, "nobody_knows_this": {Text: hostile}}
		v.Timeline = append(v.Timeline, casework.Step{Seq: 2, At: now, Action: "verify", Role: casework.Verifier, Note: hostile})
		v.Asked = []casework.Item{{Field: "name", Reason: "reason.query.missing", Note: hostile}}
		v.Findings.Failed = []string{hostile}
		p.press("8", "enter", "end", "pgup", "p")
		p.sees("[2J]0;ownedরবিদাস নতুন লাইন")
		for _, text := range p.printed {
			for _, bad := range []string{"\x1b", "\x07", "\u202e", "\u200f", "\x00", "রবি\n"} {
				if strings.Contains(text, bad) {
					t.Fatalf("the printout has %q", bad)
				}
			}
		}
	}
}
