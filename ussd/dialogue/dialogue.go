// Package dialogue is the phone's menu as a pure machine: a State and an answer give
// the next State, and a State gives a Screen. A USSD hop and an SMS are the same step.
//
// It knows the rooms of the menu, what each asks and what each key means. It does not
// know any language or word (texts are keys and values), the channel, how text is
// measured or cut, the store of sessions, or who is calling but through the counters and
// the Account it is given.
package dialogue

import (
	"context"
	"fmt"
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Limits of one conversation.
const (
	maxAnswer = 160 // characters of one answer; a longer one is refused politely
	maxWrong  = 3   // wrong answers in a row before the machine sends the person to people
	maxPicks  = 9   // mouzas of the very same name
	maxLike   = 5   // candidates of a search by name, when none is the very name
	maxDepth  = 12  // rooms remembered for the way back
	maxDialed = 60  // bytes of a direct code kept while the language is asked
	maxTokens = 16  // answers fed from one direct code
)

// Machine is the menu over the desks it asks. It is safe for concurrent use: all that
// moves is in the State.
type Machine struct {
	land     land.Counter
	places   place.Desk
	helpline string
	version  uint8
	choices
	keywords map[string]Keyword
	intents  map[string]intent
	lookups  map[string]lookup
	rooms    *[nodeCount]room
	desks    Desks   // of one phone; see At
	whole    choices // the menus with whatever any Desks offer
}

// choices are the menus: every number with its item, and of those the printed ones.
type choices struct {
	lists [listCount][]entry
	items [listCount][]Item
}

// New makes the machine. The counter carries the right of an unknown phone
// (land.Glance). Helpline is the number printed where people give up on menus; it may
// be empty. The menu is refused when a number or an item stands in it twice, or names
// something this machine cannot do.
func New(counter land.Counter, places place.Desk, menu Menu, helpline string) (*Machine, error) {
	all := rooms()
	m := &Machine{land: counter, places: places, helpline: helpline, rooms: &all, intents: intents(), lookups: lookups()}
	if err := m.read(menu); err != nil {
		return nil, fmt.Errorf("dialogue: menu: %w", err)
	}
	m.whole = m.choices
	m.stand(Desks{})
	return m, nil
}

// Mute gives the same machine for a house from which no SMS can go: it neither offers
// nor takes the choice of one. Numbers stay as they are.
func (m *Machine) Mute() *Machine {
	mute := *m
	for _, c := range []*choices{&mute.choices, &mute.whole} {
		for i := range listCount {
			c.lists[i] = slices.DeleteFunc(slices.Clone(c.lists[i]), func(e entry) bool { return sends(e.id) })
			c.items[i] = slices.DeleteFunc(slices.Clone(c.items[i]), func(i Item) bool { return i.Sends })
		}
	}
	return &mute
}

// Screen is what the person sees next: lines, then numbered choices.
type Screen struct {
	Body  []seva.Text
	Items []Item
	// Again stands for Body when the question is repeated under a reason: shorter, so
	// that both fit one screen. Nil where Body serves.
	Again []seva.Text
	// Posted stands for Body in an SMS, which stays on a phone that others use: it names
	// nobody, and says of when it is. Nil where Body serves.
	Posted []seva.Text
	// Back and Home tell whether the keys 0 and 00 lead anywhere from here.
	Back, Home bool
	// End closes the conversation: there is nothing to answer.
	End bool
	// Personal screens show something of somebody's record. A conversation that was
	// broken off is never resumed into one.
	Personal bool
	// Question screens take a number or a name of the person's own.
	Question bool
	// Roman screens are said in Latin letters whatever the language, because they are
	// for a phone that may show no others.
	Roman bool
}

// Item is one numbered choice. Number is permanent; Width pads it with zeros (3: 098).
// Sends marks the choice that sends the answer by SMS, which an SMS need not offer.
type Item struct {
	Number, Width int
	Text          seva.Text
	Sends         bool
}

// Effect is something to be done once the step is kept: exactly one field is set.
type Effect struct {
	SMS  seva.Text // send this to the person; its key is the template's name
	Lang seva.Lang // the person chose to read this from now on
}

// Outcome is what came of an answer besides the next State.
type Outcome struct {
	// Reason says in one line why the question is asked again; zero when it is not.
	Reason  seva.Text
	Effects []Effect
	// Aside is said alone, with the keys of the page, instead of the page.
	Aside seva.Text
	// Lost says that the phone perhaps cannot show the script: the very first answer was
	// empty, or the first choice of a language none. See Machine.Script.
	Lost bool
	// Lang is the language of the keyword that was used, for a sender whose own is not
	// known. Empty when there was none.
	Lang seva.Lang
	// Again says that what was asked for was so already: STOP after STOP.
	Again bool
	// Err is what failed on our side, for the log; the person has been told.
	Err error
}

// Settle gives the screen of a State after a step. A State whose screen cannot be had
// (no such plot, register away) goes back to the question that led there, with the
// reason; so a lookup reads the record once. The error of the last resort is in
// Outcome.Err and the screen then says goodbye.
func (m *Machine) Settle(ctx context.Context, s State, out Outcome) (State, Screen, Outcome) {
	for range maxDepth + 1 {
		screen, err := m.Show(ctx, s)
		if err == nil {
			if out.Reason.IsZero() && !s.Blank {
				s.Wrong = 0 // only now is the answer known to be good
			}
			s.Why = why(out.Reason)
			return s, screen, out
		}
		s = m.mend(s, &out, seva.Broken(err))
	}
	s.enter(nodeAway)
	screen, _ := m.Show(ctx, s)
	return s, screen, out
}

// mend takes one step back from a screen that cannot be shown.
func (m *Machine) mend(s State, out *Outcome, err *seva.Error) State {
	out.Reason = reason(err)
	blameless := away(err) || out.Reason.Key == noList || out.Reason.Key == noRecord || out.Reason.Key == pinAgain
	if away(err) && err.Kind != seva.TooMany { // that is no failure of ours
		out.Err = err
	}
	if !s.pop() {
		s.enter(nodeAway)
		return s
	}
	// An unknown mouza is mended where the mouza was asked, not where the plot was.
	for err.Field == "mouza" && s.Node != nodeMouza && s.pop() {
	}
	if r := m.rooms[s.Node]; r.question && !blameless {
		m.wrong(&s, out, out.Reason)
	}
	return s
}

// Show gives the screen of a State. It changes nothing; what it must look up, it asks
// of the desks, and their errors are returned as they are.
func (m *Machine) Show(ctx context.Context, s State) (Screen, error) {
	if s.Node >= nodeCount || m.rooms[s.Node].show == nil {
		s.Node = nodeHome
	}
	r := &m.rooms[s.Node]
	screen, err := r.show(ctx, m, s)
	if err != nil {
		return Screen{}, err
	}
	screen.Personal, screen.Question = r.personal, r.question
	// The two choices of resuming are the same as back and home; a language in Latin
	// letters leads back by itself.
	closed := screen.End || s.Node == nodeResume || s.Node == nodeScript
	screen.Back = !closed && s.depth > 0
	screen.Home = !closed && s.depth > 1
	return screen, nil
}

// away tells an error of ours from a person's mistake.
func away(err error) bool {
	k := seva.KindOf(err)
	return k != seva.NotFound && k != seva.Invalid
}

// What can be missing by no fault of the person: duar has no list of the mouzas of a
// block, or no register of a mouza that the directory knows.
const (
	noList   = "phone.wrong.list"
	noRecord = "phone.wrong.record"
)

// lastPage is said to who turns beyond it.
const lastPage = "phone.last"

// reasons lists every line that can stand above a screen. State.Why counts in it, so a
// new one is added at the end.
func reasons() []seva.Text {
	all := []seva.Text{keywords()}
	for _, key := range []string{
		"phone.wrong.choice", "phone.wrong.empty", "phone.wrong.long", "phone.wrong.text",
		"phone.wrong.mouza", "phone.wrong.name", noList, noRecord, "phone.wrong.plot",
		"phone.wrong.khatian", "phone.wrong.crosswalk", "phone.wrong.number",
		"phone.wrong.none", "phone.away", "phone.restart", lastPage,
		"phone.wrong.case_form", "phone.wrong.case", "phone.wrong.fact", "phone.wrong.tries", "phone.wrong.apply",
		"phone.wrong.figure", "phone.wrong.date", "phone.wrong.mobile", "phone.wrong.pin", "phone.wrong.declaration",
		"phone.wrong.answer",
	} {
		all = append(all, seva.Say(key))
	}
	all = append(all, (&State{Left: 4}).pinWrong())
	for _, key := range []string{"phone.pin.form", pinAgain, "phone.wrong.needed", "phone.wrong.stopped",
		"phone.document.number", "phone.document.digit", "phone.document.unknown", "phone.wrong.deed", "phone.wrong.rate", "phone.wrong.part"} {
		all = append(all, seva.Say(key))
	}
	return append(all, watchReasons()...)
}

// said tells whether a reason can stand above a room: some belong to a few rooms alone.
func (n Node) said(why string) bool {
	rooms, few := map[string][]Node{
		"phone.document.number": {nodePapers}, "phone.document.digit": {nodePapers}, "phone.document.unknown": {nodePapers},
		"phone.wrong.deed": {nodeDeed}, "phone.wrong.part": {nodePart}, "phone.wrong.rate": {nodeUse, nodeFee},
		"phone.wrong.watch_phone": {nodeNotice}, "phone.wrong.watch_land": {nodeNotice}, "phone.wrong.watch_day": {nodeNotice},
		"phone.wrong.notice": {nodeNotice}, "phone.wrong.watch": {nodeWatches, nodeWatch},
	}[why]
	return !few || slices.Contains(rooms, n)
}

// why counts a reason among all; 0 is none.
func why(reason seva.Text) uint8 {
	if reason.IsZero() {
		return 0
	}
	return uint8(1 + slices.IndexFunc(reasons(), func(t seva.Text) bool { return t.Key == reason.Key }))
}

// because gives back the reason that stood above the screen.
func (s *State) because() seva.Text {
	all := reasons()
	if s.Why == 0 || int(s.Why) > len(all) {
		return seva.Text{}
	}
	if why := all[s.Why-1]; why.Key != "phone.pin.wrong" {
		return why
	}
	return s.pinWrong()
}

// reason puts a desk's error into the few words a phone screen has for it.
func reason(err *seva.Error) seva.Text {
	switch err.Text.Key {
	case "error.mouza.unknown": // the directory knew it when it was typed
		return seva.Say(noRecord)
	case "error.plot.unknown":
		return seva.Say("phone.wrong.plot")
	case "error.khatian.unknown":
		return seva.Say("phone.wrong.khatian")
	case "error.crosswalk.none":
		return seva.Say("phone.wrong.crosswalk")
	case "error.number.form":
		return seva.Say("phone.wrong.number")
	case noList, pinAgain:
		return err.Text
	case "error.case.unknown", "error.case.unknown_or_fact":
		return seva.Say("phone.wrong.case")
	case "error.case.tries", "error.case.traces":
		return seva.Say("phone.wrong.tries")
	case "error.document.unknown":
		return seva.Say("phone.document.unknown")
	case "error.fee.unknown", "error.fee.use":
		return seva.Say("phone.wrong.rate")
	}
	if why, of := watchReason(err.Text.Key); of {
		return why
	}
	if away(err) {
		return seva.Say("phone.away")
	}
	return seva.Say("phone.wrong.none")
}
