package walks

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/budget"
	"duar/seva/casework"
	forms "duar/seva/form"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/notice"
	"duar/seva/place"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/seva/watch"
	"duar/store/session"
	"duar/store/sqlstore"
	"duar/ussd"
	"duar/ussd/dialogue"
)

// landlord is a register in which every mouza has plot 165 and khatian 12.
type landlord struct{}

func (landlord) Summary(_ context.Context, idn place.IDN) (land.Summary, error) {
	return land.Summary{Mouza: idn}, nil
}

func held(n land.Number) []land.Holding {
	return []land.Holding{{Plot: land.Number{Main: 165}, Khatian: n, Class: "sali", Share: seva.Whole, Recorded: 2500,
		Owner: land.Owner{Name: seva.Names{En: "Somebody Else"}, Type: land.Individual}}}
}

func (landlord) Plot(_ context.Context, idn place.IDN, n land.Number, _ land.At) (land.Plot, error) {
	if n != (land.Number{Main: 165}) {
		return land.Plot{}, land.ErrNone
	}
	return land.Plot{Mouza: idn, Number: n, Class: "sali", Area: 2500, Holdings: held(land.Number{Main: 12})}, nil
}

func (landlord) Khatian(_ context.Context, idn place.IDN, n land.Number, _ land.At) (land.Khatian, error) {
	return land.Khatian{Mouza: idn, Number: n, Area: 2500, Holdings: held(n), Owner: held(n)[0].Owner}, nil
}

func (landlord) Crosswalk(_ context.Context, _ place.IDN, _ land.Survey, n land.Number) ([]land.Pair, error) {
	return []land.Pair{{RS: n, LR: n}}, nil
}

func (landlord) Sheet(context.Context, place.IDN, land.Number) (land.Sheet, error) {
	return land.Sheet{}, land.ErrNone
}

// phoneHouse is the phone face before the real desks and a real store, in one process, with
// a clock that the walk moves: an owner with a PIN, an application and its officer's look.
type phoneHouse struct {
	*ussd.Exchange
	t        testing.TB
	now      time.Time
	store    *sqlstore.Store
	door     *identity.Desk
	cases    *casework.Desk
	services *service.Desk
	registry *registry.Desk
	codes    map[seva.Lang]string // the code that was sent last
	posted   []notice.Message
	sessions int
	over     []ussd.Excess
	beside
}

// Who is who. A stranger is somebody else each time.
const (
	ownersPhone seva.Phone = "919831000001"
	othersPhone seva.Phone = "919831000002"
	ownersPIN              = "4826"
)

// Send is the carrier of what a phone asked for.
func (h *phoneHouse) Send(_ context.Context, m notice.Message) (notice.Receipt, error) {
	h.posted = append(h.posted, m)
	return notice.Receipt{Provider: "walk", ID: m.Ref}, nil
}

func newPhoneHouse(t testing.TB) *phoneHouse {
	t.Helper()
	h := &phoneHouse{t: t, now: opening, codes: map[seva.Lang]string{}}
	world := seva.RealWorld().At(func() time.Time { return h.now })
	secret := []byte("a secret of the walk, 32 bytes!!")
	store, err := sqlstore.Open(t.Context(), "file:"+t.TempDir()+"/duar.db", sqlstore.WithWorld(world))
	h.must(err)
	t.Cleanup(func() { _ = store.Close() })
	h.must(store.Migrate(t.Context()))
	defined, err := catalogue.Define()
	h.must(err)
	atlas, err := catalogue.Atlas()
	h.must(err)
	places, err := place.New(atlas)
	h.must(err)
	plan, err := catalogue.Privacy()
	h.must(err)
	notices, err := registry.NewNotices(plan, defined.Services, func(l seva.Lang, key string) string { return i18n.Say(l, seva.Say(key)) })
	h.must(err)
	h.store = store
	h.door = identity.NewDesk(identity.Parts{Register: store.Accounts(), World: world, Secret: secret,
		Say: func(l seva.Lang, text seva.Text) string {
			if code, ok := text.Args["Code"]; ok {
				h.codes[l] = fmt.Sprint(code)
			}
			return i18n.Say(l, text)
		}})
	h.furnish(atlas, places, func() string { n, _ := notices.Notice(watch.Purpose); return n.Version }, world)
	h.cases, err = casework.NewDesk(casework.Parts{
		Book: store.Cases(), Tracks: defined.Tracks(), Series: defined.Series, Calendar: defined.Calendar, World: world,
		Say: i18n.Say, Form: defined.Form, Fees: h.fees.Rules(), Keyed: keyedInWalks,
	}.Idle())
	h.must(err)
	h.shelve(places, world)
	h.services, err = service.NewDesk(service.Parts{
		Book: store.Applications(), Cases: h.cases, Services: defined.Services, World: world, Secret: secret,
		Desks:  forms.Desks{Places: places, World: world},
		Hash:   func(key string) string { return key },
		Notice: func(id string) string { n, _ := notices.Notice(service.Purpose(id)); return n.Version },
		Names:  func(id string) []string { return []string{id} },
	})
	h.must(err)
	h.registry, err = registry.NewDesk(registry.Parts{Book: store.Registry(), Notices: notices, Cases: h.cases, Services: h.services, World: world})
	h.must(err)
	machine, err := dialogue.New(land.NewDesk(landlord{}).For(land.Glance), places, publishedMenu(t), "18003450900")
	h.must(err)
	h.Exchange = ussd.NewExchange(ussd.Parts{
		Sessions: session.NewTable(store), Preferences: store, Carrier: h, Machine: machine,
		Counters: func(p seva.Phone, l seva.Lang) (service.Counter, casework.Counter) {
			caller := identity.Principal{Kind: identity.Asserted, Phone: p, Lang: l}.Caller(string(forms.OnPhone))
			return h.services.For(caller), h.cases.For(caller)
		},
		Land: h.land,
		Cases: func(p identity.Principal, l seva.Lang) casework.Counter {
			return h.cases.For(p.Caller(string(forms.OnPhone)))
		},
		Registry: func(p identity.Principal, l seva.Lang) registry.Counter {
			return h.registry.For(p.Caller(string(forms.OnPhone)))
		},
		Pins: h.door, Stops: store.Stops(), Meter: budget.NewLocal(world, 1000),
		Over:  func(_ context.Context, e ussd.Excess) { h.over = append(h.over, e) },
		World: world, Secret: secret,
	})
	return h
}

// publishedMenu is the catalogue's menu as the dialogue takes it.
func publishedMenu(t testing.TB) dialogue.Menu {
	t.Helper()
	data, err := catalogue.PhoneMenu()
	if err != nil {
		t.Fatal(err)
	}
	words, err := catalogue.PhoneKeywords()
	if err != nil {
		t.Fatal(err)
	}
	menu := dialogue.Menu{Version: data.Version}
	for _, l := range data.Lists {
		list := dialogue.List{ID: l.ID}
		for _, i := range l.Items {
			list.Entries = append(list.Entries, dialogue.Entry(i))
		}
		menu.Lists = append(menu.Lists, list)
	}
	for _, w := range words {
		menu.Keywords = append(menu.Keywords, dialogue.Keyword(w))
	}
	return menu
}

func (h *phoneHouse) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// enter signs a citizen in as an app does, and gives the principal and the token.
func (h *phoneHouse) enter(p seva.Phone) identity.Session {
	h.t.Helper()
	c, err := h.door.Ask(h.t.Context(), p, seva.English)
	h.must(err)
	s, err := h.door.Enter(h.t.Context(), c.ID, h.codes[seva.English], "")
	h.must(err)
	return s
}

// setPIN sets the PIN of whoever is signed in.
func (h *phoneHouse) setPIN(s identity.Session, pin string) {
	h.t.Helper()
	c, err := h.door.AskFor(h.t.Context(), s.Token, identity.ToPIN, "")
	h.must(err)
	h.must(h.door.SetPIN(h.t.Context(), s.Token, c.ID, h.codes[s.Who.Lang], pin))
}

// officer is somebody of every office who examines.
func (h *phoneHouse) officer() casework.Counter {
	return h.cases.For(casework.Caller{ID: "an-officer", Roles: []casework.Role{casework.Verifier}, Offices: []string{"cmo.*"}, Channel: "kiosk"})
}

// turn sends one thing and gives the page; nothing of a page that is not sent.
func (h *phoneHouse) turn(t ussd.Turn) ussd.Page {
	h.t.Helper()
	if t.Gateway == "" {
		t.Gateway = "generic"
	}
	h.sessions++
	t.Hop = fmt.Sprint(h.sessions)
	p, err := h.Take(h.t.Context(), t)
	h.must(err)
	if p.Drop {
		p.Text = ""
	}
	return p
}

func (h *phoneHouse) sms(p seva.Phone, body string) string {
	h.t.Helper()
	return h.turn(ussd.Turn{Channel: ussd.SMS, Session: string(p), Phone: p, Input: body}).Text
}

// dialled is one call: what is typed, and all that was shown, each screen read to its end.
type dialledPhone struct {
	house   *phoneHouse
	number  seva.Phone
	session string
	last    ussd.Page
	shown   strings.Builder
}

func (h *phoneHouse) dials(p seva.Phone) *dialledPhone {
	d := &dialledPhone{house: h, number: p}
	d.redial()
	return d
}

func (d *dialledPhone) redial() {
	d.session = fmt.Sprint("call ", d.house.sessions)
	d.see(d.house.turn(ussd.Turn{Session: d.session, Phone: d.number, New: true}))
}

func (d *dialledPhone) types(answer string) {
	if !d.last.End {
		d.see(d.house.turn(ussd.Turn{Session: d.session, Phone: d.number, Input: answer}))
	}
}

// see reads a screen to its end.
func (d *dialledPhone) see(p ussd.Page) {
	d.last = p
	d.shown.WriteString(p.Text + "\n")
	for range 30 {
		if last := p.Text[strings.LastIndex(p.Text, "\n")+1:]; p.End || !strings.Contains(" "+last, " 98 ") {
			return
		}
		p = d.house.turn(ussd.Turn{Session: d.session, Phone: d.number, Input: "98"})
		d.last.End = p.End
		d.shown.WriteString(p.Text + "\n")
	}
}

// squeezed is a text without the lines of keys and without spaces: pages are cut anywhere.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, keyLines.ReplaceAllString(s, ""))
}

// keyLines are lines that only say which keys there are.
var keyLines = regexp.MustCompile(`(?m)^ *(?:0|00|98|99) .*\n?`)
