package catalogue

import (
	"fmt"
	"slices"
	"strconv"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
	"duar/seva/welfare"
)

// serviceFile is a service as its file writes it: what it is, whose it is, how long it
// may take, what it asks, and who may have it.
type serviceFile struct {
	ID         string          `toml:"id,need"`
	Area       service.Area    `toml:"area,need"`
	Department string          `toml:"department,need"`
	Number     int             `toml:"number"`
	Aliases    []string        `toml:"aliases"`
	Entry      []casework.Role `toml:"entry"`
	From       seva.Date       `toml:"from,need"`
	Until      seva.Date       `toml:"until"`
	Series     string          `toml:"series,need"`
	Procedure  string          `toml:"procedure,need"`
	Was        []string        `toml:"was"`
	Office     string          `toml:"office,need"`
	Personal   bool            `toml:"personal"`
	Joint      bool            `toml:"joint"`
	Fee        string          `toml:"fee"`
	Tier       []tierFile      `toml:"tier"`
	Limit      limitFile       `toml:"limit,need"`
	Form       formFile        `toml:"form,need"`
	Fact       []factFile      `toml:"fact"`
	Edition    []editionFile   `toml:"edition"`
}

// tierFile is an office that a case goes to where its answers say so.
type tierFile struct {
	When   conditionFile `toml:"when,need"`
	Office string        `toml:"office,need"`
}

type limitFile struct {
	Days    int             `toml:"days"`
	Working bool            `toml:"working"`
	Policy  casework.Policy `toml:"policy,need"`
	OnDue   string          `toml:"on_due"`
	Source  string          `toml:"source,need"`
}

func (r *reading) service(d *document, id string) {
	before := len(r.faults)
	var file serviceFile
	d.into(&file)
	d.identified(file.ID, id)
	r.serviceHead(d, file)
	at := spots{"limit ": {d, "limit"}, "form ": {d, "form"}}
	f := r.form(d, file.ID, file.Form, at)
	s := service.Service{ID: file.ID, Area: file.Area, Department: file.Department, Number: file.Number,
		Aliases: file.Aliases, Entry: file.Entry, From: file.From, Until: file.Until, Form: f, Joint: file.Joint,
		Facts: r.facts(d, file.Fact, at), Rules: r.rulebook(d, file, at)}
	s.Track = casework.Track{Service: file.ID, Department: file.Department, Limit: casework.Limit(file.Limit),
		Series: file.Series, Personal: file.Personal, By: file.Office, Fee: file.Fee}
	for i, t := range file.Tier {
		at[fmt.Sprintf("tier %d", i+1)] = spot{d, nth("tier", i)}
		choose(d, nth("tier", i)+".office", "office", t.Office, offices)
		s.Tiers = append(s.Tiers, service.Tier{When: *t.When.condition(), By: t.Office})
	}
	p, known := r.procedures[file.Procedure]
	switch {
	case r.broken["procedure/"+file.Procedure+".toml"]:
	case !known:
		d.flaw("procedure", "no procedure/%s.toml%s", file.Procedure, meant(file.Procedure, ids(r.procedures)))
	default:
		p.used = true
		s.Track.Procedure = p.read
		r.documents(d, p, f)
		for _, key := range s.Track.Words() { // what no line of the files names, too
			r.demandOnce(d, "procedure", onPhone(key), key)
		}
	}
	if len(r.faults) == before && known && p.sound {
		r.sound = append(r.sound, kept{d, at, s, file.Was})
	}
	r.read.Services = append(r.read.Services, s)
}

// offices are by which place a case may find its office.
var offices = []string{"mouza", "block", "subdivision", "district"}

// serviceHead sees to what stands before the form: closed sets, references, the phone's
// number, and the words of the service itself.
func (r *reading) serviceHead(d *document, file serviceFile) {
	choose(d, "area", "area", file.Area, service.Areas())
	for i, role := range file.Entry {
		choose(d, nth("entry", i), "role", role, casework.Roles())
	}
	choose(d, "office", "office", file.Office, offices)
	choose(d, "limit.policy", "policy", file.Limit.Policy, []casework.Policy{casework.Pause, casework.Restart, casework.Run})
	if file.Limit.Days < 0 {
		d.flaw("limit.days", "%d days: at least 0, which is at once or no limit", file.Limit.Days)
	}
	if !file.Until.IsZero() && file.Until.Number() < file.From.Number() {
		d.flaw("until", "closed on %s, before it opens on %s", file.Until, file.From)
	}
	if _, known := r.read.Series[file.Series]; file.Series != "" && !known {
		d.flaw("series", "no series %q in casework/series.csv%s", file.Series, meant(file.Series, ids(r.read.Series)))
	}
	d.idLike("fee", file.Fee)
	r.number(d, file)
	r.demand(d, "id", true, "service."+file.ID)
	r.demand(d, "id", false, "about."+file.ID)
	r.demand(d, "department", true, "department."+file.Department)
}

// number sees that a service keeps the number that people have learnt, and that only
// what a phone can ask has one.
func (r *reading) number(d *document, file serviceFile) {
	if file.Number == 0 {
		if file.Form.Short {
			d.flaw("form.short", "a short form is asked by phone: give the service a number, the next free one of the list service in phone/numbers.csv")
		}
		return
	}
	if !file.Form.Short {
		d.flaw("number", "only what a phone can ask is on its menu: take the number away, or make the form short")
	}
	key := "service." + strconv.Itoa(file.Number)
	switch was, published := r.ledger[key]; {
	case !published:
		d.flaw("number", "%s (%s) is not in phone/numbers.csv: add it there", key, file.ID)
	case was != file.ID:
		d.flaw("number", "%s is %s for ever, not %s: take the number that phone/numbers.csv has for it", key, was, file.ID)
	}
}

// documents sees that what an action wants in the case are files the form asks for.
func (r *reading) documents(d *document, p *procedure, f form.Form) {
	var files []string
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			if field.Kind == form.File {
				files = append(files, field.ID)
			}
		}
	}
	for _, a := range p.read.Actions {
		for _, document := range a.Documents {
			if !slices.Contains(files, document) {
				d.flaw("procedure", "the action %s of procedure/%s.toml wants the document %q, but no field of that id takes a file here%s",
					a.ID, p.read.ID, document, meant(document, files))
			}
		}
	}
}

// factFile and editionFile are eligibility as a service's file writes it.
type factFile struct {
	ID    string `toml:"id,need"`
	Rule  string `toml:"rule,need"`
	Field string `toml:"field,need"`
}

type editionFile struct {
	Version string     `toml:"version,need"`
	From    seva.Date  `toml:"from,need"`
	Until   seva.Date  `toml:"until"`
	Source  string     `toml:"source,need"`
	Rule    []ruleFile `toml:"rule,need"`
}

type ruleFile struct {
	ID    string        `toml:"id,need"`
	Words string        `toml:"words"`
	Must  conditionFile `toml:"must,need"`
	Stops bool          `toml:"stops"`
}

func (r *reading) facts(d *document, files []factFile, at spots) []welfare.Fact {
	var facts []welfare.Fact
	for i, f := range files {
		path := nth("fact", i)
		at["fact "+f.ID] = spot{d, path}
		d.idLike(path+".id", f.ID)
		facts = append(facts, welfare.Fact(f))
	}
	return facts
}

func (r *reading) rulebook(d *document, file serviceFile, at spots) welfare.Rulebook {
	var book welfare.Rulebook
	for i, e := range file.Edition {
		path := nth("edition", i)
		at["edition "+e.Version] = spot{d, path}
		edition := welfare.Edition{Version: e.Version, From: e.From, Until: e.Until, Source: e.Source}
		for j, raw := range e.Rule {
			here := nth(path+".rule", j)
			at["rule "+e.Version+"/"+raw.ID] = spot{d, here}
			d.idLike(here+".id", raw.ID)
			words := raw.Words
			if words == "" {
				words = file.ID + "." + raw.ID
			}
			r.demand(d, here+".id", false, "eligible."+words)
			edition.Rules = append(edition.Rules, welfare.Rule{ID: raw.ID, Words: words, Must: *raw.Must.condition(), Stops: raw.Stops})
		}
		book.Editions = append(book.Editions, edition)
	}
	return book
}
