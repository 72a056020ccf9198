package casework

import (
	"maps"
	"slices"
)

// Words gives every message key that a procedure demands, sorted: of its states and what
// comes next, of remedies, actions, reasons, timers and what citizens are told. Those under
// state., next., remedy., who., where., paper. and sms. reach a phone.
func (p Procedure) Words() []string {
	keys := map[string]bool{"sms.case." + p.entry().Tells: true}
	need := func(room string, ids ...string) {
		for _, id := range ids {
			keys[room+id] = true
		}
	}
	if start, _ := p.state(p.Start); start.Owes && p.entry().Tells == submitTells {
		need("sms.case.", freeTells)
	}
	for _, s := range p.States {
		need("state.", s.ID)
		need("next.", s.ID)
		if s.Remedy != nil {
			need("remedy.", s.ID)
			need("who.", s.Remedy.Who)
			need("where.", s.Remedy.Where)
			need("paper.", s.Remedy.Papers...)
		}
	}
	for _, a := range p.Actions {
		need("action.", a.ID)
		need("field.", a.Documents...)
		if a.Tells != "" {
			need("sms.case.", a.Tells)
		}
	}
	for _, l := range p.Reasons {
		need("reason."+l.ID+".", l.Reasons...)
	}
	for _, t := range p.Timers {
		need("timer.", t.ID)
	}
	return slices.Sorted(maps.Keys(keys))
}

// Words gives those of the procedure, and of what the clock does by itself.
func (t Track) Words() []string {
	keys := append(t.Procedure.Words(), "action."+SubmitAction, "action."+Warn80, "action."+WarnTwo, "action."+BreachAction,
		"service."+t.Service, "department."+t.Department)
	slices.Sort(keys)
	return slices.Compact(keys)
}
