package tui

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// idn is the mouza most tests are about; bare has no register.
const (
	idn  place.IDN = 1027001
	bare place.IDN = 1027002
)

// now is when every test happens.
var now = time.Date(2026, 11, 23, 5, 30, 0, 0, time.UTC)

// atlas is a small world with real districts and made-up mouzas.
type atlas struct {
	broken error
	twins  bool // two blocks are called Ghatal
}

var districts = []place.District{
	{Code: "304", Portal: "01", Name: seva.Names{Bn: "আলিপুরদুয়ার", En: "Alipurduar", Hi: "अलीपुरद्वार"}},
	{Code: "318", Portal: "10", Name: seva.Names{Bn: "পশ্চিম মেদিনীপুর", En: "Paschim Medinipur", Hi: "पश्चिम मेदिनीपुर"}},
	{Code: "317", Portal: "11", Name: seva.Names{Bn: "পূর্ব মেদিনীপুর", En: "Purba Medinipur", Hi: "पूर्व मेदिनीपुर"}},
}

var blocks = []place.Block{
	{Code: "2786", District: "318", Name: seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"}, Units: []string{"1027"}},
	{Code: "2780", District: "318", Name: seva.Names{Bn: "দাসপুর ১", En: "Daspur I", Hi: "दासपुर १"}},
}

var mouzas = []place.Mouza{
	{IDN: idn, Block: "2786", Name: seva.Names{Bn: "কুঠিঘাট", En: "Kuthighat", Hi: "कुठीघाट"}},
	{IDN: bare, Block: "2786", Name: seva.Names{En: "Ajabnagar"}},
	{IDN: 1027165, Block: "2786", Name: seva.Names{Bn: "ক্ষীরপাই", En: "Khirpai"}},
}

var village = place.Match{Kind: place.KindVillage, Code: "337630", Name: seva.Names{En: "Kuthi Para"}, Block: blocks[0].Name, In: districts[1].Name, Score: 600}

func (a *atlas) Districts(context.Context) ([]place.District, error) { return districts, a.broken }

func (a *atlas) Blocks(_ context.Context, district string) ([]place.Block, error) {
	if district == "318" || district == "10" {
		return blocks, a.broken
	}
	return nil, a.broken
}

func (a *atlas) Mouzas(_ context.Context, block string) ([]place.Mouza, error) {
	if block == "2786" {
		return mouzas, a.broken
	}
	return nil, a.broken
}

func (a *atlas) Mouza(_ context.Context, idn place.IDN) (place.Mouza, error) {
	at := slices.IndexFunc(mouzas, func(m place.Mouza) bool { return m.IDN == idn })
	if at < 0 {
		return place.Mouza{}, &seva.Error{Kind: seva.NotFound, Field: "mouza", Text: seva.Say("error.mouza.unknown", seva.Args{"Mouza": idn})}
	}
	return mouzas[at], a.broken
}

// Search knows that people write কুঠিঘাট as kuthighat and khuthighat.
func (a *atlas) Search(_ context.Context, q place.Query) ([]place.Match, error) {
	var found []place.Match
	name := strings.ToLower(q.Name)
	if strings.HasPrefix("khuthighat", name) || strings.HasPrefix("kuthighat", name) || strings.HasPrefix("কুঠিঘাট", name) {
		if slices.Contains(q.Kinds, place.KindMouza) {
			found = append(found, place.Match{Kind: place.KindMouza, Code: idn.String(), Name: mouzas[0].Name, Block: blocks[0].Name, In: districts[1].Name, Score: 900})
		}
		if slices.Contains(q.Kinds, place.KindVillage) {
			found = append(found, village)
		}
	}
	if strings.HasPrefix("ghatal", name) && slices.Contains(q.Kinds, place.KindBlock) {
		found = append(found, place.Match{Kind: place.KindBlock, Code: "2786", Name: blocks[0].Name, In: districts[1].Name, Score: 1000})
		if a.twins {
			found = append(found, place.Match{Kind: place.KindBlock, Code: "2999", Name: blocks[0].Name, In: districts[2].Name, Score: 1000})
		}
	}
	return found, a.broken
}

// book is a register of one mouza: plot 165 with ten holders, plot 166 with one,
// plot 7 whose record somebody filled with hostile text, and plot 8 whose shares do not
// add up.
type book struct {
	broken error
	block  chan struct{} // when set, answers wait for it and ignore the context
	source string        // of all it knows; an extract's file when empty
}

func (b *book) asOn() land.AsOn {
	return land.AsOn{
		Valid: seva.Date{Year: 2026, Month: 11, Day: 1}, Recorded: now,
		Source: cmp.Or(b.source, "ghatal-2026-11.csv"),
	}
}

var people = []seva.Names{
	{Bn: "সুব্রত মণ্ডল", En: "Subrata Mondal", Hi: "सुब्रत मंडल"},
	{Bn: "লক্ষ্মীরানী ভট্টাচার্য্য", En: "Lakshmirani Bhattacharya", Hi: "लक्ष्मीरानी भट्टाचार्य"},
	{Bn: "স্বপন কুমার হাঁসদা", En: "Swapan Kumar Hansda", Hi: "स्वपन कुमार हाँसदा"},
	{Bn: "মোহাম্মদ আবুল কালাম আজাদ শেখ", En: "Mohammad Abul Kalam Azad Sheikh", Hi: "मोहम्मद अबुल कलाम आज़ाद शेख"},
}

func shared() []land.Holding {
	shares := []seva.Share{364, 1250, 1250, 1250, 625, 625, 2000, 1136, 1000, 500}
	held := make([]land.Holding, len(shares))
	for i, s := range shares {
		computed := s.Of(7500)
		held[i] = land.Holding{
			Plot: land.Number{Main: 165}, Khatian: land.Number{Main: int32(12 + 7*i)}, Class: "sali", Share: s,
			Recorded: computed, Computed: computed,
			Owner: land.Owner{Name: people[i%len(people)], Type: land.Individual, Guardian: people[(i+1)%len(people)], Relation: land.Father},
		}
	}
	held[0].Recorded = 400
	held[2].Khatian.Bata = 1
	held[2].Possession, held[2].Possessor = land.Bargadar, people[0]
	held[4].Remark = land.Remark{Text: seva.Names{Bn: "বর্গা নথিভুক্ত", En: "Barga recorded", Hi: "बर्गा दर्ज"}, Rule: "WBLR Act s. 14T(3)"}
	return held
}

const hostile = "\x1b[2J\x1b]0;owned\x07রবি\u202eদাস\nনতুন লাইন\u200f\u0000"

func (b *book) Summary(_ context.Context, m place.IDN) (land.Summary, error) {
	if m != idn {
		return land.Summary{}, land.ErrNone
	}
	return land.Summary{Mouza: m, Plots: 1203, Khatians: 310, Area: 5_000_000, Maps: 1100, AsOn: b.asOn()}, b.broken
}

func (b *book) Plot(_ context.Context, m place.IDN, n land.Number, _ land.At) (land.Plot, error) {
	if b.block != nil {
		<-b.block
	}
	if b.broken != nil {
		return land.Plot{}, b.broken
	}
	p := land.Plot{Mouza: m, Number: n, Class: "sali", Area: 7500, AsOn: b.asOn()}
	switch {
	case m == idn && n == land.Number{Main: 165}:
		p.Flags, p.Holdings, p.HasMap, p.ULPIN = []land.Flag{land.Mortgage, land.Pending}, shared(), true, "19AB7C0D3E5F7G"
	case m == idn && n == land.Number{Main: 166, Bata: 2}:
		p.Class, p.Holdings = "pukur", shared()[:1]
		p.Holdings[0].Share = seva.Whole
	case m == idn && n == land.Number{Main: 7}:
		p.Holdings = shared()[:1]
		p.Holdings[0].Owner.Name = seva.Names{Bn: hostile, En: hostile, Hi: hostile}
		p.Holdings[0].Remark.Text = seva.Names{Bn: hostile, En: hostile, Hi: hostile}
		p.AsOn.Source = hostile
	case m == idn && n == land.Number{Main: 8}:
		p.Holdings = shared()[:3]
	default:
		return land.Plot{}, land.ErrNone
	}
	return p, nil
}

func (b *book) Khatian(_ context.Context, m place.IDN, n land.Number, _ land.At) (land.Khatian, error) {
	if b.broken != nil {
		return land.Khatian{}, b.broken
	}
	if m != idn || n != (land.Number{Main: 12}) {
		return land.Khatian{}, land.ErrNone
	}
	held := shared()[:1]
	held = append(held, held[0], held[0])
	held[1].Plot, held[1].Class = land.Number{Main: 166, Bata: 2}, "pukur"
	held[2].Plot, held[2].Class, held[2].Possession = land.Number{Main: 1201}, "danga", land.PublicUse
	return land.Khatian{Mouza: m, Number: n, Owner: held[0].Owner, Area: 1200, Holdings: held, AsOn: b.asOn()}, nil
}

func (b *book) Crosswalk(_ context.Context, _ place.IDN, from land.Survey, n land.Number) ([]land.Pair, error) {
	if b.broken != nil || from != land.RS || n.Main != 98 {
		return nil, b.broken
	}
	return []land.Pair{{RS: n, LR: land.Number{Main: 165}}, {RS: n, LR: land.Number{Main: 166, Bata: 2}}}, nil
}

func (b *book) Sheet(_ context.Context, m place.IDN, n land.Number) (land.Sheet, error) {
	if n != (land.Number{Main: 165}) {
		return land.Sheet{}, land.ErrNone
	}
	at := func(main int32, x0, y0, x1, y1 int32) land.Parcel {
		const lon, lat = 87_720_000, 22_660_000
		return land.Parcel{Mouza: m, Number: land.Number{Main: main}, Ring: land.Ring{
			{Lon: lon + x0, Lat: lat + y0}, {Lon: lon + x1, Lat: lat + y0 + 40}, {Lon: lon + x1 - 30, Lat: lat + y1}, {Lon: lon + x0, Lat: lat + y1},
		}}
	}
	return land.Sheet{
		Parcel:     at(165, 400, 300, 1000, 700),
		Neighbours: []land.Parcel{at(164, 0, 300, 400, 700), at(166, 1000, 300, 1400, 700), at(170, 400, 700, 1000, 1000), at(98, 200, 0, 1200, 300)},
	}, b.broken
}

var errGone = errors.New("connection refused to db.internal:5432")
