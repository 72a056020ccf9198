package walks

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/api/client"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/tui"
)

// A kiosk on the desks themselves, as `duar kiosk` without a server makes it: nothing at
// these desks looks at a token, so that the kiosk has to.

// hand sits at a kiosk of the estate.
type hand struct {
	t      *testing.T
	screen *witness
	p      *tea.Program
}

// witness is a kiosk that can be asked from outside what it shows and offers.
type witness struct {
	tea.Model
	mu     sync.Mutex
	view   string
	screen string
	offers []string
	asking bool
}

// offerer is what tui's kiosk tells of itself.
type offerer interface {
	Offers() (screen string, actions []string)
	Asking() bool
}

func (w *witness) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := w.Model.Update(m)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Model, w.view = next, next.View()
	w.screen, w.offers = next.(offerer).Offers()
	w.asking = next.(offerer).Asking()
	return w, cmd
}

func (w *witness) now() (view, screen string, offers []string, asking bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.view, w.screen, w.offers, w.asking
}

// gate lets staff in by their login alone, with a session as the door makes one: what is
// proved at the door is proved elsewhere.
type gate struct {
	*identity.Desk
	estate *estate
	cast   []*figure
}

func (g gate) SignIn(_ context.Context, login, _, _ string) (identity.Session, error) {
	i := slices.IndexFunc(g.cast, func(f *figure) bool { return f.login == login })
	if i < 0 {
		return identity.Session{}, seva.Fail(seva.Unauthenticated, seva.Say("error.sign_in"))
	}
	return identity.Session{Token: g.estate.signedIn(g.cast[i].account), Who: g.cast[i].who}, nil
}

// kiosk opens one, and signs in whoever is given; nil is nobody.
func (e *estate) kiosk(t *testing.T, who *figure) *hand {
	t.Helper()
	h := e.sit(t, e.within(t, who))
	if who != nil {
		h.press("9", who.login, "tab", "x", "tab", "000000", "enter")
		h.sees("Signed in: " + who.who.Name)
	}
	return h
}

// within is what a kiosk on the desks themselves is made of.
func (e *estate) within(t *testing.T, who *figure) tui.Config {
	t.Helper()
	places, err := gazetteer()
	if err != nil {
		t.Fatal(err)
	}
	at := func(s identity.Session) casework.Caller { return s.Who.Caller("kiosk") }
	door := gate{e.people, e, []*figure{who}}
	if who == nil {
		door.cast = nil
	}
	return tui.Config{
		Places: places, Land: land.NewDesk(onePlot{}).For(land.Public), World: e.world, Lang: seva.English, Out: io.Discard, Idle: -1,
		Door: door, Own: e.people, Within: true,
		Services: func(s identity.Session) service.Counter { return e.services.For(at(s)) },
		Cases:    func(s identity.Session) casework.Counter { return e.cases.For(at(s)) },
		Bureau:   func(s identity.Session) identity.Bureau { return e.people.For(s.Who) },
		Registry: func(s identity.Session) registry.Counter { return e.registry.For(at(s)) },
		Print:    func(name, _ string) (string, error) { return name, nil },
	}
}

// remote is what a kiosk behind the estate's server is made of.
func (e *estate) remote(t *testing.T) tui.Config {
	t.Helper()
	server, err := client.New("http://estate.test", &http.Client{Transport: through{e}})
	if err != nil {
		t.Fatal(err)
	}
	return tui.Config{
		Places: server.Places(), Land: server.Land(), World: e.world, Lang: seva.English, Out: io.Discard, Idle: -1,
		Door: server.Door(), Own: server.Own(),
		Services: func(s identity.Session) service.Counter { return server.Services(s.Token) },
		Cases:    func(s identity.Session) casework.Counter { return server.Cases(s.Token) },
		Bureau:   func(s identity.Session) identity.Bureau { return server.Bureau(s.Token) },
		Registry: func(s identity.Session) registry.Counter { return server.Registry(s.Token) },
	}
}

// through carries requests to the estate's API, with no network between.
type through struct{ *estate }

func (th through) RoundTrip(r *http.Request) (*http.Response, error) {
	return th.api.App().Test(r, 20_000)
}

// sit opens a kiosk.
func (e *estate) sit(t *testing.T, c tui.Config) *hand {
	t.Helper()
	return seated(t, c, tea.WindowSizeMsg{Width: 100, Height: 50})
}

// seated opens a kiosk on a terminal of this size, until the test ends.
func seated(t *testing.T, c tui.Config, size tea.WindowSizeMsg) *hand {
	t.Helper()
	h := &hand{t: t, screen: &witness{Model: tui.New(c)}}
	h.p = tea.NewProgram(h.screen, tea.WithInput(strings.NewReader("")), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler())
	ended := make(chan error, 1)
	go func() { _, err := h.p.Run(); ended <- err }()
	t.Cleanup(func() { h.p.Kill(); <-ended })
	h.p.Send(size)
	return h
}

var trustKeys = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "down": tea.KeyDown, "end": tea.KeyEnd, "pgdown": tea.KeyPgDown,
	"f4": tea.KeyF4, "f5": tea.KeyF5, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10, "space": tea.KeySpace,
}

// press presses keys by their names and types everything else letter by letter. After each
// it waits until all has been answered, searches too.
func (h *hand) press(keys ...string) {
	h.t.Helper()
	for _, k := range keys {
		h.hurry(k)
		h.rest()
	}
}

// hurry is press by somebody who waits for nothing.
func (h *hand) hurry(keys ...string) {
	for _, k := range keys {
		if kind, ok := trustKeys[k]; ok {
			h.p.Send(tea.KeyMsg{Type: kind})
			continue
		}
		for _, r := range k {
			h.p.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
}

// rest waits until all keys are taken and all that was asked is answered.
func (h *hand) rest() {
	h.t.Helper()
	h.p.Send(taken{}) // is read after those before it, and when it is taken their work is done
	h.p.Send(taken{})
	h.await("an answer", func() bool { _, _, _, asking := h.screen.now(); return !asking })
}

func (h *hand) await(what string, good func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(patience); !good(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			view, _, _, _ := h.screen.now()
			h.t.Fatalf("%s does not come:\n%s", what, view)
		}
	}
}

func (h *hand) sees(texts ...string) {
	h.t.Helper()
	for _, text := range texts {
		h.await(text, func() bool {
			view, _, _, _ := h.screen.now()
			return strings.Contains(bare(view), bare(text))
		})
	}
}

// onePlot is a register of one plot and one khatian.
type onePlot struct{}

var plot165, khatian12 = land.Number{Main: 165}, land.Number{Main: 12}

func (onePlot) holding() land.Holding {
	return land.Holding{Plot: plot165, Khatian: khatian12, Class: "sali", Share: seva.Whole, Recorded: 7500, Computed: 7500,
		Owner: land.Owner{Name: seva.Names{En: "Subrata Mondal"}, Type: land.Individual}}
}

func (onePlot) Summary(_ context.Context, m place.IDN) (land.Summary, error) {
	return land.Summary{Mouza: m, Plots: 1, Khatians: 1, Area: 7500, Maps: 1}, nil
}

func (o onePlot) Plot(_ context.Context, m place.IDN, n land.Number, _ land.At) (land.Plot, error) {
	return land.Plot{Mouza: m, Number: n, Class: "sali", Area: 7500, HasMap: true, Holdings: []land.Holding{o.holding()}}, nil
}

func (o onePlot) Khatian(_ context.Context, m place.IDN, n land.Number, _ land.At) (land.Khatian, error) {
	h := o.holding()
	return land.Khatian{Mouza: m, Number: n, Owner: h.Owner, Area: 7500, Holdings: []land.Holding{h}}, nil
}

func (onePlot) Crosswalk(_ context.Context, _ place.IDN, _ land.Survey, n land.Number) ([]land.Pair, error) {
	return []land.Pair{{RS: n, LR: plot165}, {RS: n, LR: land.Number{Main: 166}}}, nil
}

func (onePlot) Sheet(_ context.Context, m place.IDN, n land.Number) (land.Sheet, error) {
	return land.Sheet{Parcel: land.Parcel{Mouza: m, Number: n, Ring: land.Ring{{Lon: 87_720_000, Lat: 22_660_000}, {Lon: 87_720_400, Lat: 22_660_000}, {Lon: 87_720_400, Lat: 22_660_300}}}}, nil
}
