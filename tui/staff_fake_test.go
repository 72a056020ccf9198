package tui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/service"
	"duar/seva/welfare"
)

// door lets in who has the right three secrets.
type door struct {
	staff  map[string]identity.Principal // by login
	broken error
	open   map[string]bool // tokens
}

const (
	password = "a long pass phrase?" // a question mark is no key here
	passcode = "123456"
)

func newDoor() *door {
	return &door{open: map[string]bool{}, staff: map[string]identity.Principal{
		"mina":  {Kind: identity.Staff, ID: "op1", Name: "Mina Das", Roles: []casework.Role{casework.Operator}},
		"verma": {Kind: identity.Staff, ID: "of1", Name: "A. Verma", Roles: []casework.Role{casework.Verifier}, Offices: []string{"wcd.2786"}},
	}}
}

func (d *door) SignIn(_ context.Context, login, pass, code string) (identity.Session, error) {
	who, known := d.staff[login]
	if d.broken != nil {
		return identity.Session{}, d.broken
	}
	if !known || pass != password || code != passcode {
		return identity.Session{}, seva.Fail(seva.Unauthenticated, seva.Say("error.sign_in"))
	}
	token := "token of " + login
	d.open[token] = true
	return identity.Session{Token: token, Who: who}, nil
}

func (d *door) Leave(_ context.Context, token string) error { delete(d.open, token); return nil }

func (d *door) Ask(context.Context, seva.Phone, seva.Lang) (identity.Challenge, error) {
	return identity.Challenge{}, errGone
}

func (d *door) Enter(context.Context, string, string) (identity.Session, error) {
	return identity.Session{}, errGone
}

func (d *door) Who(context.Context, string) (identity.Principal, error) {
	return identity.Principal{}, errGone
}

// pension has a field of almost every kind, with conditions and a roster.
var pension = service.Service{
	ID: "old_age_pension", Area: service.Welfare, Department: "wcd", Aliases: []string{"Jai Bangla", "বার্ধক্য ভাতা"},
	Form: form.Form{ID: "old_age_pension", Version: 1, Sections: []form.Section{
		{ID: "person", Fields: []form.Field{
			{ID: "name", Kind: form.Person},
			{ID: "birth_date", Kind: form.Date, Partial: true, Since: "today-120y", Until: "today"},
			{ID: "gender", Kind: form.Choice, Options: []string{"female", "male", "other"}},
			{ID: "mobile", Kind: form.Mobile},
			{ID: "aadhaar", Kind: form.Aadhaar, Optional: true},
		}},
		{ID: "home", Fields: []form.Field{
			{ID: "place", Kind: form.Place},
			{ID: "pin", Kind: form.PIN},
		}},
		{ID: "means", Fields: []form.Field{
			{ID: "own_income", Kind: form.Money},
			{ID: "disabled", Kind: form.YesNo},
			{ID: "disability_percent", Kind: form.Number, Min: 1, Max: 100, When: &form.Condition{Field: "disabled", Is: "yes"}},
			{ID: "receiving", Kind: form.Choices, Options: []string{"widow_pension", "manabik", "kanyashree"}, Optional: true},
		}},
		{ID: "family", When: &form.Condition{Field: "gender", Is: "female"}, Fields: []form.Field{
			{ID: "members", Kind: form.Roster, Min: 1, Max: 10, Fields: []form.Field{
				{ID: "member_name", Kind: form.Person},
				{ID: "gender", Kind: form.Choice, Options: []string{"female", "male", "other"}},
				{ID: "applying", Kind: form.YesNo, When: &form.Condition{Field: "gender", Is: "female"}},
			}},
		}},
		{ID: "bank", Fields: []form.Field{
			{ID: "account", Kind: form.Account},
			{ID: "ifsc", Kind: form.IFSC},
			{ID: "passbook_page", Kind: form.File, Optional: true, Accept: []string{"application/pdf"}},
		}},
		{ID: "truth", Fields: []form.Field{{ID: "declaration", Kind: form.Declaration}}},
	}},
}

// sale is about land; it may stand under one number with the other joint one.
var sale = service.Service{
	ID: "mutation_sale", Area: service.Land, Department: "lr", Joint: true,
	Form: form.Form{ID: "mutation_sale", Version: 1, Sections: []form.Section{
		{ID: "land_sold", Fields: []form.Field{
			{ID: "khatian", Kind: form.Khatian},
			{ID: "plot", Kind: form.Plot},
			{ID: "area_sold", Kind: form.Area, Min: 1},
			{ID: "email", Kind: form.Email, Optional: true},
		}},
	}},
}

var warish = service.Service{ID: "mutation_warish", Area: service.Land, Department: "lr", Joint: true}

// counterDesk is a desk of services in memory. What is wrong with it is set from outside.
type counterDesk struct {
	lands   land.Counter
	places  place.Desk
	world   seva.World
	drafts  map[string]*service.Draft
	begun   map[string]string // keys of drafts
	files   map[string]form.Upload
	bytes   map[string][]byte
	done    map[string]service.Receipt // by key
	numbers int
	broken  error
	lose    bool // do what is asked, and lose the answer
	heard   []service.Consent
	asked   int
	replies []casework.Act
	cases   *caseDesk
}

func newCounterDesk(l land.Counter, p place.Desk, w seva.World) *counterDesk {
	return &counterDesk{lands: l, places: p, world: w, drafts: map[string]*service.Draft{}, begun: map[string]string{},
		files: map[string]form.Upload{}, bytes: map[string][]byte{}, done: map[string]service.Receipt{}}
}

func (c *counterDesk) lost() error {
	c.asked++
	if c.lose {
		return context.DeadlineExceeded
	}
	return c.broken
}

func (c *counterDesk) Services(_ context.Context, q service.Query) ([]service.Service, error) {
	var found []service.Service
	for _, s := range []service.Service{pension, sale, warish} {
		names := strings.ToLower(s.ID + strings.Join(s.Aliases, ""))
		if q.Words == "" || strings.Contains(names, strings.ToLower(q.Words)) {
			found = append(found, s)
		}
	}
	return found, c.broken
}

func (c *counterDesk) Service(_ context.Context, id string) (service.Service, error) {
	for _, s := range []service.Service{pension, sale} {
		if s.ID == id {
			return s, c.broken
		}
	}
	return service.Service{}, seva.Fail(seva.NotFound, seva.Say("error.service.unknown"))
}

func (c *counterDesk) Begin(_ context.Context, s service.Start, key string) (service.Draft, error) {
	id, again := c.begun[key]
	if !again {
		id = fmt.Sprintf("draft%d", len(c.drafts)+1)
		c.begun[key] = id
		of := pension
		if s.Services[0] == sale.ID {
			of = sale
		}
		c.drafts[id] = &service.Draft{ID: id, Version: 1, Services: s.Services, Form: of.Form, Answers: form.Answers{}, Changed: c.world.Now()}
	}
	return c.shown(c.drafts[id]), c.lost()
}

// shown finds out what follows from the answers, as the desk does.
func (c *counterDesk) shown(d *service.Draft) service.Draft {
	seen := *d
	seen.Answers = d.Answers.Clone()
	seen.Missing = d.Form.Missing(d.Answers, nil)
	seen.Next, _ = d.Form.Next(d.Answers, nil, form.OnKiosk)
	for _, f := range c.files {
		seen.Files = append(seen.Files, f)
	}
	if income := d.Answers["own_income"].Text; len(income) > 6 { // Rs 10,000 and more
		seen.Verdicts = []service.Verdict{{Service: pension.ID, Failed: []welfare.Failure{{Rule: "income", Text: seva.Say("eligible.old_age_pension.income", seva.Args{"Max": seva.Rupees(1000), "Value": seva.Rupees(12000)}), Stops: len(income) > 7}}}}
	}
	return seen
}

func (c *counterDesk) Draft(_ context.Context, id string) (service.Draft, error) {
	d, ok := c.drafts[id]
	if !ok {
		return service.Draft{}, &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.draft.unknown")}
	}
	return c.shown(d), c.broken
}

func (c *counterDesk) open(id string, version int64) (*service.Draft, error) {
	d, ok := c.drafts[id]
	switch {
	case !ok:
		return nil, &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.draft.unknown")}
	case d.Version != version || d.Number != "":
		return nil, seva.Fail(seva.Conflict, seva.Say("error.draft.moved"))
	}
	return d, c.broken
}

func (c *counterDesk) Answer(ctx context.Context, id string, version int64, entries []form.Entry) (service.Draft, error) {
	d, err := c.open(id, version)
	if err != nil {
		return service.Draft{}, err
	}
	answers, flaws, err := d.Form.Put(ctx, form.Desks{Land: c.lands, Places: c.places, Vault: c, Files: c, World: c.world}, d.Answers, nil, entries...)
	if err != nil {
		return service.Draft{}, err
	}
	d.Answers = answers
	d.Version++
	if len(flaws) > 0 {
		return c.shown(d), &seva.Error{Kind: seva.Invalid, Text: flaws[0].Text, Err: flaws}
	}
	return c.shown(d), c.lost()
}

func (c *counterDesk) Attach(ctx context.Context, id string, version int64, at form.Pointer, name string, content io.Reader) (service.Draft, error) {
	d, err := c.open(id, version)
	if err != nil {
		return service.Draft{}, err
	}
	u, err := c.keep(name, content)
	if err != nil {
		return service.Draft{}, err
	}
	return c.Answer(ctx, id, d.Version, []form.Entry{{At: at, Input: form.Input{Text: u.ID}}})
}

func (c *counterDesk) keep(name string, content io.Reader) (form.Upload, error) {
	body, err := io.ReadAll(content)
	if err != nil {
		return form.Upload{}, err
	}
	if !bytes.HasPrefix(body, []byte("%PDF-")) {
		return form.Upload{}, seva.Refuse("file", seva.Say("error.file.type", seva.Args{"Types": "PDF"}))
	}
	u := form.Upload{ID: c.world.ID(), Name: name, Type: "application/pdf", Size: int64(len(body)), SHA256: strings.Repeat("0", 64)}
	c.files[u.ID], c.bytes[u.ID] = u, body
	return u, nil
}

func (c *counterDesk) Upload(_ context.Context, _ string, _ form.Pointer, name string, content io.Reader) (form.Upload, error) {
	return c.keep(name, content)
}

// Keep makes the counter a vault: the reference shows the last four digits and no more.
func (c *counterDesk) Keep(_ context.Context, aadhaar string) (string, error) {
	return "vault" + c.world.ID() + aadhaar[8:], nil
}

func (c *counterDesk) File(_ context.Context, id string) (form.Upload, error) {
	u, ok := c.files[id]
	if !ok {
		return u, seva.Fail(seva.NotFound, seva.Say("error.file.unknown"))
	}
	return u, nil
}

func (c *counterDesk) Submit(_ context.Context, id string, version int64, consent service.Consent, key string) (service.Receipt, error) {
	if r, again := c.done[key]; again {
		return r, c.lost()
	}
	d, err := c.open(id, version)
	if err != nil {
		return service.Receipt{}, err
	}
	c.numbers++
	d.Number = fmt.Sprintf("OP2026%06d", c.numbers)
	r := service.Receipt{Number: d.Number, At: c.world.Now(), Cases: []casework.Glance{glance(d.Number, 0)}}
	c.done[key], c.heard = r, append(c.heard, consent)
	return r, c.lost()
}

func (c *counterDesk) Reply(ctx context.Context, a casework.Act, key string) (casework.View, error) {
	c.replies = append(c.replies, a)
	return c.cases.Act(ctx, a, key)
}

// glance is a case of the pension with so many days used of thirty.
func glance(number string, used int) casework.Glance {
	return casework.Glance{
		Number: number, Service: pension.ID, State: "submitted", Court: casework.OfficeCourt, Submitted: now, Since: now,
		Standing: casework.Standing{Limit: 30, Used: used, Left: 30 - used, Running: true, Passed: used > 30, Due: seva.Date{Year: 2026, Month: 12, Day: 23}},
		Next:     casework.Next{Text: seva.Say("next.submitted")},
	}
}

// caseDesk keeps cases and moves them by the few actions of a pension.
type caseDesk struct {
	views  map[string]*casework.View
	order  []string
	done   map[string]casework.View
	acts   []casework.Act
	broken error
	lose   bool
}

func newCaseDesk() *caseDesk {
	d := &caseDesk{views: map[string]*casework.View{}, done: map[string]casework.View{}}
	for i := range 23 {
		g := glance(fmt.Sprintf("OP2026%06d", 101+i), 33-i)
		if i == 5 {
			g.Court, g.State = casework.CitizenCourt, "sent_back"
			g.Standing.Running, g.Standing.Why, g.Standing.Due = false, "citizen", seva.Date{}
			g.Next = casework.Next{Text: seva.Say("next.sent_back"), Who: "applicant", Where: "bdo_or_bsk", Papers: []string{"receipt"}, By: seva.Date{Year: 2027, Month: 2, Day: 21}}
		}
		v := casework.View{Glance: g, Version: 1, Office: "wcd.2786", Applicant: casework.Applicant{Name: "কমলা মণ্ডল", Phone: "98******10"},
			Answers:  form.Answers{"name": {Text: "কমলা মণ্ডল"}, "birth_date": {Text: "1960"}, "account": {Text: "XXXXX3456"}, "own_income": {Text: "90000"}},
			Findings: casework.Findings{Rules: "2020-04", Failed: []string{"supported"}},
			Timeline: []casework.Step{{Seq: 1, At: now, Action: "submit", To: "submitted", Role: casework.Operator}}}
		if i == 5 {
			v.Asked = []casework.Item{{Field: "passbook_page", Reason: "reason.query.unreadable", Note: "পাতা ১"}, {Field: "pin", Reason: "reason.query.differs"}}
		}
		d.views[g.Number] = &v
		d.order = append(d.order, g.Number)
	}
	return d
}

func (d *caseDesk) find(number string) (*casework.View, error) {
	v, ok := d.views[number]
	if !ok {
		return nil, &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.case.unknown", seva.Args{"Number": number})}
	}
	return v, d.broken
}

func (d *caseDesk) Case(_ context.Context, number string) (casework.View, error) {
	v, err := d.find(number)
	if err != nil {
		return casework.View{}, err
	}
	return d.shown(v), nil
}

// shown gives a case with what can be done in its state.
func (d *caseDesk) shown(v *casework.View) casework.View {
	seen := *v
	reasons := []string{"reason.query.missing", "reason.query.unreadable", "reason.query.differs"}
	switch v.State {
	case "submitted":
		seen.Actions = []casework.Offer{
			{Action: "send_back", To: "sent_back", Needs: []casework.Need{casework.NeedItems}, Reasons: reasons, Fields: []form.Pointer{"name", "pin", "passbook_page"}},
			{Action: "verify", To: "verified", Needs: []casework.Need{casework.NeedNote}},
			{Action: "fix_inspection", To: "inspection_set", Needs: []casework.Need{casework.NeedDay}},
			{Action: "inspect", To: "inspected", Needs: []casework.Need{casework.NeedFinding, casework.NeedNote}, Reasons: reasons},
		}
	case "sent_back":
		seen.Actions = []casework.Offer{{Action: "reply", To: "submitted", Needs: []casework.Need{casework.NeedAnswers}}}
	}
	return seen
}

func (d *caseDesk) Check(_ context.Context, number, fact string) ([]casework.Glance, error) {
	v, err := d.find(number)
	if err != nil || fact != "1960" && fact != "4310" {
		return nil, &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.case.unknown", seva.Args{"Number": number})}
	}
	return []casework.Glance{v.Glance}, nil
}

func (d *caseDesk) Mine(context.Context) ([]casework.Glance, error) { return nil, nil }

func (d *caseDesk) Inbox(_ context.Context, q casework.Query) (casework.Page, error) {
	var p casework.Page
	past := q.Cursor == ""
	for _, number := range d.order {
		c := d.views[number].Glance
		switch {
		case !past:
			past = number == q.Cursor
		case len(q.Courts) == 0 && c.Court != casework.OfficeCourt:
		case len(p.Cases) == q.Limit:
			p.Next = p.Cases[len(p.Cases)-1].Number
			return p, d.broken
		default:
			p.Cases = append(p.Cases, c)
		}
	}
	return p, d.broken
}

func (d *caseDesk) Act(_ context.Context, a casework.Act, key string) (casework.View, error) {
	if v, again := d.done[key]; again {
		return v, d.broken
	}
	v, err := d.find(a.Number)
	if err != nil {
		return casework.View{}, err
	}
	offers := d.shown(v).Actions
	at := slices.IndexFunc(offers, func(o casework.Offer) bool { return o.Action == a.Action })
	switch {
	case v.Version != a.Version:
		return casework.View{}, seva.Fail(seva.Conflict, seva.Say("error.case.moved"))
	case at < 0:
		return casework.View{}, seva.Fail(seva.Invalid, seva.Say("error.case.action"))
	}
	d.acts = append(d.acts, a)
	d.move(v, a, offers[at].To)
	seen := d.shown(v)
	d.done[key] = seen
	if d.lose {
		return casework.View{}, context.DeadlineExceeded
	}
	return seen, d.broken
}

func (d *caseDesk) move(v *casework.View, a casework.Act, to string) {
	v.Version++
	v.State = to
	v.Asked = a.Items
	v.Timeline = append(slices.Clone(v.Timeline), casework.Step{Seq: v.Version, At: now, Action: a.Action, To: to,
		Role: casework.Verifier, Reason: a.Reason, Note: a.Note, Items: a.Items, Day: a.Day, Found: a.Found})
}

// answered gives what a draft has, for tests to look at.
func (c *counterDesk) answered(id string) form.Answers { return maps.Clone(c.drafts[id].Answers) }
