package walks

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/notice"
	"duar/seva/place"
	"duar/store/session"
	"duar/store/sqlstore"
	"duar/ussd"
	"duar/ussd/dialogue"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp"
	"duar/ussd/gateway/smpp/smpptest"
	"duar/ussd/page"
)

// foreignCentre is the message centre of another maker that the SMPP room is tried against.
const foreignCentre = "../ussd/gateway/smpp/testdata/smsc.js"

// memory is sessions and preferences in this process.
type memory struct {
	mu       sync.Mutex
	values   map[string][]byte
	versions map[string]int64
	langs    map[string]seva.Lang
}

func newMemory() *memory {
	return &memory{values: map[string][]byte{}, versions: map[string]int64{}, langs: map[string]seva.Lang{}}
}

func (m *memory) Load(_ context.Context, key string) ([]byte, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key], m.versions[key], nil
}

func (m *memory) Swap(_ context.Context, key string, old int64, value []byte, _ time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.versions[key] != old {
		return false, nil
	}
	m.values[key], m.versions[key] = value, old+1
	return true, nil
}

func (m *memory) Lang(_ context.Context, key string) (seva.Lang, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.langs[key]
	return l, ok, nil
}

func (m *memory) SetLang(_ context.Context, key string, l seva.Lang) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.langs[key] = l
	return nil
}

// exchanged is the real phone face, before a register of one plot.
func exchanged(t testing.TB, sessions ussd.Sessions, preferences ussd.Preferences, carrier notice.Carrier) *ussd.Exchange {
	t.Helper()
	atlas, err := catalogue.Atlas()
	if err != nil {
		t.Fatal(err)
	}
	places, err := place.New(atlas)
	if err != nil {
		t.Fatal(err)
	}
	machine, err := dialogue.New(land.NewDesk(landlord{}).For(land.Glance), places, publishedMenu(t), "18003450900")
	if err != nil {
		t.Fatal(err)
	}
	return ussd.NewExchange(ussd.Parts{Sessions: sessions, Preferences: preferences, Carrier: carrier, Machine: machine,
		World: seva.RealWorld(), Secret: []byte("a secret of the walk, 32 bytes!!")})
}

// bindTo makes a line that is to bind to a centre, and runs it.
func bindTo(t testing.TB, c smpp.Config, taker func(*smpp.Line) ussd.Taker) (line *smpp.Line, stop func()) {
	t.Helper()
	c.SystemID, c.Password, c.Code = "duar", "secret", gateway.Code{Code: "*384*7#"}
	line, err := smpp.New(c, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = line.Run(ctx, taker(line), nil, slog.New(slog.DiscardHandler)) }()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	eventually(t, 10*time.Second, "the line is up", line.Up)
	return line, stop
}

// TestSMPPDialogue holds a whole conversation in Bengali through a message centre of another
// maker, with the real exchange on a real table: 1 dials, 2 asks, 18 answers, 17 ends. What it
// promised by SMS goes out over the same bind, and every screen fits.
func TestSMPPDialogue(t *testing.T) {
	f := smpptest.StartForeign(t, foreignCentre, "secret")
	store, err := sqlstore.Open(t.Context(), "file:"+t.TempDir()+"/duar.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, stop := bindTo(t, smpp.Config{Address: f.Addr(), From: "WBGOVT"}, func(l *smpp.Line) ussd.Taker {
		return exchanged(t, session.NewTable(store), store, l)
	})
	f.Await("bound")
	const phone, info = "919831000077", "2a00"
	op, said := 1, "*384*7#"
	send := func(text string) {
		t.Helper()
		if text != "" {
			op, said = 18, text
		}
		f.Do(map[string]any{"do": "ussd", "from": phone, "to": "3847", "op": op, "info": info, "text": said, "coding": nil, "tag": said})
		if a := f.Await("answered"); a.Status != "0" {
			t.Fatalf("%q was answered %s", said, a.Status)
		}
	}
	say := func(text string) smpptest.Event {
		t.Helper()
		send(text)
		e := f.Await("submit")
		size := page.Measure(e.Text)
		if e.Service != "USSD" || e.To != phone || e.From != "3847" || !page.Fits(e.Text, page.USSD) ||
			(size.Coding == page.UCS2) != (e.Coding == 8) {
			t.Errorf("%+v", e)
		}
		return e
	}
	asked := func(e smpptest.Event, words ...string) {
		t.Helper()
		if e.Op != 2 || e.Info != info {
			t.Errorf("op %d, session %s", e.Op, e.Info)
		}
		for _, w := range words {
			if !strings.Contains(e.Text, w) {
				t.Errorf("%q is not on the screen %q", w, e.Text)
			}
		}
	}
	asked(say(""), "বাংলা", "English", "हिन्दी")
	asked(say("1"), "1 ")
	asked(say("১"), "1 ") // in digits of her own script
	asked(say("1"))
	asked(say("1027001"))
	plot := say("165")
	asked(plot, "১৬৫")
	for page := plot; strings.Contains(page.Text, "98 "); {
		page = say("98")
		asked(page)
		plot.Text += page.Text
	}
	if !strings.Contains(plot.Text, i18n.Say(seva.Bengali, seva.Say("class.sali"))) {
		t.Errorf("the plot is not told of: %q", plot.Text)
	}
	screen, parts := asAlso(t, f, func() { send("2") })
	asked(screen)
	text := ""
	for _, p := range parts {
		if p.From != "WBGOVT" || p.To != phone || p.Total != len(parts) {
			t.Errorf("%+v", p)
		}
		text += p.Text
	}
	if !strings.Contains(seva.Digits(text), "165") {
		t.Errorf("the SMS says %q", text)
	}
	say("00")
	end := ""
	for range 8 { // nothing that can be chosen, then the pages of the last word
		last := say("77")
		for end += last.Text; last.Op == 2 && strings.Contains(last.Text, "98 "); end += last.Text {
			last = say("98")
		}
		if last.Op != 2 {
			if last.Op != 17 || last.Info != "2a01" {
				t.Errorf("the end: %+v", last)
			}
			break
		}
	}
	if !strings.Contains(seva.Digits(end), "18003450900") {
		t.Errorf("nobody is told whom to call: %q", end)
	}
	stop()
	f.Await("unbound")
}

// asAlso takes a screen and the parts of an SMS, which come in any order.
func asAlso(t *testing.T, f *smpptest.Foreign, cause func()) (screen smpptest.Event, parts []smpptest.Event) {
	t.Helper()
	cause()
	for left := 2; left > 0; {
		e := f.Await("submit")
		switch e.Service {
		case "USSD":
			screen = e
			left--
		default:
			e.Total = max(e.Total, 1)
			if parts = append(parts, e); len(parts) == e.Total {
				left--
			}
		}
	}
	return screen, parts
}
