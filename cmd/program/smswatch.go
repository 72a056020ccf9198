package program

import (
	"slices"

	"duar/seva"
	"duar/seva/service"
)

// watchSayings adds what is put into SMS about land that somebody watches: a plot or a
// khatian, the services that are about land, and how their cases are decided.
func watchSayings(said map[string][]seva.Args, services []service.Service) {
	lands := []seva.Text{
		seva.Say("phone.watch.plot", seva.Args{"Plot": "", "IDN": ""}),
		seva.Say("phone.watch.khatian", seva.Args{"Khatian": "", "IDN": ""}),
	}
	for _, land := range lands {
		for _, what := range []string{"begun", "objection", "hearing", "withdrawn", "record", "load", "loads", "ends"} {
			said["sms.watch."+what] = append(said["sms.watch."+what], seva.Args{"Land": land})
		}
		var states []string
		for _, s := range services {
			if s.Track.By != "mouza" {
				continue
			}
			said["sms.watch.case"] = append(said["sms.watch.case"], seva.Args{"Land": land, "Service": seva.Say("service." + s.ID)})
			for _, state := range s.Track.Procedure.States {
				if (state.Good || state.Bad) && !slices.Contains(states, state.ID) {
					states = append(states, state.ID)
				}
			}
		}
		for _, state := range states {
			said["sms.watch.order"] = append(said["sms.watch.order"], seva.Args{"Land": land, "State": seva.Say("state." + state)})
		}
	}
}
