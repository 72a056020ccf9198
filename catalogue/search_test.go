package catalogue

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/place"
	"duar/seva/sound"
)

// The search is tested here because here are the real names.

func index(t testing.TB) (*place.Index, place.Atlas) {
	a, err := Atlas()
	if err != nil {
		t.Fatal(err)
	}
	x, err := place.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return x, a
}

// Each line: what a person typed | the kind of place meant | its English name. A census
// village and the mouza of the same name are one place to the person who asks.
const asked = `
howra | district | Howrah
হাওরা | district | Howrah
हावड़ा | district | Howrah
hoogly | district | Hooghly
হুগলী | district | Hooghly
Calcutta | district | Kolkata
কোলকাতা | district | Kolkata
Nodia | district | Nadia
নদীয়া | district | Nadia
Maldah | district | Malda
Murshidabaad | district | Murshidabad
মুর্শীদাবাদ | district | Murshidabad
West Midnapore | district | Paschim Medinipur
Midnapore East | district | Purba Medinipur
পশ্চিম মেদনীপুর | district | Paschim Medinipur
Paschim Midnapur | district | Paschim Medinipur
Uttar Dinajpur | district | Uttar Dinajpur
North Dinajpur | district | Uttar Dinajpur
South 24 Pargana | district | South 24 Parganas
dokkhin 24 porgona | district | South 24 Parganas
উত্তর ২৪ পরগণা | district | North 24 Parganas
उत्तर चौबीस परगना | district | North 24 Parganas
Coochbehar | district | Cooch Behar
Koch Bihar | district | Cooch Behar
কুচবিহার | district | Cooch Behar
Bankuda | district | Bankura
বাকুড়া | district | Bankura
Puruliya | district | Purulia
Jhargaram | block | Jhargram
ঝারগ্রাম | block | Jhargram
Darjiling | district | Darjeeling
दार्जीलिंग | district | Darjeeling
Alipurduyar | district | Alipurduar
Jalpaigudi | district | Jalpaiguri
Kalimpang | district | Kalimpong
Birbhoom | district | Birbhum
ghatal | block | Ghatal
ঘাটল | block | Ghatal
घाटल | block | Ghatal
daspur 1 | block | Daspur-I
দাসপুর ২ | block | Daspur-II
Dashpur-II | block | Daspur-II
chandrokona 2 | block | Chandrakona-II
চন্দ্রকোনা ১ | block | Chandrakona-I
Keshpoor | block | Keshpur
শালবনী | block | Salboni
Shalbani | block | Salboni
Khadagpur 2 | block | Kharagpur-II
Kharakpur-I | block | Kharagpur-I
Norayangarh | block | Narayangarh
কেশিয়ারি | block | Keshiary
Shabang | block | Sabang
Nandigram 1 | block | Nandigram-I
नन्दीग्राम 2 | block | Nandigram-II
Tomluk | block | Tamluk
Panshkura | block | Panskura
পাশকুড়া | block | Panskura
Mahishadol | block | Mahishadal
মযনা | block | Moyna
Egra-1 | block | Egra-I
Boshirhat 1 | block | Basirhat-I
Baduriya | block | Baduria
Hingolganj | block | Hingalganj
Sondeshkhali 2 | block | Sandeshkhali-II
Joynagar 1 | block | Jaynagar-I
Mathurapur 2 | block | Mathurapur-II
Pathar Pratima | block | Patharpratima
Naksalbari | block | Naxalbari
Phansideoa | block | Phansidewa
Dhoopguri | block | Dhupguri
Moynaguri | block | Maynaguri
Faraka | block | Farakka
Lalgolla | block | Lalgola
Santipur | block | Santipur
শান্তীপুর | block | Santipur
Ranjapur | mouza | Ranjapur
ronjapur | mouza | Ranjapur
রন্জাপুর | mouza | Ranjapur
Narayonchak | mouza | Narayanchak
নারায়নচক | mouza | Narayanchak
Birsingho | mouza | Birsingha
বীরসিংহ | mouza | Birsingha
Birsinha | mouza | Birsingha
Monsuka | mouza | Mansuka
মনসুকা | mouza | Mansuka
मनसुका | mouza | Mansuka
Doulotchok | mouza | Doulatchak
Udoyganj | mouza | Udayganj
Khorar | mouza | Kharar (Mu)
Irpala | mouza | Irhpala
Joykundu | mouza | Joykundu
জয়কুন্ডু | mouza | Joykundu
Brindabonchok | mouza | Brindabanchak
Vrindavanchak | mouza | Brindabanchak
Gombhirnogor | mouza | Gombhirnagar
Thakuranichok | mouza | Thakuranichak
Shimuliya | mouza | Shimulia
Yakubpur | mouza | Iyakubpur
Konnogor | mouza | Konnagar (Ghatal Mu)
Nij Narajol | mouza | Nij Narajole
নাড়াজোল | mouza | Nij Narajole
Kolmijor | mouza | Kalmijore
Sonakhaly | mouza | Sonakhali
Chaipath | mouza | Chaipat
Palaspai | mouza | Palashpai
Khirpoi | mouza | Khirpai
ক্ষিরপাই | mouza | Khirpai
Ramjibonpur | mouza | Ramjibanpur
রামজীবনপুর | mouza | Ramjibanpur
ঝাকরা | mouza | Jhankra
Chandrakona | mouza | Chandrakona
Goaldanga | mouza | Goaldanga
Gangadashpur | mouza | Gangadaspur
Radhabollobhpur | mouza | Radhaballavpur
राधाबल्लभपुर | mouza | Radhaballavpur
Lakhsmipur | mouza | Lakshmipur
Laxmipur | mouza | Lakshmipur
Rimbik | village | Rimbick
রিম্বিক | village | Rimbick
Singalila Forrest | village | Singalila Forest
Arong sarisha | village | Arangsarisha
Rosulpoor Char | village | Rasulpur Char
Kulutt | village | Kulut
Chitholia | village | Chithalia
Mohishgoria | village | Mahishgaria
Konaipur | village | Kanaipur
Ankurhaati | village | Ankurhati (CT)
Majhihida | village | Majhihira
Pingola | village | Pingla
Jhorna kocha | village | Jharnakocha
Bodhgam | village | Bodhgram
Nekrakondo | village | Nekrakonda
`

// Of what people type, nineteen in twenty must find the place among the first five, and
// four in five at the top.
func TestPeopleFindPlaces(t *testing.T) {
	x, a := index(t)
	there := map[string]bool{}
	for _, v := range a.Villages {
		there[v.Name.En] = true
	}
	total, first, five := 0, 0, 0
	for line := range strings.Lines(strings.TrimSpace(asked)) {
		f := strings.Split(line, "|")
		query, kind, want := strings.TrimSpace(f[0]), place.Kind(strings.TrimSpace(f[1])), strings.TrimSpace(f[2])
		if kind == place.KindVillage && !there[want] {
			t.Fatalf("the table asks for village %s, which is not there", want)
		}
		matches, err := x.Search(t.Context(), place.Query{Name: query, Limit: 5})
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		at, said := -1, []string{}
		for i, m := range matches {
			if at < 0 && m.Name.En == want && (m.Kind == kind || kind == place.KindMouza || kind == place.KindVillage) {
				at = i
			}
			said = append(said, fmt.Sprintf("%s %s %d", m.Kind, m.Name.En, m.Score))
		}
		total++
		if at == 0 {
			first++
		} else {
			t.Logf("%s: want %s %s at the top, it is at %d of %s", query, kind, want, at, strings.Join(said, ", "))
		}
		if at >= 0 {
			five++
		}
	}
	t.Logf("%d asked, %d first, %d in the first five", total, first, five)
	if total < 80 || first*100 < total*80 || five*100 < total*95 {
		t.Errorf("of %d asked, %d came first and %d in the first five", total, first, five)
	}
}

// What is no name gives nothing: a candidate for it would be taken for an answer.
const nonsense = `
xxxxx | yyyyy | zzzz | aaaa | bbbb | kkkkk | qqq | rrrrr | xx | ss | আআআ | কককক | ललल | 1111
asdfgh | asdfghjkl | qwertyuiop | zxcvbn | mnbvcxz | lkjhg | hjkl | fghj | jkl | qazwsx | wxyz
sdfsdf | asdasd | jkjkjk | ghghgh | blah blah | sdfkjhsdkfjh | abc123 | 12345 | aeiou
lorem ipsum | undefined | computer | helloworld | london | new york | mumbai | কম্পিউটার
`

func TestNonsenseFindsNothing(t *testing.T) {
	x, _ := index(t)
	for line := range strings.Lines(strings.TrimSpace(nonsense)) {
		for query := range strings.SplitSeq(strings.TrimSpace(line), "|") {
			matches, err := x.Search(t.Context(), place.Query{Name: query})
			if err != nil || len(matches) > 0 {
				t.Errorf("%s: %v, %v", query, err, matches)
			}
		}
	}
}

// However many villages bear a name, the block of that name is on the first page.
func TestNamesakesHideNoBlock(t *testing.T) {
	x, _ := index(t)
	for query, want := range map[string]string{"Mayna": "Moyna", "Shalbani": "Salboni", "Gopalpur": "", "মযনা": "Moyna"} {
		matches, err := x.Search(t.Context(), place.Query{Name: query})
		if err != nil || len(matches) == 0 || len(matches) > 10 {
			t.Fatalf("%s: %d, %v", query, len(matches), err)
		}
		if want != "" && !slices.ContainsFunc(matches, func(m place.Match) bool { return m.Kind == place.KindBlock && m.Name.En == want }) {
			t.Errorf("%s: no block %s among %v", query, want, matches)
		}
	}
}

// Any place is found by its own name among the first ten, or its namesakes fill them but
// for the one place each that other kinds are given (TestNamesakesHideNoBlock).
func TestEveryNameFindsItself(t *testing.T) {
	x, a := index(t)
	all := map[string]seva.Names{}
	for _, d := range a.Districts {
		all["district "+d.Code] = d.Name
	}
	for _, b := range a.Blocks {
		all["block "+b.Code] = b.Name
	}
	for _, m := range a.Mouzas {
		all["mouza "+m.IDN.String()] = m.Name
	}
	ctx := t.Context()
	check := func(t interface{ Errorf(string, ...any) }, code, name string) {
		matches, err := x.Search(ctx, place.Query{Name: name})
		if err != nil {
			t.Errorf("%s %s: %v", code, name, err)
			return
		}
		namesakes, guests, kinds := 0, 0, map[place.Kind]int{}
		for _, m := range matches {
			kinds[m.Kind]++
		}
		for _, m := range matches {
			if string(m.Kind)+" "+m.Code == code {
				return
			}
			named := slices.ContainsFunc(m.Name.All(), func(other string) bool { return strings.EqualFold(other, name) })
			switch {
			case named:
				namesakes++
			case kinds[m.Kind] == 1:
				guests++
			}
		}
		if namesakes+guests < len(matches) || namesakes == 0 {
			t.Errorf("%s %s is not among %v", code, name, matches)
		}
	}
	for code, names := range all {
		for _, name := range names.All() {
			check(t, code, name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom(a.Villages).Draw(t, "village")
		if len(v.Name.En) > 1 {
			check(t, "village "+v.Code, v.Name.En)
		}
	})
}

// The three forms of a mouza's name are one name: they nearly all have one key, and each
// is in its own script.
func TestMouzaNamesAgree(t *testing.T) {
	_, a := index(t)
	agree := 0
	for _, m := range a.Mouzas {
		key := sound.Key(m.Name.Bn)
		if sound.Key(m.Name.En) == key && sound.Key(m.Name.Hi) == key {
			agree++
		}
		for name, script := range map[string]*unicode.RangeTable{
			m.Name.Bn: unicode.Bengali, m.Name.Hi: unicode.Devanagari, m.Name.En: unicode.Latin,
		} {
			for _, r := range name {
				if unicode.In(r, unicode.L, unicode.M) && !unicode.Is(script, r) {
					t.Errorf("%s: %s has %c", m.IDN, name, r)
				}
			}
		}
	}
	t.Logf("%d of %d agree", agree, len(a.Mouzas))
	if agree < len(a.Mouzas)*95/100 {
		t.Errorf("only %d of %d agree", agree, len(a.Mouzas))
	}
}

func TestIndexIsSmallAndQuick(t *testing.T) {
	_, a := index(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	x, err := place.New(a)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	size := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("built in %v, %d KiB", took, size>>10)
	if size > 25<<20 || took > 4*time.Second { // 400 ms is the aim
		t.Errorf("built in %v, %d bytes", took, size)
	}
	runtime.KeepAlive(x)
}

func BenchmarkSearch(b *testing.B) {
	x, _ := index(b)
	for _, q := range []string{"ra", "Ramchandrapur", "রামচন্দ্রপুর", "gopl", "মযনাগুডি", "West Midnapore", "krishnavallabhpoor"} {
		b.Run(q, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := x.Search(b.Context(), place.Query{Name: q}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	_, a := index(b)
	for b.Loop() {
		if _, err := place.New(a); err != nil {
			b.Fatal(err)
		}
	}
}
