package registry_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/registry"
	"duar/seva/service"
)

func TestNotices(t *testing.T) {
	tn := settle(t)
	n := must[registry.Notice](t)(tn.For(casework.Caller{}).Notice(t.Context(), "apply.pension"))
	if n.Basis != registry.ByBenefit || n.Keep != 365 || !slices.Equal(n.Shared, []string{"wcd"}) || len(n.Version) != 16 || n.Words != "apply" {
		t.Errorf("%+v", n)
	}
	want := []registry.Item{{ID: "person", Words: "section.person", Use: "use.know"}, {ID: "papers", Words: "section.papers", Use: "use.decide"}}
	if !slices.Equal(n.Items, want) {
		t.Errorf("%+v", n.Items)
	}
	if _, err := tn.For(ratna).Notice(t.Context(), "apply.moon"); code(err) != "purpose.unknown" {
		t.Error(err)
	}
	// A version is of all that is said, in every language.
	versions := map[string]string{}
	of := func(p registry.Plan, s []service.Service, words func(seva.Lang, string) string) string {
		all := must[*registry.Notices](t)(registry.NewNotices(p, s, words))
		v, _ := all.Notice("apply.pension")
		return v.Version
	}
	versions["as it is"] = of(plan(), offered(), words)
	if versions["as it is"] != n.Version || of(plan(), offered(), words) != n.Version {
		t.Error("the version of the same words differs")
	}
	for _, l := range seva.Langs() {
		for _, key := range append(n.Keys(), "service.pension") {
			versions[string(l)+key] = of(plan(), offered(), func(in seva.Lang, k string) string {
				if in == l && k == key {
					return "other words"
				}
				return words(in, k)
			})
		}
	}
	p := plan()
	for i := range p.Terms {
		p.Terms[i].Days++
	}
	versions["kept longer"] = of(p, offered(), words)
	seen := map[string]string{}
	for about, v := range versions {
		if other, twice := seen[v]; twice {
			t.Errorf("%s and %s have one version", about, other)
		}
		seen[v] = about
	}
	for about, spoil := range map[string]func(*registry.Plan){
		"how long": func(p *registry.Plan) { p.Terms = nil },
		"on what":  func(p *registry.Plan) { p.Applying = nil },
		"twice":    func(p *registry.Plan) { p.Purposes = append(p.Purposes, p.Purposes[0]) },
	} {
		p := plan()
		spoil(&p)
		if _, err := registry.NewNotices(p, offered(), words); err == nil {
			t.Errorf("%s: taken", about)
		}
	}
}

func TestConsent(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	if tn.newsTo(ratna) {
		t.Error("agreed before anybody was asked")
	}
	given := tn.agrees(ratna, registry.News)
	want := registry.Consent{ID: given.ID, Citizen: "ratna", Purpose: "news", Version: given.Version, Lang: seva.Bengali, Channel: "app", Given: opening}
	if given != want || given.ID == "" {
		t.Errorf("%+v", given)
	}
	if again := tn.agrees(ratna, registry.News); again != given {
		t.Errorf("given again it is another: %+v", again)
	}
	if !tn.newsTo(ratna) || tn.newsTo(bimal) {
		t.Error("agreed: not who gave it, or who did not")
	}
	for _, c := range []struct {
		who              casework.Caller
		purpose, version string
		want             string
	}{
		{ratna, "moon", "x", "purpose.unknown"}, {ratna, registry.News, "0000000000000000", "consent.version"},
		{ratna, "account", "x", "consent.needed"}, {ratna, "apply.pension", "x", "consent.needed"},
		{dials, registry.News, given.Version, "unauthenticated"}, {casework.Caller{}, registry.News, given.Version, "unauthenticated"},
		{kiosk, registry.News, given.Version, "forbidden"}, {clerk, registry.News, given.Version, "forbidden"},
	} {
		if _, err := tn.For(c.who).Give(ctx, c.purpose, c.version); code(err) != c.want {
			t.Errorf("%s by %+v: %v, want %s", c.purpose, c.who, err, c.want)
		}
	}
	// Anybody else's line is not there.
	for _, who := range []casework.Caller{bimal, {Phone: bimal.Phone, Channel: "phone"}} {
		if _, err := tn.For(who).Withdraw(ctx, given.ID); code(err) != "consent.unknown" {
			t.Error(err)
		}
	}
	// Her phone takes it back in one step, though it could not give it.
	tn.days(1)
	taken := must[registry.Consent](t)(tn.For(dials).Withdraw(ctx, given.ID))
	want.Withdrawn, want.WithdrawnChannel = opening.AddDate(0, 0, 1), "phone"
	if taken != want || tn.newsTo(ratna) {
		t.Errorf("%+v", taken)
	}
	tn.days(1)
	if again := must[registry.Consent](t)(tn.For(ratna).Withdraw(ctx, given.ID)); again != want {
		t.Errorf("withdrawn again: %+v", again)
	}
	fresh := tn.agrees(ratna, registry.News)
	if fresh.ID == given.ID || !tn.newsTo(ratna) {
		t.Error("given after it was withdrawn it is no new line")
	}
	if all := must[[]registry.Consent](t)(tn.For(ratna).Consents(ctx)); !slices.Equal(all, []registry.Consent{want, fresh}) {
		t.Errorf("%+v", all)
	}
	log := strings.Join(tn.leaves(), "\n")
	if strings.Count(log, "consent.give") != 2 || strings.Count(log, "consent.withdraw") != 1 || strings.Contains(log, string(ratna.Phone)) ||
		!strings.Contains(log, "phone:"+tn.cases.Keyed(ratna.Phone)) {
		t.Errorf("the log:\n%s", log)
	}
}

func TestConsentOfAnApplication(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	number := tn.applies(ratna, "pension")
	byKiosk := tn.applies(kiosk, "pension") // for the same mobile, of nobody's account
	all := must[[]registry.Consent](t)(tn.For(ratna).Consents(ctx))
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	n := must[registry.Notice](t)(tn.For(ratna).Notice(ctx, "apply.pension"))
	for i, want := range []registry.Consent{{Citizen: "ratna", Number: number}, {By: "op-7", Number: byKiosk}} {
		if got := all[i]; got.Number != want.Number && all[1-i].Number != want.Number || got.Purpose != "apply.pension" || got.Version != n.Version {
			t.Errorf("%+v", got)
		}
	}
	for _, l := range all {
		if _, err := tn.For(ratna).Withdraw(ctx, l.ID); code(err) != "consent.needed" {
			t.Error(err)
		}
		if _, err := tn.For(dials).Withdraw(ctx, l.ID); code(err) != "consent.unknown" {
			t.Error(err)
		}
	}
	// A phone hears of none that it may not take back.
	given := tn.agrees(ratna, registry.Prefill)
	if heard := must[[]registry.Consent](t)(tn.For(dials).Consents(ctx)); !slices.Equal(heard, []registry.Consent{given}) {
		t.Errorf("%+v", heard)
	}
}

func TestLooks(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	number := tn.applies(ratna, "pension")
	must[casework.View](t)(tn.cases.For(ratna).Case(ctx, number))
	for range 3 {
		must[casework.View](t)(tn.cases.For(clerk).Case(ctx, number))
	}
	tn.days(1)
	tn.grants(number)
	looks := must[registry.Looks](t)(tn.For(ratna).Looks(ctx, 3))
	if looks.Count != 2 || len(looks.Last) != 2 || !looks.Since.Equal(opening.AddDate(0, 0, 1-365)) {
		t.Fatalf("%+v", looks)
	}
	want := ledger.Look{Number: number, Role: string(casework.Clerk), Office: "wcd.2412", Why: "view", Channel: "app", At: opening.AddDate(0, 0, 1)}
	if looks.Last[0] != want || looks.Last[1].At != opening {
		t.Errorf("%+v", looks.Last)
	}
	if heard := must[registry.Looks](t)(tn.For(dials).Looks(ctx, 3)); heard.Count != 2 || heard.Last != nil {
		t.Errorf("a phone hears %+v", heard)
	}
	if other := must[registry.Looks](t)(tn.For(bimal).Looks(ctx, 3)); other.Count != 0 {
		t.Errorf("somebody else hears %+v", other)
	}
	for _, c := range []struct {
		who   casework.Caller
		limit int
		want  string
	}{{casework.Caller{}, 3, "unauthenticated"}, {clerk, 3, "forbidden"}, {ratna, -1, "limit.range"}, {ratna, 201, "limit.range"}} {
		if _, err := tn.For(c.who).Looks(ctx, c.limit); code(err) != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	tn.days(364) // the first is a year old
	if looks := must[registry.Looks](t)(tn.For(ratna).Looks(ctx, 3)); looks.Count != 1 {
		t.Errorf("%+v", looks)
	}
}

func TestNewDeskRefuses(t *testing.T) {
	if _, err := registry.NewDesk(registry.Parts{World: seva.FrozenWorld(time.Now(), 1)}); err == nil {
		t.Error("a desk of nothing")
	}
}

// standings says of each number what its operator says.
type standings map[seva.Phone]identity.Standing

func (n standings) Number(_ context.Context, p seva.Phone) (identity.Standing, error) {
	return n[p], nil
}

// Whoever gets a number hears nothing of the applications that its last holder made with it
// at a kiosk: not that there were any, nor who looked at them.
func TestANumberThatChangesHandsTellsNothing(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	number := tn.applies(kiosk, "pension")
	must[casework.View](t)(tn.cases.For(clerk).Case(ctx, number))
	if l := must[registry.Looks](t)(tn.For(ratna).Looks(ctx, 9)); l.Count != 1 {
		t.Fatalf("%+v", l)
	}
	tn.days(100)
	var code string
	door := identity.NewDesk(identity.Parts{
		Register: tn.store.Accounts(), World: seva.FrozenWorld(tn.now, 9), Secret: make([]byte, 32), Keyed: tn.cases.Keyed,
		Numbers: standings{ratna.Phone: {Holder: opening.AddDate(0, 0, 90)}},
		Say:     func(_ seva.Lang, text seva.Text) string { code, _ = text.Args["Code"].(string); return text.Key },
	})
	c := must[identity.Challenge](t)(door.Ask(ctx, ratna.Phone, seva.Bengali))
	stranger := must[identity.Session](t)(door.Enter(ctx, c.ID, code, "")).Who
	if stranger.ID == ratna.ID {
		t.Fatal("the number is still ratna's")
	}
	counter := tn.For(stranger.Caller("app"))
	if l := must[registry.Looks](t)(counter.Looks(ctx, 9)); l.Count != 0 || len(l.Last) != 0 {
		t.Errorf("the stranger hears of looks: %+v", l)
	}
	if all := must[[]registry.Consent](t)(counter.Consents(ctx)); len(all) != 0 {
		t.Errorf("the stranger hears of consents: %+v", all)
	}
	if l := must[registry.Looks](t)(tn.For(dials).Looks(ctx, 0)); l.Count != 0 {
		t.Errorf("the number hears of %d looks", l.Count)
	}
}
