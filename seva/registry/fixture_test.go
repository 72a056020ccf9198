package registry_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
	"duar/seva/place"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/store/sqlstore"
)

// town is the desk on a real store, with two services and everybody who comes to it.
type town struct {
	*registry.Desk
	t        testing.TB
	store    *sqlstore.Store
	services *service.Desk
	cases    *casework.Desk
	offered  []service.Service
	plan     registry.Plan
	mu       sync.Mutex
	now      time.Time
	keys     int
}

var opening = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

var (
	ratna = casework.Caller{ID: "ratna", Phone: "919831012345", Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app", Lang: seva.Bengali}
	bimal = casework.Caller{ID: "bimal", Phone: "919831099999", Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app", Lang: seva.Hindi}
	dials = casework.Caller{Phone: "919831012345", Channel: "phone", Lang: seva.BengaliRoman} // ratna's, as its gateway says
	clerk = casework.Caller{ID: "clerk-1", Roles: []casework.Role{casework.Clerk}, Offices: []string{"wcd.*"}, Channel: "app"}
	far   = casework.Caller{ID: "clerk-2", Roles: []casework.Role{casework.Clerk}, Offices: []string{"lr.*"}, Channel: "app"}
	kiosk = casework.Caller{ID: "op-7", Roles: []casework.Role{casework.Operator}, Channel: "kiosk", Lang: seva.Bengali}
)

// plain is a way through one office that ends well, or by the citizen's own wish.
var plain = casework.Procedure{
	ID: "plain", Version: 1, Start: "received",
	States: []casework.State{
		{ID: "received", Court: casework.OfficeCourt, Runs: true},
		{ID: "granted", Court: casework.NoCourt, Good: true, End: true},
	},
	Actions: []casework.Action{{ID: "grant", From: []string{"received"}, To: "granted", Roles: []casework.Role{casework.Clerk}, Needs: []casework.Need{casework.NeedNote}, Tells: "granted"}},
}

func offered() []service.Service {
	of := func(id string, area service.Area) service.Service {
		s := service.Service{ID: id, Area: area, Department: "wcd", From: seva.Date{Year: 2020, Month: 1, Day: 1}}
		s.Form = form.Form{ID: id, Version: 1, Sections: []form.Section{
			{ID: "person", Fields: []form.Field{{ID: "applicant_name", Kind: form.Person}, {ID: "mobile", Kind: form.Mobile}, {ID: "home", Kind: form.Place}}},
			{ID: "papers", Fields: []form.Field{{ID: "photo", Kind: form.File, Accept: []string{"application/pdf"}, Optional: true}}},
		}}
		s.Track = casework.Track{Service: id, Department: "wcd", Procedure: plain, Series: "op", Personal: true, By: "block",
			Limit: casework.Limit{Days: 30, Policy: casework.Pause, Source: "a test"}}
		return s
	}
	return []service.Service{of("pension", service.Welfare), of("complaint", service.Grievance)}
}

func plan() registry.Plan {
	p := registry.Plan{Purposes: []registry.Purpose{
		{ID: "account", Words: "account", Basis: registry.ByBenefit, Items: []registry.Item{{ID: "mobile", Words: "item.mobile", Use: "use.sign_in"}}},
		{ID: "news", Words: "news", Basis: registry.ByConsent, Items: []registry.Item{{ID: "mobile", Words: "item.mobile", Use: "use.news"}}},
		{ID: "prefill", Words: "prefill", Basis: registry.ByConsent},
	}}
	for _, kind := range registry.Kinds() {
		p.Terms = append(p.Terms, registry.Term{Kind: kind, Days: 365, Source: "a test"})
	}
	for _, area := range service.Areas() {
		p.Applying = append(p.Applying, registry.Applying{Area: area, Basis: registry.ByBenefit, Uses: map[string]string{"person": "know"}})
	}
	return p
}

func words(l seva.Lang, key string) string { return string(l) + " " + key }

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func settle(t testing.TB) *town {
	tn := &town{t: t, now: opening, offered: offered(), plan: plan()}
	world := seva.FrozenWorld(opening, 7).At(func() time.Time {
		tn.mu.Lock()
		defer tn.mu.Unlock()
		return tn.now
	})
	tn.store = must[*sqlstore.Store](t)(sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "duar.db"), sqlstore.WithWorld(world)))
	t.Cleanup(func() { tn.store.Close() })
	if err := tn.store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	notices := must[*registry.Notices](t)(registry.NewNotices(tn.plan, tn.offered, words))
	tracks := map[string]casework.Track{}
	for _, s := range tn.offered {
		tracks[s.ID] = s.Track
	}
	tn.cases = must[*casework.Desk](t)(casework.NewDesk(casework.Parts{
		Book: tn.store.Cases(), Tracks: tracks, World: world, Say: func(_ seva.Lang, text seva.Text) string { return text.Key },
		Series: map[string]casework.Series{"op": {Prefix: "OP", Yearly: true}},
	}))
	atlas := must[*place.Index](t)(place.New(place.Atlas{
		Districts: []place.District{{Code: "318", Portal: "10", Name: seva.Names{En: "Paschim Medinipur"}}},
		Blocks:    []place.Block{{Code: "2412", District: "318", Name: seva.Names{En: "Ghatal"}}},
	}))
	tn.services = must[*service.Desk](t)(service.NewDesk(service.Parts{
		Book: tn.store.Applications(), Cases: tn.cases, Services: tn.offered, Desks: form.Desks{Places: atlas}, World: world,
		Secret: []byte("a secret of some length"), Names: func(id string) []string { return []string{id} },
		Hash: func(key string) string { return key }, Notice: notices.Version,
	}))
	tn.Desk = must[*registry.Desk](t)(registry.NewDesk(registry.Parts{
		Book: tn.store.Registry(), Notices: notices, Cases: tn.cases, Services: tn.services, World: world,
		Preference: func(p seva.Phone) string { return "hash-of-" + string(p) },
	}))
	for _, c := range []casework.Caller{ratna, bimal} {
		tn.account(c, "")
	}
	return tn
}

// account makes the account of a caller, as the first proof of a number does.
func (tn *town) account(c casework.Caller, pin string) {
	tn.t.Helper()
	err := tn.store.Accounts().Change(tn.t.Context(), func(tx identity.Tx) error {
		return errors.Join(
			tx.PutAccount(tn.t.Context(), identity.Account{ID: c.ID, Kind: identity.Citizen, Handle: string(c.Phone), Lang: c.Lang, Made: opening, PIN: pin}),
			tx.PutSitting(tn.t.Context(), identity.Sitting{Hash: "session-" + c.ID + pin, Account: c.ID, Made: opening, Expires: opening.AddDate(20, 0, 0)}))
	})
	if err != nil {
		tn.t.Fatal(err)
	}
}

func (tn *town) days(n int) {
	tn.mu.Lock()
	defer tn.mu.Unlock()
	tn.now = tn.now.AddDate(0, 0, n)
}

func (tn *town) key() string {
	tn.keys++
	return fmt.Sprint("key-", tn.keys)
}

// begins gives a draft of a caller's that is answered.
func (tn *town) begins(who casework.Caller, of string) service.Draft {
	tn.t.Helper()
	counter := tn.services.For(who)
	d := must[service.Draft](tn.t)(counter.Begin(tn.t.Context(), service.Start{Services: []string{of}, Lang: seva.Bengali, Channel: "app"}, tn.key()))
	put := func(at, text string) form.Entry {
		return form.Entry{At: form.Pointer(at), Input: form.Input{Text: text}}
	}
	return must[service.Draft](tn.t)(counter.Answer(tn.t.Context(), d.ID, d.Version,
		[]form.Entry{put("applicant_name", "রত্না মণ্ডল"), put("mobile", string(ratna.Phone)), put("home", "2412")}))
}

// applies gives the number of an application of a caller's.
func (tn *town) applies(who casework.Caller, of string) string {
	tn.t.Helper()
	d := tn.begins(who, of)
	return must[service.Receipt](tn.t)(tn.services.For(who).Submit(tn.t.Context(), d.ID, d.Version, service.Consent{Heard: true}, tn.key())).Number
}

// grants ends a case well.
func (tn *town) grants(number string) {
	tn.t.Helper()
	v := must[casework.View](tn.t)(tn.cases.For(clerk).Case(tn.t.Context(), number))
	must[casework.View](tn.t)(tn.cases.For(clerk).Act(tn.t.Context(),
		casework.Act{Number: number, Version: v.Version, Action: "grant", Note: "রত্নার কাগজ দেখা হল"}, tn.key()))
}

// agrees gives a consent under its present notice.
func (tn *town) agrees(who casework.Caller, purpose string) registry.Consent {
	tn.t.Helper()
	n := must[registry.Notice](tn.t)(tn.For(who).Notice(tn.t.Context(), purpose))
	return must[registry.Consent](tn.t)(tn.For(who).Give(tn.t.Context(), purpose, n.Version))
}

func (tn *town) newsTo(who casework.Caller) bool {
	tn.t.Helper()
	return must[bool](tn.t)(tn.Agrees(tn.t.Context(), who.Phone, registry.News))
}

// leaves gives the acts in the audit log that begin with a word.
func (tn *town) leaves() (all []string) {
	tn.t.Helper()
	err := tn.store.Leaves(tn.t.Context(), 0, 1000, func(_ int64, data, _ []byte) error {
		all = append(all, string(data))
		return nil
	})
	if err != nil {
		tn.t.Fatal(err)
	}
	return all
}

// code gives the stable code of an error; "" of none.
func code(err error) string {
	if e, ok := errors.AsType[*seva.Error](err); ok {
		return e.Code()
	}
	if err != nil {
		return "not an Error of ours: " + err.Error()
	}
	return ""
}

func session(tn *town, who string) error {
	_, _, err := tn.store.Accounts().Sitting(context.Background(), "session-"+who)
	return err
}
