package catalogue

import (
	"duar/seva/casework"
)

// procedureFile is a procedure as its file writes it; see seva/casework for what each
// key means.
type procedureFile struct {
	ID      string       `toml:"id,need"`
	Version int          `toml:"version,need"`
	Start   string       `toml:"start,need"`
	State   []stateFile  `toml:"state,need"`
	Action  []actionFile `toml:"action,need"`
	Timer   []timerFile  `toml:"timer"`
	Reasons []reasonFile `toml:"reasons"`
}

type stateFile struct {
	ID     string         `toml:"id,need"`
	Court  casework.Court `toml:"court,need"`
	Runs   bool           `toml:"runs"`
	End    bool           `toml:"end"`
	Good   bool           `toml:"good"`
	Bad    bool           `toml:"bad"`
	Remedy *remedyFile    `toml:"remedy"`
	Owes   bool           `toml:"owes"`
}

type remedyFile struct {
	Who    string   `toml:"who,need"`
	Where  string   `toml:"where,need"`
	Papers []string `toml:"papers"`
	Days   int      `toml:"days"`
}

type actionFile struct {
	ID        string          `toml:"id,need"`
	From      []string        `toml:"from,need"`
	To        string          `toml:"to"`
	Roles     []casework.Role `toml:"roles,need"`
	Needs     []casework.Need `toml:"needs"`
	Reasons   string          `toml:"reasons"`
	Documents []string        `toml:"documents"`
	Gives     string          `toml:"gives"`
	FourEyes  bool            `toml:"four_eyes"`
	Tells     string          `toml:"tells"`
	Does      string          `toml:"does"`
}

type timerFile struct {
	ID      string   `toml:"id,need"`
	In      []string `toml:"in,need"`
	Days    int      `toml:"days"`
	Working bool     `toml:"working"`
	Action  string   `toml:"action,need"`
}

type reasonFile struct {
	ID      string   `toml:"id,need"`
	Reasons []string `toml:"reasons,need"`
}

// procedure is a procedure that has been read.
type procedure struct {
	file  *document
	read  casework.Procedure
	at    spots
	used  bool
	sound bool // nothing was wrong with it, so that services may be proved on it
}

func (r *reading) procedure(d *document, id string) {
	p := r.readProcedure(d, id)
	r.procedures[id] = p
	r.read.Procedures = append(r.read.Procedures, p.read)
}

func (r *reading) readProcedure(d *document, id string) *procedure {
	before := len(r.faults)
	var file procedureFile
	d.into(&file)
	d.identified(file.ID, id)
	p := &procedure{file: d, at: spots{}, read: casework.Procedure{ID: file.ID, Version: file.Version, Start: file.Start}}
	for i, s := range file.State {
		path := nth("state", i)
		p.at["state "+s.ID] = spot{d, path}
		d.idLike(path+".id", s.ID)
		choose(d, path+".court", "court", s.Court, []casework.Court{casework.OfficeCourt, casework.CitizenCourt, casework.NoCourt})
		r.stateWords(d, path, s)
		p.read.States = append(p.read.States, s.state())
	}
	for i, a := range file.Action {
		path := nth("action", i)
		p.at["action "+a.ID] = spot{d, path}
		r.action(d, path, a)
		p.read.Actions = append(p.read.Actions, casework.Action{ID: a.ID, From: a.From, To: a.To, Roles: a.Roles, Needs: a.Needs,
			Reasons: a.Reasons, Documents: a.Documents, Gives: a.Gives, FourEyes: a.FourEyes, Tells: a.Tells, Does: a.Does})
	}
	for i, t := range file.Timer {
		path := nth("timer", i)
		p.at["timer "+t.ID] = spot{d, path}
		d.idLike(path+".id", t.ID)
		r.demand(d, path+".id", false, "timer."+t.ID)
		p.read.Timers = append(p.read.Timers, casework.Timer(t))
	}
	for i, l := range file.Reasons {
		path := nth("reasons", i)
		p.at["reasons "+l.ID] = spot{d, path}
		d.idLike(path+".id", l.ID)
		for j, reason := range l.Reasons {
			at := nth(path+".reasons", j)
			d.idLike(at, reason)
			r.demand(d, at, true, "reason."+l.ID+"."+reason)
		}
		p.read.Reasons = append(p.read.Reasons, casework.ReasonList(l))
	}
	if len(r.faults) == before { // one with holes would only be told of again
		r.proveProcedure(p)
	}
	p.sound = len(r.faults) == before
	return p
}

func (s stateFile) state() casework.State {
	state := casework.State{ID: s.ID, Court: s.Court, Runs: s.Runs, End: s.End, Good: s.Good, Bad: s.Bad, Owes: s.Owes}
	if s.Remedy != nil {
		remedy := casework.Remedy(*s.Remedy)
		state.Remedy = &remedy
	}
	return state
}

// stateWords demands what is said of a state. All of it can reach a phone.
func (r *reading) stateWords(d *document, path string, s stateFile) {
	r.demand(d, path+".id", true, "state."+s.ID)
	r.demand(d, path+".id", true, "next."+s.ID)
	if s.Remedy == nil {
		return
	}
	path += ".remedy"
	r.demand(d, path, true, "remedy."+s.ID)
	r.demand(d, path+".who", true, "who."+s.Remedy.Who)
	r.demand(d, path+".where", true, "where."+s.Remedy.Where)
	for i, paper := range s.Remedy.Papers {
		r.demand(d, nth(path+".papers", i), true, "paper."+paper)
	}
}

// action sees to an action's closed sets and demands its words.
func (r *reading) action(d *document, path string, a actionFile) {
	d.idLike(path+".id", a.ID)
	d.idLike(path+".does", a.Does)
	for i, role := range a.Roles {
		choose(d, nth(path+".roles", i), "role", role, casework.Roles())
	}
	needs := []casework.Need{casework.NeedNote, casework.NeedItems, casework.NeedAnswers, casework.NeedDay, casework.NeedFinding}
	for i, need := range a.Needs {
		choose(d, nth(path+".needs", i), "need", need, needs)
	}
	if _, known := r.read.Series[a.Gives]; a.Gives != "" && !known {
		d.flaw(path+".gives", "no series %q in casework/series.csv%s", a.Gives, meant(a.Gives, ids(r.read.Series)))
	}
	r.demand(d, path+".id", false, "action."+a.ID)
	if a.Tells != "" {
		r.demand(d, path+".tells", true, "sms.case."+a.Tells)
	}
}
