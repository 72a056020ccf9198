package wire

import (
	"cmp"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/payment"
	"duar/seva/registry"
)

// Request is registry.Request: an office is asked to mend or to erase.
type Request struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	Number  string    `json:"number,omitempty"`
	Field   string    `json:"field,omitempty"`
	Note    string    `json:"note,omitempty"`
	Office  Label     `json:"office,omitzero"`
	Made    time.Time `json:"made"`
	Due     string    `json:"due,omitempty"`
	Done    time.Time `json:"done,omitzero"`
	Granted bool      `json:"granted"`
	Reason  Label     `json:"reason,omitzero"`
	Gone    []Label   `json:"gone"`
	Keeps   []Kept    `json:"keeps"`
}

// Kept is registry.Kept: what stays after an erasure, and why.
type Kept struct {
	What  Label  `json:"what"`
	Count int    `json:"count"`
	Why   Label  `json:"why"`
	Until string `json:"until,omitempty"`
}

// NewRequest spells a request for whoever made it or is to answer it.
func NewRequest(v Voice, r registry.Request) Request {
	department, _, _ := strings.Cut(r.Office, ".")
	out := Request{
		ID: r.ID, Kind: string(r.Kind), Number: r.Number, Field: r.Field, Note: r.Note, Office: v.label(r.Office, "department."+department),
		Made: r.Made.UTC(), Due: r.Due.String(), Done: r.Done.UTC(), Granted: r.Granted, Reason: v.label(r.Reason, "reason.request."+r.Reason),
		Gone: labels(v, r.Gone, under("data.")), Keeps: []Kept{},
	}
	for _, k := range r.Keeps {
		out.Keeps = append(out.Keeps, Kept{
			What: v.label(k.What, "data."+k.What), Count: k.Count, Why: v.label(k.Why, "keep."+k.Why), Until: k.Until.String(),
		})
	}
	return out
}

// Facts gives the request back.
func (w Request) Facts() (registry.Request, error) {
	var r reading
	out := r.request(w)
	return out, r.err
}

func (r *reading) request(w Request) registry.Request {
	out := registry.Request{
		ID: w.ID, Kind: registry.Kind(w.Kind), Number: w.Number, Field: w.Field, Note: w.Note, Office: w.Office.Key,
		Made: w.Made, Due: r.date(w.Due), Done: w.Done, Granted: w.Granted, Reason: w.Reason.Key, Gone: keys[string](w.Gone),
	}
	for _, k := range w.Keeps {
		out.Keeps = append(out.Keeps, registry.Kept{What: k.What.Key, Count: k.Count, Why: k.Why.Key, Until: r.date(k.Until)})
	}
	return out
}

// Export is registry.Export: all that is held about a person, for them alone.
type Export struct {
	At       time.Time     `json:"at"`
	Account  OwnAccount    `json:"account"`
	Consents []Consent     `json:"consents"`
	Looks    Looks         `json:"looks"`
	Requests []Request     `json:"requests"`
	Cases    []View        `json:"cases"`
	Drafts   []ExportDraft `json:"drafts"`
	Papers   []Document    `json:"papers,omitempty"`
	Watches  []Watch       `json:"watches,omitempty"`

	Payments   []OwnPayment `json:"payments,omitempty"`
	Objections []Objected   `json:"objections,omitempty"`
	Deeds      []OwnDeed    `json:"deeds,omitempty"`
}

// OwnDeed is registry.Deed.
type OwnDeed struct {
	Deed       string    `json:"deed"`
	Case       string    `json:"case"`
	Registered string    `json:"registered"`
	Received   time.Time `json:"received"`
	Name       string    `json:"name"`
	Guardian   string    `json:"guardian,omitempty"`
	Address    string    `json:"address"`
	Share      string    `json:"share,omitempty"`
}

// OwnPayment is payment.Due as an export has it: also one that is not owed any more.
type OwnPayment struct {
	Due
	Standing Label  `json:"standing"`
	GRN      string `json:"grn,omitempty"`
}

// Objected is registry.Objection.
type Objected struct {
	Number string    `json:"number"`
	At     time.Time `json:"at"`
}

// OwnAccount is registry.Account.
type OwnAccount struct {
	Phone string    `json:"phone"`
	Lang  string    `json:"lang,omitempty"`
	Made  time.Time `json:"made"`
	PIN   bool      `json:"pin"`
}

// ExportDraft is registry.Draft.
type ExportDraft struct {
	ID       string         `json:"id"`
	Services []Label        `json:"services"`
	Answers  map[string]any `json:"answers"`
	Changed  time.Time      `json:"changed"`
}

// NewExport spells an export. forms are those of the services of its cases, for the labels
// and to mask what is secret once more.
func NewExport(v Voice, e registry.Export, forms map[string]form.Form) Export {
	out := Export{
		At: e.At.UTC(), Account: OwnAccount{Phone: string(e.Account.Phone), Lang: string(e.Account.Lang), Made: e.Account.Made.UTC(), PIN: e.Account.PIN},
		Consents: []Consent{}, Looks: NewLooks(v, e.Looks), Requests: []Request{}, Cases: []View{}, Drafts: []ExportDraft{},
	}
	for _, c := range e.Consents {
		out.Consents = append(out.Consents, NewConsent(v, c))
	}
	for _, r := range e.Requests {
		out.Requests = append(out.Requests, NewRequest(v, r))
	}
	for _, c := range e.Cases {
		f := forms[c.Service]
		c.Answers = f.Shown(c.Answers)
		out.Cases = append(out.Cases, NewView(v, c, f))
	}
	for _, p := range e.Papers {
		out.Papers = append(out.Papers, NewDocument(v, p))
	}
	for _, w := range e.Watches {
		out.Watches = append(out.Watches, NewWatch(v, w))
	}
	for _, d := range e.Payments {
		out.Payments = append(out.Payments, OwnPayment{NewDue(v, d), v.label(string(d.Of), "payment.of."+string(d.Of)), d.GRN})
	}
	for _, o := range e.Objections {
		out.Objections = append(out.Objections, Objected{o.Number, o.At.UTC()})
	}
	for _, d := range e.Deeds {
		one := OwnDeed{Deed: d.ID, Case: d.Case, Registered: d.Registered.String(), Received: d.Received.UTC(), Name: d.Name, Guardian: d.Guardian, Address: d.Address}
		if d.Share > 0 {
			one.Share = d.Share.String()
		}
		out.Deeds = append(out.Deeds, one)
	}
	for _, d := range e.Drafts {
		answers := d.Answers
		if answers == nil {
			answers = map[string]any{}
		}
		out.Drafts = append(out.Drafts, ExportDraft{ID: d.ID, Services: labels(v, d.Services, under("service.")), Answers: answers, Changed: d.Changed.UTC()})
	}
	return out
}

// Facts gives the export back.
func (e Export) Facts() (registry.Export, error) {
	var r reading
	looks, _ := e.Looks.Facts()
	out := registry.Export{At: e.At, Looks: looks, Account: registry.Account{
		Phone: seva.Phone(e.Account.Phone), Lang: seva.Lang(e.Account.Lang), Made: e.Account.Made, PIN: e.Account.PIN,
	}}
	for _, c := range e.Consents {
		one, _ := c.Facts()
		out.Consents = append(out.Consents, one)
	}
	for _, w := range e.Requests {
		out.Requests = append(out.Requests, r.request(w))
	}
	for _, w := range e.Cases {
		one, err := w.Facts()
		r.err = cmp.Or(r.err, err)
		out.Cases = append(out.Cases, one)
	}
	for _, w := range e.Papers {
		one, err := w.Facts()
		r.err = cmp.Or(r.err, err)
		out.Papers = append(out.Papers, one)
	}
	for _, w := range e.Watches {
		one, err := w.Facts()
		if err != nil {
			return registry.Export{}, err
		}
		out.Watches = append(out.Watches, one)
	}
	for _, w := range e.Payments {
		d, err := w.Due.Facts()
		r.err = cmp.Or(r.err, err)
		d.Of, d.GRN = payment.Of(w.Standing.Key), w.GRN
		out.Payments = append(out.Payments, d)
	}
	for _, o := range e.Objections {
		out.Objections = append(out.Objections, registry.Objection(o))
	}
	for _, d := range e.Deeds {
		one, err := d.facts()
		r.err = cmp.Or(r.err, err)
		out.Deeds = append(out.Deeds, one)
	}
	for _, d := range e.Drafts {
		out.Drafts = append(out.Drafts, registry.Draft{ID: d.ID, Services: keys[string](d.Services), Answers: d.Answers, Changed: d.Changed})
	}
	return out, r.err
}

// facts gives the deed back.
func (d OwnDeed) facts() (registry.Deed, error) {
	day, err := seva.ParseDate(d.Registered)
	out := registry.Deed{ID: d.Deed, Case: d.Case, Registered: day, Received: d.Received, Name: d.Name, Guardian: d.Guardian, Address: d.Address}
	if err == nil && d.Share != "" {
		out.Share, err = seva.ParseShare(d.Share)
	}
	return out, err
}
