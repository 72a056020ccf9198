package tui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/service"
	"duar/seva/welfare"
)

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

// answered gives what a draft has, for tests to look at.
func (c *counterDesk) answered(id string) form.Answers { return maps.Clone(c.drafts[id].Answers) }
