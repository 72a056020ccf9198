package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/welfare"
)

// Parts is what the desk works with.
type Parts struct {
	Book     Book
	Cases    *casework.Desk
	Services []Service
	Desks    form.Desks // Files is the desk's own: it knows whose a file is
	World    seva.World
	Secret   []byte // keys the hash that stands for a phone as the owner of a draft
	// Hash gives the hash of a declaration's words, by the key of its label.
	Hash func(key string) string
	// Notice gives the version of the notice under which a service is applied for; nil where
	// none is shown, as in tests.
	Notice func(service string) string
	// Names gives a service's name in every language. Words are not the desk's, but people
	// search by them.
	Names func(service string) []string
}

// Desk takes applications. It is safe for concurrent use.
type Desk struct {
	Parts
	byID  map[string]Service
	index []spoken // for search
}

// NewDesk makes the desk. Definitions that Prove finds fault with are refused, and so is a
// short secret: whoever knows the key can tell from a draft whose phone it is.
func NewDesk(p Parts) (*Desk, error) {
	if p.Book == nil || p.Cases == nil || p.Hash == nil || p.Names == nil || len(p.Secret) < 16 {
		return nil, errors.New("service: the desk needs a book, the case desk, hashes, names and a secret of 16 bytes")
	}
	if found := Prove(p.Services); len(found) > 0 {
		return nil, fmt.Errorf("service: %s", strings.Join(found, "; "))
	}
	d := &Desk{Parts: p, byID: map[string]Service{}}
	for _, s := range p.Services {
		d.byID[s.ID] = s
		d.index = append(d.index, spell(s, p.Names(s.ID)))
	}
	return d, nil
}

// For gives the desk's counter for a caller.
func (d *Desk) For(who casework.Caller) Counter {
	return counter{desk: d, who: who, cases: d.Cases.For(who)}
}

// counter is the desk as one caller sees it.
type counter struct {
	desk  *Desk
	who   casework.Caller
	cases casework.Counter
}

// Service gives one service, also one that is not open: what was applied for while it was
// must still have its name.
func (c counter) Service(_ context.Context, id string) (Service, error) { return c.desk.service(id) }

func (d *Desk) service(id string) (Service, error) {
	s, there := d.byID[id]
	if !there {
		return Service{}, &seva.Error{Kind: seva.NotFound, Field: "service", Text: seva.Say("error.service.unknown")}
	}
	return s, nil
}

// Services gives what is open today. On a phone these are the ones it can ask.
func (c counter) Services(_ context.Context, q Query) ([]Service, error) {
	if q.Area != "" && !slices.Contains(Areas(), q.Area) {
		return nil, seva.Refuse("area", seva.Say("error.service.area"))
	}
	today := c.desk.World.Today()
	rank, err := c.desk.search(q.Words)
	if err != nil {
		return nil, err
	}
	var open []Service
	for _, s := range c.desk.byID {
		if slices.Equal(s.Entry, []casework.Role{casework.System}) {
			continue // nobody applies for it
		}
		if s.open(today) != nil || q.Area != "" && s.Area != q.Area || c.onPhone() && !s.Form.Short {
			continue
		}
		if rank == nil || rank[s.ID] > 0 {
			open = append(open, s)
		}
	}
	slices.SortFunc(open, func(a, b Service) int {
		return cmp.Or(rank[b.ID]-rank[a.ID], slices.Index(Areas(), a.Area)-slices.Index(Areas(), b.Area),
			numbered(a)-numbered(b), strings.Compare(a.ID, b.ID))
	})
	return open, nil
}

// numbered gives the place in the phone's menu; what is not in it comes behind.
func numbered(s Service) int {
	if s.Number == 0 {
		return 1 << 30
	}
	return s.Number
}

// open tells why a service does not take applications on a day, or nil.
func (s Service) open(day seva.Date) error {
	closed := func(key string, on seva.Date) error {
		return &seva.Error{Kind: seva.Forbidden, Field: "service",
			Text: seva.Say(key, seva.Args{"Service": seva.Say("service." + s.ID), "Date": on})}
	}
	switch {
	case !s.From.IsZero() && day.Number() < s.From.Number():
		return closed("error.service.early", s.From)
	case !s.Until.IsZero() && day.Number() > s.Until.Number():
		return closed("error.service.closed", s.Until)
	}
	return nil
}

// onPhone tells whether the caller is at a phone, which asks one question at a time.
func (c counter) onPhone() bool { return c.who.Channel == string(form.OnPhone) }

// mayEnter tells why the caller may not begin or hand in an application, or nil. A phone
// whose number a gateway asserts is a citizen here; only short forms are open to it.
func (c counter) mayEnter(s Service) error {
	roles := s.Entry
	if len(roles) == 0 {
		roles = []casework.Role{casework.Citizen, casework.Operator, casework.Entry}
	}
	can := func(r casework.Role) bool {
		return c.who.Is(r) || r == casework.Citizen && c.onPhone() && c.who.Phone != ""
	}
	service := seva.Args{"Service": seva.Say("service." + s.ID)}
	switch {
	case !slices.ContainsFunc(roles, can) && slices.Equal(roles, []casework.Role{casework.Institution}):
		return &seva.Error{Kind: seva.Forbidden, Field: "service", Text: seva.Say("error.service.institution", service)}
	case !slices.ContainsFunc(roles, can):
		return &seva.Error{Kind: seva.Forbidden, Field: "service", Text: seva.Say("error.service.entry", service)}
	case c.onPhone() && !s.Form.Short:
		return &seva.Error{Kind: seva.Forbidden, Field: "service", Text: seva.Say("error.service.phone", service)}
	}
	return nil
}

// bundle is what an application is for, and all of it as one form.
type bundle struct {
	services []Service
	form     form.Form
}

// bundle puts services together: one, or several that are joint and of one number series.
func (d *Desk) bundle(ids []string) (bundle, error) {
	const most = 20 // lines of one application
	refuse := func(key string) (bundle, error) { return bundle{}, seva.Refuse("services", seva.Say(key)) }
	if len(ids) == 0 || len(ids) > most {
		return refuse("error.service.none")
	}
	var b bundle
	var forms []form.Form
	for i, id := range ids {
		s, err := d.service(id)
		if err != nil {
			return bundle{}, err
		}
		if slices.Contains(ids[:i], id) {
			return refuse("error.service.twice")
		}
		if len(ids) > 1 && (!s.Joint || s.Track.Series != d.byID[ids[0]].Track.Series) {
			return refuse("error.service.joint")
		}
		b.services = append(b.services, s)
		forms = append(forms, s.Form)
	}
	b.form = forms[0]
	if len(forms) > 1 {
		merged, err := form.Merge("application", forms...)
		if err != nil {
			return bundle{}, seva.Broken(fmt.Errorf("service: %v: %w", ids, err))
		}
		b.form = merged
	}
	return b, nil
}

// ids gives the ids of the services.
func (b bundle) ids() []string {
	ids := make([]string, len(b.services))
	for i, s := range b.services {
		ids[i] = s.ID
	}
	return ids
}

// facts finds what the answers tell, of all services, and gives it with the answers that
// stand: what is not asked tells nothing, and what a fact shows or hides is asked or not.
// That settles at once, unless a fact hides its own question; then what is asked is asked.
func (b bundle) facts(a form.Answers, today seva.Date) (form.Facts, form.Answers) {
	var all []welfare.Fact
	for _, s := range b.services {
		all = append(all, s.Facts...)
	}
	facts := welfare.Find(all, a, today)
	standing := b.form.Prune(a, facts)
	for range 4 {
		again := welfare.Find(all, standing, today)
		if sameFacts(again, facts) {
			break
		}
		facts = again
		standing = b.form.Prune(a, facts)
	}
	return facts, standing
}

func sameFacts(a, b form.Facts) bool {
	if len(a) != len(b) {
		return false
	}
	for id, v := range a {
		if w, there := b[id]; !there || w != v {
			return false
		}
	}
	return true
}

// verdicts gives what eligibility says of each service so far.
func (b bundle) verdicts(a form.Answers, facts form.Facts, today seva.Date) []Verdict {
	verdicts := make([]Verdict, len(b.services))
	for i, s := range b.services {
		verdicts[i].Service = s.ID
		if e, there := s.Rules.On(today); there {
			verdicts[i].Rules = e.Version
			verdicts[i].Failed = e.Judge(s.Form, a, facts)
		}
	}
	return verdicts
}
