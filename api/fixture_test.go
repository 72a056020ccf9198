package api_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"duar/api"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// The small world of these tests: one district, two blocks, one of which has 120
// mouzas, and one mouza with a record. Its people do not exist.
const ranjapur = place.IDN(1027001)

var recorded = time.Date(2026, 11, 23, 4, 30, 0, 123456000, time.UTC)

// places is the real desk over that small world.
var places = sync.OnceValue(func() place.Desk {
	atlas := place.Atlas{
		Districts:    []place.District{{Code: "318", Portal: "10", Name: seva.Names{Bn: "পশ্চিম মেদিনীপুর", En: "Paschim Medinipur", Hi: "पश्चिम मेदिनीपुर"}}},
		Subdivisions: []place.Subdivision{{ID: "318-03", District: "318", Name: seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"}}},
		Blocks: []place.Block{
			{Code: "2984", District: "318", Subdivision: "318-03", Name: seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"}, Units: []string{"1027"}},
			{Code: "2978", District: "318", Subdivision: "318-03", Name: seva.Names{Bn: "দাসপুর-১", En: "Daspur-I", Hi: "दासपुर-1"}},
		},
		Villages: []place.Village{{Code: "337639", District: "318", Block: "2984", Name: seva.Names{En: "Ranjapur"}}},
		Mouzas:   []place.Mouza{{IDN: ranjapur, Block: "2984", Village: "337639", Name: seva.Names{Bn: "রঞ্জাপুর", En: "Ranjapur", Hi: "रंजापुर"}}},
	}
	for jl := 2; jl <= 120; jl++ {
		idn, name := place.MakeIDN(10, 27, jl), seva.Names{En: "Mouza " + strconv.Itoa(jl)}
		if jl == 2 { // the examples of the document show the first two
			name = seva.Names{Bn: "রামচন্দ্রপুর", En: "Ramchandrapur", Hi: "रामचंद्रपुर"}
		}
		atlas.Mouzas = append(atlas.Mouzas, place.Mouza{IDN: idn, Block: "2984", Name: name})
	}
	index, err := place.New(atlas)
	if err != nil {
		panic(err)
	}
	return index
})

// register holds plot 165/1201, khatian 12 and a pair, and counts the questions. Slow,
// when set, is waited for before each plot.
type register struct {
	mu    sync.Mutex
	asked int
	fail  error
	slow  chan struct{}
	more  int // holdings of the plot besides the usual two
}

func (r *register) ask() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	return r.fail
}

func asOn() land.AsOn {
	return land.AsOn{Valid: seva.Date{Year: 2026, Month: 11, Day: 1}, Recorded: recorded, Source: "demo"}
}

func (r *register) Summary(_ context.Context, idn place.IDN) (land.Summary, error) {
	if err := r.ask(); err != nil {
		return land.Summary{}, err
	}
	if idn != ranjapur {
		return land.Summary{}, land.ErrNone
	}
	return land.Summary{Mouza: idn, Plots: 1, Khatians: 2, Area: 7500, Maps: 1, AsOn: asOn()}, nil
}

func holdings() []land.Holding {
	subrata := land.Owner{Name: seva.Names{Bn: "সুব্রত মণ্ডল", En: "Subrata Mondal", Hi: "सुब्रत मंडल"}, Type: land.Individual, Guardian: seva.Names{Bn: "হরিপদ মণ্ডল"}, Relation: land.Father, Address: seva.Names{Bn: "রঞ্জাপুর"}}
	school := land.Owner{Name: seva.Names{Bn: "রঞ্জাপুর প্রাথমিক বিদ্যালয়", En: "Ranjapur Primary School", Hi: "रंजापुर प्राथमिक विद्यालय"}, Type: land.Institution}
	n := land.Number{Main: 165, Bata: 1201}
	return []land.Holding{
		{Plot: n, Khatian: land.Number{Main: 12}, Class: "sali", Share: 364, Recorded: 400, Computed: 273, Owner: subrata, Possession: land.Bargadar, Possessor: seva.Names{Bn: "গোপাল দাস"}},
		{Plot: n, Khatian: land.Number{Main: 539, Bata: 1}, Class: "sali", Share: 9636, Recorded: 7100, Computed: 7227, Owner: school, Remark: land.Remark{Text: seva.Names{Bn: "জনসাধারণের ব্যবহার্য", En: "For public use", Hi: "सार्वजनिक उपयोग के लिए"}, Rule: "WBLR Act s. 14T(3)"}},
	}
}

func (r *register) Plot(ctx context.Context, idn place.IDN, n land.Number, at land.At) (land.Plot, error) {
	if r.slow != nil {
		select {
		case <-r.slow:
		case <-ctx.Done():
			return land.Plot{}, ctx.Err()
		}
	}
	if err := r.ask(); err != nil {
		return land.Plot{}, err
	}
	if idn != ranjapur || n != (land.Number{Main: 165, Bata: 1201}) || !at.Valid.IsZero() && at.Valid.Year < 2000 || !at.Known.IsZero() && at.Known.Before(recorded) {
		return land.Plot{}, land.ErrNone
	}
	held := holdings()
	for range r.more {
		held = append(held, held[0])
	}
	return land.Plot{Mouza: idn, Number: n, Class: "sali", Area: 7500, Flags: []land.Flag{land.Mortgage, land.Pending}, Holdings: held, ULPIN: "WB00AB12CD34EF", HasMap: true, AsOn: asOn()}, nil
}

func (r *register) Khatian(_ context.Context, idn place.IDN, n land.Number, _ land.At) (land.Khatian, error) {
	if err := r.ask(); err != nil {
		return land.Khatian{}, err
	}
	if idn != ranjapur || n != (land.Number{Main: 12}) {
		return land.Khatian{}, land.ErrNone
	}
	return land.Khatian{Mouza: idn, Number: n, Owner: holdings()[0].Owner, Area: 400, Holdings: holdings()[:1], AsOn: asOn()}, nil
}

func (r *register) Crosswalk(_ context.Context, idn place.IDN, from land.Survey, n land.Number) ([]land.Pair, error) {
	if idn != ranjapur || from == land.RS && n.Main != 98 || from == land.LR && n.Main != 165 {
		return nil, nil
	}
	return []land.Pair{{RS: land.Number{Main: 98}, LR: land.Number{Main: 165, Bata: 1201}}}, r.ask()
}

func (r *register) Sheet(_ context.Context, idn place.IDN, n land.Number) (land.Sheet, error) {
	if err := r.ask(); err != nil {
		return land.Sheet{}, err
	}
	if idn != ranjapur || n.Main != 165 {
		return land.Sheet{}, land.ErrNone
	}
	ring := land.Ring{{Lon: 87_690_000, Lat: 22_759_000}, {Lon: 87_690_600, Lat: 22_759_000}, {Lon: 87_690_600, Lat: 22_759_400}}
	next := land.Ring{{Lon: 87_690_000, Lat: 22_759_000}, {Lon: 87_690_600, Lat: 22_759_400}, {Lon: 87_690_000, Lat: 22_759_400}}
	return land.Sheet{
		Parcel:     land.Parcel{Mouza: idn, Number: land.Number{Main: 165, Bata: 1201}, Ring: ring, ULPIN: "WB00AB12CD34EF", Class: "sali", Area: 7500},
		Neighbours: []land.Parcel{{Mouza: idn, Number: land.Number{Main: 166}, Ring: next, Class: "bastu", Area: 400}},
		AsOn:       asOn(),
	}, nil
}

// Mosaic is the map of the mouza: the same two parcels.
func (r *register) Mosaic(ctx context.Context, idn place.IDN) (land.Mosaic, error) {
	s, err := r.Sheet(ctx, idn, land.Number{Main: 165})
	if err != nil {
		return land.Mosaic{}, err
	}
	return land.Mosaic{Mouza: idn, Parcels: append([]land.Parcel{s.Parcel}, s.Neighbours...), AsOn: s.AsOn}, nil
}

// pictures are stand-ins for paper.
func pictures() api.Pictures {
	png := func(n int) []byte { return []byte("\x89PNG " + strconv.Itoa(n)) }
	return api.Pictures{
		PlotPNG: func(_ seva.Lang, _ seva.Names, _ land.Sheet, size int) ([]byte, error) { return png(size), nil },
		Mouza: func(l seva.Lang, title seva.Names, m land.Mosaic) []byte {
			return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><title>` + title.In(l) + " " + strconv.Itoa(len(m.Parcels)) + `</title></svg>`)
		},
		MouzaPNG: func(_ seva.Lang, _ seva.Names, _ land.Mosaic, size int) ([]byte, error) { return png(size), nil },
		Least:    256, Usual: 1024, Most: 2048,
	}
}

// drawn is a stand-in for paper.
func drawn(l seva.Lang, title seva.Names, s land.Sheet) []byte {
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><title>` + title.In(l) + " " + s.Parcel.Number.String() + `</title></svg>`)
}

// world is one server with all that it leans on in the test's hand.
type world struct {
	*api.Server
	register *register
	desks    *desks
	log      *bytes.Buffer
	metrics  *prometheus.Registry
}

func newWorld(t testing.TB, change ...func(*api.Config)) world {
	t.Helper()
	w := world{register: &register{}, desks: newDesks(t), log: &bytes.Buffer{}, metrics: prometheus.NewRegistry()}
	cfg := api.Config{
		Places: places(), Land: land.NewDesk(w.register).For(land.Public), Draw: drawn,
		Maps: land.NewMaps(w.register), Pictures: pictures(),
		World: seva.FrozenWorld(recorded, 7), Log: slog.New(slog.NewJSONHandler(w.log, nil)), Metrics: w.metrics,
		Door: w.desks.door, Services: w.desks.services.For, Cases: withLand(w.desks.cases.For), Archive: w.desks.services.Archive,
		Own: w.desks.accounts, Bureau: w.desks.accounts.bureau, Clients: w.desks.machines, Registry: w.desks.consents.counter,
		Watches:  newLookout,
		Deeds:    deeds{},
		Payments: newPurse, Returned: fromTreasury, Accounts: newCashbook,
		Documents: newPapers,
		Fees:      fees(w.register), Offices: offices(),
		Codes: []api.CodeKey{{ID: "5eed5eed", Point: make([]byte, 65)}},
	}
	for _, f := range change {
		f(&cfg)
	}
	var err error
	if w.Server, err = api.New(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return w
}

// reply is an answer whose body was read.
type reply struct {
	*http.Response
	Body string
}

// ask sends one request past the network. Headers come as "Name: value".
func (w world) ask(t testing.TB, method, path string, headers ...string) reply {
	t.Helper()
	return w.send(t, method, path, "", headers...)
}

// send is ask with a body, which is JSON unless a header says otherwise.
func (w world) send(t testing.TB, method, path, body string, headers ...string) reply {
	t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := w.App().Test(req, 10_000)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	answered, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res, string(answered)}
}

func (w world) get(t testing.TB, path string, headers ...string) reply {
	t.Helper()
	return w.ask(t, http.MethodGet, path, headers...)
}

const plotPath = "/v1/land/mouzas/1027001/plots/165-1201"
