package dialogue

import (
	"context"
	"fmt"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/service"
)

// Sample is one thing a person can be shown: a screen, with the reason above it where
// a question is asked again, or an SMS. Exactly one of Screen and SMS is set.
type Sample struct {
	Name   string // "plot answer, class sali"
	Screen Screen
	Reason seva.Text
	SMS    seva.Text
}

// Far is how far real values go: the longest of each, per script. See Longest.
type Far struct {
	District, Block, Mouza, Owner seva.Names
	Classes                       []land.Class // all of them
	Owners                        int          // holdings of one plot, and plots of one khatian
	// Services are those on the phone's menu; Cases one in every state of every service.
	Services []service.Service
	Cases    []casework.Glance
	// Reasons are the keys of every reason that an office may give.
	Reasons []string
	// Departments may all have looked. Those of Services when there are none.
	Departments []string
	// Purposes are the ids of what else can be agreed to.
	Purposes []string
}

// Longest puts together the longest form of the names in each script.
func Longest(names ...seva.Names) seva.Names {
	longer := func(a, b string) string {
		if utf8.RuneCountInString(b) > utf8.RuneCountInString(a) {
			return b
		}
		return a
	}
	var far seva.Names
	for _, n := range names {
		far = seva.Names{Bn: longer(far.Bn, n.Bn), En: longer(far.En, n.En), Hi: longer(far.Hi, n.Hi)}
	}
	return far
}

// Every gives every screen and every SMS there is, with values as long as they get, for
// whoever must prove that all of them fit. It asks the rooms themselves, over a desk at
// which everything is long, so a room cannot be forgotten.
func (m *Machine) Every(far Far) ([]Sample, error) {
	long := *m
	desk := &farDesk{Far: far}
	if len(far.Classes) == 0 {
		return nil, fmt.Errorf("dialogue: samples need the classes of land")
	}
	long.land, long.places = desk, farPlaces{far}
	ctx := context.Background()
	s := farState(m.version)
	var all []Sample
	add := func(name string, s State) error {
		screen, err := long.Show(ctx, s)
		if err != nil {
			return fmt.Errorf("dialogue: sample of %s: %w", name, err)
		}
		all = append(all, Sample{Name: name, Screen: screen})
		if screen.End {
			return nil
		}
		for _, why := range reasons() {
			if !s.Node.said(why.Key) || screen.Question && (why.Key == keywords().Key || why.Key == lastPage) {
				continue // a question has its own reasons, and 98 may be the answer
			}
			all = append(all, Sample{Name: name + ", " + why.Key, Screen: screen, Reason: why})
		}
		return nil
	}
	for n := range nodeCount {
		if n.applies() {
			continue // see applications
		}
		for from := uint8(fromRS); from <= fromLR; from++ {
			s.Node, s.From = n, from
			s.depth = n.depth()
			if err := add(n.Name(), s); err != nil {
				return nil, err
			}
			if n != nodeFormer && n != nodeCrosswalk {
				break
			}
		}
	}
	for _, n := range []Node{nodeHelp, nodePeople} { // without a mouza to tell the block
		if err := add(n.Name()+", anywhere", State{Menu: m.version, Node: n, depth: 1}); err != nil {
			return nil, err
		}
	}
	for _, class := range far.Classes {
		desk.Classes = []land.Class{class}
		for _, n := range []Node{nodePlotAnswer, nodeKhatianPlots} {
			s.Node = n
			if err := add(n.Name()+", class "+string(class), s); err != nil {
				return nil, err
			}
		}
		all = append(all, long.messages(ctx, desk, class)...)
	}
	for name, screen := range map[string]Screen{"barred": m.Barred(), "barred, without a helpline": (&Machine{}).Barred(), "hurried": m.Hurried()} {
		all = append(all, Sample{Name: name, Screen: screen})
	}
	more, err := long.applications(far)
	return append(all, more...), err
}

// applies tells the rooms of services, of cases and of the owner's account.
func (n Node) applies() bool { return n >= nodeStatus }

// depth is how many rooms lie before a room at least, up to two: it decides which keys
// are printed.
func (n Node) depth() uint8 {
	switch n {
	case nodeHome, nodeFirst:
		return 0
	case nodeLand, nodeLanguage, nodeHelp, nodeKeywords:
		return 1
	}
	return 2
}

// messages samples what can be sent by SMS.
func (m *Machine) messages(ctx context.Context, desk *farDesk, class land.Class) []Sample {
	var all []Sample
	send := func(leave func(context.Context, *Machine, *State, string, *Outcome)) {
		s := farState(m.version)
		var out Outcome
		leave(ctx, m, &s, "sms", &out)
		for _, e := range out.Effects {
			all = append(all, Sample{Name: e.SMS.Key + ", class " + string(class), SMS: e.SMS})
		}
	}
	send(leavePlot)
	desk.plain = true
	send(leavePlot)
	desk.plain = false
	send(leaveKhatian)
	send(leavePlace)
	return all
}

// The largest numbers of a register: a mouza of seven digits, a number of two times six.
var (
	farIDN    = place.MakeIDN(10, 27, 998)
	farNumber = land.Number{Main: 999_999, Bata: 999_999}
)

func farState(version uint8) State {
	s := State{Menu: version, District: 10, Unit: 27, Mouza: farIDN, Number: farNumber, depth: 2}
	for i := range s.Picks {
		s.Picks[i] = farIDN
	}
	return s
}
