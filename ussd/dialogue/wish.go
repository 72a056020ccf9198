package dialogue

import (
	"context"
	"strings"

	"duar/seva"
)

// Whoever wants no SMS says so on the phone or with one word, and has it back the same way.

// showWish says how it stands now.
func showWish(ctx context.Context, m *Machine, _ State) (Screen, error) {
	stopped, err := m.stopped(ctx)
	key := "phone.wish.on"
	if stopped {
		key = "phone.wish.off"
	}
	return Screen{Body: []seva.Text{seva.Say(key)}, Items: m.items[listWish]}, err
}

func leaveWish(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	if _, err := m.wish(ctx, id == "stop"); err != nil {
		m.fail(s, out, err, "phone.wrong.apply")
		return
	}
	s.push(nodeWished)
}

// showWished confirms what has been wished.
func showWished(ctx context.Context, m *Machine, _ State) (Screen, error) {
	stopped, err := m.stopped(ctx)
	key := "phone.wish.started"
	if stopped {
		key = "phone.wish.stopped"
	}
	return Screen{Body: []seva.Text{seva.Say(key)}}, err
}

// stopped tells whether the owner of this phone wants no SMS.
func (m *Machine) stopped(ctx context.Context) (bool, error) {
	a := m.desks.Account
	if a == nil || a.Stops == nil {
		return false, closed()
	}
	return a.Stops.Stopped(ctx, a.Phone)
}

// wish notes whether SMS are to stop, and tells whether that was so before. To note it
// again changes nothing, so a hop that comes twice is harmless.
func (m *Machine) wish(ctx context.Context, stop bool) (before bool, err error) {
	stopped, err := m.stopped(ctx)
	if err != nil {
		return false, err
	}
	if a := m.desks.Account; stop {
		err = a.Stops.Stop(ctx, a.Phone, a.Now)
	} else {
		err = a.Stops.Start(ctx, a.Phone, a.Now)
	}
	return stopped == stop, err
}

// wishTo is the intent of STOP and START.
func wishTo(stop bool) intent {
	return func(ctx context.Context, m *Machine, s *State, _ []string, out *Outcome) {
		before, err := m.wish(ctx, stop)
		if err != nil {
			s.push(nodeAccount)
			m.fail(s, out, err, "phone.wrong.apply")
			return
		}
		out.Again = before
		s.push(nodeWished)
	}
}

// alone tells the intents whose words count only when an SMS says nothing else: they are
// words that a sentence may well begin with, and "stop the water in our lane" is none.
func alone(intent string) bool {
	switch intent {
	case "stop", "start", "looks", "consents":
		return true
	}
	return strings.HasPrefix(intent, intentElsewhere)
}

// Wishes tells whether an SMS says STOP or START, which are heard at any time.
func (m *Machine) Wishes(input string) bool {
	_, k, ok := m.Keyword(input)
	return ok && (k.Intent == "stop" || k.Intent == "start")
}

// lone finds the one word of a message that says nothing else, but for words such as
// "SMS" and "please".
func (m *Machine) lone(words []string) (Keyword, bool) {
	var found Keyword
	for _, w := range words {
		k, ok := m.keywords[folded(w)]
		switch {
		case !ok || k.Intent != intentPlease && !alone(k.Intent):
			return Keyword{}, false
		case k.Intent == intentPlease:
		case found.Intent != "" && found.Intent != k.Intent:
			return Keyword{}, false
		default:
			found = k
		}
	}
	return found, found.Intent != ""
}

// refusal is a screen that ends a call before it begins.
func refusal(text seva.Text) Screen { return Screen{Body: []seva.Text{text}, End: true} }

// Barred is what a number that is suspended is told, whatever it asks.
func (m *Machine) Barred() Screen {
	if m.helpline == "" {
		return refusal(seva.Say("phone.barred.bsk"))
	}
	return refusal(seva.Say("phone.barred", seva.Args{"Number": m.helpline}))
}

// Hurried is what a number is told that sends more than a person can type.
func (m *Machine) Hurried() Screen { return refusal(seva.Say("phone.slow")) }

// Helpline is the number printed where people give up on menus; it may be empty.
func (m *Machine) Helpline() string { return m.helpline }
