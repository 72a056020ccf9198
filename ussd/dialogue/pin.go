package dialogue

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// A PIN proves that whoever holds the phone owns its number. What must hold: the PIN is in
// no State, on no screen and in no log; it is taken only where it was asked, never out of a
// code that was dialled or an SMS, which stay on the phone; and what it proved ends with
// the session, with the way home, and after some minutes.

// proofLasts is how long a PIN that was given counts: a session of a network is over by then.
const proofLasts = 5 * time.Minute

// pinAgain is said where a proof has run out.
const pinAgain = "phone.pin.again"

// behindPIN goes to a room that only the owner may see, by way of the PIN where it has not
// been given; who has none is told where to set one.
func (m *Machine) behindPIN(ctx context.Context, s *State, to Node, out *Outcome) {
	a := m.desks.Account
	if _, err := m.citizen(*s); err == nil {
		s.push(to)
		return
	}
	switch {
	case a == nil || a.Pins == nil:
		m.fail(s, out, seva.Refuse("pin", seva.Say("phone.wrong.apply")), "phone.wrong.apply")
		return
	case a.Written:
		s.push(nodeDialFor)
		return
	}
	has, err := a.Pins.HasPIN(ctx, a.Phone)
	switch {
	case err != nil:
		m.fail(s, out, err, "phone.wrong.apply")
	case !has:
		s.push(nodeNoPIN)
	default:
		s.push(nodePIN)
		s.Next = to
	}
}

// takePIN proves the owner, and goes on to what was wanted; the way back leads past here.
func takePIN(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	if !pinShaped(a) {
		m.wrong(s, out, seva.Say("phone.pin.form"))
		return
	}
	account := m.desks.Account
	if account == nil || account.Pins == nil || account.Written || m.rooms[s.Next].show == nil {
		s.pop()
		out.Reason = seva.Say("phone.wrong.apply")
		return
	}
	who, err := account.Pins.ByPIN(ctx, account.Phone, a.key)
	switch e, _ := errors.AsType[*seva.Error](err); {
	case err == nil && who.ID != "":
		s.Who, s.Since = who.ID, uint32(account.Now.Unix()) //nolint:gosec // good until 2106
		s.enter(s.Next)
		s.Next = nodeHome
	case seva.KindOf(err) == seva.TooMany:
		s.pop()
		s.push(nodeShut)
	case e != nil && e.Kind == seva.Invalid:
		// Not counted among the wrong answers: a PIN has a count of its own, which holds for
		// the number and not for the conversation.
		left, _ := e.Text.Args["Left"].(int)
		s.Left = uint8(min(max(left, 0), 99))
		out.Reason = s.pinWrong()
	default:
		m.fail(s, out, err, "phone.wrong.apply")
	}
}

// pinShaped tells whether an answer can be a PIN: four to six digits.
func pinShaped(a answer) bool { return a.number >= 0 && len(a.key) >= 4 && len(a.key) <= 6 }

// pinWrong says how many tries are left.
func (s *State) pinWrong() seva.Text {
	return seva.Say("phone.pin.wrong", seva.Args{"Left": int(s.Left)})
}

// citizen gives the owner who has been proved in this conversation, or what to say when
// nobody has, or not for a while.
func (m *Machine) citizen(s State) (identity.Principal, error) {
	a := m.desks.Account
	if a == nil || a.Written || s.Who == "" {
		return identity.Principal{}, seva.Refuse("pin", seva.Say(pinAgain))
	}
	if since := a.Now.Sub(time.Unix(int64(s.Since), 0)); since > proofLasts || since < -time.Minute {
		return identity.Principal{}, seva.Refuse("pin", seva.Say(pinAgain))
	}
	return identity.Principal{Kind: identity.Citizen, ID: s.Who, Phone: a.Phone, Roles: []casework.Role{casework.Citizen}}, nil
}

// disown forgets who was proved.
func (s *State) disown() { s.Who, s.Since, s.Next, s.Left = "", 0, nodeHome, 0 }

// showText draws a room that says one thing.
func showText(key string) func(context.Context, *Machine, State) (Screen, error) {
	return func(context.Context, *Machine, State) (Screen, error) {
		return Screen{Body: []seva.Text{seva.Say(key)}}, nil
	}
}
