package dialogue

import (
	"context"

	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/form"
	"duar/seva/service"
)

// farServices is a counter of services at which everything is as long as it gets. What no
// dialogue asks is left to the nil interface inside it.
type farServices struct {
	service.Counter
	all   []service.Service
	draft service.Draft
}

func (c farServices) Services(context.Context, service.Query) ([]service.Service, error) {
	return c.all, nil
}

func (c farServices) Draft(context.Context, string) (service.Draft, error) { return c.draft, nil }

// farCases is the same of cases: some of the phone's own, and one that is asked for.
type farCases struct {
	casework.Counter
	own   []casework.Glance
	asked casework.Glance
	many  bool // cases are found by a trace
}

func (c farCases) Mine(context.Context) ([]casework.Glance, error) {
	mine := make([]casework.Glance, maxMine)
	for i := range mine {
		mine[i] = c.own[i%len(c.own)]
	}
	return mine, nil
}

func (c farCases) Track(context.Context, casework.Trace) ([]casework.Glance, error) {
	if !c.many {
		return []casework.Glance{c.asked}, nil
	}
	return c.Mine(context.Background())
}

func (c farCases) Check(context.Context, string, string) ([]casework.Glance, error) {
	return []casework.Glance{c.asked}, nil
}

// farAnswers answers every question of a form with the longest there is.
func farAnswers(f form.Form, option int) form.Answers {
	a := form.Answers{}
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			v := form.Value{Text: farText}
			switch field.Kind {
			case form.Choice:
				v.Text = field.Options[option%len(field.Options)]
			case form.YesNo, form.Declaration:
				v.Text = "yes"
			case form.Text, form.Person:
			default:
				v.Text = "916000000000"
			}
			a[field.ID] = v
		}
	}
	return a
}

// farText is what a person may write in one answer of a phone.
const farText = "The road in front of our house has been under water for three months and nobody has come to look at it, please send somebody"

// applications samples what a phone is shown of services and of cases: every question of
// every short form with each of its choices, and every state a case can stand in.
func (m *Machine) applications(far Far) ([]Sample, error) {
	ctx := context.Background()
	var all []Sample
	if len(far.Services) == 0 || len(far.Cases) == 0 {
		return nil, nil
	}
	services := farServices{all: far.Services}
	cases := farCases{own: far.Cases, asked: far.Cases[0]}
	var account *Account
	line := ""
	goal := goalPlot
	beside := far.land()
	show := func(name string, node Node, ask string) error {
		at := m.At(Desks{Services: services, Cases: cases, Account: account, Land: beside})
		s := farState(m.version)
		s.Who, s.Since, s.Next, s.Line = farFile, uint32(farDay.Unix()), nodeMyCases, line //nolint:gosec // good until 2106
		s.Node, s.File, s.Ask, s.Goal = node, farFile, ask, goal
		clear(s.Picks[:])
		screen, err := at.Show(ctx, s)
		if err != nil {
			return err
		}
		all = append(all, Sample{Name: name, Screen: screen})
		for _, why := range reasons() {
			if !node.said(why.Key) || screen.Question && (why.Key == keywords().Key || why.Key == lastPage) {
				continue
			}
			all = append(all, Sample{Name: name + ", " + why.Key, Screen: screen, Reason: why})
		}
		return nil
	}
	for _, n := range []Node{nodeHome, nodeStatus, nodeFact, nodeServices, nodeFiled} {
		if err := show(n.Name()+", with desks", n, ""); err != nil {
			return nil, err
		}
	}
	for _, g := range far.Cases {
		cases.asked = g
		if err := show("status answer, "+g.Service+" in "+g.State, nodeStatusAnswer, ""); err != nil {
			return nil, err
		}
		sms := StatusSMS(g)
		all = append(all, Sample{Name: sms.Key + ", " + g.Service + " in " + g.State, SMS: sms})
	}
	for _, v := range far.Services {
		services.draft = service.Draft{Services: []string{v.ID}, Form: v.Form}
		most := 1
		for _, section := range v.Form.Sections {
			for _, f := range section.Fields {
				if most = max(most, len(f.Options)); f.Kiosk {
					continue // no phone asks it
				}
				if err := show("question, "+f.ID+" of "+v.ID, nodeQuestion, f.ID); err != nil {
					return nil, err
				}
			}
		}
		for option := range most {
			services.draft.Answers = farAnswers(v.Form, option)
			if err := show("confirm, "+v.ID, nodeConfirm, ""); err != nil {
				return nil, err
			}
		}
	}
	err := far.lands(func(name string, node Node, with string, g Goal, glance casework.Glance, many bool, l Land) error {
		line, goal, cases.many, beside = with, g, many, l
		if glance.Number != "" {
			cases.asked = glance
		}
		return show(name, node, "")
	})
	if err != nil {
		return nil, err
	}
	line, goal, beside = "", goalPlot, far.land()
	for _, v := range farPapers() {
		for _, sms := range document.Sentences(v, document.OnSMS) {
			all = append(all, Sample{Name: sms.Key, SMS: sms})
		}
	}
	err = far.accounts(func(name string, node Node, with string, a *Account) error {
		account, line = a, with
		return show(name, node, "")
	})
	return all, err
}

// farFile is the longest number an application has.
const farFile = "MWINP2026000123"
