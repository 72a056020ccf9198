package ussd

import (
	"context"
	"sync"
	"testing"
	"time"

	"duar/catalogue"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/notice"
	"duar/seva/place"
	"duar/ussd/dialogue"
)

// memory is Sessions and Preferences in a map. It counts calls, and can be slow or gone.
type memory struct {
	mu           sync.Mutex
	values       map[string][]byte
	versions     map[string]int64
	langs        map[string]seva.Lang
	loads, swaps int
	asked        int
	gone         error
	hangs        bool   // until the caller gives up
	beforeSwap   func() // runs once, before the next Swap
	ttl          time.Duration
}

func newMemory() *memory {
	return &memory{values: map[string][]byte{}, versions: map[string]int64{}, langs: map[string]seva.Lang{}}
}

func (m *memory) trouble(ctx context.Context) error {
	if m.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	if m.gone != nil {
		return m.gone
	}
	return ctx.Err() // a store works for nobody who has given up
}

func (m *memory) Load(ctx context.Context, key string) ([]byte, int64, error) {
	if err := m.trouble(ctx); err != nil {
		return nil, 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loads++
	return m.values[key], m.versions[key], nil
}

func (m *memory) Swap(ctx context.Context, key string, old int64, value []byte, ttl time.Duration) (bool, error) {
	if err := m.trouble(ctx); err != nil {
		return false, err
	}
	m.mu.Lock()
	before := m.beforeSwap
	m.beforeSwap = nil
	m.mu.Unlock()
	if before != nil {
		before()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.swaps++
	m.ttl = ttl
	if m.versions[key] != old {
		return false, nil
	}
	m.values[key], m.versions[key] = value, old+1
	return true, nil
}

func (m *memory) flush() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.values)
	clear(m.versions)
}

// notebook is Preferences; apart from memory because in the house they are too.
type notebook struct{ *memory }

func (n notebook) Lang(ctx context.Context, key string) (seva.Lang, bool, error) {
	if err := n.trouble(ctx); err != nil {
		return "", false, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	l, known := n.langs[key]
	return l, known, nil
}

func (n notebook) SetLang(ctx context.Context, key string, l seva.Lang) error {
	if err := n.trouble(ctx); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.langs[key] = l
	return nil
}

// postman is a Carrier that keeps what it is given.
type postman struct {
	mu   sync.Mutex
	sent []notice.Message
	err  error
}

func (p *postman) Send(_ context.Context, m notice.Message) (notice.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m)
	return notice.Receipt{}, p.err
}

// register has plots 165 and 165/1201 and khatian 539/1 in every mouza of Ghatal.
type register struct {
	down  error
	hangs bool
}

func holding(plot, khatian land.Number, share seva.Share) land.Holding {
	return land.Holding{
		Plot: plot, Khatian: khatian, Class: "sali", Share: share, Recorded: 2500,
		Owner: land.Owner{Name: seva.Names{Bn: "সুব্রত মণ্ডল", En: "Subrata Mondal", Hi: "सुब्रत मंडल"}, Type: land.Individual},
	}
}

func (r *register) Summary(_ context.Context, idn place.IDN) (land.Summary, error) {
	return land.Summary{Mouza: idn}, r.down
}

func (r *register) Plot(ctx context.Context, idn place.IDN, n land.Number, _ land.At) (land.Plot, error) {
	if r.hangs {
		<-ctx.Done()
		return land.Plot{}, ctx.Err()
	}
	if r.down != nil {
		return land.Plot{}, r.down
	}
	if n.Main != 165 {
		return land.Plot{}, land.ErrNone
	}
	p := land.Plot{Mouza: idn, Number: n, Class: "sali", Area: 7500, Flags: []land.Flag{land.Mortgage},
		AsOn: land.AsOn{Valid: seva.Date{Year: 2026, Month: 9, Day: 30}}}
	for i := range 3 {
		p.Holdings = append(p.Holdings, holding(n, land.Number{Main: int32(i + 1)}, 2500))
	}
	return p, nil
}

func (r *register) Khatian(_ context.Context, idn place.IDN, n land.Number, _ land.At) (land.Khatian, error) {
	if r.down != nil || n.Main != 539 {
		return land.Khatian{}, land.ErrNone
	}
	h := holding(land.Number{Main: 165}, n, 5000)
	return land.Khatian{Mouza: idn, Number: n, Owner: h.Owner, Area: 2500, Holdings: []land.Holding{h}}, nil
}

func (r *register) Crosswalk(_ context.Context, _ place.IDN, _ land.Survey, n land.Number) ([]land.Pair, error) {
	return []land.Pair{{RS: n, LR: n}, {RS: n, LR: land.Number{Main: n.Main + 1}}}, r.down
}

func (r *register) Sheet(context.Context, place.IDN, land.Number) (land.Sheet, error) {
	return land.Sheet{}, land.ErrNone
}

// atlas is the real one; reading it takes a while, so once.
var atlas = sync.OnceValue(func() place.Atlas {
	a, err := catalogue.Atlas()
	if err != nil {
		panic(err)
	}
	return a
})

var index = sync.OnceValue(func() *place.Index {
	i, err := place.New(atlas())
	if err != nil {
		panic(err)
	}
	return i
})

func machine(t testing.TB, r land.Register) *dialogue.Machine {
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
	m, err := dialogue.New(land.NewDesk(r).For(land.Glance), index(), menu, "18003450900")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// line is an exchange with everything around it in the test's hands.
type line struct {
	*Exchange
	memory   *memory
	postman  *postman
	register *register
	now      time.Time
	hops     int
}

const caller seva.Phone = "919800000001"

func newLine(t testing.TB) *line {
	t.Helper()
	l := &line{memory: newMemory(), postman: &postman{}, register: &register{}, now: time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)}
	l.Exchange = NewExchange(Parts{
		Sessions: l.memory, Preferences: notebook{l.memory}, Carrier: l.postman,
		Machine: machine(t, l.register), Secret: []byte("a secret of the test"),
		World: seva.FrozenWorld(l.now, 1).At(func() time.Time { return l.now }),
	})
	return l
}

func (l *line) knows(t testing.TB, lang seva.Lang) *line {
	t.Helper()
	if err := l.Remember(t.Context(), caller, lang); err != nil {
		t.Fatal(err)
	}
	return l
}

// dial and say are a gateway that numbers its hops.
func (l *line) dial(t testing.TB, session, dialed string) Page {
	return l.turn(t, Turn{Session: session, Input: dialed, New: true})
}

func (l *line) say(t testing.TB, session, input string) Page {
	return l.turn(t, Turn{Session: session, Input: input})
}

func (l *line) sms(t testing.TB, text string) Page {
	return l.turn(t, Turn{Gateway: "twilio", Channel: SMS, Session: string(caller), Input: text})
}

func (l *line) turn(t testing.TB, turn Turn) Page {
	t.Helper()
	if turn.Gateway == "" {
		turn.Gateway = "generic"
	}
	turn.Phone = caller
	if turn.Hop == "" && turn.Whole == "" {
		l.hops++
		turn.Hop = time.Duration(l.hops).String()
	}
	p, err := l.Take(t.Context(), turn)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
