package dialogue

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"duar/catalogue"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// register is a small register of mouza 1027001: plot 165 with three owners and a
// mortgage, plot 165/1201, plot 98 (which is also a key), khatian 539/1.
type register struct {
	down  error
	reads int
}

func holding(plot, khatian land.Number, share seva.Share) land.Holding {
	return land.Holding{
		Plot: plot, Khatian: khatian, Class: "sali", Share: share, Recorded: 2500, Computed: 2500,
		Owner: land.Owner{Name: seva.Names{Bn: "সুব্রত মণ্ডল", En: "Subrata Mondal"}, Type: land.Individual},
	}
}

func (r *register) Summary(_ context.Context, idn place.IDN) (land.Summary, error) {
	if r.down != nil {
		return land.Summary{}, r.down
	}
	if idn != 1027001 {
		return land.Summary{}, land.ErrNone
	}
	return land.Summary{Mouza: idn, Plots: 3}, nil
}

func (r *register) Plot(_ context.Context, idn place.IDN, n land.Number, _ land.At) (land.Plot, error) {
	r.reads++
	if r.down != nil {
		return land.Plot{}, r.down
	}
	p := land.Plot{Mouza: idn, Number: n, Class: "sali", Area: 7500, AsOn: land.AsOn{Valid: seva.Date{Year: 2026, Month: 9, Day: 30}}}
	switch {
	case idn != 1027001:
		return land.Plot{}, land.ErrNone
	case n == land.Number{Main: 165}:
		p.Flags = []land.Flag{land.Mortgage}
		p.Holdings = []land.Holding{
			holding(n, land.Number{Main: 539, Bata: 1}, 5000), holding(n, land.Number{Main: 12}, 2500), holding(n, land.Number{Main: 1}, 2500),
		}
	case n == land.Number{Main: 165, Bata: 1201}, n == land.Number{Main: 98}:
		p.Holdings = []land.Holding{holding(n, land.Number{Main: 12}, seva.Whole)}
	default:
		return land.Plot{}, land.ErrNone
	}
	return p, nil
}

func (r *register) Khatian(_ context.Context, idn place.IDN, n land.Number, _ land.At) (land.Khatian, error) {
	r.reads++
	if r.down != nil {
		return land.Khatian{}, r.down
	}
	if idn != 1027001 || n != (land.Number{Main: 539, Bata: 1}) {
		return land.Khatian{}, land.ErrNone
	}
	h := holding(land.Number{Main: 165}, n, 5000)
	return land.Khatian{Mouza: idn, Number: n, Owner: h.Owner, Area: 2500, Holdings: []land.Holding{h}}, nil
}

func (r *register) Crosswalk(_ context.Context, idn place.IDN, from land.Survey, n land.Number) ([]land.Pair, error) {
	if r.down != nil {
		return nil, r.down
	}
	if idn == 1027001 && n == (land.Number{Main: 165}) {
		return []land.Pair{{RS: land.Number{Main: 165}, LR: land.Number{Main: 165}}, {RS: land.Number{Main: 165}, LR: land.Number{Main: 166}}}, nil
	}
	return nil, nil
}

func (r *register) Sheet(context.Context, place.IDN, land.Number) (land.Sheet, error) {
	return land.Sheet{}, land.ErrNone
}

// directory knows one district with one block of two mouzas, and a block without any.
type directory struct{ down error }

var mouzas = []place.Mouza{
	{IDN: 1027001, Block: "2786", Name: seva.Names{En: "Ranjapur"}},
	{IDN: 1027098, Block: "2786", Name: seva.Names{En: "Ramchandrapur"}},
}

func (d *directory) Districts(context.Context) ([]place.District, error) {
	return []place.District{{Code: "318", Portal: "10", Name: seva.Names{En: "Paschim Medinipur"}}}, d.down
}

func (d *directory) Blocks(_ context.Context, district string) ([]place.Block, error) {
	if district != "10" && district != "318" {
		return nil, d.down
	}
	return []place.Block{
		{Code: "2790", Name: seva.Names{En: "Sabang"}, Units: []string{"1030"}},
		{Code: "2786", Name: seva.Names{En: "Ghatal"}, Units: []string{"1027"}},
	}, d.down
}

func (d *directory) Mouzas(_ context.Context, block string) ([]place.Mouza, error) {
	if block != "2786" {
		return nil, d.down
	}
	return mouzas, d.down
}

func (d *directory) Mouza(_ context.Context, idn place.IDN) (place.Mouza, error) {
	if d.down != nil {
		return place.Mouza{}, d.down
	}
	for _, m := range mouzas {
		if m.IDN == idn {
			return m, nil
		}
	}
	return place.Mouza{}, seva.Fail(seva.NotFound, seva.Say("error.mouza.unknown"))
}

func (d *directory) Search(_ context.Context, q place.Query) ([]place.Match, error) {
	var found []place.Match
	if slices.Contains(q.Kinds, place.KindBlock) && strings.EqualFold(q.Name, "Ghatal") {
		return []place.Match{{Kind: place.KindBlock, Code: "2786", Name: seva.Names{En: "Ghatal"}, Score: veryName}}, d.down
	}
	for _, m := range mouzas {
		if strings.HasPrefix(strings.ToLower(m.Name.En), strings.ToLower(q.Name)) {
			found = append(found, place.Match{Kind: place.KindMouza, Code: m.IDN.String(), Name: m.Name, Score: 900})
		}
	}
	return found, d.down
}

var errDown = errors.New("register is down")

// founding is the menu as it is published.
func founding(t testing.TB) Menu {
	t.Helper()
	data, err := catalogue.PhoneMenu()
	if err != nil {
		t.Fatal(err)
	}
	words, err := catalogue.PhoneKeywords()
	if err != nil {
		t.Fatal(err)
	}
	menu := Menu{Version: data.Version}
	for _, l := range data.Lists {
		list := List{ID: l.ID}
		for _, i := range l.Items {
			list.Entries = append(list.Entries, Entry(i))
		}
		menu.Lists = append(menu.Lists, list)
	}
	for _, w := range words {
		menu.Keywords = append(menu.Keywords, Keyword(w))
	}
	return menu
}

type bench struct {
	*Machine
	register  *register
	directory *directory
}

func newBench(t testing.TB) bench {
	t.Helper()
	r, d := &register{}, &directory{}
	m, err := New(land.NewDesk(r).For(land.Glance), d, founding(t), "1800")
	if err != nil {
		t.Fatal(err)
	}
	return bench{m, r, d}
}

// kept sends a state through its stored form, as happens between every two hops.
func kept(t testing.TB, s State) State {
	t.Helper()
	back, err := Decode(s.Encode(nil))
	if err != nil {
		t.Fatalf("state of %s cannot be read back: %v", s.Node.Name(), err)
	}
	// What is above the way back may differ; what can be reached may not.
	if string(back.Encode(nil)) != string(s.Encode(nil)) {
		t.Fatalf("state of %s changed in the store", s.Node.Name())
	}
	return back
}
