package walks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"duar/api"
	"duar/catalogue"
	"duar/i18n"
	"duar/outside/grips"
	drawn "duar/paper"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	forms "duar/seva/form"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/payment"
	"duar/seva/place"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/seva/watch"
	"duar/store/sqlstore"
	"duar/store/vault"
)

// estate is every desk as it is, over SQLite, with the API before them and no network
// between: what the matrix and its like are asked of.
type estate struct {
	t        testing.TB
	file     string // of the database
	world    seva.World
	store    *sqlstore.Store
	people   *identity.Desk
	cases    *casework.Desk
	services *service.Desk
	registry *registry.Desk
	notices  *registry.Notices
	watches  *watch.Desk
	deeds    *mutation.Desk
	purse    *payment.Desk
	papers   *document.Desk
	treasury *grips.StandIn
	api      *api.Server

	mu   sync.Mutex
	code string // of the last message that had one
}

// say puts messages into words as the program does, and remembers the code in one.
func (e *estate) say(l seva.Lang, t seva.Text) string {
	if code, ok := t.Args["Code"]; ok {
		e.mu.Lock()
		e.code = i18n.Say(seva.English, seva.Say("sms.otp", seva.Args{"Code": code}))
		e.code = sixDigits.FindString(e.code)
		e.mu.Unlock()
	}
	return i18n.Say(l, t)
}

// lastCode is the code that was sent last.
func (e *estate) lastCode() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.code
}

// gazetteer is the atlas, read once.
var gazetteer = sync.OnceValues(func() (place.Desk, error) {
	atlas, err := catalogue.Atlas()
	if err != nil {
		return nil, err
	}
	return place.New(atlas)
})

// newEstate puts the desks together.
func newEstate(t testing.TB) *estate {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, dir := context.Background(), t.TempDir()
	e := &estate{t: t, world: seva.RealWorld(), file: filepath.Join(dir, "duar.db")}
	secret := []byte("the secret of a house that nobody lives in")
	var err error
	e.store, err = sqlstore.Open(ctx, e.file, sqlstore.WithWorld(e.world))
	must(err)
	t.Cleanup(func() { e.store.Close() })
	must(e.store.Migrate(ctx))
	safe, err := vault.Open(ctx, dir, "", e.world)
	must(err)
	t.Cleanup(func() { safe.Close() })
	places, err := gazetteer()
	must(err)
	defined, err := catalogue.Define()
	must(err)
	plan, err := catalogue.Privacy()
	must(err)

	e.people = identity.NewDesk(identity.Parts{Register: e.store.Accounts(), World: e.world, Secret: secret, Say: e.say})
	keyed := func(p seva.Phone) string {
		sum := sha256.Sum256([]byte(p))
		return hex.EncodeToString(sum[:16])
	}
	e.notices, err = registry.NewNotices(plan, defined.Services, func(l seva.Lang, key string) string { return i18n.Say(l, seva.Say(key)) })
	must(err)
	register := land.NewDesk(e.store)
	fees := e.charges(places, register.For(land.Public))
	e.watches = watch.NewDesk(watch.Parts{
		Book: e.store.Watches(), World: e.world, Say: i18n.Say, Keyed: keyed,
		Notice: func() string { n, _ := e.notices.Notice(watch.Purpose); return n.Version },
	})
	changing := e.deedParts(places, fees, defined)
	effects := changing.Effects()
	effects[document.IssuedEffect] = func(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
		return e.papers.Issued(ctx, tx, w)
	}
	e.cases, err = casework.NewDesk(casework.Parts{
		Book: e.store.Cases(), World: e.world, Say: i18n.Say, Keyed: keyed, Tracks: defined.Tracks(), Former: defined.Former, Form: defined.Form,
		Series: defined.Series, Calendar: defined.Calendar, Fees: fees.Rules(), Effects: effects,
		Observers: []casework.Observer{e.watches.Observe, payment.Heed},
	})
	must(err)
	changing.Cases = e.cases
	e.deeds = mutation.NewDesk(changing)
	e.pays(defined)
	offices, codes := e.prints(dir, places)
	e.services, err = service.NewDesk(service.Parts{
		Book: e.store.Applications(), Cases: e.cases, Services: defined.Services, World: e.world, Secret: secret,
		Desks: forms.Desks{Land: register.For(land.Public), Places: places, Vault: safe, World: e.world},
		Hash:  func(key string) string { return key }, Notice: e.notices.Version,
		Names: func(id string) []string { return []string{i18n.Say(seva.English, seva.Say("service."+id))} },
	})
	must(err)
	e.registry, err = registry.NewDesk(registry.Parts{Book: e.store.Registry(), Notices: e.notices, Cases: e.cases, Services: e.services, World: e.world})
	must(err)
	locker := e.locker()
	e.api, err = api.New(api.Config{
		Places: places, Land: register.For(land.Public), World: e.world, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Door: e.people, Own: e.people, Bureau: e.people.For, Clients: e.people,
		Services: e.services.For, Cases: e.cases.For, Archive: e.services.Archive, Registry: e.registry.For,
		Watches: e.watches.For, Fees: fees, Offices: offices, Deeds: e.deeds, Payments: e.purse.For, Returned: e.purse.Returned, Accounts: e.purse.Accounts,
		Leaves: e.leaves(), Documents: e.papers.For, Codes: codes, Maps: land.NewMaps(e.store), Mounts: []api.Mount{locker},
		Draw: drawn.Plan, Pictures: api.Pictures{PlotPNG: drawn.Picture, Mouza: drawn.MouzaPlan, MouzaPNG: drawn.MouzaPicture,
			Least: drawn.PictureLeast, Usual: drawn.PictureUsual, Most: drawn.PictureMost},
	})
	must(err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		must(e.api.Close(ctx))
	})
	return e
}
