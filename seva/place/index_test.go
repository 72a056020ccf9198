package place

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
)

func en(name string) seva.Names { return seva.Names{En: name} }

// small is an atlas that can be overseen: two districts, three blocks, few mouzas.
func small() Atlas {
	return Atlas{
		Districts: []District{
			{"318", "10", seva.Names{Bn: "পশ্চিম মেদিনীপুর", En: "Paschim Medinipur", Hi: "पश्चिम मेदिनीपुर"}},
			{"305", "01", seva.Names{Bn: "বাঁকুড়া", En: "Bankura", Hi: "बांकुड़ा"}},
		},
		Subdivisions: []Subdivision{{"318-03", "318", en("Ghatal")}},
		Blocks: []Block{
			{"2982", "318", "318-03", en("Newblock"), nil},
			{"2981", "318", "318-03", seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"}, []string{"1027"}},
			{"2980", "318", "318-03", seva.Names{Bn: "দাসপুর-১", En: "Daspur-I", Hi: "दासपुर-1"}, []string{"1028", "1002"}},
			{"2700", "305", "", en("Onda"), []string{"0103"}},
		},
		Units: []Unit{{"1027", "318", "2981", en("Ghatal")}, {"1099", "318", "", en("Town")}},
		Mouzas: []Mouza{
			{1027081, "2981", "", seva.Names{Bn: "শ্যামপুর", En: "Shyampur", Hi: "श्यामपुर"}},
			{1027066, "2981", "337696", seva.Names{Bn: "শ্যামপুর", En: "Shyampur", Hi: "श्यामपुर"}},
			{1027001, "2981", "", seva.Names{Bn: "রঞ্জাপুর", En: "Ranjapur", Hi: "रंजापुर"}},
		},
		Villages: []Village{
			{"337696", "318", "2981", en("Shyampur (P)")},
			{"300001", "305", "2700", en("Shyampur")},
			{"300002", "305", "2700", en("Rampur")},
			{"300003", "305", "2700", en("Rampura")},
		},
	}
}

func smallIndex(t testing.TB) *Index {
	t.Helper()
	x, err := New(small())
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestHierarchy(t *testing.T) {
	x, ctx := smallIndex(t), t.Context()
	districts, _ := x.Districts(ctx)
	if len(districts) != 2 || districts[0].Portal != "01" {
		t.Errorf("districts %v", districts)
	}
	for _, code := range []string{"318", "10", "১০", "३१८"} {
		blocks, err := x.Blocks(ctx, code)
		if err != nil || len(blocks) != 3 || blocks[0].Code != "2980" || blocks[1].Code != "2981" || blocks[2].Code != "2982" {
			t.Errorf("%s: blocks %v, %v", code, blocks, err)
		}
	}
	mouzas, err := x.Mouzas(ctx, "2981")
	if err != nil || len(mouzas) != 3 || mouzas[0].IDN != 1027001 || mouzas[2].IDN != 1027081 {
		t.Errorf("mouzas %v, %v", mouzas, err)
	}
	if mouzas, err = x.Mouzas(ctx, "2700"); err != nil || len(mouzas) != 0 {
		t.Errorf("mouzas %v, %v", mouzas, err)
	}
	if m, err := x.Mouza(ctx, 1027066); err != nil || m.Village != "337696" {
		t.Errorf("mouza %v, %v", m, err)
	}
	if v, err := x.Village(ctx, "৩০০০০২"); err != nil || v.Block != "2700" || v.Name.En != "Rampur" {
		t.Errorf("village %v, %v", v, err)
	}
	for _, code := range []string{"", "999999", "2700"} {
		if v, err := x.Village(ctx, code); seva.KindOf(err) != seva.NotFound || err == nil {
			t.Errorf("%q: village %v, %v", code, v, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	x, ctx := smallIndex(t), t.Context()
	search := func(q Query) error {
		_, err := x.Search(ctx, q)
		return err
	}
	_, noDistrict := x.Blocks(ctx, "99")
	_, noBlock := x.Mouzas(ctx, "27")
	_, noMouza := x.Mouza(ctx, 1)
	for name, c := range map[string]struct {
		err        error
		kind       seva.Kind
		field, key string
	}{
		"district":       {noDistrict, seva.NotFound, "district", "error.district.unknown"},
		"block":          {noBlock, seva.NotFound, "block", "error.block.unknown"},
		"mouza":          {noMouza, seva.NotFound, "mouza", "error.mouza.unknown"},
		"block searched": {search(Query{Name: "Ghatal", Block: "1"}), seva.NotFound, "block", "error.block.unknown"},
		"nothing":        {search(Query{}), seva.Invalid, "name", "error.query.short"},
		"one letter":     {search(Query{Name: " ঘ "}), seva.Invalid, "name", "error.query.short"},
		"only marks":     {search(Query{Name: "?!*#-"}), seva.Invalid, "name", "error.query.short"},
		"too long":       {search(Query{Name: strings.Repeat("রা", 33)}), seva.Invalid, "name", "error.query.long"},
		"escape":         {search(Query{Name: "Gha\x1b[2Jtal"}), seva.Invalid, "name", "error.text.control"},
		"not UTF-8":      {search(Query{Name: "Gha\xfftal"}), seva.Invalid, "name", "error.text.encoding"},
	} {
		e, ok := errors.AsType[*seva.Error](c.err)
		if !ok || e.Kind != c.kind || e.Field != c.field || e.Text.Key != c.key {
			t.Errorf("%s: %v", name, c.err)
		}
	}
}

func TestNewRefusesABrokenAtlas(t *testing.T) {
	for name, spoil := range map[string]func(*Atlas){
		"district twice":      func(a *Atlas) { a.Districts[1].Code = "318" },
		"portal twice":        func(a *Atlas) { a.Districts[1].Portal = "10" },
		"block elsewhere":     func(a *Atlas) { a.Blocks[0].District = "999" },
		"block twice":         func(a *Atlas) { a.Blocks[0].Code = "2981" },
		"strange subdivision": func(a *Atlas) { a.Blocks[0].Subdivision = "305-01" },
		"subdivision nowhere": func(a *Atlas) { a.Subdivisions[0].District = "1" },
		"unit nowhere":        func(a *Atlas) { a.Units[0].Block = "2700" },
		"mouza nowhere":       func(a *Atlas) { a.Mouzas[0].Block = "" },
		"mouza twice":         func(a *Atlas) { a.Mouzas[0].IDN = 1027001 },
		"mouza's village":     func(a *Atlas) { a.Mouzas[0].Village = "1" },
		"village twice":       func(a *Atlas) { a.Villages[0].Code = "300001" },
		"village nowhere":     func(a *Atlas) { a.Villages[1].District = "318" },
	} {
		a := small()
		spoil(&a)
		if _, err := New(a); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

func TestSearchOrderAndFilters(t *testing.T) {
	x, ctx := smallIndex(t), t.Context()
	find := func(q Query) []string {
		t.Helper()
		matches, err := x.Search(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		codes := make([]string, len(matches))
		for i, m := range matches {
			codes[i] = m.Code
		}
		return codes
	}
	for name, c := range map[string]struct {
		q    Query
		want []string
	}{
		// The very name first, mouzas before villages, then by number.
		"namesakes":   {Query{Name: "shyampur", Limit: 4}, []string{"1027066", "1027081", "300001", "337696"}},
		"in Bengali":  {Query{Name: "শ্যামপুর", Kinds: []Kind{KindMouza}}, []string{"1027066", "1027081"}},
		"villages":    {Query{Name: "Shyampur", Kinds: []Kind{KindVillage}, Limit: 2}, []string{"300001", "337696"}},
		"in a block":  {Query{Name: "Shampur", Block: "2700"}, []string{"300001"}},
		"limit":       {Query{Name: "Shyampur", Limit: 1}, []string{"1027066"}},
		"beginning":   {Query{Name: "ramp"}, []string{"300002", "300003"}},
		"the shorter": {Query{Name: "rampur", Kinds: []Kind{KindVillage}, Limit: 2}, []string{"300002", "300003"}},
		"a part":      {Query{Name: "Medinipur"}, []string{"318"}},
		"quarters":    {Query{Name: "midnapore west"}, []string{"318"}},
		"numeral":     {Query{Name: "daspur 1"}, []string{"2980"}},
		"no kind":     {Query{Name: "Ghatal", Kinds: []Kind{"river"}}, []string{}},
		"no dots":     {Query{Name: "বাঁকুডা"}, []string{"305"}},
		"one letter":  {Query{Name: "ssss"}, []string{}},
		"one pair":    {Query{Name: "shshsh"}, []string{}},
		"nothing":     {Query{Name: "xyzzy"}, []string{}},
		"Tamil":       {Query{Name: "சென்னை"}, []string{}},
	} {
		if got := find(c.q); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	matches, _ := x.Search(ctx, Query{Name: "ঘাটাল"})
	want := Match{KindBlock, "2981", small().Blocks[1].Name, seva.Names{}, small().Districts[0].Name, 1000}
	if len(matches) == 0 || matches[0] != want {
		t.Errorf("got %+v", matches)
	}
	matches, _ = x.Search(ctx, Query{Name: "Ronjapur"})
	if len(matches) == 0 || matches[0].Block.En != "Ghatal" || matches[0].In.En != "Paschim Medinipur" || matches[0].Score == 1000 {
		t.Errorf("got %+v", matches)
	}
}

// Whatever is typed, an answer keeps its promises, and many may ask at once.
func TestSearchPromises(t *testing.T) {
	x, ctx := smallIndex(t), t.Context()
	rapid.Check(t, func(t *rapid.T) {
		q := Query{Name: rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("shyampurশ্যামপুরश ।-12")), 2, 70, -1)).Draw(t, "name"),
			Limit: rapid.IntRange(-5, 100).Draw(t, "limit")}
		matches, err := x.Search(ctx, q)
		if err != nil {
			if k := seva.KindOf(err); k != seva.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		if len(matches) > 50 {
			t.Fatalf("%d matches", len(matches))
		}
		for i, m := range matches {
			if m.Score < 1 || m.Score > 1000 || i > 0 && m.Score > matches[i-1].Score {
				t.Fatalf("scores of %v", matches)
			}
		}
		again := make([][]Match, 4)
		var all sync.WaitGroup
		for i := range again {
			all.Go(func() { again[i], _ = x.Search(ctx, q) })
		}
		all.Wait()
		for _, a := range again {
			if !reflect.DeepEqual(a, matches) {
				t.Fatalf("%v, then %v", matches, a)
			}
		}
	})
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "xbc", 1}, {"kitten", "sitting", 3},
		{strings.Repeat("a", 100), strings.Repeat("b", 100), 64}} {
		if got := distance(c.a, c.b); got != c.want || distance(c.b, c.a) != c.want {
			t.Errorf("%s %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestIDN(t *testing.T) {
	for s, want := range map[string]IDN{"1027001": 1027001, "১০২৭০০১": 1027001, "0101182": 101182} {
		if got, err := ParseIDN(s); err != nil || got != want {
			t.Errorf("%s is %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "102700", "10270011", "-102700", "+102700", "10270o1", "1 27001"} {
		if _, err := ParseIDN(s); err == nil {
			t.Errorf("%q is not refused", s)
		}
	}
	idn := MakeIDN(1, 1, 182)
	if idn.String() != "0101182" || idn.Unit() != "0101" || idn.JL() != 182 {
		t.Errorf("%s %s %d", idn, idn.Unit(), idn.JL())
	}
}
