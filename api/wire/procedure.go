package wire

import "duar/seva/casework"

// Track is casework.Track: how cases of a service go. Limit and Personal stand with the
// service.
type Track struct {
	Service    string    `json:"service"`
	Department string    `json:"department"`
	Series     string    `json:"series"`
	By         string    `json:"by,omitempty"`  // by which place an office is found
	Fee        string    `json:"fee,omitempty"` // the rule that reckons what is owed
	Procedure  Procedure `json:"procedure"`
}

// Procedure is casework.Procedure with its words.
type Procedure struct {
	ID      string        `json:"id"`
	Version int           `json:"version"`
	Start   string        `json:"start"`
	States  []CaseState   `json:"states"`
	Actions []CaseAction  `json:"actions"`
	Timers  []CaseTimer   `json:"timers"`
	Reasons []CaseReasons `json:"reasons"`
}

// CaseState is casework.State.
type CaseState struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Court  string  `json:"court"`
	Runs   bool    `json:"runs,omitempty"`
	End    bool    `json:"end,omitempty"`
	Good   bool    `json:"good,omitempty"`
	Bad    bool    `json:"bad,omitempty"`
	Remedy *Remedy `json:"remedy,omitempty"`
	Owes   bool    `json:"owes,omitempty"` // money is asked there
}

// Remedy is casework.Remedy: who must act, where, with what, within how many days.
type Remedy struct {
	Who    Label   `json:"who,omitzero"`
	Where  Label   `json:"where,omitzero"`
	Papers []Label `json:"papers"`
	Days   int     `json:"days,omitempty"`
}

// CaseAction is casework.Action.
type CaseAction struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	From      []string `json:"from"`
	To        string   `json:"to,omitempty"`
	Roles     []string `json:"roles"`
	Needs     []string `json:"needs,omitempty"`
	Reasons   string   `json:"reasons,omitempty"`
	Documents []string `json:"documents,omitempty"`
	Gives     string   `json:"gives,omitempty"`
	FourEyes  bool     `json:"four_eyes,omitempty"`
	Tells     string   `json:"tells,omitempty"`
	Does      string   `json:"does,omitempty"` // to the record
}

// CaseTimer is casework.Timer.
type CaseTimer struct {
	ID      string   `json:"id"`
	In      []string `json:"in"`
	Days    int      `json:"days"`
	Working bool     `json:"working,omitempty"`
	Action  string   `json:"action"`
}

// CaseReasons is casework.ReasonList.
type CaseReasons struct {
	ID      string  `json:"id"`
	Reasons []Label `json:"reasons"`
}

func newTrack(v Voice, t casework.Track) Track {
	p := Procedure{
		ID: t.Procedure.ID, Version: t.Procedure.Version, Start: t.Procedure.Start,
		States: []CaseState{}, Actions: []CaseAction{}, Timers: []CaseTimer{}, Reasons: []CaseReasons{},
	}
	for _, s := range t.Procedure.States {
		state := CaseState{
			ID: s.ID, Name: v.label(s.ID, "state."+s.ID).Name, Court: string(s.Court), Runs: s.Runs, End: s.End, Good: s.Good, Bad: s.Bad,
			Owes: s.Owes,
		}
		if s.Remedy != nil {
			state.Remedy = &Remedy{
				Who: v.label(s.Remedy.Who, "who."+s.Remedy.Who), Where: v.label(s.Remedy.Where, "where."+s.Remedy.Where),
				Papers: labels(v, s.Remedy.Papers, under("paper.")), Days: s.Remedy.Days,
			}
		}
		p.States = append(p.States, state)
	}
	for _, a := range t.Procedure.Actions {
		p.Actions = append(p.Actions, CaseAction{
			ID: a.ID, Name: v.label(a.ID, "action."+a.ID).Name, From: list(a.From), To: a.To, Roles: plain(a.Roles),
			Needs: some(plain(a.Needs)), Reasons: a.Reasons, Documents: a.Documents, Gives: a.Gives, FourEyes: a.FourEyes, Tells: a.Tells,
			Does: a.Does,
		})
	}
	for _, m := range t.Procedure.Timers {
		p.Timers = append(p.Timers, CaseTimer{ID: m.ID, In: list(m.In), Days: m.Days, Working: m.Working, Action: m.Action})
	}
	for _, r := range t.Procedure.Reasons {
		p.Reasons = append(p.Reasons, CaseReasons{ID: r.ID, Reasons: labels(v, r.Reasons, under("reason."+r.ID+"."))})
	}
	return Track{Service: t.Service, Department: t.Department, Series: t.Series, By: t.By, Fee: t.Fee, Procedure: p}
}

// facts gives the track back; what stands with the service is in t.
func (w Track) facts(t casework.Track) casework.Track {
	t.Service, t.Department, t.Series, t.By, t.Fee = w.Service, w.Department, w.Series, w.By, w.Fee
	t.Procedure = casework.Procedure{ID: w.Procedure.ID, Version: w.Procedure.Version, Start: w.Procedure.Start}
	p := &t.Procedure
	for _, s := range w.Procedure.States {
		state := casework.State{ID: s.ID, Court: casework.Court(s.Court), Runs: s.Runs, End: s.End, Good: s.Good, Bad: s.Bad, Owes: s.Owes}
		if s.Remedy != nil {
			state.Remedy = &casework.Remedy{
				Who: s.Remedy.Who.Key, Where: s.Remedy.Where.Key, Papers: keys[string](s.Remedy.Papers), Days: s.Remedy.Days,
			}
		}
		p.States = append(p.States, state)
	}
	for _, a := range w.Procedure.Actions {
		p.Actions = append(p.Actions, casework.Action{
			ID: a.ID, From: some(a.From), To: a.To, Roles: words[casework.Role](a.Roles), Needs: words[casework.Need](a.Needs),
			Reasons: a.Reasons, Documents: some(a.Documents), Gives: a.Gives, FourEyes: a.FourEyes, Tells: a.Tells,
			Does: a.Does,
		})
	}
	for _, m := range w.Procedure.Timers {
		p.Timers = append(p.Timers, casework.Timer{ID: m.ID, In: some(m.In), Days: m.Days, Working: m.Working, Action: m.Action})
	}
	for _, r := range w.Procedure.Reasons {
		p.Reasons = append(p.Reasons, casework.ReasonList{ID: r.ID, Reasons: keys[string](r.Reasons)})
	}
	return t
}

// plain spells a list of words of a vocabulary; words undoes it.
func plain[W ~string](all []W) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return out
}

func words[W ~string](all []string) []W {
	var out []W
	for _, w := range all {
		out = append(out, W(w))
	}
	return out
}
