package catalogue

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"duar/seva/casework"
)

// former reads the versions of procedures that cases which began under them still go by, from
// procedure/former/<id>.<version>.toml, and lays each under the services that had it. A case
// ends by the rules it began under; a version goes when no case of it is left.
func (r *reading) former() {
	names, err := fs.Glob(r.files, "procedure/former/*.toml")
	if err != nil {
		r.faults = append(r.faults, Fault{File: home + "procedure/former", What: err.Error()})
	}
	old := map[string][]*procedure{}
	for _, name := range names {
		d := read(r.files, name, &r.faults)
		if d == nil {
			continue
		}
		id, version, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".toml"), ".")
		p := r.readProcedure(d, id)
		if version != fmt.Sprint(p.read.Version) {
			d.flaw("version", "the file of version %d is called %s.%d.toml", p.read.Version, id, p.read.Version)
		}
		now, known := r.procedures[id]
		switch {
		case !known && !r.broken["procedure/"+id+".toml"]:
			d.flaw("id", "there is no procedure/%s.toml that came after it%s", id, meant(id, ids(r.procedures)))
		case known && now.read.Version <= p.read.Version:
			d.flaw("version", "procedure/%s.toml is of version %d: a former one is of a lower version", id, now.read.Version)
		}
		old[id] = append(old[id], p)
	}
	for _, k := range r.sound {
		r.formerOf(k, old)
	}
	for _, all := range old {
		for _, p := range all {
			if !p.used {
				p.file.flaw("id", "no service ever went by it: remove it, or name %q in a service's was", p.read.ID)
			}
		}
	}
}

// formerOf lays what a service once went by under its present limit.
func (r *reading) formerOf(k kept, old map[string][]*procedure) {
	add := func(p *procedure) {
		p.used = true
		t := k.read.Track
		t.Procedure = p.read
		if !owes(p.read) {
			t.Fee = ""
		}
		if p.sound {
			for _, finding := range t.Prove() {
				p.at.report(p.file, finding+" (under the service "+k.read.ID+")")
			}
		}
		r.read.Former = append(r.read.Former, t)
	}
	for i, id := range append([]string{k.read.Track.Procedure.ID}, k.was...) {
		if i > 0 {
			if now, known := r.procedures[id]; known {
				add(now)
			} else if len(old[id]) == 0 {
				k.file.flaw("was", "no procedure/%s.toml%s", id, meant(id, ids(r.procedures)))
			}
		}
		for _, p := range old[id] {
			add(p)
		}
	}
}

// owes tells whether a procedure has a state that owes.
func owes(p casework.Procedure) bool {
	for _, s := range p.States {
		if s.Owes {
			return true
		}
	}
	return false
}
