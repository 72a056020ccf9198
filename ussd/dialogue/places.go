package dialogue

import (
	"context"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/place"
)

// The mouza is asked once for every purpose: by its seven digits, by name, or step by
// step from the district. A name never decides: its candidates are shown even when
// there is only one.

func showMouza(_ context.Context, m *Machine, _ State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.ask.mouza")}, Items: m.items[listMouza]}, nil
}

func takeMouza(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	if m.choose(listMouza, a.number) == "steps" {
		s.push(nodeDistrict)
		return
	}
	if words := split(a.key); len(words) > 1 && slices.ContainsFunc(words, isIDN) {
		if !m.look(ctx, s, s.asks(), words, out) {
			m.wrong(s, out, seva.Say("phone.wrong.number"))
		}
		return
	}
	m.find(ctx, s, a, "", out)
}

// find takes a mouza's number or searches for its name, in one block or anywhere.
func (m *Machine) find(ctx context.Context, s *State, a answer, block string, out *Outcome) {
	if a.number >= 0 {
		idn, err := place.ParseIDN(a.key)
		if err != nil {
			m.wrong(s, out, seva.Say("phone.wrong.mouza"))
			return
		}
		m.arrive(ctx, s, idn, out)
		return
	}
	found, err := m.places.Search(ctx, place.Query{
		Name: a.key, Kinds: []place.Kind{place.KindMouza}, Block: block, Limit: maxPicks,
	})
	if err != nil {
		m.fail(s, out, err, "phone.wrong.name")
		return
	}
	clear(s.Picks[:])
	n := 0
	for _, match := range best(found) {
		if idn, err := place.ParseIDN(match.Code); err == nil {
			s.Picks[n] = idn
			n++
		}
	}
	if n == 0 {
		m.wrong(s, out, seva.Say("phone.wrong.name"))
		return
	}
	if s.Node == nodePicks {
		s.enter(nodePicks)
		return
	}
	s.push(nodePicks)
}

// best keeps all that bear the very name, or else the few that are most like it.
func best(found []place.Match) []place.Match {
	if others := slices.IndexFunc(found, func(m place.Match) bool { return m.Score < veryName }); others > 0 {
		return found[:min(others, maxPicks)]
	} else if others == 0 {
		return found[:min(len(found), maxLike)]
	}
	return found[:min(len(found), maxPicks)]
}

// veryName is the score of a match whose name is exactly what was typed (place.Match).
const veryName = 1000

// fail tells a desk's failure, or refuses the answer with key when the desk did.
func (m *Machine) fail(s *State, out *Outcome, err error, key string) {
	if away(err) {
		out.Reason, out.Err = seva.Say("phone.away"), err
		return
	}
	m.wrong(s, out, seva.Say(key))
}

// arrive takes a mouza if there is one of that number, and goes on to what it is for.
func (m *Machine) arrive(ctx context.Context, s *State, idn place.IDN, out *Outcome) {
	if _, err := m.known(ctx, idn); err != nil {
		m.fail(s, out, err, "phone.wrong.mouza")
		return
	}
	s.Mouza = idn
	m.proceed(s)
}

// proceed goes as far towards the goal as what is known of it allows.
func (m *Machine) proceed(s *State) {
	question, reply := nodePlot, nodePlotAnswer
	switch s.Goal {
	case goalPlace:
		s.push(nodePlace)
		return
	case goalOffice:
		s.push(nodeOffice)
		return
	case goalFee:
		reply = nodeUse
	case goalWatchPlot:
		reply = nodeNotice
	case goalWatchKhatian:
		question, reply = nodeKhatian, nodeNotice
	case goalKhatian:
		question, reply = nodeKhatian, nodeKhatianAnswer
	case goalCrosswalk:
		s.push(nodeSurvey)
		if s.From == 0 {
			return
		}
		question, reply = nodeFormer, nodeCrosswalk
	}
	s.push(question)
	if s.Number.Main != 0 {
		if reply == nodeNotice {
			m.giveNotice(s)
			return
		}
		s.push(reply)
		if reply == nodeUse && s.Use != 0 { // an SMS has said it
			s.push(nodeFee)
		}
	}
}

// known names a mouza. One that the directory lacks may still have a register; its
// number then stands for the name.
func (m *Machine) known(ctx context.Context, idn place.IDN) (seva.Text, error) {
	mouza, err := m.places.Mouza(ctx, idn)
	if err == nil {
		return named(mouza.Name), nil
	}
	if away(err) {
		return seva.Text{}, err
	}
	if _, err := m.land.Mouza(ctx, idn); err != nil {
		return seva.Text{}, err
	}
	return seva.Say("phone.number", seva.Args{"Number": idn}), nil
}

func showPicks(ctx context.Context, m *Machine, s State) (Screen, error) {
	screen := Screen{Body: []seva.Text{seva.Say("phone.ask.pick")}}
	for i, idn := range s.Picks[:s.picked()] {
		name, err := m.known(ctx, idn)
		if err != nil {
			return Screen{}, err
		}
		block, _ := m.block(ctx, idn) // a candidate without its block is still one
		screen.Items = append(screen.Items, Item{Number: i + 1, Text: pick(name, block)})
	}
	return screen, nil
}

func pick(name seva.Text, block seva.Names) seva.Text {
	if block == (seva.Names{}) {
		return name
	}
	return seva.Say("phone.pick", seva.Args{"Name": name, "Block": block})
}

func named(n seva.Names) seva.Text { return seva.Say("phone.name", seva.Args{"Name": n}) }

// takePick takes the number of a candidate, or another name or mouza number.
func takePick(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	switch {
	case a.number >= 1 && a.number <= s.picked():
		m.arrive(ctx, s, s.Picks[a.number-1], out)
	case a.number >= 0 && !isIDN(a.key):
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
	default:
		m.find(ctx, s, a, "", out)
	}
}

// showPlace is the answer to "what is my mouza's number".
func showPlace(ctx context.Context, m *Machine, s State) (Screen, error) {
	name, err := m.known(ctx, s.Mouza)
	if err != nil {
		return Screen{}, err
	}
	block, err := m.block(ctx, s.Mouza)
	if err != nil && away(err) {
		return Screen{}, err
	}
	return Screen{Body: []seva.Text{seva.Say("phone.place.answer", placeArgs(s.Mouza, name, block))}, Items: m.items[listPlace]}, nil
}

func placeArgs(idn place.IDN, name seva.Text, block seva.Names) seva.Args {
	return seva.Args{"Mouza": pick(name, block), "IDN": idn}
}

func leavePlace(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	switch id {
	case "plot":
		s.Goal = goalPlot
	case "khatian":
		s.Goal = goalKhatian
	case "crosswalk":
		s.Goal = goalCrosswalk
	case "office":
		s.Goal = goalOffice
	case "sms":
		name, err := m.known(ctx, s.Mouza)
		if err != nil {
			m.fail(s, out, err, "phone.wrong.mouza")
			return
		}
		block, _ := m.block(ctx, s.Mouza)
		m.send(ctx, s, out, seva.Say("sms.place", placeArgs(s.Mouza, name, block)))
		return
	}
	m.proceed(s)
}

// portal is the portal's two digits of the district a mouza lies in.
func portal(idn place.IDN) string { return idn.Unit()[:2] }

func isIDN(s string) bool {
	_, err := place.ParseIDN(strings.Trim(s, stray))
	return err == nil
}
