package dialogue

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/watch"
)

// A phone watches land for whoever holds it: it is told by SMS of what happens there. What
// must hold: nothing is watched before the notice was on the screen and the person agreed
// with a key of its own, and to end a watch takes no more than that.

// watchKhatian is what is asked of a mouza where a khatian is to be watched; a plot is under
// the intent's own name, "watch".
const watchKhatian = "watch.khatian"

// watchReasons are the reasons for which a watch is not begun, with what they say.
func watchReasons() []seva.Text {
	return []seva.Text{
		seva.Say("phone.wrong.watch_phone", seva.Args{"Most": watch.MostPhone}), seva.Say("phone.wrong.watch_land"),
		seva.Say("phone.wrong.watch_day", seva.Args{"Most": watch.MostDay}), seva.Say("phone.wrong.watch"), seva.Say("phone.wrong.notice"),
	}
}

// watchReason puts an error of the desk of watches into a phone's words; false of another.
func watchReason(key string) (seva.Text, bool) {
	if key == "error.watch.stopped" {
		return seva.Say("phone.wrong.stopped"), true
	}
	at := slices.Index([]string{"error.watch.phone", "error.watch.land", "error.watch.day", "error.watch.unknown", "error.consent.version"}, key)
	if at < 0 {
		return seva.Text{}, false
	}
	return watchReasons()[at], true
}

// refuse tells why a desk of watches refused; that is no wrong answer.
func (m *Machine) refuse(s *State, out *Outcome, err error) {
	if e, ok := errors.AsType[*seva.Error](err); ok {
		if why, of := watchReason(e.Text.Key); of {
			out.Reason = why
			return
		}
		if e.Kind == seva.NotFound { // no such plot
			out.Reason = reason(e)
			return
		}
	}
	m.fail(s, out, err, "phone.wrong.apply")
}

// watches gives what this phone watches, by No.
func (m *Machine) watches(ctx context.Context) ([]watch.Watch, error) {
	if !m.desks.watches() {
		return nil, closed()
	}
	return m.desks.Watches.Watches(ctx)
}

func showWatches(ctx context.Context, m *Machine, _ State) (Screen, error) {
	all, err := m.watches(ctx)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Body: []seva.Text{seva.Say("phone.watches")}}
	if len(all) == 0 {
		screen.Body = []seva.Text{seva.Say("phone.watches.none")}
	}
	for _, w := range all {
		screen.Items = append(screen.Items, Item{Number: w.No, Text: watched(w.Key)})
	}
	screen.Items = append(screen.Items, m.items[listWatches]...)
	return screen, nil
}

// watched names a plot or a khatian by its number and its mouza's.
func watched(k casework.Key) seva.Text {
	idn, number, _ := k.Land()
	if k.Kind == casework.KeyKhatian {
		return seva.Say("phone.watch.khatian", seva.Args{"Khatian": number, "IDN": idn})
	}
	return seva.Say("phone.watch.plot", seva.Args{"Plot": number, "IDN": idn})
}

func takeWatch(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	switch m.choose(listWatches, a.number) {
	case "plot":
		s.Goal = goalWatchPlot
		s.push(nodeMouza)
		return
	case "khatian":
		s.Goal = goalWatchKhatian
		s.push(nodeMouza)
		return
	}
	all, err := m.watches(ctx)
	switch {
	case err != nil:
		m.fail(s, out, err, "phone.wrong.choice")
	case !slices.ContainsFunc(all, func(w watch.Watch) bool { return w.No == a.number }):
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
	default:
		s.Line = strconv.Itoa(a.number)
		s.push(nodeWatch)
	}
}

// giveNotice goes to the notice of what is to be watched, and keeps which one was read.
func (m *Machine) giveNotice(s *State) {
	if m.desks.watches() {
		s.Line = m.desks.Notice()
	}
	s.push(nodeNotice)
}

// asked is the key of the land that is to be watched.
func (s State) asked() casework.Key {
	if s.Goal == goalWatchKhatian {
		return casework.KhatianKey(s.Mouza, s.Number)
	}
	return casework.PlotKey(s.Mouza, s.Number)
}

// showNotice says what will be kept and why, of land that is in the record.
func showNotice(ctx context.Context, m *Machine, s State) (Screen, error) {
	var err error
	if s.Goal == goalWatchKhatian {
		_, _, err = m.khatian(ctx, s)
	} else {
		_, _, err = m.plot(ctx, s)
	}
	if err == nil && !m.desks.watches() {
		err = closed()
	}
	return Screen{Body: []seva.Text{seva.Say("phone.watch.notice", seva.Args{"Land": watched(s.asked())})}, Items: m.items[listAgree]}, err
}

// leaveNotice begins the watch for who agreed, at the end of the notice: an answer before it
// was shown, in a code that is dialled, or on one of its earlier pages turns to what is still
// unread. Whoever wants no SMS is told how to have them
// first: a watch that tells nobody is none.
func leaveNotice(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	switch {
	case id != "yes":
		s.pop()
		return
	case s.Pages == 0:
		return
	case s.Page+1 < s.Pages:
		s.Page++
		return
	}
	if a := m.desks.Account; a != nil && a.Stops != nil {
		stopped, err := m.stopped(ctx)
		if err != nil {
			m.fail(s, out, err, "phone.wrong.apply")
			return
		}
		if stopped {
			out.Reason = seva.Say("phone.wrong.stopped")
			return
		}
	}
	if !m.desks.watches() {
		m.fail(s, out, closed(), "phone.wrong.apply")
		return
	}
	key := s.asked()
	w, err := m.desks.Watches.Watch(ctx, watch.Ask{Kind: key.Kind, Land: key.Value, Version: s.Line})
	if err != nil {
		s.Line = m.desks.Notice() // if it has changed it is read again
		m.refuse(s, out, err)
		return
	}
	s.pop()
	s.Line = strconv.Itoa(w.No)
	s.push(nodeBegun)
}

// showBegun tells the same of a watch that was just begun, with nothing to choose: the key that
// agreed, sent once more, must not be the one that ends it.
func showBegun(ctx context.Context, m *Machine, s State) (Screen, error) {
	screen, err := showWatch(ctx, m, s)
	screen.Items = nil
	return screen, err
}

// showWatch tells of one watch until when it lasts and how it ends.
func showWatch(ctx context.Context, m *Machine, s State) (Screen, error) {
	all, err := m.watches(ctx)
	if err != nil {
		return Screen{}, err
	}
	at := slices.IndexFunc(all, func(w watch.Watch) bool { return strconv.Itoa(w.No) == s.Line })
	if at < 0 {
		return Screen{}, seva.Fail(seva.NotFound, seva.Say("error.watch.unknown"))
	}
	w := all[at]
	args := seva.Args{"Land": watched(w.Key), "By": seva.DateOf(w.Until), "No": w.No}
	return Screen{Body: []seva.Text{seva.Say("phone.watch.until", args), seva.Say("phone.watch.how", args)}, Items: m.items[listWatch]}, nil
}

// leaveWatch ends the watch in play, or leads to the notice of another year. One that is gone
// already has ended.
func leaveWatch(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	if id != "renew" {
		m.unwatch(ctx, s, s.Line, true, out)
		return
	}
	all, err := m.watches(ctx)
	at := slices.IndexFunc(all, func(w watch.Watch) bool { return strconv.Itoa(w.No) == s.Line })
	if err != nil {
		m.fail(s, out, err, "phone.wrong.watch")
		return
	}
	s.pop() // the way back from the notice leads to the list, which shows what there still is
	if at < 0 {
		out.Reason = seva.Say("phone.wrong.watch")
		return
	}
	key := all[at].Key
	s.Mouza, s.Number, _ = key.Land()
	s.Goal = goalWatchPlot
	if key.Kind == casework.KeyKhatian {
		s.Goal = goalWatchKhatian
	}
	m.giveNotice(s)
}

func (m *Machine) unwatch(ctx context.Context, s *State, no string, shown bool, out *Outcome) {
	err := m.desks.Watches.Unwatch(ctx, no)
	if gone := seva.KindOf(err) == seva.NotFound; err != nil && !(gone && shown) {
		m.refuse(s, out, err)
		return
	}
	if shown {
		s.pop() // the way back leads to what still is watched
	}
	s.Line = no
	s.push(nodeEnded)
}

func showEnded(_ context.Context, _ *Machine, s State) (Screen, error) {
	no, _ := strconv.Atoi(s.Line)
	return Screen{Body: []seva.Text{seva.Say("phone.watch.ended", seva.Args{"No": no})}}, nil
}

// oneOf goes to a watch that is called by its No; false when there is none of it.
func (m *Machine) oneOf(ctx context.Context, s *State, words []string) bool {
	if len(words) != 1 {
		return false
	}
	a, bad := read(words[0])
	all, err := m.watches(ctx)
	if err != nil || !bad.IsZero() || !slices.ContainsFunc(all, func(w watch.Watch) bool { return w.No == a.number }) {
		return false
	}
	s.push(nodeLand)
	s.push(nodeWatches)
	s.Line = strconv.Itoa(a.number)
	s.push(nodeWatch)
	return true
}

// wantWatch is "WATCH 1027001 165" or "WATCH KHATIAN 1027001 12", which ask once more before
// anything is watched; "WATCH 2", which shows one; "WATCH STOP 2", which ends it, as "WATCH
// STOP" does the only one; and alone the list.
func wantWatch(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	if !m.desks.watches() {
		s.push(nodeKeywords)
		return
	}
	stops := func(w string) bool { return m.keywords[folded(w)].Intent == "stop" }
	if len(rest) > 0 && !slices.ContainsFunc(rest, stops) {
		if !m.oneOf(ctx, s, m.plainly(rest)) && !m.look(ctx, s, "watch", rest, out) {
			s.push(nodeKeywords)
		}
		return
	}
	s.push(nodeLand)
	s.push(nodeWatches)
	words := m.plainly(slices.DeleteFunc(slices.Clone(rest), stops))
	if len(words) == 1 {
		if a, bad := read(words[0]); bad.IsZero() && a.number > 0 {
			m.unwatch(ctx, s, strconv.Itoa(a.number), false, out)
		}
	}
	if len(rest) > 0 && len(words) == 0 { // of several it must be said which
		if all, err := m.watches(ctx); err == nil && len(all) == 1 {
			m.unwatch(ctx, s, strconv.Itoa(all[0].No), false, out)
		}
	}
}
