package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/charge"
	"duar/seva/document"
	"duar/seva/fee"
	"duar/seva/identity"
	"duar/seva/office"
	"duar/seva/payment"
	"duar/seva/place"
	"duar/seva/watch"
)

// owes is the case of the fakes whose fee is to be paid, toSign one that waits for a
// signature beside the next two, issued one that has its paper, heard one with a hearing.
const (
	owes    = "DC2026000001"
	toSign  = "DC2026000002"
	issued  = "DC2026000005"
	heard   = "MN2026000001"
	sealed  = "4829103847566"
	retired = "1234567890123"
)

// landGlance is a case about land in some state.
func landGlance(number, service, state string) casework.Glance {
	g := glance(number, 0)
	g.Service, g.State, g.Next = service, state, casework.Next{Text: seva.Say("next." + state)}
	return g
}

// addLand puts cases about land into the desk of the fakes.
func (d *caseDesk) addLand() {
	add := func(g casework.Glance) {
		d.views[g.Number] = &casework.View{Glance: g, Version: 1, Office: "lr.2786",
			Applicant: casework.Applicant{Name: "কমলা মণ্ডল", Phone: "98******10"},
			Timeline:  []casework.Step{{Seq: 1, At: now, Action: "submit", To: g.State, Role: casework.Operator}}}
		d.order = append(d.order, g.Number)
	}
	g := landGlance(owes, "ror_copy", "fee_due")
	g.Court, g.Owed, g.Demand = casework.CitizenCourt, seva.Rupees(20), "D4KJ2M8Q0R7T1V5X9Z3B"
	g.Standing = casework.Standing{Limit: 2, Left: 2, Why: "fee"}
	add(g)
	for i := range 3 {
		g := landGlance(fmt.Sprintf("DC2026%06d", 2+i), "ror_copy", document.ToSign)
		g.Standing = casework.Standing{Limit: 2, Used: i, Left: 2 - i, Running: true, Due: seva.Date{Year: 2026, Month: 11, Day: 25}}
		add(g)
	}
	g = landGlance(issued, "ror_copy", "issued")
	g.Court, g.End, g.Good, g.Marks = casework.NoCourt, true, true, map[string]string{document.Mark: sealed}
	add(g)
	g = landGlance(heard, "mutation_sale", "hearing_set")
	g.Hearing = seva.Date{Year: 2026, Month: 12, Day: 7}
	add(g)
}

func (d *caseDesk) Track(_ context.Context, q casework.Trace) ([]casework.Glance, error) {
	d.traced = q
	_, n, isLand := q.Key.Land()
	if isLand && q.Key.Kind == casework.KeyPlot && n.Main != 165 || q.Key.Value == "1902/2026/9" {
		return nil, d.broken
	}
	found := heard
	if q.Key.Kind == casework.KeyKhatian {
		found = owes
	}
	v, err := d.find(found)
	if err != nil {
		return nil, err
	}
	return []casework.Glance{v.Glance}, d.broken
}

func (d *caseDesk) Hearing(_ context.Context, number string) (casework.Hearing, error) {
	v, err := d.find(number)
	if err != nil {
		return casework.Hearing{}, err
	}
	return casework.Hearing{Number: number, Service: v.Service, State: v.State, Office: v.Office, Day: v.Glance.Hearing, Set: now,
		Applicant: v.Applicant.Name, Land: []casework.Key{{Kind: casework.KeyPlot, Value: "1027001/165"}, {Kind: casework.KeyKhatian, Value: "1027001/12"}}, Submitted: now}, d.broken
}

// purse is a desk of payments over one demand.
type purse struct {
	begun map[string]payment.Handoff // by key
	paid  bool
	away  bool // the treasury does not answer
	open  bool // the case was opened at this desk
	lose  bool
	keys  []string
	gone  []string // given up
	view  payment.View
}

func newPurse() *purse { return &purse{begun: map[string]payment.Handoff{}} }

func (p *purse) due() payment.Due {
	return payment.Due{ID: "D4KJ2M8Q0R7T1V5X9Z3B", Case: owes, Service: "ror_copy", Office: "lr.2786", Amount: seva.Rupees(20), Raised: now, Of: payment.Open,
		Dues: []fee.Due{{Head: "0029-00-800-SPEC", Amount: seva.Rupees(20), Source: "No. 1884-LP of 26 June 2015"}}, DPR: p.view.DPR}
}

func (p *purse) Dues(_ context.Context, number string) ([]payment.Due, error) {
	if number != owes || p.paid {
		return nil, nil
	}
	return []payment.Due{p.due()}, nil
}

func (p *purse) Begin(_ context.Context, demands []string, m payment.Mode, key string) (payment.Handoff, error) {
	p.keys = append(p.keys, key)
	h, again := p.begun[key]
	if !again {
		d := p.due()
		h = payment.Handoff{View: payment.View{DPR: "P7Q2W9E4R1T8Y5U0I3O6A", Mode: m, State: payment.Pending, Amount: d.Amount, Made: now,
			Lines: []payment.LineView{{Line: payment.Line{DRN: d.ID, Case: d.Case, Service: d.Service, Office: d.Office, Amount: d.Amount, Dues: d.Dues}}}}}
		if m == payment.ByChallan {
			h.Until, h.Lines[0].GRN = seva.Date{Year: 2026, Month: 11, Day: 30}, "192026270012345671"
		} else {
			h.Form = payment.Form{URL: "https://grips.example/pay", Fields: map[string]string{"encdata": `"><script>`, "merchant": "LR"}}
		}
		p.begun[key], p.view = h, h.View
	}
	if p.lose {
		return payment.Handoff{}, context.DeadlineExceeded
	}
	return h, nil
}

// Present wants the fact that the case of the fakes goes by.
func (p *purse) Present(ctx context.Context, number, fact string) ([]payment.Due, error) {
	switch {
	case fact == "" && !p.open:
		return nil, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.payment.present")}
	case fact != "" && fact != "1960":
		return nil, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.case.unknown_or_fact")}
	}
	p.open = true
	return p.Dues(ctx, number)
}

func (p *purse) Resume(_ context.Context, dpr string) (payment.Handoff, error) {
	if p.away {
		return payment.Handoff{}, seva.Fail(seva.Unavailable, seva.Say("error.payment.away"))
	}
	for _, h := range p.begun {
		if h.DPR == dpr && p.open {
			seen, err := p.Payment(context.Background(), dpr)
			if h.View = seen; !seen.State.Live() {
				h.Form = payment.Form{}
			}
			return h, err
		}
	}
	return payment.Handoff{}, &seva.Error{Kind: seva.NotFound, Field: "dpr", Text: seva.Say("error.payment.unknown")}
}

func (p *purse) Abandon(ctx context.Context, dpr string) (payment.View, error) {
	p.gone = append(p.gone, dpr)
	if !p.paid {
		p.view.State = payment.Failed
		clear(p.begun)
	}
	seen, err := p.Payment(ctx, dpr)
	if !p.paid {
		p.view = payment.View{}
	}
	return seen, err
}

func (p *purse) Payment(_ context.Context, dpr string) (payment.View, error) {
	if dpr != p.view.DPR || !p.open {
		return payment.View{}, &seva.Error{Kind: seva.NotFound, Field: "dpr", Text: seva.Say("error.payment.unknown")}
	}
	if p.paid {
		p.view.State = payment.Paid
		p.view.Lines[0].Place, p.view.Lines[0].At, p.view.Lines[0].BRN = payment.Settled, now, "BK778812"
	}
	return p.view, nil
}

func (p *purse) Told(ctx context.Context, dpr string) (payment.View, error) {
	p.view.Told = now
	return p.Payment(ctx, dpr)
}

func (p *purse) Receipt(_ context.Context, grn string) (payment.Slip, error) {
	d := p.due()
	return payment.Slip{Receipt: payment.Receipt{GRN: grn, BRN: "BK778812", Amount: d.Amount, Place: payment.Settled, At: now, Bank: "SBI"},
		Case: d.Case, Service: d.Service, Dues: d.Dues}, nil
}

// cabinet is a desk of two papers.
type cabinet struct {
	linked  []string // the keys of links that were sent
	signed  []string
	keys    []string
	revoked string
	lose    bool
}

func (c *cabinet) Document(_ context.Context, number string) (document.View, error) {
	n, err := document.ParseNumber(number)
	if err != nil {
		return document.View{}, err
	}
	v := document.View{Number: n, Kind: document.RoR, Status: document.Valid, Mouza: idn, Subject: "khatian 12",
		Issued: seva.Date{Year: 2026, Month: 11, Day: 20}, AsOn: seva.Date{Year: 2026, Month: 11, Day: 20}}
	switch n {
	case sealed:
		if c.revoked != "" {
			v.Status, v.Void = document.Revoked, seva.DateOf(now)
		}
	case retired:
		v.Status, v.Newer = document.Superseded, sealed
	default:
		return document.View{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.document.unknown")}
	}
	return v, nil
}

func (c *cabinet) File(_ context.Context, number string) (document.File, error) {
	return document.File{Number: number, Kind: document.RoR, Content: []byte("%PDF-1.7 a paper")}, nil
}

func (c *cabinet) Linked(context.Context, string) (document.File, error) {
	return document.File{}, errGone
}
func (c *cabinet) Mine(context.Context) ([]document.View, error) { return nil, nil }
func (c *cabinet) SendLink(_ context.Context, _, fact, key string) (time.Time, error) {
	if fact != "1960" {
		return time.Time{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.case.unknown_or_fact")}
	}
	c.linked = append(c.linked, key)
	if c.lose {
		return time.Time{}, context.DeadlineExceeded
	}
	return now.AddDate(0, 0, 30), nil
}

func (c *cabinet) CutLinks(context.Context, string) error { return nil }

func (c *cabinet) SignAll(_ context.Context, numbers []string, key string) ([]document.Signed, error) {
	c.keys = append(c.keys, key)
	if len(numbers) > 100 {
		return nil, seva.Refuse("cases", seva.Say("error.case.trace"))
	}
	var all []document.Signed
	for _, n := range numbers {
		one := document.Signed{Number: n}
		if strings.HasSuffix(n, "3") {
			one.Err = seva.Fail(seva.Conflict, seva.Say("error.case.moved"))
		} else {
			c.signed = append(c.signed, n)
		}
		all = append(all, one)
	}
	if c.lose {
		return nil, context.DeadlineExceeded
	}
	return all, nil
}

func (c *cabinet) Revoke(ctx context.Context, number, reason, _ string) (document.View, error) {
	c.revoked = reason
	return c.Document(ctx, number)
}

// guard keeps watches and takes objections; its phones have to prove themselves at the door.
type guard struct {
	watches []watch.Ask
	tokens  []string
	said    []string
	ended   []string
	over    bool // the citizen's session has ended
}

// printery draws leaves of one line.
type printery struct{}

func (printery) Hearing(_ context.Context, number string, l seva.Lang) ([]byte, error) {
	return []byte("%PDF hearing " + number + " " + string(l)), nil
}

func (printery) Challan(_ context.Context, dpr string, l seva.Lang) ([]byte, error) {
	return []byte("%PDF challan " + dpr + " " + string(l)), nil
}

func (printery) Receipt(_ context.Context, grn string, l seva.Lang) ([]byte, error) {
	return []byte("%PDF receipt " + grn + " " + string(l)), nil
}

func (g *guard) of(s identity.Session) watch.Counter {
	g.tokens = append(g.tokens, s.Token)
	return g
}

func (g *guard) Watch(_ context.Context, a watch.Ask) (watch.Watch, error) {
	g.watches = append(g.watches, a)
	return watch.Watch{ID: "w1", No: 1, Key: casework.Key{Kind: a.Kind, Value: a.Land}, Since: now, Until: now.AddDate(1, 0, 0)}, nil
}

// Watches are a plot and a khatian until they are ended, and their owner's alone.
func (g *guard) Watches(context.Context) ([]watch.Watch, error) {
	if g.over {
		return nil, seva.Fail(seva.Unauthenticated, seva.Say("error.token"))
	}
	var all []watch.Watch
	for i, k := range []casework.Key{{Kind: casework.KeyPlot, Value: "1027001/165"}, {Kind: casework.KeyKhatian, Value: "1027001/12"}} {
		if id := fmt.Sprint("w", i+1); !slices.Contains(g.ended, id) {
			all = append(all, watch.Watch{ID: id, No: i + 1, Key: k, Since: now, Until: now.AddDate(1, 0, 0)})
		}
	}
	return all, nil
}

func (g *guard) Unwatch(_ context.Context, id string) error {
	g.ended = append(g.ended, id)
	return nil
}

func (g *guard) Object(_ context.Context, number, words string) (string, error) {
	if number != heard {
		return "", seva.Refuse("number", seva.Say("error.objection.none"))
	}
	g.said = append(g.said, words)
	return "objected", nil
}

// teller tells the fee of a sale, and directory the offices of a mouza.
type (
	teller    struct{ asked []charge.Query }
	directory struct{}
)

func (t *teller) Estimate(_ context.Context, q charge.Query) (fee.Estimate, error) {
	t.asked = append(t.asked, q)
	switch {
	case q.Service == "mutation_warish":
		return fee.Estimate{On: seva.DateOf(now)}, nil
	case q.Area == 0:
		return fee.Estimate{}, seva.Refuse("area", seva.Say("error.fee.area"))
	}
	rate := fee.Rate{Service: "mutation", Use: q.Use, Per: fee.PerDecimal, Amount: seva.Rupees(500), Head: "0029-00-800-SPEC",
		From: seva.Date{Year: 2017, Month: 2, Day: 2}, Source: "Circular 398-LP of 2 February 2017"}
	return fee.Estimate{Lines: []fee.Line{{Rate: rate, Area: q.Area, Count: 1, Amount: seva.Rupees(2500)}}, Total: seva.Rupees(2500), On: seva.DateOf(now)}, nil
}

func (directory) Of(_ context.Context, m place.IDN) ([]office.Office, error) {
	if m != idn {
		return nil, &seva.Error{Kind: seva.NotFound, Field: "mouza", Text: seva.Say("error.mouza.unknown", seva.Args{"Mouza": m})}
	}
	block := office.Office{ID: "lr.2786", Level: office.Block, Place: blocks[0].Name, Above: "lr.318-03",
		Contact: office.Contact{Officer: people[0], Phone: "03225255000", Email: "blro.ghatal@duar.example", Days: office.Weekdays, Opens: "10:30", Closes: "17:00", Source: "demo"}}
	district := office.Office{ID: "lr.318", Level: office.District, Place: districts[1].Name, Contact: office.Contact{Sure: true}}
	return []office.Office{block, district}, nil
}

func (d directory) Office(ctx context.Context, id string) (office.Office, error) {
	all, err := d.Of(ctx, idn)
	return all[0], err
}
