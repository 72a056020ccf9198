package ussd

import (
	"context"
	"time"

	"duar/i18n"
	"duar/seva"
	"duar/seva/budget"
	"duar/ussd/dialogue"
)

// Budgets of one number where Parts does not say. A person who types fast sends a hop every two seconds; an answer
// by SMS costs somebody money.
var (
	turnsOf   = budget.Rate{Most: 40, Span: time.Minute}
	answersOf = budget.Rate{Most: 30, Span: 24 * time.Hour}
	// Papers looked up by their number; each page of an answer is one.
	checksOf = budget.Rate{Most: 100, Span: 24 * time.Hour}
	againOf  = budget.Rate{Most: 1, Span: 24 * time.Hour} // a STOP after STOP is answered
)

// What a number can have too much of.
const (
	Turns   = "turns"   // hops and messages in a minute
	Answers = "answers" // SMS that we send back in a day
	Checks  = "checks"  // papers looked up by their number in a day
)

// Excess is a number that went over a budget, for the audit: told once until at least half
// of the budget was free again.
type Excess struct {
	What    string // Turns, Answers or Checks
	Phone   seva.Phone
	Channel Channel
	Gateway string
}

// gate refuses a turn before anything is looked up or done: of a number that is suspended,
// and of one that sends more than a person can. A screen ends the call; an SMS is answered
// while that is within its own budget, and then not at all. Whoever says STOP is heard.
func (x *Exchange) gate(ctx context.Context, t Turn, key string) (Page, bool) {
	switch {
	case x.Pins != nil && x.Pins.Barred(t.Phone):
		if t.Channel == SMS && !x.within(ctx, t, Answers, key, x.answers).OK {
			return Page{Drop: true, End: true}, true
		}
		return x.refuse(ctx, t, x.Machine.Barred(), "phone.barred.short", x.Machine.Helpline()), true
	case x.within(ctx, t, Turns, key, x.turns).OK, t.Channel == SMS && x.Machine.Wishes(t.Input):
		return Page{}, false
	case t.Channel == SMS:
		return Page{Drop: true, End: true}, true
	}
	return x.refuse(ctx, t, x.Machine.Hurried(), "phone.later", ""), true
}

// within takes one from a budget of this number, and tells of it when that was too much. A
// Meter that fails lets a screen in, and no message that costs money.
func (x *Exchange) within(ctx context.Context, t Turn, what, key string, r budget.Rate) budget.Verdict {
	if x.Meter == nil {
		return budget.Verdict{OK: true}
	}
	v, err := x.Meter.Take(ctx, what+key, 1, r)
	if err != nil {
		x.Log.ErrorContext(ctx, "budget not told", "what", what, "gateway", t.Gateway, "err", err)
		return budget.Verdict{OK: what == Turns || what == Checks}
	}
	if v.First && what != again {
		x.Log.WarnContext(ctx, "over budget", "what", what, "gateway", t.Gateway, "channel", string(t.Channel), "phone", t.Phone)
		if x.Over != nil {
			x.Over(ctx, Excess{What: what, Phone: t.Phone, Channel: t.Channel, Gateway: t.Gateway})
		}
	}
	return v
}

// again is the budget of answers to a wish that was so before; going over it is no excess.
const again = "again"

// hush decides about the answer to an SMS, which costs money: false to take the message and
// answer, or a page instead of taking it (one notice, then silence). A wish is taken all the
// same, and quiet says that it is not answered.
func (x *Exchange) hush(ctx context.Context, t Turn, key string) (page Page, instead, quiet bool) {
	v := x.within(ctx, t, Answers, key, x.answers)
	switch {
	case v.OK:
		return Page{}, false, false
	case x.Machine.Wishes(t.Input):
		return Page{}, false, true
	case !v.First:
		return Page{Drop: true, End: true}, true, false
	}
	l := readIn(x.language(ctx, t, ""), dialogue.Screen{})
	return Page{Text: i18n.Say(l, seva.Say("phone.slow.day")), End: true}, true, false
}

// refuse ends the call with one screen in the person's language. Of who has none yet it
// says so in all, with short words and what follows them.
func (x *Exchange) refuse(ctx context.Context, t Turn, s dialogue.Screen, short, after string) Page {
	l := x.language(ctx, t, "")
	if l == "" {
		text := inAll(short)
		if after != "" {
			text += " " + after
		}
		return Page{Text: text, End: true}
	}
	pages, err := x.pages(t, l, s, seva.Text{})
	if err != nil {
		x.Log.ErrorContext(ctx, "refusal not shown", "err", err)
	}
	return Page{Text: pages[0], End: true}
}

// inAll says a few words in every language.
func inAll(key string) string {
	text := ""
	for i, l := range seva.Langs() {
		if i > 0 {
			text += " / "
		}
		text += i18n.Say(l, seva.Say(key))
	}
	return text
}
